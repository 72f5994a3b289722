//! Module files: the good one with words of its tables overwritten.

use super::{length, patch, rarely, words};
use crate::MODULE;
use arbitrary::{Result, Unstructured};

const HEADER: usize = 64;
const SEGMENT: usize = 56;
const SEGMENT_COUNT: usize = 56;
/// Offsets and sizes of the fields of the file's header.
const HEADER_FIELDS: &[(usize, usize)] =
    &[(16, 2), (18, 2), (20, 4), (32, 8), (40, 8), (54, 2), (56, 2), (58, 2), (60, 2), (62, 2), (4, 1), (5, 1), (7, 1)];
/// Offsets and sizes of the fields of a program header.
const SEGMENT_FIELDS: &[(usize, usize)] = &[(0, 4), (4, 4), (8, 8), (16, 8), (32, 8), (40, 8), (48, 8)];
const DYNAMIC: u64 = 2;

/// The bytes of a module file; `None` for the good one.
pub(super) fn file(draw: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    if !rarely(draw, 3)? {
        return Ok(None);
    }
    let mut file = MODULE.to_vec();
    for _ in 0..=length(draw, 3)? {
        change(draw, &mut file)?;
    }
    if rarely(draw, 8)? {
        file.truncate(draw.int_in_range(0..=file.len())?);
    }
    if rarely(draw, 8)? {
        file.extend(draw.bytes(4)?);
    }
    Ok(Some(file))
}

fn change(draw: &mut Unstructured<'_>, file: &mut [u8]) -> Result<()> {
    let value = words::number(draw)?;
    let (base, fields) = match draw.int_in_range(0..=7)? {
        0 => (0, HEADER_FIELDS),
        1 | 2 => (HEADER + SEGMENT * draw.choose_index(usize::from(MODULE[SEGMENT_COUNT]))?, SEGMENT_FIELDS),
        3..=5 => {
            let (start, count) = dynamic();
            (start + 16 * draw.choose_index(count.max(1))?, &[(8, 8), (8, 4), (0, 8), (0, 4)][..])
        }
        6 => return table_word(draw, file, value),
        _ => return patch(draw, file),
    };
    let (at, size) = *draw.choose(fields)?;
    put(file, base + at, size, value);
    Ok(())
}

/// A word of a table that the dynamic section leads to: below the writable part addresses are offsets.
fn table_word(draw: &mut Unstructured<'_>, file: &mut [u8], value: u64) -> Result<()> {
    let (start, count) = dynamic();
    let entry = start + 16 * draw.choose_index(count.max(1))?;
    let table = usize::try_from(get(entry + 8)).unwrap_or(0);
    let at = table.saturating_add(usize::from(draw.arbitrary::<u8>()?) * 4);
    put(file, at, *draw.choose(&[4, 2, 1, 8])?, value);
    Ok(())
}

/// Where the dynamic section of the good file is, and its number of entries.
fn dynamic() -> (usize, usize) {
    let all = (0..usize::from(MODULE[SEGMENT_COUNT])).map(|index| HEADER + SEGMENT * index);
    let at = all.into_iter().find(|at| get(*at) & 0xffff_ffff == DYNAMIC).unwrap_or(HEADER);
    (usize::try_from(get(at + 8)).unwrap_or(0), usize::try_from(get(at + 32) / 16).unwrap_or(0))
}

fn get(at: usize) -> u64 {
    let bytes = MODULE.iter().skip(at).take(8);
    bytes.rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn put(file: &mut [u8], at: usize, size: usize, value: u64) {
    file.iter_mut().skip(at).zip(value.to_le_bytes()).take(size).for_each(|(old, new)| *old = new);
}
