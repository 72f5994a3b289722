//! The rules of compat/.

mod architecture_not_supported;
mod bootstrap_name;
mod dependencies_on_v1;
mod downgrade;
mod kubernetes_name;
mod min_redis_pack_version;
mod module_exists;
mod os_not_supported;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("compat/architecture-not-supported", Compat, architecture_not_supported),
    entry!("compat/bootstrap-name", Request, bootstrap_name),
    entry!("compat/dependencies-on-v1", Compat, dependencies_on_v1),
    entry!("compat/downgrade", Request, downgrade),
    entry!("compat/kubernetes-name", Request, kubernetes_name),
    entry!("compat/min-redis-pack-version", Compat, min_redis_pack_version),
    entry!("compat/module-exists", Compat, module_exists),
    entry!("compat/os-not-supported", Compat, os_not_supported),
];
