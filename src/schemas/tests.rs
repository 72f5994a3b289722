//! Makes the schemas from what they describe, and compares them with the files.
#![allow(clippy::disallowed_methods, reason = "tests read files of the repository")]

use super::{SCHEMAS, find};
use crate::report::json_v1;
use crate::tables::{self, FieldType};
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");

/// Every schema that the code knows how to make.
fn made() -> Vec<(&'static str, String)> {
    let [report, line] = json_v1::schemas();
    let ours = [("manifest", manifest()), ("metadata", metadata()), ("report", report), ("report-line", line)];
    let mut all = vec![("config", crate::config::schema())];
    all.extend(ours.map(|(name, schema)| (name, dressed(name, schema))));
    all
}

/// Draft 2020-12, with an id and a title.
fn dressed(name: &str, mut schema: Value) -> String {
    let object = schema.as_object_mut().unwrap();
    let about = find(name).unwrap().about;
    object.insert("$id".to_owned(), json!(format!("{}/blob/main/schemas/{name}.json", env!("CARGO_PKG_REPOSITORY"))));
    object.insert("title".to_owned(), json!(format!("ramplint: {about}")));
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

/// module.json as the packer writes it: other fields are allowed, for the server keeps what it does not know.
fn metadata() -> Value {
    let fields = tables::fields().iter().map(|field| {
        let mut schema = of_type(field.kind);
        let needed = if field.needed.is_empty() { "nobody".to_owned() } else { field.needed.join(", ") };
        schema["description"] = json!(format!("Written since ramp-packer {}; asked for by: {needed}.", field.since));
        (field.name.clone(), with_capabilities(&field.name, schema))
    });
    let asks = |who: &str| -> Vec<&str> {
        let asked = tables::fields().iter().filter(|field| field.needed.iter().any(|needed| needed == who));
        asked.map(|field| field.name.as_str()).collect()
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": fields.collect::<serde_json::Map<_, _>>(),
        "required": asks("unpacker"),
    })
}

fn of_type(kind: FieldType) -> Value {
    match kind {
        FieldType::String => json!({ "type": "string" }),
        FieldType::Integer => json!({ "type": "integer" }),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        FieldType::Objects => json!({ "type": "array", "items": { "type": "object" } }),
        FieldType::Object => json!({ "type": "object" }),
    }
}

/// An editor offers the names of capabilities; no source says that there are no others.
fn with_capabilities(name: &str, mut schema: Value) -> Value {
    if name == "capabilities" {
        let names: Vec<&str> = tables::capabilities().iter().map(|capability| capability.name.as_str()).collect();
        schema["items"]["examples"] = json!(names);
    }
    schema
}

/// A manifest: the packer drops any other key, so that an editor should mark it.
fn manifest() -> Value {
    let keys = tables::manifest::keys().iter().map(|key| {
        let kind = tables::fields().iter().find(|field| field.name == key.name).map(|field| field.kind);
        let mut schema = match (key.name.as_str(), kind) {
            // written by hand as a list of objects with a name too
            ("dependencies" | "optional-dependencies", _) => json!({ "type": ["object", "array"] }),
            (_, Some(kind)) => of_type(kind),
            (_, None) => json!({}),
        };
        let without = match (&key.default, key.from) {
            (Some(default), _) => format!("Without it `ramp pack` writes {default}."),
            (None, Some(_)) => "Without it `ramp pack` finds it out.".to_owned(),
            (None, None) => "Without it nothing is written.".to_owned(),
        };
        let own = if key.written { "" } else { " The value here does not come into module.json." };
        schema["description"] = json!(without + own);
        if let Some(default) = key.default.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            schema["default"] = default;
        }
        (key.name.clone(), with_capabilities(&key.name, schema))
    });
    let dropped = json!({ "description": "For the scripts of some modules; `ramp pack` drops it." });
    let keys = keys.chain(["docker_image_version", "redis_ref"].map(|name| (name.to_owned(), dropped.clone())));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": keys.collect::<serde_json::Map<_, _>>(),
        "additionalProperties": false,
    })
}

#[test]
fn the_files_are_what_the_code_describes() {
    for (name, text) in made() {
        let path = format!("{FOLDER}/{name}.json");
        if std::env::var("UPDATE_SCHEMAS").is_ok() {
            std::fs::write(&path, &text).unwrap();
        }
        let file = std::fs::read_to_string(&path).unwrap();
        assert_eq!(file, text, "{path}: `UPDATE_SCHEMAS=1 cargo test --lib schemas` writes it");
    }
}

#[test]
fn every_schema_is_a_file_a_line_of_the_table_and_made_here() {
    let mut files: Vec<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".json", ""))
        .collect();
    files.sort();
    assert_eq!(files, SCHEMAS.iter().map(|schema| schema.name).collect::<Vec<_>>());
    let mut made: Vec<&str> = made().into_iter().map(|(name, _)| name).collect();
    made.sort_unstable();
    assert_eq!(files, made);
    for schema in SCHEMAS {
        let value: Value = serde_json::from_str(schema.text).unwrap();
        assert!(jsonschema::meta::is_valid(&value), "{}", schema.name);
    }
}

#[test]
fn the_schema_of_metadata_takes_what_the_packer_writes_and_refuses_other_types() {
    let schema: Value = serde_json::from_str(find("metadata").unwrap().text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut metadata: Value = serde_json::from_str(crate::testkit::METADATA).unwrap();
    assert_eq!(validator.iter_errors(&metadata).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
    metadata["commands"] = json!("none");
    assert!(!validator.is_valid(&metadata));
    metadata.as_object_mut().unwrap().retain(|name, _| name != "commands" && name != "version");
    assert!(!validator.is_valid(&metadata));
}

#[test]
fn the_schema_of_manifests_takes_what_the_packer_knows_and_marks_a_typo() {
    let schema: Value = serde_json::from_str(find("manifest").unwrap().text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good = json!({ "display_name": "Hello", "capabilities": ["types"], "min_redis_version": "7.4", "redis_ref": "8.4",
        "dependencies": [{ "name": "x", "url": "https://example.com/x.tgz" }] });
    assert!(validator.is_valid(&good));
    for bad in [json!({ "min_redis_verison": "7.4" }), json!({ "compatible_redis_version": 8.1 }), json!([])] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}
