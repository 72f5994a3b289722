//! The dynamic section: found by its address, read to its `DT_NULL`, as the loader does.

use super::file::{File, Memory, bytes, fault};
use crate::bundle::elf::{Bytes, Dynamic, Elf, FaultKind, Segment};

const ENTRY: u64 = 16;
const MOST: u64 = 65_536;

/// Tags.
pub(super) const NEEDED: u64 = 1;
pub(super) const PLTRELSZ: u64 = 2;
pub(super) const HASH: u64 = 4;
pub(super) const STRTAB: u64 = 5;
pub(super) const SYMTAB: u64 = 6;
pub(super) const RELA: u64 = 7;
pub(super) const RELASZ: u64 = 8;
pub(super) const RELAENT: u64 = 9;
pub(super) const STRSZ: u64 = 10;
pub(super) const SYMENT: u64 = 11;
pub(super) const INIT: u64 = 12;
pub(super) const FINI: u64 = 13;
pub(super) const SONAME: u64 = 14;
pub(super) const RPATH: u64 = 15;
const SYMBOLIC: u64 = 16;
const TEXTREL: u64 = 22;
pub(super) const PLTREL: u64 = 20;
pub(super) const JMPREL: u64 = 23;
pub(super) const INIT_ARRAY: u64 = 25;
pub(super) const FINI_ARRAY: u64 = 26;
pub(super) const INIT_ARRAYSZ: u64 = 27;
pub(super) const FINI_ARRAYSZ: u64 = 28;
pub(super) const RUNPATH: u64 = 29;
const FLAGS: u64 = 30;
const RELR: u64 = 36;
pub(super) const GNU_HASH: u64 = 0x6fff_fef5;
pub(super) const DEPAUDIT: u64 = 0x6fff_fefb;
pub(super) const AUDIT: u64 = 0x6fff_fefc;
pub(super) const RELACOUNT: u64 = 0x6fff_fff9;
pub(super) const VERSYM: u64 = 0x6fff_fff0;
const FLAGS_1: u64 = 0x6fff_fffb;
pub(super) const VERDEF: u64 = 0x6fff_fffc;
pub(super) const VERDEFNUM: u64 = 0x6fff_fffd;
pub(super) const VERNEED: u64 = 0x6fff_fffe;
pub(super) const VERNEEDNUM: u64 = 0x6fff_ffff;

const DF_SYMBOLIC: u64 = 2;
const DF_TEXTREL: u64 = 4;
const DF_STATIC_TLS: u64 = 16;
const DF_1_NOOPEN: u64 = 0x40;
const DF_1_PIE: u64 = 0x0800_0000;

/// An entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) tag: u64,
    pub(super) value: u64,
    pub(super) at: Bytes,
}

/// All entries in order.
pub(super) struct Entries(pub(super) Vec<Entry>);

impl Entries {
    /// The last entry of a tag, which is the one that counts.
    pub(super) fn last(&self, tag: u64) -> Option<Entry> {
        self.0.iter().rev().find(|entry| entry.tag == tag).copied()
    }

    pub(super) fn value(&self, tag: u64) -> Option<u64> {
        self.last(tag).map(|entry| entry.value)
    }
}

/// Tags that are there once, those that have to be there, and how large an entry of their table is.
const SINGLE: [(u64, &str); 12] = [
    (HASH, "DT_HASH"),
    (GNU_HASH, "DT_GNU_HASH"),
    (STRTAB, "DT_STRTAB"),
    (SYMTAB, "DT_SYMTAB"),
    (STRSZ, "DT_STRSZ"),
    (SYMENT, "DT_SYMENT"),
    (RELA, "DT_RELA"),
    (RELAENT, "DT_RELAENT"),
    (JMPREL, "DT_JMPREL"),
    (VERSYM, "DT_VERSYM"),
    (VERNEED, "DT_VERNEED"),
    (VERDEF, "DT_VERDEF"),
];
const REQUIRED: [(u64, &str); 4] =
    [(STRTAB, "DT_STRTAB"), (STRSZ, "DT_STRSZ"), (SYMTAB, "DT_SYMTAB"), (SYMENT, "DT_SYMENT")];

/// Reads the section; `None` when there is none, or when what it has to have is missing.
pub(super) fn read(file: File<'_>, memory: &Memory, elf: &mut Elf) -> Option<Entries> {
    // the loader takes the last one that has bytes in the file
    let all: Vec<Segment> = elf.segments_of(Segment::DYNAMIC).filter(|segment| segment.in_file > 0).copied().collect();
    let segment = *all.last()?;
    if all.len() > 1 {
        fault(elf, FaultKind::SeveralDynamic, "PT_DYNAMIC", all.len() as u64, segment.at);
    }
    let Some(offset) = memory.offset(segment.address, ENTRY) else {
        fault(elf, FaultKind::DynamicOutside, "PT_DYNAMIC", segment.address, bytes(segment.at.offset + 16, 8));
        return None;
    };
    if offset != segment.offset {
        fault(elf, FaultKind::DynamicElsewhere, "PT_DYNAMIC", segment.offset, bytes(segment.at.offset + 8, 8));
    }
    let entries = entries(file, memory, segment, offset, elf);
    for (tag, name) in SINGLE {
        let mut of_tag = entries.0.iter().filter(|entry| entry.tag == tag);
        if let Some((entry, count)) = of_tag.next().zip(of_tag.next()) {
            fault(elf, FaultKind::Twice, name, count.value, bytes(entry.at.offset, ENTRY));
        }
    }
    let length = (entries.0.len() as u64 + 1).saturating_mul(ENTRY);
    elf.dynamic = Some(facts(&entries, bytes(offset, length)));
    let mut is_whole = true;
    for (tag, name) in REQUIRED {
        if entries.last(tag).is_none() {
            // sizes are for other readers
            let is_read = matches!(tag, STRTAB | SYMTAB);
            super::file::unread(elf, FaultKind::Missing, name, 0, bytes(offset, ENTRY), is_read);
            is_whole &= !is_read;
        }
    }
    let size = entries.last(SYMENT).filter(|entry| entry.value != 24);
    if let Some(entry) = size {
        super::file::unread(elf, FaultKind::EntrySize, "DT_SYMENT", entry.value, entry.at, false);
    }
    is_whole.then_some(entries)
}

/// The entries up to `DT_NULL`, beyond the end of the segment where it lacks one.
fn entries(file: File<'_>, memory: &Memory, segment: Segment, offset: u64, elf: &mut Elf) -> Entries {
    let mut entries = Vec::new();
    let (in_file, in_memory) = (memory.left(segment.address), memory.left_in_memory(segment.address));
    // whole pages are mapped, with what the file has there
    let end = segment.address.saturating_add(in_file).checked_next_multiple_of(4096);
    let in_page = end.map_or(in_file, |end| end - segment.address);
    for index in 0..MOST {
        let skipped = index * ENTRY;
        let at = bytes(offset.saturating_add(skipped), ENTRY);
        let past = skipped.saturating_add(ENTRY) > segment.in_file;
        let (tag, value) = if skipped.saturating_add(ENTRY) <= in_file || (skipped < in_page && in_memory <= in_file) {
            (file.wide(at.offset).unwrap_or(0), file.wide(at.offset.saturating_add(8)).unwrap_or(0))
        } else if skipped.saturating_add(8) <= in_memory.max(in_page) {
            // the memory behind the file's part is zero
            (0, 0)
        } else {
            fault(elf, FaultKind::Endless, "PT_DYNAMIC", segment.in_file, segment.at);
            return Entries(entries);
        };
        if past {
            fault(elf, FaultKind::NoNull, "PT_DYNAMIC", segment.in_file, segment.at);
        }
        if tag == 0 {
            behind_null(file, at.offset, offset.saturating_add(segment.in_file.min(in_file)), elf);
            return Entries(entries);
        }
        entries.push(Entry { tag, value, at });
    }
    fault(elf, FaultKind::Endless, "PT_DYNAMIC", segment.in_file, segment.at);
    Entries(entries)
}

/// Linkers leave room behind the first `DT_NULL`, and nothing in it.
fn behind_null(file: File<'_>, null: u64, end: u64, elf: &mut Elf) {
    let rest = (null..end.saturating_sub(ENTRY - 1)).step_by(16).take(256);
    if let Some((at, tag)) = rest.filter_map(|at| Some((at, file.wide(at)?))).find(|(_, tag)| *tag != 0) {
        fault(elf, FaultKind::BehindNull, "PT_DYNAMIC", tag, bytes(at, ENTRY));
    }
}

fn facts(entries: &Entries, at: Bytes) -> Dynamic {
    let flag = |tag: u64, bit: u64| entries.last(tag).filter(|entry| entry.value & bit != 0).map(|entry| entry.at);
    let own = |tag: u64| entries.last(tag).map(|entry| entry.at);
    Dynamic {
        at,
        flags: entries.value(FLAGS).unwrap_or(0),
        flags_1: entries.value(FLAGS_1).unwrap_or(0),
        text_relocations: own(TEXTREL).or(flag(FLAGS, DF_TEXTREL)),
        is_symbolic: own(SYMBOLIC).or(flag(FLAGS, DF_SYMBOLIC)).is_some(),
        static_tls: flag(FLAGS, DF_STATIC_TLS),
        packed_relocations: own(RELR),
        is_program: flag(FLAGS_1, DF_1_PIE),
        no_open: flag(FLAGS_1, DF_1_NOOPEN),
        ..Dynamic::default()
    }
}
