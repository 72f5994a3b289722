//! The section table: for sizes and oddities only, the loader never reads it.

use super::ON_LOAD;
use super::file::{File, bytes, lossy};
use crate::bundle::elf::{Bytes, Elf, Segment};
use crate::report::escape::visible;

const SIZE: u64 = 64;
const SYMTAB: u32 = 2;
const DYNAMIC: u32 = 6;
const NOBITS: u32 = 8;
const DYNSYM: u32 = 11;
/// `SHF_ALLOC`.
const ALLOC: u64 = 2;
/// `SHN_XINDEX`.
const EXTENDED: u16 = 0xffff;
/// A table that would end behind this is no table that was cut off.
const FAR: u64 = 1 << 40;
/// Sections whose place in the segments is looked at; real modules have dozens.
const MANY: u64 = 65_536;
/// Zeros behind the end that are no data.
const PADDING: u64 = 4096;
/// Sections that have bytes in every file but one of debug symbols.
const NEVER_EMPTY: [&[u8]; 5] = [b".dynsym", b".dynstr", b".dynamic", b".gnu.hash", b".hash"];

/// Where tables are that are read later, if at all.
#[derive(Default)]
pub(super) struct Found {
    /// The full symbol table: offset and size, and those of its names.
    full: Option<(u64, u64, u64, u64)>,
    /// The section of the dynamic symbols: its address, and where it is named.
    dynamic_symbols: Option<(u64, Bytes)>,
    /// The same of their names.
    dynamic_strings: Option<(u64, Bytes)>,
}

/// A section header.
struct Section {
    at: u64,
    name: u32,
    kind: u32,
    address: u64,
    offset: u64,
    size: u64,
    link: u32,
    is_loaded: bool,
}

struct Table<'a> {
    file: File<'a>,
    start: u64,
    count: u64,
    /// The names: offset and size.
    names: (u64, u64),
}

pub(super) fn read(file: File<'_>, elf: &mut Elf) -> Found {
    let mut found = Found::default();
    if elf.header.sections == 0 {
        return found;
    }
    let mut table = match table(file, elf) {
        Ok(table) => table,
        Err(damage) => {
            elf.sections.damage = damage;
            return found;
        }
    };
    if let Some(damage) = names(&mut table, elf).or_else(|| contents(&table, elf, &mut found)) {
        elf.sections.damage = Some(damage);
        return found;
    }
    elf.sections.count = table.count;
    trailing(&table, elf);
    found
}

/// The table, which the file holds whole. An error without words is a file that ends too early.
fn table<'a>(file: File<'a>, elf: &mut Elf) -> Result<Table<'a>, Option<(String, Bytes)>> {
    let header = elf.header;
    let damaged = |text: String, at: u64, length: u64| Err(Some((text, bytes(at, length))));
    if u64::from(header.section_size) != SIZE {
        return damaged(format!("`e_shentsize` is {}, expected {SIZE}", header.section_size), 58, 2);
    }
    let start = header.sections;
    let first_is_there = start.checked_add(SIZE).is_some_and(|end| end <= file.size());
    let count = match header.section_count {
        // the number of many sections stands in the first of them
        0 if first_is_there => file.wide(start + 32).unwrap_or(0),
        count => u64::from(count),
    };
    let end = count.checked_mul(SIZE).and_then(|size| size.checked_add(start));
    if end.is_some_and(|end| end <= file.size()) {
        return Ok(Table { file, start, count, names: (0, 0) });
    }
    let is_cut = start.is_multiple_of(8) && end.is_some_and(|end| end < FAR) && header.section_count < 0x8000;
    // a file that was cut has its end in front of the table's, and nothing else is wrong with it
    if let Some(end) = end.filter(|_| is_cut) {
        elf.sections.cut = Some(end);
        return Err(None);
    }
    let file_size = file.size();
    let what = format!(
        "the section table has {count} entries at offset {start}, which end behind the {file_size} bytes of the file"
    );
    damaged(what, 40, 8)
}

/// Finds the names of the sections; what is wrong, and where.
fn names(table: &mut Table<'_>, elf: &Elf) -> Option<(String, Bytes)> {
    let index = match elf.header.section_names {
        EXTENDED => u64::from(table.section(0)?.link),
        index => u64::from(index),
    };
    let field = bytes(62, 2);
    if index == 0 {
        let text = || "`e_shstrndx` is 65535, but the first section does not say which one holds the names".to_owned();
        return (elf.header.section_names == EXTENDED).then(|| (text(), field));
    }
    let Some(section) = table.section(index) else {
        return Some((format!("`e_shstrndx` is {index}, but there are {} sections", table.count), field));
    };
    if section.kind != 3 {
        return Some((format!("`e_shstrndx` is {index}, which is no string table"), field));
    }
    table.names = (section.offset, section.size);
    None
}

/// Walks the sections for what is asked of them; what is wrong with one, and where.
fn contents(table: &Table<'_>, elf: &mut Elf, found: &mut Found) -> Option<(String, Bytes)> {
    let mut is_empty = table.count > 1;
    let is_debug_file = elf.segments_of(Segment::DYNAMIC).any(|segment| segment.in_file == 0);
    for index in 1..table.count {
        let section = table.section(index)?;
        is_empty &= section.kind == 0;
        let whole = section.offset.checked_add(section.size);
        let has_bytes = !matches!(section.kind, 0 | NOBITS);
        if has_bytes && whole.is_none_or(|end| end > table.file.size()) {
            let text = format!(
                "section {index} has {} bytes at offset {}, which end behind the file",
                section.size, section.offset
            );
            return Some((text, bytes(section.at + 24, 16)));
        }
        if table.names.1 > 0 && u64::from(section.name) >= table.names.1 {
            let text = format!("the name of section {index} lies outside of the names");
            return Some((text, bytes(section.at, 4)));
        }
        let name = table.name(&section);
        if section.kind == NOBITS && NEVER_EMPTY.contains(&name) && !is_debug_file {
            return Some((format!("section `{}` says that it has no bytes", lossy(name)), bytes(section.at + 4, 4)));
        }
        if section.kind == DYNAMIC
            && !is_debug_file
            && elf.segments_of(Segment::DYNAMIC).all(|s| s.offset != section.offset)
        {
            let text =
                format!("the dynamic section is said to be at offset {}, and the segment is elsewhere", section.offset);
            return Some((text, bytes(section.at + 24, 8)));
        }
        if has_bytes
            && !is_debug_file
            && index < MANY
            && let Some(text) = misplaced(&section, name, elf)
        {
            return Some((text, bytes(section.at + 16, 8)));
        }
        note(table, &section, name, elf, found);
    }
    is_empty.then(|| (format!("all {} sections are empty", table.count), bytes(table.start, SIZE)))
}

/// A section that the loader is to have and that no `PT_LOAD` takes along.
fn misplaced(section: &Section, name: &[u8], elf: &Elf) -> Option<String> {
    let is_in = |load: &Segment| {
        let end = load.address.saturating_add(load.in_memory);
        load.address <= section.address && section.address.saturating_add(section.size) <= end
    };
    let is_lost = section.is_loaded && !elf.segments_of(Segment::LOAD).any(is_in);
    is_lost.then(|| {
        format!(
            "section `{}` at address {:#x} is to be loaded, and no `PT_LOAD` takes it along",
            visible(&lossy(name)).replace('`', "\\u0060"),
            section.address
        )
    })
}

fn note(table: &Table<'_>, section: &Section, name: &[u8], elf: &mut Elf, found: &mut Found) {
    let sections = &mut elf.sections;
    if section.kind == SYMTAB {
        let names = table.section(u64::from(section.link)).map_or((0, 0), |names| (names.offset, names.size));
        sections.symbols = sections.symbols.saturating_add(section.size).saturating_add(names.1);
        found.full = Some((section.offset, section.size, names.0, names.1));
    }
    if section.kind == DYNSYM {
        found.dynamic_symbols = Some((section.address, bytes(section.at + 16, 8)));
        let names = table.section(u64::from(section.link));
        found.dynamic_strings = names.map(|names| (names.address, bytes(names.at + 16, 8)));
    }
    let is_debug = name.starts_with(b".debug_") || name.starts_with(b".zdebug_") || name == b".gdb_index";
    if is_debug && section.kind != NOBITS {
        sections.debug = sections.debug.saturating_add(section.size);
    }
    sections.code_is_elsewhere |= section.kind == NOBITS && name == b".text";
}

/// What lies behind everything that something speaks of.
fn trailing(table: &Table<'_>, elf: &mut Elf) {
    let mut end = table.start + table.count * SIZE;
    end = end.max(elf.header.segments.saturating_add(u64::from(elf.header.segment_count) * 56));
    for segment in &elf.segments {
        end = end.max(segment.offset.saturating_add(segment.in_file));
    }
    for section in (1..table.count).filter_map(|index| table.section(index)) {
        let size = if section.kind == NOBITS { 0 } else { section.size };
        end = end.max(section.offset.saturating_add(size));
    }
    let left = table.file.size().saturating_sub(end);
    // tools that move parts about leave some zeros
    let is_padding = || table.file.get(end, left).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    elf.sections.trailing = (left > PADDING || (left > 0 && !is_padding())).then(|| bytes(end, left));
}

impl<'a> Table<'a> {
    fn section(&self, index: u64) -> Option<Section> {
        let at = self.start + SIZE * Some(index).filter(|index| *index < self.count)?;
        let file = self.file;
        Some(Section {
            at,
            name: file.long(at)?,
            kind: file.long(at + 4)?,
            address: file.wide(at + 16)?,
            offset: file.wide(at + 24)?,
            size: file.wide(at + 32)?,
            link: file.long(at + 40)?,
            is_loaded: file.wide(at + 8)? & ALLOC != 0,
        })
    }

    fn name(&self, section: &Section) -> &'a [u8] {
        let (start, size) = self.names;
        let end = start.saturating_add(size);
        self.file.text(start.saturating_add(u64::from(section.name)), end, 32).unwrap_or_default()
    }
}

impl Found {
    /// Whether the section table has the dynamic symbols or their names elsewhere than the loader does.
    pub(super) fn compare(&self, symbols: u64, strings: u64, elf: &mut Elf) {
        let pairs = [
            (self.dynamic_symbols, symbols, "the dynamic symbols are", "DT_SYMTAB"),
            (self.dynamic_strings, strings, "the dynamic symbols' names are", "DT_STRTAB"),
        ];
        for (section, expected, what, tag) in pairs {
            let Some((address, at)) = section.filter(|(address, _)| *address != expected) else { continue };
            if elf.sections.damage.is_none() {
                let text = format!("{what} said to be at address {address}, `{tag}` has {expected}");
                elf.sections.damage = Some((text, at));
            }
        }
    }

    /// `RedisModule_OnLoad` in the full symbol table, which `dlsym` does not see.
    pub(super) fn local_on_load(&self, file: File<'_>) -> Option<Bytes> {
        let (start, size, names, names_size) = self.full?;
        let end = names.checked_add(names_size)?;
        (1..size / 24).map(|index| start + 24 * index).find_map(|at| {
            let name = names.checked_add(u64::from(file.long(at)?))?;
            let is_it = file.get(name, ON_LOAD.len() as u64) == Some(ON_LOAD) && name < end;
            (is_it && file.short(at + 6)? != 0).then(|| bytes(at, 24))
        })
    }
}
