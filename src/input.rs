//! What a check is given: bytes or the files of a folder, and how the nodes look.

use crate::bundle::dependency::DependencyFile;
use crate::endpoint::Endpoint;
use crate::load::limits::Limits;
use crate::target::Target;

/// One input, already read from wherever it was.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as reports show it.
    pub path: String,
    /// The bytes, or the files of a folder.
    pub source: Source,
}

/// The content of an input.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file: a bundle or a module.json, told apart by content.
    Bytes(Vec<u8>),
    /// A folder that holds the parts of a bundle.
    Files(Vec<LooseFile>),
    /// A file that is larger than the limit, with its size in bytes; nothing of it was read.
    TooLarge(u64),
}

/// A file of a folder.
#[derive(Debug, Clone)]
pub struct LooseFile {
    /// Path inside the folder, with `/` between its parts.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// The content of module.json, of `.so` files and below `deps/`; of others only the name counts.
    pub bytes: Vec<u8>,
}

/// What to judge against.
#[derive(Debug, Clone)]
pub struct Options {
    /// The release lines.
    pub targets: Vec<Target>,
    /// Whether the lines were named by the user, rather than taken because they are supported.
    pub targets_named: bool,
    /// The endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Whether the endpoints were named by the user.
    pub endpoints_named: bool,
    /// Operating systems of the nodes; empty for what the bundle declares.
    pub os: Vec<String>,
    /// Architecture of the nodes; `None` for what the bundle declares.
    pub arch: Option<String>,
    /// How much is read.
    pub limits: Limits,
    /// Local copies of dependencies that bundles name by url.
    pub local_deps: Vec<DependencyFile>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            targets: crate::target::targets().to_vec(),
            targets_named: false,
            endpoints: Endpoint::ALL.to_vec(),
            endpoints_named: false,
            os: Vec::new(),
            arch: None,
            limits: Limits::default(),
            local_deps: Vec::new(),
        }
    }
}

impl Input {
    /// The last part of the path, when the input is a file.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        let name = self.path.rsplit('/').next().filter(|name| !name.is_empty() && *name != "-")?;
        matches!(self.source, Source::Bytes(_) | Source::TooLarge(_)).then(|| name.to_owned())
    }
}
