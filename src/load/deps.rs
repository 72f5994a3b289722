//! The files below `deps/`: those of an archive, those of a folder, and local copies from anywhere.

use super::limits::Limits;
use super::tgz::{self, Budget};
use crate::bundle::Layer;
use crate::bundle::archive::{Archive, Member, StreamEnd};
use crate::bundle::dependency::DependencyFile;
use crate::input::LooseFile;
use std::io::{BufReader, Read};

const FOLDER: &str = "deps/";
/// Bytes of a local copy that are read at a time.
const BUFFER: usize = 64 * 1024;

/// Reads a dependency that lies somewhere else, such as a local copy of one that is named by url.
#[must_use]
pub fn dependency(name: &str, input: impl Read, limits: &Limits) -> DependencyFile {
    let input = BufReader::with_capacity(BUFFER, input.take(limits.file + 1));
    let mut file = tgz::read(name, input, limits, &mut Budget::new(limits));
    if file.size > limits.file {
        file.sha256 = None;
        file.tgz = Layer::Unreadable("the file is larger than what is read");
    }
    file
}

/// The numbers of the members below `deps/`: of several with one name the one that `zipfile` opens.
pub(super) fn chosen(archive: &Archive) -> Vec<usize> {
    let is_file = |member: &Member| member.name.starts_with(FOLDER) && !member.is_folder();
    let files = archive.members.iter().enumerate().filter(|(_, member)| is_file(member));
    let opened = files.filter(|(index, member)| archive.position(&member.name) == Some(*index));
    opened.map(|(index, _)| index).collect()
}

/// The files below `deps/` of an archive, of which `read` were read.
pub(super) fn packed(
    archive: &Archive,
    read: Vec<(usize, DependencyFile)>,
    over: &mut Vec<&'static str>,
) -> Vec<DependencyFile> {
    let mut read = read.into_iter().peekable();
    let file = |index| {
        let file = read.next_if(|(read, _)| *read == index).map(|(_, file)| file);
        archive.members.get(index).map(|member| member_file(member, file))
    };
    let files: Vec<_> = chosen(archive).into_iter().filter_map(file).collect();
    note(&files, over);
    files
}

fn member_file(member: &Member, read: Option<DependencyFile>) -> DependencyFile {
    let content = &member.content;
    let is_whole = content.end == StreamEnd::Complete && content.crc == member.central.crc;
    read.filter(|_| is_whole).unwrap_or_else(|| {
        let why = "the archive around it does not give it whole";
        unread(&member.name, member.size, content.head.clone(), why)
    })
}

/// The files below `deps/` of a folder.
pub(super) fn loose(files: &[LooseFile], limits: &Limits, over: &mut Vec<&'static str>) -> Vec<DependencyFile> {
    let mut budget = Budget::new(limits);
    let files: Vec<_> = files
        .iter()
        .filter(|file| file.path.starts_with(FOLDER))
        .zip(0..)
        .map(|(file, number)| {
            let limit = match file.data() {
                _ if number >= limits.members => "members",
                Some(data) => return tgz::read(&file.path, data.reader(0, data.size()), limits, &mut budget),
                None => "inflated-bytes",
            };
            if !over.contains(&limit) {
                over.push(limit);
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
