//! Finds the end records as `zipfile._EndRecData` and `_EndRecData64` do.

use super::bytes::{u16_at, u32_at, u64_at};
use super::scan;
use crate::bundle::archive::{EndRecord, Zip64, Zip64Record};
use crate::input::data::Data;

pub(super) const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const LOCATOR_SIGNATURE: &[u8; 4] = b"PK\x06\x07";
const RECORD_SIGNATURE: &[u8; 4] = b"PK\x06\x06";
/// Fixed part of the end record.
pub(super) const END_SIZE: u64 = 22;
const LOCATOR_SIZE: u64 = 20;
/// Fixed part of the zip64 record.
pub(super) const RECORD_SIZE: u64 = 56;

/// The end record: at the very end when it has no comment, else the last signature of the last 65,558 bytes.
pub(super) fn find(data: Data<'_>) -> Option<EndRecord> {
    let size = data.size();
    let last = size.checked_sub(END_SIZE);
    if let Some(at) = last
        && data.take::<4>(at)? == END_SIGNATURE
        && data.take(at + 20)? == [0; 2]
    {
        return record(data, at);
    }
    let search_from = size.saturating_sub((1 << 16) + END_SIZE);
    let tail = data.read(search_from, u64::MAX);
    let at = search_from + tail.windows(4).rposition(|w| w == END_SIGNATURE)? as u64;
    record(data, at)
}

/// Where an end record signature stands that too few bytes follow for a record.
pub(super) fn cut(data: Data<'_>) -> Option<u64> {
    let from = data.size().saturating_sub(END_SIZE);
    let tail = data.read(from, u64::MAX);
    Some(from + tail.windows(4).rposition(|w| w == END_SIGNATURE)? as u64)
}

fn record(data: Data<'_>, at: u64) -> Option<EndRecord> {
    let record = data.read(at, u64::MAX);
    let fixed = usize::try_from(END_SIZE).ok()?;
    Some(EndRecord {
        offset: at,
        disk: u16_at(&record, 4)?,
        directory_disk: u16_at(&record, 6)?,
        entries_on_disk: u16_at(&record, 8)?,
        entries: u16_at(&record, 10)?,
        directory_size: u32_at(&record, 12)?,
        directory_offset: u32_at(&record, 16)?,
        comment_length: u16_at(&record, 20)?,
        comment: record.get(fixed..)?.to_vec(),
        others: Vec::new(),
        embedded: Vec::new(),
    })
}

/// The last end record signature of the whole file, with a record's length of bytes behind it. Where the file breaks
/// off in it, the last record whose comment is the rest of the file.
pub(super) fn buried(data: Data<'_>) -> Option<u64> {
    let signatures = || scan::find_all(data, 0..data.size(), &[END_SIGNATURE]);
    let last = signatures().last()?;
    if last + END_SIZE <= data.size() {
        return Some(last);
    }
    let is_whole = |at: &u64| {
        let fields = data.read(*at, END_SIZE);
        u16_at(&fields, 20).is_some_and(|length| at + END_SIZE + u64::from(length) == data.size())
    };
    signatures().filter(is_whole).last()
}

/// The zip64 locator 20 bytes before the end record, which `zipfile` obeys whether or not a field asks for it.
///
/// Positions before the file count as 0, as `io.BytesIO.seek` has it.
pub(super) fn zip64(data: Data<'_>, end: &EndRecord) -> Option<Zip64> {
    let locator = end.offset.saturating_sub(LOCATOR_SIZE);
    let fields = data.read(locator, LOCATOR_SIZE);
    let fields = fields.strip_prefix(LOCATOR_SIGNATURE)?;
    let (disk, target, disks) = (u32_at(fields, 0)?, u64_at(fields, 4)?, u32_at(fields, 12)?);
    let at = end.offset.saturating_sub(LOCATOR_SIZE + RECORD_SIZE);
    let record_at_target = data.take(target) == Some(*RECORD_SIGNATURE);
    Some(Zip64 { locator, disk, disks, target, record: zip64_record(data, at), record_at_target })
}

fn zip64_record(data: Data<'_>, at: u64) -> Option<Zip64Record> {
    let record = data.read(at, RECORD_SIZE);
    if !record.starts_with(RECORD_SIGNATURE) {
        return None;
    }
    Some(Zip64Record {
        offset: at,
        record_size: u64_at(&record, 4)?,
        disk: u32_at(&record, 16)?,
        directory_disk: u32_at(&record, 20)?,
        entries_on_disk: u64_at(&record, 24)?,
        entries: u64_at(&record, 32)?,
        directory_size: u64_at(&record, 40)?,
        directory_offset: u64_at(&record, 48)?,
    })
}
