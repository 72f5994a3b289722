//! A unified diff of a text whose changes are known: nothing has to be searched for, so it costs no more than to read
//! the text.

use super::text::apply;
use std::ops::Range;

/// Lines that are shown around a change.
const CONTEXT: usize = 3;

/// Lines that are replaced: numbers of old lines from 0, and the new ones.
struct Change {
    old: Range<usize>,
    new: Vec<String>,
}

/// The hunks, each line with its mark in front and without its end. `changes` are in order and do not overlap.
pub(super) fn unified(text: &str, changes: &[(Range<usize>, String)]) -> Vec<String> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let changes = by_line(text, &starts, &lines, changes);
    let mut out = Vec::new();
    let mut shift = 0;
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let near = |pair: &[Change]| matches!(pair, [a, b] if b.old.start <= a.old.end + 2 * CONTEXT);
        let more = rest.windows(2).take_while(|pair| near(pair)).count();
        let (hunk, later) = rest.split_at((more + 1).min(rest.len()));
        shift = one(&lines, hunk, shift, &mut out);
        rest = later;
    }
    out
}

/// The changes as whole lines, those of neighbouring lines together, without lines that stay the same.
fn by_line(text: &str, starts: &[usize], lines: &[&str], changes: &[(Range<usize>, String)]) -> Vec<Change> {
    let line_of = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
    let mut groups: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, (range, _)) in changes.iter().enumerate() {
        let touched = line_of(range.start)..line_of(range.end) + 1;
        match groups.last_mut() {
            Some((lines, members)) if touched.start <= lines.end => {
                lines.end = lines.end.max(touched.end);
                members.end = index + 1;
            }
            _ => groups.push((touched, index..index + 1)),
        }
    }
    let offset = |line: usize| starts.get(line).copied().unwrap_or(text.len());
    let change = |(touched, members): (Range<usize>, Range<usize>)| {
        let part = offset(touched.start)..offset(touched.end);
        let new = apply(text, part, changes.get(members).unwrap_or_default());
        let mut new: Vec<String> = new.split_inclusive('\n').map(str::to_owned).collect();
        let mut old = touched.start..touched.end.min(lines.len());
        while let (Some(a), Some(b)) = (lines.get(old.clone()).and_then(<[&str]>::last), new.last())
            && a == b
        {
            old.end -= 1;
            new.pop();
        }
        let same = lines.get(old.clone()).unwrap_or_default().iter().zip(&new).take_while(|(a, b)| **a == **b).count();
        old.start += same;
        new.drain(..same);
        Change { old, new }
    };
    let changes = groups.into_iter().map(change);
    changes.filter(|change| !change.old.is_empty() || !change.new.is_empty()).collect()
}

/// Writes one hunk; `shift` is by how many lines the new text is longer so far.
fn one(lines: &[&str], hunk: &[Change], shift: isize, out: &mut Vec<String>) -> isize {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return shift };
    let from = first.old.start.saturating_sub(CONTEXT);
    let to = (last.old.end + CONTEXT).min(lines.len());
    let added: usize = hunk.iter().map(|change| change.new.len()).sum();
    let removed: usize = hunk.iter().map(|change| change.old.len()).sum();
    let new_from = from.saturating_add_signed(shift);
    let side = |from: usize, count: usize| format!("{},{count}", if count == 0 { from } else { from + 1 });
    out.push(format!("@@ -{} +{} @@", side(from, to - from), side(new_from, to - from + added - removed)));
    let mut at = from;
    let mut say = |mark: char, line: &str| {
        out.push(format!("{mark}{}", line.strip_suffix('\n').unwrap_or(line)));
        if !line.ends_with('\n') {
            out.push("\\ No newline at end of file".to_owned());
        }
    };
    for change in hunk {
        lines.get(at..change.old.start).unwrap_or_default().iter().for_each(|line| say(' ', line));
        lines.get(change.old.clone()).unwrap_or_default().iter().for_each(|line| say('-', line));
        change.new.iter().for_each(|line| say('+', line));
        at = change.old.end;
    }
    lines.get(at..to).unwrap_or_default().iter().for_each(|line| say(' ', line));
    shift.saturating_add_unsigned(added).saturating_sub_unsigned(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(text: &str, changes: &[(&str, &str)]) -> String {
        let changes: Vec<_> = changes
            .iter()
            .map(|(old, new)| {
                let start = text.find(old).unwrap();
                (start..start + old.len(), (*new).to_owned())
            })
            .collect();
        unified(text, &changes).join("\n")
    }

    #[test]
    fn a_line_that_goes_takes_the_comma_before_it_along() {
        let diff = diff("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": 3\n}\n", &[(",\n    2", "")]);
        assert_eq!(diff, "@@ -1,7 +1,6 @@\n {\n   \"a\": [\n-    1,\n-    2\n+    1\n   ],\n   \"b\": 3\n }");
    }

    #[test]
    fn distant_changes_are_two_hunks_and_near_ones_one() {
        let text: String = (1..=30).map(|n| format!("line {n:02}\n")).collect();
        let two = diff(&text, &[("02\n", "2\nmore\n"), ("25", "x")]);
        assert!(two.starts_with("@@ -1,5 +1,6 @@\n line 01\n-line 02\n+line 2\n+more\n line 03"), "{two}");
        assert!(two.contains("@@ -22,7 +23,7 @@\n line 22\n line 23\n line 24\n-line 25\n+line x\n"), "{two}");
        assert_eq!(diff(&text, &[("02", "2"), ("08", "8")]).matches("@@ -").count(), 1);
    }

    #[test]
    fn a_text_of_one_line_without_an_end_says_so() {
        let diff = diff("{\"a\":1}", &[("1", "2")]);
        let missing = "\\ No newline at end of file";
        assert_eq!(diff, format!("@@ -1,1 +1,1 @@\n-{{\"a\":1}}\n{missing}\n+{{\"a\":2}}\n{missing}"));
    }
}
