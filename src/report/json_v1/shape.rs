//! The shape of the JSON report, version 1: the source of what is written and of the published schema.

use crate::finding::Severity;
use serde::Serialize;
use std::collections::BTreeMap;

/// The report of a run.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Report"))]
pub(in crate::report) struct Whole<'a> {
    /// Version of this shape: a change of meaning is a new one, a new field is not.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) summary: Summary,
    /// The inputs, in the order in which they were given.
    pub(super) inputs: Vec<Input<'a>>,
}

/// Who wrote it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Tool {
    pub(super) name: &'static str,
    /// Version of ramplint.
    pub(super) version: &'static str,
    pub(super) reference: Reference,
}

/// What the predictions are compared with.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Reference {
    /// The interpreter whose `zipfile` and `json` decide.
    pub(super) python: &'static str,
    /// The packer whose unpacker is predicted.
    pub(super) ramp: &'static str,
    /// Date of what is known of the server.
    pub(super) data: &'static str,
}

/// Counts over all inputs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Inputs that were judged.
    pub inputs: usize,
    /// Files that were met and are no module bundle.
    pub skipped: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Findings that the configuration sets aside.
    pub ignored: usize,
}

/// The last line of `ndjson`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct LastLine {
    /// Version of this shape.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) summary: Summary,
}

/// What is known and predicted of one input; a line of `ndjson`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Input<'a> {
    /// The path as it was given.
    pub(super) path: &'a str,
    /// What the input is.
    #[cfg_attr(test, schemars(with = "crate::bundle::Kind"))]
    pub(super) kind: &'static str,
    /// SHA-256 of the file; null for a folder.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub(super) sha256: Option<&'a str>,
    /// Size in bytes.
    pub(super) size: u64,
    /// Null when module.json could not be read.
    pub(super) module: Option<Module<'a>>,
    /// Only of a manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) packing: Option<Added<'a>>,
    /// Null for what is no archive.
    pub(super) unpack: Option<Unpack<'a>>,
    /// The answer of each endpoint of each release line.
    pub(super) verdicts: Vec<Answer<'a>>,
    /// On which nodes the module file loads.
    pub(super) load: Vec<Loaded<'a>>,
    /// Which databases can use the module.
    pub(super) databases: Vec<Redis<'a>>,
    /// Which features of databases it allows.
    pub(super) features: Vec<Allowed<'a>>,
    /// Rules that could not run.
    pub(super) not_run: &'a [&'static str],
    /// Limits that stopped the reading.
    pub(super) limits: &'a [&'static str],
    /// The findings, worst first.
    pub(super) findings: Vec<Found<'a>>,
}

/// What module.json says of the module, where it has the expected type.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Module<'a> {
    pub(super) name: Option<&'a str>,
    /// As `int(float(version))` gives it, when it fits 64 bits.
    pub(super) version: Option<i64>,
    pub(super) semantic_version: Option<&'a str>,
    pub(super) architecture: Option<&'a str>,
    pub(super) operating_systems: Option<&'a [String]>,
    pub(super) min_redis_version: Option<&'a str>,
    pub(super) compatible_redis_version: Option<&'a str>,
    #[serde(rename = "module_file")]
    pub(super) file: Option<&'a str>,
    /// Number of commands.
    pub(super) commands: Option<usize>,
}

/// What RAMP's own unpacker does with the file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Unpack<'a> {
    #[cfg_attr(test, schemars(with = "Unpacked"))]
    pub(super) outcome: &'static str,
    /// The unpacker's own code.
    pub(super) error_code: Option<&'static str>,
    pub(super) message: Option<&'static str>,
    pub(super) reason: Option<&'a str>,
    /// The class of the exception that escapes it.
    pub(super) exception: Option<&'static str>,
    /// What is behind an unknown outcome.
    pub(super) why: Option<&'a str>,
}

/// The predicted answer of an endpoint of a release line to one platform's upload.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Verdict"))]
pub(in crate::report) struct Answer<'a> {
    /// The release line that was asked for.
    pub(super) target: &'a str,
    /// The build that stands for it.
    pub(super) build: &'a str,
    /// Method and path.
    pub(super) endpoint: &'static str,
    pub(super) os: Option<&'a str>,
    pub(super) arch: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "crate::verdict::Answer"))]
    pub(super) outcome: &'static str,
    /// HTTP status of a refusal, where a source gives one.
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    pub(super) status: Option<u16>,
    pub(super) error_code: Option<&'a str>,
    /// The server's own sentence, where known.
    pub(super) message: Option<&'a str>,
    /// The rules behind a refusal.
    pub(super) because: &'a [&'static str],
    #[cfg_attr(test, schemars(with = "crate::prediction::Evidence"))]
    pub(super) evidence: &'static str,
    /// Codes that only the cluster can decide about.
    pub(super) unless: &'a [&'static str],
    /// What is behind an unknown answer, or a reservation.
    pub(super) why: Option<&'a str>,
}

/// What becomes of loading the module on nodes of one platform.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Load"))]
pub(in crate::report) struct Loaded<'a> {
    pub(super) os: &'a str,
    pub(super) arch: &'a str,
    #[cfg_attr(test, schemars(with = "crate::dlopen::Outcome"))]
    pub(super) outcome: &'static str,
    /// The loader's or the server's own sentence.
    pub(super) error: Option<&'a str>,
    /// The rules that speak of it.
    pub(super) because: &'a [&'static str],
    pub(super) why: Option<&'a str>,
}

/// Whether databases of a version can use the module.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Database"))]
pub(in crate::report) struct Redis<'a> {
    pub(super) target: &'a str,
    #[serde(rename = "redis")]
    pub(super) version: &'a str,
    /// The name of the database, when a cluster told of it.
    pub(super) database: Option<&'a str>,
    /// Null when no source decides it.
    pub(super) usable: Option<bool>,
    /// The call that answers so.
    pub(super) call: Option<&'static str>,
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    pub(super) status: Option<u16>,
    pub(super) error_code: Option<&'static str>,
    #[cfg_attr(test, schemars(with = "crate::prediction::Evidence"))]
    pub(super) evidence: &'static str,
    pub(super) because: &'a [&'static str],
}

/// Whether the module allows a feature of databases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Feature"))]
pub(in crate::report) struct Allowed<'a> {
    pub(super) feature: &'a str,
    /// Null when no source decides it.
    pub(super) possible: Option<bool>,
    pub(super) because: &'a str,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Finding"))]
pub(in crate::report) struct Found<'a> {
    /// The rule's id.
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// The fault with the value found, then what was expected.
    pub(super) message: &'a str,
    /// What to do about it.
    pub(super) help: Option<&'a str>,
    /// The page of the rule.
    pub(super) url: String,
    pub(super) place: At<'a>,
    /// Only where a committed file was named or found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Source<'a>>,
    /// Other places that it speaks of.
    pub(super) related: Vec<Other<'a>>,
    /// Null for a finding that counts.
    pub(super) ignored: Option<Ignored<'a>>,
    /// What endpoints answer because of it.
    pub(super) predicts: Vec<Predicted<'a>>,
}

/// Why the user set a finding aside.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Ignored<'a> {
    pub(super) reason: &'a str,
}

/// A place. Offsets count bytes in the inflated member, or in the file when `member` is null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Place"))]
pub(in crate::report) struct At<'a> {
    /// The member, or the path inside a folder; null for the input itself.
    pub(super) member: Option<&'a str>,
    /// JSON pointer (RFC 6901) inside a metadata member.
    pub(super) pointer: Option<&'a str>,
    /// The first character, in a text.
    pub(super) start: Option<LineColumn>,
    /// Behind the last character, in a text.
    pub(super) end: Option<LineColumn>,
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// A position in a text.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Position"))]
pub(in crate::report) struct LineColumn {
    /// From 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) line: usize,
    /// In Unicode scalars, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) column: usize,
}

/// Another place that a finding speaks of.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Related"))]
pub(in crate::report) struct Other<'a> {
    pub(super) place: At<'a>,
    pub(super) label: &'a str,
}

/// An answer that a finding predicts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Prediction"))]
pub(in crate::report) struct Predicted<'a> {
    pub(super) endpoint: &'a str,
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    pub(super) status: Option<u16>,
    pub(super) error_code: Option<&'a str>,
    #[cfg_attr(test, schemars(with = "crate::prediction::Evidence"))]
    pub(super) evidence: &'static str,
}

/// What the unpacker does, in a word.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "the schema names the words, `unpack::Outcome` has them")]
enum Unpacked {
    Accepted,
    Rejected,
    Crashed,
    Unknown,
}

/// What `ramp pack` adds to a manifest.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Packing"))]
pub(in crate::report) struct Added<'a> {
    /// Fields that the manifest leaves out, with the packer's default.
    pub(super) defaults: BTreeMap<&'a str, serde_json::Value>,
    /// Fields that the packer takes from the module, from its file or from the machine that it runs on.
    pub(super) discovered: &'a [String],
    /// Fields that wait for a template.
    pub(super) unrendered: &'a [String],
}

/// A place in a committed file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Source<'a> {
    /// The file's path, as the user gave it or as it was found beside the input.
    pub(super) path: &'a str,
    pub(super) pointer: Option<&'a str>,
    pub(super) start: Option<LineColumn>,
    pub(super) end: Option<LineColumn>,
}
