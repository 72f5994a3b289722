//! What module.json says of the module.

use super::facts::{Command, Dependency, Field};
use crate::bundle::Bundle;
use crate::bundle::json::{Kind, Text, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::dependencies::{self, Files};
use crate::checks::{commands, wording};

/// Fields with a list of their own.
const LISTED: [&str; 4] = ["capabilities", "commands", "dependencies", "optional-dependencies"];
/// Characters of a value that are kept.
const LONGEST: usize = 400;

/// Why there is nothing to tell of it.
pub(super) fn trouble(metadata: &Metadata) -> Option<String> {
    match &metadata.document.root {
        Ok(root) if root.as_object().is_none() => Some(format!("it is {}, not an object", root.type_name())),
        Ok(_) => None,
        Err(broken) => {
            let at = metadata.document.position(broken.offset);
            Some(format!("it is no JSON at line {}, column {}: {}", at.line, at.column, broken.reason))
        }
    }
}

/// The fields that say something: neither empty nor listed elsewhere.
pub(super) fn fields(metadata: &Metadata) -> Vec<Field> {
    let entries = metadata.root().map(crate::bundle::json::Object::effective).unwrap_or_default();
    let told = entries.into_iter().filter(|entry| !LISTED.iter().any(|name| entry.key.as_str() == Some(name)));
    told.filter(|entry| !is_empty(&entry.value))
        .map(|entry| Field { name: clipped(&entry.key.lossy()), value: clipped(&text(&entry.value)) })
        .collect()
}

fn is_empty(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Bool(false) => true,
        Kind::String(text) => text.is_empty(),
        Kind::Array(items) => items.is_empty(),
        Kind::Object(object) => object.entries.is_empty(),
        Kind::Bool(true) | Kind::Number(_) => false,
    }
}

fn text(value: &Value) -> String {
    match &value.kind {
        Kind::String(text) => text.lossy().into_owned(),
        Kind::Array(items) if items.iter().all(|item| item.as_text().is_some()) => {
            let texts: Vec<_> = items.iter().filter_map(Value::as_text).map(Text::lossy).collect();
            texts.join(", ")
        }
        _ => wording::compact(value),
    }
}

fn clipped(text: &str) -> String {
    let start: String = text.chars().take(LONGEST).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// The commands that have a name.
pub(super) fn commands(metadata: &Metadata) -> Vec<Command> {
    let told = |command: commands::Command<'_>| {
        Some(Command {
            name: clipped(command.name()?),
            arity: command.integer("command_arity"),
            flags: command.flags().map(str::to_owned).collect(),
            keys: ["first_key", "last_key", "step"].map(|key| command.integer(key)),
        })
    };
    commands::commands(metadata).filter_map(told).collect()
}

/// The capabilities that are strings.
pub(super) fn capabilities(metadata: &Metadata) -> Vec<String> {
    let items = metadata.list("capabilities").unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(clipped).collect()
}

/// The declared dependencies.
pub(super) fn dependencies(bundle: &Bundle) -> Vec<Dependency> {
    let files = Files::of(bundle);
    let declared = dependencies::declared(bundle);
    let text = |one: &dependencies::Declared<'_>, key| one.text(key).map(|(text, _)| clipped(text));
    declared
        .iter()
        .map(|one| Dependency {
            name: clipped(&one.name()),
            is_optional: one.list == "optional-dependencies",
            url: text(one, "url"),
            sha256: text(one, "sha256"),
            packed: files.packed(one).first().map(|file| file.name.clone()),
        })
        .collect()
}
