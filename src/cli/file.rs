//! Files on disk, read as their bytes are asked for.
//!
//! Memory-mapping would be a little faster, but a file that shrinks under a map kills the process.

use crate::input::data::{File, ReadAt};
use std::fs::Metadata;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

/// A file and what it was like when it was opened.
struct OnDisk {
    file: std::fs::File,
    size: u64,
    modified: Option<SystemTime>,
}

/// An open file of which this is known.
pub(crate) fn open(file: std::fs::File, metadata: &Metadata) -> File {
    let (size, modified) = (metadata.len(), metadata.modified().ok());
    File::new(Arc::new(OnDisk { file, size, modified }), size)
}

impl ReadAt for OnDisk {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        read_at(&self.file, buffer, offset)
    }

    fn check(&self) -> io::Result<()> {
        let now = self.file.metadata()?;
        if now.len() == self.size && now.modified().ok() == self.modified {
            return Ok(());
        }
        Err(io::Error::other("the file changed while it was read"))
    }
}

#[cfg(unix)]
fn read_at(file: &std::fs::File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &std::fs::File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
