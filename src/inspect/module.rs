//! The module file: what it is, what it needs, what it offers.

use super::facts::{File, Libraries, Need, Sizes, Version};
use crate::bundle::elf::{self, Elf, Name, Segment};
use crate::bundle::{Bundle, Layer, ModuleFile};
use crate::checks::{magic, module};
use crate::report::hex;
use crate::tables::module_api;
use crate::tables::platforms::NodeVersion;

/// Why its facts are not at hand.
pub(super) fn trouble(file: &ModuleFile) -> Option<String> {
    match &file.elf {
        Layer::Unreadable(why) => Some((*why).to_owned()),
        Layer::Ready(elf) => elf.cut.map(|cut| format!("the file ends inside what its {} speaks of", cut.what)),
        Layer::Absent => None,
    }
}

/// The module file of an input.
pub(super) fn file(bundle: &Bundle) -> Option<File> {
    let file = bundle.module.ready()?;
    let declared = bundle.metadata.ready().and_then(|metadata| metadata.string("sha256")).map(|(text, _)| text);
    let sha256 = file.sha256.map(|sum| hex(&sum));
    let elf: Option<&Elf> = file.elf.ready().map(|elf| &**elf);
    let dynamic = elf.and_then(|elf| elf.dynamic.as_ref());
    let symbols = elf.and_then(|elf| elf.symbols.as_ref());
    let text = |name: Option<&Name>| name.map(|name| name.text.clone());
    Some(File {
        name: file.name.clone(),
        size: file.size,
        is_as_declared: declared.zip(sha256.as_ref()).map(|(declared, sum)| declared.eq_ignore_ascii_case(sum)),
        sha256,
        format: elf.map_or_else(|| format(file), elf_format),
        build_id: elf.and_then(|elf| elf.notes.build_id.clone()),
        soname: text(dynamic.and_then(|dynamic| dynamic.soname.as_ref())),
        libraries: Libraries {
            needed: dynamic.map(|d| d.needed.iter().map(|name| name.text.clone()).collect()).unwrap_or_default(),
            rpath: text(dynamic.and_then(|dynamic| dynamic.rpath.as_ref())),
            runpath: text(dynamic.and_then(|dynamic| dynamic.runpath.as_ref())),
        },
        needs: elf.map(needs).unwrap_or_default(),
        entry_points: symbols.map(entry_points).unwrap_or_default(),
        exports: symbols.map(|s| s.exports.iter().map(|export| export.name.clone()).collect()).unwrap_or_default(),
        imports: symbols.map(imports).unwrap_or_default(),
        is_partial: symbols.is_some_and(|symbols| symbols.limit.is_some()),
        api: elf.and_then(api),
        linking: elf.map(linking).unwrap_or_default(),
        sizes: elf.map(sizes).unwrap_or_default(),
    })
}

/// What a file is that is no ELF file.
fn format(file: &ModuleFile) -> String {
    if file.size == 0 { "an empty file".to_owned() } else { magic::name_or_digits(&file.head) }
}

/// `ELF 64-bit shared object for x86_64`.
fn elf_format(elf: &Elf) -> String {
    let header = &elf.header;
    let bits = match header.class {
        1 => "32-bit ",
        2 => "64-bit ",
        _ => "",
    };
    let is_program = elf.dynamic.as_ref().is_some_and(|dynamic| dynamic.is_program.is_some());
    let kind = match header.kind {
        1 => "relocatable object",
        2 => "program",
        3 if is_program => "program (PIE)",
        3 => "shared object",
        4 => "core dump",
        _ => "file of an unknown type",
    };
    let order = if header.order == 2 { ", big-endian" } else { "" };
    let machine = module::machine(header.machine).map_or_else(|| format!("machine {}", header.machine), str::to_owned);
    let debug = if module::is_symbols_only(elf) { ", debug symbols only" } else { "" };
    format!("ELF {bits}{kind} for {machine}{order}{debug}")
}

fn needs(elf: &Elf) -> Vec<Need> {
    let version = |version: &elf::NeededVersion| Version {
        name: version.name.clone(),
        symbols: elf.behind(version).map(|symbol| symbol.name.clone()).collect(),
    };
    let by_number = |version: &Version| {
        let (family, number) = version.name.rsplit_once('_').unwrap_or((&version.name, ""));
        (family.to_owned(), NodeVersion::parse(number), version.name.clone())
    };
    let need = |need: &elf::Need| {
        let mut versions: Vec<Version> = need.versions.iter().map(version).collect();
        versions.sort_by_key(by_number);
        Need { soname: need.soname.clone(), versions }
    };
    elf.needs.iter().map(need).collect()
}

fn entry_points(symbols: &elf::Symbols) -> Vec<&'static str> {
    let both = [("RedisModule_OnLoad", &symbols.on_load), ("ValkeyModule_OnLoad", &symbols.valkey_on_load)];
    both.into_iter().filter(|(_, on_load)| on_load.found.is_some()).map(|(name, _)| name).collect()
}

/// What has no version is what the server, or a library without versions, has to define.
fn imports(symbols: &elf::Symbols) -> Vec<String> {
    let loose = symbols.undefined.iter().filter(|symbol| symbol.version.is_none() && !symbol.is_weak);
    loose.map(|symbol| symbol.name.clone()).collect()
}

fn api(elf: &Elf) -> Option<(usize, Option<String>)> {
    let names = &elf.texts.api;
    let newest = names.iter().filter_map(|name| module_api::find(name)?.since).max();
    (!names.is_empty()).then(|| (names.len(), newest.map(|version| version.to_string())))
}

fn linking(elf: &Elf) -> Vec<&'static str> {
    const NOW: u64 = 8;
    const NOW_1: u64 = 1;
    let Some(dynamic) = &elf.dynamic else { return Vec::new() };
    let is_stack_executable = elf.segments_of(Segment::STACK).any(|stack| stack.has(Segment::EXECUTABLE));
    let static_tls = dynamic.static_tls.is_some() || elf.relocations.static_tls;
    let words = [
        (elf.segments_of(Segment::RELRO).next().is_some(), "relro"),
        (dynamic.flags & NOW != 0 || dynamic.flags_1 & NOW_1 != 0, "now"),
        (dynamic.is_symbolic, "symbolic"),
        (is_stack_executable || elf.segments_of(Segment::STACK).next().is_none(), "executable stack"),
        (dynamic.text_relocations.is_some(), "text relocations"),
        (static_tls, "static TLS"),
        (elf.notes.isa_needed.is_some_and(|(levels, _)| levels > 1), "needs a newer x86-64 level"),
        (elf.sections.debug > 0, "debug information"),
        (elf.sections.symbols == 0, "stripped"),
    ];
    words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect()
}

fn sizes(elf: &Elf) -> Sizes {
    let loads = || elf.segments_of(Segment::LOAD);
    let code = loads().filter(|segment| segment.has(Segment::EXECUTABLE)).map(|segment| segment.in_file);
    let data = loads().filter(|segment| !segment.has(Segment::EXECUTABLE)).map(|segment| segment.in_file);
    let sum = |sizes: &mut dyn Iterator<Item = u64>| sizes.fold(0_u64, u64::saturating_add);
    Sizes {
        code: sum(&mut { code }),
        data: sum(&mut { data }),
        zeroed: sum(&mut loads().map(|segment| segment.in_memory.saturating_sub(segment.in_file))),
        debug: elf.sections.debug,
        symbols: elf.sections.symbols,
    }
}
