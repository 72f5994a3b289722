//! Edits of module.json's text: only the bytes of a value change, all else stays as its author wrote it.

use super::diff;
use crate::bundle::json::{Document, Entry, Object, OddityKind, Span};
use std::ops::Range;

/// A text in place of a stretch of the member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Span,
    pub(super) text: String,
}

/// A text before and after, and what lies between the two.
#[derive(Debug, Clone)]
pub struct Rewrite {
    before: String,
    after: String,
    /// What is replaced in `before`, in order and without overlaps.
    changes: Vec<(Range<usize>, String)>,
}

/// Whether the decoded text stands for all bytes of the member: surrogates that are written as bytes do not decode.
pub(super) fn is_faithful(document: &Document) -> bool {
    document.oddities.iter().all(|oddity| oddity.kind != OddityKind::RawSurrogate)
}

impl Rewrite {
    /// The text with these edits. Of two that overlap the first one counts.
    pub(super) fn of(document: &Document, edits: Vec<Edit>) -> Self {
        let before = document.source.text().to_owned();
        let at = |offset: usize| document.source.text_offset(offset);
        let mut changes: Vec<(Range<usize>, String)> =
            edits.into_iter().map(|edit| (at(edit.span.start)..at(edit.span.end), edit.text)).collect();
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut end = 0;
        changes.retain(|(range, _)| {
            let follows = range.start >= end && range.end >= range.start;
            if follows {
                end = range.end;
            }
            follows
        });
        let after = apply(&before, 0..before.len(), &changes);
        Self { before, after, changes }
    }

    /// The new text.
    #[must_use]
    pub fn after(&self) -> &str {
        &self.after
    }

    /// The changes as a unified diff, without its two lines of names; not escaped.
    #[must_use]
    pub fn diff(&self) -> Vec<String> {
        diff::unified(&self.before, &self.changes)
    }
}

/// A part of a text with the changes that lie in it.
pub(super) fn apply(text: &str, part: Range<usize>, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::new();
    let mut at = part.start;
    for (range, new) in changes.iter().filter(|(range, _)| range.start >= part.start && range.end <= part.end) {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..part.end).unwrap_or_default());
    out
}

/// The edit that adds a key behind the last one of an object, spaced as its first one; `None` for an empty object.
pub(super) fn addition(document: &Document, object: &Object, start: usize, key: &str, value: &str) -> Option<Edit> {
    let source = &document.source;
    let between = |from: usize, to: usize| source.text().get(source.text_offset(from)..source.text_offset(to));
    let (first, last): (&Entry, &Entry) = (object.entries.first()?, object.entries.last()?);
    let indent = between(start, first.key_span.start)?.strip_prefix('{')?;
    let colon = between(first.key_span.end, first.value.span.start)?;
    let end = last.value.span.end;
    Some(Edit { span: Span { start: end, end }, text: format!(",{indent}\"{key}\"{colon}\"{value}\"") })
}
