//! Files that are written whole or not at all.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes beside the final name and renames, so that nobody ever reads half a file. A device is written to.
pub(super) fn into_file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let there = std::fs::metadata(path);
    if there.as_ref().is_ok_and(|kind| !kind.is_file()) {
        let mut buffered = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        return fill(&mut buffered).and_then(|()| buffered.flush());
    }
    // a link stays a link to what was written
    let path = if there.is_ok() { path.canonicalize()? } else { path.to_owned() };
    let beside = beside(&path)?;
    let written = create(&beside).and_then(|file| {
        let mut buffered = BufWriter::new(file);
        fill(&mut buffered)?;
        let written = buffered.into_inner()?;
        if let Ok(metadata) = there {
            written.set_permissions(metadata.permissions())?;
        }
        written.sync_all()
    });
    let result = written.and_then(|()| std::fs::rename(&beside, &path));
    if result.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    result
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let mut name: OsString = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    Ok(path.with_file_name(name))
}

/// A new file; what a killed process of the same number left behind is taken away, a link somebody put there too.
fn create(path: &Path) -> io::Result<std::fs::File> {
    let open = || std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    open().or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => std::fs::remove_file(path).and_then(|()| open()),
        _ => Err(error),
    })
}
