//! Inflates on one thread what is hashed, searched or unpacked on another.

use super::inflate::{CHUNK, Stream};
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, TrySendError, channel, sync_channel};
use std::thread::{Builder, scope};

/// Bytes of content from which on a second thread pays.
const WORTH: u64 = 1 << 20;
/// Bytes that are handed over at a time: waking the other thread for each chunk would cost a tenth of the time.
const PIECE: usize = 4 * CHUNK;
/// Pieces on their way between the threads.
const DEPTH: usize = 16;

/// Other work in small steps, for a thread that waits; says whether there was any.
pub(crate) type Meanwhile<'a> = dyn Fn() -> bool + Sync + 'a;

/// Gives `take` the content of a member of `size` bytes as declared.
pub(super) fn read<T>(
    stream: &mut Stream<'_>,
    size: u64,
    meanwhile: &Meanwhile<'_>,
    take: &mut dyn FnMut(&mut dyn BufRead) -> T,
) -> T {
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
                chunk.resize(PIECE, 0);
                let length = stream.next(&mut chunk);
                if length == 0 {
                    break;
                }
                hand_over(&sender, (chunk, length), meanwhile);
            }
        };
        // a panic over there comes out of the scope
        Builder::new().spawn_scoped(scope, inflate).ok()?;
        let sum = sums.then(crc32fast::Hasher::new);
        let mut chunks = Chunks { full, empty, meanwhile, chunk: Vec::new(), start: 0, end: 0, sum };
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

/// A chunk and how much of it is filled.
type Filled = (Vec<u8>, usize);

/// Waits for room in the channel, and works meanwhile.
fn hand_over(sender: &SyncSender<Filled>, mut chunk: Filled, meanwhile: &Meanwhile<'_>) {
    while let Err(TrySendError::Full(back)) = sender.try_send(chunk) {
        if !meanwhile() {
            let _ = sender.send(back);
            return;
        }
        chunk = back;
    }
}

/// What comes from the other thread.
struct Chunks<'a> {
    full: Receiver<Filled>,
    empty: Sender<Vec<u8>>,
    meanwhile: &'a Meanwhile<'a>,
    chunk: Vec<u8>,
    start: usize,
    end: usize,
    /// The CRC-32 of all that came, when the other thread leaves it to this one.
    sum: Option<crc32fast::Hasher>,
}

impl Chunks<'_> {
    /// Waits for a chunk, and works meanwhile.
    fn wait(&self) -> Option<Filled> {
        loop {
            match self.full.try_recv() {
                Err(TryRecvError::Empty) if (self.meanwhile)() => {}
                Err(TryRecvError::Empty) => return self.full.recv().ok(),
                received => return received.ok(),
            }
        }
    }

    /// Takes what nobody took, for the sum wants all of it, and gives the sum.
    fn rest(mut self) -> Option<crc32fast::Hasher> {
        while let Some((chunk, length)) = self.wait() {
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

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Chunks<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end
            && let Some((chunk, length)) = self.wait()
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
