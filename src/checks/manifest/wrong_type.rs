//! Values that are not of the type that the field has, as YAML reads them, and those that `ramp pack` fails on.

use crate::bundle::json::{Entry, Kind, Value};
use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::pointer;
use crate::checks::types::{Fault, described, fault, item_noun, noun};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::tables::manifest::key;
use crate::tables::{FieldFacts, FieldType, fields};

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    for value in manifest.unwritable() {
        let (owner, text) = (owner(&value.pointer), quoted(super::source(manifest, value.span).trim()));
        let noun = value.noun;
        let message = format!("{owner} is {text}, {noun} to YAML, which JSON has not: `ramp pack` writes no bundle");
        sink.report(manifest.written.place(&value.pointer, value.span), message).help("put it in double quotes");
    }
    for stop in manifest.stops.iter().filter(|stop| !stop.is_said) {
        let message = format!("`ramp pack` fails on {}: {}", owner(&stop.pointer), stop.why);
        sink.report(manifest.written.place(&stop.pointer, stop.span), message).help(help_of_stop(&stop.pointer));
    }
    for (name, entry) in super::rendered(manifest) {
        let facts = fields().iter().find(|facts| facts.name == name);
        let is_stopped = manifest.stops.iter().any(|stop| !stop.is_said && stop.pointer.starts_with(&pointer(&[name])));
        let is_dated = manifest.unwritable().any(|value| value.pointer.starts_with(&pointer(&[name])));
        if let (Some(facts), false) = (facts, is_stopped || is_dated) {
            typed(manifest, facts, entry, sink);
        }
    }
}

/// What a pointer leads to, as a message calls it.
fn owner(at: &str) -> String {
    let steps: Vec<String> =
        at.split('/').skip(1).map(|step| quoted(&step.replace("~1", "/").replace("~0", "~"))).collect();
    let (first, rest) =
        steps.split_first().map_or(("the manifest", [].as_slice()), |(first, rest)| (first.as_str(), rest));
    rest.iter().fold(first.to_owned(), |owner, step| format!("{step} of {owner}"))
}

fn help_of_stop(at: &str) -> &'static str {
    match at.trim_start_matches('/').split('/').next().unwrap_or_default() {
        "exclude_commands" => "write a list of names, or take the key out",
        "overide_command" | "add_command" => "write a list of commands, or take the key out",
        "redis_args" => "write a mapping of options, or take the key out",
        _ => "give each dependency a name with `url` and `sha256`, or with `local_path`, or take the key out",
    }
}

fn typed(manifest: &Manifest, facts: &FieldFacts, entry: &Entry, sink: &mut Sink) {
    let (name, value) = (facts.name.as_str(), &entry.value);
    let is_elsewhere = match &value.kind {
        // manifest/unquoted-version
        Kind::Number(_) => super::VERSIONS.contains(&name),
        // meta/capabilities-as-string
        Kind::String(_) => name == "capabilities",
        // the packer makes an object of it
        Kind::Array(_) => name == "dependencies" || name == "optional-dependencies",
        // of an empty list and of one of other things meta/bad-os-list speaks
        _ => name == "operating_systems",
    };
    if is_elsewhere || !key(name).is_some_and(|key| key.written || key.from.is_none()) {
        return;
    }
    let (place, at, message) = match fault(value, facts.kind) {
        Fault::None => return,
        Fault::Whole => {
            let message = format!("`{name}` is {}, expected {}", seen(manifest, value), noun(facts.kind));
            (manifest.written.place(pointer(&[name]), value.span), value, message)
        }
        Fault::Item(index, item) => {
            let place = manifest.written.place(pointer(&[name, &index.to_string()]), item.span);
            let (seen, noun) = (seen(manifest, item), item_noun(facts.kind));
            (place, item, format!("item {} of `{name}` is {seen}, expected {noun}", index + 1))
        }
    };
    let finding = sink.report(place, message);
    finding.help(help(facts.kind, at));
    // an empty value is what nobody filled in, and a text that only people read does no harm
    if at.kind == Kind::Null || (facts.needed.is_empty() && facts.kind == FieldType::String) {
        finding.severity(Severity::Warning);
    }
}

/// A value, and how it is written where that looks like something else: ``` `no`, which YAML takes for `false` ```.
fn seen(manifest: &Manifest, value: &Value) -> String {
    let text = super::source(manifest, value.span).trim();
    match &value.kind {
        Kind::Null => "empty".to_owned(),
        Kind::Bool(truth) if text != truth.to_string() && !text.is_empty() => {
            format!("{}, which YAML takes for `{truth}`", quoted(text))
        }
        Kind::Number(number) if number.text != text && !text.is_empty() => {
            format!("{}, which YAML takes for the number {}", quoted(text), quoted(&number.text))
        }
        _ => described(value),
    }
}

fn help(kind: FieldType, value: &Value) -> String {
    match (kind, &value.kind) {
        (FieldType::String, Kind::Null) => "write `\"\"` when there is nothing to say, or take the key out".to_owned(),
        (_, Kind::Null) => "take the key out when there is nothing to say".to_owned(),
        (FieldType::String | FieldType::Strings, Kind::Number(_) | Kind::Bool(_)) => {
            "put it in double quotes".to_owned()
        }
        (FieldType::Integer | FieldType::Boolean, Kind::String(_)) => "take the quotes away".to_owned(),
        _ => format!("write {}", noun(kind)),
    }
}
