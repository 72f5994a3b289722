//! Inflates on one thread what is hashed, searched or unpacked on another.

use super::inflate::{CHUNK, Stream};
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{Builder, scope};

/// Bytes of content from which on a second thread pays.
const WORTH: u64 = 1 << 20;
/// Chunks on their way between the threads.
const DEPTH: usize = 8;

/// Gives `take` the content of a member of `size` bytes as declared.
pub(super) fn read<T>(stream: &mut Stream<'_>, size: u64, take: &mut dyn FnMut(&mut dyn BufRead) -> T) -> T {
    if size < WORTH {
        return take(stream);
    }
    let sums = stream.leave_sum();
    let taken = scope(|scope| {
        let (sender, full) = sync_channel(DEPTH);
        let (empty, used) = channel();
        let stream = &mut *stream;
        let inflate = move || {
            loop {
                let mut chunk: Vec<u8> = used.try_recv().unwrap_or_default();
                chunk.resize(CHUNK, 0);
                let length = stream.next(&mut chunk);
                if length == 0 {
                    break;
                }
                let _ = sender.send((chunk, length));
            }
        };
        // a panic over there comes out of the scope
        Builder::new().spawn_scoped(scope, inflate).ok()?;
        let sum = sums.then(crc32fast::Hasher::new);
        let mut chunks = Chunks { full, empty, chunk: Vec::new(), start: 0, end: 0, sum };
        let taken = take(&mut chunks);
        Some((taken, chunks.rest()))
    });
    let Some((taken, sum)) = taken else {
        // no thread was to be had
        stream.set_sum(crc32fast::Hasher::new());
        return take(stream);
    };
    if let Some(sum) = sum {
        stream.set_sum(sum);
    }
    taken
}

/// What comes from the other thread.
struct Chunks {
    full: Receiver<(Vec<u8>, usize)>,
    empty: Sender<Vec<u8>>,
    chunk: Vec<u8>,
    start: usize,
    end: usize,
    /// The CRC-32 of all that came, when the other thread leaves it to this one.
    sum: Option<crc32fast::Hasher>,
}

impl Chunks {
    /// Takes what nobody took, for the sum wants all of it, and gives the sum.
    fn rest(mut self) -> Option<crc32fast::Hasher> {
        while let Ok((chunk, length)) = self.full.recv() {
            self.add(&chunk, length);
            let _ = self.empty.send(chunk);
        }
        self.sum
    }

    fn add(&mut self, chunk: &[u8], length: usize) {
        if let Some(sum) = &mut self.sum {
            sum.update(chunk.get(..length).unwrap_or_default());
        }
    }
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Chunks {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end
            && let Ok((chunk, length)) = self.full.recv()
        {
            self.add(&chunk, length);
            let _ = self.empty.send(std::mem::replace(&mut self.chunk, chunk));
            (self.start, self.end) = (0, length);
        }
        Ok(self.chunk.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.end);
    }
}
