//! Looks for texts in what the loader maps: names of commands, and of the server's module API.
//!
//! The bytes go by once, in the order of the file, so that nobody has to keep them for it.

use super::search::{Search, Ways};
use crate::bundle::elf::{Elf, Segment, Texts};
use memchr::memmem;
use std::collections::BTreeMap;
use std::ops::Range;

/// Commands that are looked for, and bytes of their names.
const COMMANDS: usize = 4096;
const BYTES: usize = 256 * 1024;
/// Names of the API: there are some four hundred.
const API: usize = 4096;
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

/// A look at a file that goes by.
pub(super) struct Looker {
    /// What is looked through: parts of the file in its order, none of which overlap.
    parts: Vec<Range<u64>>,
    /// Whether that is all of it, since nobody knows yet what the loader maps.
    is_all: bool,
    /// Commands that are looked for, and those that are not.
    commands: Vec<String>,
    is_cut: bool,
    /// `None` when no automaton can hold the names.
    search: Option<Search>,
    prefix: memmem::Finder<'static>,
    /// Where each name of the API stands first and last.
    api: BTreeMap<String, Range<u64>>,
    /// The end of what went by of a part, so that nothing is missed where two pieces meet.
    tail: Vec<u8>,
    tail_end: u64,
}

impl Looker {
    /// Looks for `commands` in what the segments map of a file of `size` bytes; without them everywhere.
    pub(super) fn new(commands: &[String], elf: Option<&Elf>, size: u64) -> Self {
        let mut wanted = Wanted::default();
        let mut room = BYTES;
        let mut ways = Vec::new();
        for command in commands.iter().take(COMMANDS) {
            if command.is_empty() || command.len() > room {
                break;
            }
            room -= command.len();
            ways.push(ways_of(command, &mut wanted));
        }
        let all = 0..u64::MAX;
        let parts = elf.map_or_else(|| vec![all], parts);
        Self {
            is_all: elf.is_none(),
            parts,
            is_cut: ways.len() < commands.len(),
            commands: commands.iter().take(ways.len()).cloned().collect(),
            search: Search::new(wanted.texts, ways, size),
            prefix: memmem::Finder::new(PREFIX),
            api: BTreeMap::new(),
            tail: Vec::new(),
            tail_end: 0,
        }
    }

    /// Looks at the piece of the file that begins at the offset `at`; pieces come in the file's order.
    pub(super) fn pass(&mut self, at: u64, piece: &[u8]) {
        let end = at.saturating_add(piece.len() as u64);
        let first = self.parts.partition_point(|part| part.end <= at);
        let met: Vec<Range<u64>> = self.parts.iter().skip(first).take_while(|part| part.start < end).cloned().collect();
        for part in met {
            let start = part.start.max(at);
            let inside = usize::try_from(start - at).ok().zip(usize::try_from(part.end.min(end) - at).ok());
            let bytes = inside.and_then(|(from, to)| piece.get(from..to)).unwrap_or_default();
            self.across(start, bytes);
            self.look(start, bytes);
            self.keep_tail(start, bytes);
        }
    }

    /// Looks where the last piece and this one meet.
    fn across(&mut self, start: u64, bytes: &[u8]) {
        let overlap = self.overlap();
        if self.tail_end != start || !self.parts.iter().any(|part| part.start < start && start < part.end) {
            self.tail.clear();
        }
        if !self.tail.is_empty() {
            let mut joined = std::mem::take(&mut self.tail);
            let at = start.saturating_sub(joined.len() as u64);
            joined.extend_from_slice(bytes.get(..overlap).unwrap_or(bytes));
            self.look(at, &joined);
            // a piece that is shorter than a text leaves it to the next one
            joined.truncate(usize::try_from(start - at).unwrap_or_default());
            self.tail = joined;
        }
    }

    fn keep_tail(&mut self, start: u64, bytes: &[u8]) {
        let overlap = self.overlap();
        if bytes.len() >= overlap {
            self.tail.clear();
        }
        self.tail.extend_from_slice(bytes.get(bytes.len().saturating_sub(overlap)..).unwrap_or(bytes));
        let beyond = self.tail.len().saturating_sub(overlap);
        self.tail.drain(..beyond);
        self.tail_end = start.saturating_add(bytes.len() as u64);
    }

    fn overlap(&self) -> usize {
        self.search.as_ref().map_or(0, Search::longest).max(LONGEST + 1)
    }

    fn look(&mut self, start: u64, bytes: &[u8]) {
        if let Some(search) = &mut self.search {
            search.look(start, bytes);
        }
        for found in self.prefix.find_iter(bytes) {
            let at = start.saturating_add(found as u64);
            let Some(name) = api_name(bytes.get(found..).unwrap_or_default()) else { continue };
            if let Some(seen) = self.api.get_mut(&name) {
                *seen = seen.start.min(at)..seen.end.max(at);
            } else if self.api.len() < API {
                self.api.insert(name, at..at);
            }
        }
    }

    /// What was found, when all went by; `names` is where the names of symbols stand, which are no names of the API.
    /// `None` when it was found where the loader maps nothing, or so much was that the search ended there, and it may
    /// stand elsewhere too.
    pub(super) fn finish(self, elf: &Elf, names: Option<(u64, u64)>) -> Option<Texts> {
        if self.is_all {
            let mapped = parts(elf);
            let is_mapped = |place: &Range<u64>| {
                let part = mapped.partition_point(|part| part.end < place.end);
                mapped.get(part).is_some_and(|part| part.start <= place.start && place.end <= part.end)
            };
            let names = self.api.iter().flat_map(|(name, seen)| {
                let length = name.len() as u64 + 1;
                [seen.start..seen.start.saturating_add(length), seen.end..seen.end.saturating_add(length)]
            });
            let is_given_up = self.search.as_ref().is_some_and(Search::is_partial);
            if is_given_up || !names.chain(self.search.iter().flat_map(Search::places)).all(|place| is_mapped(&place)) {
                return None;
            }
        }
        let Some(search) = self.search else { return Some(Texts { is_partial: true, ..Texts::default() }) };
        let is_partial = self.is_cut || search.is_partial();
        let missing = self.commands.iter().zip(search.found());
        let missing = missing.filter(|(_, is_there)| !is_partial && !is_there).map(|(name, _)| name.clone());
        let is_symbol = |seen: &Range<u64>| names.is_some_and(|(start, end)| start <= seen.start && seen.end < end);
        let api = self.api.iter().filter(|(_, seen)| !is_symbol(seen)).map(|(name, _)| name.clone());
        let commands = self.commands.len();
        Some(Texts { commands, missing_commands: missing.collect(), api: api.collect(), is_partial })
    }
}

/// What the loader maps of a file: in its order, and each byte once.
fn parts(elf: &Elf) -> Vec<Range<u64>> {
    let loads = elf.segments_of(Segment::LOAD);
    let mut parts: Vec<Range<u64>> = loads
        .map(|load| load.offset..load.offset.saturating_add(load.in_file))
        .filter(|part| !part.is_empty())
        .collect();
    parts.sort_by_key(|part| part.start);
    let mut apart: Vec<Range<u64>> = Vec::new();
    for part in parts {
        match apart.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => apart.push(part),
        }
    }
    apart
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

#[cfg(test)]
mod tests {
    use super::*;

    fn look(data: &[u8], pieces: usize, commands: &[String], is_known: bool) -> Option<Texts> {
        let load = |offset, in_file| Segment { kind: Segment::LOAD, offset, in_file, ..Segment::default() };
        let size = data.len() as u64;
        let elf = Elf { segments: vec![load(2000, size - 2000), load(0, 900), load(500, 500)], ..Elf::default() };
        let mut looker = Looker::new(commands, is_known.then_some(&elf), size);
        for (number, piece) in data.chunks(pieces).enumerate() {
            looker.pass((number * pieces) as u64, piece);
        }
        looker.finish(&elf, Some((300, 400)))
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_pieces() {
        let mut data = vec![b'-'; 6000];
        let texts: [(usize, &[u8]); 9] = [
            (10, b"JSON.get"),
            (895, b"graph.query"),
            (990, b"in.two.parts"),
            (1500, b"not.mapped"),
            (5990, b"at.the.end"),
            (100, b"RedisModule_Alloc\0"),
            (310, b"RedisModule_Symbol\0"),
            (340, b"RedisModule_Both\0"),
            (4090, b"RedisModule_Both\0"),
        ];
        for (at, text) in texts {
            data[at..at + text.len()].copy_from_slice(text);
        }
        let commands = ["json.get", "graph.query", "in.two.parts", "not.mapped", "at.the.end"].map(str::to_owned);
        let whole = look(&data, data.len(), &commands, true).unwrap();
        assert!(whole.missing_commands.iter().eq(["in.two.parts", "not.mapped"]), "{whole:?}");
        assert_eq!(whole.api, ["RedisModule_Alloc", "RedisModule_Both"]);
        for pieces in [1, 2, 3, 7, 64, 65, 100, 500, 1000, 4096] {
            let found = look(&data, pieces, &commands, true).unwrap();
            assert_eq!(
                (found.missing_commands, found.api),
                (whole.missing_commands.clone(), whole.api.clone()),
                "{pieces}"
            );
        }
    }

    /// A look at 6000 bytes of which 0 to 1000 and 2000 to the end are mapped, before and after that is known.
    fn before_and_after(at: usize, text: &[u8], commands: &[String]) -> (Option<Texts>, Texts) {
        let mut data = vec![b'-'; 6000];
        data[at..at + text.len()].copy_from_slice(text);
        (look(&data, 500, commands, false), look(&data, 500, commands, true).unwrap())
    }

    #[test]
    fn a_name_that_goes_on_where_nothing_is_mapped_is_found_by_nobody() {
        let (before, after) = before_and_after(980, b"RedisModule_GetApi\0", &[]);
        assert!(before.unwrap().api == ["RedisModule_GetApi"] && after.api == ["RedisModule_GetApi"]);
        let (before, after) = before_and_after(985, b"RedisModule_GetApi\0", &[]);
        assert!(before.is_none() && after.api.is_empty());
    }

    #[test]
    fn a_search_that_ends_where_nothing_is_mapped_says_nothing_of_what_is() {
        let load = |offset, in_file| Segment { kind: Segment::LOAD, offset, in_file, ..Segment::default() };
        let mut data = vec![b'a'; 2 << 20];
        data[400..1000].fill(b'-');
        data.extend(b"hello.greet");
        let elf = Elf { segments: vec![load(0, 1000), load(2 << 20, 11)], ..Elf::default() };
        let commands: Vec<String> = (1..300).map(|n| "a".repeat(n)).chain(["hello.greet".to_owned()]).collect();
        let found = |known: Option<&Elf>| {
            let mut looker = Looker::new(&commands, known, data.len() as u64);
            data.chunks(1 << 20).zip(0..).for_each(|(piece, number)| looker.pass(number << 20, piece));
            looker.finish(&elf, None)
        };
        assert!(found(None).is_none());
        assert!(found(Some(&elf)).is_some_and(|texts| !texts.is_partial && texts.missing_commands.is_empty()));
    }
}
