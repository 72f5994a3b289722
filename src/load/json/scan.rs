//! The grammar of the C scanner of CPython's `json` module, with a stack of its own instead of recursion.

use super::cursor::{DEEPEST, Scanner};
use crate::bundle::json::{Broken, Encoding, Entry, Kind, Object, Oddity, Span, Text, Value};

/// What a scan gives: the value, the oddities and the depth.
pub(super) type Scanned = (Result<Value, Broken>, Vec<Oddity>, usize);

/// An array or object that is still open.
enum Frame {
    Array(usize, Vec<Value>),
    Object(usize, Object, Text, Span),
}

/// Scans a whole text whose first code point is at byte `first`.
pub(super) fn scan(points: &[u32], encoding: Encoding, first: usize) -> Scanned {
    let mut scanner = Scanner::new(points, encoding, first);
    let root = scanner.document();
    (root, scanner.oddities, scanner.deepest)
}

impl Scanner<'_> {
    fn document(&mut self) -> Result<Value, Broken> {
        self.whitespace();
        let root = self.value()?;
        self.whitespace();
        if self.left() > 0 {
            return Err(self.stop("text goes on after the end of the value"));
        }
        Ok(root)
    }

    fn value(&mut self) -> Result<Value, Broken> {
        let mut open: Vec<Frame> = Vec::new();
        loop {
            let mut whole = self.begin(&mut open)?;
            while let Some(value) = whole {
                match open.pop() {
                    Some(frame) => whole = self.after(frame, value, &mut open)?,
                    None => return Ok(value),
                }
            }
        }
    }

    /// Reads what begins at the cursor. Nothing comes back when that is an array or an object with contents: it
    /// is put on the stack, and the cursor stands at its first value.
    fn begin(&mut self, open: &mut Vec<Frame>) -> Result<Option<Value>, Broken> {
        let start = self.offset;
        let kind = match self.look(0) {
            Some('[') => {
                self.enter()?;
                if self.look(0) != Some(']') {
                    open.push(Frame::Array(start, Vec::new()));
                    return Ok(None);
                }
                self.leave(Kind::Array(Vec::new()))
            }
            Some('{') => {
                self.enter()?;
                if self.look(0) != Some('}') {
                    let (key, span) = self.key("expected a key in double quotes or `}`")?;
                    open.push(Frame::Object(start, Object::default(), key, span));
                    return Ok(None);
                }
                self.leave(Kind::Object(Object::default()))
            }
            Some('"') => Kind::String(self.string()?.0),
            _ => match self.word()? {
                Some(kind) => kind,
                None => return Err(self.no_value(open)),
            },
        };
        Ok(Some(Value { span: Span { start, end: self.offset }, kind }))
    }

    /// Puts a value into the array or object around it and reads on: to the next value, or to the end of that
    /// array or object, which then comes back.
    fn after(&mut self, frame: Frame, value: Value, open: &mut Vec<Frame>) -> Result<Option<Value>, Broken> {
        self.whitespace();
        let (start, kind) = match frame {
            Frame::Array(start, mut items) => {
                items.push(value);
                if !self.ends(']', "expected `,` or `]` after a value")? {
                    open.push(Frame::Array(start, items));
                    return Ok(None);
                }
                items.shrink_to_fit();
                (start, self.leave(Kind::Array(items)))
            }
            Frame::Object(start, mut object, key, key_span) => {
                object.entries.push(Entry { key, key_span, value });
                if !self.ends('}', "expected `,` or `}` after a value")? {
                    let reason = match self.look(0) {
                        Some('}') => "expected another key after `,`, not the end of the object",
                        _ => "expected a key in double quotes after `,`",
                    };
                    let (key, span) = self.key(reason)?;
                    open.push(Frame::Object(start, object, key, span));
                    return Ok(None);
                }
                object.entries.shrink_to_fit();
                (start, self.leave(Kind::Object(object)))
            }
        };
        Ok(Some(Value { span: Span { start, end: self.offset }, kind }))
    }

    /// Whether the closing bracket stands here; otherwise steps over the comma that must.
    fn ends(&mut self, closing: char, reason: &str) -> Result<bool, Broken> {
        match self.look(0) {
            Some(c) if c == closing => Ok(true),
            Some(',') => {
                self.skip(1);
                self.whitespace();
                Ok(false)
            }
            _ => Err(self.fail_here(reason)),
        }
    }

    /// A key and the colon behind it.
    fn key(&mut self, reason: &str) -> Result<(Text, Span), Broken> {
        if self.look(0) != Some('"') {
            return Err(self.fail_here(reason));
        }
        let key = self.string()?;
        self.whitespace();
        if self.look(0) != Some(':') {
            return Err(self.fail_here("expected `:` after a key"));
        }
        self.skip(1);
        self.whitespace();
        Ok(key)
    }

    /// Steps over an opening bracket and the white space behind it.
    fn enter(&mut self) -> Result<(), Broken> {
        let start = self.offset;
        self.skip(1);
        if self.depth >= DEEPEST {
            return Err(self.too_deep(start, "for Python to read"));
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.whitespace();
        Ok(())
    }

    /// Steps over a closing bracket.
    fn leave(&mut self, kind: Kind) -> Kind {
        self.skip(1);
        self.depth -= 1;
        kind
    }

    /// A value that is not in brackets or quotes.
    fn word(&mut self) -> Result<Option<Kind>, Broken> {
        for (word, kind) in [("null", Kind::Null), ("true", Kind::Bool(true)), ("false", Kind::Bool(false))] {
            if self.starts_with(word) {
                self.skip(word.len());
                return Ok(Some(kind));
            }
        }
        match self.constant()? {
            Some(kind) => Ok(Some(kind)),
            None => self.number(),
        }
    }

    /// The error of a place where a value should begin.
    fn no_value(&self, open: &[Frame]) -> Broken {
        let next = self.point();
        let behind_comma = matches!(open.last(), Some(Frame::Array(_, items)) if !items.is_empty());
        self.stop(match (next, open.last()) {
            (None, None) if !self.moved() => "the text is empty",
            (None, None) => "there is nothing but white space",
            (None, _) => "expected a value, not the end of the text",
            (Some(0xfeff), None) => "expected a value, not a byte order mark",
            (Some(0x5d), _) if behind_comma => "expected another value after `,`, not the end of the array",
            (Some(0x27), _) => "expected a value; strings are written in double quotes",
            _ => "expected a value",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::bundle::json::BrokenKind;

    fn error(json: &str) -> (usize, BrokenKind) {
        let broken = read(json.as_bytes()).root.unwrap_err();
        (broken.offset, broken.kind)
    }

    fn nested(opening: &str, depth: usize, inside: &str) -> String {
        opening.repeat(depth) + inside
    }

    #[test]
    fn values_know_their_bytes() {
        let root = read(b" {\"a\" : [1, null ] } ").root.unwrap();
        let entry = root.as_object().unwrap().get("a").unwrap();
        assert_eq!(root.span, Span { start: 1, end: 20 });
        assert_eq!(entry.key_span, Span { start: 2, end: 5 });
        assert_eq!(entry.value.span, Span { start: 8, end: 18 });
        assert_eq!(entry.value.as_array().unwrap()[1].span, Span { start: 12, end: 16 });
    }

    #[test]
    fn places_are_bytes_of_the_member_in_every_encoding() {
        let text = "[\"\u{e9}\u{1f600}\", 7]";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, start, end) in [(text.as_bytes(), 11, 12), (&utf16, 16, 18), (&utf32, 28, 32), (&bom, 14, 15)] {
            let document = read(bytes);
            let root = document.root.clone().unwrap();
            assert_eq!(root.as_array().unwrap()[1].span, Span { start, end });
            assert_eq!(document.position(start).column, 8);
            assert_eq!(document.decoded_line(1), text);
        }
    }

    #[test]
    fn a_syntax_error_is_where_python_says() {
        let cases = [
            ("", 0),
            ("  ", 2),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("[1", 2),
            ("{\"a\":1,}", 7),
            ("{a:1}", 1),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("{\"a\":}", 5),
            ("{\"a\":1 \"b\":2}", 7),
            ("nul", 0),
            ("True", 0),
            ("[] x", 3),
            ("\u{a0}1", 0),
            ("1\u{c}", 1),
            ("\u{feff}\u{feff}1", 3),
            ("'a'", 0),
            ("// c", 0),
        ];
        for (json, offset) in cases {
            assert_eq!(error(json), (offset, BrokenKind::Syntax), "{json}");
        }
    }

    #[test]
    fn nesting_is_too_deep_at_994() {
        let fits = nested("[", 993, "") + &"]".repeat(993);
        assert_eq!(read(fits.as_bytes()).depth, 993);
        assert!(read(fits.as_bytes()).root.is_ok());
        assert_eq!(error(&nested("[", 994, "")), (993, BrokenKind::TooDeep));
        assert_eq!(error(&nested("{\"a\":", 994, "")), (993 * 5, BrokenKind::TooDeep));
        assert_eq!(error(&nested("[{\"a\":", 500, "")), (496 * 6 + 1, BrokenKind::TooDeep));
        assert_eq!(error(&("[1 ".to_owned() + &"[".repeat(2000))), (3, BrokenKind::Syntax));
    }

    #[test]
    fn python_cannot_build_its_syntax_error_three_levels_before() {
        assert_eq!(error(&nested("[", 990, "1 1")).1, BrokenKind::Syntax);
        assert_eq!(error(&nested("[", 991, "1 1")).1, BrokenKind::TooDeep);
        assert_eq!(error(&nested("[", 991, "\"")).1, BrokenKind::TooDeep);
        assert_eq!(error(&nested("{\"a\":", 991, "1!")).1, BrokenKind::TooDeep);
        assert_eq!(error(&nested("[", 993, "!")).1, BrokenKind::Syntax);
        assert_eq!(error(&nested("[", 993, &"1".repeat(4301))).1, BrokenKind::TooManyDigits);
    }

    #[test]
    fn python_cannot_look_up_a_constant_one_level_before() {
        let nan = |depth: usize| nested("[", depth, "NaN") + &"]".repeat(depth);
        assert!(read(nan(992).as_bytes()).root.is_ok());
        assert_eq!(error(&nan(993)), (993, BrokenKind::TooDeep));
    }
}
