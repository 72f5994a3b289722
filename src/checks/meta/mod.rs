//! The rules about module.json.

mod missing_version;
mod stale_sha256;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] =
    &[entry!("meta/missing-version", Metadata, missing_version), entry!("meta/stale-sha256", Bundle, stale_sha256)];
