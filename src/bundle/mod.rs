//! The facts read from an input, before anyone judges them.
//!
//! Nothing here decides whether a value is good; that is the work of `checks`.

pub mod archive;
pub mod dependency;
pub mod elf;
pub mod json;
pub mod manifest;
pub mod metadata;
pub mod place;

use crate::load::limits::Limits;
use archive::Archive;
use dependency::DependencyFile;
use elf::Elf;
use manifest::Manifest;
use metadata::Metadata;

/// What an input is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum Kind {
    /// A zip archive, or what was given as one.
    Bundle,
    /// A folder with the parts of a bundle.
    Directory,
    /// A bare module.json.
    Metadata,
    /// A bare module file.
    Module,
    /// A packing manifest, `ramp.yml`.
    Manifest,
    /// A configuration of ours, which stands in a report only for findings about itself.
    Config,
}

/// A part of the input that was read, is not there, or could not be read.
#[derive(Debug, Clone)]
pub enum Layer<T> {
    /// Read.
    Ready(T),
    /// Not part of this input.
    Absent,
    /// Part of the input, but not readable; why.
    Unreadable(&'static str),
}

impl<T> Layer<T> {
    /// The content when it was read.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}

/// All facts about one input.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// File name of the input without its folders; `None` for standard input without a name.
    pub file_name: Option<String>,
    /// What the input is.
    pub kind: Kind,
    /// Size of the input in bytes; of a folder, of its files together.
    pub size: u64,
    /// SHA-256 of the input; `None` for a folder.
    pub sha256: Option<[u8; 32]>,
    /// The archive's records.
    pub archive: Layer<Archive>,
    /// The module.json; of a manifest, what `ramp pack` would write, with its places in the YAML.
    pub metadata: Layer<Metadata>,
    /// The module file.
    pub module: Layer<ModuleFile>,
    /// The packing manifest, when the input is one.
    pub manifest: Layer<Manifest>,
    /// Names of the members, or relative paths of a folder's files, in the order of the input.
    pub files: Vec<String>,
    /// Limits that stopped the reading, by name.
    pub limits: Vec<&'static str>,
    /// The limits of the reading.
    pub max: Limits,
    /// The files below `deps/`.
    pub deps: Vec<DependencyFile>,
    /// Local copies of dependencies, which lie beside the input.
    pub local_deps: Vec<DependencyFile>,
}

/// The `.so` of an input.
#[derive(Debug, Clone)]
pub struct ModuleFile {
    /// Name of the member or file.
    pub name: String,
    /// Size in bytes, as read.
    pub size: u64,
    /// SHA-256 of the content, when it was read whole.
    pub sha256: Option<[u8; 32]>,
    /// The first 4,096 bytes.
    pub head: Vec<u8>,
    /// What it says when it is an ELF file.
    pub elf: Layer<Box<Elf>>,
}
