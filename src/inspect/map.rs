//! What each byte of an archive belongs to.

use super::facts::Stretch;
use crate::bundle::archive::{Archive, Descriptor, Gap, GapPosition, Member};
use crate::checks::magic;

/// Bytes of a local header without its name and extra field.
const LOCAL: u64 = 30;
/// Bytes of a central header without its name, extra field and comment.
const CENTRAL: u64 = 46;
/// Bytes of an end record without its comment.
const END: u64 = 22;
/// Bytes of a zip64 locator.
const LOCATOR: u64 = 20;
/// Bytes of a zip64 end record in front of its own extensible part.
const ZIP64: u64 = 56;

/// The stretches in the order of the file, and the pairs of members that overlap.
pub(crate) fn of(archive: &Archive) -> (Vec<Stretch>, Vec<(usize, usize)>) {
    let mut found: Vec<Stretch> = Vec::new();
    for member in &archive.members {
        of_member(member, archive.size, &mut found);
    }
    ends(archive, &mut found);
    found.extend(archive.gaps.iter().map(gap));
    found.retain(|stretch| stretch.length > 0);
    for stretch in &mut found {
        // a record that the file does not hold whole goes as far as the file does
        stretch.offset = stretch.offset.min(archive.size);
        stretch.length = stretch.length.min(archive.size - stretch.offset);
    }
    found.sort_by(|a, b| (a.offset, a.length, a.what, &a.of).cmp(&(b.offset, b.length, b.what, &b.of)));
    let mut reached = 0;
    for stretch in &mut found {
        stretch.overlaps = stretch.offset < reached;
        reached = reached.max(stretch.offset + stretch.length);
    }
    (found, archive.overlaps.clone())
}

fn of_member(member: &Member, file_size: u64, found: &mut Vec<Stretch>) {
    let name = || Some(member.name.clone());
    let central =
        CENTRAL + length(&member.central.raw_name) + length(&member.central.extra) + length(&member.more.comment);
    found.push(stretch(member.central.offset, central, "central header", name()));
    let Some(local) = &member.local else { return };
    found.push(stretch(local.offset, LOCAL + length(&local.raw_name) + length(&local.extra), "local header", name()));
    let data = member.data(file_size);
    found.push(stretch(data.start, data.end.saturating_sub(data.start), "data", name()));
    if let Descriptor::Agrees(bytes) = member.descriptor {
        found.push(stretch(data.end, bytes, "descriptor", name()));
    }
}

fn ends(archive: &Archive, found: &mut Vec<Stretch>) {
    if let Some(zip64) = &archive.zip64 {
        found.push(stretch(zip64.locator, LOCATOR, "zip64 locator", None));
        if let Some(record) = &zip64.record {
            found.push(stretch(record.offset, ZIP64, "zip64 end record", None));
        }
    }
    if let Some(end) = &archive.end {
        found.push(stretch(end.offset, END, "end record", None));
        let comment = u64::from(end.comment_length).min(length(&end.comment));
        found.push(stretch(end.offset + END, comment, "comment", None));
    }
}

fn gap(gap: &Gap) -> Stretch {
    let what = match gap.position {
        GapPosition::Start => "bytes before the archive",
        GapPosition::Members => "gap",
        GapPosition::Directory => "gap behind the directory",
        GapPosition::End => "bytes behind the archive",
    };
    let holds = match () {
        () if gap.zeros => Some("NUL bytes".to_owned()),
        () if gap.has_signature => Some("records of a zip archive".to_owned()),
        () => magic::name(&gap.head).map(str::to_owned),
    };
    stretch(gap.range.start, gap.range.end.saturating_sub(gap.range.start), what, holds)
}

fn stretch(offset: u64, length: u64, what: &'static str, of: Option<String>) -> Stretch {
    Stretch { offset, length, what, of, overlaps: false }
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}
