//! `--manifest` and `--map`: the committed files that say what module.json says, and one that lies beside an input.

use super::args::CheckArgs;
use super::collect::{self, Found};
use super::error::Error;
use crate::bundle::metadata::Metadata;
use crate::input::{CommittedContent, CommittedFile, Options};
use crate::load::limits::Limits;
use crate::load::{json, manifest};
use crate::report::escape::visible;
use std::io::Read;
use std::path::Path;

/// The member that committed files can stand for.
const METADATA: &str = "module.json";

/// Reads what the arguments name.
pub(super) fn apply(arguments: &CheckArgs, options: &mut Options) -> Result<(), Error> {
    if let Some(path) = &arguments.manifest {
        let bytes = read(path, &options.limits)?;
        let shown = collect::shown(path);
        let unusable =
            |why: &str| Error::Usage(format!("--manifest {}: {why}; check it by itself first", visible(&shown)));
        let read = manifest::read(&name(&shown), &bytes, &options.limits);
        let (manifest, packed) = read.ok_or_else(|| unusable("it is larger than what is read"))?;
        let packed = packed.ok_or_else(|| unusable("`ramp pack` reads no mapping in it"))?;
        let content = CommittedContent::Manifest(Box::new(manifest), Box::new(packed));
        options.committed.push(CommittedFile { path: shown, content });
    }
    if let Some(map) = &arguments.map {
        let (member, path) = map.split_once('=').unwrap_or((METADATA, map));
        if member != METADATA {
            let member = visible(member);
            return Err(Error::Usage(format!("--map {member}=…: only findings about {METADATA} can be mapped")));
        }
        let path = Path::new(path);
        let content = CommittedContent::Metadata(Box::new(metadata(path, &read(path, &options.limits)?)));
        options.committed.push(CommittedFile { path: collect::shown(path), content });
    }
    Ok(())
}

/// A module.json in the folder of a file that is judged; it counts when the bundle holds the same text.
pub(super) fn beside(found: &Found, limits: &Limits) -> Option<CommittedFile> {
    let Found::File { path, .. } = found else { return None };
    if path.file_name()? == METADATA {
        return None;
    }
    let path = path.parent()?.join(METADATA);
    let bytes = path.is_file().then(|| read(&path, limits).ok())??;
    let content = CommittedContent::Beside(Box::new(metadata(&path, &bytes)));
    Some(CommittedFile { path: collect::shown(&path), content })
}

fn metadata(path: &Path, bytes: &[u8]) -> Metadata {
    let member = name(&collect::shown(path));
    Metadata { member, size: bytes.len() as u64, document: json::read(bytes), open: Vec::new() }
}

fn name(shown: &str) -> String {
    shown.rsplit('/').next().unwrap_or(shown).to_owned()
}

fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::Read(collect::shown(path), error);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(limits.metadata + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits.metadata {
        return Err(failed(std::io::Error::other("it is larger than what is read of it")));
    }
    Ok(bytes)
}
