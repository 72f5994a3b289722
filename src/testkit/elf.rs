//! Changes the baseline's module file: fields of its tables, or the tables themselves, which are then written anew.
//!
//! New tables go into one more segment behind the end; the section table, which would contradict them, is left out.

use super::MODULE;
use super::recipe::{Bytes, unhex};
use crate::tables::module_api::{self, Api, RedisVersion};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an `[elf]` table can say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ElfRecipe {
    /// Fields of the header by name: `type`, `machine`, `class`, …
    header: BTreeMap<String, u64>,
    /// Fields of program headers.
    segment: Vec<Set>,
    /// Values of entries of the dynamic section: `{ name = "DT_STRSZ", value = 3 }`.
    dynamic: Vec<Set>,
    /// Fields of `RedisModule_OnLoad`: `info`, `visibility`, `section`, `value`.
    on_load: BTreeMap<String, u64>,
    /// What `RedisModule_OnLoad` is called.
    on_load_name: Option<String>,
    /// Symbols that others have to define.
    import: Vec<Import>,
    /// Functions for others, which the module itself calls too.
    export: Vec<String>,
    /// `DT_NEEDED`.
    needed: Vec<String>,
    soname: Option<String>,
    rpath: Option<String>,
    runpath: Option<String>,
    /// `GNU_PROPERTY_X86_ISA_1_NEEDED`.
    isa: Option<u32>,
    /// Strings of its data.
    texts: Vec<String>,
    /// The version of Redis all of whose API names are strings too, as its header makes them.
    redismodule_h: Option<String>,
    /// Bytes at offsets.
    patch: Vec<Patch>,
    /// Keep this many bytes from the start.
    keep: Option<usize>,
    append: Option<Bytes>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Set {
    /// `PT_LOAD`, `DT_STRSZ`.
    name: String,
    /// Which of several, from 0 on.
    index: usize,
    field: String,
    value: u64,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Import {
    name: String,
    #[serde(rename = "library")]
    soname: Option<String>,
    version: Option<String>,
    weak: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    at: usize,
    hex: String,
}

/// Names of fields, their offsets and sizes.
type Fields = &'static [(&'static str, usize, usize)];

const HEADER: Fields = &[
    ("class", 4, 1),
    ("order", 5, 1),
    ("os_abi", 7, 1),
    ("type", 16, 2),
    ("machine", 18, 2),
    ("version", 20, 4),
    ("phoff", 32, 8),
    ("shoff", 40, 8),
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
const SYMBOL: Fields = &[("info", 4, 1), ("visibility", 5, 1), ("section", 6, 2), ("value", 8, 8)];
const TAGS: &[(&str, u64)] = &[
    ("DT_NULL", 0),
    ("DT_HASH", 4),
    ("DT_STRTAB", 5),
    ("DT_SYMTAB", 6),
    ("DT_STRSZ", 10),
    ("DT_INIT", 12),
    ("DT_SYMBOLIC", 16),
    ("DT_TEXTREL", 22),
    ("DT_FLAGS", 30),
    ("DT_GNU_HASH", 0x6fff_fef5),
    ("DT_FLAGS_1", 0x6fff_fffb),
    ("DT_VERNEEDNUM", 0x6fff_ffff),
];
const SEGMENTS: &[(&str, u64)] = &[
    ("PT_LOAD", 1),
    ("PT_DYNAMIC", 2),
    ("PT_NOTE", 4),
    ("PT_TLS", 7),
    ("PT_GNU_EH_FRAME", 0x6474_e550),
    ("PT_GNU_STACK", 0x6474_e551),
    ("PT_GNU_RELRO", 0x6474_e552),
];

/// Where the new segment is in the file and in memory; the module's own end before both.
const OFFSET: usize = 0x4000;
const ADDRESS: u64 = 0x5000;
/// A place for relocations, in memory that is zero.
const PLACE: u64 = 0x4078;

/// The module file that a recipe describes.
pub(super) fn make(recipe: &ElfRecipe) -> Vec<u8> {
    let mut file = MODULE.to_vec();
    let paths = [&recipe.soname, &recipe.rpath, &recipe.runpath];
    let lists = [recipe.import.len(), recipe.export.len(), recipe.needed.len(), recipe.texts.len()];
    let is_rebuilt = lists.iter().any(|length| *length > 0) || recipe.redismodule_h.is_some();
    if is_rebuilt || recipe.isa.is_some() || paths.iter().any(|path| path.is_some()) {
        rebuild(&mut file, recipe);
    }
    set_fields(&mut file, recipe);
    for patch in &recipe.patch {
        let bytes = unhex(&patch.hex);
        file[patch.at..patch.at + bytes.len()].copy_from_slice(&bytes);
    }
    file.truncate(recipe.keep.unwrap_or(usize::MAX));
    file.extend(recipe.append.as_ref().map(Bytes::bytes).unwrap_or_default());
    file
}

fn set_fields(file: &mut [u8], recipe: &ElfRecipe) {
    let symbol = symbol(file, b"RedisModule_OnLoad");
    for (field, value) in &recipe.on_load {
        put_field(file, symbol, SYMBOL, field, *value);
    }
    if let Some(name) = &recipe.on_load_name {
        let strings = offset(get(file, entry(file, 5).unwrap() + 8, 8));
        let at = strings + usize::try_from(get(file, symbol, 4)).unwrap();
        assert!(name.len() <= b"RedisModule_OnLoad".len());
        file[at..at + 19].fill(0);
        file[at..at + name.len()].copy_from_slice(name.as_bytes());
    }
    for set in &recipe.dynamic {
        let tag = named(TAGS, &set.name);
        // an entry that is not there yet takes the place of a DT_NULL
        let at = entry(file, tag).unwrap_or_else(|| entry(file, 0).unwrap());
        put(file, at, 8, tag);
        put(file, at + 8, 8, set.value);
    }
    // what leads to the tables comes last
    for set in &recipe.segment {
        let at = segment(file, named(SEGMENTS, &set.name), set.index);
        put_field(file, at, SEGMENT, &set.field, set.value);
    }
    for (field, value) in &recipe.header {
        put_field(file, 0, HEADER, field, *value);
    }
}

fn named(table: &[(&str, u64)], name: &str) -> u64 {
    table.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("no such name: {name}")).1
}

fn put_field(file: &mut [u8], base: usize, fields: Fields, name: &str, value: u64) {
    let (_, at, length) = fields.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("no such field: {name}"));
    put(file, base + at, *length, value);
}

fn get(file: &[u8], at: usize, length: usize) -> u64 {
    file[at..at + length].iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn put(file: &mut [u8], at: usize, length: usize, value: u64) {
    file[at..at + length].copy_from_slice(&value.to_le_bytes()[..length]);
}

/// Where a program header is.
fn segment(file: &[u8], kind: u64, index: usize) -> usize {
    let count = usize::try_from(get(file, 56, 2)).unwrap();
    let all = (0..count).map(|index| 64 + 56 * index);
    all.filter(|at| get(file, *at, 4) == kind).nth(index).expect("a program header of that type")
}

/// Where an address of the tables is in the file: below the writable part they are the same.
fn offset(address: u64) -> usize {
    let address = usize::try_from(address).unwrap();
    if address < 0x3000 { address } else { address - 0x1000 }
}

/// Where an entry of the dynamic section is.
fn entry(file: &[u8], tag: u64) -> Option<usize> {
    let start = usize::try_from(get(file, segment(file, 2, 0) + 8, 8)).unwrap();
    let all = (0..).map(|index| start + 16 * index);
    all.take_while(|at| tag == 0 || get(file, *at, 8) != 0).find(|at| get(file, *at, 8) == tag)
}

/// Where a dynamic symbol is.
fn symbol(file: &[u8], name: &[u8]) -> usize {
    let table = |tag| offset(get(file, entry(file, tag).unwrap() + 8, 8));
    let (symbols, strings) = (table(6), table(5));
    let all = (1..).map(|index| symbols + 24 * index);
    let is_it = |at: &usize| file[strings + usize::try_from(get(file, *at, 4)).unwrap()..].starts_with(name);
    all.take(512).find(is_it).expect("a symbol of that name")
}

/// The tables that are written anew.
struct Tables {
    strings: Vec<u8>,
    symbols: Vec<u8>,
    versions: Vec<u8>,
    relocations: Vec<u8>,
    dynamic: Vec<(u64, u64)>,
}

impl Tables {
    fn text(&mut self, text: &str) -> u64 {
        let at = self.strings.len() as u64;
        self.strings.extend(text.as_bytes());
        self.strings.push(0);
        at
    }

    fn symbol(&mut self, name: &str, info: u8, section: u16, value: u64, version: u16) {
        let name = u32::try_from(self.text(name)).unwrap();
        let index = self.symbols.len() as u64 / 24;
        self.symbols.extend(name.to_le_bytes());
        self.symbols.extend([info, 0]);
        self.symbols.extend(section.to_le_bytes());
        self.symbols.extend(value.to_le_bytes());
        self.symbols.extend(0_u64.to_le_bytes());
        self.versions.extend(version.to_le_bytes());
        // R_X86_64_GLOB_DAT
        for word in [PLACE, index << 32 | 6, 0] {
            self.relocations.extend(word.to_le_bytes());
        }
    }
}

fn rebuild(file: &mut Vec<u8>, recipe: &ElfRecipe) {
    let value = |tag: u64| get(file, entry(file, tag).unwrap() + 8, 8);
    let slice =
        |address: u64, size: u64| file[offset(address)..offset(address) + usize::try_from(size).unwrap()].to_vec();
    let on_load = get(file, symbol(file, b"RedisModule_OnLoad") + 8, 8);
    let symbols = slice(value(6), (value(5) - value(6)) / 24 * 24);
    let mut tables = Tables {
        strings: slice(value(5), value(10)),
        versions: [1_u16.to_le_bytes(); 64][..symbols.len() / 24].concat(),
        symbols,
        relocations: slice(value(7), value(8)),
        dynamic: Vec::new(),
    };
    for name in &recipe.needed {
        let name = tables.text(name);
        tables.dynamic.push((1, name));
    }
    for (tag, text) in [(14, &recipe.soname), (15, &recipe.rpath), (29, &recipe.runpath)] {
        if let Some(text) = text {
            let text = tables.text(text);
            tables.dynamic.push((tag, text));
        }
    }
    let (needs, count) = imports(&mut tables, &recipe.import);
    for name in &recipe.export {
        tables.symbol(name, 0x12, 9, on_load, 1);
    }
    let kept = |tag: &u64| !matches!(tag, 0 | 4..=8 | 10 | 0x6fff_fef5);
    let start = usize::try_from(get(file, segment(file, 2, 0) + 8, 8)).unwrap();
    let old = (0..).map(|index| start + 16 * index).map(|at| (get(file, at, 8), get(file, at + 8, 8)));
    let old: Vec<(u64, u64)> = old.take_while(|(tag, _)| *tag != 0).filter(|(tag, _)| kept(tag)).collect();
    tables.dynamic.extend(old);
    let texts: Vec<u8> = texts(recipe).iter().flat_map(|text| [text.as_bytes(), b"\0"].concat()).collect();
    write(file, tables, &needs, count, recipe.isa, &texts);
}

fn texts(recipe: &ElfRecipe) -> Vec<String> {
    let mut texts = recipe.texts.clone();
    let version = recipe.redismodule_h.as_ref().map(|text| RedisVersion::parse(text).unwrap());
    let is_declared = |api: &&Api| version.is_some_and(|version| api.since.is_some_and(|since| since <= version));
    texts.extend(module_api::names().iter().filter(is_declared).map(|api| api.name.clone()));
    texts
}

/// The records of `DT_VERNEED`, and how many libraries they speak of.
fn imports(tables: &mut Tables, imports: &[Import]) -> (Vec<u8>, u64) {
    let mut libraries: BTreeMap<&str, BTreeMap<&str, u16>> = BTreeMap::new();
    let mut next = 2;
    for import in imports {
        let mut index = 1;
        if let (Some(library), Some(version)) = (&import.soname, &import.version) {
            index = *libraries.entry(library).or_default().entry(version).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        tables.symbol(&import.name, if import.weak { 0x22 } else { 0x12 }, 0, 0, index);
    }
    let mut needs = Vec::new();
    let count = libraries.len();
    for (number, (library, versions)) in libraries.into_iter().enumerate() {
        let library = u32::try_from(tables.text(library)).unwrap();
        let size = 16 + 16 * u32::try_from(versions.len()).unwrap();
        needs.extend(1_u16.to_le_bytes());
        needs.extend(u16::try_from(versions.len()).unwrap().to_le_bytes());
        for word in [library, 16, if number + 1 == count { 0 } else { size }] {
            needs.extend(word.to_le_bytes());
        }
        let last = versions.len() - 1;
        for (number, (version, index)) in versions.into_iter().enumerate() {
            needs.extend(hash(version.as_bytes()).to_le_bytes());
            needs.extend([0, 0]);
            needs.extend(index.to_le_bytes());
            needs.extend(u32::try_from(tables.text(version)).unwrap().to_le_bytes());
            needs.extend(if number == last { 0_u32 } else { 16 }.to_le_bytes());
        }
    }
    (needs, count as u64)
}

fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0, |hash: u32, byte| {
        let hash = (hash << 4).wrapping_add(u32::from(*byte));
        (hash ^ ((hash & 0xf000_0000) >> 24)) & 0x0fff_ffff
    })
}

/// Lays the tables out in a segment of their own, and leads the headers there.
fn write(file: &mut Vec<u8>, tables: Tables, needs: &[u8], libraries: u64, isa: Option<u32>, texts: &[u8]) {
    file.resize(OFFSET, 0);
    let mut add = |bytes: &[u8]| -> u64 {
        file.resize(file.len().next_multiple_of(8), 0);
        let at = ADDRESS + (file.len() - OFFSET) as u64;
        file.extend(bytes);
        at
    };
    let count = u32::try_from(tables.symbols.len() / 24).unwrap();
    // one bucket, and a chain through all symbols
    let chain: Vec<u8> = [1, count, 1, 0].into_iter().chain((2..count).chain([0])).flat_map(u32::to_le_bytes).collect();
    let (strings, symbols) = (add(&tables.strings), add(&tables.symbols));
    let (relocations, hash) = (add(&tables.relocations), add(&chain));
    let mut dynamic = tables.dynamic;
    dynamic.extend([(5, strings), (10, tables.strings.len() as u64), (6, symbols), (4, hash)]);
    dynamic.extend([(7, relocations), (8, tables.relocations.len() as u64)]);
    if libraries > 0 {
        let (versions, needs) = (add(&tables.versions), add(needs));
        dynamic.extend([(0x6fff_fff0, versions), (0x6fff_fffe, needs), (0x6fff_ffff, libraries)]);
    }
    dynamic.extend([(0, 0); 4]);
    let words: Vec<u8> = dynamic.iter().flat_map(|(tag, value)| [*tag, *value]).flat_map(u64::to_le_bytes).collect();
    let dynamic = (add(&words), words.len());
    let note = isa.map(|isa| {
        let mut note: Vec<u8> = [4, 16, 5].into_iter().flat_map(u32::to_le_bytes).collect();
        note.extend(b"GNU\0");
        note.extend([0xc000_8002, 4, isa, 0].into_iter().flat_map(u32::to_le_bytes));
        (add(&note), note.len())
    });
    file.extend(texts);
    let size = (file.len() - OFFSET) as u64;
    let mut lead = |at: usize, address: u64, size: u64| {
        let offset = address - ADDRESS + OFFSET as u64;
        for (field, value) in [(8, offset), (16, address), (24, address), (32, size), (40, size)] {
            put(file, at + field, 8, value);
        }
    };
    lead(segment(MODULE, 2, 0), dynamic.0, dynamic.1 as u64);
    if let Some((address, size)) = note {
        lead(segment(MODULE, 4, 0), address, size as u64);
    }
    let spare = segment(MODULE, 0x6474_e550, 0);
    lead(spare, ADDRESS, size);
    put(file, spare, 8, 6 << 32 | 1);
    put(file, spare + 48, 8, 0x1000);
    put(file, 40, 8, 0);
    put(file, 60, 4, 0);
}
