//! Replaces the content of one member inside of an archive, and keeps every other byte and the archive's arithmetic.

use super::Change;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};

/// Bytes of a member that are inflated.
const LARGEST: u64 = 1 << 16;
const CENTRAL: usize = 46;
const LOCAL: usize = 30;

/// The archive with the content of one member changed; `None` when its records are too odd for that.
pub(super) fn change(file: &[u8], seed: u32, change: Change<'_>) -> Option<Vec<u8>> {
    let end = file.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let headers = headers(file, end)?;
    let header = *headers.get(seed as usize % headers.len().max(1))?;
    let local = number(file, header + 42, 4)?;
    let data = local + LOCAL + number(file, local + 26, 2)? + number(file, local + 28, 2)?;
    let packed = file.get(data..data.checked_add(number(file, header + 20, 4)?)?)?;
    let method = number(file, header + 10, 2)?;
    let mut content = Vec::new();
    match method {
        0 => content.extend(packed),
        8 => drop(DeflateDecoder::new(packed).take(LARGEST).read_to_end(&mut content)),
        _ => return None,
    }
    change(&mut content);
    let new = if method == 8 { deflated(&content) } else { content.clone() };
    let mut out = [file.get(..data)?, &new, file.get(data + packed.len()..)?].concat();
    let moved = |at: usize| if at > data { at.saturating_add(new.len()).saturating_sub(packed.len()) } else { at };
    let (local, header) = (moved(local), moved(header));
    for (at, value) in
        [(local + 18, new.len()), (header + 20, new.len()), (local + 22, content.len()), (header + 24, content.len())]
    {
        put(&mut out, at, value)?;
    }
    // one in eight keeps the sum that is wrong now
    if !(seed / 7).is_multiple_of(8) {
        let sum = crc32fast::hash(&content) as usize;
        put(&mut out, local + 14, sum)?;
        put(&mut out, header + 16, sum)?;
    }
    for at in headers {
        let local = number(file, at + 42, 4)?;
        put(&mut out, moved(at) + 42, moved(local))?;
    }
    put(&mut out, moved(end) + 16, moved(number(file, end + 16, 4)?))?;
    Some(out)
}

/// Where the headers of the directory are that lies before the end record.
fn headers(file: &[u8], end: usize) -> Option<Vec<usize>> {
    let mut at = end.checked_sub(number(file, end + 12, 4)?)?;
    let mut found = Vec::new();
    while at < end && file.get(at..at + 4)? == b"PK\x01\x02" {
        found.push(at);
        at += CENTRAL + number(file, at + 28, 2)? + number(file, at + 30, 2)? + number(file, at + 32, 2)?;
    }
    Some(found)
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn number(file: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = file.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

fn put(file: &mut [u8], at: usize, value: usize) -> Option<()> {
    let bytes = u32::try_from(value).ok()?.to_le_bytes();
    file.get_mut(at..at + 4)?.copy_from_slice(&bytes);
    Some(())
}
