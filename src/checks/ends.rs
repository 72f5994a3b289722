//! The end records compared with each other and with the directory that `zipfile` finds.

use super::extra::SENTINEL;
use super::structure;
use super::wording::{PACK_ANEW, count};
use crate::bundle::archive::{Archive, EndRecord, GapPosition, Zip64, Zip64Record};
use crate::bundle::place::Place;
use crate::finding::Sink;

const SENTINEL_16: u16 = u16::MAX;

/// Reports where the end records leave a choice to the reader.
pub(crate) fn compare(archive: &Archive, sink: &mut Sink) {
    let Some(end) = &archive.end else { return };
    others(archive, end, sink);
    if usize::from(end.comment_length) > end.comment.len() {
        let message = format!(
            "the archive comment should have {}, but the file ends after {}; `zipfile` takes what is there, stricter readers \
             look for another end record",
            count(usize::from(end.comment_length), "byte"),
            end.comment.len()
        );
        sink.report(Place::bytes(end.offset + 20, 2), message).unpredicted().help(PACK_ANEW);
    }
    if let Some(zip64) = &archive.zip64 {
        if let Some(record) = &zip64.record {
            agree(end, record, sink);
            located(archive, zip64, record, sink);
        } else if archive.opens() {
            let message = "a zip64 locator stands in front of the end record, but no zip64 record in front of it; `zipfile` \
                           takes the plain fields, other readers follow the locator";
            sink.report(Place::bytes(zip64.locator, 4), message).unpredicted().help(PACK_ANEW);
        }
    }
    if archive.opens() {
        counts(archive, end, sink);
        shift(archive, end, sink);
    }
}

/// End record signatures other than the last one, unless a finding about the whole stretch speaks of them.
fn others(archive: &Archive, end: &EndRecord, sink: &mut Sink) {
    let mapped = structure::is_mapped(archive) && !archive.members.is_empty();
    let told = |at: u64| {
        let told = |position| position == GapPosition::End || (mapped && position == GapPosition::Start);
        archive.gaps.iter().filter(|gap| told(gap.position)).any(|gap| gap.range.contains(&at))
    };
    let strays: Vec<u64> = end.others.iter().copied().filter(|&at| !told(at)).collect();
    let Some(&first) = strays.first() else { return };
    let message = format!(
        "{} beside the end record at byte {}: `zipfile` takes the last one, other readers can take another and see another \
         directory",
        if strays.len() == 1 {
            "an end record signature stands".to_owned()
        } else {
            format!("{} end record signatures stand", strays.len())
        },
        end.offset
    );
    sink.report(Place::bytes(first, 4), message)
        .also(Place::bytes(end.offset, 4), "the one that the server takes")
        .unpredicted()
        .help(PACK_ANEW);
}

/// The plain fields are marks for a zip64 record, or say the same.
fn agree(end: &EndRecord, record: &Zip64Record, sink: &mut Sink) {
    let short = |plain: u16, wide: u64| plain == SENTINEL_16 || u64::from(plain) == wide;
    let long = |plain: u32, wide: u64| plain == SENTINEL || u64::from(plain) == wide;
    let fields = [
        (
            "members on this disk",
            8,
            short(end.entries_on_disk, record.entries_on_disk),
            u64::from(end.entries_on_disk),
            record.entries_on_disk,
        ),
        ("members", 10, short(end.entries, record.entries), u64::from(end.entries), record.entries),
        (
            "size of the directory",
            12,
            long(end.directory_size, record.directory_size),
            u64::from(end.directory_size),
            record.directory_size,
        ),
        (
            "offset of the directory",
            16,
            long(end.directory_offset, record.directory_offset),
            u64::from(end.directory_offset),
            record.directory_offset,
        ),
    ];
    let Some((_, at, ..)) = fields.iter().find(|field| !field.2) else { return };
    let differing: Vec<String> = fields
        .iter()
        .filter(|field| !field.2)
        .map(|(what, _, _, plain, wide)| format!("{what} {plain} and {wide}"))
        .collect();
    let message = format!(
        "the end record and the zip64 record differ: {}; `zipfile` always takes the zip64 record, the Rust `zip` crate and \
         others only where the end record asks for it",
        differing.join(", ")
    );
    sink.report(Place::bytes(end.offset + at, 2), message)
        .also(Place::bytes(record.offset, 4), "the zip64 record")
        .unpredicted()
        .help(PACK_ANEW);
}

fn located(archive: &Archive, zip64: &Zip64, record: &Zip64Record, sink: &mut Sink) {
    let shift = archive.directory.map_or(0, |directory| directory.shift);
    let expected = record.offset.checked_add_signed(shift.saturating_neg());
    // what the finding about bytes in front of the archive says explains an offset that does not count them
    if zip64.target != record.offset && Some(zip64.target) != expected {
        let there = if zip64.record_at_target { "another one stands there" } else { "nothing stands there" };
        let message = format!(
            "the zip64 locator leads to byte {}, the record that Python 3.11.7 takes is at {}: {there}; later patches of \
             Python and other readers follow the locator",
            zip64.target, record.offset
        );
        sink.report(Place::bytes(zip64.locator + 8, 8), message).unpredicted().help(PACK_ANEW);
    }
    if record.record_size != 44 {
        let message = format!(
            "the zip64 record gives its size as {}, but 44 bytes follow; readers that trust it look for the locator elsewhere",
            record.record_size
        );
        sink.report(Place::bytes(record.offset + 4, 8), message).unpredicted().help(PACK_ANEW);
    }
}

fn counts(archive: &Archive, end: &EndRecord, sink: &mut Sink) {
    let found = archive.members.len() as u64;
    let record = archive.zip64.as_ref().and_then(|zip64| zip64.record.as_ref());
    let mut stated = Vec::new();
    for (at, plain) in [(10, end.entries), (8, end.entries_on_disk)] {
        // a mark for the zip64 record is no count
        if record.is_none() || plain != SENTINEL_16 {
            stated.push((end.offset + at, 2, u64::from(plain)));
        }
    }
    if let Some(record) = record {
        stated.extend([(record.offset + 32, 8, record.entries), (record.offset + 24, 8, record.entries_on_disk)]);
    }
    let Some(&(at, length, wrong)) = stated.iter().find(|(.., stated)| *stated != found) else { return };
    let message = format!(
        "the end record's count is {wrong}, the directory holds {}; `zipfile` never looks at the count, readers that \
         trust it (the Rust `zip` crate) see {}",
        count(archive.members.len(), "member"),
        if wrong < found { "fewer of them" } else { "a broken archive" }
    );
    sink.report(Place::bytes(at, length), message).unpredicted().help(PACK_ANEW);
}

/// A directory that is elsewhere than its offset says, unless missing or prepended bytes explain it.
fn shift(archive: &Archive, end: &EndRecord, sink: &mut Sink) {
    let Some(directory) = archive.directory.filter(|directory| directory.shift != 0) else { return };
    let in_front = archive.gaps.iter().find(|gap| gap.position == GapPosition::Start).map_or(0, |gap| gap.range.end);
    let prepended = structure::is_mapped(archive) && i64::try_from(in_front) == Ok(directory.shift);
    let told = structure::missing(archive).is_some() || structure::is_misled_by_shift(archive);
    if told || (prepended && !directory.header_at_stored) {
        return;
    }
    let there = if directory.header_at_stored { "where another directory header stands" } else { "where none stands" };
    let message = format!(
        "the directory that `zipfile` reads is at byte {}, in front of the end record; its offset is given as {}, {there}: \
         readers that go by the offset (7-Zip, BusyBox) see another archive",
        directory.start, directory.stored_offset
    );
    let record = archive.zip64.as_ref().and_then(|zip64| zip64.record.as_ref());
    let at = record.map_or(Place::bytes(end.offset + 16, 4), |record| Place::bytes(record.offset + 48, 8));
    sink.report(at, message)
        .also(Place::bytes(directory.start, 4), "the directory that the server reads")
        .unpredicted()
        .help(PACK_ANEW);
}
