//! The bytes of a file: at hand, or read from a file a block at a time, so that a large archive is never held whole.
//!
//! Reading never fails here: bytes that cannot be read are missing, and the file remembers why.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes that a [`Reader`] holds.
const BLOCK: u64 = 128 * 1024;
/// Bytes that are read at once where few are asked for: the next few are near, in an archive of many small members.
const NEAR: usize = 8 * 1024;
/// Few bytes.
const FEW: usize = 1024;

/// A file that gives bytes from any place.
pub trait ReadAt: Send + Sync {
    /// Reads bytes from `offset` on into `buffer` and says how many; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// An error when the file is not any more what it was when its size was taken.
    fn check(&self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of known size that is read as its bytes are asked for.
#[derive(Clone)]
pub struct File {
    bytes: Arc<dyn ReadAt>,
    size: u64,
    failure: Arc<OnceLock<io::Error>>,
    /// What was read last where few bytes were asked for.
    near: Arc<Mutex<Near>>,
}

/// Bytes of a file, and the offset of the first.
#[derive(Default)]
struct Near {
    start: u64,
    bytes: Vec<u8>,
}

/// Bytes that can be asked for from any place.
#[derive(Debug, Clone, Copy)]
pub enum Data<'a> {
    /// At hand.
    Bytes(&'a [u8]),
    /// In a file.
    File(&'a File),
}

impl File {
    /// A file of `size` bytes.
    #[must_use]
    pub fn new(bytes: Arc<dyn ReadAt>, size: u64) -> Self {
        Self { bytes, size, failure: Arc::default(), near: Arc::default() }
    }

    /// Why bytes of it could not be read; what was made of it then says nothing about the file.
    #[must_use]
    pub fn failure(&self) -> Option<&io::Error> {
        self.failure.get()
    }

    /// Asks at the end of reading whether the file is still the same; the answer is in [`File::failure`].
    pub(crate) fn check(&self) {
        if let Err(error) = self.bytes.check() {
            let _ = self.failure.set(error);
        }
    }

    /// Fills `buffer` from `offset` on as far as the file goes.
    fn fill(&self, buffer: &mut [u8], offset: u64) -> usize {
        if buffer.len() > FEW {
            return self.fill_from_disk(buffer, offset);
        }
        let mut near = self.near.lock().unwrap_or_else(PoisonError::into_inner);
        let end = offset.saturating_add(buffer.len() as u64).min(self.size);
        if offset < near.start || end > near.start + near.bytes.len() as u64 {
            near.bytes.resize(NEAR, 0);
            let filled = self.fill_from_disk(&mut near.bytes, offset);
            near.bytes.truncate(filled);
            near.start = offset;
        }
        let mut there =
            part(&near.bytes, offset - near.start, end.saturating_sub(near.start).min(near.bytes.len() as u64));
        there.read(buffer).unwrap_or(0)
    }

    fn fill_from_disk(&self, buffer: &mut [u8], offset: u64) -> usize {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..wanted).filter(|room| !room.is_empty()) {
            match self.bytes.read_at(room, offset + filled as u64) {
                Ok(0) => {
                    let error = io::Error::new(io::ErrorKind::UnexpectedEof, "the file shrank while it was read");
                    let _ = self.failure.set(error);
                    break;
                }
                Ok(count) => filled += count.min(room.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let _ = self.failure.set(error);
                    break;
                }
            }
        }
        filled
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("size", &self.size).field("failure", &self.failure).finish_non_exhaustive()
    }
}

impl<'a> From<&'a [u8]> for Data<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> Data<'a> {
    /// Size in bytes.
    #[must_use]
    pub fn size(self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.size,
        }
    }

    /// The bytes of `start..start + length`, as many of them as there are: what Python's `read(n)` gives.
    #[must_use]
    pub fn read(self, start: u64, length: u64) -> Cow<'a, [u8]> {
        let start = start.min(self.size());
        let end = start.saturating_add(length).min(self.size());
        match self {
            Self::Bytes(bytes) => Cow::Borrowed(part(bytes, start, end)),
            Self::File(file) => {
                let mut buffer = vec![0; usize::try_from(end - start).unwrap_or(0)];
                let filled = file.fill(&mut buffer, start);
                buffer.truncate(filled);
                Cow::Owned(buffer)
            }
        }
    }

    /// The `N` bytes at `at`; `None` when they are not all there.
    pub(crate) fn take<const N: usize>(self, at: u64) -> Option<[u8; N]> {
        match self {
            Self::Bytes(data) => part(data, at, at.checked_add(N as u64)?).try_into().ok(),
            Self::File(file) => {
                let mut bytes = [0; N];
                (file.fill(&mut bytes, at) == N).then_some(bytes)
            }
        }
    }

    /// The first bytes, `most` of them.
    #[must_use]
    pub fn head(self, most: u64) -> Cow<'a, [u8]> {
        self.read(0, most)
    }

    /// Reads the bytes of `start..end`, as many of them as there are, from the first to the last.
    #[must_use]
    pub fn reader(self, start: u64, end: u64) -> Reader<'a> {
        let (start, end) = (start.min(self.size()), end.min(self.size()));
        Reader { data: self, start, at: start, end: end.max(start), block: Vec::new(), block_start: start }
    }
}

fn part(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else { return &[] };
    bytes.get(start..end).unwrap_or_default()
}

/// Bytes from the first to the last, given in the same blocks wherever they come from. No error is ever given.
#[derive(Debug)]
pub struct Reader<'a> {
    data: Data<'a>,
    start: u64,
    at: u64,
    end: u64,
    block: Vec<u8>,
    /// Offset of the first byte of `block`.
    block_start: u64,
}

impl Reader<'_> {
    /// The next bytes, to the end of their block; none at the end.
    pub(crate) fn peek(&mut self) -> &[u8] {
        let stop = self.at.saturating_add(BLOCK - (self.at - self.start) % BLOCK).min(self.end);
        if stop <= self.at {
            return &[];
        }
        match self.data {
            Data::Bytes(bytes) => part(bytes, self.at, stop),
            Data::File(file) => {
                let held = self.block_start + self.block.len() as u64;
                if self.at < self.block_start || self.at >= held {
                    self.block.resize(usize::try_from(stop - self.at).unwrap_or(0), 0);
                    self.block_start = self.at;
                    let filled = file.fill(&mut self.block, self.at);
                    self.block.truncate(filled);
                }
                let skipped = usize::try_from(self.at - self.block_start).unwrap_or(usize::MAX);
                self.block.get(skipped..).unwrap_or_default()
            }
        }
    }

    /// Passes over this many bytes.
    pub(crate) fn skip(&mut self, count: u64) {
        self.at = self.at.saturating_add(count);
    }

    /// Bytes that are left.
    pub(crate) fn left(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut block = self.peek();
        let count = block.read(buffer)?;
        self.skip(count as u64);
        Ok(count)
    }
}

impl BufRead for Reader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.peek())
    }

    fn consume(&mut self, count: usize) {
        self.skip(count as u64);
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(self.start.saturating_add(at)),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        // a place behind the end has nothing to read, as everywhere
        self.at = at.filter(|at| *at >= self.start).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at - self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that ends, or fails, earlier than its size says.
    struct Short(Vec<u8>, Option<io::ErrorKind>);

    impl ReadAt for Short {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            let rest = part(&self.0, offset.min(self.0.len() as u64), self.0.len() as u64);
            match self.1 {
                Some(kind) if rest.is_empty() => Err(kind.into()),
                // small pieces, as a file system over a network gives them
                _ => (&mut rest.get(..1000).unwrap_or(rest)).read(buffer),
            }
        }
    }

    fn file(bytes: Vec<u8>, size: u64, error: Option<io::ErrorKind>) -> File {
        File::new(Arc::new(Short(bytes, error)), size)
    }

    fn bytes() -> Vec<u8> {
        (0..300_000u32).map(|n| n.to_le_bytes()[(n % 3) as usize]).collect()
    }

    #[test]
    fn a_file_gives_the_same_blocks_as_bytes_at_hand() {
        let bytes = bytes();
        let file = file(bytes.clone(), bytes.len() as u64, None);
        let blocks = |data: Data<'_>| {
            let mut reader = data.reader(10, 290_000);
            let mut blocks = Vec::new();
            while !reader.peek().is_empty() {
                blocks.push(reader.peek().to_vec());
                let length = reader.peek().len();
                reader.skip(length as u64);
            }
            blocks
        };
        assert_eq!(blocks(Data::File(&file)), blocks(Data::Bytes(&bytes)));
        assert_eq!(blocks(Data::File(&file)).concat(), bytes[10..290_000]);
        for (start, length) in
            [(299_990, 100), (0, 1), (5, 1024), (1029, 1025), (8190, 9), (4, 30), (299_000, 999), (300_000, 1)]
        {
            assert_eq!(Data::File(&file).read(start, length), Data::Bytes(&bytes).read(start, length), "{start}");
        }
        assert_eq!(Data::File(&file).take::<4>(299_997), None);
        assert!(file.failure().is_none());
    }

    #[test]
    fn a_file_that_shrinks_or_fails_is_remembered() {
        let shrunk = file(vec![1; 10], 20, None);
        assert_eq!(Data::File(&shrunk).read(5, 10).len(), 5);
        assert_eq!(shrunk.failure().unwrap().kind(), io::ErrorKind::UnexpectedEof);
        let broken = file(vec![1; 10], 20, Some(io::ErrorKind::PermissionDenied));
        assert_eq!(Data::File(&broken).reader(0, 20).read_to_end(&mut Vec::new()).unwrap(), 10);
        assert_eq!(broken.failure().unwrap().kind(), io::ErrorKind::PermissionDenied);
    }

    #[test]
    fn seeking_starts_at_the_part_that_is_read() {
        let bytes = bytes();
        let mut reader = Data::Bytes(&bytes).reader(100, 200);
        assert_eq!(reader.seek(SeekFrom::End(-1)).unwrap(), 99);
        assert_eq!(reader.peek(), &bytes[199..200]);
        assert!(reader.seek(SeekFrom::Start(0)).is_ok() && reader.seek(SeekFrom::Current(-1)).is_err());
    }
}
