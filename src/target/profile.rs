//! A release line as its file in `rules/targets` tells it: values with their sources, nothing computed.

use std::collections::BTreeMap;

/// A value and where it comes from.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who says so.
    pub source: String,
}

/// One release line, all of its builds together.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The line, such as `7.22`.
    pub line: String,
    /// Month of its release, as `2025-05`.
    pub released: Sourced<String>,
    /// Day of its end of life, as `2027-10-30`; empty when not fixed.
    pub end_of_life: Sourced<String>,
    /// Its builds, oldest first.
    pub builds: Sourced<Vec<String>>,
    /// What its databases run, each entry from a build on, oldest first.
    pub redis: Vec<RedisRow>,
    /// Operating systems of nodes, by package nickname.
    pub os: BTreeMap<String, OperatingSystem>,
    /// Architectures, and the operating systems (by nickname) whose nodes have them.
    pub architectures: BTreeMap<String, BTreeMap<String, Availability>>,
    /// Endpoints by method and path.
    pub endpoints: BTreeMap<String, EndpointRow>,
    /// Settings of the cluster that uploads depend on.
    pub settings: BTreeMap<String, Sourced<String>>,
    /// What else is known and goes into no column.
    #[serde(default)]
    pub notes: BTreeMap<String, Sourced<String>>,
}

/// The Redis versions of a line from one build on.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisRow {
    /// The first build.
    pub since: String,
    /// The versions, as exactly as they are known, newest first.
    pub versions: Sourced<Vec<String>>,
    /// Major and minor version of a new database.
    pub default: Sourced<String>,
}

/// Whether a line's documentation lists an operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Support {
    /// It is listed.
    Supported,
    /// It is listed as about to go.
    Deprecated,
    /// The line no longer runs on it.
    Ended,
}

/// An operating system of a release line.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatingSystem {
    /// Whether it is listed.
    pub state: Support,
    /// The first build that runs on it; `None` for the line's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last build, or release, that has packages for it; `None` for the line's last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What else is known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who says so.
    pub source: String,
}

/// From which build on something is there.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// The first build; `None` for the line's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Who says so.
    pub source: String,
}

/// Whether a line has an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is there.
    Present,
    /// It is there and will go.
    Deprecated,
    /// It is there, behind a setting that is off by default.
    Gated,
    /// It is gone.
    Removed,
    /// It was never there.
    Absent,
}

/// An endpoint of a release line.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointRow {
    /// Whether it is there.
    pub state: State,
    /// The first build that has it, of this line or an earlier one; `None` for the line's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The build that deprecated it, of this line or an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The build that removed it, of this line or an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
    /// The setting that it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The HTTP status that a call gets where there is no such endpoint, and how well that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusRow>,
    /// Who says so.
    pub source: String,
}

/// An HTTP status that a missing endpoint answers with.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRow {
    /// The status.
    pub value: u16,
    /// How well it is known.
    pub evidence: crate::prediction::Evidence,
    /// Who says so.
    pub source: String,
}
