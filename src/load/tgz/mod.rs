//! Reads dependency archives as they stream by: a gzip stream, the tar in it, sums on the way.
//!
//! Total and bounded: nothing that comes out is kept but names, and those within a limit. Nothing is judged here.

mod elf;
mod faults;
mod gzip;
mod header;
mod number;
mod pax;
mod pieces;
mod tar;
#[cfg(test)]
mod tests;
mod tree;

mod source;

use super::limits::Limits;
use crate::bundle::Layer;
use crate::bundle::dependency::DependencyFile;
use std::io::BufRead;

/// What all archives of one input may still cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Inflated bytes.
    bytes: u64,
    /// Bytes of names.
    names: u64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { bytes: limits.tgz_total, names: limits.tgz_names }
    }
}

/// Reads one archive to its end.
pub(crate) fn read(name: &str, input: impl BufRead, limits: &Limits, budget: &mut Budget) -> DependencyFile {
    let stream = gzip::Gunzip::new(input, limits, budget.bytes);
    let (tgz, names, stream) = tar::Reader::new(stream, limits, budget.names).read();
    budget.bytes = budget.bytes.saturating_sub(stream.produced());
    budget.names = budget.names.saturating_sub(names);
    let (size, sha256, head, whole) = stream.into_source().finish();
    let tgz = if whole { tgz } else { Layer::Unreadable("the file could not be read to its end") };
    DependencyFile { name: name.to_owned(), size, sha256: whole.then_some(sha256), head, tgz }
}
