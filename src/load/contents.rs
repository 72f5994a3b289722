//! Takes what comes out of the members of an archive, each in one pass: the sum of all, the bytes of the module file,
//! the facts of dependencies.

use super::elf::incoming::{Arrived, Incoming};
use super::limits::Limits;
use super::room::Room;
use super::sum::Sum;
use super::tgz::{self, Budget};
use super::{deps, elf, zip};
use crate::bundle::archive::Archive;
use crate::bundle::dependency::DependencyFile;
use crate::input::data::Data;
use sha2::{Digest, Sha256};
use std::io::BufRead;

/// What is kept of the members.
pub(super) struct Contents {
    /// What the module file is, when it was opened.
    pub(super) module: Option<Arrived>,
    /// The files below `deps/` that were opened, by the number of the member.
    pub(super) deps: Vec<(usize, DependencyFile)>,
}

/// The member that is the module file, and what is looked for in it.
pub(super) struct Wanted<'a> {
    /// Its number.
    pub(super) index: Option<usize>,
    /// Names of commands.
    pub(super) commands: &'a [String],
}

/// Inflates all members within the limits; who waits for the other thread goes on with `sum`.
pub(super) fn read(
    data: Data<'_>,
    archive: &mut Archive,
    wanted: &Wanted<'_>,
    limits: &Limits,
    sum: &Sum<'_>,
) -> Contents {
    let chosen = deps::chosen(archive);
    let mut budget = Budget::new(limits);
    let mut contents = Contents { module: None, deps: Vec::new() };
    zip::contents(data, archive, limits, &|| sum.step(), &mut |index, member, input| {
        let mut dependency = |input: &mut dyn BufRead| {
            let file = tgz::read(&member.name, input, limits, &mut budget);
            let sum = file.sha256.unwrap_or_default();
            contents.deps.push((index, file));
            sum
        };
        match (chosen.binary_search(&index).is_ok(), Some(index) == wanted.index) {
            (false, false) => digest(input, |_| {}),
            (true, false) => dependency(input),
            (false, true) => {
                let mut module = Incoming::new(member.size, wanted.commands);
                let sum = digest(input, |piece| module.take(piece));
                contents.module = Some(module.finish(limits));
                sum
            }
            // a module file below `deps/` is both
            (true, true) => {
                let bytes = whole(input, member.size);
                contents.module = Some(facts(&bytes, wanted.commands, limits));
                dependency(&mut &*bytes)
            }
        }
    });
    if let (Some(Arrived::Again), Some(index)) = (&contents.module, wanted.index) {
        let size = archive.members.get(index).map_or(0, |member| member.size);
        let again = zip::again(data, archive, index, limits, &|| sum.step(), &mut |input| {
            facts(&whole(input, size), wanted.commands, limits)
        });
        contents.module = again;
    }
    contents
}

fn facts(bytes: &[u8], commands: &[String], limits: &Limits) -> Arrived {
    if elf::is_elf(bytes) { Arrived::Elf(Box::new(elf::read(bytes, commands, limits))) } else { Arrived::Other }
}

/// All of a member, up to its declared size.
fn whole(input: &mut dyn BufRead, size: u64) -> Room {
    let mut room = Room::new(size);
    each(input, |piece| room.add(piece));
    room
}

/// The sum of a member, of which `take` gets each piece.
fn digest(input: &mut dyn BufRead, mut take: impl FnMut(&[u8])) -> [u8; 32] {
    let mut sha = Sha256::new();
    each(input, |piece| {
        sha.update(piece);
        take(piece);
    });
    sha.finalize().into()
}

fn each(input: &mut dyn BufRead, mut take: impl FnMut(&[u8])) {
    while let Some(piece) = input.fill_buf().ok().filter(|piece| !piece.is_empty()) {
        take(piece);
        let length = piece.len();
        input.consume(length);
    }
}
