//! Numbers and texts at offsets of a file, and the addresses of its segments. Nothing here can fail but by `None`.

use crate::bundle::elf::{Bytes, Elf, Fault, FaultKind, Segment};
use std::cell::Cell;
use std::ops::Range;

/// The faults that are kept; each kind of each table is kept once.
const FAULTS: usize = 64;

/// The bytes of a file, except some that nobody is expected to ask for.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    bytes: &'a [u8],
    gaps: &'a Gaps,
}

/// Parts of a file that were not kept.
#[derive(Default)]
pub(super) struct Gaps {
    pub(super) parts: Vec<Range<u64>>,
    /// Whether somebody asked for a byte of them all the same; what was read is then worth nothing.
    pub(super) is_missed: Cell<bool>,
}

impl<'a> File<'a> {
    pub(super) fn new(bytes: &'a [u8], gaps: &'a Gaps) -> Self {
        Self { bytes, gaps }
    }

    pub(super) fn size(self) -> u64 {
        self.bytes.len() as u64
    }

    pub(super) fn get(self, at: u64, length: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(at).ok()?;
        let bytes = self.bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)?;
        if self.gaps.parts.iter().any(|gap| at < gap.end && gap.start < at.saturating_add(length)) {
            self.gaps.is_missed.set(true);
        }
        Some(bytes)
    }

    /// A little-endian number of `length` bytes.
    pub(super) fn number(self, at: u64, length: u64) -> Option<u64> {
        Some(self.get(at, length)?.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    pub(super) fn byte(self, at: u64) -> Option<u8> {
        self.get(at, 1)?.first().copied()
    }

    pub(super) fn short(self, at: u64) -> Option<u16> {
        u16::try_from(self.number(at, 2)?).ok()
    }

    pub(super) fn long(self, at: u64) -> Option<u32> {
        u32::try_from(self.number(at, 4)?).ok()
    }

    pub(super) fn wide(self, at: u64) -> Option<u64> {
        self.number(at, 8)
    }

    /// The bytes in front of the first NUL, which comes within `most` bytes and before `end`.
    pub(super) fn text(self, at: u64, end: u64, most: u64) -> Option<&'a [u8]> {
        let bytes = self.get(at, end.min(self.size()).checked_sub(at)?.min(most.saturating_add(1)))?;
        let length = bytes.iter().position(|byte| *byte == 0)?;
        bytes.get(..length)
    }
}

/// The loadable segments, to find addresses in the file.
pub(super) struct Memory {
    loads: Vec<Segment>,
}

impl Memory {
    pub(super) fn new(segments: &[Segment]) -> Self {
        Self { loads: segments.iter().filter(|segment| segment.kind == Segment::LOAD).copied().collect() }
    }

    /// The segment whose part of the file holds these bytes whole.
    fn holder(&self, address: u64, length: u64) -> Option<&Segment> {
        self.loads.iter().find(|load| {
            address
                .checked_sub(load.address)
                .is_some_and(|skipped| skipped < load.in_file && length <= load.in_file - skipped)
        })
    }

    /// The offset of an address whose next `length` bytes come from the file.
    pub(super) fn offset(&self, address: u64, length: u64) -> Option<u64> {
        let load = self.holder(address, length)?;
        load.offset.checked_add(address - load.address)
    }

    /// Bytes from this address to the end of the file's part of its segment.
    pub(super) fn left(&self, address: u64) -> u64 {
        self.holder(address, 1).map_or(0, |load| load.in_file - (address - load.address))
    }

    /// Bytes from this address to the end of the segment in memory.
    pub(super) fn left_in_memory(&self, address: u64) -> u64 {
        let skipped = |load: &&Segment| address.checked_sub(load.address).filter(|skipped| *skipped < load.in_memory);
        self.loads.iter().find_map(|load| Some(load.in_memory - skipped(&load)?)).unwrap_or(0)
    }

    /// Whether an address lies in the file's part of an executable segment.
    pub(super) fn is_code(&self, address: u64) -> bool {
        self.holder(address, 1).is_some_and(|load| load.has(Segment::EXECUTABLE))
    }

    /// Whether eight bytes at an address are in the module's memory, and whether they can be written.
    pub(super) fn writable(&self, address: u64) -> Option<bool> {
        let holds = |load: &&Segment| {
            let skipped = address.checked_sub(load.address);
            skipped.is_some_and(|skipped| skipped < load.in_memory && load.in_memory - skipped >= 8)
        };
        self.loads.iter().find(holds).map(|load| load.has(Segment::WRITABLE))
    }
}

/// Adds a fault, unless one of its kind is known of the same table.
pub(super) fn fault(elf: &mut Elf, kind: FaultKind, what: &'static str, value: u64, at: Bytes) {
    unread(elf, kind, what, value, at, true);
}

/// The same of something that the loader may not read.
pub(super) fn unread(elf: &mut Elf, kind: FaultKind, what: &'static str, value: u64, at: Bytes, is_read: bool) {
    if elf.faults.len() < FAULTS && !elf.faults.iter().any(|fault| fault.kind == kind && fault.what == what) {
        elf.faults.push(Fault { kind, what, value, at, is_read });
    }
}

/// A span of the file.
pub(super) fn bytes(offset: u64, length: u64) -> Bytes {
    Bytes { offset, length }
}

/// A name as text; bytes that are none are replaced.
pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
