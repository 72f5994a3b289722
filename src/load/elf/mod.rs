//! Reads an ELF file as the loader of glibc does: through the program headers, symbols through the hash table.
//!
//! Total and bounded: every step goes forward in a table of the file, and what is wrong becomes a fact.

mod dynamic;
mod file;
mod hash;
mod header;
pub(crate) mod incoming;
mod names;
mod notes;
mod relocations;
mod search;
mod sections;
mod segments;
mod sighting;
mod symbols;
mod texts;
mod thrift;
mod versions;

use crate::bundle::elf::{Elf, FaultKind, Segment, Texts};
use crate::load::limits::Limits;
use file::{File, Gaps, Memory, bytes, fault, lossy};
use texts::Looker;

/// Bytes of the header of a 64-bit file.
const HEADER: u64 = 64;

/// The name of the function that the server calls, as a string table has it.
const ON_LOAD: &[u8] = b"RedisModule_OnLoad\0";

/// More versions of the GNU ABI than any loader knows: glibc counts those in `libc-abis`.
const GNU_ABI_VERSIONS: u64 = 16;

/// Whether bytes are an ELF file, whole or not.
pub(crate) fn is_elf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x7fELF")
}

/// Reads an ELF file, and looks in it for the names of these commands.
pub(crate) fn read(content: &[u8], commands: &[String], limits: &Limits) -> Elf {
    let gaps = Gaps::default();
    let file = File::new(content, &gaps);
    let mut elf = head(file);
    if is_loadable(&elf) {
        let strings = rest(file, limits, &mut elf, true);
        elf.texts = texts(content, commands, &elf, strings);
    }
    elf
}

/// The header and the program headers.
fn head(file: File<'_>) -> Elf {
    let mut elf = Elf { size: file.size(), ..Elf::default() };
    header::read(file, &mut elf);
    if elf.cut.is_none() && is_judged(&elf) {
        segments::read(file, &mut elf);
    }
    elf
}

/// Programs and libraries have segments; of objects and core dumps the loader reads no more either.
fn is_judged(elf: &Elf) -> bool {
    elf.header.is_wide_little() && matches!(elf.header.kind, 2 | 3)
}

fn is_loadable(elf: &Elf) -> bool {
    elf.cut.is_none() && is_judged(elf) && !segments::are_broken(elf)
}

/// What stands behind the program headers, but for the texts; where the names of symbols are. `names_on_load` says
/// whether the file may have that name.
fn rest(file: File<'_>, limits: &Limits, elf: &mut Elf, names_on_load: bool) -> Option<(u64, u64)> {
    let found = sections::read(file, elf);
    interpreter(file, elf);
    notes::read(file, elf);
    let strings = tables(file, &found, limits, elf);
    let is_found = elf.symbols.as_ref().is_some_and(|symbols| symbols.on_load.in_table.is_some());
    if !is_found && names_on_load {
        elf.sections.local_on_load = found.local_on_load(file);
    }
    strings
}

/// The texts in what the loader maps.
fn texts(content: &[u8], commands: &[String], elf: &Elf, strings: Option<(u64, u64)>) -> Texts {
    let mut looker = Looker::new(commands, Some(elf), elf.size);
    looker.pass(0, content);
    looker.finish(elf, strings).unwrap_or_default()
}

/// What the dynamic section leads to, as far as it does; where the string table is.
fn tables(file: File<'_>, found: &sections::Found, limits: &Limits, elf: &mut Elf) -> Option<(u64, u64)> {
    let memory = Memory::new(&elf.segments);
    let entries = dynamic::read(file, &memory, elf)?;
    names::read(file, &memory, &entries, elf);
    let strings = names::strings(&memory, &entries);
    found.compare(entries.value(dynamic::SYMTAB)?, entries.value(dynamic::STRTAB)?, elf);
    if let Some(hashes) = hash::read(file, &memory, &entries, elf)
        && let Some(table) = symbols::locate(file, &memory, &entries, &hashes, elf)
    {
        hashes.check(file, &table, elf);
        versions::read(file, &memory, &entries, &table, elf);
        let used = relocations::read(file, &memory, &entries, &table, elf);
        symbols::read(file, &memory, &hashes, &table, &used, limits, elf);
    }
    strings
}

fn interpreter(file: File<'_>, elf: &mut Elf) {
    let Some(segment) = elf.segments_of(Segment::INTERPRETER).next() else { return };
    let end = segment.offset.saturating_add(segment.in_file);
    elf.interpreter = file.text(segment.offset, end, 4096).map(lossy);
}

/// Words that the loader checks in every file before anything else.
fn check_ident(file: File<'_>, elf: &mut Elf) {
    let is_known = |at: u64, known: &[u8]| file.byte(at).is_none_or(|value| known.contains(&value));
    let value = |at: u64| u64::from(file.byte(at).unwrap_or(0));
    let rows: [(u64, &[u8], FaultKind, &'static str); 5] = [
        (4, &[1, 2], FaultKind::Class, "EI_CLASS"),
        (5, &[1, 2], FaultKind::Order, "EI_DATA"),
        (6, &[1], FaultKind::IdentVersion, "EI_VERSION"),
        (7, &[0, 3], FaultKind::OsAbi, "EI_OSABI"),
        (8, &[0], FaultKind::AbiVersion, "EI_ABIVERSION"),
    ];
    for (at, known, kind, what) in rows {
        // versions of the GNU ABI count up with what the loader can do; there are few yet
        let is_gnu = kind == FaultKind::AbiVersion && value(7) == 3 && value(8) < GNU_ABI_VERSIONS;
        if !is_known(at, known) && !is_gnu {
            fault(elf, kind, what, value(at), bytes(at, 1));
        }
    }
    let padding = file.get(9, 7).unwrap_or_default();
    if let Some((at, byte)) = (9..).zip(padding).find(|(_, byte)| **byte != 0) {
        fault(elf, FaultKind::Padding, "e_ident", u64::from(*byte), bytes(at, 1));
    }
}

#[cfg(test)]
mod tests;
