//! The bytes of the new archive: records made here, and packed members copied from the input as they are asked for, so
//! that nothing large is ever held.

use super::moment::Moment;
use super::{Plan, doubt, members};
use crate::bundle::archive::{Archive, Member};
use crate::input::Source;
use crate::load::zip::METADATA;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const FLAG_UTF8: u16 = 1 << 11;
/// Needed to extract: 2.0, for deflate.
const VERSION: u16 = 20;
/// Made by: 2.0 on Unix.
const MADE_BY: u16 = 3 << 8 | VERSION;
const PLAIN_FILE: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;
/// The folder of DOS, in the lower half of the attributes.
const DOS_FOLDER: u32 = 0x10;

/// An archive, in pieces.
pub(super) struct Image {
    /// The pieces with the offset behind each.
    pieces: Vec<(u64, Piece)>,
    source: Arc<Source>,
}

enum Piece {
    Made(Vec<u8>),
    /// Bytes of the input.
    Copied(Range<u64>),
}

/// What both headers of a member say.
struct Record<'a> {
    name: &'a str,
    method: u16,
    crc: u32,
    compressed: u32,
    size: u32,
}

impl Image {
    /// The archive that a plan makes; `None` when it has more than an archive without zip64 can.
    pub(super) fn of(archive: &Archive, plan: &Plan, source: &Arc<Source>, moment: Moment) -> Option<Self> {
        let mut image = Self { pieces: Vec::new(), source: Arc::clone(source) };
        let mut directory = Vec::new();
        let mut count: u16 = 0;
        for index in members::order(archive, plan) {
            let member = archive.members.get(index).filter(|member| doubt::is_clean(member))?;
            let (record, piece) = image.member(member, plan)?;
            let offset = u32::try_from(image.size()).ok()?;
            let mut local = b"PK\x03\x04".to_vec();
            record.fields(moment, &mut local)?;
            local.extend(record.name.as_bytes());
            image.push(Piece::Made(local));
            image.push(piece);
            directory.extend(b"PK\x01\x02");
            directory.extend(MADE_BY.to_le_bytes());
            record.fields(moment, &mut directory)?;
            // comment, disk, internal attributes
            directory.extend([0; 6]);
            directory.extend(attributes(member).to_le_bytes());
            directory.extend(offset.to_le_bytes());
            directory.extend(record.name.as_bytes());
            count = count.checked_add(1)?;
        }
        let start = u32::try_from(image.size()).ok()?;
        let size = u32::try_from(directory.len()).ok()?;
        directory.extend(b"PK\x05\x06\0\0\0\0");
        directory.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        directory.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
        let comment = archive.end.as_ref().map(|end| end.comment.as_slice()).unwrap_or_default();
        directory.extend(u16::try_from(comment.len()).ok()?.to_le_bytes());
        directory.extend(comment);
        image.push(Piece::Made(directory));
        Some(image)
    }

    /// Size in bytes.
    pub(super) fn size(&self) -> u64 {
        self.pieces.last().map_or(0, |(end, _)| *end)
    }

    fn push(&mut self, piece: Piece) {
        let length = match &piece {
            Piece::Made(bytes) => bytes.len() as u64,
            Piece::Copied(range) => range.end - range.start,
        };
        if length > 0 {
            self.pieces.push((self.size() + length, piece));
        }
    }

    /// The packed bytes of a member: a new text deflated, what is stored outside of `deps/` too, all else copied.
    fn member<'a>(&self, member: &'a Member, plan: &Plan) -> Option<(Record<'a>, Piece)> {
        let data = self.source.data()?;
        let range = member.data(data.size());
        let name = &member.name;
        let text = plan.text.as_ref().filter(|_| *name == METADATA).map(|text| text.after().as_bytes());
        if let Some(text) = text {
            return made(name, &mut &*text);
        }
        // what comes out is held, so a dependency, which is packed already, is left as it is
        if member.central.method == STORED && member.size > 0 && !name.starts_with("deps/") {
            return made(name, &mut data.reader(range.start, range.end));
        }
        let record = Record {
            name,
            method: member.central.method,
            crc: member.central.crc,
            compressed: u32::try_from(range.end - range.start).ok()?,
            size: u32::try_from(member.size).ok()?,
        };
        Some((record, Piece::Copied(range)))
    }

    /// Bytes from `offset` on, as many as one piece has.
    pub(super) fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let index = self.pieces.partition_point(|(end, _)| *end <= offset);
        let Some((_, piece)) = self.pieces.get(index) else { return Ok(0) };
        let start = index.checked_sub(1).and_then(|before| self.pieces.get(before)).map_or(0, |(end, _)| *end);
        let inside = offset - start;
        let bytes = match piece {
            Piece::Made(bytes) => {
                let skipped = usize::try_from(inside).unwrap_or(usize::MAX);
                bytes.get(skipped..).unwrap_or_default().into()
            }
            Piece::Copied(range) => {
                let data = self.source.data().ok_or(io::ErrorKind::InvalidInput)?;
                let from = range.start + inside;
                data.read(from, (range.end - from).min(buffer.len() as u64))
            }
        };
        // as many as fit; reading from a slice cannot fail
        bytes.as_ref().read(buffer)
    }
}

/// The external attributes of a member.
fn attributes(member: &Member) -> u32 {
    let mode = members::mode(member);
    if member.is_folder() { (FOLDER | mode) << 16 | DOS_FOLDER } else { (PLAIN_FILE | mode) << 16 }
}

/// A member that is deflated here, a block at a time.
fn made<'a>(name: &'a str, content: &mut dyn Read) -> Option<(Record<'a>, Piece)> {
    let mut content = flate2::CrcReader::new(content);
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let size = io::copy(&mut content, &mut encoder).ok()?;
    let bytes = encoder.finish().ok()?;
    let record = Record {
        name,
        method: DEFLATED,
        crc: content.crc().sum(),
        compressed: u32::try_from(bytes.len()).ok()?,
        size: u32::try_from(size).ok()?,
    };
    Some((record, Piece::Made(bytes)))
}

impl Record<'_> {
    /// From the version that is needed to the lengths of the name and of the extra area, of which there is none.
    fn fields(&self, moment: Moment, out: &mut Vec<u8>) -> Option<()> {
        let flags = if self.name.is_ascii() { 0 } else { FLAG_UTF8 };
        for word in [VERSION, flags, self.method, moment.time, moment.date] {
            out.extend(word.to_le_bytes());
        }
        for long in [self.crc, self.compressed, self.size] {
            out.extend(long.to_le_bytes());
        }
        out.extend(u16::try_from(self.name.len()).ok()?.to_le_bytes());
        out.extend([0; 2]);
        Some(())
    }
}
