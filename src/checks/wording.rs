//! How values of a bundle are worded in messages: escaped, cut, in backticks.

use crate::bundle::json::{Kind, Value};
use crate::report::escape::visible;

/// Characters of a value that a message shows.
const SHOWN: usize = 80;

/// What to do about a bundle whose records no good writer writes.
pub(crate) const PACK_ANEW: &str = "pack the bundle anew";
/// Readers that do not look at the directory.
pub(crate) const FRONT: &str = "tools that read from the front (bsdtar on a pipe, Java's `ZipInputStream`)";

/// A text of the bundle in backticks: escaped, a backtick too, and cut after 80 characters; of an empty one the quotes.
pub(crate) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    // one character more than is shown says whether something was cut
    let start: String = text.chars().take(SHOWN + 1).collect();
    format!("`{}`", cut(&visible(&start).replace('`', "\\u0060")))
}

/// A JSON value in backticks, as compact JSON: escaped, and cut after 80 characters.
pub(crate) fn shown(value: &Value) -> String {
    quoted(&compact(value))
}

/// A JSON value as compact JSON, deep or long parts of it abbreviated; not escaped.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, &mut out, 0);
    out
}

/// A number of bytes in a unit that keeps it short.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..10_240 => count(bytes, "byte"),
        10_240..10_485_760 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1024 / 1024),
    }
}

/// Words in backticks as a list: ``` `a`, `b` and `c` ```; more than eight are counted.
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    const MOST: usize = 8;
    let mut words: Vec<String> = items.iter().take(MOST).map(|item| quoted(item.as_ref())).collect();
    if items.len() > MOST {
        words.push(format!("{} more", items.len() - MOST));
    }
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// Names of release lines as a list, without backticks: `7.4, 7.8 and 8.0`.
pub(crate) fn enumerate<S: AsRef<str>>(items: &[S]) -> String {
    match items.split_last() {
        Some((last, [])) => last.as_ref().to_owned(),
        Some((last, rest)) => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
        None => String::new(),
    }
}

/// A number and its noun, in the plural unless it is one: `3 members`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The candidate that was probably meant: equal but for case and `-`/`_`, or at most two edits away.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 64 {
        return None;
    }
    let fold = |text: &str| text.to_lowercase().replace('-', "_");
    let word = fold(word);
    let allowed = if word.chars().count() <= 4 { 1 } else { 2 };
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN - 1).collect();
    format!("{start}…")
}

/// Compact JSON, deep or long values abbreviated.
fn write_value(value: &Value, out: &mut String, depth: usize) {
    if out.len() > 4 * SHOWN {
        return;
    }
    match &value.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(true) => out.push_str("true"),
        Kind::Bool(false) => out.push_str("false"),
        Kind::Number(number) => out.extend(number.text.chars().take(2 * SHOWN)),
        Kind::String(text) => {
            out.push('"');
            out.extend(text.lossy().chars().take(2 * SHOWN));
            out.push('"');
        }
        Kind::Array(_) if depth > 2 => out.push_str("[…]"),
        Kind::Object(_) if depth > 2 => out.push_str("{…}"),
        Kind::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().take(SHOWN).enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_value(item, out, depth + 1);
            }
            out.push(']');
        }
        Kind::Object(object) => {
            out.push('{');
            for (index, entry) in object.entries.iter().take(SHOWN).enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push('"');
                out.extend(entry.key.lossy().chars().take(SHOWN));
                out.push_str("\": ");
                write_value(&entry.value, out, depth + 1);
            }
            out.push('}');
        }
    }
}

/// Edits between two words: insert, delete, replace, swap neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |cells: &[usize], k: usize| cells.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_cut() {
        assert_eq!(quoted("a\u{1b}[31m\n\u{202e}"), "`a\\u001b[31m\\n\\u202e`");
        assert_eq!(quoted(&"x".repeat(200)).chars().count(), SHOWN + 2);
        assert_eq!(quoted("a`b"), "`a\\u0060b`");
        assert_eq!(quoted(""), "`\"\"`");
    }

    #[test]
    fn a_typo_finds_the_word_that_was_meant() {
        let words = ["reshard_rebalance", "crdb", "display_name"];
        assert_eq!(closest("isplay_name", words), Some("display_name"));
        assert_eq!(closest("display-name", words), Some("display_name"));
        assert_eq!(closest("cdrb", words), Some("crdb"));
        assert_eq!(closest("asm", words), None);
    }
}
