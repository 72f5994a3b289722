//! What the operating systems of nodes offer to shared objects.
#![allow(dead_code, reason = "some columns are for people and for the tests")]

use super::operating_systems;
use serde::Deserialize;
use std::fmt;
use std::sync::LazyLock;

/// The version of a symbol version node: `2.34` of `GLIBC_2.34`. Compared number by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct NodeVersion(Vec<u32>);

impl NodeVersion {
    /// Reads two to four numbers, with dots between them.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        // `parse` alone would take a sign
        let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
        let numbers: Vec<u32> = text.splitn(5, '.').map(number).collect::<Option<_>>()?;
        (2..=4).contains(&numbers.len()).then_some(Self(numbers))
    }

    /// The first two numbers.
    pub(crate) fn major_minor(&self) -> (u32, u32) {
        let number = |index: usize| self.0.get(index).copied().unwrap_or_default();
        (number(0), number(1))
    }
}

impl TryFrom<String> for NodeVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no version"))
    }
}

impl fmt::Display for NodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// How well the values of a platform are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Confidence {
    High,
    Medium,
    Low,
}

/// A value of each architecture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByArchitecture {
    x86_64: Option<String>,
    aarch64: Option<String>,
}

impl ByArchitecture {
    /// The value of an architecture as the packer spells it.
    pub(crate) fn of(&self, architecture: &str) -> Option<&str> {
        match architecture {
            "x86_64" => self.x86_64.as_deref(),
            "aarch64" => self.aarch64.as_deref(),
            _ => None,
        }
    }
}

/// What an operating system offers. The plain values are there in all its releases, `recent` ones in newer ones.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Platform {
    /// Family and major version, the spelling of the packer.
    pub(crate) os: String,
    /// Its name for people.
    pub(crate) title: String,
    pub(crate) glibc: NodeVersion,
    pub(crate) glibcxx: NodeVersion,
    pub(crate) glibcxx_recent: Option<NodeVersion>,
    pub(crate) cxxabi: NodeVersion,
    pub(crate) cxxabi_recent: Option<NodeVersion>,
    libgcc: NodeVersion,
    libgcc_recent: Option<NodeVersion>,
    libgcc_aarch64: Option<NodeVersion>,
    libgcc_aarch64_recent: Option<NodeVersion>,
    /// Sonames that are there by default.
    pub(crate) openssl: Vec<String>,
    /// Sonames of packages that are not there by default.
    #[serde(default)]
    pub(crate) openssl_optional: Vec<String>,
    /// Where the loader finds `libc.so.6`.
    pub(crate) libc_folder: ByArchitecture,
    /// Where the loader finds `libstdc++.so.6`.
    pub(crate) libstdcxx_folder: ByArchitecture,
    pub(crate) confidence: Confidence,
    /// Columns that do not rest on the system's own package.
    #[serde(default)]
    pub(crate) inferred: Vec<String>,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

impl Platform {
    /// Whether a finding may rest on it.
    pub(crate) fn is_reliable(&self) -> bool {
        self.confidence != Confidence::Low
    }

    /// Whether nodes of some release line run it; the others are there for the tests that load modules.
    pub(crate) fn is_of_nodes(&self) -> bool {
        operating_systems().iter().any(|os| os.ramp == self.os)
    }

    /// The newest `GCC_` node of `libgcc_s.so.1` in all releases, and in recent ones where it differs.
    pub(crate) fn libgcc(&self, architecture: &str) -> Option<(&NodeVersion, Option<&NodeVersion>)> {
        match architecture {
            "x86_64" => Some((&self.libgcc, self.libgcc_recent.as_ref())),
            "aarch64" => self.libgcc_aarch64.as_ref().map(|node| (node, self.libgcc_aarch64_recent.as_ref())),
            _ => None,
        }
    }
}

/// A shared library of operating systems.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Library {
    pub(crate) soname: String,
    /// The project that it belongs to: `glibc`, `gcc`, `openssl` …
    pub(crate) of: String,
    /// The only architecture that has it.
    pub(crate) arch: Option<String>,
    present: Vec<String>,
    #[serde(default)]
    absent: Vec<String>,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

/// Whether an operating system has a library by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Present,
    Absent,
    Unknown,
}

impl Library {
    /// Whether a system has it by default; both names as the packer spells them.
    pub(crate) fn on(&self, os: &str, architecture: &str) -> Presence {
        if self.arch.as_deref().is_some_and(|only| only != architecture) {
            return Presence::Absent;
        }
        let is_in = |list: &[String]| list.iter().any(|name| name == os);
        if is_in(&self.present) {
            Presence::Present
        } else if is_in(&self.absent) {
            Presence::Absent
        } else {
            Presence::Unknown
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    platform: Vec<Platform>,
    #[serde(rename = "library")]
    libraries: Vec<Library>,
}

const TEXT: &str = include_str!("../../rules/tables/platforms.toml");
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// All platforms, sorted by their names.
pub(crate) fn platforms() -> &'static [Platform] {
    &TABLE.platform
}

/// A platform by the packer's name of the operating system.
pub(crate) fn platform(os: &str) -> Option<&'static Platform> {
    platforms().iter().find(|row| row.os == os)
}

/// All libraries, sorted by their sonames.
pub(crate) fn libraries() -> &'static [Library] {
    &TABLE.libraries
}

/// A library by its soname.
pub(crate) fn library(soname: &str) -> Option<&'static Library> {
    libraries().binary_search_by(|row| row.soname.as_str().cmp(soname)).ok().and_then(|at| libraries().get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> NodeVersion {
        NodeVersion::parse(text).unwrap()
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(node("2.4") < node("2.34"));
        assert!(node("7.0.0") < node("11.0"));
        assert!(node("3.4") < node("3.4.1"));
        assert_eq!(node("3.4.29").to_string(), "3.4.29");
        assert_eq!(node("2.34").major_minor(), (2, 34));
        for text in ["", "2", "2.", ".2", "2.+3", "2.x", "1.2.3.4.5", "ABI_DT_RELR", "2.99999999999"] {
            assert!(NodeVersion::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn platforms_are_sorted_known_and_have_sources() {
        toml::from_str::<Table>(TEXT).unwrap();
        assert!(platforms().is_sorted_by(|a, b| a.os < b.os));
        for row in platforms() {
            // systems of no release line are there for the tests that load modules
            assert!(row.is_of_nodes() || row.os.starts_with("debian"), "{}", row.os);
            assert!(!row.source.is_empty() && !row.title.is_empty(), "{}", row.os);
            assert!(row.note.as_ref().is_none_or(|note| !note.is_empty()), "{}", row.os);
            assert!(row.glibcxx_recent.as_ref().is_none_or(|recent| *recent > row.glibcxx), "{}", row.os);
            assert!(row.cxxabi_recent.as_ref().is_none_or(|recent| *recent > row.cxxabi), "{}", row.os);
            for architecture in ["x86_64", "aarch64"] {
                let Some((oldest, recent)) = row.libgcc(architecture) else { continue };
                assert!(recent.is_none_or(|recent| recent > oldest), "{}", row.os);
                let folders = [row.libc_folder.of(architecture), row.libstdcxx_folder.of(architecture)];
                assert!(folders.iter().all(|folder| folder.is_some_and(|text| text.starts_with('/'))), "{}", row.os);
            }
        }
    }

    #[test]
    fn every_system_of_the_server_since_rhel_7_has_a_platform() {
        for os in operating_systems().iter().filter(|os| !matches!(&*os.ramp, "rhel6" | "ubuntu14")) {
            assert!(platform(&os.ramp).is_some(), "{}", os.ramp);
        }
        assert!(!platform("amzn2018").unwrap().is_reliable());
        assert!(platforms().iter().filter(|row| row.os != "amzn2018").all(Platform::is_reliable));
    }

    #[test]
    fn what_is_inferred_names_columns() {
        let table: toml::Table = toml::from_str(TEXT).unwrap();
        for row in table["platform"].as_array().unwrap() {
            let Some(inferred) = row.get("inferred") else { continue };
            for column in inferred.as_array().unwrap() {
                let column = column.as_str().unwrap();
                assert!(row.get(column).is_some(), "{}: {column}", row["os"]);
            }
        }
    }

    #[test]
    fn libraries_are_sorted_and_name_known_systems() {
        assert!(libraries().is_sorted_by(|a, b| a.soname < b.soname));
        for row in libraries() {
            assert!(!row.source.is_empty(), "{}", row.soname);
            assert!(matches!(&*row.of, "glibc" | "gcc" | "openssl" | "libxcrypt" | "zlib"), "{}", row.soname);
            assert!(row.arch.as_deref().is_none_or(|arch| matches!(arch, "x86_64" | "aarch64")), "{}", row.soname);
            assert!(row.present.is_sorted_by(|a, b| a < b) && row.absent.is_sorted_by(|a, b| a < b), "{}", row.soname);
            assert!(row.present.iter().chain(&row.absent).all(|os| platform(os).is_some()), "{}", row.soname);
            assert!(row.present.iter().all(|os| !row.absent.contains(os)), "{}", row.soname);
        }
    }

    #[test]
    fn both_lists_say_the_same_of_openssl() {
        for row in platforms() {
            assert!(row.openssl.iter().all(|soname| !row.openssl_optional.contains(soname)), "{}", row.os);
            assert!(row.openssl.iter().chain(&row.openssl_optional).all(|soname| library(soname).is_some()));
            for library in libraries().iter().filter(|library| library.of == "openssl") {
                let is_there = library.on(&row.os, "x86_64") == Presence::Present;
                assert_eq!(is_there, row.openssl.contains(&library.soname), "{} {}", row.os, library.soname);
            }
        }
    }

    #[test]
    fn libraries_are_found() {
        assert_eq!(library("libc.so.6").unwrap().on("rhel8", "aarch64"), Presence::Present);
        assert_eq!(library("libcrypt.so.1").unwrap().on("rhel9", "x86_64"), Presence::Absent);
        assert_eq!(library("libgomp.so.1").unwrap().on("rhel9", "x86_64"), Presence::Unknown);
        assert_eq!(library("ld-linux-x86-64.so.2").unwrap().on("rhel9", "aarch64"), Presence::Absent);
        assert!(library("libfoo.so.1").is_none());
    }
}
