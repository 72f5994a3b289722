//! What a module needs of a node's shared libraries, and what the node's operating system has of it.

use crate::bundle::elf::{Elf, Need, NeededVersion, Undefined};
use crate::tables::platforms::{self, NodeVersion, Platform, Presence};

/// The runtime whose symbols have versions of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// `GLIBC_`, of the C library.
    Glibc,
    /// `GLIBCXX_` and `CXXABI_`, of the C++ library.
    Cxx,
    /// `GCC_`, of the compiler's own library.
    Gcc,
}

/// Whether a system has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Has {
    Yes,
    No,
    /// No source says, or only some releases of the system have it.
    Unknown,
}

/// A version that a module needs and a system does not have for certain.
pub(crate) struct Lack<'a> {
    pub(crate) runtime: Runtime,
    pub(crate) need: &'a Need,
    pub(crate) version: &'a NeededVersion,
    pub(crate) has: Has,
    /// The symbol that the loader misses, where it would do without the version.
    pub(crate) symbol: Option<&'a str>,
    /// Its number, to compare it with others; `None` when it has none.
    pub(crate) wanted: Option<NodeVersion>,
    /// The newest version of that kind that the system has.
    pub(crate) newest: &'static NodeVersion,
}

/// The versions that a system lacks, or may lack, in the order in which the loader looks.
pub(crate) fn lacks<'a>(elf: &'a Elf, platform: &'static Platform, arch: &str) -> Vec<Lack<'a>> {
    let mut lacks = Vec::new();
    for need in &elf.needs {
        for version in &need.versions {
            let is_asked_for = |symbol: &&Undefined| symbol.is_used && !symbol.is_weak;
            let symbol = elf.behind(version).find(is_asked_for).filter(|_| version.is_weak);
            if version.is_weak && symbol.is_none() {
                continue;
            }
            let Some((runtime, has, newest)) = judge(&version.name, platform, arch) else { continue };
            if has != Has::Yes {
                let wanted = version.name.rsplit('_').next().and_then(NodeVersion::parse);
                let symbol = symbol.map(|symbol| symbol.name.as_str());
                lacks.push(Lack { runtime, need, version, has, symbol, wanted, newest });
            }
        }
    }
    lacks
}

/// `None` for versions of other libraries.
fn judge(name: &str, platform: &'static Platform, arch: &str) -> Option<(Runtime, Has, &'static NodeVersion)> {
    let (runtime, newest, recent, wanted) = if let Some(rest) = name.strip_prefix("GLIBC_") {
        (Runtime::Glibc, &platform.glibc, None, rest)
    } else if let Some(rest) = name.strip_prefix("GLIBCXX_") {
        (Runtime::Cxx, &platform.glibcxx, platform.glibcxx_recent.as_ref(), rest)
    } else if let Some(rest) = name.strip_prefix("CXXABI_") {
        (Runtime::Cxx, &platform.cxxabi, platform.cxxabi_recent.as_ref(), rest)
    } else {
        let rest = name.strip_prefix("GCC_")?;
        let (newest, recent) = platform.libgcc(arch)?;
        (Runtime::Gcc, newest, recent, rest)
    };
    let Some(wanted) = NodeVersion::parse(wanted) else {
        // no number to compare
        let has = match wanted {
            "TM_1" => Has::Yes,
            // glibc 2.36 brought it (NEWS)
            "ABI_DT_RELR" if platform.is_reliable() => {
                if platform.glibc.major_minor() >= (2, 36) {
                    Has::Yes
                } else {
                    Has::No
                }
            }
            _ => Has::Unknown,
        };
        return Some((runtime, has, newest));
    };
    let has = match () {
        () if wanted <= *newest => Has::Yes,
        () if recent.is_some_and(|recent| wanted <= *recent) || !platform.is_reliable() => Has::Unknown,
        () => Has::No,
    };
    Some((runtime, has, newest))
}

/// The libraries of `DT_NEEDED` that a system lacks, or may lack.
pub(crate) fn libraries<'a>(elf: &'a Elf, platform: &Platform, arch: &str) -> Vec<(&'a str, Has)> {
    let needed = elf.dynamic.iter().flat_map(|dynamic| &dynamic.needed).map(|name| name.text.as_str());
    needed.map(|name| (name, library(elf, name, platform, arch))).filter(|(_, has)| *has != Has::Yes).collect()
}

fn library(elf: &Elf, name: &str, platform: &Platform, arch: &str) -> Has {
    let brings_its_own = elf.dynamic.as_ref().is_some_and(|d| d.rpath.is_some() || d.runpath.is_some());
    match platforms::library(name).map(|library| library.on(&platform.os, arch)) {
        Some(Presence::Present) => Has::Yes,
        // musl's C library is on none of them
        None if name.starts_with("libc.musl-") => Has::No,
        Some(Presence::Absent) if !brings_its_own && platform.is_reliable() => Has::No,
        _ => Has::Unknown,
    }
}
