//! The names of the Redis module API and the versions that first had them.
#![allow(dead_code, reason = "some columns are for people and for the tests")]

use serde::Deserialize;
use std::fmt;
use std::sync::LazyLock;

/// A version of Redis. Missing numbers are 0: a module that runs on 6.2 has to run on 6.2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct RedisVersion(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl RedisVersion {
    /// Reads one to three numbers, with dots between them.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            // `parse` alone would take a sign
            part.parse::<u32>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let version = Self(parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for RedisVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl TryFrom<String> for RedisVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no version"))
    }
}

/// A name of the module API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    /// With its `RedisModule_`.
    pub(crate) name: String,
    /// The first version from which on every later one has it.
    pub(crate) since: Option<RedisVersion>,
    /// Not in this version or an older one; what lies between it and `since` is not known.
    pub(crate) after: Option<RedisVersion>,
    /// Versions of older lines that have it too, with the later ones of the same line.
    #[serde(default)]
    pub(crate) backports: Vec<RedisVersion>,
    pub(crate) source: String,
}

impl Api {
    /// Whether a version certainly lacks it.
    pub(crate) fn is_missing_in(&self, version: RedisVersion) -> bool {
        let is_backported = self.backports.iter().any(|from| {
            let is_same_line = (from.0, from.1) == (version.0, version.1);
            is_same_line && version >= *from
        });
        let is_older = match (self.after, self.since) {
            (Some(after), _) => version <= after,
            (None, Some(since)) => version < since,
            (None, None) => false,
        };
        is_older && !is_backported
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    api: Vec<Api>,
}

const TEXT: &str = include_str!("../../rules/tables/module-api.toml");
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// All names, sorted.
pub(crate) fn names() -> &'static [Api] {
    &TABLE.api
}

/// An entry by its full name.
pub(crate) fn find(name: &str) -> Option<&'static Api> {
    names().binary_search_by(|row| row.name.as_str().cmp(name)).ok().and_then(|at| names().get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_missing(name: &str, version: &str) -> bool {
        find(name).unwrap().is_missing_in(RedisVersion::parse(version).unwrap())
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(RedisVersion::parse("6.2"), Some(RedisVersion(6, 2, 0)));
        assert_eq!(RedisVersion::parse("7"), Some(RedisVersion(7, 0, 0)));
        assert_eq!(RedisVersion::parse("6.0.16"), Some(RedisVersion(6, 0, 16)));
        for text in ["", ".", "6.", "6.x", "+6.0", "6.0.0.1", "6.0.0-rc1"] {
            assert_eq!(RedisVersion::parse(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_sorted_and_have_bounds_and_sources() {
        toml::from_str::<Table>(TEXT).unwrap();
        assert!(names().is_sorted_by(|a, b| a.name < b.name));
        for row in names() {
            assert!(row.name.starts_with("RedisModule_") && !row.source.is_empty(), "{}", row.name);
            assert!(row.since.is_some() || row.after.is_some(), "{}", row.name);
            assert!(row.since.is_none_or(|since| row.after.is_none_or(|after| after < since)), "{}", row.name);
            assert!(row.backports.iter().all(|from| row.since.is_some_and(|since| *from < since)), "{}", row.name);
        }
    }

    #[test]
    fn only_what_is_certain_is_missing() {
        assert!(is_missing("RedisModule_Yield", "6.2.14"));
        assert!(!is_missing("RedisModule_Yield", "7"));
        assert!(is_missing("RedisModule_GetServerVersion", "6.0.8"));
        assert!(!is_missing("RedisModule_GetServerVersion", "6.2"));
        assert!(!is_missing("RedisModule_SetModuleAttribs", "4.0"));
        assert!(is_missing("RedisModule_GetContextUser", "8.6.0"));
        assert!(!is_missing("RedisModule_GetContextUser", "8.8"));
    }

    #[test]
    fn a_backport_is_for_its_line_only() {
        assert!(is_missing("RedisModule_GetAbsExpire", "6.2.7"));
        assert!(!is_missing("RedisModule_GetAbsExpire", "6.2.8"));
        assert!(is_missing("RedisModule_GetAbsExpire", "7.0.4"));
        assert!(!is_missing("RedisModule_GetAbsExpire", "7.0.5"));
        assert!(!is_missing("RedisModule_GetAbsExpire", "7.2"));
    }
}
