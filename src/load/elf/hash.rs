//! The hash tables of the dynamic symbols: the way of the loader from a name to a symbol.

use super::dynamic::{Entries, Entry, GNU_HASH, HASH};
use super::file::{File, Memory, bytes, fault, unread};
use super::symbols::{Effort, Table};
use crate::bundle::elf::{Bytes, Elf, FaultKind};

/// `DT_GNU_HASH`.
#[derive(Clone, Copy)]
struct Gnu {
    buckets: u64,
    first: u64,
    words: u64,
    shift: u64,
    bloom: u64,
    bucket: u64,
    chain: u64,
    /// Behind the last value of the chains.
    end: u64,
}

/// `DT_HASH`.
#[derive(Clone, Copy)]
struct Old {
    buckets: u64,
    symbols: u64,
    bucket: u64,
    chain: u64,
}

/// The tables, as far as they can be used.
pub(super) struct Hashes {
    gnu: Option<Gnu>,
    old: Option<Old>,
    /// Number of symbols that they imply; `None` where nothing is in a chain.
    pub(super) symbols: Option<u64>,
}

/// Reads both tables; `None` when there is none that leads to the symbols.
pub(super) fn read(file: File<'_>, memory: &Memory, entries: &Entries, elf: &mut Elf) -> Option<Hashes> {
    let (new, old) = (entries.last(GNU_HASH), entries.last(HASH));
    if new.is_none() && old.is_none() {
        let at = elf.dynamic.as_ref().map_or(Bytes::default(), |dynamic| bytes(dynamic.at.offset, 16));
        fault(elf, FaultKind::NoHash, "DT_GNU_HASH", 0, at);
        return None;
    }
    // the loader looks at the old table only where the new one is missing
    let old_is_read = new.is_none();
    let gnu = new.and_then(|entry| gnu(file, memory, entry, elf));
    let old = old.and_then(|entry| sysv(file, memory, entry, old_is_read, elf));
    let counted = gnu.map(|gnu| count(file, gnu, elf));
    let symbols = match (counted, old) {
        (Some(Some(Count(count))), _) => count,
        (None, Some(old)) if new.is_none() => Some(old.symbols),
        _ => return None,
    };
    Some(Hashes { gnu, old, symbols })
}

fn gnu(file: File<'_>, memory: &Memory, entry: Entry, elf: &mut Elf) -> Option<Gnu> {
    const WHAT: &str = "DT_GNU_HASH";
    let Some(start) = memory.offset(entry.value, 16) else {
        fault(elf, FaultKind::Outside, WHAT, entry.value, entry.at);
        return None;
    };
    let end = start.checked_add(memory.left(entry.value))?;
    let field = |index: u64| file.long(start + 4 * index).map(u64::from);
    let (buckets, first, words, shift) = (field(0)?, field(1)?, field(2)?, field(3)?);
    let bloom = start + 16;
    let bucket = bloom + words * 8;
    let chain = bucket + buckets * 4;
    if buckets == 0 {
        fault(elf, FaultKind::NoBuckets, WHAT, 0, bytes(start, 4));
        return None;
    }
    if !words.is_power_of_two() {
        fault(elf, FaultKind::Bloom, WHAT, words, bytes(start + 8, 4));
        return None;
    }
    if shift > 31 {
        fault(elf, FaultKind::Shift, WHAT, shift, bytes(start + 12, 4));
    }
    if chain > end {
        fault(elf, FaultKind::Outside, WHAT, entry.value, bytes(start, 16));
        return None;
    }
    Some(Gnu { buckets, first, words, shift, bloom, bucket, chain, end })
}

/// The number of symbols, when there are chains to tell it.
struct Count(Option<u64>);

/// The number of symbols: one more than the last of the chain that starts last.
///
/// Nothing is given where the table is broken.
fn count(file: File<'_>, gnu: Gnu, elf: &mut Elf) -> Option<Count> {
    let mut last = 0;
    for index in 0..gnu.buckets {
        let at = gnu.bucket + 4 * index;
        let symbol = u64::from(file.long(at)?);
        if symbol != 0 && symbol < gnu.first {
            fault(elf, FaultKind::Bucket, "DT_GNU_HASH", symbol, bytes(at, 4));
            return None;
        }
        last = last.max(symbol);
    }
    if last == 0 {
        return Some(Count(None));
    }
    // every other chain ends before this one does
    for symbol in last.. {
        let at = gnu.chain + 4 * (symbol - gnu.first);
        if at + 4 > gnu.end {
            fault(elf, FaultKind::Chain, "DT_GNU_HASH", symbol, bytes(gnu.chain.min(gnu.end), 4));
            return None;
        }
        if file.long(at)? & 1 == 1 {
            return Some(Count(Some(symbol + 1)));
        }
    }
    None
}

fn sysv(file: File<'_>, memory: &Memory, entry: Entry, is_read: bool, elf: &mut Elf) -> Option<Old> {
    const WHAT: &str = "DT_HASH";
    let Some(start) = memory.offset(entry.value, 8) else {
        unread(elf, FaultKind::Outside, WHAT, entry.value, entry.at, is_read);
        return None;
    };
    let (buckets, symbols) = (u64::from(file.long(start)?), u64::from(file.long(start + 4)?));
    let (bucket, chain) = (start + 8, start + 8 + 4 * buckets);
    let size = 8 + 4 * (buckets + symbols);
    if buckets == 0 {
        unread(elf, FaultKind::NoBuckets, WHAT, 0, bytes(start, 4), is_read);
        return None;
    }
    if size > memory.left(entry.value) {
        unread(elf, FaultKind::Outside, WHAT, entry.value, bytes(start, 8), is_read);
        return None;
    }
    let old = Old { buckets, symbols, bucket, chain };
    if let Some((kind, value, at)) = bad_chain(file, old) {
        unread(elf, kind, WHAT, value, bytes(at, 4), is_read);
        return None;
    }
    Some(old)
}

/// The first bucket or chain that leads out of the table, or round in a circle: each symbol is in one chain.
fn bad_chain(file: File<'_>, old: Old) -> Option<(FaultKind, u64, u64)> {
    let mut seen = vec![false; usize::try_from(old.symbols).ok()?];
    for index in 0..old.buckets {
        let mut at = old.bucket + 4 * index;
        loop {
            let symbol = u64::from(file.long(at)?);
            if symbol == 0 {
                break;
            }
            let Some(seen) = seen.get_mut(usize::try_from(symbol).ok()?) else {
                return Some((FaultKind::Bucket, symbol, at));
            };
            if std::mem::replace(seen, true) {
                return Some((FaultKind::Chain, symbol, at));
            }
            at = old.chain + 4 * symbol;
        }
    }
    None
}

impl Hashes {
    /// Compares the table with the names: the first symbol of others' use that it does not lead to.
    pub(super) fn check(&self, file: File<'_>, table: &Table, elf: &mut Elf) {
        let (what, wrong) = match (self.gnu, self.old) {
            (Some(gnu), _) => ("DT_GNU_HASH", wrong_new(file, gnu, table)),
            (None, Some(old)) => ("DT_HASH", wrong_old(file, old, table)),
            (None, None) => return,
        };
        if let Some(symbol) = wrong {
            let at = bytes(table.at.saturating_add(symbol.saturating_mul(24)), 24);
            fault(elf, FaultKind::Unreachable, what, symbol, at);
        }
    }

    /// The symbols that the loader compares with a name, in its order.
    pub(super) fn candidates(&self, file: File<'_>, name: &str) -> Vec<u64> {
        match (self.gnu, self.old) {
            (Some(gnu), _) => self.new_way(file, gnu, name).unwrap_or_default(),
            (None, Some(old)) => old_way(file, old, name),
            (None, None) => Vec::new(),
        }
    }

    fn new_way(&self, file: File<'_>, gnu: Gnu, name: &str) -> Option<Vec<u64>> {
        let hash = new_hash(name.as_bytes());
        if !passes(file, gnu, hash)? {
            return None;
        }
        let first = u64::from(file.long(gnu.bucket + 4 * (u64::from(hash) % gnu.buckets))?);
        let mut found = Vec::new();
        for symbol in (first..self.symbols.unwrap_or(0)).filter(|_| first != 0) {
            let value = file.long(gnu.chain + 4 * symbol.checked_sub(gnu.first)?)?;
            if (value ^ hash) >> 1 == 0 {
                found.push(symbol);
            }
            if value & 1 == 1 {
                break;
            }
        }
        Some(found)
    }
}

fn new_hash(name: &[u8]) -> u32 {
    name.iter().fold(5381, |hash: u32, byte| hash.wrapping_mul(33).wrapping_add(u32::from(*byte)))
}

/// The hash of `DT_HASH` and of versions.
pub(super) fn old_hash(name: &[u8]) -> u32 {
    name.iter().fold(0, |hash: u32, byte| {
        let hash = (hash << 4).wrapping_add(u32::from(*byte));
        let high = hash & 0xf000_0000;
        (hash ^ (high >> 24)) & !high
    })
}

/// Whether the Bloom filter lets a hash through.
fn passes(file: File<'_>, gnu: Gnu, hash: u32) -> Option<bool> {
    let word = file.wide(gnu.bloom + 8 * ((u64::from(hash) / 64) & (gnu.words - 1)))?;
    // shifting by more than the width of the register is left to the processor, which takes the low five bits
    let second = hash.wrapping_shr(u32::try_from(gnu.shift).ok()?);
    Some(word >> (hash % 64) & word >> (second % 64) & 1 == 1)
}

/// Whether somebody can look for a symbol: it has a definition, and others may use it.
fn is_public(file: File<'_>, table: &Table, symbol: u64) -> bool {
    let at = table.at.saturating_add(symbol.saturating_mul(24));
    let (info, other) = (file.byte(at + 4).unwrap_or(0), file.byte(at + 5).unwrap_or(0));
    let is_defined = file.short(at + 6).is_some_and(|section| section != 0);
    is_defined && info >> 4 != 0 && !matches!(other & 3, 1 | 2)
}

/// Every symbol from the first on is in the chain of its hash, in which nothing else is; ends at the first that is not.
fn wrong_new(file: File<'_>, gnu: Gnu, table: &Table) -> Option<u64> {
    let mut reached = 0;
    let mut effort = Effort::default();
    for bucket in 0..gnu.buckets {
        let first = u64::from(file.long(gnu.bucket + 4 * bucket)?);
        for symbol in (first..table.count).filter(|_| first != 0) {
            let value = file.long(gnu.chain + 4 * (symbol - gnu.first))?;
            // a name outside of the table is a fault of its own
            let name = table.name(file, symbol);
            if !effort.allows(name) {
                return None;
            }
            let hash = new_hash(name?);
            let is_here = u64::from(hash) % gnu.buckets == bucket && (value ^ hash) >> 1 == 0;
            if !is_here || !passes(file, gnu, hash)? {
                return Some(symbol);
            }
            reached += 1;
            if value & 1 == 1 {
                break;
            }
        }
    }
    let public = (gnu.first..table.count).filter(|symbol| is_public(file, table, *symbol)).count() as u64;
    if reached >= public { None } else { Some(gnu.first) }
}

/// Every symbol of others' use is in the chain of its hash.
fn wrong_old(file: File<'_>, old: Old, table: &Table) -> Option<u64> {
    let mut reached = vec![false; usize::try_from(table.count).ok()?];
    let mut effort = Effort::default();
    for bucket in 0..old.buckets {
        let mut at = old.bucket + 4 * bucket;
        // the chains were found to end
        while let Some(symbol) = file.long(at).map(u64::from).filter(|symbol| *symbol != 0) {
            let name = table.name(file, symbol);
            if !effort.allows(name) {
                return None;
            }
            let is_here = u64::from(old_hash(name?)) % old.buckets == bucket;
            if let Some(reached) = usize::try_from(symbol).ok().and_then(|index| reached.get_mut(index)) {
                *reached = is_here;
            }
            at = old.chain + 4 * symbol;
        }
    }
    (1..)
        .zip(reached.iter().skip(1))
        .find(|(symbol, reached)| !**reached && is_public(file, table, *symbol))
        .map(|(s, _)| s)
}

fn old_way(file: File<'_>, old: Old, name: &str) -> Vec<u64> {
    let hash = old_hash(name.as_bytes());
    let mut found = Vec::new();
    let mut at = old.bucket + 4 * (u64::from(hash) % old.buckets);
    // the chains were found to end
    while let Some(symbol) = file.long(at).map(u64::from).filter(|symbol| *symbol != 0) {
        found.push(symbol);
        at = old.chain + 4 * symbol;
    }
    found
}
