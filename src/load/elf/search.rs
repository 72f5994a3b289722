//! Looks for many texts at once in parts of a file as they go by, until what is asked for is found.

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Span};
use std::ops::Range;

/// Places that are looked at in all, unless a quarter of the bytes is more.
const MATCHES: u64 = 1 << 26;
/// Bytes behind which it is asked first whether few texts are left, and then each time that they have doubled.
const ASK: u64 = 1 << 20;
/// Texts up to this number are looked for by their first bytes, in several places at once.
const FEW: usize = 8;
/// Those first bytes: of three letters there are eight spellings, and 64 are compared at once.
const FIRST: usize = 3;

/// The texts, by number, that show a name together, in each of the ways in which it can be there.
pub(super) type Ways = [Vec<usize>; 3];

/// A search in any case for texts in lower case.
pub(super) struct Search {
    texts: Vec<Vec<u8>>,
    ways: Vec<Ways>,
    automaton: AhoCorasick,
    /// Takes the automaton's place when few texts are left.
    few: Option<Few>,
    /// Offset in the file at which each text was met first.
    seen: Vec<Option<u64>>,
    /// Bytes that were looked at.
    looked: u64,
    /// `looked` when it is asked again whether few are left.
    ask: u64,
    /// Places that may still be looked at.
    left: u64,
    is_done: bool,
}

impl Search {
    /// A search through up to `size` bytes; `None` when the texts are too many.
    pub(super) fn new(texts: Vec<Vec<u8>>, ways: Vec<Ways>, size: u64) -> Option<Self> {
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&texts).ok()?;
        let (seen, is_done) = (vec![None; texts.len()], ways.is_empty());
        let left = MATCHES.max(size / 4);
        Some(Self { texts, ways, automaton, few: None, seen, looked: 0, ask: ASK, left, is_done })
    }

    /// Bytes of the longest text.
    pub(super) fn longest(&self) -> usize {
        self.texts.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Looks at the bytes at the offset `at`, which hold each text whole that is to be found in them.
    pub(super) fn look(&mut self, at: u64, bytes: &[u8]) {
        if self.is_done || self.left == 0 {
            return;
        }
        match &self.few {
            Some(few) => few.look(at, bytes, &mut self.left, &mut self.seen),
            None => self.look_for_all(at, bytes),
        }
        self.is_done = self.ways.iter().all(|ways| self.is_there(ways));
        self.looked += bytes.len() as u64;
        if self.few.is_none() && self.looked >= self.ask {
            self.ask = self.looked * 2;
            self.few = self.few();
        }
    }

    /// Of each name, whether it is there.
    pub(super) fn found(&self) -> impl Iterator<Item = bool> {
        self.ways.iter().map(|ways| self.is_there(ways))
    }

    /// Where each text that was found stands first.
    pub(super) fn places(&self) -> impl Iterator<Item = Range<u64>> {
        let place = |(seen, text): (&Option<u64>, &Vec<u8>)| Some((*seen)?..(*seen)?.saturating_add(text.len() as u64));
        self.seen.iter().zip(&self.texts).filter_map(place)
    }

    /// Whether the search was given up, and names are missing that may be there.
    pub(super) fn is_partial(&self) -> bool {
        !self.is_done && self.left == 0
    }

    fn look_for_all(&mut self, at: u64, bytes: &[u8]) {
        for found in self.automaton.find_overlapping_iter(bytes) {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return;
            }
            if let Some(seen) = self.seen.get_mut(found.pattern().as_usize()) {
                seen.get_or_insert(at.saturating_add(found.start() as u64));
            }
        }
    }

    /// The texts that are worth looking for, when they are few and long enough.
    fn few(&self) -> Option<Few> {
        let open = self.ways.iter().filter(|ways| !self.is_there(ways)).flatten().flatten();
        let mut wanted: Vec<usize> = open.copied().filter(|text| !self.is_seen(*text)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let texts: Option<Vec<(usize, &[u8])>> =
            wanted.into_iter().map(|number| Some((number, self.texts.get(number)?.as_slice()))).collect();
        Few::new(&texts?)
    }

    fn is_there(&self, ways: &Ways) -> bool {
        ways.iter().any(|parts| parts.iter().all(|text| self.is_seen(*text)))
    }

    fn is_seen(&self, text: usize) -> bool {
        self.seen.get(text).is_some_and(Option::is_some)
    }
}

/// Finds few texts faster than an automaton does, which takes one byte after the other.
struct Few {
    /// All spellings of the first bytes.
    firsts: Searcher,
    /// The texts and their numbers.
    texts: Vec<(usize, Vec<u8>)>,
}

impl Few {
    /// `None` when there are too many, one is too short, or the processor cannot do it.
    fn new(texts: &[(usize, &[u8])]) -> Option<Self> {
        if texts.len() > FEW {
            return None;
        }
        let mut firsts: Vec<Vec<u8>> = Vec::new();
        for (_, text) in texts {
            firsts.extend(spellings(text.get(..FIRST)?));
        }
        firsts.sort_unstable();
        firsts.dedup();
        let mut builder = packed::Config::new().builder();
        builder.extend(&firsts);
        let texts = texts.iter().map(|(number, text)| (*number, text.to_vec())).collect();
        Some(Self { firsts: builder.build()?, texts })
    }

    /// Notes the texts that are in the data at the offset `at`, and takes the places that it looked at from `left`.
    fn look(&self, at: u64, data: &[u8], left: &mut u64, seen: &mut [Option<u64>]) {
        let mut start = 0;
        while let Some(found) = self.firsts.find_in(data, Span { start, end: data.len() }) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return;
            }
            let rest = data.get(found.start()..).unwrap_or_default();
            for (number, text) in &self.texts {
                let is_there = rest.get(..text.len()).is_some_and(|there| there.eq_ignore_ascii_case(text));
                if let Some(seen) = seen.get_mut(*number).filter(|_| is_there) {
                    seen.get_or_insert(at.saturating_add(found.start() as u64));
                }
            }
            start = found.start() + 1;
        }
    }
}

/// Each way to write lower-case bytes in small and capital letters.
fn spellings(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.iter().fold(vec![Vec::new()], |fronts, byte| {
        let mut both = vec![*byte, byte.to_ascii_uppercase()];
        both.dedup();
        let longer =
            |front: &Vec<u8>| both.iter().map(|byte| [front.as_slice(), &[*byte]].concat()).collect::<Vec<_>>();
        fronts.iter().flat_map(longer).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(data: &[u8], texts: &[&str]) -> Search {
        let texts: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        let ways: Vec<Ways> = (0..texts.len()).map(|text| [vec![text], vec![text], vec![text]]).collect();
        let mut search = Search::new(texts, ways, data.len() as u64).unwrap();
        data.chunks(1 << 20).zip(0..).for_each(|(chunk, number)| search.look(number << 20, chunk));
        search
    }

    fn find(data: &[u8], texts: &[&str]) -> Vec<bool> {
        search(data, texts).found().collect()
    }

    #[test]
    fn few_texts_are_found_in_any_spelling_wherever_they_overlap() {
        let mut data = vec![b'x'; 4 << 20];
        for (at, text) in [((1 << 20) + 5, "HELLOHELLO.get"), ((2 << 20) + 1, "heLLo.PUT"), ((4 << 20) - 4, "pin")] {
            data[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        let texts = ["hello.get", "lohello", "hello.put", "ping", "pin", "hello.set"];
        assert_eq!(find(&data, &texts), [true, true, true, false, true, false]);
        // one that is too short for it, and too many of them, are found all the same
        assert_eq!(find(&data, &["hello.get", "h", "ab"]), [true, true, false]);
        let many: Vec<String> = (0..20).map(|n| format!("hello.{n}")).chain(["hello.put".to_owned()]).collect();
        let found = find(&data, &many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.iter().filter(|is_there| **is_there).count(), 1);
    }

    #[test]
    fn texts_that_are_everywhere_end_the_search_and_leave_it_open() {
        let texts: Vec<String> = (1..300).map(|length| "a".repeat(length)).chain(["b".to_owned()]).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = search(&vec![b'a'; 1 << 20], &texts);
        assert!(found.is_partial() && found.is_seen(0) && !found.is_seen(299));
        // what is found all the same is not open
        assert!(!search(&vec![b'a'; 1 << 20], &texts[..299]).is_partial());
        // nor do first bytes that are everywhere take for ever
        let found = search(&vec![b'a'; (1 << 26) + (2 << 20)], &["aaab"]);
        assert!(found.is_partial() && !found.is_seen(0));
    }
}
