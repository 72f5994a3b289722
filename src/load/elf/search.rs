//! Looks for many texts in much data at once, on all processors, until what is asked for is found.
//!
//! Which parts are looked at last depends on the threads; what is found does not: the search ends early only when
//! nothing is left to be found.

use aho_corasick::AhoCorasick;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread::{Builder, available_parallelism, scope};

/// Bytes that one thread searches at a time.
const CHUNK: usize = 1 << 20;
/// Places that are looked at in all, unless a quarter of the bytes is more.
const MATCHES: usize = 1 << 26;
/// More threads than this find nothing faster.
const THREADS: usize = 8;

/// The texts, by number, that show a name together, in each of the ways in which it can be there.
pub(super) type Ways = [Vec<usize>; 3];

/// What was found.
pub(super) struct Found {
    /// Of each name, whether it is there.
    pub(super) is_there: Vec<bool>,
    /// Whether the search was given up somewhere, and names are missing that may be there.
    pub(super) is_partial: bool,
}

struct Search<'a> {
    automaton: AhoCorasick,
    chunks: Vec<&'a [u8]>,
    /// Places that are looked at in one chunk.
    most: usize,
    next: AtomicUsize,
    seen: Vec<AtomicBool>,
    is_partial: AtomicBool,
    ways: &'a [Ways],
}

/// Searches for lower-case `texts` in any case; `None` when there are too many of them.
pub(super) fn run(data: &[&[u8]], texts: &[Vec<u8>], ways: &[Ways]) -> Option<Found> {
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok()?;
    // a text belongs to every chunk that holds it whole
    let beyond = texts.iter().map(Vec::len).max().unwrap_or(1).saturating_sub(1);
    let mut chunks = Vec::new();
    for bytes in data.iter().filter(|_| !texts.is_empty()) {
        let starts = (0..bytes.len()).step_by(CHUNK);
        chunks.extend(starts.map(|at| bytes.get(at..bytes.len().min(at + CHUNK + beyond)).unwrap_or_default()));
    }
    let search = Search {
        automaton,
        most: (MATCHES / chunks.len().max(1)).max(CHUNK / 4),
        chunks,
        next: AtomicUsize::new(0),
        seen: texts.iter().map(|_| AtomicBool::new(false)).collect(),
        is_partial: AtomicBool::new(false),
        ways,
    };
    search.on_all_threads();
    let is_there: Vec<bool> = ways.iter().map(|ways| search.is_there(ways)).collect();
    let is_partial = search.is_partial.load(Relaxed) && is_there.contains(&false);
    Some(Found { is_there, is_partial })
}

impl Search<'_> {
    fn on_all_threads(&self) {
        let threads = if self.chunks.len() > 1 { available_parallelism().map_or(1, usize::from) } else { 1 };
        scope(|scope| {
            for _ in 1..threads.min(self.chunks.len()).min(THREADS) {
                // whom the system gives no thread works alone
                let _ = Builder::new().spawn_scoped(scope, || self.work());
            }
            self.work();
        });
    }

    fn work(&self) {
        while let Some(chunk) = self.chunks.get(self.next.fetch_add(1, Relaxed)) {
            self.look(chunk);
            if self.ways.iter().all(|ways| self.is_there(ways)) {
                return;
            }
        }
    }

    fn look(&self, chunk: &[u8]) {
        for (count, found) in self.automaton.find_overlapping_iter(chunk).enumerate() {
            if count >= self.most {
                self.is_partial.store(true, Relaxed);
                return;
            }
            if let Some(seen) = self.seen.get(found.pattern().as_usize()) {
                seen.store(true, Relaxed);
            }
        }
    }

    fn is_there(&self, ways: &Ways) -> bool {
        let is_seen = |text: &usize| self.seen.get(*text).is_some_and(|seen| seen.load(Relaxed));
        ways.iter().any(|parts| parts.iter().all(is_seen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(data: &[u8], texts: &[&str]) -> Found {
        let texts: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        let ways: Vec<Ways> = (0..texts.len()).map(|text| [vec![text], vec![text], vec![text]]).collect();
        run(&[data], &texts, &ways).unwrap()
    }

    #[test]
    fn a_text_is_found_where_chunks_meet() {
        let mut data = vec![0; 3 * CHUNK];
        data[CHUNK - 2..CHUNK + 2].copy_from_slice(b"Json");
        data[3 * CHUNK - 3..].copy_from_slice(b"GET");
        assert_eq!(find(&data, &["json", "get", "set"]).is_there, [true, true, false]);
    }

    #[test]
    fn texts_that_are_everywhere_end_the_search_and_leave_it_open() {
        let texts: Vec<String> = (1..300).map(|length| "a".repeat(length)).chain(["b".to_owned()]).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = find(&vec![b'a'; CHUNK], &texts);
        assert!(found.is_partial && found.is_there[0] && !found.is_there[299]);
        // what is found all the same is not open
        assert!(!find(&vec![b'a'; CHUNK], &texts[..299]).is_partial);
    }
}
