//! What is wrong with the file itself: why it loads on no node, or on none of a platform, and in which words.

use super::loose;
use crate::bundle::ModuleFile;
use crate::bundle::elf::{Effect, Elf, Fault, FaultKind};
use crate::checks::elf::{no_onload, undefined_symbol};
use crate::checks::module::machine;
use crate::finding::{Finding, Severity};
use crate::tables::platforms::Platform;

/// Rules whose errors say that the file loads nowhere, in the order in which the loader, and then the server, looks.
const FATAL: [&str; 9] = [
    "elf/not-elf",
    "elf/truncated",
    "elf/wrong-machine",
    "elf/not-shared-object",
    "elf/malformed",
    "elf/no-dynamic-section",
    "elf/static-tls",
    "elf/undefined-symbol",
    "elf/no-onload",
];

/// Bytes of the header, which the loader reads before it looks at any of them.
const HEADER: u64 = 64;
const WRONG_MACHINE: &str = "elf/wrong-machine";

/// glibc 2.31 refuses a `p_align` that is no multiple of a page, 2.36 does not (both tried).
pub(super) fn aligns_anything(platform: &Platform) -> bool {
    platform.glibc.major_minor() >= (2, 36)
}

fn refuses_alignment(platform: &Platform) -> bool {
    platform.glibc.major_minor() <= (2, 31)
}

/// Why the file does not load: the sentence, where known, and the rules that speak of it.
pub(super) fn find(
    module: &ModuleFile,
    elf: Option<&Elf>,
    findings: &[Finding],
    platform: Option<&Platform>,
    arch: &str,
) -> Option<(Option<String>, Vec<&'static str>)> {
    let is_fatal = |finding: &&Finding| finding.severity == Severity::Error && FATAL.contains(&finding.rule);
    let mut rules: Vec<&'static str> = findings.iter().filter(is_fatal).map(|finding| finding.rule).collect();
    if elf.is_some_and(|elf| is_for_others(elf, arch)) {
        rules.push(WRONG_MACHINE);
    }
    rules.sort_unstable();
    rules.dedup();
    let is_minded = |fault: &&Fault| fault.kind != FaultKind::Align || platform.is_none_or(refuses_alignment);
    let faults: Vec<&Fault> = elf.iter().flat_map(|elf| &elf.faults).filter(is_minded).collect();
    if rules.contains(&"elf/malformed") && faults.iter().all(|fault| fault.effect() == Effect::Loads) {
        // damage that the loader of glibc does not look at
        rules.retain(|rule| *rule != "elf/malformed");
    }
    let found = elf.and_then(|elf| elf.symbols.as_ref()?.on_load.found);
    if found.is_some_and(no_onload::works) {
        // odd, and the server calls it all the same
        rules.retain(|rule| *rule != "elf/no-onload");
    }
    // tables in which nothing is found let the loader go on: the server then misses its function
    let refuses = faults.iter().any(|fault| matches!(fault.effect(), Effect::Refuses(_) | Effect::Dies));
    let is_ident = faults.iter().any(|fault| is_before_machine(fault.kind));
    let comes_last = |rule: &str| rule == "elf/malformed" && !refuses;
    let mut in_order = FATAL.iter().filter(|rule| rules.contains(rule));
    let first = match in_order.clone().find(|rule| !comes_last(rule)).or(in_order.next())? {
        &WRONG_MACHINE if is_ident => "elf/malformed",
        first => first,
    };
    Some((sentence(first, module, elf, &faults, platform), rules))
}

/// Whether a 64-bit file is for another processor than the nodes have.
fn is_for_others(elf: &Elf, arch: &str) -> bool {
    let is_read = elf.cut.is_none_or(|cut| cut.what != "ELF header") && elf.header.is_wide_little();
    is_read && matches!(arch, "x86_64" | "aarch64") && machine(elf.header.machine) != Some(arch)
}

/// Faults that the loader looks for before it compares the machine.
fn is_before_machine(kind: FaultKind) -> bool {
    use FaultKind as K;
    matches!(kind, K::Class | K::Order | K::IdentVersion | K::OsAbi | K::AbiVersion | K::Padding | K::Version)
}

/// What the loader, or the server, says of what the first rule is about.
fn sentence(
    first: &str,
    module: &ModuleFile,
    elf: Option<&Elf>,
    faults: &[&Fault],
    platform: Option<&Platform>,
) -> Option<String> {
    let name = &module.name;
    let header = elf.map(|elf| elf.header);
    let words = match first {
        "elf/not-elf" if module.size < HEADER => "file too short".to_owned(),
        "elf/not-elf" => "invalid ELF header".to_owned(),
        WRONG_MACHINE if header.is_some_and(|header| header.class == 1) => "wrong ELF class: ELFCLASS32".to_owned(),
        WRONG_MACHINE if header.is_some_and(|header| header.order == 2) => {
            "ELF file data encoding not little-endian".to_owned()
        }
        WRONG_MACHINE => "cannot open shared object file: No such file or directory".to_owned(),
        "elf/no-dynamic-section" => "object file has no dynamic section".to_owned(),
        "elf/static-tls" => "cannot allocate memory in static TLS block".to_owned(),
        "elf/no-onload" => {
            // one that is found and is no function kills the server
            let is_found = elf.and_then(|elf| elf.symbols.as_ref()).is_some_and(|s| s.on_load.found.is_some());
            let words = format!("Module {name} does not export RedisModule_OnLoad() symbol. Module not loaded.");
            return (!is_found).then_some(words);
        }
        "elf/truncated" => match elf?.cut?.what {
            "ELF header" if module.size < HEADER => "file too short".to_owned(),
            "program headers" => "cannot read file data".to_owned(),
            _ => return None,
        },
        "elf/undefined-symbol" => {
            // of several the loader names the one that it comes to first
            let mut certain = loose(elf?).filter(|symbol| !undefined_symbol::may_be_there(&symbol.name));
            let symbol = certain.next().filter(|_| certain.next().is_none())?;
            format!("undefined symbol: {}", symbol.name)
        }
        _ => of_fault(faults, platform)?,
    };
    Some(format!("{name}: {words}"))
}

/// The words about the first fault that the loader refuses, unless another one may kill the server before that.
fn of_fault(faults: &[&Fault], platform: Option<&Platform>) -> Option<String> {
    use FaultKind as K;
    let refused = |fault: &&&Fault| matches!(fault.effect(), Effect::Refuses(_));
    let fault = faults.iter().find(refused)?;
    let dies = faults.iter().any(|fault| fault.effect() == Effect::Dies);
    let Effect::Refuses(words) = fault.effect() else { return None };
    match fault.kind {
        // applied behind everything else
        K::Relro if dies => None,
        // words that depend on more than the value, or name a folder
        K::VersionHash | K::VersionOverlap => None,
        K::Memory if fault.value >> 47 == 0 => None,
        K::SegmentCount if fault.value > 0 => None,
        // the words of 2.31, of 2.36, and of nobody knows which in between
        K::Misaligned if platform.is_some_and(refuses_alignment) => {
            Some("ELF load command address/offset not properly aligned".to_owned())
        }
        K::Misaligned if !platform.is_some_and(aligns_anything) => None,
        K::VersionFormat => Some(format!("unsupported version {} of Verneed record", fault.value)),
        K::RelocationType => Some(format!("{words} {:#x}", fault.value)),
        _ => Some(words.to_owned()),
    }
}
