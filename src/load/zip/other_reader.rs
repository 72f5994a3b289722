//! What another reader makes of the same bytes: the crate `zip`, which tools written in Rust use.

use super::METADATA;
use crate::bundle::archive::{Archive, Member, OtherReader};
use crate::input::data::Data;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Compares where the crate `zip` and `zipfile` find `module.json` and the module files. Nothing is inflated, and
/// an archive of more than `most` members is not looked at.
pub(super) fn compare(data: Data<'_>, archive: &Archive, most: usize) -> OtherReader {
    if !archive.opens() || archive.members.len() > most {
        return OtherReader::NotAsked;
    }
    // the crate is not ours: a panic in it says nothing about the bundle
    catch_unwind(AssertUnwindSafe(|| differences(data, archive))).unwrap_or(OtherReader::NotAsked)
}

fn differences(data: Data<'_>, archive: &Archive) -> OtherReader {
    let Ok(mut other) = zip::ZipArchive::new(data.reader(0, data.size())) else { return OtherReader::Refuses };
    let mut names: Vec<&str> = archive.members.iter().map(|m| m.name.as_str()).filter(|n| n.ends_with(".so")).collect();
    names.push(METADATA);
    for name in names {
        // where zipfile opens nothing there is nothing to compare; a NUL in a name is a fault of its own
        let is_plain = |member: &&Member| member.open.is_ok() && member.name == member.full_name;
        let Some(member) = archive.find(name).filter(is_plain) else { continue };
        let ours = u64::try_from(member.local_offset).ok();
        let theirs = other.index_for_name(name).and_then(|at| Some(other.by_index_raw(at).ok()?.header_start()));
        if ours != theirs {
            return OtherReader::Elsewhere(name.to_owned());
        }
    }
    let theirs = other
        .file_names()
        .flatten()
        .find(|name| name.ends_with(".so") && !name.contains('\0') && archive.find(name).is_none());
    theirs.map_or(OtherReader::Agrees, |name| OtherReader::OnlyThere(name.into_owned()))
}
