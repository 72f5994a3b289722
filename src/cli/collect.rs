//! Finds inputs: named files, standard input, folders with the parts of a bundle, folders to walk.

use super::args::CheckArgs;
use super::error::Error;
use crate::bundle::dependency::DependencyFile;
use crate::input::{Content, Input, LooseFile, Source};
use crate::load::limits::Limits;
use crate::load::sniff;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files up to this size are read at once.
const AT_ONCE: u64 = 1 << 20;

/// An input that was found and is not read yet, unless it came from standard input.
#[derive(Debug)]
pub(super) enum Found {
    /// A named file; judged whatever it is, unless `optional`.
    File { path: PathBuf, shown: String, optional: Optional },
    /// A folder with the parts of a bundle.
    Parts { path: PathBuf, shown: String },
    /// Standard input.
    Read(Input),
}

impl Found {
    /// The path as reports show it.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::File { shown, .. } | Self::Parts { shown, .. } => shown,
            Self::Read(input) => &input.path,
        }
    }

    /// Where it is, and the folder to look for a configuration from; `None` for standard input without a name.
    pub(super) fn place(&self) -> (Option<&Path>, PathBuf) {
        let (path, folder) = match self {
            Self::Parts { path, .. } => return (Some(path), path.clone()),
            Self::File { path, .. } => (path.as_path(), path.parent()),
            Self::Read(input) if input.path != "-" => (Path::new(&input.path), Path::new(&input.path).parent()),
            Self::Read(_) => return (None, PathBuf::from(".")),
        };
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        (Some(path), folder.unwrap_or(Path::new(".")).to_owned())
    }
}

/// When a file is passed over and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Optional {
    /// Never: it was named.
    No,
    /// When it is no module bundle: it was named by a hook.
    Hook,
    /// When it is no module bundle: it was met in a folder.
    Walked,
}

/// Finds the inputs in the order of the arguments; inside a folder by name.
pub(super) fn collect(arguments: &CheckArgs, input: &mut dyn Read, limits: &Limits) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for path in &arguments.paths {
        if path.as_os_str() == "-" {
            found.push(Found::Read(standard_input(arguments.stdin_filename.as_deref(), input, limits)?));
        } else if path.is_dir() {
            folder(path, &mut found)?;
        } else {
            // a file that is not there fails when it is read, and the others are judged all the same
            let optional = if arguments.hook { Optional::Hook } else { Optional::No };
            found.push(Found::File { shown: shown(path), path: path.clone(), optional });
        }
    }
    Ok(found)
}

/// The one input of a path: standard input, a folder with the parts of a bundle, or a file.
pub(super) fn one(path: &Path, input: &mut dyn Read, limits: &Limits) -> Result<Found, Error> {
    if path.as_os_str() == "-" {
        return Ok(Found::Read(standard_input(None, input, limits)?));
    }
    if !path.is_dir() {
        return Ok(Found::File { path: path.to_owned(), shown: shown(path), optional: Optional::No });
    }
    if holds_parts(path)? {
        return Ok(Found::Parts { path: path.to_owned(), shown: shown(path) });
    }
    Err(Error::Usage(format!("{} holds neither a module.json nor exactly one `.so`", shown(path))))
}

fn standard_input(name: Option<&str>, input: &mut dyn Read, limits: &Limits) -> Result<Input, Error> {
    let mut bytes = Vec::new();
    let read = input.take(limits.file + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::Read("standard input".to_owned(), error))?;
    let source =
        if bytes.len() as u64 > limits.file { Source::TooLarge(bytes.len() as u64) } else { Source::Bytes(bytes) };
    Ok(Input { path: name.unwrap_or("-").to_owned(), source })
}

/// A path with `/` between its parts, whatever the system uses.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// A folder is judged as if packed when it holds the parts of a bundle; any other is walked.
fn folder(path: &Path, found: &mut Vec<Found>) -> Result<(), Error> {
    if holds_parts(path)? {
        found.push(Found::Parts { shown: shown(path), path: path.to_owned() });
        return Ok(());
    }
    // what a parent folder ignores was named here, so only ignore files inside count
    let walk =
        ignore::WalkBuilder::new(path).parents(false).git_global(false).sort_by_file_name(std::ffi::OsStr::cmp).build();
    for entry in walk {
        let entry = entry.map_err(|error| Error::Read(shown(path), std::io::Error::other(error)))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let is_metadata = entry.file_name() == "module.json";
        let file = entry.path();
        if is_file && is_metadata && file.parent().is_some_and(|parent| holds_module(parent).unwrap_or(false)) {
            let parent = file.parent().unwrap_or(path);
            found.push(Found::Parts { shown: shown(parent), path: parent.to_owned() });
        } else if is_file
            && (is_metadata
                || sniff::is_named_manifest(&shown(file))
                || starts_like_archive(file)
                || sniff::has_extension(&shown(file), "zip"))
        {
            found.push(Found::File { shown: shown(file), path: file.to_owned(), optional: Optional::Walked });
        }
    }
    Ok(())
}

fn names(path: &Path) -> Result<Vec<String>, Error> {
    let entries = std::fs::read_dir(path).map_err(|error| Error::Read(shown(path), error))?;
    Ok(entries.flatten().filter(|e| e.path().is_file()).map(|e| e.file_name().to_string_lossy().into_owned()).collect())
}

/// A module.json, or exactly one `.so`, at the root.
fn holds_parts(path: &Path) -> Result<bool, Error> {
    let names = names(path)?;
    Ok(names.iter().any(|name| name == "module.json") || names.iter().filter(|name| name.ends_with(".so")).count() == 1)
}

fn holds_module(path: &Path) -> Result<bool, Error> {
    Ok(names(path)?.iter().any(|name| name.ends_with(".so")))
}

fn starts_like_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"PK\x03\x04"
}

/// Reads an input; `None` when it may be passed over and is no module bundle.
pub(super) fn load(found: &Found, limits: &Limits) -> Result<Option<Input>, Error> {
    match found {
        Found::Read(input) => Ok(Some(input.clone())),
        Found::Parts { path, shown } => {
            let source = Source::Files(parts(path, limits)?);
            Ok(Some(Input { path: shown.clone(), source }))
        }
        Found::File { path, shown, optional } => {
            let source = file(path, limits)?;
            if let (Some(data), true) = (source.data(), *optional != Optional::No)
                && !crate::load::foreign::is_ours(data, shown, *optional == Optional::Hook)
            {
                return Ok(None);
            }
            Ok(Some(Input { path: shown.clone(), source }))
        }
    }
}

/// A regular file is read as its bytes are asked for, unless it is small.
fn file(path: &Path, limits: &Limits) -> Result<Source, Error> {
    let failed = |error| Error::Read(shown(path), error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.len() > limits.file {
        return Ok(Source::TooLarge(metadata.len()));
    }
    if metadata.is_file() && metadata.len() > AT_ONCE {
        return Ok(Source::File(super::file::open(file, &metadata)));
    }
    let bytes = whole(file, metadata.len(), limits).map_err(failed)?;
    Ok(if bytes.len() as u64 > limits.file { Source::TooLarge(bytes.len() as u64) } else { Source::Bytes(bytes) })
}

/// All bytes, up to one more than the limit: the file may grow while it is read, and a device has no size at all.
fn whole(file: impl Read, size: u64, limits: &Limits) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limits.file + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An error when an input could not be read to its end, or changed meanwhile.
pub(super) fn all_read(input: &Input) -> Result<(), Error> {
    input.failure().map_or(Ok(()), |error| {
        let error = std::io::Error::new(error.kind(), error.to_string());
        Err(Error::Read(input.path.clone(), error))
    })
}

/// The regular files of a folder with local copies of dependencies, by name.
pub(super) fn dependencies(folder: &Path, limits: &Limits) -> Result<Vec<DependencyFile>, Error> {
    let failed = |path: &Path, error| Error::Read(shown(path), error);
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    let entries: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = entries.map_err(|error| failed(folder, error))?;
    paths.retain(|path| path.is_file());
    paths.sort();
    let read = |path: &PathBuf| {
        let file = std::fs::File::open(path).map_err(|error| failed(path, error))?;
        Ok(crate::load::dependency(&shown(path), file, limits))
    };
    paths.iter().map(read).collect()
}

/// The files of a folder, hidden ones and those behind links too, as a packer would take them: the content of
/// what is judged, the names of the rest. Only git's own folder is left out.
fn parts(root: &Path, limits: &Limits) -> Result<Vec<LooseFile>, Error> {
    let mut files = Vec::new();
    let mut left = limits.total;
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(true)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build();
    // a link that leads nowhere, or round in circles, is no file of the folder
    for entry in walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
        let path = shown(entry.path().strip_prefix(root).unwrap_or(entry.path()));
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        let wanted = (path == "module.json" || path.ends_with(".so") || path.starts_with("deps/")) && size <= left;
        let content = match if wanted { file(entry.path(), limits)? } else { Source::TooLarge(size) } {
            Source::Bytes(bytes) => Content::Bytes(bytes),
            Source::File(file) => Content::File(file),
            Source::Files(_) | Source::TooLarge(_) => Content::NotRead,
        };
        let mut file = LooseFile { path, size, content };
        if let Some(data) = file.data() {
            // it may have grown since the folder was listed
            file.size = data.size();
            left = left.saturating_sub(file.size);
        }
        files.push(file);
    }
    Ok(files)
}
