//! What `ramp pack` makes of a manifest: the module.json as far as the manifest decides it.
//!
//! What the manifest says keeps its place in the YAML; a default has the empty place at the start of the text.

use crate::bundle::json::{Document, Entry, Kind, Object, Span, Text, Value};
use crate::bundle::manifest::{Manifest, Stop};
use crate::bundle::metadata::{Metadata, pointer};
use crate::python;
use crate::tables::manifest::{Key, key, keys};

/// A field that the packer adds in a git checkout, and that is no key of a manifest.
const GIT_SHA: &str = "git_sha";
/// Dependencies, which may be a list in a manifest and are an object in module.json.
const LISTS: [&str; 2] = ["dependencies", "optional-dependencies"];
/// A sum that the packer will compute.
const A_SUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The module.json of a manifest that is a mapping.
pub(super) fn packed(manifest: &Manifest) -> Option<Metadata> {
    let written = &manifest.written;
    let root = written.document.root.as_ref().ok()?;
    let object = root.as_object()?;
    let start = Span { start: root.span.start, end: root.span.start };
    let mut open = vec![GIT_SHA.to_owned()];
    let mut entries = Vec::new();
    for entry in object.effective() {
        let Some((name, key)) = entry.key.as_str().and_then(|name| Some((name, key(name)?))) else { continue };
        let is_known = !manifest.is_unrendered(name) && !is_stopped(manifest, name);
        match (key.written, is_known) {
            (true, true) => entries.push(Entry { value: value(name, &entry.value, start), ..entry.clone() }),
            (true, false) => open.push(name.to_owned()),
            (false, _) => {}
        }
    }
    let is_there = |key: &&Key| key.written && object.get(&key.name).is_some();
    for key in keys().iter().filter(|key| !is_there(key)) {
        match key.default_value() {
            Some(value) => {
                let value = Value { span: start, kind: value.kind };
                entries.push(Entry { key: Text::from(key.name.as_str()), key_span: start, value });
            }
            None if key.from.is_some() => open.push(key.name.clone()),
            None => {}
        }
    }
    open.sort();
    let document = &written.document;
    let document = Document {
        root: Ok(Value { span: root.span, kind: Kind::Object(Object { entries }) }),
        source: document.source.clone(),
        oddities: Vec::new(),
        ..*document
    };
    Some(Metadata { member: written.member.clone(), size: written.size, document, open })
}

fn is_stopped(manifest: &Manifest, name: &str) -> bool {
    let own = pointer(&[name]);
    let is_below = |other: &str| other.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    manifest.unwritable().any(|value| is_below(&value.pointer))
        || manifest.stops.iter().any(|stop| !stop.is_said && is_below(&stop.pointer))
}

/// A value as it is written: without the duplicate keys that Python forgets.
fn value(name: &str, value: &Value, start: Span) -> Value {
    if !LISTS.contains(&name) {
        return plain(value);
    }
    let is_packed = name == LISTS[0];
    let mut entries: Vec<Entry> = match &value.kind {
        Kind::Array(items) => items.iter().filter_map(named).collect(),
        Kind::Object(object) => object.effective().into_iter().cloned().collect(),
        _ => return plain(value),
    };
    for entry in &mut entries {
        entry.value = plain(&entry.value);
        let Kind::Object(object) = &mut entry.value.kind else { continue };
        if is_packed && object.get("local_path").is_some() {
            object.entries.retain(|entry| !matches!(entry.key.as_str(), Some("local_path" | "sha256")));
            let value = Value { span: start, kind: Kind::String(Text::from(A_SUM)) };
            object.entries.push(Entry { key: Text::from("sha256"), key_span: start, value });
        }
    }
    Value { span: value.span, kind: Kind::Object(Object { entries }) }
}

/// An item of a list of dependencies as the entry of an object.
fn named(item: &Value) -> Option<Entry> {
    let object = item.as_object()?;
    let name = &object.get("name")?.value;
    let key = name.as_text()?.clone();
    let rest = object.entries.iter().filter(|entry| entry.key.as_str() != Some("name")).cloned().collect();
    let value = Value { span: item.span, kind: Kind::Object(Object { entries: rest }) };
    Some(Entry { key, key_span: name.span, value })
}

fn plain(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Array(items) => Kind::Array(items.iter().map(plain).collect()),
        Kind::Object(object) => {
            let entries = object.effective().into_iter();
            let entries = entries.map(|entry| Entry { value: plain(&entry.value), ..entry.clone() }).collect();
            Kind::Object(Object { entries })
        }
        other => other.clone(),
    };
    Value { span: value.span, kind }
}

/// What ends `ramp pack` before it has written a bundle, beside values that JSON has not.
pub(super) fn stops(written: &Metadata, is_unrendered: impl Fn(&str) -> bool) -> Vec<Stop> {
    let Some(root) = written.root() else { return Vec::new() };
    let mut stops = Stops { found: Vec::new() };
    for entry in root.effective() {
        let Some(name) = entry.key.as_str().filter(|name| !is_unrendered(name)) else { continue };
        match name {
            "exclude_commands" if python::iterate(&entry.value).is_none() => {
                stops.add(&[name], &entry.value, "it looks for each command in it and ends in a TypeError");
            }
            "overide_command" | "add_command" => stops.commands(name, &entry.value),
            "redis_args" if entry.value.as_object().is_none() => {
                stops.add(&[name], &entry.value, "it takes them as named arguments and ends in a TypeError");
            }
            name if LISTS.contains(&name) => stops.dependencies(name, &entry.value),
            _ => {}
        }
    }
    stops.found
}

struct Stops {
    found: Vec<Stop>,
}

impl Stops {
    fn add(&mut self, parts: &[&str], value: &Value, why: &'static str) {
        self.found.push(Stop { span: value.span, pointer: pointer(parts), why, is_said: false });
    }

    fn commands(&mut self, name: &str, value: &Value) {
        if python::iterate(value).is_none() {
            self.add(&[name], value, "it goes through the list and ends in a TypeError");
        }
        for (index, item) in value.as_array().unwrap_or_default().iter().enumerate() {
            if python::iterate(item).is_none() {
                self.add(
                    &[name, &index.to_string()],
                    item,
                    "it looks for `command_name` in it and ends in a TypeError",
                );
            }
        }
    }

    fn dependencies(&mut self, name: &str, value: &Value) {
        const KEYS: &str = "it asks for `url` and `sha256` and ends in an exception";
        match &value.kind {
            Kind::Object(object) => {
                for entry in object.effective() {
                    let one = entry.value.as_object();
                    let has = |key| one.is_some_and(|one| one.get(key).is_some());
                    if one.is_none() {
                        let why = "it asks the dependency for its keys and ends in an AttributeError";
                        self.add(&[name, &entry.key.lossy()], &entry.value, why);
                    } else if !(has("local_path") || has("url") && has("sha256")) {
                        self.add(&[name, &entry.key.lossy()], &entry.value, KEYS);
                        // deps/bad-format
                        self.found.iter_mut().last().into_iter().for_each(|stop| stop.is_said = true);
                    }
                }
            }
            Kind::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let has = |key| item.as_object().is_some_and(|one| one.get(key).is_some());
                    if !["name", "url", "sha256"].into_iter().all(has) {
                        let why = "it asks for `name`, `url` and `sha256` and ends in an exception";
                        self.add(&[name, &index.to_string()], item, why);
                    }
                }
            }
            _ => self.add(&[name], value, "it takes a list or a mapping and ends in an exception"),
        }
    }
}
