//! The comments of a YAML text, which the parser passes over.

use crate::bundle::json::{Source, Span};
use crate::bundle::manifest::Comment;

/// A comment and its characters, from 0.
pub(super) struct Found {
    pub(super) span: Span,
    text: String,
    is_alone: bool,
}

/// The comments of a text: what follows a `#` at the start of a line or behind white space, but inside of no scalar.
///
/// `covered` is the text with its place holders covered.
pub(super) fn find(text: &str, covered: &str, scalars: &[Span]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut scalars = scalars.iter().peekable();
    let mut index = 0;
    let lines = |text| str::split_inclusive(text, ['\n', '\r']);
    for (line, original) in lines(covered).zip(lines(text)) {
        let mut before = ' ';
        let mut is_alone = true;
        for (nth, c) in line.chars().enumerate() {
            let at = index + nth;
            while scalars.peek().is_some_and(|scalar| scalar.end <= at) {
                scalars.next();
            }
            let is_inside = scalars.peek().is_some_and(|scalar| scalar.start <= at);
            if c == '#' && before.is_whitespace() && !is_inside {
                let rest: String = original.trim_end_matches(['\n', '\r']).chars().skip(nth + 1).collect();
                let span = Span { start: at, end: at + 1 + rest.chars().count() };
                found.push(Found { span, text: rest.trim().to_owned(), is_alone });
                break;
            }
            is_alone &= c.is_whitespace();
            before = c;
        }
        index += line.chars().count();
    }
    found
}

impl Found {
    /// The comment with its place; `offset` gives the byte of a character.
    pub(super) fn placed(self, source: &Source, offset: impl Fn(usize) -> usize) -> Comment {
        Comment { at: source.position(offset(self.span.start)), text: self.text, is_alone: self.is_alone }
    }
}
