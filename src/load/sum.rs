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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_all_bytes_whoever_adds_them() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1_000_003).collect();
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(Sum::new(Data::Bytes(&bytes)).finish(), expected);
        let file = crate::input::data::File::new(std::sync::Arc::new(Held(bytes.clone())), bytes.len() as u64);
        let sum = Sum::new(Data::File(&file));
        std::thread::scope(|scope| {
            scope.spawn(|| sum.step());
            scope.spawn(|| sum.step());
        });
        assert!(sum.step());
        assert_eq!(sum.finish(), expected);
        let sum = Sum::new(Data::File(&file));
        while sum.step() {}
        assert_eq!(sum.finish(), expected);
        assert!(!Sum::new(Data::Bytes(&[])).step());
    }

    struct Held(Vec<u8>);

    impl crate::input::data::ReadAt for Held {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
            let rest = self.0.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        }
    }
}
