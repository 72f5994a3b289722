//! Ignores that stand in a manifest itself: `# ramplint: ignore[rule, rule] reason`, on the line or the line above.

use crate::bundle::json::{Position, Source, Span};
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::quoted;
use crate::finding::Finding;
use crate::report::excerpt::{self, Excerpt};
use crate::rule::selector::Selector;

/// What such a comment begins with, behind the `#`.
const MARK: &str = "ramplint:";
/// How one is written.
const FORM: &str = "write `# ramplint: ignore[rule] reason`";

/// A comment that is meant for us.
#[derive(Debug, Clone)]
pub struct Inline {
    /// Where it stands.
    pub place: Place,
    /// The line whose findings it is about.
    pub line: usize,
    /// The line of text that it stands in.
    pub excerpt: Option<Excerpt>,
    /// What it says, or what is wrong with it and what to do about that.
    pub said: Result<Said, (String, String)>,
}

/// What a comment says.
#[derive(Debug, Clone)]
pub struct Said {
    /// The rules.
    pub rules: Vec<Selector>,
    /// Why.
    pub reason: String,
}

/// A comment of a text, as its loader tells of it.
#[derive(Debug, Clone)]
pub struct Remark<'a> {
    /// Where its `#` stands.
    pub at: Position,
    /// What is behind the `#`, without white space around it.
    pub text: &'a str,
    /// Whether nothing but white space stands in front of it.
    pub is_alone: bool,
    /// The place of the comment.
    pub place: Place,
    /// The line of text that it stands in.
    pub excerpt: Option<Excerpt>,
}

impl<'a> Remark<'a> {
    /// A comment of a text that was read; it goes to the end of its line.
    #[must_use]
    pub fn of(metadata: &Metadata, at: Position, text: &'a str, is_alone: bool) -> Self {
        let source = &metadata.document.source;
        let end = Position { line: at.line, column: source.line(at.line).chars().count() + 1 };
        let size = usize::try_from(metadata.size).unwrap_or(usize::MAX);
        let span = Span { start: offset(source, at, size), end: offset(source, end, size) };
        let place = metadata.bytes(span);
        Self { at, text, is_alone, excerpt: excerpt::of_text(&place, source), place }
    }
}

/// The byte of a place, whatever the encoding: places grow with bytes.
fn offset(source: &Source, wanted: Position, size: usize) -> usize {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        if source.position(middle) < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Whether a comment is meant for us.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.starts_with(MARK)
}

/// The comments that are meant for us.
#[must_use]
pub fn read<'a>(remarks: impl IntoIterator<Item = Remark<'a>>) -> Vec<Inline> {
    let mut found: Vec<Inline> = Vec::new();
    for remark in remarks {
        let Some(text) = remark.text.strip_prefix(MARK) else { continue };
        let line = if remark.is_alone { remark.at.line + 1 } else { remark.at.line };
        // of several comments one above the other each is about the line below the last
        for above in found.iter_mut().rev().take_while(|above| remark.is_alone && above.line == remark.at.line) {
            above.line = line;
        }
        found.push(Inline { place: remark.place, line, excerpt: remark.excerpt, said: parse(text.trim()) });
    }
    found
}

fn parse(text: &str) -> Result<Said, (String, String)> {
    let fault = |message: String| (message, FORM.to_owned());
    let listed = text.strip_prefix("ignore").and_then(|rest| rest.trim_start().strip_prefix('['));
    let (names, reason) = listed
        .and_then(|rest| rest.split_once(']'))
        .ok_or_else(|| fault(format!("{} is nothing that a comment can ask for", quoted(text))))?;
    let name = |name: &str| Selector::parse(name.trim()).map_err(|unknown| (unknown.message, unknown.help));
    let rules = names.split(',').map(name).collect::<Result<Vec<_>, _>>()?;
    let reason = reason.trim().trim_start_matches([':', '-']).trim();
    if reason.is_empty() {
        return Err(fault(format!("the ignore of {} gives no reason", quoted(names.trim()))));
    }
    Ok(Said { rules, reason: reason.to_owned() })
}

impl Inline {
    /// Sets aside the findings that are meant; whether there are any.
    pub(super) fn set_aside(&self, findings: &mut [Finding]) -> bool {
        let Ok(said) = &self.said else { return false };
        let is_meant = |finding: &Finding| {
            let line = finding.place.start.map(|start| start.line);
            let is_here = line == Some(self.line) && finding.place.member == self.place.member;
            is_here && said.rules.iter().any(|rules| rules.has(finding.rule))
        };
        let mut is_used = false;
        for finding in findings.iter_mut().filter(|finding| is_meant(finding)) {
            is_used = true;
            finding.ignored.get_or_insert_with(|| said.reason.clone());
        }
        is_used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Severity, Sink};

    fn remark(line: usize, text: &str, is_alone: bool) -> Remark<'_> {
        let place = Place::member("ramp.yml");
        Remark { at: Position { line, column: 1 }, text, is_alone, place, excerpt: None }
    }

    fn findings() -> Vec<Finding> {
        let mut sink = Sink::new("meta/bad-email", Severity::Warning, &[], None);
        for line in [3, 4] {
            let start = Some(Position { line, column: 1 });
            sink.report(Place { start, ..Place::member("ramp.yml") }, "x");
        }
        sink.into_findings()
    }

    #[test]
    fn a_comment_is_about_its_line_or_the_next() {
        let hit = |remarks: Vec<Remark<'_>>| {
            let mut findings = findings();
            let used: Vec<bool> = read(remarks).iter().map(|inline| inline.set_aside(&mut findings)).collect();
            (used, findings.iter().map(|finding| finding.ignored.clone()).collect::<Vec<_>>())
        };
        let why = || Some("a list".to_owned());
        let text = "ramplint: ignore[zip/empty, meta/*] a list";
        assert_eq!(hit(vec![remark(3, text, false)]), (vec![true], vec![why(), None]));
        assert_eq!(hit(vec![remark(3, text, true)]), (vec![true], vec![None, why()]));
        assert_eq!(hit(vec![remark(9, text, false)]), (vec![false], vec![None, None]));
        let other = "ramplint: ignore[zip/empty] b";
        assert_eq!(hit(vec![remark(2, text, true), remark(3, other, true)]).1, [None, why()]);
        assert_eq!(
            hit(vec![remark(3, "ignore[meta/*] a", false), remark(3, "about ramplint: x", false)]).0,
            [false; 0]
        );
    }

    #[test]
    fn a_comment_goes_to_the_end_of_its_line() {
        let text = "[1,\n \"\u{e9}\"] # x y\n";
        let document = crate::load::json::read(text.as_bytes());
        let metadata = Metadata { member: "a.yml".to_owned(), size: text.len() as u64, document, open: Vec::new() };
        let remark = Remark::of(&metadata, Position { line: 2, column: 7 }, "x y", false);
        let at = usize::try_from(remark.place.offset).unwrap();
        assert_eq!(&text[at..at + usize::try_from(remark.place.length).unwrap()], "# x y");
        assert!(matches!(remark.excerpt, Some(Excerpt::Line { number: 2, column: 7, .. })));
    }

    #[test]
    fn a_comment_that_says_nothing_usable_is_a_fault() {
        let fault = |text: &str| read([remark(1, text, false)]).remove(0).said.unwrap_err().0;
        assert_eq!(fault("ramplint: ignore[meta/*]"), "the ignore of `meta/*` gives no reason");
        assert_eq!(fault("ramplint: ignore[meta/bad-emial] x"), "no rule `meta/bad-emial`");
        assert_eq!(fault("ramplint: ignore[] x"), "no rule `\"\"`");
        assert_eq!(fault("ramplint: disable"), "`disable` is nothing that a comment can ask for");
        assert_eq!(fault("ramplint: ignore[meta/*"), "`ignore[meta/*` is nothing that a comment can ask for");
    }
}
