//! Changes the tar in a gzip stream and, most times, sets the sums of its headers right.

use super::Change;
use crate::tgz;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read, Write};

/// Inflated bytes that are looked at.
const LARGEST: u64 = 1 << 16;
const BLOCK: usize = 512;

/// The file with its tar changed; `None` when nothing comes out of it.
pub(super) fn change(file: &[u8], change: Change<'_>, seed: u32) -> Option<Vec<u8>> {
    let mut tar = Vec::new();
    let _ = MultiGzDecoder::new(file).take(LARGEST).read_to_end(&mut tar);
    if tar.is_empty() {
        return None;
    }
    change(&mut tar);
    if !seed.is_multiple_of(8) {
        // blocks of content with the mark are set right too: no harm
        let headers = tar.chunks_exact_mut(BLOCK).filter(|block| block.get(257..262) == Some(b"ustar"));
        headers.for_each(tgz::sum);
    }
    let level = if (seed / 8).is_multiple_of(2) { Compression::fast() } else { Compression::none() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(&tar).and_then(|()| encoder.finish()).ok()
}
