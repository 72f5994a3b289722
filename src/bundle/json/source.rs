//! The decoded text of a member, and the way from a byte of the member to a line and a column.
//!
//! Marks are set at each line start and every few hundred characters, so that looking up a place costs a
//! binary search and a short walk, also in a file that is one long line.

use super::{Encoding, Span};

/// How many characters there are between two marks within a line.
const STRIDE: usize = 256;

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1; lines end at `\n`, `\r\n` or `\r`.
    pub line: usize,
    /// The column, from 1, counted in characters; a lone surrogate or a stretch that does not decode is one.
    pub column: usize,
}

/// The decoded text and the places of its characters in the member.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    encoding: Encoding,
    text: String,
    malformed: Vec<Span>,
    marks: Vec<Mark>,
}

/// A character whose place is known: its byte in the member, its byte in `text`, its line and its column.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    offset: usize,
    text: usize,
    position: Position,
}

/// How many bytes a code point takes in an encoding.
#[must_use]
pub(crate) fn width(encoding: Encoding, point: u32) -> usize {
    match (encoding, point) {
        (Encoding::Utf8, 0..0x80) => 1,
        (Encoding::Utf8, 0x80..0x800) | (Encoding::Utf16Le | Encoding::Utf16Be, 0..0x1_0000) => 2,
        (Encoding::Utf8, 0x800..0x1_0000) => 3,
        _ => 4,
    }
}

impl Source {
    /// Takes the code points of a text whose first character is at byte `first` of the member. `malformed` are
    /// the stretches that do not decode, in order; each has one U+FFFD in `points`.
    #[must_use]
    pub fn new(encoding: Encoding, first: usize, points: &[u32], malformed: Vec<Span>) -> Self {
        let start = Mark { offset: first, text: 0, position: Position { line: 1, column: 1 } };
        let mut source = Self { encoding, text: String::with_capacity(points.len()), malformed, marks: vec![start] };
        let mut at = start;
        let mut since = 0;
        for (index, &point) in points.iter().enumerate() {
            let shown = char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
            at.offset += source.width_at(at.offset, point);
            at.position.column += 1;
            source.text.push(shown);
            at.text = source.text.len();
            since += 1;
            let ends_line = shown == '\n' || (shown == '\r' && points.get(index + 1) != Some(&u32::from('\n')));
            if ends_line {
                at.position = Position { line: at.position.line + 1, column: 1 };
            }
            if ends_line || since == STRIDE {
                source.marks.push(at);
                since = 0;
            }
        }
        source
    }

    /// The whole text: lone surrogates and bytes that do not decode are shown as U+FFFD.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of lines; a text that ends with a line end has an empty last line.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.marks.last().map_or(1, |mark| mark.position.line)
    }

    /// The line and column of a byte of the member, clamped to the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.seek(offset).position
    }

    /// The byte of `text()` at which the character with this byte of the member begins, clamped to the text.
    #[must_use]
    pub fn text_offset(&self, offset: usize) -> usize {
        self.seek(offset).text
    }

    /// The line with this number, counted from 1, without its end; empty when there is no such line.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let index = self.marks.partition_point(|mark| mark.position.line < line);
        let start = self.marks.get(index).filter(|mark| mark.position.line == line);
        let rest = start.and_then(|mark| self.text.get(mark.text..)).unwrap_or_default();
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }

    fn seek(&self, offset: usize) -> Mark {
        let next = self.marks.partition_point(|mark| mark.offset <= offset);
        let near = next.checked_sub(1).and_then(|index| self.marks.get(index)).or(self.marks.first());
        let Some(&(mut at)) = near else {
            return Mark { offset: 0, text: 0, position: Position { line: 1, column: 1 } };
        };
        for c in self.text.get(at.text..).unwrap_or_default().chars() {
            let after = at.offset + self.width_at(at.offset, u32::from(c));
            if after > offset {
                break;
            }
            at.offset = after;
            at.text += c.len_utf8();
            at.position.column += 1;
        }
        at
    }

    /// The width of the character at a byte of the member, which for U+FFFD may stand for bytes of any number.
    fn width_at(&self, offset: usize, point: u32) -> usize {
        let stretch = if point == u32::from(char::REPLACEMENT_CHARACTER) {
            self.malformed.binary_search_by_key(&offset, |span| span.start).ok()
        } else {
            None
        };
        match stretch.and_then(|index| self.malformed.get(index)) {
            Some(span) => span.end - span.start,
            None => width(self.encoding, point),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(encoding: Encoding, first: usize, text: &str) -> Source {
        let points: Vec<u32> = text.chars().map(u32::from).collect();
        Source::new(encoding, first, &points, Vec::new())
    }

    fn at(source: &Source, offset: usize) -> (usize, usize) {
        let position = source.position(offset);
        (position.line, position.column)
    }

    #[test]
    fn all_three_line_ends_begin_a_new_line() {
        let source = source(Encoding::Utf8, 0, "a\nb\r\nc\rd");
        assert_eq!(at(&source, 2), (2, 1));
        assert_eq!(at(&source, 4), (2, 3));
        assert_eq!(at(&source, 5), (3, 1));
        assert_eq!(at(&source, 7), (4, 1));
        assert_eq!(at(&source, 8), (4, 2));
        assert_eq!(at(&source, 999), (4, 2));
        assert_eq!(source.lines(), 4);
        assert_eq!([1, 2, 3, 4, 5].map(|line| source.line(line)), ["a", "b", "c", "d", ""]);
    }

    #[test]
    fn a_place_inside_a_character_is_that_character() {
        let source = source(Encoding::Utf8, 3, "\u{e9}\u{1f600}x");
        assert_eq!([0, 3, 4, 5, 8, 9].map(|offset| at(&source, offset).1), [1, 1, 1, 2, 2, 3]);
        assert_eq!(source.text_offset(9), 6);
    }

    #[test]
    fn utf16_columns_count_characters_not_units() {
        let source = source(Encoding::Utf16Le, 2, "\u{1f600}x\ny");
        assert_eq!(at(&source, 6), (1, 2));
        assert_eq!(at(&source, 10), (2, 1));
        assert_eq!(source.line(2), "y");
    }

    #[test]
    fn a_long_line_is_walked_from_a_mark_nearby() {
        let source = source(Encoding::Utf8, 0, &"\u{20ac}".repeat(10_000));
        for index in [0, 255, 256, 257, 5_119, 9_999] {
            assert_eq!(at(&source, index * 3 + 2), (1, index + 1));
        }
        assert_eq!(at(&source, 30_000), (1, 10_001));
    }

    #[test]
    fn a_stretch_that_does_not_decode_is_one_column() {
        let points = [0x61, 0xfffd, 0x62, 0xfffd];
        let source = Source::new(Encoding::Utf8, 0, &points, vec![Span { start: 1, end: 2 }]);
        assert_eq!([1, 2, 3, 5, 6].map(|offset| at(&source, offset).1), [2, 3, 4, 4, 5]);
        assert_eq!(source.text(), "a\u{fffd}b\u{fffd}");
    }
}
