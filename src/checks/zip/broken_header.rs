//! Fields of the records that no good writer writes: impossible values, lost headers, records in comments.

use crate::bundle::archive::{Archive, Broken, EndRecord, Member};
use crate::bundle::place::Place;
use crate::checks::directory;
use crate::checks::extra::Extras;
use crate::checks::record::{self, Field};
use crate::checks::wording::{count, quoted};
use crate::finding::Sink;

const HELP: &str = "pack the bundle anew";
/// The highest version needed of a stored or deflated member, with zip64.
const VERSION: u8 = 45;
/// Flag bits with a meaning here: encryption has a rule of its own, compression level, descriptor, UTF-8.
const FLAGS: u16 = 1 | 0b110 | 1 << 3 | 1 << 6 | 1 << 11;
const PATCHED: u16 = 1 << 5;
/// Fields of an extra area; real writers add up to five.
const MOST_FIELDS: usize = 64;
const DOS_FOLDER: u32 = 0x10;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    directory::explain(archive, sink);
    disks(archive, sink);
    if let Some(end) = &archive.end {
        let length = usize::from(end.comment_length).min(end.comment.len());
        if holds_record(end.comment.get(..length).unwrap_or_default()) {
            let message =
                "the archive comment holds the signature of a zip record: some readers take it for the archive";
            sink.report(Place::bytes(end.offset + 22, 16), message).unpredicted().help(HELP);
        }
    }
    for member in &archive.members {
        for (place, fault, refused) in faults(archive, member) {
            let finding = sink.report(place, format!("{} {fault}", quoted(&member.name))).help(HELP);
            if !refused {
                finding.unpredicted();
            }
        }
    }
}

/// Every number of a disk is 0: an archive in one file.
fn disks(archive: &Archive, sink: &mut Sink) {
    let Some(end) = &archive.end else { return };
    if let Some((at, number)) = odd_disk(archive, end) {
        let message = format!("the end records speak of disk {number}, as in a split archive; a bundle is one file");
        let finding =
            sink.report(at, message).help("join the parts (`zip -s 0 split.zip --out whole.zip`) or pack anew");
        if archive.broken != Some(Broken::SeveralDisks) {
            finding.unpredicted();
        }
    }
}

fn odd_disk(archive: &Archive, end: &EndRecord) -> Option<(Place, u32)> {
    let zip64 = archive.zip64.as_ref();
    // all ones is the mark for the zip64 record's number
    let marked = |disk: u16| zip64.is_some() && disk == u16::MAX;
    let mut numbers = Vec::new();
    if let Some(zip64) = zip64 {
        numbers.push((zip64.locator + 4, zip64.disk));
        // the total counts from 1; 0 is what some writers put there
        numbers.push((zip64.locator + 16, zip64.disks.saturating_sub(1)));
    }
    if let Some(record) = zip64.and_then(|zip64| zip64.record.as_ref()) {
        numbers.extend([(record.offset + 16, record.disk), (record.offset + 20, record.directory_disk)]);
    }
    for (at, disk) in [(4, end.disk), (6, end.directory_disk)] {
        numbers.push((end.offset + at, if marked(disk) { 0 } else { u32::from(disk) }));
    }
    numbers.into_iter().find(|(_, disk)| *disk != 0).map(|(at, disk)| (Place::bytes(at, 2), disk))
}

/// The faults of one member: where, what, and whether the unpacker refuses it for that.
fn faults(archive: &Archive, member: &Member) -> Vec<(Place, String, bool)> {
    let central = |field| record::central(member, field);
    let (header, more) = (&member.central, &member.more);
    let mut found = Vec::new();
    // other methods need more, and have a rule of their own
    if header.version_needed > VERSION && matches!(header.method, 0 | 8) {
        let needed = format!(
            "needs version {} of the format; stored and deflated need at most {VERSION}",
            header.version_needed
        );
        found.push((central(Field::Version), needed, false));
    }
    if header.flags & PATCHED != 0 {
        found.push((
            central(Field::Flags),
            "is compressed patched data (flag bit 5), which no reader opens".to_owned(),
            true,
        ));
    }
    let reserved = header.flags & !FLAGS & !PATCHED;
    if reserved != 0 {
        let flags = format!("has flag bits `{reserved:#06x}`, which are reserved or hide the local header");
        found.push((central(Field::Flags), flags, false));
    }
    if more.disk != 0 {
        let disk = format!("begins on disk {}, as in a split archive; a bundle is one file", more.disk);
        found.push((central(Field::Disk), disk, false));
    }
    if let Some(fault) = kind(member) {
        found.push((central(Field::Attributes), fault, false));
    }
    if member.is_folder() && (member.size > 0 || member.compressed > 2) {
        let data = format!("is a folder by its name, but holds {} bytes of data", member.size.max(member.compressed));
        found.push((central(Field::Size), data, false));
    }
    if holds_record(&more.comment) {
        let comment = "has a comment with the signature of a zip record: some readers take it for one";
        found.push((central(Field::Comment), comment.to_owned(), false));
    }
    found.extend(extras(archive, member).map(|(place, fault)| (place, fault, false)));
    found
}

/// File or folder: the name decides for `zipfile`, the DOS attributes for others. Of the Unix mode
/// zip/special-file speaks.
fn kind(member: &Member) -> Option<String> {
    let is_folder_elsewhere = !member.is_folder() && member.more.external & DOS_FOLDER != 0;
    let text = "is a folder by its DOS attributes and a file by its name; bsdtar and 7-Zip go by the attributes";
    is_folder_elsewhere.then(|| text.to_owned())
}

fn extras(archive: &Archive, member: &Member) -> impl Iterator<Item = (Place, String)> {
    let central = ("directory", &member.central.extra, record::central(member, Field::Extra));
    // a local area that runs past the end of the file is a truncation
    let whole = member.local.as_ref().filter(|_| member.data_start <= archive.size);
    let local = whole.map(|header| ("local header", &header.extra, record::local(header, Field::Extra)));
    [Some(central), local].into_iter().flatten().filter_map(|(which, area, place)| {
        let extras = Extras::read(area);
        if !extras.rest.is_empty() {
            let left = extras.rest.len();
            return Some((
                place,
                format!(
                    "has a malformed extra area in the {which}: it ends in {} that make no whole field",
                    count(left, "byte")
                ),
            ));
        }
        if extras.fields.iter().any(|field| holds_record(field.data)) {
            let text = format!("has an extra field in the {which} that holds the signature of a zip record: some readers take it for one");
            return Some((place, text));
        }
        let fields = extras.fields.len();
        let many = format!("has {fields} extra fields in the {which}; real members have a handful");
        (fields > MOST_FIELDS).then_some((place, many))
    })
}

/// Whether a comment holds the signature of a record: `PK` and two of 1 to 8.
fn holds_record(comment: &[u8]) -> bool {
    comment.windows(4).any(|w| matches!(w, [b'P', b'K', 1..=8, 1..=8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_with_a_record_is_no_remark() {
        assert!(holds_record(b"x PK\x05\x06"));
        assert!(!holds_record(b"PK is Phil Katz"));
    }
}
