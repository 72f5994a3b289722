//! The program headers: what the loader maps, and whether the file has it.

use super::file::{File, bytes, fault};
use crate::bundle::elf::{Cut, Elf, FaultKind, Segment};

/// Bytes of a program header.
const SIZE: u64 = 56;
/// More than any linker writes; `0xffff` means that the number stands elsewhere, which the loader does not follow.
const MOST: u16 = 256;
/// The smallest page of any machine that is judged.
const PAGE: u64 = 4096;
/// `PF_R`.
const READABLE: u32 = 4;
/// Memory that a module may ask for: the nodes have less.
const MEMORY: u64 = 1 << 32;

/// Faults after which nothing of the file can be found.
pub(super) fn are_broken(elf: &Elf) -> bool {
    use FaultKind as K;
    const FATAL: [FaultKind; 7] =
        [K::SegmentSize, K::SegmentCount, K::NoLoad, K::Wraps, K::LoadOrder, K::LoadOverlap, K::Memory];
    elf.faults.iter().any(|fault| FATAL.contains(&fault.kind))
}

/// The end of the program headers, as the file's header says.
pub(super) fn end(elf: &Elf) -> u64 {
    elf.header.segments.saturating_add(u64::from(elf.header.segment_count) * SIZE)
}

pub(super) fn read(file: File<'_>, elf: &mut Elf) {
    let header = elf.header;
    let size = u64::from(file.short(54).unwrap_or(0));
    if header.segment_count == 0 || header.segment_count > MOST {
        let count = u64::from(header.segment_count);
        return fault(elf, FaultKind::SegmentCount, "e_phnum", count, bytes(56, 2));
    }
    if size != SIZE {
        return fault(elf, FaultKind::SegmentSize, "e_phentsize", size, bytes(54, 2));
    }
    for index in 0..u64::from(header.segment_count) {
        let segment = header.segments.checked_add(index * SIZE).and_then(|at| segment(file, at));
        let Some(segment) = segment else {
            let needed = end(elf);
            elf.cut = Some(Cut { what: "program headers", at: bytes(32, 8), needed });
            return;
        };
        elf.segments.push(segment);
    }
    loads(elf);
    relro(elf);
    let past = |load: &&Segment| load.offset.saturating_add(load.in_file) > file.size();
    let cut = elf.segments_of(Segment::LOAD).filter(past).max_by_key(|load| load.offset.saturating_add(load.in_file));
    elf.cut = cut.map(|load| Cut { what: "PT_LOAD", at: load.at, needed: load.offset.saturating_add(load.in_file) });
}

fn segment(file: File<'_>, at: u64) -> Option<Segment> {
    file.get(at, SIZE)?;
    Some(Segment {
        kind: file.long(at)?,
        flags: file.long(at + 4)?,
        offset: file.wide(at + 8)?,
        address: file.wide(at + 16)?,
        in_file: file.wide(at + 32)?,
        in_memory: file.wide(at + 40)?,
        align: file.wide(at + 48)?,
        at: bytes(at, SIZE),
    })
}

/// What the loader asks of each `PT_LOAD`, and of all of them.
fn loads(elf: &mut Elf) {
    let loads: Vec<Segment> = elf.segments_of(Segment::LOAD).copied().collect();
    let Some((first, last)) = loads.first().zip(loads.last()) else {
        return fault(elf, FaultKind::NoLoad, "PT_LOAD", 0, bytes(56, 2));
    };
    let field = |load: &Segment, at: u64| bytes(load.at.offset + at, 8);
    let mut end = None;
    for load in &loads {
        let wraps =
            load.address.checked_add(load.in_memory).is_none() || load.offset.checked_add(load.in_file).is_none();
        let apart = load.address.wrapping_sub(load.offset);
        if load.in_file > load.in_memory {
            fault(elf, FaultKind::FileOverMemory, "p_filesz", load.in_file, field(load, 32));
        }
        if load.flags & READABLE == 0 {
            fault(elf, FaultKind::Unreadable, "PT_LOAD", load.address, bytes(load.at.offset + 4, 4));
        }
        if wraps {
            fault(elf, FaultKind::Wraps, "p_vaddr", load.address, field(load, 16));
        }
        if !load.align.is_multiple_of(PAGE) {
            fault(elf, FaultKind::Align, "p_align", load.align, field(load, 48));
        }
        if apart & (PAGE - 1) != 0 {
            fault(elf, FaultKind::Misaligned, "p_vaddr", load.address, field(load, 16));
        }
        match end {
            Some((start, _)) if load.address < start => {
                fault(elf, FaultKind::LoadOrder, "p_vaddr", load.address, field(load, 16));
            }
            Some((_, end)) if load.address < end => {
                fault(elf, FaultKind::LoadOverlap, "p_vaddr", load.address, field(load, 16));
            }
            _ => {}
        }
        end = Some((load.address, load.address.saturating_add(load.in_memory)));
    }
    let memory = last.address.saturating_add(last.in_memory).saturating_sub(first.address);
    if memory > MEMORY {
        fault(elf, FaultKind::Memory, "p_memsz", memory, field(last, 40));
    }
}

/// What becomes read-only after relocation has to be the module's own; whole pages of it count.
fn relro(elf: &mut Elf) {
    let Some(relro) = elf.segments_of(Segment::RELRO).last().copied() else { return };
    let start = relro.address & !(PAGE - 1);
    let end = relro.address.saturating_add(relro.in_memory) & !(PAGE - 1);
    let holds = |load: &Segment| {
        let behind = load.address.saturating_add(load.in_memory).checked_next_multiple_of(PAGE);
        load.has(Segment::WRITABLE) && load.address & !(PAGE - 1) <= start && behind.is_some_and(|behind| end <= behind)
    };
    let is_held = elf.segments_of(Segment::LOAD).any(holds);
    if start < end && !is_held {
        fault(elf, FaultKind::Relro, "PT_GNU_RELRO", relro.address, bytes(relro.at.offset + 16, 8));
    }
}
