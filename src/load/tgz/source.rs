//! Bytes of a file, hashed as they go by.

use sha2::{Digest, Sha256};
use std::io::{BufRead, ErrorKind};

/// Bytes that are kept to say what a file is.
const HEAD: usize = 512;

pub(super) struct Source<R> {
    inner: R,
    /// Bytes at the front of the inner buffer that are hashed and not consumed.
    seen: usize,
    sha: Sha256,
    read: u64,
    head: Vec<u8>,
    failed: bool,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, seen: 0, sha: Sha256::new(), read: 0, head: Vec::new(), failed: false }
    }

    /// The next bytes; none at the end.
    pub(super) fn peek(&mut self) -> &[u8] {
        if self.seen == 0 && !self.failed {
            self.fetch();
        }
        if self.failed { &[] } else { self.inner.fill_buf().unwrap_or_default() }
    }

    fn fetch(&mut self) {
        loop {
            match self.inner.fill_buf() {
                Ok(fresh) => {
                    self.seen = fresh.len();
                    self.sha.update(fresh);
                    self.read += fresh.len() as u64;
                    let room = HEAD.saturating_sub(self.head.len());
                    self.head.extend_from_slice(fresh.get(..room).unwrap_or(fresh));
                    return;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => {
                    self.failed = true;
                    return;
                }
            }
        }
    }

    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.seen);
        self.inner.consume(count);
        self.seen -= count;
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = self.peek().first().copied();
        self.consume(1);
        byte
    }

    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.read - self.seen as u64
    }

    /// Reads the rest for the sum's sake: size, sum and first bytes, and whether all could be read.
    pub(super) fn finish(mut self) -> (u64, [u8; 32], Vec<u8>, bool) {
        while !self.peek().is_empty() {
            self.consume(usize::MAX);
        }
        (self.read, self.sha.finalize().into(), self.head, !self.failed)
    }
}
