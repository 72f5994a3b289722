//! The SHA-256 of a whole input, computed block by block by whoever has nothing better to do.
//!
//! A thread of its own would take a processor from the one that inflates, for which all others wait.

use crate::input::data::{Data, Reader};
use sha2::{Digest, Sha256};
use std::sync::Mutex;

/// The sum so far.
pub(super) struct Sum<'a>(Mutex<(Reader<'a>, Sha256)>);

impl<'a> Sum<'a> {
    /// The sum of no byte yet.
    pub(super) fn new(data: Data<'a>) -> Self {
        Self(Mutex::new((data.reader(0, data.size()), Sha256::new())))
    }

    /// Adds one block; says whether there was one, and nobody else is at it.
    pub(super) fn step(&self) -> bool {
        self.0.try_lock().is_ok_and(|mut state| {
            let (reader, sha) = &mut *state;
            add(reader, sha)
        })
    }

    /// The sum of all bytes.
    pub(super) fn finish(self) -> [u8; 32] {
        let (mut reader, mut sha) = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        while add(&mut reader, &mut sha) {}
        sha.finalize().into()
    }
}

/// Adds the next block; `false` at the end.
fn add(reader: &mut Reader<'_>, sha: &mut Sha256) -> bool {
    let block = reader.peek();
    sha.update(block);
    let length = block.len() as u64;
    reader.skip(length);
    length > 0
}
