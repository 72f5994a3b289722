//! The keys that `ramp pack` knows in a manifest, and what it writes without them.

use crate::bundle::json::Value;
use serde::Deserialize;
use std::sync::LazyLock;

/// A key of a manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "the sources are for people, and a test asks for them"))]
pub(crate) struct Key {
    pub(crate) name: String,
    /// What module.json gets without it, as JSON.
    pub(crate) default: Option<String>,
    /// Where the packer takes the value from.
    pub(crate) from: Option<From>,
    /// Whether the manifest's value comes into module.json.
    pub(crate) written: bool,
    source: String,
}

/// Where the packer takes a value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum From {
    Module,
    File,
    Host,
}

#[derive(Deserialize)]
struct Keys {
    key: Vec<Key>,
}

const TEXT: &str = include_str!("../../rules/tables/manifest.toml");

/// The keys, by name.
pub(crate) fn keys() -> &'static [Key] {
    static TABLE: LazyLock<Vec<Key>> =
        LazyLock::new(|| toml::from_str::<Keys>(TEXT).map(|table| table.key).unwrap_or_default());
    &TABLE
}

/// The key of this name.
pub(crate) fn key(name: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.name == name)
}

impl Key {
    /// The default as a value.
    pub(crate) fn default_value(&self) -> Option<Value> {
        crate::load::json::read(self.default.as_ref()?.as_bytes()).root.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::fields;

    #[test]
    fn every_key_is_a_field_of_module_json_with_a_source() {
        let keys = toml::from_str::<Keys>(TEXT).unwrap().key;
        assert!(keys.is_sorted_by(|a, b| a.name < b.name) && keys.len() == 33);
        for key in keys {
            assert!(fields().iter().any(|field| field.name == key.name), "{}", key.name);
            assert!(!key.source.is_empty() && key.default.is_none() == key.default_value().is_none(), "{}", key.name);
            assert!(key.default.is_none() || (key.from.is_none() && key.written), "{}", key.name);
        }
    }
}
