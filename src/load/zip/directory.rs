//! Walks the central directory as `ZipFile._RealGetContents` does: by size, never by count.

use super::bytes::{read, take, u16_at, u32_at, u64_at};
use super::end::{END_SIZE, RECORD_SIZE};
use super::text::{cut_at_nul, decode_name};
use crate::bundle::archive::{
    Archive, Broken, CentralOnly, Content, Descriptor, Directory, EndRecord, Header, Member, OpenError, Zip64Record,
};
use crate::input::data::Data;
use std::borrow::Cow;

const CENTRAL_SIGNATURE: &[u8; 4] = b"PK\x01\x02";
const CENTRAL_SIZE: u64 = 46;
/// Bytes of the directory that are read at a time.
const BLOCK: u64 = 64 * 1024;
const LOCATOR_SIZE: u64 = 20;
/// `zipfile.MAX_EXTRACT_VERSION`.
const MAX_VERSION: u8 = 63;
const SENTINEL_32: u64 = 0xffff_ffff;
const SENTINEL_64: u64 = u64::MAX;

/// Where the directory starts: its end, given by the end record, minus its size.
pub(super) fn locate(data: Data<'_>, end: &EndRecord, zip64: Option<&Zip64Record>) -> Result<Directory, Broken> {
    let (size, stored_offset, extra) = match zip64 {
        Some(record) => (record.directory_size, record.directory_offset, RECORD_SIZE + LOCATOR_SIZE),
        None => (u64::from(end.directory_size), u64::from(end.directory_offset), 0),
    };
    let start =
        end.offset.checked_sub(extra).and_then(|at| at.checked_sub(size)).ok_or(Broken::DirectoryBeforeStart)?;
    let shift = i128::from(start) - i128::from(stored_offset);
    Ok(Directory {
        start,
        size,
        stored_offset,
        // a stored offset of 2^63 and more still gives the right sum in `shifted`
        shift: i64::try_from(shift).unwrap_or(i64::MIN),
        header_at_stored: data.take(stored_offset) == Some(*CENTRAL_SIGNATURE),
        walked: 0,
    })
}

/// Reads headers until the directory's size is used up, or up to the failure that ends the constructor.
pub(super) fn walk(data: Data<'_>, archive: &mut Archive, member_limit: usize) -> Result<(), Broken> {
    let Some(mut directory) = archive.directory else { return Ok(()) };
    // the directory is a copy of its own in zipfile: nothing behind its end is ever read
    let mut area = Area { data, end: directory.start.saturating_add(directory.size), at: 0, block: Cow::default() };
    let shift = i128::from(directory.start) - i128::from(directory.stored_offset);
    let mut at = 0;
    let result = loop {
        // headers whose lengths overrun are counted in full, while reading goes on where the bytes are
        if directory.walked >= directory.size {
            break Ok(());
        }
        if archive.members.len() >= member_limit {
            break Err(Broken::MemberLimit);
        }
        match header(&mut area, at, directory.start, shift) {
            Ok((member, length)) => {
                at = at.saturating_add(length).min(area.size(directory.start));
                directory.walked = directory.walked.saturating_add(length);
                archive.members.push(member);
            }
            Err(broken) => break Err(broken),
        }
    };
    archive.directory = Some(directory);
    result
}

/// The bytes of the directory, held a block at a time.
struct Area<'a> {
    data: Data<'a>,
    /// Offset of its end in the file.
    end: u64,
    /// Offset of `block` in the file.
    at: u64,
    block: Cow<'a, [u8]>,
}

impl Area<'_> {
    /// The bytes from an offset of the file on, as many of them as the area and the file hold.
    fn get(&mut self, at: u64, length: u64) -> &[u8] {
        let length = length.min(self.end.saturating_sub(at));
        let held = self.at..self.at + self.block.len() as u64;
        if !held.contains(&at) || at + length > held.end {
            self.at = at;
            self.block = self.data.read(at, length.max(BLOCK));
        }
        read(&self.block, at - self.at, length)
    }

    /// Bytes that the file holds of it, from `start` on.
    fn size(&self, start: u64) -> u64 {
        self.end.min(self.data.size()).saturating_sub(start)
    }
}

/// One header at `at` of the directory, and the length that its fields declare.
fn header(area: &mut Area<'_>, at: u64, base: u64, shift: i128) -> Result<(Member, u64), Broken> {
    let offset = base + at;
    let truncated = Broken::DirectoryTruncated(offset);
    let fixed: [u8; 46] = area.get(offset, CENTRAL_SIZE).try_into().map_err(|_| truncated)?;
    if !fixed.starts_with(CENTRAL_SIGNATURE) {
        return Err(Broken::DirectorySignature(offset));
    }
    let short = |by| u16_at(&fixed, by).ok_or(truncated);
    let long = |by| u32_at(&fixed, by).ok_or(truncated);
    let [made_by, host, version_needed, _reserved] = take::<4>(&fixed, 4).ok_or(truncated)?;
    let (name_length, extra_length, comment_length) =
        (u64::from(short(28)?), u64::from(short(30)?), u64::from(short(32)?));
    let length = CENTRAL_SIZE + name_length + extra_length + comment_length;
    let texts = area.get(offset + CENTRAL_SIZE, length - CENTRAL_SIZE);
    let raw_name = read(texts, 0, name_length).to_vec();
    let extra = read(texts, name_length, extra_length).to_vec();
    let comment = read(texts, name_length + extra_length, comment_length).to_vec();
    let flags = short(8)?;
    let full_name = decode_name(&raw_name, flags).ok_or(Broken::NameNotUtf8(offset))?;
    if version_needed > MAX_VERSION {
        return Err(Broken::VersionNeeded(offset, version_needed));
    }
    let central = Header {
        offset,
        version_needed,
        flags,
        method: short(10)?,
        time: short(12)?,
        date: short(14)?,
        crc: long(16)?,
        compressed: long(20)?,
        size: long(24)?,
        raw_name,
        extra,
    };
    let more = CentralOnly {
        made_by,
        host,
        disk: short(34)?,
        external: long(38)?,
        local_offset: long(42)?,
        comment,
        runs_over: at + length > area.size(base),
    };
    let wide = zip64_values(&central, &more)?;
    Ok((member(central, more, full_name, wide, shift), length))
}

fn member(central: Header, more: CentralOnly, full_name: String, wide: Wide, shift: i128) -> Member {
    Member {
        name: cut_at_nul(&full_name).to_owned(),
        full_name,
        compressed: wide.compressed,
        size: wide.size,
        local_offset: i128::from(wide.local_offset) + shift,
        central,
        more,
        local: None,
        at_stored_offset: false,
        data_start: 0,
        descriptor: Descriptor::NotPromised,
        false_end: None,
        open: Err(OpenError::Truncated),
        content: Content::default(),
    }
}

#[derive(Clone, Copy)]
struct Wide {
    size: u64,
    compressed: u64,
    local_offset: u64,
}

/// `ZipInfo._decodeExtra`: each 0x0001 field fills whatever still is a sentinel.
fn zip64_values(central: &Header, more: &CentralOnly) -> Result<Wide, Broken> {
    let runs_over = Broken::ExtraField(central.offset);
    let mut wide = Wide {
        size: u64::from(central.size),
        compressed: u64::from(central.compressed),
        local_offset: u64::from(more.local_offset),
    };
    let extra = central.extra.as_slice();
    let mut at = 0;
    while extra.len() as u64 - at >= 4 {
        let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) else { return Err(runs_over) };
        let length = u64::from(length);
        if at + 4 + length > extra.len() as u64 {
            return Err(runs_over);
        }
        if id == 1 {
            fill(&mut wide, read(extra, at + 4, length)).ok_or(Broken::Zip64Field(central.offset))?;
        }
        at += 4 + length;
    }
    Ok(wide)
}

fn fill(wide: &mut Wide, values: &[u8]) -> Option<()> {
    let mut at = 0;
    let mut next = || {
        let value = u64_at(values, at);
        at += 8;
        value
    };
    if wide.size == SENTINEL_64 || wide.size == SENTINEL_32 {
        wide.size = next()?;
    }
    if wide.compressed == SENTINEL_32 {
        wide.compressed = next()?;
    }
    if wide.local_offset == SENTINEL_32 {
        wide.local_offset = next()?;
    }
    Some(())
}

/// Where the end records begin: the zip64 record when it is taken, else the end record.
pub(super) fn end_of_directory(archive: &Archive) -> Option<u64> {
    let end = archive.end.as_ref()?;
    match &archive.zip64 {
        Some(zip64) => Some(zip64.record.as_ref().map_or(zip64.locator, |r| r.offset)),
        None => Some(end.offset),
    }
}

/// Offset behind the end record and its declared comment.
pub(super) fn end_of_archive(end: &EndRecord) -> u64 {
    end.offset + END_SIZE + u64::from(end.comment_length)
}
