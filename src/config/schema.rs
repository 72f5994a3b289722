//! The JSON Schema of `ramplint.toml`, for editors: made of the same table that the reader goes by.

use super::keys::{CHECK, IGNORE, Key, SEVERITIES, Shape};
use crate::rule::catalog;
use serde_json::{Map, Value, json};

/// The schema as text.
#[must_use]
pub fn schema() -> String {
    let level = |title: &str| json!({ "description": title, "enum": SEVERITIES });
    let mut rules = Map::new();
    for rule in catalog::rules() {
        let group = rule.id.split('/').next().unwrap_or_default();
        rules.entry(format!("{group}/*")).or_insert_with(|| level(&format!("all rules of {group}/")));
        rules.insert(rule.id.to_owned(), level(&rule.page.title));
        for alias in &rule.page.aliases {
            rules.insert(alias.clone(), level(&rule.page.title));
        }
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/schemas/config.json"),
        "title": "ramplint.toml",
        "description": "The configuration of ramplint",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "check": table("what `ramplint check` is asked, unless its flags say otherwise", CHECK),
            "rules": {
                "description": "severities of rules and of groups of rules",
                "type": "object", "additionalProperties": false, "properties": rules,
            },
            "ignore": {
                "description": "findings that are set aside",
                "type": "array", "items": table("findings that are set aside", IGNORE),
            },
        },
    });
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn table(title: &str, keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({
        "description": title, "type": "object", "additionalProperties": false,
        "properties": properties, "required": required,
    })
}

fn property(key: &Key) -> Value {
    let text = json!({ "type": "string", "pattern": "\\S" });
    let several = |one: Value| json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] });
    let mut value = match key.shape {
        Shape::Text => text,
        Shape::Texts => several(text),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Words(words) => several(json!({ "enum": words })),
        Shape::Day => json!({ "type": "string", "format": "date" }),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("description".to_owned(), json!(key.title));
    }
    value
}
