//! `--rec` and `--bootstrap`: reads lists of modules that somebody downloads by url.

use super::args::CheckArgs;
use super::cluster::read_up_to;
use super::collect::shown;
use super::error::Error;
use crate::listing::{self, Listing, Reader};

/// The lists, manifests first, each kind in the order of the arguments.
pub(super) fn read(arguments: &CheckArgs) -> Result<Vec<Listing>, Error> {
    let mut listings = Vec::new();
    let manifests = arguments.cluster.rec.iter().map(|path| (path, Reader::Kubernetes));
    let bodies = arguments.cluster.bootstrap.iter().map(|path| (path, Reader::Bootstrap));
    for (path, reader) in manifests.chain(bodies) {
        let bytes = read_up_to(path, listing::LARGEST)?;
        let listing = listing::read(&shown(path), &bytes, reader).map_err(Error::Usage)?;
        listings.push(listing);
    }
    Ok(listings)
}
