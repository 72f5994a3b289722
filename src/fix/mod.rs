//! Mends a bundle: from facts and findings to a plan, from the plan to the bytes of another archive, which is checked
//! like any other. Pure: nothing here touches the disk, and no byte of the input is changed.
//!
//! What a fix may do stands in [`table`]; what forbids one in `doubt`.

mod better;
mod diff;
mod doubt;
mod image;
mod members;
mod metadata;
mod module;
mod moment;
pub mod plan;
pub mod table;
#[cfg(test)]
mod tests;
mod text;
mod version;

use crate::bundle::Kind;
use crate::input::data::{File, ReadAt};
use crate::input::{Input, Options, Source};
use crate::report::Report;
use image::Image;
pub use moment::Moment;
pub use plan::{Fix, Plan};
use std::io::{self, Write};
use std::sync::Arc;
pub use table::Safety;
pub use text::Rewrite;

/// Bytes that are copied at a time.
const BLOCK: u64 = 128 * 1024;

/// What came of mending one bundle.
#[derive(Debug)]
pub struct Mended {
    /// What was found in the input.
    pub before: Report,
    /// What was planned, and what was not.
    pub plan: Plan,
    /// The bundle that the plan makes; `None` when there is nothing to do, or nothing that may be done.
    pub made: Option<Made>,
    source: Arc<Source>,
}

/// A bundle that was made of another one.
#[derive(Debug)]
pub struct Made {
    /// What a check says of it.
    pub report: Report,
    /// What is worse in it than before; nobody wants it unless this is empty.
    pub worse: Vec<String>,
    file: File,
}

/// Plans the fixes that `level` allows, makes the bundle and checks it. `None` for an input that is no archive.
#[must_use]
pub fn mend(input: Input, options: &Options, level: Safety, moment: Moment) -> Option<Mended> {
    let (bundle, before) = crate::examine(&input, options);
    if bundle.kind != Kind::Bundle {
        return None;
    }
    let mut plan = plan::plan(&bundle, &before, level);
    let source = Arc::new(input.source);
    let archive = bundle.archive.ready().filter(|_| !plan.fixes.is_empty());
    let image = archive.and_then(|archive| Image::of(archive, &plan, &source, moment));
    let made = image.map(|image| {
        let size = image.size();
        let file = File::new(Arc::new(image), size);
        let (new, report) = crate::examine(&Input { path: input.path, source: Source::File(file.clone()) }, options);
        let worse = better::worse((&bundle, &before), (&new, &report));
        Made { report, worse, file }
    });
    if made.is_none() {
        plan.fixes.clear();
    }
    Some(Mended { before, plan, made, source })
}

impl Mended {
    /// The report of what is there in the end.
    #[must_use]
    pub fn last(&self) -> &Report {
        self.made.as_ref().map_or(&self.before, |made| &made.report)
    }

    /// Why bytes of the input could not be read; nothing that was made of it is worth anything then.
    #[must_use]
    pub fn failure(&self) -> Option<&io::Error> {
        let source = match &*self.source {
            Source::File(file) => file.failure(),
            _ => None,
        };
        source.or_else(|| self.made.as_ref().and_then(|made| made.file.failure()))
    }

    /// Writes the bundle that was made, or the input when there was nothing to do.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let data = match &self.made {
            Some(made) => Some(crate::input::data::Data::File(&made.file)),
            None => self.source.data(),
        };
        let data = data.ok_or(io::ErrorKind::InvalidInput)?;
        let mut at = 0;
        while at < data.size() {
            let block = data.read(at, BLOCK);
            if block.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            out.write_all(&block)?;
            at += block.len() as u64;
        }
        if let Source::File(file) = &*self.source {
            file.check();
        }
        match self.failure() {
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
            None => Ok(()),
        }
    }
}

impl ReadAt for Image {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.read(buffer, offset)
    }
}
