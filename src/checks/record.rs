//! Where the fields of a member's two headers lie in the file, for the places of findings.

use crate::bundle::archive::{Header, Member};
use crate::bundle::place::Place;

/// A field of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Version,
    Flags,
    Method,
    Time,
    Date,
    Crc,
    Compressed,
    Size,
    Name,
    Extra,
    /// The last four stand only in the directory.
    Disk,
    Attributes,
    LocalOffset,
    Comment,
}

/// Bytes of a long field that are marked.
const MARKED: u64 = 16;
/// Bytes of a header in the directory in front of the name.
pub(crate) const CENTRAL: u64 = 46;
/// Bytes of a local header in front of the name.
pub(crate) const LOCAL: u64 = 30;
/// The method of members that are not compressed.
pub(crate) const STORED: u16 = 0;
/// The method of members that are compressed as usual.
pub(crate) const DEFLATED: u16 = 8;
/// Flag bits that only say how hard the writer compressed.
pub(crate) const EFFORT: u16 = 0b110;

/// The member's header in the directory, up to the name.
pub(crate) fn header(member: &Member) -> Place {
    Place::bytes(member.central.offset, CENTRAL)
}

/// A field of the member's header in the directory.
pub(crate) fn central(member: &Member, field: Field) -> Place {
    let header = &member.central;
    let (name, extra) = (header.raw_name.len() as u64, header.extra.len() as u64);
    let (at, length) = match field {
        Field::Disk => (34, 2),
        Field::Attributes => (38, 4),
        Field::LocalOffset => (42, 4),
        Field::Name => (CENTRAL, name),
        Field::Extra => (CENTRAL + name, extra),
        Field::Comment => (CENTRAL + name + extra, member.more.comment.len() as u64),
        shared => within(shared, 6),
    };
    Place::bytes(header.offset + at, length.clamp(1, MARKED))
}

/// A field of a local header; the signature for what only the directory has.
pub(crate) fn local(header: &Header, field: Field) -> Place {
    let name = header.raw_name.len() as u64;
    let (at, length) = match field {
        Field::Name => (LOCAL, name),
        Field::Extra => (LOCAL + name, header.extra.len() as u64),
        Field::Disk | Field::Attributes | Field::LocalOffset | Field::Comment => (0, 4),
        shared => within(shared, 4),
    };
    Place::bytes(header.offset + at, length.clamp(1, MARKED))
}

/// Offset and length of a field that both headers have in the same order, from `version needed` on.
fn within(field: Field, version_at: u64) -> (u64, u64) {
    let (at, length) = match field {
        Field::Version => (0, 2),
        Field::Flags => (2, 2),
        Field::Method => (4, 2),
        Field::Time => (6, 2),
        Field::Date => (8, 2),
        Field::Crc => (10, 4),
        Field::Compressed => (14, 4),
        Field::Size => (18, 4),
        _ => return (0, 4),
    };
    (version_at + at, length)
}
