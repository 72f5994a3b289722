//! The rules of compat/.

mod architecture_not_supported;
mod dependencies_on_v1;
mod min_redis_pack_version;
mod os_not_supported;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("compat/architecture-not-supported", Compat, architecture_not_supported),
    entry!("compat/dependencies-on-v1", Compat, dependencies_on_v1),
    entry!("compat/min-redis-pack-version", Compat, min_redis_pack_version),
    entry!("compat/os-not-supported", Compat, os_not_supported),
];
