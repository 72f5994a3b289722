//! A bundle among those of its release: what the rules about releases share.

use crate::input::{Options, Release, Sibling};

/// The release of an input, and which bundle of it the input is.
pub(crate) fn of(options: &Options) -> Option<(&Release, usize, &Sibling)> {
    let release = options.release.as_ref()?;
    let own = release.own?;
    Some((release, own, release.bundles.get(own)?))
}
