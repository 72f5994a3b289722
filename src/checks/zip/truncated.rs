//! Bytes that are gone: at the end, at the front, or where a member's data should be.

use crate::bundle::archive::{Archive, Broken};
use crate::bundle::place::Place;
use crate::checks::record::{self, Field};
use crate::checks::structure;
use crate::checks::wording::{count, quoted};
use crate::finding::Sink;

const HELP: &str = "copy or download the bundle again, and compare its size and checksum with the original";

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    tail(archive, sink);
    front(archive, sink);
    for member in &archive.members {
        let Some(bytes) = structure::beyond_the_end(archive, member) else { continue };
        let name = quoted(&member.name);
        let (start, size) = (member.data_start, archive.size);
        let (place, message) = if start > size {
            let message = format!(
                "name and extra area of the local header of {name} run {} bytes past the end of the file",
                start - size
            );
            (member.local.as_ref().map(|local| record::local(local, Field::Name)).unwrap_or_default(), message)
        } else {
            let message = format!(
                "the data of {name} run {bytes} bytes past the end of the file: {} bytes from offset {start} on, in a file of \
                 {size}",
                member.compressed
            );
            (record::central(member, Field::Compressed), message)
        };
        let finding = sink.report(place, message).help(HELP);
        if !structure::is_unreadable_metadata(archive, member) {
            finding.unpredicted();
        }
    }
}

fn tail(archive: &Archive, sink: &mut Sink) {
    if archive.broken != Some(Broken::NoEndRecord) {
        return;
    }
    if let Some(at) = archive.cut_end {
        let left = archive.size - at;
        if let Some(end) = archive.buried_end.filter(|_| structure::starts_as_zip(&archive.head)) {
            let message = format!(
                "the archive comment of the end record at byte {end} holds the signature of another one at {at}, which \
                 `zipfile` takes: {left} of at least 22 bytes are there"
            );
            sink.report(Place::bytes(at, left), message).help("pack again without an archive comment");
            return;
        }
        let message = format!("the file breaks off inside the end record: {left} of at least 22 bytes are there");
        sink.report(Place::bytes(at, left), message).help(HELP);
    } else if let Some(at) = archive.buried_end.filter(|_| structure::starts_as_zip(&archive.head)) {
        let behind = count(archive.size - at - 22, "byte");
        let message = format!("{behind} follow the end record, which `zipfile` looks for in the last 65,557 only");
        sink.report(Place::bytes(at, 22), message).help("cut off what was appended, or pack the bundle anew");
    } else if structure::starts_as_zip(&archive.head) {
        let message =
            format!("the file begins as a zip archive, but its end is missing: {}", structure::no_end_record(archive));
        let last = archive.size.min(16);
        sink.report(Place::bytes(archive.size - last, last), message).help(HELP);
    }
}

fn front(archive: &Archive, sink: &mut Sink) {
    let Some(end) = &archive.end else { return };
    let at = Place::bytes(end.offset + 12, 8);
    if let Some(bytes) = structure::missing(archive) {
        let found = archive.directory.map_or(0, |directory| directory.start);
        let message = format!(
            "{bytes} bytes are missing in front of the directory: the end record expects it at {}, it stands at {found}",
            found.saturating_add(bytes)
        );
        let lost = archive.members.iter().any(|member| member.local.is_none());
        let finding = sink.report(at, message).help(HELP);
        if !lost {
            finding.unpredicted();
        }
    } else if structure::lost_its_front(archive) {
        let size = archive.zip64.as_ref().and_then(|zip64| zip64.record.as_ref()).map(|record| record.directory_size);
        let message = format!(
            "the start of the file is gone: the end record at byte {} speaks of a directory of {} bytes before it",
            end.offset,
            size.unwrap_or(u64::from(end.directory_size))
        );
        sink.report(at, message).help(HELP);
    }
}
