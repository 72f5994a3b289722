//! Why the directory, or the local headers that it leads to, are not where they should be.

use super::record::{self, Field};
use super::structure;
use super::wording::{PACK_ANEW, count, quoted};
use crate::bundle::archive::{Archive, Broken, Directory, EndRecord, OpenError};
use crate::bundle::place::Place;
use crate::finding::Sink;

/// Reports every way in which `zipfile` loses the directory or a local header, unless bytes are missing:
/// that is `zip/truncated`.
pub(crate) fn explain(archive: &Archive, sink: &mut Sink) {
    if let (Some(broken), Some(end)) = (archive.broken, &archive.end) {
        if let Some((at, message)) = broken_directory(archive, broken, end) {
            sink.report(at, message).help(PACK_ANEW);
        }
        return;
    }
    if structure::missing(archive).is_some() {
        return;
    }
    match archive.directory {
        Some(directory) if structure::is_misled_by_shift(archive) => misled(archive, directory, sink),
        _ => lost_headers(archive, sink),
    }
}

fn broken_directory(archive: &Archive, broken: Broken, end: &EndRecord) -> Option<(Place, String)> {
    let size = archive.directory.map_or(0, |directory| directory.size);
    Some(match broken {
        Broken::DirectoryBeforeStart if structure::lost_its_front(archive) => return None,
        Broken::DirectoryBeforeStart => before_start(archive, end),
        Broken::DirectoryTruncated(at) => {
            let message = format!(
                "the directory ends inside the header at byte {at}: its size, {size}, is not that of its headers"
            );
            (Place::bytes(at, 4), message)
        }
        Broken::DirectorySignature(at) => return unsigned(archive, at, end),
        Broken::VersionNeeded(at, version) => {
            let message = format!(
                "the directory's header at byte {at} needs version {version} of the format; `zipfile` knows 63, and stored and deflated need at most 45"
            );
            (Place::bytes(at + 6, 2), message)
        }
        Broken::ExtraField(at) => (
            Place::bytes(at + 30, 2),
            format!("an extra field of the directory's header at byte {at} runs past the end of its area"),
        ),
        Broken::Zip64Field(at) => {
            let message = format!(
                "the zip64 extra field of the directory's header at byte {at} lacks a value that its sizes or its offset ask for"
            );
            (Place::bytes(at + 20, 8), message)
        }
        Broken::NoEndRecord | Broken::SeveralDisks | Broken::NameNotUtf8(_) | Broken::MemberLimit => return None,
    })
}

fn before_start(archive: &Archive, end: &EndRecord) -> (Place, String) {
    let record = archive.zip64.as_ref().and_then(|zip64| zip64.record.as_ref());
    if let Some(record) = record {
        let message = format!(
            "the zip64 record declares a directory of {} bytes, but only {} bytes lie in front of it",
            record.directory_size, record.offset
        );
        return (Place::bytes(record.offset + 40, 8), message);
    }
    let place = Place::bytes(end.offset + 12, 4);
    if let Some(elsewhere) = no_record(archive) {
        return (place, elsewhere);
    }
    if end.directory_size == u32::MAX {
        let message =
            "the directory's size is the mark for a zip64 record, and there is none in front of the end record";
        return (place, message.to_owned());
    }
    let message = format!(
        "the end record declares a directory of {} bytes, but only {} bytes lie in front of it",
        end.directory_size, end.offset
    );
    (place, message)
}

/// No header where one should be: at the directory's start for one of several reasons, or in its middle.
fn unsigned(archive: &Archive, at: u64, end: &EndRecord) -> Option<(Place, String)> {
    let directory = archive.directory?;
    if at > directory.start {
        let message = format!("no header signature (`PK` 01 02) at byte {at}, inside the directory");
        return Some((Place::bytes(at, 4), message));
    }
    if let (Some(message), Some(zip64)) = (no_record(archive), &archive.zip64) {
        return Some((Place::bytes(zip64.locator, 4), message));
    }
    let Directory { start, size, stored_offset, header_at_stored, .. } = directory;
    let stored_end = stored_offset.saturating_add(size);
    let message = if header_at_stored && stored_end < end.offset {
        let between = end.offset - stored_end;
        format!(
            "{between} bytes lie between the directory at byte {stored_offset} and the end record; `zipfile` looks for it at {start}, right in front of the record"
        )
    } else if header_at_stored {
        format!(
            "the directory at byte {stored_offset} has {size} bytes by the end record, more than lie between the two; `zipfile` looks for it at {start}"
        )
    } else {
        format!("no header signature (`PK` 01 02) at byte {start}, where the directory of {size} bytes should begin")
    };
    Some((Place::bytes(start, 4), message))
}

/// A zip64 locator without the record that `zipfile` expects 56 bytes in front of it.
fn no_record(archive: &Archive) -> Option<String> {
    let zip64 = archive.zip64.as_ref().filter(|zip64| zip64.record.is_none())?;
    let elsewhere = if zip64.record_at_target {
        format!("one stands at byte {}, longer than the 56 bytes that `zipfile` takes it for", zip64.target)
    } else {
        format!("nor does one stand at byte {}, where the locator leads", zip64.target)
    };
    Some(format!("the zip64 locator at byte {} has no zip64 record right in front of it; {elsewhere}", zip64.locator))
}

fn misled(archive: &Archive, directory: Directory, sink: &mut Sink) {
    let Some(end) = &archive.end else { return };
    let message = format!(
        "the directory is at byte {}, the end record gives its offset as {}: `zipfile` looks for every local header {} \
         away from where it is",
        directory.start,
        directory.stored_offset,
        count(directory.shift.unsigned_abs(), "byte")
    );
    sink.report(Place::bytes(end.offset + 16, 4), message).help(PACK_ANEW);
}

fn lost_headers(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let name = quoted(&member.name);
        let at = member.local_offset;
        let message = match member.open {
            Err(OpenError::NegativeOffset) => {
                format!("the local header of {name} would lie {} bytes before the file", -at)
            }
            Err(OpenError::HugeOffset) => {
                format!("the local header of {name} would lie at byte {at}, more than a file can hold")
            }
            Err(OpenError::Truncated) => {
                format!("the local header of {name} should be at byte {at}, past the end of the file or too near to it")
            }
            Err(OpenError::Signature) => format!("no local header signature (`PK` 03 04) for {name} at byte {at}"),
            _ => continue,
        };
        sink.report(record::central(member, Field::LocalOffset), message).help(PACK_ANEW);
    }
}
