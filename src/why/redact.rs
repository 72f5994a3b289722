//! The report of an answer that nothing explains, without anything that names a module, a person or a place: kinds of
//! values instead of values, and of the server's sentence its plain words alone.

use super::response::Response;
use crate::bundle::Bundle;
use crate::bundle::json::{Kind, Value as Json};
use crate::report::Report;
use crate::report::json_v1::DATA_DATE;
use crate::tables;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Members and keys that are listed.
const MOST: usize = 256;
/// A longer word is a name or a key.
const LONGEST: usize = 24;

/// The report.
#[must_use]
pub fn report(bundle: &Bundle, report: &Report, response: &Response) -> Value {
    let verdicts: Vec<Value> = report
        .verdicts
        .iter()
        .map(|verdict| {
            json!({"target": verdict.target, "endpoint": verdict.endpoint.path(), "os": known_os(verdict.os.as_deref()),
                "outcome": verdict.outcome.word(), "status": verdict.status, "error_code": verdict.error_code,
                "because": verdict.because, "unless": verdict.unless})
        })
        .collect();
    let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    json!({
        "ramplint": {"version": env!("CARGO_PKG_VERSION"), "data": DATA_DATE},
        "answer": {"status": response.status, "error_code": response.error_code.as_deref().map(code),
            "sentence": response.sentence.as_deref().map(|sentence| words(sentence, bundle))},
        "bundle": {"is_archive": bundle.archive.ready().is_some(), "size": report.size, "members": members(bundle),
            "metadata": fields(bundle), "unpack": report.unpack.as_ref().map(|outcome| outcome.word())},
        "verdicts": verdicts,
        "rules": rules,
        "not_run": report.not_run,
    })
}

/// A code as the server's codes look; any other text is left out.
fn code(text: &str) -> &str {
    let is_code = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_code { text } else { "(redacted)" }
}

fn known_os(os: Option<&str>) -> Option<&str> {
    os.filter(|os| tables::operating_systems().iter().any(|row| row.ramp == *os))
}

/// Members by what they are, not by name.
fn members(bundle: &Bundle) -> Value {
    let Some(archive) = bundle.archive.ready() else { return Value::Null };
    let member = |member: &crate::bundle::archive::Member| {
        let name = member.name.as_str();
        let kind = match name {
            "module.json" => "module.json",
            _ if name.starts_with("deps/") => "dependency",
            _ if name.ends_with(".so") => "module",
            _ => "other",
        };
        json!({"kind": kind, "size": member.size})
    };
    archive.members.iter().take(MOST).map(member).collect()
}

/// Known fields of the module.json with the kinds of their values; the others are counted.
fn fields(bundle: &Bundle) -> Value {
    let Some(root) = bundle.metadata.ready().and_then(|metadata| metadata.root()) else { return Value::Null };
    let mut map = Map::new();
    let mut others = 0;
    for entry in root.effective().into_iter().take(MOST) {
        let name = entry.key.lossy();
        if tables::fields().iter().any(|field| field.name == *name) {
            map.insert(name.into_owned(), json!(kind(&entry.value)));
        } else {
            others += 1;
        }
    }
    json!({"known": map, "others": others})
}

fn kind(value: &Json) -> String {
    match &value.kind {
        Kind::Array(items) => format!("list of {}", items.len()),
        Kind::Object(object) => format!("object of {}", object.entries.len()),
        Kind::String(text) => format!("string of {}", text.lossy().chars().count()),
        _ => value.type_name().to_owned(),
    }
}

/// The plain words of a sentence; what may be a name, an address or a value is a dot.
fn words(sentence: &str, bundle: &Bundle) -> String {
    let own = own_words(bundle);
    let plain = |word: &str| {
        let bare = word.trim_end_matches(['.', ',', ':', ';']);
        let is_plain = bare.len() <= LONGEST && !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_known = is_plain && !own.contains(&bare.to_lowercase());
        if is_known { bare.to_owned() } else { "·".to_owned() }
    };
    sentence.split_whitespace().take(64).map(plain).collect::<Vec<_>>().join(" ")
}

/// Words of the strings of the module.json.
fn own_words(bundle: &Bundle) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let root = bundle.metadata.ready().and_then(|metadata| metadata.root());
    for entry in root.iter().flat_map(|root| root.effective()) {
        if let Kind::String(text) = &entry.value.kind {
            let text = text.lossy().to_lowercase();
            words.extend(text.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_owned));
        }
    }
    // what every sentence has tells nothing
    for common in ["a", "an", "the", "is", "not", "of", "for", "to", "in", "with", "module", "redis", "version"] {
        words.remove(common);
    }
    words
}
