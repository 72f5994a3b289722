//! Looks for signatures in long stretches of a file, a block at a time.

use crate::input::data::Data;
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

const BLOCK: usize = 128 * 1024;
/// Bytes of a signature.
const LENGTH: usize = 4;

/// What every signature starts with.
static MARK: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(["PK"]).ok());

/// Offsets at which one of these signatures stands whole within `range`, in order.
pub(super) fn find_all<'a>(
    data: Data<'a>,
    range: Range<u64>,
    signatures: &'a [[u8; LENGTH]],
) -> impl Iterator<Item = u64> + 'a {
    let end = range.end.min(data.size());
    (range.start..end).step_by(BLOCK).flat_map(move |at| {
        // each signature belongs to the block in which it starts
        let bytes = data.read(at, (end - at).min((BLOCK + LENGTH - 1) as u64));
        let is_whole = |start: &usize| {
            let found = bytes.get(*start..start + LENGTH);
            *start < BLOCK && found.is_some_and(|found| signatures.iter().any(|signature| signature == found))
        };
        let marks = MARK.iter().flat_map(|mark| mark.find_iter(&*bytes)).map(|found| found.start());
        marks.filter(is_whole).map(|start| at + start as u64).collect::<Vec<_>>()
    })
}

/// Whether all bytes of `range` are zero.
pub(super) fn is_zero(data: Data<'_>, range: Range<u64>) -> bool {
    let mut reader = data.reader(range.start, range.end);
    loop {
        let bytes = reader.peek();
        if bytes.is_empty() || bytes.iter().any(|&b| b != 0) {
            return bytes.is_empty();
        }
        let length = bytes.len() as u64;
        reader.skip(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_found_wherever_blocks_meet() {
        let mut bytes = vec![b'P'; 3 * BLOCK];
        let places = [0, 7, BLOCK - 3, BLOCK, 2 * BLOCK - 4, 2 * BLOCK, 3 * BLOCK - 4];
        for at in places {
            bytes[at..at + LENGTH].copy_from_slice(b"PK\x05\x06");
        }
        let found = |range| find_all(Data::Bytes(&bytes), range, &[*b"PK\x05\x06"]).collect::<Vec<_>>();
        // the second one lies over the third
        let whole: Vec<u64> = [0, 7, BLOCK, 2 * BLOCK - 4, 2 * BLOCK, 3 * BLOCK - 4].map(|at| at as u64).to_vec();
        assert_eq!(found(0..u64::MAX), whole);
        assert_eq!(found(1..3 * BLOCK as u64 - 1), whole[1..5]);
    }

    #[test]
    fn zeros_are_zeros_to_the_last() {
        let mut bytes = vec![0; 3 * BLOCK];
        assert!(is_zero(Data::Bytes(&bytes), 0..u64::MAX));
        *bytes.last_mut().unwrap() = 1;
        assert!(!is_zero(Data::Bytes(&bytes), 0..u64::MAX));
        assert!(is_zero(Data::Bytes(&bytes), 5..3 * BLOCK as u64 - 1));
    }
}
