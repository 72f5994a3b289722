//! A JSON text as Python's `json.load` reads it, with every place kept.
//!
//! Keys stay in source order with their duplicates, numbers stay as they were written, and each key and
//! value knows its bytes. What a value *means* to the unpacker is `crate::python`'s business.

mod document;
mod lookup;
mod source;
mod text;

pub use document::{Broken, BrokenKind, Document, Oddity, OddityKind};
pub(crate) use source::width;
pub use source::{Position, Source};

/// A stretch of bytes: `start` inclusive, `end` exclusive, both offsets from 0 in the inflated member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte, from 0.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

/// A Python string: Unicode, in which lone surrogates may occur.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Text {
    /// A string of Unicode scalar values.
    Plain(String),
    /// A string with at least one lone surrogate, as code points.
    Surrogates(Vec<u32>),
}

/// How the bytes of the text are encoded, as `json.detect_encoding` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-32, little-endian.
    Utf32Le,
    /// UTF-32, big-endian.
    Utf32Be,
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(Number),
    /// A string, unescaped.
    String(Text),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A number as it is written, `NaN`, `Infinity` and `-Infinity` included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The characters of the number.
    pub text: String,
}

/// An object with its entries in source order, duplicate keys included.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object {
    /// All entries as written.
    pub entries: Vec<Entry>,
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, unescaped.
    pub key: Text,
    /// Where the key stands, with its quotes.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}
