//! Tables that the loader refuses, dies on, or finds nothing in.

use crate::bundle::Bundle;
use crate::bundle::elf::{Effect, Elf, Fault, FaultKind};
use crate::checks::module;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::elf(bundle).filter(|(_, elf)| !module::is_symbols_only(elf)) else { return };
    for fault in &elf.faults {
        let message = format!("{}{}", words(fault), effect(fault));
        sink.report(module::bytes(bundle, file, fault.at), message)
            .severity(severity(fault, elf))
            .help("link the module anew, without a tool that changes it afterwards");
    }
}

/// What the loader does about it, where it does anything.
fn effect(fault: &Fault) -> String {
    match fault.effect() {
        Effect::Refuses(words) if fault.kind == FaultKind::Align => {
            format!("; the loader of glibc up to 2.31 refuses: \"{words}\", that of 2.36 does not")
        }
        Effect::Refuses(words) => format!("; the loader refuses: \"{words}\""),
        Effect::Dies => "; the loader may take the server down with it".to_owned(),
        Effect::FindsNothing => "; the loader finds no symbol by it".to_owned(),
        Effect::Loads => String::new(),
    }
}

/// What no linker writes is an error, also where a loader takes it: another version of it may not. Warnings are what
/// some tools do write, and what no loader reads in such a file.
fn severity(fault: &Fault, elf: &Elf) -> Severity {
    use FaultKind as K;
    let is_odd = match fault.kind {
        K::HeaderSize | K::NoNull | K::BehindNull | K::NameEmpty | K::NeedsItself | K::VersionCount | K::Note => true,
        // a library that another one brings along will do
        K::VersionLibrary => !elf.dynamic.iter().flat_map(|d| &d.needed).all(|name| module::is_base(&name.text)),
        K::VersionHash => !fault.is_read,
        _ => fault.what == "DT_HASH" && !fault.is_read,
    };
    if is_odd { Severity::Warning } else { Severity::Error }
}

fn words(fault: &Fault) -> String {
    let Fault { what, value, .. } = fault;
    header(fault).or_else(|| dynamic(fault)).unwrap_or_else(|| format!("`{what}` is {value:#x}, which cannot be"))
}

/// The header and the program headers.
fn header(fault: &Fault) -> Option<String> {
    use FaultKind as K;
    let Fault { what, value, .. } = fault;
    Some(match fault.kind {
        K::Class => format!("`EI_CLASS` is {value}, expected 2 for 64 bits"),
        K::Order => format!("`EI_DATA` is {value}, expected 1 for little-endian"),
        K::IdentVersion | K::Version => format!("`{what}` is {value}, expected 1"),
        K::OsAbi => format!("`EI_OSABI` is {value}, expected 0 (System V) or 3 (GNU)"),
        K::AbiVersion => format!("`EI_ABIVERSION` is {value}, expected 0"),
        K::Padding => format!("the unused bytes of `e_ident` have {value:#04x}, expected zeros"),
        K::HeaderSize => format!("`e_ehsize` is {value}, expected 64"),
        K::SegmentSize => format!("`e_phentsize` is {value}, expected 56"),
        K::SegmentCount => format!("`e_phnum` is {value}, expected 1 to 256 program headers"),
        K::NoLoad => "no program header is a `PT_LOAD`".to_owned(),
        K::FileOverMemory => format!("a `PT_LOAD` has {value} bytes in the file, more than in memory"),
        K::Wraps => format!("a `PT_LOAD` at address {value:#x} goes beyond the last address"),
        K::Align => format!("`p_align` of a `PT_LOAD` is {value}, expected a multiple of 4096"),
        K::Misaligned => {
            format!("a `PT_LOAD` at address {value:#x} is not at the same place of its page as in the file")
        }
        K::LoadOrder => format!("a `PT_LOAD` at address {value:#x} comes after one with a higher address"),
        K::LoadOverlap => format!("a `PT_LOAD` at address {value:#x} starts inside of the one before"),
        K::Memory => format!("the segments span {value} bytes of memory, more than any node has"),
        K::SeveralDynamic => format!("there are {value} `PT_DYNAMIC`, expected one"),
        K::DynamicOutside => format!("`PT_DYNAMIC` is at address {value:#x}, which no `PT_LOAD` takes from the file"),
        K::DynamicElsewhere => {
            format!("`p_offset` of `PT_DYNAMIC` is {value:#x}, but its address leads to another place of the file")
        }
        K::NoNull => format!("the {value} bytes of `PT_DYNAMIC` have no `DT_NULL` at the end"),
        K::BehindNull => format!("an entry with tag {value} comes behind the first `DT_NULL`, where nobody reads on"),
        K::Endless => "the dynamic section never ends: it has no `DT_NULL`".to_owned(),
        K::Unreadable => format!("the `PT_LOAD` at address {value:#x} cannot be read"),
        K::Relro => format!("`PT_GNU_RELRO` at address {value:#x} does not lie in a writable `PT_LOAD`"),
        K::Note => format!("a note says that it has {value} bytes, more than its segment or the file"),
        _ => return None,
    })
}

/// The dynamic section and what it leads to.
fn dynamic(fault: &Fault) -> Option<String> {
    use FaultKind as K;
    let Fault { what, value, .. } = fault;
    Some(match fault.kind {
        K::Twice => format!("the dynamic section has `{what}` more than once"),
        K::Missing => format!("the dynamic section has no `{what}`"),
        K::Outside => {
            format!("`{what}` is {value:#x}, and the table does not lie whole in what a `PT_LOAD` takes from the file")
        }
        K::EntrySize if *what == "DT_PLTREL" => format!("`{what}` is {value}, expected 7 (`DT_RELA`)"),
        K::EntrySize => format!("`{what}` is {value}, expected 24"),
        K::Unterminated => "the string table does not end with a NUL".to_owned(),
        K::NameOutside => format!("a name of `{what}` starts at {value}, outside of the string table"),
        K::NameTooLong => format!("a name of `{what}` has more than {value} bytes"),
        K::NameNotText => format!("a name of `{what}` is no text"),
        K::NameEmpty => format!("a name of `{what}` is empty"),
        K::NeedsItself => "the module needs itself: a `DT_NEEDED` is its own `DT_SONAME`".to_owned(),
        K::TooManyNeeded => format!("there are {value} `DT_NEEDED`, expected at most 256 libraries"),
        K::NoHash => "the dynamic section has neither `DT_GNU_HASH` nor `DT_HASH`".to_owned(),
        K::NoBuckets => format!("the hash table of `{what}` has no buckets"),
        K::Bloom => format!("the Bloom filter of `{what}` has {value} words, expected a power of two"),
        K::Shift => format!("the Bloom filter of `{what}` is shifted by {value}, expected less than 32"),
        K::Bucket => format!("a bucket of `{what}` leads to symbol {value}, which the table does not have"),
        K::Chain => format!("the chain of `{what}` at symbol {value} does not end"),
        K::Unreachable => format!("`{what}` does not lead to dynamic symbol {value}"),
        K::SymbolName => format!("the name of a dynamic symbol starts at {value}, outside of the string table"),
        K::VersionOverlap => format!("a record of `{what}` starts {value} bytes behind another one, inside of it"),
        K::VersionFormat => format!("a record of `{what}` has version {value}, expected 1"),
        K::VersionTooMany => format!("`{what}` has more than {value} records"),
        K::VersionCount => format!("`{what}` is {value}, which is not the number of records that follow"),
        K::VersionHash => format!("the hash of a version in `{what}` is {value:#x}, which is not that of its name"),
        K::VersionLibrary => format!("`{what}` asks for versions of a library that no `DT_NEEDED` names"),
        K::VersionIndex => format!("a symbol has version {value}, which no record of `DT_VERNEED` has"),
        K::RelocationPlace => {
            format!("a relocation of `{what}` changes address {value:#x}, which is no writable memory of the module")
        }
        K::RelocationSymbol => format!("a relocation of `{what}` names symbol {value}, which the table does not have"),
        K::RelativeCount => format!("`DT_RELACOUNT` is {value}, but so many relative relocations do not come first"),
        K::RelocationType => format!("a relocation of `{what}` has the unknown type {value}"),
        K::Initializer => format!("`{what}` is {value:#x}, which is not in the module's code"),
        _ => return None,
    })
}
