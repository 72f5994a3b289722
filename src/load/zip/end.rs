//! Finds the end records as `zipfile._EndRecData` and `_EndRecData64` do.

use super::bytes::{read, take, u16_at, u32_at, u64_at};
use crate::bundle::archive::{EndRecord, Zip64, Zip64Record};

pub(super) const END_SIGNATURE: &[u8; 4] = b"PK\x05\x06";
const LOCATOR_SIGNATURE: &[u8; 4] = b"PK\x06\x07";
const RECORD_SIGNATURE: &[u8; 4] = b"PK\x06\x06";
/// Fixed part of the end record.
pub(super) const END_SIZE: u64 = 22;
const LOCATOR_SIZE: u64 = 20;
/// Fixed part of the zip64 record.
pub(super) const RECORD_SIZE: u64 = 56;

/// The end record: at the very end when it has no comment, else the last signature of the last 65,558 bytes.
pub(super) fn find(data: &[u8]) -> Option<EndRecord> {
    let size = data.len() as u64;
    let last = size.checked_sub(END_SIZE);
    if let Some(at) = last
        && take::<4>(data, at)? == *END_SIGNATURE
        && u16_at(data, at + 20)? == 0
    {
        return record(data, at);
    }
    let search_from = size.saturating_sub((1 << 16) + END_SIZE);
    let tail = read(data, search_from, u64::MAX);
    let at = search_from + tail.windows(4).rposition(|w| w == END_SIGNATURE)? as u64;
    record(data, at)
}

/// Where an end record signature stands that too few bytes follow for a record.
pub(super) fn cut(data: &[u8]) -> Option<u64> {
    let from = (data.len() as u64).saturating_sub(END_SIZE);
    let tail = read(data, from, u64::MAX);
    Some(from + tail.windows(4).rposition(|w| w == END_SIGNATURE)? as u64)
}

fn record(data: &[u8], at: u64) -> Option<EndRecord> {
    let comment_length = u16_at(data, at + 20)?;
    Some(EndRecord {
        offset: at,
        disk: u16_at(data, at + 4)?,
        directory_disk: u16_at(data, at + 6)?,
        entries_on_disk: u16_at(data, at + 8)?,
        entries: u16_at(data, at + 10)?,
        directory_size: u32_at(data, at + 12)?,
        directory_offset: u32_at(data, at + 16)?,
        comment_length,
        comment: read(data, at + END_SIZE, u64::MAX).to_vec(),
        others: Vec::new(),
        embedded: Vec::new(),
    })
}

/// The last end record signature of the whole file with a record's length of bytes behind it.
pub(super) fn buried(data: &[u8]) -> Option<u64> {
    let at = data.windows(4).rposition(|window| window == END_SIGNATURE)? as u64;
    (at + END_SIZE <= data.len() as u64).then_some(at)
}

/// The zip64 locator 20 bytes before the end record, which `zipfile` obeys whether or not a field asks for it.
///
/// Positions before the file count as 0, as `io.BytesIO.seek` has it.
pub(super) fn zip64(data: &[u8], end: &EndRecord) -> Option<Zip64> {
    let locator = end.offset.saturating_sub(LOCATOR_SIZE);
    if take::<4>(data, locator) != Some(*LOCATOR_SIGNATURE) {
        return None;
    }
    let (Some(disk), Some(target), Some(disks)) =
        (u32_at(data, locator + 4), u64_at(data, locator + 8), u32_at(data, locator + 16))
    else {
        return None;
    };
    let at = end.offset.saturating_sub(LOCATOR_SIZE + RECORD_SIZE);
    let record_at_target = take::<4>(data, target) == Some(*RECORD_SIGNATURE);
    Some(Zip64 { locator, disk, disks, target, record: zip64_record(data, at), record_at_target })
}

fn zip64_record(data: &[u8], at: u64) -> Option<Zip64Record> {
    if take::<4>(data, at)? != *RECORD_SIGNATURE {
        return None;
    }
    Some(Zip64Record {
        offset: at,
        record_size: u64_at(data, at + 4)?,
        disk: u32_at(data, at + 16)?,
        directory_disk: u32_at(data, at + 20)?,
        entries_on_disk: u64_at(data, at + 24)?,
        entries: u64_at(data, at + 32)?,
        directory_size: u64_at(data, at + 40)?,
        directory_offset: u64_at(data, at + 48)?,
    })
}
