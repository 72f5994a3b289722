//! Changes fields of an ELF file that a linker wrote: by their names, in place.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What is changed; parts from the top of this list to its end.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Patch {
    /// Fields of a dynamic symbol, by its name.
    symbol: BTreeMap<String, BTreeMap<String, u64>>,
    /// Values of entries of the dynamic section; `tag` makes another entry of it.
    dynamic: Vec<Set>,
    /// Words of four bytes inside sections: `{ name = ".hash", at = 4, value = 0 }`.
    word: Vec<Set>,
    /// Sections whose content becomes zeros.
    zero: Vec<String>,
    /// Fields of program headers.
    segment: Vec<Set>,
    /// Fields of the header.
    header: BTreeMap<String, u64>,
    /// Bytes that are found once, and those that take their place.
    replace: Vec<[String; 2]>,
    /// Keep this many bytes from the start; of what is negative, all but this many.
    keep: Option<i64>,
    /// Keep this part of a thousand.
    keep_part: Option<usize>,
    /// Zeros behind the end.
    append: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Set {
    name: String,
    /// Which of several, from 0 on.
    index: usize,
    field: String,
    at: usize,
    tag: Option<u64>,
    value: Option<u64>,
}

/// Names of fields, their offsets and sizes.
type Fields = &'static [(&'static str, usize, usize)];

const HEADER: Fields = &[
    ("class", 4, 1),
    ("order", 5, 1),
    ("ident_version", 6, 1),
    ("os_abi", 7, 1),
    ("abi_version", 8, 1),
    ("padding", 12, 1),
    ("type", 16, 2),
    ("machine", 18, 2),
    ("version", 20, 4),
    ("phoff", 32, 8),
    ("shoff", 40, 8),
    ("flags", 48, 4),
    ("ehsize", 52, 2),
    ("phentsize", 54, 2),
    ("phnum", 56, 2),
    ("shentsize", 58, 2),
    ("shnum", 60, 2),
    ("shstrndx", 62, 2),
];
const SEGMENT: Fields = &[
    ("type", 0, 4),
    ("flags", 4, 4),
    ("offset", 8, 8),
    ("address", 16, 8),
    ("in_file", 32, 8),
    ("in_memory", 40, 8),
    ("align", 48, 8),
];
const SYMBOL: Fields = &[("name", 0, 4), ("info", 4, 1), ("visibility", 5, 1), ("section", 6, 2), ("value", 8, 8)];
const SEGMENTS: &[(&str, u64)] = &[
    ("PT_LOAD", 1),
    ("PT_DYNAMIC", 2),
    ("PT_NOTE", 4),
    ("PT_TLS", 7),
    ("PT_GNU_EH_FRAME", 0x6474_e550),
    ("PT_GNU_STACK", 0x6474_e551),
    ("PT_GNU_RELRO", 0x6474_e552),
];
const TAGS: &[(&str, u64)] = &[
    ("DT_NULL", 0),
    ("DT_NEEDED", 1),
    ("DT_PLTRELSZ", 2),
    ("DT_HASH", 4),
    ("DT_STRTAB", 5),
    ("DT_SYMTAB", 6),
    ("DT_RELA", 7),
    ("DT_RELASZ", 8),
    ("DT_RELAENT", 9),
    ("DT_STRSZ", 10),
    ("DT_SYMENT", 11),
    ("DT_INIT", 12),
    ("DT_SONAME", 14),
    ("DT_PLTREL", 20),
    ("DT_JMPREL", 23),
    ("DT_INIT_ARRAY", 25),
    ("DT_INIT_ARRAYSZ", 27),
    ("DT_FLAGS", 30),
    ("DT_GNU_HASH", 0x6fff_fef5),
    ("DT_VERSYM", 0x6fff_fff0),
    ("DT_RELACOUNT", 0x6fff_fff9),
    ("DT_FLAGS_1", 0x6fff_fffb),
    ("DT_VERNEED", 0x6fff_fffe),
    ("DT_VERNEEDNUM", 0x6fff_ffff),
];

/// Applies the changes; panics at names that the file does not have.
pub(crate) fn apply(file: &mut Vec<u8>, patch: &Patch) {
    for (name, fields) in &patch.symbol {
        let at = symbol(file, name);
        for (field, value) in fields {
            put_field(file, at, SYMBOL, field, *value);
        }
    }
    for set in &patch.dynamic {
        let at = entry(file, named(TAGS, &set.name), set.index);
        for (distance, word) in [(0, set.tag), (8, set.value)] {
            if let Some(word) = word {
                put(file, at + distance, 8, word);
            }
        }
    }
    for set in &patch.word {
        let (start, size) = section(file, &set.name);
        assert!(set.at + 4 <= size, "{set:?}");
        put(file, start + set.at, 4, set.value.unwrap());
    }
    for name in &patch.zero {
        let (start, size) = section(file, name);
        file[start..start + size].fill(0);
    }
    for set in &patch.segment {
        let at = segment(file, named(SEGMENTS, &set.name), set.index);
        put_field(file, at, SEGMENT, &set.field, set.value.unwrap());
    }
    for (field, value) in &patch.header {
        put_field(file, 0, HEADER, field, *value);
    }
    for [old, new] in &patch.replace {
        assert_eq!(old.len(), new.len(), "{old} and {new}");
        let at = file.windows(old.len()).position(|bytes| bytes == old.as_bytes());
        let at = at.unwrap_or_else(|| panic!("no {old}"));
        file[at..at + new.len()].copy_from_slice(new.as_bytes());
    }
    let size = i64::try_from(file.len()).unwrap();
    let kept = patch.keep.map_or(size, |keep| if keep < 0 { size + keep } else { keep });
    file.truncate(usize::try_from(kept).unwrap());
    file.truncate(file.len() * patch.keep_part.unwrap_or(1000) / 1000);
    file.resize(file.len() + patch.append, 0);
}

fn named(table: &[(&str, u64)], name: &str) -> u64 {
    table.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("no such name: {name}")).1
}

fn put_field(file: &mut [u8], base: usize, fields: Fields, name: &str, value: u64) {
    let (_, at, length) = fields.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("no such field: {name}"));
    put(file, base + at, *length, value);
}

fn get(file: &[u8], at: usize, length: usize) -> usize {
    file[at..at + length].iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
}

fn put(file: &mut [u8], at: usize, length: usize, value: u64) {
    file[at..at + length].copy_from_slice(&value.to_le_bytes()[..length]);
}

/// Where a program header is.
fn segment(file: &[u8], kind: u64, index: usize) -> usize {
    let all = (0..get(file, 56, 2)).map(|index| 64 + 56 * index);
    let mut of_kind = all.filter(|at| get(file, *at, 4) as u64 == kind);
    of_kind.nth(index).unwrap_or_else(|| panic!("no program header {kind:#x}"))
}

/// Where an entry of the dynamic section is.
fn entry(file: &[u8], tag: u64, index: usize) -> usize {
    let (start, size) = section(file, ".dynamic");
    let mut of_tag = (start..start + size).step_by(16).filter(|at| get(file, *at, 8) as u64 == tag);
    of_tag.nth(index).unwrap_or_else(|| panic!("no entry {tag:#x}"))
}

/// Where a dynamic symbol is.
fn symbol(file: &[u8], name: &str) -> usize {
    let ((symbols, size), (names, _)) = (section(file, ".dynsym"), section(file, ".dynstr"));
    let wanted = format!("{name}\0");
    let is_it = |at: &usize| file[names + get(file, *at, 4)..].starts_with(wanted.as_bytes());
    (symbols..symbols + size).step_by(24).find(is_it).unwrap_or_else(|| panic!("no symbol {name}"))
}

/// Where a section is in the file, and its size; the tables of program headers and of sections go by names too.
fn section(file: &[u8], name: &str) -> (usize, usize) {
    let (table, count) = (get(file, 40, 8), get(file, 60, 2));
    match name {
        "program headers" => return (64, 56 * get(file, 56, 2)),
        "section headers" => return (table, 64 * count),
        _ => {}
    }
    let names = get(file, table + 64 * get(file, 62, 2) + 24, 8);
    let wanted = format!("{name}\0");
    let mut all = (0..count).map(|index| table + 64 * index);
    let found = all.find(|at| file[names + get(file, *at, 4)..].starts_with(wanted.as_bytes()));
    let at = found.unwrap_or_else(|| panic!("no section {name}"));
    (get(file, at + 24, 8), get(file, at + 32, 8))
}
