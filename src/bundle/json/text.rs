//! Building and reading Python strings.
//!
//! A `Text` is `Plain` whenever it can be, so that two equal Python strings are two equal `Text`s.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Text;

impl Text {
    /// The string of these code points; numbers beyond U+10FFFF are taken as U+FFFD.
    #[must_use]
    pub fn from_code_points(points: Vec<u32>) -> Self {
        let mut plain = String::with_capacity(points.len());
        for &point in &points {
            match char::from_u32(point) {
                Some(c) => plain.push(c),
                None if is_surrogate(point) => {
                    return Self::Surrogates(points.into_iter().map(in_range).collect());
                }
                None => plain.push(char::REPLACEMENT_CHARACTER),
            }
        }
        Self::Plain(plain)
    }

    /// Appends one code point; two halves of a surrogate pair stay apart, as in Python.
    pub fn push(&mut self, point: u32) {
        match self {
            Self::Surrogates(points) => points.push(in_range(point)),
            Self::Plain(plain) if is_surrogate(point) => {
                let points = plain.chars().map(u32::from).chain([point]).collect();
                *self = Self::Surrogates(points);
            }
            Self::Plain(plain) => {
                plain.push(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
    }

    /// The string, unless lone surrogates keep it from being one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Plain(plain) => Some(plain),
            Self::Surrogates(_) => None,
        }
    }

    /// The string with each lone surrogate written as its six-character escape, such as `\ud800`.
    #[must_use]
    pub fn lossy(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(plain) => Cow::Borrowed(plain),
            Self::Surrogates(points) => {
                let mut out = String::with_capacity(points.len());
                for &point in points {
                    match char::from_u32(point) {
                        Some(c) => out.push(c),
                        // writing to a String cannot fail
                        None => _ = write!(out, "\\u{point:04x}"),
                    }
                }
                Cow::Owned(out)
            }
        }
    }

    /// Whether there is no character in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Plain(plain) => plain.is_empty(),
            Self::Surrogates(points) => points.is_empty(),
        }
    }

    /// The code points, as Python's `for c in s` meets them.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let (plain, points) = match self {
            Self::Plain(plain) => (plain.as_str(), [].as_slice()),
            Self::Surrogates(points) => ("", points.as_slice()),
        };
        plain.chars().map(u32::from).chain(points.iter().copied())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

/// Whether the code point is one half of a surrogate pair.
pub(crate) fn is_surrogate(point: u32) -> bool {
    (0xd800..=0xdfff).contains(&point)
}

fn in_range(point: u32) -> u32 {
    if point > u32::from(char::MAX) { u32::from(char::REPLACEMENT_CHARACTER) } else { point }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_without_surrogates_make_a_plain_string() {
        assert_eq!(Text::from_code_points(vec![0x61, 0x1f600]), Text::from("a\u{1f600}"));
        assert_eq!(Text::from_code_points(vec![]), Text::default());
        assert_eq!(Text::from_code_points(vec![0x0011_0000]).as_str(), Some("\u{fffd}"));
    }

    #[test]
    fn a_lone_surrogate_is_shown_as_its_escape_and_pairs_do_not_join() {
        let text = Text::from_code_points(vec![0x61, 0xd83d, 0xde00]);
        assert_eq!(text.as_str(), None);
        assert_eq!(text.lossy(), "a\\ud83d\\ude00");
        assert_eq!(text.code_points().collect::<Vec<_>>(), [0x61, 0xd83d, 0xde00]);
    }

    #[test]
    fn pushing_gives_the_same_text_as_building_at_once() {
        let points = vec![0x62, 0xdc00, 0x63, 0x10_ffff];
        let mut pushed = Text::default();
        for &point in &points {
            pushed.push(point);
        }
        assert_eq!(pushed, Text::from_code_points(points));
        assert!(!pushed.is_empty());
        assert!(Text::from("").is_empty());
    }
}
