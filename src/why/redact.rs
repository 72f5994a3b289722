//! The report of an answer that nothing explains, without anything that names a module, a person or a place: kinds of
//! values instead of values, and of the server's sentence the words alone that refusals are made of.

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
/// Words of the server's sentence, or of its code.
const MOST_WORDS: usize = 64;
/// What refusals are made of, beside the words of those that are known.
const COMMON: &str = "a an the is are was be it this that not no of for to in on at by with from and or as if than can cannot
    could must should has have does did error errors fail failed failure invalid missing unknown unexpected internal server
    request response status code field value key type format file files size length too big large small many empty required
    requires supported unsupported support allowed denied forbidden found exist exists already version versions module modules
    cluster node nodes database operating system architecture endpoint json zip archive name number string integer list object
    bytes limit exceeded timeout time out upload download dependency dependencies capability capabilities check try again
    permission redis bad";

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
        "answer": {"status": response.status, "error_code": response.error_code.as_deref().map(|text| code(text, bundle)),
            "sentence": response.sentence.as_deref().map(|sentence| words(sentence, bundle))},
        "bundle": {"is_archive": bundle.archive.ready().is_some(), "size": report.size, "members": members(bundle),
            "metadata": fields(bundle), "unpack": report.unpack.as_ref().map(crate::unpack::Outcome::word)},
        "verdicts": verdicts,
        "rules": rules,
        "not_run": report.not_run,
    })
}

/// A code with those of its words that servers use.
fn code(text: &str, bundle: &Bundle) -> String {
    let vocabulary = vocabulary(bundle);
    text.split('_').take(MOST_WORDS).map(|word| known(word, &vocabulary)).collect::<Vec<_>>().join("_")
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

/// A sentence with those of its words that servers use; each other one, which may be a name, an address or a value, is a
/// dot.
fn words(sentence: &str, bundle: &Bundle) -> String {
    let vocabulary = vocabulary(bundle);
    sentence.split_whitespace().take(MOST_WORDS).map(|word| known(word, &vocabulary)).collect::<Vec<_>>().join(" ")
}

fn known<'a>(word: &'a str, vocabulary: &BTreeSet<String>) -> &'a str {
    let bare = word.trim_matches(['.', ',', ':', ';', '\'', '"', '(', ')', '`']);
    if vocabulary.contains(&bare.to_ascii_lowercase()) { bare } else { "·" }
}

/// The words of the refusals that are known, and what refusals are made of besides; without words of the bundle.
fn vocabulary(bundle: &Bundle) -> BTreeSet<String> {
    let codes = tables::error_codes().iter().flat_map(|code| [code.name.as_str(), code.meaning.as_str()]);
    let refusals = tables::refusals().iter().filter_map(|row| row.sentence.as_deref());
    let all = codes.chain(refusals).flat_map(|text| text.split(|c: char| !c.is_ascii_alphabetic()));
    let mut words: BTreeSet<String> = all.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let own = own_words(bundle);
    words.retain(|word| !own.contains(word));
    words.extend(COMMON.split_whitespace().map(str::to_owned));
    words
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
    words
}
