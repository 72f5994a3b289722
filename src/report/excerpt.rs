//! What stands at the place of a finding: a line of text, or a few bytes. Taken while the input is at hand.

use super::escape::visible;
use crate::bundle::Bundle;
use crate::bundle::json::Source;
use crate::bundle::place::Place;
use crate::input::data::Data;

/// Characters of a line that are shown in front of the place, and behind its start.
const BEFORE: usize = 40;
const BEHIND: usize = 60;
/// Bytes shown in a hexdump.
const DUMP: u64 = 32;

/// A piece of the input for people to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excerpt {
    /// A line of text, escaped and cut to a window.
    Line {
        /// Number of the line, from 1.
        number: usize,
        /// Column of the place in the whole line, from 1.
        column: usize,
        /// The window.
        text: String,
        /// First marked byte of `text`.
        start: usize,
        /// Number of marked bytes.
        length: usize,
    },
    /// Bytes of the input.
    Bytes {
        /// Offset of the first shown byte.
        offset: u64,
        /// The bytes.
        bytes: Vec<u8>,
        /// Offsets of the marked bytes: first, and behind the last.
        marked: (u64, u64),
    },
}

/// The excerpt of a place, when there is something to show.
pub(super) fn of(place: &Place, bundle: &Bundle, input: Option<Data<'_>>) -> Option<Excerpt> {
    match (&place.member, place.start) {
        (Some(_), Some(_)) => line(place, bundle),
        (None, _) if place.length > 0 => bytes(place, input?),
        // of the module file the first bytes are at hand
        (Some(name), None) if place.length > 0 => {
            let module = bundle.module.ready().filter(|module| module.name == *name)?;
            bytes(place, Data::Bytes(&module.head)).filter(|_| place.offset < module.head.len() as u64)
        }
        _ => None,
    }
}

fn line(place: &Place, bundle: &Bundle) -> Option<Excerpt> {
    // of a manifest both have one text, and one of them may not be there
    let written = bundle.manifest.ready().map(|manifest| &manifest.written);
    let metadata = bundle.metadata.ready().or(written).filter(|m| Some(&m.member) == place.member.as_ref())?;
    of_text(place, &metadata.document.source)
}

/// The line of a place in a text.
pub(crate) fn of_text(place: &Place, text: &Source) -> Option<Excerpt> {
    let start = place.start?;
    let end = place.end.filter(|end| end.line == start.line).map(|end| end.column);
    let whole = text.line(start.line);
    let skipped = (start.column - 1).saturating_sub(BEFORE);
    // a value that goes on in the next line is marked to the end of this one
    let marked = end.map_or(usize::MAX, |end| end.saturating_sub(start.column).max(1));
    let mut chars = whole.chars().skip(skipped);
    let mut text = String::from(if skipped > 0 { "…" } else { "" });
    let before: String = chars.by_ref().take(start.column - 1 - skipped).collect();
    text.push_str(&visible(&before));
    let at = text.len();
    let inside: String = chars.by_ref().take(marked.min(BEHIND)).collect();
    // the end of the text has no character to mark
    text.push_str(if inside.is_empty() { " " } else { "" });
    text.push_str(&visible(&inside));
    let length = text.len() - at;
    let rest: String = chars.by_ref().take(BEHIND.saturating_sub(inside.chars().count())).collect();
    text.push_str(&visible(&rest));
    if chars.next().is_some() {
        text.push('…');
    }
    Some(Excerpt::Line { number: start.line, column: start.column, text, start: at, length })
}

fn bytes(place: &Place, input: Data<'_>) -> Option<Excerpt> {
    let offset = place.offset / 16 * 16;
    let bytes = input.read(offset, DUMP);
    if bytes.is_empty() {
        return None;
    }
    let marked = (place.offset, place.offset.saturating_add(place.length));
    Some(Excerpt::Bytes { offset, bytes: bytes.into_owned(), marked })
}

/// A hexdump: offset, sixteen bytes, their ASCII characters. One line for each sixteen bytes, none behind the mark.
#[must_use]
pub fn hexdump(offset: u64, bytes: &[u8], marked: (u64, u64)) -> Vec<String> {
    let mut lines = Vec::new();
    let mut at = offset;
    for row in bytes.chunks(16) {
        if at >= marked.1.max(marked.0 + 1) {
            break;
        }
        let mut digits = String::new();
        for (b, position) in row.iter().zip(at..) {
            let (open, close) = if (marked.0..marked.1).contains(&position) { ('[', ']') } else { (' ', ' ') };
            // neighbours that are both marked share a bracket's place
            let joined = digits.ends_with(']') && open == '[';
            if joined {
                digits.pop();
                digits.push(' ');
            } else if digits.ends_with(']') {
                // the closing bracket stands where the blank would
            } else {
                digits.push(open);
            }
            digits.push_str(&format!("{b:02x}"));
            if close == ']' {
                digits.push(close);
            }
        }
        // a log of some CI system would obey what `##[` and the like start
        let text: String = row
            .iter()
            .map(|&b| if (0x20..0x7f).contains(&b) { char::from(b) } else { '.' })
            .collect::<String>()
            .replace("##", "..");
        lines.push(format!("{at:08x} {digits:<49} {text}"));
        at += 16;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hexdump_brackets_the_marked_bytes() {
        let lines = hexdump(16, b"PK\x05\x06 rest of the", (16, 20));
        assert_eq!(lines, ["00000010 [50 4b 05 06]20 72 65 73 74 20 6f 66 20 74 68 65  PK.. rest of the"]);
    }
}
