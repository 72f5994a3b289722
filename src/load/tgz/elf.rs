//! The little that is asked of ELF files inside dependencies: machine, class, the newest glibc that they need.
//!
//! Read as the loader reads: program headers, the dynamic section, its version needs. Every step is bounded.

use super::pieces::Pieces;

/// Bytes of the smallest ELF header.
pub(super) const LEAST: u64 = 52;
const STEPS: usize = 4096;
pub(super) const LOAD: u32 = 1;
pub(super) const DYNAMIC: u32 = 2;
const STRTAB: u64 = 5;
const VERNEED: u64 = 0x6fff_fffe;

/// What an ELF file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) machine: u16,
    pub(super) is_64: bool,
    /// The newest `GLIBC_` version that it needs.
    pub(super) glibc: Option<(u32, u32)>,
}

/// Reads the header; `None` when there is none of a known form.
pub(super) fn read(file: &Pieces) -> Option<Facts> {
    let &[0x7f, b'E', b'L', b'F', class, order] = file.get(0, 6) else { return None };
    let is_64 = match class {
        1 => false,
        2 => true,
        _ => return None,
    };
    let machine = file.get(18, 2).try_into().ok()?;
    match order {
        1 => {
            let glibc = if is_64 { needed(file) } else { None };
            Some(Facts { machine: u16::from_le_bytes(machine), is_64, glibc })
        }
        2 => Some(Facts { machine: u16::from_be_bytes(machine), is_64, glibc: None }),
        _ => None,
    }
}

fn short(file: &Pieces, at: u64) -> Option<u16> {
    Some(u16::from_le_bytes(file.get(at, 2).try_into().ok()?))
}

fn long(file: &Pieces, at: u64) -> Option<u32> {
    Some(u32::from_le_bytes(file.get(at, 4).try_into().ok()?))
}

fn wide(file: &Pieces, at: u64) -> Option<u64> {
    Some(u64::from_le_bytes(file.get(at, 8).try_into().ok()?))
}

/// A program header: type, offset, address, bytes in the file.
pub(super) type Segment = (u32, u64, u64, u64);

pub(super) fn segments(file: &Pieces) -> Option<Vec<Segment>> {
    let (start, count) = (wide(file, 32)?, short(file, 56)?);
    (0..u64::from(count.min(256)))
        .map(|index| {
            let at = start.checked_add(index * 56)?;
            let field = |offset: u64| wide(file, at.checked_add(offset)?);
            Some((long(file, at)?, field(8)?, field(16)?, field(32)?))
        })
        .collect()
}

/// Offset of an address in the file.
fn offset(segments: &[Segment], address: u64) -> Option<u64> {
    let holds = |&&(kind, _, start, size): &&Segment| kind == LOAD && address >= start && address - start < size;
    segments.iter().find(holds).and_then(|(_, offset, start, _)| offset.checked_add(address - start))
}

fn needed(file: &Pieces) -> Option<(u32, u32)> {
    let segments = segments(file)?;
    let (_, start, _, size) = segments.iter().find(|segment| segment.0 == DYNAMIC)?;
    let (mut strings, mut versions) = (None, None);
    for index in 0..(size / 16).min(STEPS as u64) {
        let at = start.checked_add(index * 16)?;
        match (wide(file, at)?, wide(file, at.checked_add(8)?)?) {
            (0, _) => break,
            (STRTAB, value) => strings = offset(&segments, value),
            (VERNEED, value) => versions = offset(&segments, value),
            _ => {}
        }
    }
    newest(file, versions?, strings?)
}

/// Walks the version needs of all libraries.
fn newest(file: &Pieces, mut library: u64, strings: u64) -> Option<(u32, u32)> {
    let mut best = None;
    let mut steps = 0;
    loop {
        let mut version = library.checked_add(u64::from(long(file, library.checked_add(8)?)?))?;
        for _ in 0..short(file, library.checked_add(2)?)? {
            steps += 1;
            if steps > STEPS {
                return best;
            }
            let Some(name) = long(file, version.checked_add(8)?) else { return best };
            best = best.max(glibc(file, strings.checked_add(u64::from(name))?));
            match long(file, version.checked_add(12)?) {
                Some(next) if next > 0 => version = version.checked_add(u64::from(next))?,
                _ => break,
            }
        }
        steps += 1;
        match long(file, library.checked_add(12)?) {
            Some(next) if next > 0 && steps <= STEPS => library = library.checked_add(u64::from(next))?,
            _ => return best,
        }
    }
}

/// `GLIBC_2.34`, at an offset of the file.
fn glibc(file: &Pieces, at: u64) -> Option<(u32, u32)> {
    let text = file.get(at, 32);
    let length = text.iter().position(|byte| *byte == 0)?;
    let version = std::str::from_utf8(text.get(..length)?).ok()?.strip_prefix("GLIBC_")?;
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] = include_bytes!("../../../testdata/baseline/hello.so");

    fn pieces(file: &[u8]) -> Pieces {
        let mut pieces = Pieces::new();
        file.chunks(5000).for_each(|bytes| pieces.push(bytes));
        pieces
    }

    #[test]
    fn a_module_says_what_it_is_built_for() {
        let facts = read(&pieces(MODULE)).unwrap();
        assert_eq!((facts.machine, facts.is_64), (62, true));
    }

    #[test]
    fn no_cut_and_no_changed_byte_makes_it_panic() {
        for end in (0..MODULE.len()).step_by(7) {
            read(&pieces(&MODULE[..end]));
        }
        for at in 0..MODULE.len() {
            let mut file = MODULE.to_vec();
            file[at] ^= 0xff;
            read(&pieces(&file));
        }
    }
}
