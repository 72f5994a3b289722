//! Where a finding points: a member, a JSON pointer, bytes, and a line when the member is text.

use super::json::Span;

pub use super::json::Position;

/// A place in an input. Offsets count bytes from 0 in the inflated member, or in the file when `member` is `None`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The member, or the path inside a folder; `None` is the input itself.
    pub member: Option<String>,
    /// JSON pointer (RFC 6901) inside a metadata member.
    pub pointer: Option<String>,
    /// First byte.
    pub offset: u64,
    /// Number of bytes.
    pub length: u64,
    /// Line and column of the first character, for text.
    pub start: Option<Position>,
    /// Line and column behind the last character, for text.
    pub end: Option<Position>,
}

impl Place {
    /// The input as a whole.
    #[must_use]
    pub fn input() -> Self {
        Self::default()
    }

    /// Bytes of the input itself.
    #[must_use]
    pub fn bytes(offset: u64, length: u64) -> Self {
        Self { offset, length, ..Self::default() }
    }

    /// A member as a whole.
    #[must_use]
    pub fn member(name: impl Into<String>) -> Self {
        Self { member: Some(name.into()), ..Self::default() }
    }

    /// The bytes as a span.
    #[must_use]
    pub fn span(&self) -> Span {
        let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
        Span { start, end: start.saturating_add(usize::try_from(self.length).unwrap_or(usize::MAX)) }
    }
}
