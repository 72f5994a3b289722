//! The header of a tar record, in the dialects that tar has spoken.

use super::number::number;
use super::tar::BLOCK;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `ustar` and a version: POSIX.
    Posix,
    /// `ustar` and blanks: GNU.
    Gnu,
    /// Neither.
    Old,
}

pub(super) struct Header {
    pub(super) dialect: Dialect,
    pub(super) name: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) size: Vec<u8>,
    pub(super) kind: u8,
    pub(super) privileged: bool,
    /// Whether the version behind the mark `ustar` is one that writers put there.
    pub(super) is_known_version: bool,
    /// The first of mode, owner, group and time that is no number.
    pub(super) no_number: Option<&'static str>,
}

/// The numbers that say nothing of where the next header is.
const NUMBERS: [(&str, usize, usize); 4] = [("mode", 100, 8), ("owner", 108, 8), ("group", 116, 8), ("time", 136, 12)];

impl Header {
    pub(super) fn of(block: &[u8; BLOCK]) -> Self {
        let field = |start: usize, length: usize| block.get(start..start + length).unwrap_or_default();
        let text = |start, length| field(start, length).split(|&byte| byte == 0).next().unwrap_or_default().to_vec();
        let dialect = match field(257, 8) {
            // the version of POSIX is 00; some writers leave it out
            [b'u', b's', b't', b'a', b'r', 0, ..] => Dialect::Posix,
            b"ustar  \0" => Dialect::Gnu,
            _ => Dialect::Old,
        };
        let mut name = text(0, 100);
        // GNU keeps times where POSIX has the first part of the path
        let prefix = if dialect == Dialect::Posix { text(345, 155) } else { Vec::new() };
        if !prefix.is_empty() {
            name = [&prefix, &b"/"[..], &name].concat();
        }
        let privileged = number(field(100, 8)).is_some_and(|mode| mode & 0o6000 != 0);
        let kind = block.get(156).copied().unwrap_or_default();
        Self {
            dialect,
            name,
            link: text(157, 100),
            size: field(124, 12).to_vec(),
            kind,
            // on a folder the bit only hands down the group
            privileged: privileged && kind != b'5',
            is_known_version: dialect != Dialect::Posix || matches!(field(263, 2), b"00" | b"\0\0" | b"  "),
            no_number: NUMBERS
                .iter()
                .find(|(_, start, length)| !is_signed(field(*start, *length)))
                .map(|(name, ..)| *name),
        }
    }
}

/// Whether a field is a number, which may be negative: files can be older than 1970.
fn is_signed(field: &[u8]) -> bool {
    number(field).is_some() || field.first().is_some_and(|first| first & 0x80 != 0)
}

/// The sum of the header's bytes with blanks for the sum itself; old writers added signed bytes.
pub(super) fn sum_agrees(block: &[u8; BLOCK]) -> bool {
    let Some(stored) = number(block.get(148..156).unwrap_or_default()) else { return false };
    let byte = |(index, byte): (usize, &u8)| if (148..156).contains(&index) { b' ' } else { *byte };
    let unsigned: u64 = block.iter().enumerate().map(|item| u64::from(byte(item))).sum();
    let signed: i64 = block.iter().enumerate().map(|item| i64::from(byte(item).cast_signed())).sum();
    stored == unsigned || i64::try_from(stored) == Ok(signed)
}

/// Bytes of the blocks that hold this many bytes.
pub(super) const fn padded(size: u64) -> u64 {
    size.saturating_add(511) & !511
}

/// Whether there is nothing but zeros.
pub(super) fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).into_owned()
}

/// The first bytes as hex digits: a fault keeps text.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
