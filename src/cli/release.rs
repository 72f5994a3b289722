//! `--previous` and `--release`: reads the bundles that inputs are compared with.

use super::collect::{self, Found, shown};
use super::error::Error;
use crate::bundle::Bundle;
use crate::input::{Release, Sibling};
use crate::load::limits::Limits;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bundles of `--previous`. What cannot be compared with is a wrong call.
pub(super) fn previous(paths: &[PathBuf], limits: &Limits) -> Result<Vec<Arc<Bundle>>, Error> {
    let read = |path: &PathBuf| {
        let bundle = one(path, limits)?.filter(|bundle| crate::checks::upgrade::metadata(bundle).is_some());
        let none = || Error::Usage(format!("--previous {}: it has no module.json that can be read", shown(path)));
        bundle.map(Arc::new).ok_or_else(none)
    };
    paths.iter().map(read).collect()
}

fn one(path: &Path, limits: &Limits) -> Result<Option<Bundle>, Error> {
    // standard input is for what is judged
    let found = collect::one(path, &mut std::io::empty(), limits)?;
    load(&found, limits)
}

fn load(found: &Found, limits: &Limits) -> Result<Option<Bundle>, Error> {
    let Some(input) = collect::load(found, limits)? else { return Ok(None) };
    let bundle = crate::load::load(&input, limits);
    collect::all_read(&input)?;
    Ok(Some(bundle))
}

/// The bundles of a release, and for each input which of them it is.
pub(super) struct Bundles {
    all: Arc<Vec<Sibling>>,
    own: Vec<Option<usize>>,
}

/// Reads what the inputs say of themselves. What cannot be read has no part in the release, and is judged alone.
pub(super) fn read(found: &[Found], limits: &Limits) -> Result<Bundles, Error> {
    let read = |found: &Found| {
        let Ok(Some(bundle)) = load(found, limits) else { return None };
        let metadata = crate::checks::upgrade::metadata(&bundle)?.clone();
        Some(Sibling { path: found.shown().to_owned(), metadata })
    };
    let read: Vec<Option<Sibling>> = found.par_iter().map(read).collect();
    let mut all = Vec::new();
    let mut own = Vec::with_capacity(read.len());
    for sibling in read {
        own.push(sibling.is_some().then_some(all.len()));
        all.extend(sibling);
    }
    if all.len() < 2 {
        return Err(Error::Usage("--release wants two bundles or more whose module.json can be read".to_owned()));
    }
    Ok(Bundles { all: Arc::new(all), own })
}

impl Bundles {
    /// The release as the input of this number sees it.
    pub(super) fn release(&self, index: usize) -> Release {
        Release { bundles: Arc::clone(&self.all), own: self.own.get(index).copied().flatten() }
    }
}
