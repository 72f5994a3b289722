//! Would a node's loader take the module, and the server find what it calls? Per operating system and architecture.
//!
//! Nothing is loaded: the answer follows from the facts of the file and from the table of platforms.

mod damage;
pub(crate) mod needs;

use crate::bundle::elf::{AARCH64, Effect, Elf, FaultKind, Undefined, X86_64};
use crate::bundle::{Bundle, Layer, ModuleFile};
use crate::checks::systems;
use crate::finding::Finding;
use crate::input::Options;
use crate::tables::platforms::{self, Platform};
use needs::{Has, Lack, Runtime};
use std::collections::BTreeSet;

/// What becomes of loading the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Loading", rename_all = "lowercase"))]
pub enum Outcome {
    /// It loads.
    Loads,
    /// The loader, or the server behind it, refuses.
    Fails,
    /// No source, or nothing that was read, decides it.
    Unknown,
}

impl Outcome {
    /// The word of the report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loads => "loads",
            Self::Fails => "fails",
            Self::Unknown => "unknown",
        }
    }
}

/// What becomes of loading the module on nodes of one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Operating system, in a module.json's spelling.
    pub os: String,
    /// Architecture, likewise.
    pub arch: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The loader's or the server's own sentence.
    pub error: Option<String>,
    /// The rules that speak of it.
    pub because: Vec<&'static str>,
    /// What is behind an unknown outcome, or why the sentence may be another one.
    pub why: Option<String>,
}

/// The answers for all platforms of the release lines, and for those that the bundle names; sorted by name.
#[must_use]
pub fn fold(bundle: &Bundle, findings: &[Finding], options: &Options) -> Vec<Load> {
    let module = match &bundle.module {
        Layer::Ready(module) => module,
        Layer::Absent => return Vec::new(),
        Layer::Unreadable(why) => return unread(bundle, options, why),
    };
    let elf = match &module.elf {
        Layer::Ready(elf) => Some(elf.as_ref()),
        Layer::Absent => None,
        Layer::Unreadable(why) => return unread(bundle, options, why),
    };
    let answer = |(os, arch): (String, String)| {
        let platform = platforms::platform(&os);
        match (damage::find(module, elf, findings, platform, &arch), elf, platform) {
            (Some((error, because)), ..) => Load { os, arch, outcome: Outcome::Fails, error, because, why: None },
            (None, Some(elf), Some(platform)) => on_platform(module, elf, platform, &arch),
            _ => {
                let why = Some("what this system offers is not known".to_owned());
                Load { os, arch, outcome: Outcome::Unknown, error: None, because: Vec::new(), why }
            }
        }
    };
    of(bundle, elf, options).into_iter().map(answer).collect()
}

/// The answers about a file that was not read: nobody knows.
fn unread(bundle: &Bundle, options: &Options, why: &str) -> Vec<Load> {
    let unknown = |(os, arch)| {
        let why = Some(why.to_owned());
        Load { os, arch, outcome: Outcome::Unknown, error: None, because: Vec::new(), why }
    };
    of(bundle, None, options).into_iter().map(unknown).collect()
}

/// The platforms that are asked about.
pub(crate) fn of(bundle: &Bundle, elf: Option<&Elf>, options: &Options) -> BTreeSet<(String, String)> {
    let metadata = bundle.metadata.ready();
    let declared = metadata.and_then(|metadata| metadata.string("architecture")).map(|(text, _)| text.to_owned());
    let of_file = elf.and_then(|elf| match elf.header.machine {
        X86_64 => Some("x86_64".to_owned()),
        AARCH64 => Some("aarch64".to_owned()),
        _ => None,
    });
    let arch = options.arch.clone().or(declared).or(of_file).unwrap_or_else(|| "x86_64".to_owned());
    let mut systems: BTreeSet<String> = options.node_systems().into_iter().collect();
    if systems.is_empty() {
        systems.extend(options.targets.iter().flat_map(|target| target.os_with(&arch)).map(str::to_owned));
        let field = metadata.and_then(systems::declared);
        let named = field.iter().flat_map(|(_, field)| systems::systems(field)).map(|system| system.major);
        systems.extend(named.filter(|os| platforms::platform(os).is_some_and(Platform::is_of_nodes)));
    }
    systems.into_iter().map(|os| (os, arch.clone())).collect()
}

/// The answer of a platform to a file that nothing is wrong with in itself.
fn on_platform(module: &ModuleFile, elf: &Elf, platform: &'static Platform, arch: &str) -> Load {
    let mut load = Load {
        os: platform.os.clone(),
        arch: arch.to_owned(),
        outcome: Outcome::Loads,
        error: None,
        because: Vec::new(),
        why: None,
    };
    let libraries = needs::libraries(elf, platform, arch);
    let lacks = needs::lacks(elf, platform, arch);
    // the loader opens all libraries before it compares versions
    if let Some((name, _)) = libraries.iter().find(|(_, has)| *has == Has::No) {
        load.outcome = Outcome::Fails;
        load.because.push("elf/missing-library");
        load.error = Some(format!("{name}: cannot open shared object file: No such file or directory"));
    }
    for lack in lacks.iter().filter(|lack| lack.has == Has::No) {
        load.outcome = Outcome::Fails;
        load.because.push(rule(lack.runtime));
        load.error.get_or_insert_with(|| version_sentence(module, lack, platform, arch));
    }
    load.because.sort_unstable();
    load.because.dedup();
    if load.outcome == Outcome::Fails {
        // libraries are opened in order: one of which nobody knows may be what the loader complains of instead
        load.why = libraries.first().filter(|(_, has)| *has == Has::Unknown).map(|(library, _)| {
            format!("the loader looks for {library} before that, and no source says whether nodes have it")
        });
        return load;
    }
    let why = doubt(elf, platform, &libraries, &lacks);
    if why.is_some() {
        load.outcome = Outcome::Unknown;
        load.why = why;
    }
    load
}

/// Why nobody knows whether a system, which lacks nothing for certain, takes the module; `None` when it does.
fn doubt(elf: &Elf, platform: &Platform, libraries: &[(&str, Has)], lacks: &[Lack]) -> Option<String> {
    let unsure: Vec<&str> = libraries.iter().map(|(name, _)| *name).collect();
    let versions: Vec<&str> = lacks.iter().map(|lack| lack.version.name.as_str()).collect();
    match (unsure.first(), versions.first()) {
        (Some(library), _) => Some(format!("no source says whether nodes have {library}")),
        (None, Some(version)) if platform.is_reliable() => Some(format!("only some nodes have {version}")),
        _ if !platform.is_reliable() => Some("what this system offers is not known well enough".to_owned()),
        (None, None) if let Some(symbol) = loose(elf).next() => Some(format!(
            "no library is named for {}: the server has to define it, and no source says whether it does",
            symbol.name
        )),
        (None, None) if elf.fault(FaultKind::Align).is_some() && !damage::aligns_anything(platform) => {
            Some("no source says whether its glibc takes the odd `p_align` of a `PT_LOAD`".to_owned())
        }
        // glibc 2.31 does not look at them and lets the module run into what it did not relocate
        (None, None) if platform.glibc.major_minor() < (2, 36) && has_packed_relocations(elf) => {
            Some("its packed relocations (`DT_RELR`) are only applied from glibc 2.36 on".to_owned())
        }
        (None, None) if is_read_in_part(elf) => Some("not all of its tables could be read".to_owned()),
        _ => None,
    }
}

/// What the loader says of a version that is not there.
fn version_sentence(module: &ModuleFile, lack: &Lack<'_>, platform: &Platform, arch: &str) -> String {
    let folder = match lack.runtime {
        Runtime::Glibc => platform.libc_folder.of(arch),
        Runtime::Cxx | Runtime::Gcc => platform.libstdcxx_folder.of(arch),
    };
    let library = &lack.need.soname;
    let path = folder.map_or_else(|| library.clone(), |folder| format!("{folder}/{library}"));
    let version = &lack.version.name;
    match lack.symbol {
        // the loader only warns of the version, and then misses the symbol
        Some(symbol) => format!("{}: undefined symbol: {symbol}, version {version}", module.name),
        None => format!("{path}: version `{version}' not found (required by {})", module.name),
    }
}

/// Whether something that the loader looks at is not known, or is damaged in a way that no error tells of.
fn is_read_in_part(elf: &Elf) -> bool {
    let is_damaged = elf.faults.iter().any(|fault| fault.kind != FaultKind::Align && fault.effect() != Effect::Loads);
    is_damaged || elf.relocations.is_unknown || elf.symbols.as_ref().is_none_or(|symbols| symbols.limit.is_some())
}

fn has_packed_relocations(elf: &Elf) -> bool {
    elf.dynamic.as_ref().is_some_and(|dynamic| dynamic.packed_relocations.is_some())
}

/// The symbols that the loader has to find and that no version ties to a library.
fn loose(elf: &Elf) -> impl Iterator<Item = &Undefined> {
    let undefined = elf.symbols.iter().flat_map(|symbols| &symbols.undefined);
    undefined.filter(|symbol| !symbol.is_weak && symbol.is_used && symbol.version.is_none())
}

/// The rule that speaks of versions of a runtime.
fn rule(runtime: Runtime) -> &'static str {
    match runtime {
        Runtime::Glibc => "elf/glibc-too-new",
        Runtime::Cxx => "elf/libstdcxx-too-new",
        Runtime::Gcc => "elf/libgcc-too-new",
    }
}

#[cfg(test)]
mod tests;
