//! The files below `deps/`: those of an archive, those of a folder, and local copies from anywhere.

use super::limits::Limits;
use super::tgz::{self, Budget};
use crate::bundle::Layer;
use crate::bundle::archive::{Archive, Member, StreamEnd};
use crate::bundle::dependency::DependencyFile;
use crate::input::LooseFile;
use flate2::read::DeflateDecoder;
use std::io::Read;

const FOLDER: &str = "deps/";

/// Reads a dependency that lies somewhere else, such as a local copy of one that is named by url.
#[must_use]
pub fn dependency(name: &str, input: impl Read, limits: &Limits) -> DependencyFile {
    let mut file = tgz::read(name, input.take(limits.file + 1), limits, &mut Budget::new(limits));
    if file.size > limits.file {
        file.sha256 = None;
        file.tgz = Layer::Unreadable("the file is larger than what is read");
    }
    file
}

/// The files below `deps/` of an archive: of several with one name the one that `zipfile` opens.
pub(super) fn packed(
    data: &[u8],
    archive: &Archive,
    limits: &Limits,
    over: &mut Vec<&'static str>,
) -> Vec<DependencyFile> {
    let is_file = |member: &&Member| member.name.starts_with(FOLDER) && !member.is_folder();
    let is_last = |member: &&Member| archive.find(&member.name).is_some_and(|last| std::ptr::eq(last, *member));
    let mut budget = Budget::new(limits);
    let members = archive.members.iter().filter(is_file).filter(is_last).take(limits.members);
    let files: Vec<_> = members.map(|member| member_file(data, member, limits, &mut budget)).collect();
    note(&files, over);
    files
}

fn member_file(data: &[u8], member: &Member, limits: &Limits, budget: &mut Budget) -> DependencyFile {
    let content = &member.content;
    let start = usize::try_from(member.data_start).unwrap_or(usize::MAX);
    let end = start.saturating_add(usize::try_from(member.compressed).unwrap_or(usize::MAX));
    let is_whole = content.end == StreamEnd::Complete && content.crc == member.central.crc;
    match (data.get(start..end), member.central.method) {
        (Some(bytes), 0) if is_whole => tgz::read(&member.name, bytes, limits, budget),
        // the stream was found whole, of the declared size and with the right sum
        (Some(bytes), 8) if is_whole => tgz::read(&member.name, DeflateDecoder::new(bytes), limits, budget),
        _ => {
            let why = "the archive around it does not give it whole";
            unread(&member.name, member.size, content.head.clone(), why)
        }
    }
}

/// The files below `deps/` of a folder.
pub(super) fn loose(files: &[LooseFile], limits: &Limits, over: &mut Vec<&'static str>) -> Vec<DependencyFile> {
    let mut budget = Budget::new(limits);
    let files: Vec<_> = files
        .iter()
        .filter(|file| file.path.starts_with(FOLDER))
        .take(limits.members)
        .map(|file| {
            if file.bytes.len() as u64 == file.size {
                return tgz::read(&file.path, &*file.bytes, limits, &mut budget);
            }
            if !over.contains(&"inflated-bytes") {
                over.push("inflated-bytes");
            }
            unread(&file.path, file.size, Vec::new(), "the folder has more than what is read")
        })
        .collect();
    note(&files, over);
    files
}

fn unread(name: &str, size: u64, head: Vec<u8>, why: &'static str) -> DependencyFile {
    DependencyFile { name: name.to_owned(), size, sha256: None, head, tgz: Layer::Unreadable(why) }
}

/// Names the limits that were met.
fn note(files: &[DependencyFile], over: &mut Vec<&'static str>) {
    for limit in files.iter().filter_map(|file| file.tgz.ready()?.limit) {
        if !over.contains(&limit) {
            over.push(limit);
        }
    }
}
