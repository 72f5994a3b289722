//! `dependencies` and `optional-dependencies`: objects of objects with a url and a sum.

use crate::bundle::Bundle;
use crate::bundle::json::{Entry, Kind, Object, Value};
use crate::bundle::metadata::{Metadata, pointer};
use crate::bundle::place::Place;
use crate::checks::wording::{quoted, shown};
use crate::finding::{Finding, Severity, Sink};
use std::collections::HashSet;

const EXPECTED: &str = "expected an object such as `{\"name\": {\"url\": …, \"sha256\": …}}`";
/// A name longer than this makes no pointer that anybody could follow.
const LONGEST: usize = 1_000;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let files: HashSet<&str> = bundle.files.iter().map(String::as_str).collect();
    for list in ["dependencies", "optional-dependencies"] {
        let Some(field) = metadata.field(list) else { continue };
        match &field.value().kind {
            Kind::Object(object) => {
                for entry in object.effective() {
                    dependency(&Context { files: &files, metadata, list }, entry, sink);
                }
            }
            Kind::Array(items) if items.is_empty() => {
                sink.report(field.place, format!("`{list}` is an empty list, {EXPECTED}"))
                    .help("write `{}`, as the packer does when there are none")
                    .severity(Severity::Warning)
                    .unpredicted();
            }
            _ => {
                let message = format!("`{list}` is {}, {EXPECTED}", shown(field.value()));
                let help = help(field.value());
                answer(list, sink.report(field.place, message).help(help));
            }
        }
    }
}

fn help(value: &Value) -> &'static str {
    match &value.kind {
        Kind::Array(_) => "pack again: `ramp pack` turns a list of the manifest into an object",
        Kind::Null => "write `{}`, as the packer does when there are none",
        _ => "write an object with an entry for each dependency",
    }
}

/// What no source says of optional dependencies is not predicted.
fn answer(list: &str, finding: &mut Finding) {
    if list != "dependencies" {
        finding.unpredicted();
    }
}

/// Where a dependency stands.
struct Context<'a> {
    files: &'a HashSet<&'a str>,
    metadata: &'a Metadata,
    list: &'static str,
}

impl Context<'_> {
    fn place(&self, entry: &Entry, key: Option<&str>, value: &Value) -> Place {
        let name = entry.key.lossy();
        if name.len() > LONGEST {
            return self.metadata.bytes(value.span);
        }
        let parts: Vec<&str> = [self.list, &*name].into_iter().chain(key).collect();
        self.metadata.place(pointer(&parts), value.span)
    }
}

fn dependency(context: &Context<'_>, entry: &Entry, sink: &mut Sink) {
    let name = quoted(&entry.key.lossy());
    let Some(object) = entry.value.as_object() else {
        let message =
            format!("dependency {name} is {}, expected an object with `url` and `sha256`", shown(&entry.value));
        let finding = sink.report(context.place(entry, None, &entry.value), message);
        answer(context.list, finding.help("write `{\"url\": …, \"sha256\": …}`"));
        return;
    };
    for key in ["url", "sha256"] {
        let Some(value) = object.get(key).map(|entry| &entry.value).filter(|value| value.as_text().is_none()) else {
            continue;
        };
        let message = format!("`{key}` of dependency {name} is {}, expected a string", shown(value));
        let finding = sink.report(context.place(entry, Some(key), value), message);
        answer(context.list, finding.help(format!("give `{key}` as a string")));
    }
    let place = || context.place(entry, None, &entry.value);
    let (has_url, has_sum) = (object.get("url").is_some(), object.get("sha256").is_some());
    if !has_sum {
        let lacks = if has_url || is_local(context, entry, object) { "`sha256`" } else { "`url` and no `sha256`" };
        let finding = sink.report(place(), format!("dependency {name} has no {lacks}"));
        finding.help("give the address of the archive and its SHA-256 in the manifest");
        answer(context.list, finding);
    } else if !has_url && is_local(context, entry, object) {
        sink.report(place(), format!("dependency {name} has no `url`: it is in the bundle, as `local_path` packs it"))
            .help(
                "try the upload first: whether `POST /v2/modules` takes a dependency without an address no source says",
            )
            .severity(Severity::Note)
            .unpredicted();
    } else if !has_url {
        sink.report(place(), format!("dependency {name} has no `url` and no file under deps/"))
            .help("give the address of the archive, or pack it with `local_path`")
            .unpredicted();
    }
}

/// Whether the packer took a dependency from a folder, or will: then it has no address.
fn is_local(context: &Context<'_>, entry: &Entry, object: &Object) -> bool {
    let Some(name) = entry.key.as_str() else { return false };
    let file = format!("deps/{name}.tgz");
    // a bare module.json does not show what is packed beside it
    context.files.is_empty() || object.get("local_path").is_some() || context.files.contains(file.as_str())
}
