//! The place of the JSON scanner in the text, and the errors it reports from there.
//!
//! Errors carry the place Python's message would name. Which exception is raised depends on the depth too: the
//! scanner stands on Python's recursion limit, and so does the code that builds its exceptions.

use crate::bundle::json::{Broken, BrokenKind, Encoding, Oddity, OddityKind, Span, width};

/// The deepest nesting the scanner enters; one `[` or `{` more raises `RecursionError`.
///
/// Measured by calling `RAMP.unpacker.unpack(io.BytesIO(zip))` at the top level of a script under CPython 3.11.7
/// (recursion limit 1000) with module.json texts of rising depth: arrays, objects and both in turn all read at
/// 993 and fail at 994. `repr` of what was read never fails before, having fewer frames below it.
pub(super) const DEEPEST: usize = 993;

/// The deepest nesting at which `NaN` and its kin are read: they are looked up by a call, which takes a frame.
/// Measured like `DEEPEST`; the one level in between raises `RecursionError` only for a constant.
pub(super) const DEEPEST_CONSTANT: usize = 992;

/// The deepest nesting at which the scanner can build a `JSONDecodeError` itself; deeper, its constructor raises
/// `RecursionError` instead. Measured like `DEEPEST`. "Expecting value" is built outside the recursion.
pub(super) const DEEPEST_ERROR: usize = 990;

/// A cursor over the code points that knows the byte it is at.
pub(super) struct Scanner<'a> {
    points: &'a [u32],
    encoding: Encoding,
    at: usize,
    pub(super) offset: usize,
    pub(super) depth: usize,
    pub(super) deepest: usize,
    pub(super) oddities: Vec<Oddity>,
}

/// Moving the cursor.
impl<'a> Scanner<'a> {
    /// A cursor at the first code point, which is at byte `first` of the member.
    pub(super) fn new(points: &'a [u32], encoding: Encoding, first: usize) -> Self {
        Self { points, encoding, at: 0, offset: first, depth: 0, deepest: 0, oddities: Vec::new() }
    }

    /// Whether a code point was stepped over.
    pub(super) fn moved(&self) -> bool {
        self.at > 0
    }

    /// The code point at the cursor, lone surrogates included.
    pub(super) fn point(&self) -> Option<u32> {
        self.points.get(self.at).copied()
    }

    /// The character so many places ahead; nothing at the end and at a lone surrogate.
    pub(super) fn look(&self, ahead: usize) -> Option<char> {
        self.points.get(self.at + ahead).copied().and_then(char::from_u32)
    }

    pub(super) fn starts_with(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(ahead, c)| self.look(ahead) == Some(c))
    }

    /// Steps over the next code point, whatever it is.
    pub(super) fn bump(&mut self) -> Option<u32> {
        let point = self.point()?;
        self.at += 1;
        self.offset += width(self.encoding, point);
        Some(point)
    }

    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.bump();
        }
    }

    /// How many code points are left.
    pub(super) fn left(&self) -> usize {
        self.points.len().saturating_sub(self.at)
    }

    /// The width of an ASCII character in bytes.
    pub(super) fn unit(&self) -> usize {
        width(self.encoding, 0)
    }

    pub(super) fn mark(&self) -> (usize, usize) {
        (self.at, self.offset)
    }

    pub(super) fn rewind(&mut self, mark: (usize, usize)) {
        (self.at, self.offset) = mark;
    }

    pub(super) fn whitespace(&mut self) {
        while matches!(self.look(0), Some(' ' | '\t' | '\n' | '\r')) {
            self.bump();
        }
    }
}

/// Reporting.
impl Scanner<'_> {
    /// Notes an oddity that ends at the cursor.
    pub(super) fn odd(&mut self, start: usize, kind: OddityKind) {
        self.oddities.push(Oddity { span: Span { start, end: self.offset }, kind });
    }

    /// A `JSONDecodeError` that the scanner builds where it stands, however deep that is.
    pub(super) fn fail(&self, start: usize, end: usize, reason: &str) -> Broken {
        if self.depth > DEEPEST_ERROR {
            let reason = format!("{reason}; nested {} deep, too deep for Python to report it", self.depth);
            return broken(start, end, BrokenKind::TooDeep, reason);
        }
        broken(start, end, BrokenKind::Syntax, reason.to_owned())
    }

    pub(super) fn too_deep(&self, start: usize, purpose: &str) -> Broken {
        let reason = format!("nested deeper than {} levels, too deep {purpose}", self.depth);
        broken(start, self.offset, BrokenKind::TooDeep, reason)
    }

    pub(super) fn fail_here(&self, reason: &str) -> Broken {
        self.fail(self.offset, self.next_offset(), reason)
    }

    /// A `JSONDecodeError` that is built after the recursion is over.
    pub(super) fn stop(&self, reason: &str) -> Broken {
        broken(self.offset, self.next_offset(), BrokenKind::Syntax, reason.to_owned())
    }

    fn next_offset(&self) -> usize {
        self.offset + self.points.get(self.at).map_or(0, |&point| width(self.encoding, point))
    }
}

/// A failure over a stretch of bytes.
pub(super) fn broken(start: usize, end: usize, kind: BrokenKind, reason: String) -> Broken {
    Broken { offset: start, length: end.saturating_sub(start), kind, reason }
}
