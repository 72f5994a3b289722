//! Room for the content of a module file, which grows as the content comes.
//!
//! A large one is mapped in huge pages where the system has them: to be given 150 MB in pages of 4 KiB takes as long as
//! to hash them.

use memmap2::MmapMut;
use std::ops::Deref;

/// Bytes that a list gets at first.
const FIRST: usize = 64 * 1024;
/// Bytes from which on a map pays.
const LARGE: usize = 8 << 20;

/// Bytes that were kept, up to the size that was declared.
#[derive(Debug)]
pub(super) enum Room {
    List { bytes: Vec<u8>, most: usize },
    Map { map: MmapMut, length: usize },
}

impl Room {
    /// Room for `declared` bytes. None of it takes memory before it is filled.
    pub(super) fn new(declared: u64) -> Self {
        // what cannot be had at once comes bit by bit
        let most = usize::try_from(declared).unwrap_or(usize::MAX);
        match (most >= LARGE).then(|| mapped(most)).flatten() {
            Some(map) => Self::Map { map, length: 0 },
            None => Self::List { bytes: Vec::new(), most },
        }
    }

    /// A map, however small.
    #[cfg(test)]
    pub(super) fn large(size: usize) -> Self {
        Self::Map { map: mapped(size).unwrap(), length: 0 }
    }

    /// Adds bytes as far as there is room, which no more than what was declared should need.
    pub(super) fn add(&mut self, chunk: &[u8]) {
        match self {
            Self::List { bytes, most } => {
                let chunk = chunk.get(..most.saturating_sub(bytes.len())).unwrap_or(chunk);
                if bytes.capacity() - bytes.len() < chunk.len() {
                    let left = most.saturating_sub(bytes.len());
                    bytes.reserve_exact(bytes.len().max(FIRST).min(left).max(chunk.len()));
                }
                bytes.extend_from_slice(chunk);
            }
            Self::Map { map, length } => {
                let room = map.get_mut(*length..).unwrap_or_default();
                let count = room.len().min(chunk.len());
                if let (Some(room), Some(chunk)) = (room.get_mut(..count), chunk.get(..count)) {
                    room.copy_from_slice(chunk);
                    *length += count;
                }
            }
        }
    }

    /// Whether bytes that are skipped take no memory.
    pub(super) fn has_free_gaps(&self) -> bool {
        matches!(self, Self::Map { .. })
    }

    /// Leaves out `count` bytes, which then are zeros.
    pub(super) fn skip(&mut self, count: usize) {
        match self {
            Self::List { bytes, most } => bytes.resize((*most).min(bytes.len().saturating_add(count)), 0),
            Self::Map { map, length } => *length = map.len().min(length.saturating_add(count)),
        }
    }
}

impl Deref for Room {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::List { bytes, .. } => bytes,
            Self::Map { map, length } => map.get(..*length).unwrap_or_default(),
        }
    }
}

fn mapped(size: usize) -> Option<MmapMut> {
    let map = MmapMut::map_anon(size).ok()?;
    // where there are no huge pages, the others do
    #[cfg(target_os = "linux")]
    let _ = map.advise(memmap2::Advice::HugePage);
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_ends_where_the_declared_size_does() {
        for declared in [0, 1, FIRST, LARGE - 1, LARGE, LARGE + 12_345] {
            let mut room = Room::new(declared as u64);
            let chunk: Vec<u8> = (0..=250).cycle().take(100_003).collect();
            for _ in 0..=declared / chunk.len() {
                room.add(&chunk);
            }
            let expected: Vec<u8> = chunk.iter().copied().cycle().take(room.len()).collect();
            assert!(room.len() == declared && *room == *expected, "{declared}");
            room.add(&chunk);
            assert_eq!(room.len(), declared);
        }
    }

    #[test]
    fn no_declared_size_is_taken_at_its_word() {
        let mut room = Room::new(u64::MAX);
        room.add(b"abc");
        assert_eq!(*room, *b"abc");
    }
}
