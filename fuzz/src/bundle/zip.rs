//! Archives: the two members of the good bundle and more, with odd headers, odd ends and bytes overwritten.

use super::{deps, elf, json, length, patch, rarely, words};
use crate::MODULE;
use crate::archive::{Entry, Header, Side, Zip};
use arbitrary::{Result, Unstructured};
use std::sync::LazyLock;

static GOOD_MODULE: LazyLock<Entry> = LazyLock::new(|| Entry::deflated("hello.so", MODULE, 0o755));

/// The bytes of an archive.
pub(super) fn file(draw: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let metadata = json::text(draw)?;
    let module = elf::file(draw)?;
    let mut zip = Zip::new(vec![
        module.map_or_else(|| GOOD_MODULE.clone(), |file| Entry::stored("hello.so", &file, 0o755)),
        if rarely(draw, 3)? {
            Entry::stored("module.json", &metadata, 0o600)
        } else {
            Entry::deflated("module.json", &metadata, 0o600)
        },
    ]);
    while rarely(draw, 4)? && zip.entries.len() < 8 {
        zip.entries.push(member(draw)?);
    }
    while rarely(draw, 4)? {
        let at = draw.choose_index(zip.entries.len().max(1))?;
        if let Some(entry) = zip.entries.get_mut(at) {
            change(draw, entry)?;
        }
        if rarely(draw, 8)? && at < zip.entries.len() {
            zip.entries.remove(at);
        }
    }
    ends(draw, &mut zip)?;
    let mut file = zip.write();
    while rarely(draw, 4)? {
        patch(draw, &mut file)?;
    }
    Ok(file)
}

fn member(draw: &mut Unstructured<'_>) -> Result<Entry> {
    let name = words::member_name(draw)?;
    let content = match draw.int_in_range(0..=3)? {
        0 => deps::file(draw)?,
        1 => Vec::new(),
        2 => json::text(draw)?,
        _ => vec![0; length(draw, 20_000)?],
    };
    Ok(if draw.arbitrary()? { Entry::stored(name, &content, 0o644) } else { Entry::deflated(name, &content, 0o644) })
}

fn change(draw: &mut Unstructured<'_>, entry: &mut Entry) -> Result<()> {
    match draw.int_in_range(0..=9)? {
        0 => entry.behind = draw.bytes(8)?.to_vec(),
        1 => entry.only = Some(*draw.choose(&[Side::Local, Side::Central])?),
        2 => entry.local_offset = Some(draw.arbitrary()?),
        3 => patch(draw, &mut entry.data)?,
        4..=6 => field(draw, &mut entry.central)?,
        7 => field(draw, &mut entry.local)?,
        // the same on both sides
        _ => {
            let mut header = entry.central.clone();
            field(draw, &mut header)?;
            entry.local = header.clone();
            entry.central = header;
        }
    }
    Ok(())
}

/// Makes one field of a header odd.
fn field(draw: &mut Unstructured<'_>, header: &mut Header) -> Result<()> {
    let short: u16 = draw.arbitrary()?;
    let long: u32 = draw.arbitrary()?;
    match draw.int_in_range(0..=13)? {
        0 => header.name = Some(words::member_name(draw)?.as_bytes().to_vec()),
        1 => header.version = short,
        2 => header.flags ^= 1 << (short % 16),
        3 => header.method = *draw.choose(&[0, 8, 12, 14, 9, 93, 99, 1])?,
        4 => header.time = short,
        5 => header.date = short,
        6 => header.crc = long,
        7 => header.compressed = *draw.choose(&[0, 1, u32::MAX, long % 4096])?,
        8 => header.size = *draw.choose(&[0, 1, u32::MAX, long % 65_536])?,
        9 => header.extra = extra(draw)?,
        10 => header.comment = draw.bytes(3)?.to_vec(),
        11 => header.made_by = short,
        12 => header.external = *draw.choose(&[0o120_777 << 16, 0o040_755 << 16, 0o010_644 << 16, 16, 0, long])?,
        _ => header.disk = short,
    }
    Ok(())
}

/// An area of extra fields, with a length that may be wrong.
fn extra(draw: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let kind: u16 = *draw.choose(&[1, 0x7075, 0x5455, 0x7875, 0x9901, 0x0007])?;
    let size = length(draw, 40)?;
    let body = draw.bytes(size)?.to_vec();
    let told = if rarely(draw, 4)? { draw.arbitrary()? } else { u16::try_from(body.len()).unwrap_or(0) };
    Ok([&kind.to_le_bytes()[..], &told.to_le_bytes(), &body].concat())
}

/// What lies before, between and behind the records.
fn ends(draw: &mut Unstructured<'_>, zip: &mut Zip) -> Result<()> {
    while rarely(draw, 4)? {
        let size = length(draw, 30)?;
        let bytes = draw.bytes(size)?.to_vec();
        match draw.int_in_range(0..=11)? {
            0 => zip.prepend = bytes,
            1 => zip.before_directory = bytes,
            2 => zip.before_end = bytes,
            3 => zip.comment = bytes,
            4 => zip.append = bytes,
            5 => zip.entries_override = Some(draw.arbitrary()?),
            6 => zip.comment_length = Some(draw.arbitrary()?),
            7 => zip.directory_offset = Some(draw.arbitrary()?),
            8 => zip.directory_size = Some(draw.int_in_range(0..=4096)?),
            9 => zip.disk = draw.arbitrary()?,
            10 => zip.zip64 = true,
            _ => zip.keep = Some(draw.int_in_range(0..=4096)?),
        }
    }
    Ok(())
}
