//! Looks for texts in what the loader maps: names of commands, and of the server's module API.

use super::file::File;
use super::search::{self, Ways};
use crate::bundle::elf::{Elf, Segment, Texts};
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet};

/// Commands that are looked for, and bytes of their names.
const COMMANDS: usize = 4096;
const BYTES: usize = 256 * 1024;
/// Names of the API: there are some four hundred.
const API: usize = 2048;
const PREFIX: &[u8] = b"RedisModule_";
const LONGEST: usize = 64;
/// Compilers move short texts about in registers.
const REGISTER: usize = 8;

/// What is looked for, each text once.
#[derive(Default)]
struct Wanted {
    texts: Vec<Vec<u8>>,
    known: BTreeMap<Vec<u8>, usize>,
}

impl Wanted {
    fn add(&mut self, text: &[u8]) -> usize {
        let text = text.to_ascii_lowercase();
        if let Some(index) = self.known.get(&text) {
            return *index;
        }
        let index = self.texts.len();
        self.known.insert(text.clone(), index);
        self.texts.push(text);
        index
    }
}

pub(super) fn look(file: File<'_>, elf: &Elf, commands: &[String], names: Option<(u64, u64)>) -> Texts {
    let mut texts = Texts::default();
    let mut wanted = Wanted::default();
    let mut room = BYTES;
    let mut ways = Vec::new();
    for command in commands.iter().take(COMMANDS) {
        let length = command.len();
        if length == 0 || length > room {
            break;
        }
        room -= length;
        ways.push(ways_of(command, &mut wanted));
    }
    texts.commands = ways.len();
    texts.api = api(file, elf, names);
    texts.is_partial = ways.len() < commands.len();
    let loads = elf.segments_of(Segment::LOAD).filter_map(|load| file.get(load.offset, load.in_file));
    let Some(found) = search::run(&loads.collect::<Vec<_>>(), &wanted.texts, &ways) else {
        return Texts { is_partial: true, ..Texts::default() };
    };
    texts.is_partial |= found.is_partial;
    let missing = commands.iter().zip(&found.is_there).filter(|(_, is_there)| !texts.is_partial && !**is_there);
    texts.missing_commands = missing.map(|(name, _)| name.clone()).collect();
    texts
}

/// The names of the API in what the loader maps, outside of the names of symbols.
fn api(file: File<'_>, elf: &Elf, names: Option<(u64, u64)>) -> Vec<String> {
    let mut api = BTreeSet::new();
    let Ok(prefix) = AhoCorasick::new([PREFIX]) else { return Vec::new() };
    for load in elf.segments_of(Segment::LOAD) {
        let Some(bytes) = file.get(load.offset, load.in_file) else { continue };
        for found in prefix.find_iter(bytes) {
            let at = load.offset.saturating_add(found.start() as u64);
            if api.len() < API && names.is_none_or(|(start, end)| !(start..end).contains(&at)) {
                api.extend(api_name(bytes.get(found.start()..).unwrap_or_default()));
            }
        }
    }
    api.into_iter().collect()
}

/// The ways in which a name can be in a file: whole; put together at its dots; in pieces of a register's size.
fn ways_of(command: &str, wanted: &mut Wanted) -> Ways {
    let name = command.as_bytes();
    let whole = vec![wanted.add(name)];
    let dotted: Vec<usize> =
        name.split(|byte| *byte == b'.').filter(|part| !part.is_empty()).map(|part| wanted.add(part)).collect();
    let mut pieces: Vec<usize> = name.chunks_exact(REGISTER).map(|piece| wanted.add(piece)).collect();
    let rest = name.chunks_exact(REGISTER).remainder();
    if pieces.is_empty() {
        return [whole, dotted.clone(), dotted];
    }
    pieces.extend(rest.get(..4).map(|piece| wanted.add(piece)));
    [whole, dotted, pieces]
}

/// A name of the API that ends as a string does.
fn api_name(bytes: &[u8]) -> Option<String> {
    let length = bytes.iter().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')?;
    let name = bytes.get(..length)?;
    let is_string = bytes.get(length) == Some(&0) && name.starts_with(PREFIX) && length > PREFIX.len();
    is_string.then(|| String::from_utf8_lossy(name).into_owned())
}
