//! Takes what comes out of the members of an archive, each in one pass: the sum of all, the bytes of the module file,
//! the facts of dependencies.

use super::limits::Limits;
use super::tgz::{self, Budget};
use super::{deps, elf, zip};
use crate::bundle::archive::{Archive, Member};
use crate::bundle::dependency::DependencyFile;
use crate::input::data::Data;
use sha2::{Digest, Sha256};
use std::io::BufRead;

/// Room that the bytes of a module file get at first.
const FIRST: usize = 64 * 1024;

/// What is kept of the members.
pub(super) struct Contents {
    /// The content of the module file up to its declared size, when it was opened; empty when it is no ELF file.
    pub(super) module: Option<Vec<u8>>,
    /// The files below `deps/` that were opened, by the number of the member.
    pub(super) deps: Vec<(usize, DependencyFile)>,
}

/// Inflates all members within the limits; `wanted` is the number of the module file.
pub(super) fn read(data: Data<'_>, archive: &mut Archive, wanted: Option<usize>, limits: &Limits) -> Contents {
    let chosen = deps::chosen(archive, limits);
    let mut budget = Budget::new(limits);
    let mut contents = Contents { module: None, deps: Vec::new() };
    zip::contents(data, archive, limits, &mut |index, member, input| {
        let mut dependency = |input: &mut dyn BufRead| {
            let file = tgz::read(&member.name, input, limits, &mut budget);
            let sum = file.sha256.unwrap_or_default();
            contents.deps.push((index, file));
            sum
        };
        match (chosen.binary_search(&index).is_ok(), Some(index) == wanted) {
            (false, false) => digest(input, member, None),
            (false, true) => digest(input, member, Some(contents.module.insert(Vec::new()))),
            (true, false) => dependency(input),
            // a module file below `deps/` is both
            (true, true) => {
                let bytes = contents.module.insert(Vec::new());
                let _ = input.read_to_end(bytes);
                dependency(&mut bytes.as_slice())
            }
        }
    });
    contents
}

/// The sum of a member; into `kept` goes all of it, when it starts as an ELF file does.
fn digest(input: &mut dyn BufRead, member: &Member, mut kept: Option<&mut Vec<u8>>) -> [u8; 32] {
    let mut sha = Sha256::new();
    let mut is_elf = None;
    // never beyond what is declared, so that no more than the file itself is held
    let declared = usize::try_from(member.size).unwrap_or(usize::MAX);
    while let Some(chunk) = input.fill_buf().ok().filter(|chunk| !chunk.is_empty()) {
        sha.update(chunk);
        if let Some(bytes) = kept.as_mut().filter(|_| *is_elf.get_or_insert_with(|| elf::is_elf(chunk))) {
            if bytes.capacity() - bytes.len() < chunk.len() {
                let left = declared.saturating_sub(bytes.len());
                bytes.reserve_exact(bytes.len().max(FIRST).min(left).max(chunk.len()));
            }
            bytes.extend_from_slice(chunk);
        }
        let length = chunk.len();
        input.consume(length);
    }
    sha.finalize().into()
}

/// The sum of all bytes.
pub(super) fn sum(data: Data<'_>) -> [u8; 32] {
    let mut reader = data.reader(0, data.size());
    let mut sha = Sha256::new();
    loop {
        let block = reader.peek();
        if block.is_empty() {
            return sha.finalize().into();
        }
        sha.update(block);
        let length = block.len() as u64;
        reader.skip(length);
    }
}
