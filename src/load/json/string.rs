//! The strings of the scanner, in its strict mode.

use super::cursor::Scanner;
use crate::bundle::json::{Broken, OddityKind, Span, Text};

impl Scanner<'_> {
    /// A string, with the cursor at its opening quote, and where it stands.
    pub(super) fn string(&mut self) -> Result<(Text, Span), Broken> {
        let opening = self.offset;
        self.skip(1);
        let mut text = Text::default();
        loop {
            let start = self.offset;
            let Some(point) = self.bump() else {
                return Err(self.fail(opening, start, "string without a closing quote"));
            };
            match point {
                0x22 => {
                    return Ok((text, Span { start: opening, end: self.offset }));
                }
                0x5c => self.escape(opening, &mut text)?,
                0..0x20 => {
                    let reason = "control character in a string must be written as an escape";
                    return Err(self.fail(start, self.offset, reason));
                }
                0xd800..=0xdfff => {
                    self.odd(start, OddityKind::RawSurrogate);
                    text.push(point);
                }
                _ => text.push(point),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, opening: usize, text: &mut Text) -> Result<(), Broken> {
        let letter = self.offset;
        // the backslash is one code point of ASCII, so it is as wide as the unit of the encoding
        let backslash = letter - self.unit();
        let Some(c) = self.look(0) else {
            let end = match self.bump() {
                Some(_) => {
                    return Err(self.fail(backslash, self.offset, "unknown escape in a string"));
                }
                None => self.offset,
            };
            return Err(self.fail(opening, end, "string without a closing quote"));
        };
        self.skip(1);
        let plain = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode_escape(backslash, letter, text),
            _ => {
                let reason = format!("unknown escape `\\{}` in a string", c.escape_debug());
                return Err(self.fail(backslash, self.offset, &reason));
            }
        };
        text.push(u32::from(plain));
        Ok(())
    }

    /// The four digits behind `\u`, joined with those of a `\u` escape that follows if the two make a pair.
    fn unicode_escape(&mut self, backslash: usize, letter: usize, text: &mut Text) -> Result<(), Broken> {
        let first = self.four_digits(letter)?;
        if (0xd800..0xdc00).contains(&first) && self.look(0) == Some('\\') && self.look(1) == Some('u') {
            let before = self.mark();
            self.skip(1);
            let second_letter = self.offset;
            self.skip(1);
            let second = self.four_digits(second_letter)?;
            if (0xdc00..0xe000).contains(&second) {
                text.push(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                return Ok(());
            }
            self.rewind(before);
        }
        if (0xd800..0xe000).contains(&first) {
            self.odd(backslash, OddityKind::EscapedSurrogate);
        }
        text.push(first);
        Ok(())
    }

    fn four_digits(&mut self, letter: usize) -> Result<u32, Broken> {
        let mut value = 0;
        for ahead in 0..4 {
            // the digits must not end the text: Python looks for room before it looks at them
            let digit = if self.left() > 4 { self.look(ahead).and_then(|c| c.to_digit(16)) } else { None };
            let Some(digit) = digit else {
                self.skip(ahead);
                return Err(self.fail(letter, self.offset, "`\\u` must be followed by four hexadecimal digits"));
            };
            value = (value << 4) | digit;
        }
        self.skip(4);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn text(json: &[u8]) -> Text {
        read(json).root.unwrap().as_text().cloned().unwrap()
    }

    fn error(json: &str) -> usize {
        read(json.as_bytes()).root.unwrap_err().offset
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(text(br#""\"\\\/\b\f\n\r\t\u00e9\u00E9""#), Text::from("\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{e9}"));
        assert_eq!(text("\"\u{7f}\u{2028}\u{feff}\"".as_bytes()), Text::from("\u{7f}\u{2028}\u{feff}"));
    }

    #[test]
    fn only_two_escapes_side_by_side_join_into_one_character() {
        assert_eq!(text(br#""\ud83d\ude00""#), Text::from("\u{1f600}"));
        assert_eq!(text(br#""\ud83d\ud83d\ude00""#), Text::Surrogates(vec![0xd83d, 0x1f600]));
        assert_eq!(text(br#""\ude00\ud83d""#), Text::Surrogates(vec![0xde00, 0xd83d]));
        assert_eq!(text(br#""\ud83d\u0041""#), Text::Surrogates(vec![0xd83d, 0x41]));
        assert_eq!(text(b"\"\\ud83d\xed\xb8\x80\""), Text::Surrogates(vec![0xd83d, 0xde00]));
    }

    #[test]
    fn lone_surrogates_are_reported_with_their_places() {
        let document = read(b"[\"\\ud83d\\ude00\\udc00\", \"\xed\xa0\x80\", !");
        let found: Vec<_> = document.oddities.iter().map(|odd| (odd.span.start, odd.span.end, odd.kind)).collect();
        assert_eq!(found, [(14, 20, OddityKind::EscapedSurrogate), (24, 27, OddityKind::RawSurrogate)]);
        assert!(document.root.is_err());
    }

    #[test]
    fn a_broken_string_breaks_where_python_says() {
        assert_eq!(error("[\"abc"), 1);
        assert_eq!(error("\"abc\\"), 0);
        assert_eq!(error("\"a\tb\""), 2);
        assert_eq!(error("\"a\\x\""), 2);
        assert_eq!(error("\"a\\u12\""), 3);
        assert_eq!(error("\"a\\u12g4\""), 3);
        assert_eq!(error("\"\\ud800\\u12\""), 8);
        assert_eq!(error("\"\\u\u{661}123\""), 2);
        assert_eq!(error("\"\\u+123\""), 2);
    }
}
