//! SARIF 2.1.0, as GitHub code scanning and editors read it.
//!
//! Only the rules that have results are described: all of them would be most of every file, and a consumer that shows
//! what passes has `junit`.

use super::annotation::{Annotation, Location, all, message, of_place, spelled};
use super::base::uri;
use super::escape::visible;
use super::format::Context;
use super::json_v1::pretty;
use super::{Report, rule_url};
use crate::bundle::Kind;
use crate::bundle::place::Place;
use crate::checks::wording::count;
use crate::finding::{Finding, Severity};
use crate::prediction::Evidence;
use crate::rule::{Rule, catalog};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Results of a run that GitHub takes.
const MOST: usize = 25_000;
/// Characters of a description that GitHub takes.
const DESCRIPTION: usize = 1024;
/// The name of the folder that relative paths count from.
const ROOT: &str = "%SRCROOT%";

/// One run with all findings; what the user set aside is a suppressed result.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut found = all(reports, &context.base);
    let left_out = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    let mut rules: Vec<&'static str> = found.iter().map(|annotation| annotation.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (*rule, at)).collect();
    let results: Vec<Value> = found.iter().map(|annotation| result(annotation, &index, context)).collect();
    let whole = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ramplint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().filter_map(|id| catalog::find(id)).map(rule).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications(reports, left_out, context),
            }],
            "originalUriBaseIds": { ROOT: { "description": {
                "text": "the root of the repository, or the working directory outside of one",
            } } },
            // columns count Unicode scalars
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok((pretty(&whole)? + "\n").into_bytes())
}

/// What a reader of the results alone would not know.
fn notifications(reports: &[Report], left_out: usize, context: &Context) -> Vec<Value> {
    let mut all = Vec::new();
    if left_out > 0 {
        let text =
            format!("{} left out: GitHub takes {MOST} of a run; the least bad ones are missing", results(left_out));
        all.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    for report in reports.iter().filter(|report| !report.not_run.is_empty()) {
        let number = count(report.not_run.len(), "rule");
        let text =
            format!("{number} did not run, because what they need could not be read: {}", report.not_run.join(", "));
        let location = of_place(report, &Place::input(), &context.base);
        all.push(json!({
            "level": "note",
            "message": { "text": text },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact(&location) } }],
        }));
    }
    all
}

fn results(number: usize) -> String {
    format!("{} {}", count(number, "result"), if number == 1 { "is" } else { "are" })
}

fn rule(rule: &Rule) -> Value {
    let section = |name: &str| rule.page.sections().iter().find(|(heading, _)| heading == name).map(|(_, text)| text);
    let what = section("What it checks").map(|text| words(text)).unwrap_or_default();
    let parts = ["What it checks", "Why it matters", "How to fix", "References"];
    let shown = || parts.iter().filter_map(|name| Some((name, section(name)?.trim())));
    let markdown: Vec<String> = shown().map(|(name, text)| format!("## {name}\n{text}\n")).collect();
    let text: Vec<String> = shown().map(|(name, text)| format!("{name}: {}", words(text))).collect();
    json!({
        "id": rule.id,
        "name": camel_case(rule.id),
        "shortDescription": { "text": cut(&rule.page.title) },
        "fullDescription": { "text": cut(&what) },
        "help": { "text": text.join("\n"), "markdown": markdown.join("\n") },
        "helpUri": rule_url(rule.id),
        "defaultConfiguration": { "level": level(rule.page.severity) },
        "properties": {
            "tags": ["redis-module", rule.id.split('/').next().unwrap_or_default()],
            "precision": precision(rule),
            "problem.severity": match rule.page.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
        },
    })
}

/// How often a finding is right: as often as its weakest claim about the server.
fn precision(rule: &Rule) -> &'static str {
    match rule.page.predicts.iter().map(|prediction| prediction.evidence).min() {
        None | Some(Evidence::Documented) => "very-high",
        Some(Evidence::Observed) => "high",
        Some(Evidence::Inferred) => "medium",
    }
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn result(annotation: &Annotation<'_>, rules: &BTreeMap<&str, usize>, context: &Context) -> Value {
    let Annotation { report, finding, location, fingerprint, unique } = annotation;
    let mut text = message(report, finding, location);
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {}", visible(help)));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.get(finding.rule),
        "level": level(finding.severity),
        "message": { "text": plain(&text) },
        "locations": [place(report, &finding.place, location)],
        "partialFingerprints": {
            "ramplintFinding/v1": fingerprint,
            // the only one that GitHub reads
            "primaryLocationLineHash": format!("{unique}:1"),
        },
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .enumerate()
        .map(|(at, related)| {
            let location = of_place(report, &related.place, &context.base);
            let mut value = place(report, &related.place, &location);
            let text = format!("{}: {}", spelled(report, &related.place), visible(&related.label));
            add(&mut value, "id", json!(at + 1));
            add(&mut value, "message", json!({ "text": plain(&text) }));
            value
        })
        .collect();
    if !related.is_empty() {
        add(&mut result, "relatedLocations", json!(related));
    }
    if let Some(reason) = &finding.ignored {
        add(&mut result, "suppressions", json!([{ "kind": "external", "justification": visible(reason) }]));
    }
    add(&mut result, "properties", properties(finding));
    result
}

/// What the regions cannot say.
fn properties(finding: &Finding) -> Value {
    let place = &finding.place;
    let mut all = Map::new();
    if let Some(member) = &place.member {
        all.insert("member".to_owned(), json!(visible(member)));
    }
    if let Some(pointer) = &place.pointer {
        all.insert("pointer".to_owned(), json!(visible(pointer)));
    }
    if !finding.targets.is_empty() {
        all.insert("targets".to_owned(), json!(finding.targets));
    }
    Value::Object(all)
}

fn place(report: &Report, place: &Place, location: &Location) -> Value {
    let mut region = match location.region {
        Some((start, end)) => json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        }),
        None => json!({ "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 }),
    };
    if let (None, Some((offset, length))) = (location.region, location.bytes) {
        add(&mut region, "byteOffset", json!(offset));
        add(&mut region, "byteLength", json!(length));
    }
    let mut value = json!({ "physicalLocation": { "artifactLocation": artifact(location), "region": region } });
    if let Some(name) = qualified(report, place) {
        add(&mut value, "logicalLocations", json!([{ "fullyQualifiedName": name }]));
    }
    value
}

fn artifact(location: &Location) -> Value {
    let uri = uri(&location.path, location.is_inside);
    if location.is_inside { json!({ "uri": uri, "uriBaseId": ROOT }) } else { json!({ "uri": uri }) }
}

/// `bundle.zip!module.json#/commands/3`.
fn qualified(report: &Report, place: &Place) -> Option<String> {
    let file = report.path.rsplit('/').next().unwrap_or_default();
    let mut name = match (&place.member, report.kind) {
        (Some(member), Kind::Bundle | Kind::Directory) => format!("{file}!{member}"),
        (None, Kind::Bundle) => return None,
        _ => file.to_owned(),
    };
    if let Some(pointer) = &place.pointer {
        name.push_str(&format!("#{pointer}"));
    }
    Some(visible(&name))
}

/// A viewer makes a link of `[text](target)`, also in plain text.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}

fn add(value: &mut Value, name: &str, inner: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(name.to_owned(), inner);
    }
}

/// The paragraphs as one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION {
        return text.to_owned();
    }
    text.chars().take(DESCRIPTION - 1).chain(['…']).collect()
}

/// `meta/stale-sha256` as `MetaStaleSha256`.
fn camel_case(id: &str) -> String {
    let word = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    id.split(['/', '-']).map(word).collect()
}
