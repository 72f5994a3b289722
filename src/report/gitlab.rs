//! GitLab's Code Quality report: an array of findings, each with a fingerprint that no other has.

use super::Report;
use super::annotation::{Annotation, all, message};
use super::escape::visible;
use super::format::Context;
use super::json_v1::pretty;
use crate::finding::Severity;
use serde_json::{Value, json};
use std::io;

/// The findings that count. Equal fingerprints would be dropped.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut found = all(reports, &context.base);
    found.retain(|annotation| annotation.finding.ignored.is_none());
    let all: Vec<Value> = found.iter().map(entry).collect();
    Ok((pretty(&all)? + "\n").into_bytes())
}

fn entry(annotation: &Annotation<'_>) -> Value {
    let Annotation { report, finding, location, unique, .. } = annotation;
    // an archive has no lines, but without a line GitLab shows nothing
    let (begin, end) = location.region.map_or((1, 1), |(start, end)| (start.line, end.line));
    json!({
        "description": message(report, finding, location),
        "check_name": finding.rule,
        "fingerprint": unique,
        "severity": severity(finding.severity),
        "location": { "path": visible(&location.path), "lines": { "begin": begin, "end": end } },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}
