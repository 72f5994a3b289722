//! Writes zip archives in which every field can be wrong.
//!
//! The `zip` crate writes only good ones, so the records are laid out here; deflate is flate2's.

use std::io::Write;

/// A member with both of its headers.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) data: Vec<u8>,
    pub(super) local: Header,
    pub(super) central: Header,
    /// Bytes between the data and the next record.
    pub(super) behind: Vec<u8>,
    /// Whether the local record is left out, or the central one.
    pub(super) only: Option<Side>,
    /// Replaces the stored offset of the local header.
    pub(super) local_offset: Option<u32>,
}

/// One of the two headers of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Local,
    Central,
}

/// The fields of a header; `name` replaces the member's own.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    pub(super) name: Option<Vec<u8>>,
    pub(super) version: u16,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) time: u16,
    pub(super) date: u16,
    pub(super) crc: u32,
    pub(super) compressed: u32,
    pub(super) size: u32,
    pub(super) extra: Vec<u8>,
    pub(super) comment: Vec<u8>,
    pub(super) made_by: u16,
    pub(super) external: u32,
    pub(super) disk: u16,
}

/// An archive and the oddities around its members.
#[derive(Debug, Clone, Default)]
pub(super) struct Zip {
    pub(super) entries: Vec<Entry>,
    pub(super) prepend: Vec<u8>,
    pub(super) before_directory: Vec<u8>,
    pub(super) before_end: Vec<u8>,
    pub(super) comment: Vec<u8>,
    pub(super) append: Vec<u8>,
    pub(super) entries_override: Option<u16>,
    pub(super) comment_length: Option<u16>,
    pub(super) directory_offset: Option<u32>,
    pub(super) directory_size: Option<u32>,
    pub(super) disk: u16,
    pub(super) zip64: bool,
    pub(super) keep: Option<usize>,
}

impl Entry {
    pub(super) fn deflated(name: &str, content: &[u8], mode: u32) -> Self {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        Self::new(name, content, encoder.finish().unwrap(), 8, mode)
    }

    pub(super) fn stored(name: &str, content: &[u8], mode: u32) -> Self {
        Self::new(name, content, content.to_vec(), 0, mode)
    }

    fn new(name: &str, content: &[u8], data: Vec<u8>, method: u16, mode: u32) -> Self {
        let header = Header {
            version: 20,
            method,
            date: 0x5a21,
            crc: crc32fast::hash(content),
            compressed: data.len().try_into().unwrap(),
            size: content.len().try_into().unwrap(),
            made_by: 0x0314,
            external: (0o100_000 | mode) << 16,
            flags: if name.is_ascii() { 0 } else { 1 << 11 },
            ..Header::default()
        };
        Self { name: name.as_bytes().to_vec(), data, local: header.clone(), central: header, ..Self::default() }
    }
}

impl Zip {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self { entries, ..Self::default() }
    }

    /// The archive's bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = self.prepend.clone();
        let mut offsets = Vec::new();
        for entry in &self.entries {
            offsets.push(u32::try_from(out.len() - self.prepend.len()).unwrap());
            if entry.only != Some(Side::Central) {
                local(entry, &mut out);
            }
        }
        out.extend(&self.before_directory);
        let start = out.len();
        let mut count = 0_u16;
        for (entry, offset) in self.entries.iter().zip(offsets) {
            if entry.only != Some(Side::Local) {
                central(entry, entry.local_offset.unwrap_or(offset), &mut out);
                count += 1;
            }
        }
        let size = u32::try_from(out.len() - start).unwrap();
        let offset = u32::try_from(start - self.prepend.len()).unwrap();
        out.extend(&self.before_end);
        if self.zip64 {
            zip64(count, size, offset, &mut out);
        }
        self.end(count, size, offset, &mut out);
        out.extend(&self.append);
        out.truncate(self.keep.unwrap_or(usize::MAX));
        out
    }

    fn end(&self, count: u16, size: u32, offset: u32, out: &mut Vec<u8>) {
        let count = self.entries_override.unwrap_or(count);
        out.extend(b"PK\x05\x06");
        shorts(out, &[self.disk, self.disk, count, count]);
        longs(out, &[self.directory_size.unwrap_or(size), self.directory_offset.unwrap_or(offset)]);
        shorts(out, &[self.comment_length.unwrap_or(self.comment.len().try_into().unwrap())]);
        out.extend(&self.comment);
    }
}

fn local(entry: &Entry, out: &mut Vec<u8>) {
    let header = &entry.local;
    let name = header.name.as_ref().unwrap_or(&entry.name);
    out.extend(b"PK\x03\x04");
    common(header, out);
    shorts(out, &[name.len().try_into().unwrap(), header.extra.len().try_into().unwrap()]);
    out.extend(name);
    out.extend(&header.extra);
    out.extend(&entry.data);
    out.extend(&entry.behind);
}

fn central(entry: &Entry, offset: u32, out: &mut Vec<u8>) {
    let header = &entry.central;
    let name = header.name.as_ref().unwrap_or(&entry.name);
    out.extend(b"PK\x01\x02");
    shorts(out, &[header.made_by]);
    common(header, out);
    let lengths = [name.len(), header.extra.len(), header.comment.len()].map(|length| length.try_into().unwrap());
    shorts(out, &lengths);
    shorts(out, &[header.disk, 0]);
    longs(out, &[header.external, offset]);
    out.extend(name);
    out.extend(&header.extra);
    out.extend(&header.comment);
}

fn common(header: &Header, out: &mut Vec<u8>) {
    shorts(out, &[header.version, header.flags, header.method, header.time, header.date]);
    longs(out, &[header.crc, header.compressed, header.size]);
}

fn zip64(count: u16, size: u32, offset: u32, out: &mut Vec<u8>) {
    let at = out.len() as u64;
    out.extend(b"PK\x06\x06");
    out.extend(44_u64.to_le_bytes());
    shorts(out, &[45, 45]);
    longs(out, &[0, 0]);
    for value in [u64::from(count), u64::from(count), u64::from(size), u64::from(offset)] {
        out.extend(value.to_le_bytes());
    }
    out.extend(b"PK\x06\x07");
    longs(out, &[0]);
    out.extend(at.to_le_bytes());
    longs(out, &[1]);
}

fn shorts(out: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        out.extend(value.to_le_bytes());
    }
}

fn longs(out: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        out.extend(value.to_le_bytes());
    }
}
