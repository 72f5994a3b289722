//! The pieces of an ELF file that are kept as it streams by, so that the largest library costs little memory.
//!
//! Kept are its start, where linkers put what the loader reads first, and by its program headers the dynamic section
//! and the start of each segment, where tools that change libraries put their tables.

use super::elf::{DYNAMIC, LOAD};
use std::ops::Range;

/// Bytes of the start, which come first and always.
const START: u64 = 8 << 20;
/// Bytes of any other piece.
const PIECE: u64 = 1 << 20;
/// Pieces that are kept.
const MOST: usize = 8;
/// Bytes in which the program headers must lie for pieces to be known.
const HEADERS: usize = 4096;

/// What is kept of a file, by offset.
pub(super) struct Pieces {
    size: u64,
    kept: Vec<(u64, Vec<u8>)>,
    wanted: Vec<Range<u64>>,
    are_known: bool,
}

impl Pieces {
    pub(super) fn new() -> Self {
        Self { size: 0, kept: vec![(0, Vec::new())], wanted: Vec::new(), are_known: false }
    }

    /// Bytes that went by.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let from = self.size;
        self.size += bytes.len() as u64;
        self.keep(0..START, from, bytes);
        if !self.are_known && self.size >= HEADERS as u64 {
            self.know();
        }
        for piece in self.wanted.clone() {
            self.keep(piece, from, bytes);
        }
    }

    /// Keeps what `bytes`, which stand at `from`, have of a piece.
    fn keep(&mut self, piece: Range<u64>, from: u64, bytes: &[u8]) {
        let cut = |at: u64| usize::try_from(at.saturating_sub(from)).unwrap_or(usize::MAX).min(bytes.len());
        let part = bytes.get(cut(piece.start)..cut(piece.end)).unwrap_or_default();
        if part.is_empty() {
            return;
        }
        let at = piece.start;
        match self.kept.iter_mut().find(|(start, _)| *start == at) {
            Some((_, kept)) => kept.extend_from_slice(part),
            None => self.kept.push((at, part.to_vec())),
        }
    }

    /// Learns from the program headers what to keep behind the start.
    fn know(&mut self) {
        self.are_known = true;
        let mut segments = super::elf::segments(self).unwrap_or_default();
        segments.retain(|(kind, ..)| matches!(*kind, LOAD | DYNAMIC));
        let ranges = segments.into_iter().map(|(_, offset, _, size)| {
            // a segment that starts in front of the end of the start goes on from there
            let start = offset.max(START);
            start..offset.saturating_add(size).min(start.saturating_add(PIECE))
        });
        for range in ranges.filter(|range| !range.is_empty()) {
            if self.wanted.len() < MOST && !self.wanted.iter().any(|known| known.start == range.start) {
                self.wanted.push(range);
            }
        }
    }

    /// The bytes from `at` on, as many as were kept together, up to `most`.
    pub(super) fn get(&self, at: u64, most: usize) -> &[u8] {
        let holds = |(start, kept): &&(u64, Vec<u8>)| (*start..*start + kept.len() as u64).contains(&at);
        let Some((start, kept)) = self.kept.iter().find(holds) else { return &[] };
        let rest = kept.get(usize::try_from(at - start).unwrap_or(usize::MAX)..).unwrap_or_default();
        rest.get(..most).unwrap_or(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of `size` bytes with program headers: kind, offset, size.
    fn file(size: u64, segments: &[(u32, u64, u64)]) -> Vec<u8> {
        let mut file: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        file[..6].copy_from_slice(b"\x7fELF\x02\x01");
        file[32..40].copy_from_slice(&64u64.to_le_bytes());
        file[56..58].copy_from_slice(&u16::try_from(segments.len()).unwrap().to_le_bytes());
        for (index, (kind, offset, size)) in segments.iter().enumerate() {
            let at = 64 + index * 56;
            file[at..at + 4].copy_from_slice(&kind.to_le_bytes());
            file[at + 8..at + 16].copy_from_slice(&offset.to_le_bytes());
            file[at + 32..at + 40].copy_from_slice(&size.to_le_bytes());
        }
        file
    }

    #[test]
    fn the_start_and_what_segments_start_with_are_kept_and_little_else() {
        let far = START + 5 * PIECE;
        let file = file(3 * START, &[(LOAD, 0, far), (LOAD, far, 2 * START), (DYNAMIC, far + 3 * PIECE, 500)]);
        let mut pieces = Pieces::new();
        file.chunks(65_536).for_each(|bytes| pieces.push(bytes));
        let whole = |at: u64| &file[usize::try_from(at).unwrap()..][..32];
        for at in [0, 4090, START - 32, START, far, far + PIECE - 32, far + 3 * PIECE] {
            assert_eq!(pieces.get(at, 32), whole(at), "{at}");
        }
        assert!(pieces.get(far + 2 * PIECE, 32).is_empty());
        let kept: usize = pieces.kept.iter().map(|(_, kept)| kept.len()).sum();
        assert!(kept as u64 <= START + 2 * PIECE + 500, "{kept}");
    }
}
