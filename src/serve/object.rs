//! The objects of the REST API: modules, nodes, the cluster.
//!
//! Fields: redis/docs, `operate/rs/references/rest-api/objects/module`, and 7.22 of the same page for `platforms`; the
//! answer of a real `POST /v2/modules` has neither `commands` nor `operating_systems`.

use crate::bundle::Bundle;
use crate::bundle::json::{Kind, Value as Json};
use crate::bundle::metadata::Metadata;
use crate::checks::{systems, versions};
use crate::cluster::{Installed, Node};
use crate::python::{IntOfFloat, int_of_float};
use crate::target::Target;
use serde_json::{Map, Number, Value, json};

/// What a field of the object holds.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Texts,
    Truth,
    Object,
}

/// The fields that come from the module.json.
const FIELDS: &[(&str, Type)] = &[
    ("author", Type::Text),
    ("bigstore_version_2_support", Type::Truth),
    ("capabilities", Type::Texts),
    ("capability_name", Type::Text),
    ("command_line_args", Type::Text),
    ("compatible_redis_version", Type::Text),
    ("config_command", Type::Text),
    ("crdb", Type::Object),
    ("dependencies", Type::Object),
    ("description", Type::Text),
    ("display_name", Type::Text),
    ("email", Type::Text),
    ("homepage", Type::Text),
    ("license", Type::Text),
    ("min_redis_pack_version", Type::Text),
    ("min_redis_version", Type::Text),
    ("module_file", Type::Text),
    ("module_name", Type::Text),
    ("semantic_version", Type::Text),
    ("sha256", Type::Text),
];

/// Deeper values are cut: no field of a module is nested like that.
const DEPTH: usize = 32;

/// The object of a module; what has another type than its field is left out.
pub(super) fn module(bundle: &Bundle, uid: &str, target: &Target) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("uid".to_owned(), json!(uid));
    let Some(metadata) = bundle.metadata.ready() else { return object };
    for (name, kind) in FIELDS {
        let is_gone = *name == "min_redis_pack_version" && target.is_from_8();
        if let Some(value) = metadata.field(name).and_then(|f| typed(f.value(), *kind)).filter(|_| !is_gone) {
            object.insert((*name).to_owned(), value);
        }
    }
    object.insert("is_bundled".to_owned(), json!(false));
    // those who read the object want an integer
    if let Some(version) = version(metadata).filter(Number::is_i64) {
        object.insert("version".to_owned(), json!(version));
    }
    if has_platforms(target) {
        object.insert("platforms".to_owned(), Value::Object(platforms(metadata, &object)));
    }
    object
}

/// Whether modules of a line have a package for each platform, and their objects say so.
pub(super) fn has_platforms(target: &Target) -> bool {
    // documented for 7.4 to 7.22; packages are kept by platform from 7.2.4 on
    target.is_from("7.2.4") && !target.is_from_8()
}

fn platforms(metadata: &Metadata, object: &Map<String, Value>) -> Map<String, Value> {
    let names = systems::declared(metadata).map(|(_, field)| systems::systems(&field)).unwrap_or_default();
    let arch = metadata.string("architecture").map_or("", |(text, _)| text);
    let own = |key: &str, none: Value| object.get(key).cloned().unwrap_or(none);
    let package = json!({"dependencies": own("dependencies", json!({})), "sha256": own("sha256", Value::Null)});
    names.into_iter().map(|system| (format!("{}/{arch}", system.major), package.clone())).collect()
}

/// The module's name, and its version where that is a plain number: what the engine compares.
pub(super) fn identity(bundle: &Bundle) -> (&str, Option<i64>) {
    let Some(metadata) = bundle.metadata.ready() else { return ("", None) };
    (metadata.string("module_name").map_or("", |(text, _)| text), versions::number(metadata))
}

/// The module's name.
pub(super) fn name(metadata: &Metadata) -> String {
    match metadata.field("module_name").map(|field| &field.value().kind) {
        Some(Kind::String(text)) => text.lossy().into_owned(),
        _ => String::new(),
    }
}

/// The number that the unpacker makes of the version; one that is too large for that loses its last digits.
pub(super) fn version(metadata: &Metadata) -> Option<Number> {
    match int_of_float(metadata.field("version")?.value()) {
        IntOfFloat::Integer(text) => text.parse().ok(),
        IntOfFloat::NotInteger | IntOfFloat::Overflow => None,
    }
}

/// The names of the files of dependencies.
pub(super) fn dependencies(bundle: &Bundle) -> Vec<String> {
    crate::checks::dependencies::declared(bundle).iter().map(|one| one.name().into_owned()).collect()
}

fn typed(value: &Json, kind: Type) -> Option<Value> {
    let value = plain(value, 0)?;
    let fits = match kind {
        Type::Text => value.is_string(),
        Type::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        Type::Truth => value.is_boolean(),
        Type::Object => value.is_object(),
    };
    fits.then_some(value)
}

/// The value as any JSON writer can say it.
fn plain(value: &Json, depth: usize) -> Option<Value> {
    if depth > DEPTH {
        return None;
    }
    Some(match &value.kind {
        Kind::Null => Value::Null,
        Kind::Bool(truth) => Value::Bool(*truth),
        Kind::Number(number) => serde_json::from_str(&number.text).unwrap_or(Value::Null),
        Kind::String(text) => Value::String(text.lossy().into_owned()),
        Kind::Array(items) => items.iter().map(|item| plain(item, depth + 1)).collect::<Option<_>>()?,
        Kind::Object(object) => {
            let entry = |entry: &crate::bundle::json::Entry| {
                Some((entry.key.lossy().into_owned(), plain(&entry.value, depth + 1)?))
            };
            Value::Object(object.effective().into_iter().map(entry).collect::<Option<_>>()?)
        }
    })
}

/// The object of a module that a snapshot lists: as much as the engine keeps of it.
pub(super) fn listed(module: &Installed, uid: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("uid".to_owned(), json!(uid));
    object.insert("module_name".to_owned(), json!(module.name));
    let texts = [
        ("semantic_version", &module.semantic_version),
        ("compatible_redis_version", &module.compatible_redis_version),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            object.insert(key.to_owned(), json!(value));
        }
    }
    if let Some(version) = module.version {
        object.insert("version".to_owned(), json!(version));
    }
    if let Some(platforms) = &module.platforms {
        let key = |(os, arch): &(String, String)| if arch.is_empty() { os.clone() } else { format!("{os}/{arch}") };
        let map: Map<String, Value> = platforms.iter().map(|pair| (key(pair), json!({}))).collect();
        object.insert("platforms".to_owned(), Value::Object(map));
    }
    object
}

/// The object of a node, in the words in which a snapshot is read.
pub(super) fn node(node: &Node, build: &str) -> Value {
    let mut object = Map::new();
    object.insert("uid".to_owned(), node.uid.parse::<u64>().map_or_else(|_| json!(node.uid), |uid| json!(uid)));
    object.insert("addr".to_owned(), json!("127.0.0.1"));
    if let Some(os) = &node.os {
        let family: String = os.chars().take_while(|c| !c.is_ascii_digit()).collect();
        let major = os.get(family.len()..).unwrap_or_default();
        object.insert("os_family".to_owned(), json!(family));
        object.insert("os_name".to_owned(), json!(family));
        if !major.is_empty() {
            object.insert("os_semantic_version".to_owned(), json!(major));
        }
        object.insert("os_version".to_owned(), json!(format!("{family} {major}").trim()));
    }
    if let Some(arch) = &node.arch {
        object.insert("architecture".to_owned(), json!(arch));
    }
    object.insert("software_version".to_owned(), json!(build));
    object.insert("status".to_owned(), json!("active"));
    Value::Object(object)
}
