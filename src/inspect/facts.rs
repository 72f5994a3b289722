//! The plain data of an inspection. Serialized as they stand: a change of meaning is a new schema version.
//!
//! Sizes and offsets count bytes, offsets from 0.

use serde::Serialize;

/// What an input is.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The path as it was given.
    pub path: String,
    /// `bundle`, `directory`, `metadata`, `module`, or `unknown` for a file that is none of them.
    pub kind: &'static str,
    /// SHA-256 of the file in hexadecimal digits; `None` for a folder.
    pub sha256: Option<String>,
    /// Size of the input.
    pub size: u64,
    /// The parts that could not be read.
    pub unread: Vec<Unread>,
    /// Limits that stopped the reading, by name.
    pub limits: Vec<&'static str>,
    /// The fields of module.json, but for those that have a list of their own here, in its order.
    pub fields: Vec<Field>,
    /// `commands` of module.json.
    pub commands: Vec<Command>,
    /// `capabilities` of module.json.
    pub capabilities: Vec<String>,
    /// `dependencies` and `optional-dependencies` of module.json.
    pub dependencies: Vec<Dependency>,
    /// The members of the archive in the order of its directory, or the files of a folder.
    pub members: Vec<Member>,
    /// The dependency archives that are packed.
    pub archives: Vec<DependencyArchive>,
    /// The module file.
    pub module: Option<File>,
    /// Where the module file loads.
    pub load: Vec<Loading>,
    /// What each byte of the archive belongs to, in the order of the file.
    pub map: Vec<Stretch>,
    /// Pairs of members whose bytes overlap, by their numbers in `members`; a member that runs into the central
    /// directory is paired with itself.
    pub overlaps: Vec<(usize, usize)>,
}

/// A part of the input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The part.
    pub part: String,
    /// Why.
    pub why: String,
}

/// A field of module.json.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value: a string as it is, a list of strings with commas, anything else as JSON, cut when it is long.
    pub value: String,
}

/// A command of module.json.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// `command_name`.
    pub name: String,
    /// `command_arity`, when it is an integer.
    pub arity: Option<i64>,
    /// `flags`.
    pub flags: Vec<String>,
    /// `first_key`, `last_key` and `step`, those that are integers.
    pub keys: [Option<i64>; 3],
}

/// A dependency of module.json.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Whether it stands in `optional-dependencies`.
    pub is_optional: bool,
    /// `url`.
    pub url: Option<String>,
    /// `sha256`.
    pub sha256: Option<String>,
    /// The member that holds it.
    pub packed: Option<String>,
}

/// A member of the archive, or a file of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its size as declared.
    pub size: u64,
    /// Bytes that it takes in the archive; `None` in a folder.
    pub compressed: Option<u64>,
    /// The compression method by name.
    pub method: Option<String>,
    /// CRC-32 as declared, in hexadecimal digits.
    pub crc32: Option<String>,
    /// SHA-256 of the content in hexadecimal digits, when it was read whole.
    pub sha256: Option<String>,
    /// The Unix mode in octal digits, when a Unix packed it.
    pub mode: Option<String>,
    /// Offset of its local header.
    pub offset: Option<u64>,
}

/// A gzipped tar below `deps/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DependencyArchive {
    /// The member that holds it.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// SHA-256 in hexadecimal digits, when it was read whole.
    pub sha256: Option<String>,
    /// Files, links and folders in it; `None` when it is no archive that was read.
    pub members: Option<u64>,
    /// Size of the tar.
    pub inflated: Option<u64>,
    /// The programs and libraries in it, in words: number, machine, the glibc that they need.
    pub binaries: Vec<String>,
}

/// The module file.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// SHA-256 in hexadecimal digits, when it was read whole.
    pub sha256: Option<String>,
    /// Whether `sha256` of module.json is the same; `None` without either.
    pub is_as_declared: Option<bool>,
    /// What the file is: `ELF 64-bit shared object for x86_64`, `a Mach-O file` …
    pub format: String,
    /// The build id.
    pub build_id: Option<String>,
    /// `DT_SONAME`.
    pub soname: Option<String>,
    /// `DT_NEEDED`, `DT_RPATH` and `DT_RUNPATH`.
    pub libraries: Libraries,
    /// The versions that it needs of these libraries.
    pub needs: Vec<Need>,
    /// What the server calls: `RedisModule_OnLoad`, `ValkeyModule_OnLoad`, those that `dlsym` finds.
    pub entry_points: Vec<&'static str>,
    /// The symbols that others can use.
    pub exports: Vec<String>,
    /// Symbols that something else has to define, without those that have versions.
    pub imports: Vec<String>,
    /// Whether there are more symbols than these lists have.
    pub is_partial: bool,
    /// Names of the module API among its strings, and the version of Redis that brought the newest of them.
    pub api: Option<(usize, Option<String>)>,
    /// How it is linked, in the words of the linker: `relro`, `now`, `executable stack` …
    pub linking: Vec<&'static str>,
    /// Sizes of what it holds.
    pub sizes: Sizes,
}

/// The libraries that a module file names, and where it has them looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Libraries {
    /// `DT_NEEDED`.
    pub needed: Vec<String>,
    /// `DT_RPATH`.
    pub rpath: Option<String>,
    /// `DT_RUNPATH`.
    pub runpath: Option<String>,
}

/// What is needed of a library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// `libc.so.6`.
    pub soname: String,
    /// The versions, oldest first.
    pub versions: Vec<Version>,
}

/// A version that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// `GLIBC_2.34`.
    pub name: String,
    /// The symbols that need it.
    pub symbols: Vec<String>,
}

/// Bytes of the module file by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// What is loaded and executable.
    pub code: u64,
    /// The rest of what is loaded from the file.
    pub data: u64,
    /// Memory that is zeroed on loading and takes no bytes of the file.
    pub zeroed: u64,
    /// Debug information, which no loader reads.
    pub debug: u64,
    /// The full symbol table and its names, which no loader reads.
    pub symbols: u64,
}

/// What becomes of loading the module file on nodes of one platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loading {
    /// Operating system, in a module.json's spelling.
    pub os: String,
    /// Architecture, likewise.
    pub arch: String,
    /// `loads`, `fails` or `unknown`.
    pub outcome: &'static str,
    /// The loader's or the server's own sentence.
    pub error: Option<String>,
    /// What is behind an unknown outcome.
    pub why: Option<String>,
}

/// A stretch of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Offset of its first byte.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// What it is: `local header`, `data`, `descriptor`, `central header`, `end record`, `gap` …
    pub what: &'static str,
    /// The member that it belongs to, or what a gap holds.
    pub of: Option<String>,
    /// Whether it begins before the end of what stands before it.
    pub overlaps: bool,
}
