//! The rules about module.json.

mod args_are_a_file;
mod bad_email;
mod bad_homepage;
mod bad_os_list;
mod bad_redis_version;
mod bad_semantic_version;
mod capabilities_as_string;
mod command_key_range;
pub(crate) mod compatible_redis_version;
mod control_characters;
mod duplicate_capability;
mod duplicate_command;
mod duplicate_key;
mod empty_module_name;
mod foreign_os;
mod incomplete_command;
mod long_command_name;
mod missing_field;
mod missing_sha256;
mod missing_version;
mod nonstandard_json;
mod not_an_object;
mod odd_version;
mod os_not_linux;
mod override_without_effect;
mod placeholder;
mod redis_version_order;
mod reserved_name;
mod stale_sha256;
mod unknown_capability;
mod unknown_command_flag;
mod unknown_field;
mod unreadable;
pub(crate) mod unsupported_architecture;
mod version_mismatch;
mod version_not_integer;
mod write_without_keys;
mod wrong_type;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("meta/args-are-a-file", Metadata, args_are_a_file),
    entry!("meta/bad-email", Metadata, bad_email),
    entry!("meta/bad-homepage", Metadata, bad_homepage),
    entry!("meta/bad-os-list", Metadata, bad_os_list),
    entry!("meta/bad-redis-version", Metadata, bad_redis_version),
    entry!("meta/bad-semantic-version", Metadata, bad_semantic_version),
    entry!("meta/capabilities-as-string", Metadata, capabilities_as_string),
    entry!("meta/command-key-range", Metadata, command_key_range),
    entry!("meta/compatible-redis-version", Metadata, compatible_redis_version),
    entry!("meta/control-characters", Metadata, control_characters),
    entry!("meta/duplicate-capability", Metadata, duplicate_capability),
    entry!("meta/duplicate-command", Metadata, duplicate_command),
    entry!("meta/duplicate-key", Metadata, duplicate_key),
    entry!("meta/empty-module-name", Metadata, empty_module_name),
    entry!("meta/foreign-os", Metadata, foreign_os),
    entry!("meta/incomplete-command", Metadata, incomplete_command),
    entry!("meta/long-command-name", Metadata, long_command_name),
    entry!("meta/missing-field", Metadata, missing_field),
    entry!("meta/missing-sha256", Metadata, missing_sha256),
    entry!("meta/missing-version", Metadata, missing_version),
    entry!("meta/nonstandard-json", Bundle, nonstandard_json),
    entry!("meta/not-an-object", Metadata, not_an_object),
    entry!("meta/odd-version", Metadata, odd_version),
    entry!("meta/os-not-linux", Metadata, os_not_linux),
    entry!("meta/override-without-effect", Metadata, override_without_effect),
    entry!("meta/placeholder", Metadata, placeholder),
    entry!("meta/redis-version-order", Metadata, redis_version_order),
    entry!("meta/reserved-name", Metadata, reserved_name),
    entry!("meta/stale-sha256", Module, stale_sha256),
    entry!("meta/unknown-capability", Metadata, unknown_capability),
    entry!("meta/unknown-command-flag", Metadata, unknown_command_flag),
    entry!("meta/unknown-field", Metadata, unknown_field),
    entry!("meta/unreadable", Metadata, unreadable),
    entry!("meta/unsupported-architecture", Metadata, unsupported_architecture),
    entry!("meta/version-mismatch", Metadata, version_mismatch),
    entry!("meta/version-not-integer", Metadata, version_not_integer),
    entry!("meta/write-without-keys", Metadata, write_without_keys),
    entry!("meta/wrong-type", Metadata, wrong_type),
];
