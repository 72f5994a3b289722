//! The unpacker's dealings with module.json: `json.load`, the keys it asks for, `_validate_metadata`.

use super::{Outcome, crash, invalid, unreadable};
use crate::bundle::json::{BrokenKind, Entry, Object, Text, Value};
use crate::bundle::metadata::Metadata;
use crate::load::json;
use crate::python::{self, IntOfFloat};

/// `json.load`, and the first subscript, which only an object takes.
pub(super) fn parse(metadata: &Metadata) -> Result<&Object, Outcome> {
    match &metadata.document.root {
        Ok(value) => value.as_object().ok_or_else(|| crash("TypeError", &["meta/not-an-object"])),
        Err(broken) if broken.kind == BrokenKind::TooDeep => Err(crash("RecursionError", &["meta/nonstandard-json"])),
        Err(_) => Err(unreadable(&["meta/unreadable"])),
    }
}

fn required<'a>(root: &'a Object, key: &str) -> Result<&'a Value, Outcome> {
    root.get(key).map(|entry| &entry.value).ok_or_else(|| crash("KeyError", &["meta/missing-field"]))
}

/// `metadata["module_file"]` as the key of a dictionary of names: only a string can be in it.
pub(super) fn module_file(root: &Object) -> Result<String, Outcome> {
    let value = required(root, "module_file")?;
    if !python::is_hashable(value) {
        return Err(crash("TypeError", &["meta/wrong-type"]));
    }
    let name = value.as_str().map(str::to_owned);
    name.ok_or_else(|| crash("KeyError", &["meta/wrong-type", "zip/missing-module-file"]))
}

/// The same for what a packer would write: the fields that it fills in are taken for good.
pub(super) fn judge_open(metadata: &Metadata) -> Result<(), Outcome> {
    let mut root = parse(metadata)?.clone();
    let known: [(&str, &str); 4] =
        [("module_name", "\"x\""), ("module_file", "\"x.so\""), ("architecture", "\"x86_64\""), ("version", "1")];
    for (name, json) in known.into_iter().filter(|(name, _)| metadata.is_open(name)) {
        if let Ok(value) = json::read(json.as_bytes()).root {
            root.entries.push(Entry { key: Text::from(name), key_span: value.span, value });
        }
    }
    module_file(&root)?;
    judge(&root)
}

/// `_validate_metadata`, check by check.
pub fn judge(root: &Object) -> Result<(), Outcome> {
    if !python::truthy(required(root, "module_name")?) {
        return Err(invalid("module_name_missing", "Empty module name", &["meta/empty-module-name"]));
    }
    // within reach only when a member has an empty name and a `deps/*.so` makes up for it in the count
    if !python::truthy(required(root, "module_file")?) {
        return Err(invalid("module_file_missing", "Empty module file name", &["zip/missing-module-file"]));
    }
    let architecture = required(root, "architecture")?;
    if !python::is_hashable(architecture) {
        return Err(crash("TypeError", &["meta/wrong-type", "meta/unsupported-architecture"]));
    }
    if !matches!(architecture.as_str(), Some("x86_64" | "aarch64")) {
        let (code, reason) = ("module_architecture_not_supported", "Architecture must be 64 bits");
        return Err(invalid(code, reason, &["meta/unsupported-architecture"]));
    }
    version(required(root, "version")?)?;
    for key in ["os_list", "operating_systems"] {
        if let Some(entry) = root.get(key) {
            operating_systems(&entry.value)?;
        }
    }
    Ok(())
}

fn version(value: &Value) -> Result<(), Outcome> {
    if !python::truthy(value) {
        return Err(invalid("module_version_missing", "Missing version", &["meta/missing-version"]));
    }
    match python::int_of_float(value) {
        IntOfFloat::Integer(_) => Ok(()),
        IntOfFloat::NotInteger => {
            let (code, reason) = ("module_version_not_integer", "Module version should be an integer");
            Err(invalid(code, reason, &["meta/version-not-integer"]))
        }
        IntOfFloat::Overflow => Err(crash("OverflowError", &["meta/odd-version"])),
    }
}

fn operating_systems(value: &Value) -> Result<(), Outcome> {
    let Some(items) = python::iterate(value) else {
        return Err(crash("TypeError", &["meta/bad-os-list"]));
    };
    for item in items {
        if python::parse_os(&item).is_err() {
            let reason = format!("Can't parse OS '{}'", python::str_of(&item));
            return Err(invalid("module_os_list_invalid", reason, &["meta/bad-os-list"]));
        }
    }
    Ok(())
}
