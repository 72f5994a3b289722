//! Which parts of a large module file are not kept while it goes by: code, and what the loader does not map, such as
//! the names of debugging information. Nobody reads them in most files; where somebody does, the file must come again.

use crate::bundle::elf::{Elf, Segment};
use std::ops::Range;

/// How much is kept around what is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift {
    /// Bytes that are worth leaving out.
    pub(super) worth: u64,
    /// Bytes in front of the section table: the names of its sections are the last thing that a linker writes there.
    pub(super) names: u64,
    /// Bytes at the start of a file and in front of program headers that come late: a tool that rewrites a library
    /// appends them, behind the tables that a linker puts first and the data that it puts last.
    pub(super) around: u64,
}

pub(super) const THRIFT: Thrift = Thrift { worth: 1 << 20, names: 1 << 20, around: 8 << 20 };

impl Thrift {
    /// The parts to leave out of a file whose program headers are known, when its first `came` bytes are here already.
    pub(super) fn known(self, elf: &Elf, came: u64) -> Vec<Range<u64>> {
        let table = match elf.header.sections {
            0 => u64::MAX,
            at => at.saturating_sub(self.names),
        };
        let read = elf.segments.iter().filter(|segment| !segment.has(Segment::EXECUTABLE));
        let read = read.map(|segment| segment.offset..segment.offset.saturating_add(segment.in_file));
        let mut read: Vec<Range<u64>> = read.chain(std::iter::once(table..u64::MAX)).collect();
        read.sort_by_key(|part| part.start);
        let mut parts = Vec::new();
        let mut at = came;
        for part in read {
            parts.push(at..part.start);
            at = at.max(part.end);
        }
        self.worthy(parts)
    }

    /// The part to leave out in front of program headers that come late.
    pub(super) fn guess(self, elf: &Elf) -> Vec<Range<u64>> {
        let guess = self.around..elf.header.segments.saturating_sub(self.around);
        self.worthy(vec![guess])
    }

    fn worthy(self, mut parts: Vec<Range<u64>>) -> Vec<Range<u64>> {
        parts.retain(|part| part.end.checked_sub(part.start).is_some_and(|size| size > 0 && size >= self.worth));
        parts
    }
}
