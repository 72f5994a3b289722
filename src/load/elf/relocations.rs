//! The relocations: which symbols they ask for, and whether they stay within the module.

use super::dynamic::{
    Entries, Entry, FINI, FINI_ARRAY, FINI_ARRAYSZ, INIT, INIT_ARRAY, INIT_ARRAYSZ, JMPREL, PLTREL, PLTRELSZ, RELA,
    RELACOUNT, RELAENT, RELASZ,
};
use super::file::{File, Memory, bytes, fault, unread};
use super::symbols::Table;
use crate::bundle::elf::{AARCH64, Elf, FaultKind, X86_64};

const SIZE: u64 = 24;

/// The symbols that relocations name.
pub(super) struct Used(Option<Vec<u64>>);

impl Used {
    /// Whether some relocation names this symbol; of tables that cannot be read nobody knows.
    pub(super) fn has(&self, symbol: u64) -> bool {
        let Self(Some(words)) = self else { return true };
        let word = usize::try_from(symbol / 64).ok().and_then(|index| words.get(index));
        word.is_some_and(|word| word >> (symbol % 64) & 1 == 1)
    }
}

pub(super) fn read(file: File<'_>, memory: &Memory, entries: &Entries, table: &Table, elf: &mut Elf) -> Used {
    let mut initial = Initial::new(memory, entries, elf);
    let mut used = vec![0_u64; usize::try_from(table.count / 64 + 1).unwrap_or(0)];
    let mut is_whole = true;
    let relative = entries.value(RELACOUNT).unwrap_or(0);
    for (start, size, what, relative) in [(RELA, RELASZ, "DT_RELA", relative), (JMPREL, PLTRELSZ, "DT_JMPREL", 0)] {
        let Some(entry) = entries.last(start) else { continue };
        let Some(length) = entries.value(size) else {
            fault(elf, FaultKind::Missing, if start == RELA { "DT_RELASZ" } else { "DT_PLTRELSZ" }, 0, entry.at);
            continue;
        };
        if length == 0 {
            continue;
        }
        let Some(at) = memory.offset(entry.value, length) else {
            fault(elf, FaultKind::Outside, what, entry.value, entry.at);
            is_whole = false;
            continue;
        };
        let rows = Rows { at, count: length / SIZE, relative, what };
        is_whole &= read_rows(file, memory, table, &rows, elf, &mut used, &mut initial);
    }
    match entries.last(RELA).map(|table| (table, entries.last(RELAENT))) {
        Some((table, None)) => fault(elf, FaultKind::Missing, "DT_RELAENT", 0, table.at),
        Some((_, Some(size))) if size.value != SIZE => {
            fault(elf, FaultKind::EntrySize, "DT_RELAENT", size.value, size.at);
        }
        _ => {}
    }
    match entries.last(JMPREL).map(|table| (table, entries.last(PLTREL))) {
        Some((table, None)) => unread(elf, FaultKind::Missing, "DT_PLTREL", 0, table.at, false),
        Some((_, Some(kind))) if kind.value != RELA => {
            fault(elf, FaultKind::EntrySize, "DT_PLTREL", kind.value, kind.at);
        }
        _ => {}
    }
    initial.judge(file, memory, elf);
    elf.relocations.is_unknown = !is_whole;
    Used(is_whole.then_some(used))
}

/// A table of relocations.
struct Rows {
    at: u64,
    count: u64,
    /// How many at its start are relative.
    relative: u64,
    what: &'static str,
}

/// Reads one table; whether it was read whole.
fn read_rows(
    file: File<'_>,
    memory: &Memory,
    table: &Table,
    rows: &Rows,
    elf: &mut Elf,
    used: &mut [u64],
    initial: &mut Initial,
) -> bool {
    let Rows { relative, what, .. } = *rows;
    let machine = elf.header.machine;
    let has_text = elf.dynamic.as_ref().is_some_and(|dynamic| dynamic.text_relocations.is_some());
    for index in 0..rows.count {
        let at = rows.at + SIZE * index;
        let Some((place, info)) = file.wide(at).zip(file.wide(at + 8)) else { return false };
        let (symbol, kind) = (info >> 32, info & 0xffff_ffff);
        elf.relocations.count += 1;
        if is_static_tls(machine, kind) {
            elf.relocations.static_tls = true;
            elf.relocations.own_static_tls |= is_own(file, table, symbol);
        }
        if !is_known(machine, kind) {
            fault(elf, FaultKind::RelocationType, what, kind, bytes(at + 8, 4));
        }
        if index < relative && !is_relative(machine, kind) {
            fault(elf, FaultKind::RelativeCount, "DT_RELACOUNT", relative, bytes(at + 8, 4));
        }
        if is_relative(machine, kind) {
            // whatever symbol it names, nobody asks for it
        } else if symbol >= table.count.max(1) {
            fault(elf, FaultKind::RelocationSymbol, what, symbol, bytes(at + 12, 4));
        } else if let Some(word) = usize::try_from(symbol / 64).ok().and_then(|word| used.get_mut(word)) {
            *word |= 1 << (symbol % 64);
        }
        if let Some(target) = file.wide(at + 16).filter(|_| is_relative(machine, kind)) {
            initial.relocated(place, memory.is_code(target));
        } else {
            initial.relocated(place, true);
        }
        let is_fine = match memory.writable(place) {
            Some(writable) => writable || has_text,
            // the smallest relocations have four bytes, and a segment may end behind them
            None => memory.left_in_memory(place) >= 4,
        };
        if kind != 0 && !is_fine {
            fault(elf, FaultKind::RelocationPlace, what, place, bytes(at, 8));
        }
    }
    true
}

/// Relocations that a library can have, by the psABI of each machine; of other machines nothing is said.
fn is_known(machine: u16, kind: u64) -> bool {
    match machine {
        X86_64 => matches!(kind, 0..=2 | 5..=8 | 10 | 16..=18 | 32 | 33 | 36 | 37),
        AARCH64 => matches!(kind, 0 | 256..=259 | 1024..=1032),
        _ => true,
    }
}

/// `R_X86_64_RELATIVE` and `R_X86_64_IRELATIVE`, and the same of aarch64.
fn is_relative(machine: u16, kind: u64) -> bool {
    matches!((machine, kind), (X86_64, 8 | 37) | (AARCH64, 1027 | 1032))
}

/// Whether a relocation is about the module's own data: it names no symbol, or one with a definition.
fn is_own(file: File<'_>, table: &Table, symbol: u64) -> bool {
    let entry = table.at.saturating_add(symbol.saturating_mul(SIZE));
    symbol == 0 || (symbol < table.count && file.short(entry.saturating_add(6)).is_some_and(|section| section != 0))
}

/// `R_X86_64_TPOFF64` and `R_AARCH64_TLS_TPREL`.
fn is_static_tls(machine: u16, kind: u64) -> bool {
    matches!((machine, kind), (X86_64, 18) | (AARCH64, 1030))
}

/// The functions that run when the module is unloaded, or the server ends.
fn finals(memory: &Memory, entries: &Entries, elf: &mut Elf) {
    if let Some(entry) = entries.last(FINI).filter(|entry| !memory.is_code(entry.value)) {
        fault(elf, FaultKind::Initializer, "DT_FINI", entry.value, entry.at);
    }
    let size = entries.value(FINI_ARRAYSZ).filter(|size| *size > 0);
    if let (Some(array), Some(size)) = (entries.last(FINI_ARRAY), size)
        && memory.offset(array.value, size).is_none()
    {
        fault(elf, FaultKind::Outside, "DT_FINI_ARRAY", array.value, array.at);
    }
}

/// The functions that run while the module is loaded.
struct Initial {
    array: Option<Entry>,
    /// For each function of `DT_INIT_ARRAY`, whether a relocation makes it one, and whether it is code then.
    slots: Vec<Option<bool>>,
}

impl Initial {
    fn new(memory: &Memory, entries: &Entries, elf: &mut Elf) -> Self {
        if let Some(entry) = entries.last(INIT).filter(|entry| !memory.is_code(entry.value)) {
            fault(elf, FaultKind::Initializer, "DT_INIT", entry.value, entry.at);
        }
        finals(memory, entries, elf);
        let mut initial = Self { array: entries.last(INIT_ARRAY), slots: Vec::new() };
        let Some(array) = initial.array else { return initial };
        match entries.value(INIT_ARRAYSZ) {
            None => fault(elf, FaultKind::Missing, "DT_INIT_ARRAYSZ", 0, array.at),
            Some(0) => {}
            Some(size) if memory.offset(array.value, size).is_none() => {
                fault(elf, FaultKind::Outside, "DT_INIT_ARRAY", array.value, array.at);
            }
            // it lies in the file, so that it is no longer than that
            Some(size) => initial.slots = vec![None; usize::try_from(size / 8).unwrap_or(0)],
        }
        initial
    }

    fn relocated(&mut self, place: u64, is_code: bool) {
        let distance = self.array.and_then(|array| place.checked_sub(array.value));
        let slot = distance.and_then(|distance| usize::try_from(distance / 8).ok());
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = Some(is_code);
        }
    }

    fn judge(&self, file: File<'_>, memory: &Memory, elf: &mut Elf) -> Option<()> {
        let array = self.array?;
        let start = memory.offset(array.value, 8)?;
        for (slot, at) in self.slots.iter().zip((start..).step_by(8)) {
            let value = file.wide(at)?;
            if !slot.unwrap_or_else(|| memory.is_code(value)) {
                fault(elf, FaultKind::Initializer, "DT_INIT_ARRAY", value, bytes(at, 8));
            }
        }
        Some(())
    }
}
