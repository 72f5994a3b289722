//! Shared facts from `rules/tables`: fields of module.json, capabilities, error codes, modules, operating systems.

pub(crate) mod manifest;
pub(crate) mod module_api;
pub(crate) mod platforms;

use crate::prediction::{Evidence, Prediction};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A field of module.json.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "some columns are for people and for the tests")]
pub(crate) struct FieldFacts {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: FieldType,
    /// The packer version that first wrote it.
    pub(crate) since: String,
    /// Consumers that ask for it.
    pub(crate) needed: Vec<String>,
    pub(crate) source: String,
}

/// The type that a field should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    String,
    Integer,
    Boolean,
    Strings,
    Objects,
    Object,
}

/// A name of `capabilities`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "some columns are for people and for the tests")]
pub(crate) struct Capability {
    pub(crate) name: String,
    pub(crate) meaning: String,
    pub(crate) source: String,
}

/// An error code of the server or of the unpacker.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorCode {
    pub(crate) name: String,
    /// The server's words, or ours where it has none.
    pub(crate) meaning: String,
    pub(crate) given: Vec<Given>,
}

/// Who gives an error code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "`ramplint explain` prints the rest"))]
pub(crate) struct Given {
    /// Methods and paths, or `unpack`.
    pub(crate) endpoints: Vec<String>,
    pub(crate) status: Option<u16>,
    pub(crate) evidence: Evidence,
    pub(crate) source: String,
    /// Why no rule predicts it there.
    pub(crate) unknowable: Option<String>,
}

/// A word that a verdict gives where the server's code is not known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "`ramplint explain` prints the rest"))]
pub(crate) struct Word {
    pub(crate) name: String,
    pub(crate) meaning: String,
    pub(crate) source: String,
}

/// A feature of databases that asks every module for a capability.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "the sources are for people, and a test asks for them"))]
pub(crate) struct Feature {
    pub(crate) capability: String,
    /// The feature in words.
    pub(crate) title: String,
    pub(crate) evidence: Evidence,
    pub(crate) source: String,
}

#[derive(Deserialize)]
struct Features {
    feature: Vec<Feature>,
}

#[derive(Deserialize)]
struct Refusals {
    answer: Vec<Prediction>,
}

/// A module that comes with the product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "some columns are for people and for the tests")]
pub(crate) struct BundledModule {
    pub(crate) name: String,
    /// `bundled` or `deprecated`.
    pub(crate) state: String,
    pub(crate) source: String,
}

/// An operating system that nodes of some release line run or ran on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "the sources are for people, and a test asks for them"))]
pub(crate) struct OperatingSystem {
    /// The nickname in file names of packages.
    pub(crate) nick: String,
    /// How the packer spells it in `operating_systems`.
    pub(crate) ramp: String,
    pub(crate) source: String,
}

/// Another name of an operating system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "the sources are for people, and a test asks for them"))]
pub(crate) struct OsAlias {
    pub(crate) name: String,
    /// How the current packer spells it.
    pub(crate) means: String,
    pub(crate) source: String,
}

/// Functions of `redis-server` that modules may have copies of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerLibrary {
    #[cfg_attr(not(test), expect(dead_code, reason = "the sources are for people, and a test asks for them"))]
    header: String,
    /// Separated by white space.
    names: String,
}

#[derive(Deserialize)]
struct ServerSymbols {
    #[serde(rename = "library")]
    libraries: Vec<ServerLibrary>,
}

#[derive(Deserialize)]
struct Fields {
    field: Vec<FieldFacts>,
}

#[derive(Deserialize)]
struct Capabilities {
    capability: Vec<Capability>,
}

#[derive(Deserialize)]
struct Codes {
    code: Vec<ErrorCode>,
    word: Vec<Word>,
}

#[derive(Deserialize)]
struct Modules {
    module: Vec<BundledModule>,
}

#[derive(Deserialize)]
struct Systems {
    os: Vec<OperatingSystem>,
    alias: Vec<OsAlias>,
}

const FIELDS: &str = include_str!("../rules/tables/module-json.toml");
const CAPABILITIES: &str = include_str!("../rules/tables/capabilities.toml");
const CODES: &str = include_str!("../rules/tables/error-codes.toml");
const FEATURES: &str = include_str!("../rules/tables/features.toml");
const REFUSALS: &str = include_str!("../rules/tables/refusals.toml");
const MODULES: &str = include_str!("../rules/tables/bundled-modules.toml");

const SERVER_SYMBOLS: &str = include_str!("../rules/tables/server-symbols.toml");
const SYSTEMS: &str = include_str!("../rules/tables/operating-systems.toml");

/// The fields of module.json.
pub(crate) fn fields() -> &'static [FieldFacts] {
    static TABLE: LazyLock<Vec<FieldFacts>> =
        LazyLock::new(|| toml::from_str::<Fields>(FIELDS).map(|table| table.field).unwrap_or_default());
    &TABLE
}

/// The known capabilities.
pub(crate) fn capabilities() -> &'static [Capability] {
    static TABLE: LazyLock<Vec<Capability>> = LazyLock::new(|| {
        toml::from_str::<Capabilities>(CAPABILITIES).map(|table| table.capability).unwrap_or_default()
    });
    &TABLE
}

/// The known error codes.
pub(crate) fn error_codes() -> &'static [ErrorCode] {
    static TABLE: LazyLock<Vec<ErrorCode>> =
        LazyLock::new(|| toml::from_str::<Codes>(CODES).map(|table| table.code).unwrap_or_default());
    &TABLE
}

/// The words that stand where codes do.
pub(crate) fn words() -> &'static [Word] {
    static TABLE: LazyLock<Vec<Word>> =
        LazyLock::new(|| toml::from_str::<Codes>(CODES).map(|table| table.word).unwrap_or_default());
    &TABLE
}

/// The features of databases that ask for capabilities.
pub(crate) fn features() -> &'static [Feature] {
    static TABLE: LazyLock<Vec<Feature>> =
        LazyLock::new(|| toml::from_str::<Features>(FEATURES).map(|table| table.feature).unwrap_or_default());
    &TABLE
}

/// What becomes of the unpacker's failures at the endpoints.
pub(crate) fn refusals() -> &'static [Prediction] {
    static TABLE: LazyLock<Vec<Prediction>> =
        LazyLock::new(|| toml::from_str::<Refusals>(REFUSALS).map(|table| table.answer).unwrap_or_default());
    &TABLE
}

/// The modules that come with the product.
pub(crate) fn bundled_modules() -> &'static [BundledModule] {
    static TABLE: LazyLock<Vec<BundledModule>> =
        LazyLock::new(|| toml::from_str::<Modules>(MODULES).map(|table| table.module).unwrap_or_default());
    &TABLE
}

static SYSTEMS_TABLE: LazyLock<Systems> =
    LazyLock::new(|| toml::from_str(SYSTEMS).unwrap_or(Systems { os: Vec::new(), alias: Vec::new() }));

/// The operating systems that nodes of some release line run or ran on.
pub(crate) fn operating_systems() -> &'static [OperatingSystem] {
    &SYSTEMS_TABLE.os
}

/// Whether `redis-server` exports a function of this name that is no part of its module API.
pub(crate) fn is_server_symbol(name: &str) -> bool {
    static TABLE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let table = toml::from_str::<ServerSymbols>(SERVER_SYMBOLS);
        let libraries = table.map(|table| table.libraries).unwrap_or_default();
        libraries.iter().flat_map(|library| library.names.split_whitespace()).map(str::to_owned).collect()
    });
    TABLE.contains(name)
}

/// Other names of operating systems.
pub(crate) fn os_aliases() -> &'static [OsAlias] {
    &SYSTEMS_TABLE.alias
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_and_every_row_has_a_source() {
        toml::from_str::<Fields>(FIELDS).unwrap();
        toml::from_str::<Capabilities>(CAPABILITIES).unwrap();
        toml::from_str::<Codes>(CODES).unwrap();
        toml::from_str::<Modules>(MODULES).unwrap();
        toml::from_str::<Refusals>(REFUSALS).unwrap();
        toml::from_str::<Features>(FEATURES).unwrap();
        assert!(features().iter().all(|row| !row.source.is_empty()));
        let is_known = |name: &String| capabilities().iter().any(|row| row.name == *name);
        assert!(features().iter().all(|row| is_known(&row.capability)));
        assert!(refusals().iter().all(|row| !row.source.is_empty() && !row.failure.is_empty()));
        let symbols = toml::from_str::<ServerSymbols>(SERVER_SYMBOLS).unwrap();
        assert!(symbols.libraries.iter().all(|library| !library.header.is_empty()));
        assert!(is_server_symbol("dictCreate") && is_server_symbol("sdsnew") && !is_server_symbol("malloc"));
        toml::from_str::<Systems>(SYSTEMS).unwrap();
        assert!(operating_systems().iter().all(|row| !row.source.is_empty() && !row.nick.is_empty()));
        assert!(os_aliases().iter().all(|row| !row.source.is_empty()));
        assert!(fields().iter().all(|row| !row.source.is_empty()));
        assert!(capabilities().iter().all(|row| !row.source.is_empty() && !row.meaning.is_empty()));
        assert!(error_codes().iter().all(|row| !row.given.is_empty() && !row.meaning.is_empty()));
        assert!(error_codes().iter().flat_map(|row| &row.given).all(|row| !row.source.is_empty()));
        assert!(!words().is_empty() && words().iter().all(|row| !row.source.is_empty() && !row.meaning.is_empty()));
        assert!(bundled_modules().iter().all(|row| !row.source.is_empty()));
    }
}
