//! The JSON report, version 1. Other tools read it: a change of meaning is a new version and a new file.

mod shape;

use super::json_escape::Escaping;
use super::{Identity, Packing, Report};
use crate::bundle::Kind;
use crate::bundle::place::{Place, Position};
use crate::databases::Database;
use crate::dlopen::Load;
use crate::features::Feature;
use crate::finding::{Committed, Finding, Severity};
use crate::prediction::Prediction;
use crate::unpack::Outcome;
use crate::verdict::Verdict;
use rayon::prelude::*;
use serde::Serialize;
use std::io;

pub use shape::Summary;
pub(super) use shape::Tool;
use shape::{
    Added, Allowed, Answer, At, Found, Ignored, LineColumn, Loaded, Module, Other, Predicted, Redis, Reference, Source,
    Unpack,
};
pub(in crate::report) use shape::{Input, LastLine, Whole};

/// Date of the facts behind the predictions.
pub const DATA_DATE: &str = "2026-08-21";
/// The interpreter whose `zipfile` and `json` decide.
pub const PYTHON: &str = "3.11.7";
/// The packer whose unpacker is predicted.
pub const RAMP: &str = "2.5.19";

/// Counts the findings of all reports.
#[must_use]
pub fn summary(reports: &[Report], skipped: usize) -> Summary {
    let count = |severity| reports.iter().map(|report| report.count(severity)).sum();
    Summary {
        inputs: reports.len(),
        skipped,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        ignored: reports.iter().flat_map(|report| &report.findings).filter(|found| found.ignored.is_some()).count(),
    }
}

/// One object with everything, indented, with a final newline.
pub fn write(reports: &[Report], skipped: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = Whole { schema_version: 1, tool: tool(), summary: summary(reports, skipped), inputs: Vec::new() };
    let frame = pretty(&whole)?;
    let Some(frame) = frame.strip_suffix("[]\n}").filter(|_| !reports.is_empty()) else {
        return writeln!(out, "{frame}");
    };
    // the inputs are most of it, and none needs another one
    // no string holds a line break: in JSON it is an escape
    let inside = |report: &Report| pretty(&input(report)).map(|text| text.replace('\n', "\n    "));
    let written: Vec<io::Result<String>> = reports.par_iter().map(inside).collect();
    write!(out, "{frame}[")?;
    for (index, input) in written.into_iter().enumerate() {
        let separator = if index > 0 { "," } else { "" };
        write!(out, "{separator}\n    {}", input?)?;
    }
    writeln!(out, "\n  ]\n}}")
}

pub(crate) fn pretty(value: &impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Escaping::pretty()))?;
    String::from_utf8(out).map_err(io::Error::other)
}

/// A value without any space.
#[cfg(feature = "serve")]
pub(crate) fn compact(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Escaping::compact()))?;
    Ok(out)
}

/// One object of `inputs` a line, then one line with the summary.
pub fn write_lines(reports: &[Report], skipped: usize, out: &mut dyn io::Write) -> io::Result<()> {
    for report in reports {
        write_line(&input(report), out)?;
    }
    write_line(&LastLine { schema_version: 1, tool: tool(), summary: summary(reports, skipped) }, out)
}

fn write_line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping::compact());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

pub(super) fn tool() -> Tool {
    let reference = Reference { python: PYTHON, ramp: RAMP, data: DATA_DATE };
    Tool { name: "ramplint", version: env!("CARGO_PKG_VERSION"), reference }
}

fn input(report: &Report) -> Input<'_> {
    Input {
        path: &report.path,
        kind: match report.kind {
            Kind::Bundle => "bundle",
            Kind::Directory => "directory",
            Kind::Metadata => "metadata",
            Kind::Module => "module",
            Kind::Manifest => "manifest",
            Kind::Config => "config",
        },
        sha256: report.sha256.as_deref(),
        size: report.size,
        module: report.module.as_ref().map(module),
        packing: report.packing.as_ref().map(packing),
        unpack: report.unpack.as_ref().map(unpack),
        verdicts: report.verdicts.iter().map(answer).collect(),
        load: report.load.iter().map(load).collect(),
        databases: report.databases.iter().map(database).collect(),
        features: report.features.iter().map(feature).collect(),
        not_run: &report.not_run,
        limits: &report.limits,
        findings: report.findings.iter().map(found).collect(),
    }
}

fn packing(packing: &Packing) -> Added<'_> {
    let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let defaults = packing.defaults.iter().map(|(name, text)| (name.as_str(), value(text))).collect();
    Added { defaults, discovered: &packing.discovered, unrendered: &packing.unrendered }
}

fn module(identity: &Identity) -> Module<'_> {
    Module {
        name: identity.name.as_deref(),
        version: identity.version,
        semantic_version: identity.semantic_version.as_deref(),
        architecture: identity.architecture.as_deref(),
        operating_systems: identity.operating_systems.as_deref(),
        min_redis_version: identity.min_redis_version.as_deref(),
        compatible_redis_version: identity.compatible_redis_version.as_deref(),
        file: identity.module_file.as_deref(),
        commands: identity.commands,
    }
}

fn unpack(outcome: &Outcome) -> Unpack<'_> {
    let mut out =
        Unpack { outcome: outcome.word(), error_code: None, message: None, reason: None, exception: None, why: None };
    match outcome {
        Outcome::Accepted => {}
        Outcome::Rejected(rejection) => {
            out.error_code = rejection.error_code;
            out.message = Some(rejection.message);
            out.reason = rejection.reason.as_deref();
        }
        Outcome::Crashed { exception, .. } => out.exception = Some(exception),
        Outcome::Unknown { why } => out.why = Some(why),
    }
    out
}

fn answer(verdict: &Verdict) -> Answer<'_> {
    Answer {
        target: &verdict.target,
        build: &verdict.build,
        endpoint: verdict.endpoint.path(),
        os: verdict.os.as_deref(),
        arch: verdict.arch.as_deref(),
        outcome: verdict.outcome.word(),
        status: verdict.status,
        error_code: verdict.error_code.as_deref(),
        message: verdict.message.as_deref(),
        because: &verdict.because,
        evidence: verdict.evidence.word(),
        unless: &verdict.unless,
        why: verdict.why.as_deref(),
    }
}

fn load(load: &Load) -> Loaded<'_> {
    Loaded {
        os: &load.os,
        arch: &load.arch,
        outcome: load.outcome.word(),
        error: load.error.as_deref(),
        because: &load.because,
        why: load.why.as_deref(),
    }
}

fn database(database: &Database) -> Redis<'_> {
    Redis {
        target: &database.target,
        version: &database.redis,
        database: database.name.as_deref(),
        usable: database.usable,
        call: database.call,
        status: database.status,
        error_code: database.error_code,
        evidence: database.evidence.word(),
        because: &database.because,
    }
}

fn feature(feature: &Feature) -> Allowed<'_> {
    Allowed { feature: feature.name, possible: feature.possible, because: feature.because }
}

fn found(finding: &Finding) -> Found<'_> {
    Found {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        url: super::rule_url(finding.rule),
        place: at(&finding.place),
        source: finding.committed.as_ref().map(source),
        related: finding.related.iter().map(|r| Other { place: at(&r.place), label: &r.label }).collect(),
        ignored: finding.ignored.as_deref().map(|reason| Ignored { reason }),
        predicts: finding.predicts.iter().flat_map(|p| predicted(p)).collect(),
    }
}

fn source(committed: &Committed) -> Source<'_> {
    let At { pointer, start, end, .. } = at(&committed.place);
    Source { path: &committed.path, pointer, start, end }
}

fn at(place: &Place) -> At<'_> {
    let line_column = |p: Position| LineColumn { line: p.line, column: p.column };
    At {
        member: place.member.as_deref(),
        pointer: place.pointer.as_deref(),
        start: place.start.map(line_column),
        end: place.end.map(line_column),
        offset: place.offset,
        length: place.length,
    }
}

/// The unpacker's own codes are in `unpack`; here stand the endpoints'.
fn predicted(prediction: &Prediction) -> impl Iterator<Item = Predicted<'_>> {
    prediction.endpoints.iter().filter(|endpoint| *endpoint != "unpack").map(|endpoint| Predicted {
        endpoint,
        status: prediction.status,
        error_code: prediction.error_code.as_deref(),
        evidence: prediction.evidence.word(),
    })
}

/// The schemas of a report, and of a line of one.
#[cfg(test)]
pub(crate) fn schemas() -> [serde_json::Value; 2] {
    let of = || schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let whole = of().into_root_schema_for::<Whole<'_>>();
    let mut line = of();
    let lines = [line.subschema_for::<Input<'_>>(), line.subschema_for::<LastLine>()];
    let definitions = line.take_definitions(true);
    let line = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "anyOf": lines, "$defs": definitions,
    });
    [whole.into(), line]
}
