//! What reading a JSON text gives: its value or where it breaks, and the oddities met on the way.

use super::{Encoding, Position, Source, Span, Value};

/// A JSON text after reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The encoding the bytes were read in.
    pub encoding: Encoding,
    /// Whether the text begins with a byte order mark.
    pub bom: bool,
    /// The value, or why there is none.
    pub root: Result<Value, Broken>,
    /// What the reader accepts and other JSON readers might not, in source order; kept even when `root` is broken.
    pub oddities: Vec<Oddity>,
    /// The deepest nesting of arrays and objects that was entered; 0 for a bare value.
    pub depth: usize,
    /// The decoded text and its places.
    pub source: Source,
}

/// Why a text gives no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The byte of the member at which the reader gives up, as Python reports it.
    pub offset: usize,
    /// How many bytes are at fault; 0 at the end of the text.
    pub length: usize,
    /// The sort of the failure.
    pub kind: BrokenKind,
    /// The failure in words, lower case and without a full stop.
    pub reason: String,
}

impl Broken {
    /// The bytes at fault.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.offset, end: self.offset.saturating_add(self.length) }
    }
}

/// The sort of a failure, by the exception Python would raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenKind {
    /// `JSONDecodeError`, a `ValueError`.
    Syntax,
    /// `UnicodeDecodeError`, a `ValueError`.
    Encoding,
    /// The `ValueError` of an integer with more digits than `int` converts.
    TooManyDigits,
    /// `RecursionError`, which is not a `ValueError`.
    TooDeep,
}

/// Something Python reads that is not plain JSON, or not plain Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oddity {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: OddityKind,
}

/// What is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddityKind {
    /// `NaN`, `Infinity` or `-Infinity`.
    Constant,
    /// A `\u` escape in a string that is half of a surrogate pair, without its other half.
    EscapedSurrogate,
    /// A surrogate written into a string as bytes: a CESU-8 sequence in UTF-8, an unpaired unit in UTF-16.
    /// The two halves of a CESU-8 pair are two oddities, for Python does not join them.
    RawSurrogate,
}

impl Document {
    /// The line and column of a byte offset in the member, clamped to the end of the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.source.position(offset)
    }

    /// The decoded line with this number, counted from 1, without its end; empty when there is no such line.
    #[must_use]
    pub fn decoded_line(&self, line: usize) -> &str {
        self.source.line(line)
    }
}
