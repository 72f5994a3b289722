//! The versions of libraries that a module needs, and those that it defines.

use super::dynamic::{Entries, VERDEF, VERDEFNUM, VERNEED, VERNEEDNUM};
use super::file::{File, Memory, bytes, fault, lossy, unread};
use super::hash::old_hash;
use super::symbols::Table;
use crate::bundle::elf::{Elf, FaultKind, Need, NeededVersion};

/// Records that are followed, of all libraries together.
const MOST: u64 = 4096;
const RECORD: u64 = 16;
const WEAK: u16 = 2;

/// Reads `DT_VERNEED` and walks `DT_VERDEF`.
pub(super) fn read(file: File<'_>, memory: &Memory, entries: &Entries, table: &Table, elf: &mut Elf) {
    let mut walk = Walk { file, table, steps: 0 };
    if let Some(entry) = entries.last(VERNEED) {
        let left = memory.left(entry.value);
        match memory.offset(entry.value, RECORD) {
            Some(at) => {
                let records = walk.needs(at, at.saturating_add(left), elf);
                let declared = entries.last(VERNEEDNUM);
                if let Some((records, declared)) = records.zip(declared).filter(|(n, declared)| declared.value != *n) {
                    unread(elf, FaultKind::VersionCount, "DT_VERNEEDNUM", declared.value, declared.at, false);
                    let _ = records;
                }
            }
            None => fault(elf, FaultKind::Outside, "DT_VERNEED", entry.value, entry.at),
        }
        let has_versions = elf.needs.iter().any(|need| !need.versions.is_empty());
        if has_versions && table.versions.is_none() && elf.fault(FaultKind::Outside).is_none() {
            fault(elf, FaultKind::Missing, "DT_VERSYM", 0, entry.at);
        }
    }
    if let Some(entry) = entries.last(VERDEF) {
        match memory.offset(entry.value, 20) {
            Some(at) => walk.definitions(at, at.saturating_add(memory.left(entry.value)), elf),
            None => fault(elf, FaultKind::Outside, "DT_VERDEF", entry.value, entry.at),
        }
        if let Some(count) = entries.last(VERDEFNUM).filter(|count| count.value > MOST) {
            unread(elf, FaultKind::VersionCount, "DT_VERDEFNUM", count.value, count.at, false);
        }
    }
}

struct Walk<'a> {
    file: File<'a>,
    table: &'a Table,
    steps: u64,
}

impl Walk<'_> {
    /// The chain of libraries; the number of its records, unless something ended it.
    fn needs(&mut self, mut at: u64, end: u64, elf: &mut Elf) -> Option<u64> {
        const WHAT: &str = "DT_VERNEED";
        for records in 1.. {
            let record = self.record(at, end, WHAT, elf)?;
            let version = self.file.short(at)?;
            if version != 1 {
                fault(elf, FaultKind::VersionFormat, WHAT, u64::from(version), bytes(at, 2));
                return None;
            }
            let (count, name) = (self.file.short(at + 2)?, self.file.long(at + 4)?);
            let (first, next) = (u64::from(self.file.long(at + 8)?), u64::from(self.file.long(at + 12)?));
            let soname = self.name(name, at + 4, WHAT, elf)?;
            if !is_loaded(elf, &soname) {
                fault(elf, FaultKind::VersionLibrary, WHAT, u64::from(name), record);
            }
            let index = elf.needs.len();
            elf.needs.push(Need { soname, at: record, versions: Vec::new() });
            if first < RECORD {
                fault(elf, FaultKind::VersionOverlap, WHAT, first, bytes(at + 8, 4));
                return None;
            }
            let found = self.versions(at.checked_add(first)?, end, index, elf)?;
            if found != u64::from(count) {
                unread(elf, FaultKind::VersionCount, "vn_cnt", u64::from(count), bytes(at + 2, 2), false);
            }
            if next == 0 {
                return Some(records);
            }
            at = self.next(at, next, WHAT, bytes(at + 12, 4), elf)?;
        }
        None
    }

    /// The versions of one library.
    fn versions(&mut self, mut at: u64, end: u64, library: usize, elf: &mut Elf) -> Option<u64> {
        const WHAT: &str = "DT_VERNEED";
        for records in 1.. {
            let record = self.record(at, end, WHAT, elf)?;
            let (hash, flags, index) = (self.file.long(at)?, self.file.short(at + 4)?, self.file.short(at + 6)?);
            let (name, next) = (self.file.long(at + 8)?, u64::from(self.file.long(at + 12)?));
            let name = self.name(name, at + 8, WHAT, elf)?;
            let is_weak = flags & WEAK != 0;
            if name.is_empty() {
                unread(elf, FaultKind::NameEmpty, WHAT, 0, record, !is_weak);
            } else if name.chars().any(char::is_control) {
                unread(elf, FaultKind::NameNotText, WHAT, 0, record, !is_weak);
            }
            if hash != old_hash(name.as_bytes()) {
                unread(elf, FaultKind::VersionHash, WHAT, u64::from(hash), bytes(at, 4), !is_weak);
            }
            let version = NeededVersion { name, is_weak, index: index & 0x7fff, at: record };
            elf.needs.get_mut(library)?.versions.push(version);
            if next == 0 {
                return Some(records);
            }
            at = self.next(at, next, WHAT, bytes(at + 12, 4), elf)?;
        }
        None
    }

    /// The chain of the versions that it defines.
    fn definitions(&mut self, mut at: u64, end: u64, elf: &mut Elf) {
        while self.record(at, end, "DT_VERDEF", elf).is_some() {
            let next = self.file.long(at.saturating_add(16)).map_or(0, u64::from);
            if next == 0 {
                return;
            }
            let Some(behind) = self.next(at, next, "DT_VERDEF", bytes(at + 16, 4), elf) else { return };
            at = behind;
        }
    }

    /// One more record, when there is room for it.
    fn record(&mut self, at: u64, end: u64, what: &'static str, elf: &mut Elf) -> Option<crate::bundle::elf::Bytes> {
        self.steps += 1;
        let record = bytes(at, RECORD);
        if self.steps > MOST {
            fault(elf, FaultKind::VersionTooMany, what, MOST, record);
            return None;
        }
        if at.checked_add(RECORD).is_none_or(|behind| behind > end) {
            fault(elf, FaultKind::Outside, what, at, bytes(at.min(end), 0));
            return None;
        }
        Some(record)
    }

    /// The record behind this one, which cannot start inside of it.
    fn next(
        &self,
        at: u64,
        distance: u64,
        what: &'static str,
        field: crate::bundle::elf::Bytes,
        elf: &mut Elf,
    ) -> Option<u64> {
        if distance < RECORD {
            fault(elf, FaultKind::VersionOverlap, what, distance, field);
            return None;
        }
        at.checked_add(distance).filter(|_| self.file.get(at, RECORD).is_some())
    }

    fn name(&self, offset: u32, field: u64, what: &'static str, elf: &mut Elf) -> Option<String> {
        let (start, end) = self.table.strings;
        let text = start.checked_add(u64::from(offset)).and_then(|at| self.file.text(at, end, 255));
        if text.is_none() {
            fault(elf, FaultKind::NameOutside, what, u64::from(offset), bytes(field, 4));
        }
        text.map(lossy)
    }
}

/// Whether the loader has a library of this name when it looks for its versions: those of the server are there too.
fn is_loaded(elf: &Elf, library: &str) -> bool {
    let needed = elf.dynamic.iter().flat_map(|dynamic| &dynamic.needed);
    let server = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1"];
    library.starts_with("ld-linux") || server.contains(&library) || needed.clone().any(|name| name.text == library)
}
