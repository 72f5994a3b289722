//! The rules about module.json.

mod bad_semantic_version;
mod control_characters;
mod duplicate_key;
mod empty_module_name;
mod missing_field;
mod missing_version;
mod nonstandard_json;
mod not_an_object;
mod odd_version;
mod stale_sha256;
mod unknown_field;
mod unreadable;
mod unsupported_architecture;
mod version_mismatch;
mod version_not_integer;
mod wrong_type;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("meta/bad-semantic-version", Metadata, bad_semantic_version),
    entry!("meta/control-characters", Metadata, control_characters),
    entry!("meta/duplicate-key", Metadata, duplicate_key),
    entry!("meta/empty-module-name", Metadata, empty_module_name),
    entry!("meta/missing-field", Metadata, missing_field),
    entry!("meta/missing-version", Metadata, missing_version),
    entry!("meta/nonstandard-json", Bundle, nonstandard_json),
    entry!("meta/not-an-object", Metadata, not_an_object),
    entry!("meta/odd-version", Metadata, odd_version),
    entry!("meta/stale-sha256", Bundle, stale_sha256),
    entry!("meta/unknown-field", Metadata, unknown_field),
    entry!("meta/unreadable", Metadata, unreadable),
    entry!("meta/unsupported-architecture", Metadata, unsupported_architecture),
    entry!("meta/version-mismatch", Metadata, version_mismatch),
    entry!("meta/version-not-integer", Metadata, version_not_integer),
    entry!("meta/wrong-type", Metadata, wrong_type),
];
