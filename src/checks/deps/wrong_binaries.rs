//! ELF files in dependencies that the nodes cannot run.

use crate::bundle::Bundle;
use crate::bundle::dependency::{Binaries, Tgz};
use crate::bundle::metadata::Metadata;
use crate::checks::dependencies::{Archive, archives};
use crate::checks::wording::{count, list, quoted};
use crate::checks::{module, systems};
use crate::finding::{Severity, Sink};
use crate::tables::platforms;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let architecture = metadata.string("architecture").map(|(name, _)| name);
    let Some(architecture) = architecture.filter(|name| matches!(*name, "x86_64" | "aarch64")) else { return };
    for archive in archives(bundle) {
        let Some(tgz) = archive.file.tgz.ready() else { continue };
        machines(&archive, tgz, architecture, sink);
        library(&archive, tgz, architecture, metadata, sink);
    }
}

/// The processor; of other machines, such as those of graphics cards, nothing is said.
fn name(binaries: &Binaries) -> Option<&'static str> {
    module::machine(binaries.machine)
}

fn is_for(binaries: &Binaries, architecture: &str) -> bool {
    binaries.is_64 && name(binaries) == Some(architecture)
}

/// Files for other machines: a package that serves several has some for this one too.
fn machines(archive: &Archive<'_>, tgz: &Tgz, architecture: &str, sink: &mut Sink) {
    let has_own = tgz.binaries.iter().any(|binaries| is_for(binaries, architecture));
    let severity = if has_own { Severity::Note } else { Severity::Warning };
    for binaries in tgz.binaries.iter().filter(|binaries| !is_for(binaries, architecture)) {
        let Some(machine) = name(binaries) else { continue };
        let bits = if binaries.is_64 { 64 } else { 32 };
        let message = format!(
            "{} has {} for {machine} ({bits} bits), the first {}; `architecture` is {}",
            archive.label,
            count(binaries.count, "ELF file"),
            quoted(&binaries.first),
            quoted(architecture)
        );
        sink.report(archive.place.clone(), message).help("take the package of this architecture").severity(severity);
    }
}

/// Files that ask for a newer C library than the nodes have.
fn library(archive: &Archive<'_>, tgz: &Tgz, architecture: &str, metadata: &Metadata, sink: &mut Sink) {
    let own = tgz.binaries.iter().find(|binaries| is_for(binaries, architecture));
    let Some((needed, file)) = own.and_then(|binaries| binaries.glibc.as_ref()) else { return };
    // a package may bring the library itself
    let Some((_, field)) = systems::declared(metadata).filter(|_| !tgz.has_libc) else { return };
    let systems = systems::systems(&field);
    let offer = |os: &str| platforms::platform(os).filter(|row| row.is_reliable()).map(|row| row.glibc.major_minor());
    let known: Vec<(&str, (u32, u32))> =
        systems.iter().filter_map(|system| Some((&*system.major, offer(&system.major)?))).collect();
    let mut older: Vec<(&str, (u32, u32))> = known.iter().filter(|(_, has)| has < needed).copied().collect();
    older.dedup();
    let Some((_, best)) = older.iter().max_by_key(|(_, has)| *has) else { return };
    let names: Vec<&str> = older.iter().map(|(os, _)| *os).collect();
    let message = format!(
        "{} has {}, which needs glibc {}.{}; {} {} at most {}.{}",
        archive.label,
        quoted(file),
        needed.0,
        needed.1,
        list(&names),
        if names.len() == 1 { "has" } else { "have" },
        best.0,
        best.1
    );
    let severity = if older.len() == known.len() { Severity::Warning } else { Severity::Note };
    sink.report(archive.place.clone(), message)
        .help("build it on the oldest system that the module declares, or take the package for that one")
        .severity(severity);
}
