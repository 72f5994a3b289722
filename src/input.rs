//! What a check is given: bytes or the files of a folder, and how the nodes look.

pub mod data;

use crate::bundle::Bundle;
use crate::bundle::dependency::DependencyFile;
use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::Metadata;
use crate::cluster::Snapshot;
use crate::endpoint::Endpoint;
use crate::listing::Listing;
use crate::load::limits::Limits;
use crate::target::Target;
use data::{Data, File};
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

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
    /// The same, read as its bytes are asked for.
    File(File),
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
    pub content: Content,
}

/// The content of a file of a folder.
#[derive(Debug, Clone)]
pub enum Content {
    /// At hand.
    Bytes(Vec<u8>),
    /// Read as its bytes are asked for.
    File(File),
    /// Not read: only the name counts, or it is too large.
    NotRead,
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
    /// Versions of Redis whose databases must be able to use the module, as major.minor.
    pub redis: Vec<String>,
    /// Capabilities whose database features must be possible.
    pub required_capabilities: Vec<String>,
    /// Whether the cluster takes uploads where a setting decides; `None` for the line's default.
    pub allow_modules_upload: Option<bool>,
    /// What is known of the cluster itself.
    pub cluster: Option<Snapshot>,
    /// Lists that name the module for somebody who downloads it.
    pub listings: Vec<Listing>,
    /// How much is read.
    pub limits: Limits,
    /// The committed files that a bundle is made from, or is compared with.
    pub committed: Vec<CommittedFile>,
    /// Local copies of dependencies that bundles name by url.
    pub local_deps: Vec<DependencyFile>,
    /// The bundles that databases have now: what an upgrade is compared with.
    pub previous: Vec<Arc<Bundle>>,
    /// The release that the input belongs to.
    pub release: Option<Release>,
    /// Whether reports keep the map of the archive.
    pub map: bool,
}

/// Bundles that make up one release.
#[derive(Debug, Clone)]
pub struct Release {
    /// All of them whose module.json could be read, in the order of the run.
    pub bundles: Arc<Vec<Sibling>>,
    /// Which of them the input is; `None` when its module.json could not be read.
    pub own: Option<usize>,
}

/// A bundle of a release.
#[derive(Debug, Clone)]
pub struct Sibling {
    /// Its path.
    pub path: String,
    /// Its module.json.
    pub metadata: Metadata,
}

/// A file under version control that says what module.json says.
#[derive(Debug, Clone)]
pub struct CommittedFile {
    /// The path as reports show it.
    pub path: String,
    /// What it is.
    pub content: CommittedContent,
}

/// What a committed file is.
#[derive(Debug, Clone)]
pub enum CommittedContent {
    /// The manifest that bundles are packed from (`--manifest`), and what `ramp pack` makes of it.
    Manifest(Box<Manifest>, Box<Metadata>),
    /// A module.json (`--map module.json=FILE`).
    Metadata(Box<Metadata>),
    /// A module.json that lies beside the input; it counts when the bundle holds the same text.
    Beside(Box<Metadata>),
}

/// What a rule of the release lines judges against.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The release line.
    pub target: &'a Target,
    /// What was asked for.
    pub options: &'a Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            targets: crate::target::supported(),
            targets_named: false,
            endpoints: Endpoint::ALL.to_vec(),
            endpoints_named: false,
            os: Vec::new(),
            arch: None,
            redis: Vec::new(),
            required_capabilities: Vec::new(),
            allow_modules_upload: None,
            cluster: None,
            listings: Vec::new(),
            limits: Limits::default(),
            committed: Vec::new(),
            local_deps: Vec::new(),
            previous: Vec::new(),
            release: None,
            map: false,
        }
    }
}

impl Options {
    /// Operating systems of the nodes, where the user or the cluster names them.
    #[must_use]
    pub fn node_systems(&self) -> Vec<String> {
        if !self.os.is_empty() {
            return self.os.clone();
        }
        let nodes = self.cluster.iter().flat_map(|cluster| &cluster.nodes);
        let systems: BTreeSet<&String> = nodes.filter_map(|node| node.os.as_ref()).collect();
        systems.into_iter().cloned().collect()
    }

    /// Takes over what a cluster says of itself, except what was asked for otherwise.
    ///
    /// Its build becomes the target unless targets were named.
    pub fn know(&mut self, cluster: Snapshot) {
        let release = cluster.version.as_deref();
        let release = release.and_then(|build| crate::cluster::release(crate::target::select::profiles(), build));
        if let (Some(release), false) = (release, self.targets_named) {
            self.targets = vec![release.target];
            self.targets_named = true;
        }
        self.allow_modules_upload = self.allow_modules_upload.or(cluster.allow_modules_upload);
        self.cluster = Some(cluster);
    }
}

impl Source {
    /// The bytes of a file.
    #[must_use]
    pub fn data(&self) -> Option<Data<'_>> {
        match self {
            Self::Bytes(bytes) => Some(Data::Bytes(bytes)),
            Self::File(file) => Some(Data::File(file)),
            Self::Files(_) | Self::TooLarge(_) => None,
        }
    }
}

impl Case<'_> {
    /// The operating systems that nodes of every asked line run, in a module.json's spelling.
    #[must_use]
    pub fn common_systems(&self) -> Vec<&str> {
        let mut common = self.target.os_names();
        common.retain(|os| self.options.targets.iter().all(|target| target.has_os(os)));
        common
    }
}

impl LooseFile {
    /// The bytes, unless they are not read.
    #[must_use]
    pub fn data(&self) -> Option<Data<'_>> {
        match &self.content {
            Content::Bytes(bytes) => Some(Data::Bytes(bytes)),
            Content::File(file) => Some(Data::File(file)),
            Content::NotRead => None,
        }
    }
}

impl Input {
    /// Why bytes of the input could not be read; the report then knows nothing of it.
    #[must_use]
    pub fn failure(&self) -> Option<&io::Error> {
        self.files().find_map(File::failure)
    }

    /// The files that are read as their bytes are asked for.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        let (one, loose) = match &self.source {
            Source::File(file) => (Some(file), [].as_slice()),
            Source::Files(loose) => (None, loose.as_slice()),
            Source::Bytes(_) | Source::TooLarge(_) => (None, [].as_slice()),
        };
        let of_loose = loose.iter().filter_map(|file| match &file.content {
            Content::File(file) => Some(file),
            Content::Bytes(_) | Content::NotRead => None,
        });
        one.into_iter().chain(of_loose)
    }

    /// The last part of the path, when the input is a file.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        let name = self.path.rsplit('/').next().filter(|name| !name.is_empty() && *name != "-")?;
        (!matches!(self.source, Source::Files(_))).then(|| name.to_owned())
    }
}
