//! The rules of compat/.

mod architecture_not_supported;
mod bootstrap_name;
mod capability_blocks;
mod changed_command;
mod config_body;
mod dependencies_on_v1;
mod downgrade;
mod endpoint_unavailable;
mod kubernetes_name;
mod lost_capability;
mod lost_command;
mod lost_platform;
mod min_redis_pack_version;
mod module_exists;
mod no_target_accepts;
mod no_usable_redis;
mod os_not_supported;
mod other_module;
mod raised_minimum;
mod raised_runtime;
mod release_gap;
mod release_mismatch;
mod release_overlap;
mod upload_disabled;
mod version_not_raised;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("compat/architecture-not-supported", Compat, architecture_not_supported),
    entry!("compat/bootstrap-name", Request, bootstrap_name),
    entry!("compat/capability-blocks", Request, capability_blocks),
    entry!("compat/changed-command", Request, changed_command),
    entry!("compat/config-body", Compat, config_body),
    entry!("compat/dependencies-on-v1", Compat, dependencies_on_v1),
    entry!("compat/downgrade", Request, downgrade),
    entry!("compat/endpoint-unavailable", Compat, endpoint_unavailable),
    entry!("compat/kubernetes-name", Request, kubernetes_name),
    entry!("compat/lost-capability", Request, lost_capability),
    entry!("compat/lost-command", Request, lost_command),
    entry!("compat/lost-platform", Request, lost_platform),
    entry!("compat/min-redis-pack-version", Compat, min_redis_pack_version),
    entry!("compat/module-exists", Compat, module_exists),
    entry!("compat/no-target-accepts", Verdicts, no_target_accepts),
    entry!("compat/no-usable-redis", Compat, no_usable_redis),
    entry!("compat/os-not-supported", Compat, os_not_supported),
    entry!("compat/other-module", Request, other_module),
    entry!("compat/raised-minimum", Compat, raised_minimum),
    entry!("compat/raised-runtime", Load, raised_runtime),
    entry!("compat/release-gap", Compat, release_gap),
    entry!("compat/release-mismatch", Request, release_mismatch),
    entry!("compat/release-overlap", Request, release_overlap),
    entry!("compat/upload-disabled", Compat, upload_disabled),
    entry!("compat/version-not-raised", Request, version_not_raised),
];
