//! The dynamic symbols, and what `dlsym` makes of them.

use super::dynamic::{Entries, STRTAB, SYMTAB, VERSYM};
use super::file::{File, Memory, bytes, fault, lossy, unread};
use super::hash::Hashes;
use super::names;
use super::relocations::Used;
use crate::bundle::elf::{Elf, Export, FaultKind, OnLoad, Symbol, Symbols, Undefined};
use crate::load::limits::Limits;
use std::collections::BTreeSet;

pub(super) const SIZE: u64 = 24;
/// Bytes of a name that are kept: mangled ones are long.
const LONGEST: u64 = 4096;
/// Bytes of names that are looked at, for names can share their bytes.
const LOOKED_AT: u64 = 1 << 26;
const HIDDEN: u16 = 0x8000;

/// Where the tables of symbols are.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) at: u64,
    pub(super) count: u64,
    /// The string table: offset, and the offset behind it.
    pub(super) strings: (u64, u64),
    /// The offset behind it as `DT_STRSZ` has it, which the loader never looks at.
    declared: u64,
    /// One version index for each symbol.
    pub(super) versions: Option<u64>,
}

/// Counts the bytes of names that were looked at.
#[derive(Default)]
pub(super) struct Effort(u64);

impl Effort {
    /// Adds a name; false once it is too much.
    pub(super) fn allows(&mut self, name: Option<&[u8]>) -> bool {
        self.0 = self.0.saturating_add(name.map_or(LONGEST, |name| name.len() as u64));
        self.0 <= LOOKED_AT
    }
}

impl Table {
    pub(super) fn name<'a>(&self, file: File<'a>, symbol: u64) -> Option<&'a [u8]> {
        let name = u64::from(file.long(self.at + SIZE * symbol)?);
        file.text(self.strings.0.checked_add(name)?, self.strings.1, LONGEST)
    }

    /// Whether a symbol has this name, without looking further than that.
    fn is_named(&self, file: File<'_>, symbol: u64, name: &str) -> bool {
        let offset = self.at.checked_add(SIZE * symbol).and_then(|at| file.long(at));
        let at = offset.and_then(|offset| self.strings.0.checked_add(u64::from(offset)));
        let bytes = at.and_then(|at| file.get(at, name.len() as u64 + 1));
        bytes.and_then(|bytes| bytes.strip_suffix(b"\0")) == Some(name.as_bytes())
    }

    /// The version index of a symbol, with the bit that hides it.
    pub(super) fn version(&self, file: File<'_>, symbol: u64) -> Option<u16> {
        file.short(self.versions?.checked_add(2 * symbol)?)
    }
}

pub(super) fn locate(
    file: File<'_>,
    memory: &Memory,
    entries: &Entries,
    hashes: &Hashes,
    elf: &mut Elf,
) -> Option<Table> {
    let symbols = entries.last(SYMTAB)?;
    // where no hash table counts them: linkers put the names right behind the symbols
    let room = || entries.value(STRTAB).and_then(|names| names.checked_sub(symbols.value)).unwrap_or(0);
    let count = hashes.symbols.unwrap_or_else(|| room().min(memory.left(symbols.value)) / SIZE);
    let Some(at) = memory.offset(symbols.value, count.saturating_mul(SIZE).max(1)) else {
        fault(elf, FaultKind::Outside, "DT_SYMTAB", symbols.value, symbols.at);
        return None;
    };
    let versions = entries.last(VERSYM);
    let found = versions.and_then(|entry| memory.offset(entry.value, (2 * count).max(1)));
    if let (Some(entry), None) = (versions, found) {
        fault(elf, FaultKind::Outside, "DT_VERSYM", entry.value, entry.at);
    }
    file.get(at, count * SIZE)?;
    let declared = names::strings(memory, entries)?.1;
    Some(Table { at, count, strings: names::readable(memory, entries)?, declared, versions: found })
}

pub(super) fn read(
    file: File<'_>,
    memory: &Memory,
    hashes: &Hashes,
    table: &Table,
    used: &Used,
    limits: &Limits,
    elf: &mut Elf,
) -> Option<()> {
    let mut symbols = Symbols { count: table.count, ..Symbols::default() };
    let mut room = Limits::count(limits.elf_names);
    let most = Limits::count(limits.elf_symbols);
    let mut effort = Effort::default();
    let versions = elf.needs.iter().flat_map(|need| &need.versions);
    let known: BTreeSet<u16> = versions.map(|version| version.index).collect();
    for index in 1..table.count {
        let symbol = entry(file, memory, table, index)?;
        let (name, start) = (table.name(file, index), u64::from(file.long(symbol.at.offset).unwrap_or(0)));
        if !effort.allows(name) {
            symbols.limit = Some("elf-names");
            break;
        }
        let Some(name) = name else {
            fault(elf, FaultKind::SymbolName, "DT_SYMTAB", start, bytes(symbol.at.offset, 4));
            continue;
        };
        if table.strings.0.saturating_add(start) >= table.declared {
            unread(elf, FaultKind::SymbolName, "DT_SYMTAB", start, bytes(symbol.at.offset, 4), false);
        }
        let version = table.version(file, index).unwrap_or(1);
        let is_known = version & !HIDDEN < 2 || symbol.section != 0 || known.contains(&(version & !HIDDEN));
        let is_walked = elf.faults.iter().all(|fault| fault.what != "DT_VERNEED");
        if !is_known && is_walked {
            // the walk of a damaged chain missed it
            fault(elf, FaultKind::VersionIndex, "DT_VERSYM", u64::from(version), symbol.at);
        }
        note_name(&mut symbols, name, symbol);
        let limit = match () {
            () if symbols.undefined.len().max(symbols.exports.len()) >= most => Some("elf-symbols"),
            () if room < name.len() => Some("elf-names"),
            () => None,
        };
        if limit.is_some() || name.is_empty() || symbol.binding == Symbol::LOCAL {
            symbols.limit = symbols.limit.or(limit);
            continue;
        }
        room -= name.len();
        keep(&mut symbols, name, symbol, version & !HIDDEN, used.has(index));
    }
    symbols.on_load.found = find(file, memory, hashes, table, "RedisModule_OnLoad");
    symbols.valkey_on_load.found = find(file, memory, hashes, table, "ValkeyModule_OnLoad");
    elf.symbols = Some(symbols);
    Some(())
}

/// Keeps a symbol that others have to define, or can use.
fn keep(symbols: &mut Symbols, name: &[u8], symbol: Symbol, version: u16, is_used: bool) {
    let name = lossy(name);
    if symbol.section == 0 {
        symbols.undefined.push(Undefined {
            name,
            is_weak: symbol.binding == Symbol::WEAK,
            kind: symbol.kind,
            version: Some(version).filter(|version| *version > 1),
            is_used,
            at: symbol.at,
        });
    } else if !symbol.is_hidden() {
        let is_replaceable = is_used && symbol.visibility == 0;
        symbols.exports.push(Export { name, is_replaceable, at: symbol.at });
    }
}

/// Remembers the symbols whose names are those of the functions that the server calls, and those that come near.
fn note_name(symbols: &mut Symbols, name: &[u8], symbol: Symbol) {
    let Some(start) = name.len().checked_sub(b"Module_OnLoad".len()) else { return };
    let same = |slot: &mut OnLoad| {
        // one with a definition tells more
        if slot.in_table.is_none_or(|known| known.section == 0) {
            slot.in_table = Some(symbol);
        }
    };
    match name {
        b"RedisModule_OnLoad" => same(&mut symbols.on_load),
        b"ValkeyModule_OnLoad" => same(&mut symbols.valkey_on_load),
        _ => {
            let part = b"module_onload";
            let is_near = (0..=start.min(64))
                .any(|at| name.get(at..at + part.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(part)));
            if is_near && symbol.section != 0 && symbols.alike.len() < 4 {
                symbols.alike.push(lossy(name));
            }
        }
    }
}

/// What `dlsym` gives for a name.
fn find(file: File<'_>, memory: &Memory, hashes: &Hashes, table: &Table, name: &str) -> Option<Symbol> {
    let found = hashes.candidates(file, name).into_iter().find_map(|index| {
        let symbol = entry(file, memory, table, index).filter(|_| index < table.count)?;
        let is_there = symbol.value != 0 || symbol.section == 0xfff1 || symbol.kind == 6;
        // no type, object, function, common, thread-local, indirect function
        let is_type = matches!(symbol.kind, 0 | 1 | 2 | 5 | 6 | 10);
        let is_it = is_there && is_type && table.is_named(file, index, name);
        (is_it && !symbol.is_hidden_version).then_some(symbol)
    })?;
    let is_open = matches!(found.binding, 1 | 2 | 10) && !found.is_hidden();
    is_open.then_some(found)
}

fn entry(file: File<'_>, memory: &Memory, table: &Table, index: u64) -> Option<Symbol> {
    let at = table.at.checked_add(index.checked_mul(SIZE)?)?;
    let (info, other) = (file.byte(at + 4)?, file.byte(at + 5)?);
    let value = file.wide(at + 8)?;
    let version = table.version(file, index).unwrap_or(1);
    Some(Symbol {
        index,
        binding: info >> 4,
        kind: info & 15,
        visibility: other & 3,
        section: file.short(at + 6)?,
        value,
        is_code: memory.is_code(value),
        is_hidden_version: version & HIDDEN != 0 && version & !HIDDEN >= 2,
        at: bytes(at, SIZE),
    })
}
