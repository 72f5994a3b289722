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
    let ours = [("metadata", metadata()), ("report", report), ("report-line", line)];
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
        let mut schema = match field.kind {
            FieldType::String => json!({ "type": "string" }),
            FieldType::Integer => json!({ "type": "integer" }),
            FieldType::Boolean => json!({ "type": "boolean" }),
            FieldType::Strings => json!({ "type": "array", "items": { "type": "string" } }),
            FieldType::Objects => json!({ "type": "array", "items": { "type": "object" } }),
            FieldType::Object => json!({ "type": "object" }),
        };
        let needed = if field.needed.is_empty() { "nobody".to_owned() } else { field.needed.join(", ") };
        schema["description"] = json!(format!("Written since ramp-packer {}; asked for by: {needed}.", field.since));
        if field.name == "capabilities" {
            let names: Vec<&str> = tables::capabilities().iter().map(|capability| capability.name.as_str()).collect();
            schema["items"]["examples"] = json!(names);
        }
        (field.name.clone(), schema)
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
