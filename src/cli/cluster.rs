//! `--cluster`: reads saved answers of a cluster, and settles what they say with what else was asked for.

use super::args::CheckArgs;
use super::collect::shown;
use super::error::Error;
use super::lines::Lines;
use super::{Streams, warn};
use crate::checks::wording::quoted;
use crate::cluster::{self, Snapshot};
use crate::input::Options;
use crate::target::Target;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file of a snapshot.
const LARGEST: u64 = 64 << 20;
/// All files of a snapshot together.
const LARGEST_TOTAL: u64 = 256 << 20;
/// Files of a folder.
const MOST: usize = 1_000;

/// Reads the snapshot of `--cluster`.
pub(super) fn read(arguments: &CheckArgs, streams: &mut Streams<'_>) -> Result<Option<Snapshot>, Error> {
    let Some(path) = &arguments.cluster.cluster else { return Ok(None) };
    let snapshot = snapshot(path)?;
    for doubt in &snapshot.doubts {
        warn(streams, doubt);
    }
    Ok(Some(snapshot))
}

/// Takes over what the snapshot says and what the flags say about the cluster.
pub(super) fn apply(
    arguments: &CheckArgs,
    lines: &Lines,
    snapshot: Option<Snapshot>,
    options: &mut Options,
    streams: &mut Streams<'_>,
) -> Result<(), Error> {
    let typed = &arguments.cluster;
    if typed.allow_modules_upload {
        options.allow_modules_upload = Some(true);
    }
    let (Some(path), Some(snapshot)) = (&typed.cluster, snapshot) else { return Ok(()) };
    if typed.allow_modules_upload && snapshot.allow_modules_upload == Some(false) {
        let path = quoted(&shown(path));
        warn(streams, &format!("`allow_modules_upload` is false in {path}; `--allow-modules-upload` counts it as on"));
    }
    if let Some(release) = snapshot.version.as_deref().and_then(|build| cluster::release(lines.profiles(), build)) {
        if !arguments.target.is_empty() {
            must_agree(snapshot.version.as_deref().unwrap_or_default(), &release.target, &options.targets)?;
        }
        if let Some(why) = &release.why {
            warn(streams, why);
        }
        options.targets = vec![release.target];
        options.targets_named = true;
    }
    options.know(snapshot);
    Ok(())
}

/// The cluster of saved answers.
pub(super) fn snapshot(path: &Path) -> Result<cluster::Snapshot, Error> {
    cluster::read(&answers(path)?).map_err(Error::Usage)
}

/// Targets that were named must mean the build of the snapshot, or its line or release.
pub(super) fn must_agree(build: &str, target: &Target, named: &[Target]) -> Result<(), Error> {
    let same = |other: &&Target| {
        let is_of = other.asked == other.line || starts_with(build, &other.asked);
        other.asked == build || (other.line == target.line && is_of)
    };
    let Some(other) = named.iter().find(|other| !same(other)) else { return Ok(()) };
    let (build, other) = (quoted(build), quoted(&other.asked));
    Err(Error::Usage(format!("the snapshot is of a cluster with {build}, and `--target` asks for {other}: name one")))
}

/// Whether a build is of a release: `7.22.2-41` of `7.22.2`.
fn starts_with(build: &str, release: &str) -> bool {
    build.strip_prefix(release).is_some_and(|rest| rest.starts_with('-'))
}

/// The files: one, or those of a folder whose names end in `.json`.
fn answers(path: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let files = if path.is_dir() { folder(path)? } else { vec![path.to_owned()] };
    let mut left = LARGEST_TOTAL;
    let mut answers = Vec::with_capacity(files.len());
    for file in files {
        let bytes = read_up_to(&file, LARGEST.min(left))?;
        left -= bytes.len() as u64;
        answers.push((shown(&file), bytes));
    }
    Ok(answers)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |error| Error::Read(shown(path), error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let is_json = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json && file.is_file() {
            files.push(file);
        }
        if files.len() > MOST {
            return Err(Error::Usage(format!("{} has more than {MOST} files for a snapshot", shown(path))));
        }
    }
    if files.is_empty() {
        let hint = "see `ramplint explain --snapshot` for how to save them";
        return Err(Error::Usage(format!("{} has no `*.json`, so no answers of a cluster: {hint}", shown(path))));
    }
    files.sort_unstable();
    Ok(files)
}

/// The bytes of a file that is not larger than the limit.
pub(super) fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::Read(shown(path), error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Error::Usage(format!("{} has more than {limit} bytes", shown(path))));
    }
    Ok(bytes)
}
