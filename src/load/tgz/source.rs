//! Bytes of a file, hashed as they go by.

use sha2::{Digest, Sha256};
use std::io::Read;

const CHUNK: usize = 64 * 1024;
/// Bytes that are kept to say what a file is.
const HEAD: usize = 512;

pub(super) struct Source<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    sha: Sha256,
    read: u64,
    head: Vec<u8>,
    failed: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn new(inner: R) -> Self {
        let buffer = vec![0; CHUNK];
        let (sha, head) = (Sha256::new(), Vec::new());
        Self { inner, buffer, start: 0, end: 0, sha, read: 0, head, failed: false }
    }

    /// The next bytes; none at the end.
    pub(super) fn peek(&mut self) -> &[u8] {
        while self.start == self.end && !self.failed {
            match self.inner.read(&mut self.buffer) {
                Ok(0) => break,
                Ok(count) => {
                    (self.start, self.end) = (0, count.min(CHUNK));
                    let fresh = self.buffer.get(..self.end).unwrap_or_default();
                    self.sha.update(fresh);
                    self.read += fresh.len() as u64;
                    let room = HEAD.saturating_sub(self.head.len());
                    self.head.extend_from_slice(fresh.get(..room).unwrap_or(fresh));
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => self.failed = true,
            }
        }
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.end);
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = self.peek().first().copied();
        self.consume(1);
        byte
    }

    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.read - (self.end - self.start) as u64
    }

    /// Reads the rest for the sum's sake: size, sum and first bytes, and whether all could be read.
    pub(super) fn finish(mut self) -> (u64, [u8; 32], Vec<u8>, bool) {
        while !self.peek().is_empty() {
            self.consume(CHUNK);
        }
        (self.read, self.sha.finalize().into(), self.head, !self.failed)
    }
}
