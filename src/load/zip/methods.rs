//! The compression methods that CPython 3.11 reads, each as a function from input to output.
//!
//! bzip2 and LZMA count as faults of a bundle, but the unpacker reads them, and so what it says of the
//! content is predicted.

use super::lzma::{self, Properties, Stop};
use flate2::{Decompress, FlushDecompress, Status};

/// What one call of a decompressor did.
pub(super) struct Step {
    /// Bytes of input that it took.
    pub(super) read: u64,
    /// Bytes of output that it gave.
    pub(super) written: usize,
    /// Whether it goes on.
    pub(super) state: State,
}

/// Whether a decompressor goes on.
pub(super) enum State {
    /// It takes more.
    Going,
    /// Its stream ended.
    Ended,
    /// Its stream is damaged.
    Failed,
}

/// Method 8.
pub(super) fn deflate() -> impl FnMut(&[u8], &mut [u8]) -> Step {
    let mut stream = Decompress::new(false);
    move |input, output| {
        let (read, written) = (stream.total_in(), stream.total_out());
        let state = match stream.decompress(input, output, FlushDecompress::None) {
            Err(_) => State::Failed,
            Ok(Status::StreamEnd) => State::Ended,
            Ok(Status::Ok | Status::BufError) => State::Going,
        };
        step(stream.total_in() - read, stream.total_out() - written, state)
    }
}

/// Method 12.
pub(super) fn bzip2() -> impl FnMut(&[u8], &mut [u8]) -> Step {
    let mut stream = bzip2::Decompress::new(false);
    move |input, output| {
        let (read, written) = (stream.total_in(), stream.total_out());
        let state = match stream.decompress(input, output) {
            Err(_) => State::Failed,
            Ok(bzip2::Status::StreamEnd) => State::Ended,
            Ok(_) => State::Going,
        };
        step(stream.total_in() - read, stream.total_out() - written, state)
    }
}

/// Method 14: two bytes of version, the length of the properties, the properties, a raw LZMA1 stream.
///
/// Decoded at once, up to `most` bytes, and handed out piece by piece; the first of them takes all `size` bytes of
/// input, of which `start` is as much as the decoder can want.
pub(super) fn lzma(start: &[u8], size: u64, most: u64) -> impl FnMut(&[u8], &mut [u8]) -> Step + use<> {
    let mut decoded = Vec::new();
    let mut left = size;
    let stop = lzma_stream(start, usize::try_from(most).unwrap_or(usize::MAX), &mut decoded);
    let mut given = 0;
    move |_, output| {
        let rest = decoded.get(given..).unwrap_or_default();
        let written = rest.len().min(output.len());
        for (to, from) in output.iter_mut().zip(rest) {
            *to = *from;
        }
        given += written;
        let state = match stop {
            _ if given < decoded.len() => State::Going,
            Stop::Ended => State::Ended,
            Stop::Corrupt => State::Failed,
            Stop::NeedsInput | Stop::Full => State::Going,
        };
        Step { read: std::mem::take(&mut left), written, state }
    }
}

fn lzma_stream(input: &[u8], most: usize, out: &mut Vec<u8>) -> Stop {
    let Some(&[_, _, low, high]) = input.get(..4) else { return Stop::NeedsInput };
    let length = usize::from(u16::from_le_bytes([low, high]));
    // zipfile waits for one byte more than the header
    let Some(stream) = input.get(4 + length..).filter(|stream| !stream.is_empty()) else { return Stop::NeedsInput };
    let Some(&[packed, d0, d1, d2, d3]) = input.get(4..4 + length) else { return Stop::Corrupt };
    let (lc, lp, pb) = (u32::from(packed % 9), u32::from(packed / 9 % 5), u32::from(packed / 45));
    if packed > 224 || lc + lp > 4 {
        return Stop::Corrupt;
    }
    let properties = Properties { lc, lp, pb, dictionary: u32::from_le_bytes([d0, d1, d2, d3]) };
    lzma::decode(stream, properties, most, out)
}

fn step(read: u64, written: u64, state: State) -> Step {
    // bounded by the slice that was passed in
    Step { read, written: usize::try_from(written).unwrap_or(0), state }
}
