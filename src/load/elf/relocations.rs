//! The relocations: which symbols they ask for, and whether they stay within the module.

use super::dynamic::{Entries, INIT, INIT_ARRAY, INIT_ARRAYSZ, JMPREL, PLTRELSZ, RELA, RELAENT, RELASZ};
use super::file::{File, Memory, bytes, fault};
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
    let mut used = vec![0_u64; usize::try_from(table.count / 64 + 1).unwrap_or(0)];
    let mut is_whole = true;
    for (start, size, what) in [(RELA, RELASZ, "DT_RELA"), (JMPREL, PLTRELSZ, "DT_JMPREL")] {
        let Some(entry) = entries.last(start) else { continue };
        let length = entries.value(size).unwrap_or(0);
        if length == 0 {
            continue;
        }
        match memory.offset(entry.value, length) {
            Some(at) => is_whole &= entries_of(file, memory, table, (at, length / SIZE), what, elf, &mut used),
            None => {
                fault(elf, FaultKind::Outside, what, entry.value, entry.at);
                is_whole = false;
            }
        }
    }
    if entries.last(RELA).is_some()
        && let Some(entry) = entries.last(RELAENT).filter(|entry| entry.value != SIZE)
    {
        fault(elf, FaultKind::EntrySize, "DT_RELAENT", entry.value, entry.at);
    }
    initializers(memory, entries, elf);
    elf.relocations.is_unknown = !is_whole;
    Used(is_whole.then_some(used))
}

/// Reads one table; whether it was read whole.
fn entries_of(
    file: File<'_>,
    memory: &Memory,
    table: &Table,
    (start, count): (u64, u64),
    what: &'static str,
    elf: &mut Elf,
    used: &mut [u64],
) -> bool {
    let machine = elf.header.machine;
    let has_text = elf.dynamic.as_ref().is_some_and(|dynamic| dynamic.text_relocations.is_some());
    for index in 0..count {
        let at = start + SIZE * index;
        let Some((place, info)) = file.wide(at).zip(file.wide(at + 8)) else { return false };
        let (symbol, kind) = (info >> 32, info & 0xffff_ffff);
        elf.relocations.count += 1;
        elf.relocations.static_tls |= is_static_tls(machine, kind);
        if !is_known(machine, kind) {
            fault(elf, FaultKind::RelocationType, what, kind, bytes(at + 8, 4));
        }
        if symbol >= table.count.max(1) {
            fault(elf, FaultKind::RelocationSymbol, what, symbol, bytes(at + 12, 4));
        } else if let Some(word) = usize::try_from(symbol / 64).ok().and_then(|word| used.get_mut(word)) {
            *word |= 1 << (symbol % 64);
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
        X86_64 => matches!(kind, 0..=2 | 5..=8 | 10 | 16..=18 | 24 | 32 | 33 | 36 | 37),
        AARCH64 => matches!(kind, 0 | 256..=259 | 1024..=1032),
        _ => true,
    }
}

/// `R_X86_64_TPOFF64` and `R_AARCH64_TLS_TPREL`.
fn is_static_tls(machine: u16, kind: u64) -> bool {
    matches!((machine, kind), (X86_64, 18) | (AARCH64, 1030))
}

/// What runs while the module is loaded.
fn initializers(memory: &Memory, entries: &Entries, elf: &mut Elf) {
    if let Some(entry) = entries.last(INIT).filter(|entry| !memory.is_code(entry.value)) {
        fault(elf, FaultKind::Initializer, "DT_INIT", entry.value, entry.at);
    }
    let Some(array) = entries.last(INIT_ARRAY) else { return };
    let size = entries.value(INIT_ARRAYSZ).unwrap_or(0);
    if size > 0 && memory.offset(array.value, size).is_none() {
        fault(elf, FaultKind::Outside, "DT_INIT_ARRAY", array.value, array.at);
    }
}
