//! A bundle that is not what the manifest says: packed from another one, or with other options.

use crate::bundle::json::{Entry, Kind, Value};
use crate::bundle::metadata::{Metadata, pointer};
use crate::bundle::{Bundle, Kind as Input};
use crate::checks::wording::{compact, quoted, shown};
use crate::finding::{Severity, Sink};
use crate::input::{CommittedContent, Options};
use std::collections::BTreeSet;

/// Lists whose order says nothing.
const SETS: [&str; 2] = ["capabilities", "exclude_commands"];

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready().filter(|_| bundle.kind != Input::Manifest) else { return };
    if metadata.root().is_none() {
        return;
    }
    for file in &options.committed {
        let CommittedContent::Manifest(_, packed) = &file.content else { continue };
        for entry in packed.root().map(|root| root.effective()).unwrap_or_default() {
            compare(metadata, &file.path, entry, sink);
        }
    }
}

fn compare(metadata: &Metadata, path: &str, entry: &Entry, sink: &mut Sink) {
    let name = entry.key.lossy();
    let wanted = shown(&entry.value);
    let is_default = entry.key_span.start == entry.key_span.end;
    let Some(field) = metadata.field(&name) else {
        // packers before this one did not write every field
        if !is_default {
            let message = format!("{} is not in module.json, and {wanted} in {}", quoted(&name), quoted(path));
            sink.report(metadata.opening(), message).help("pack again from this manifest");
        }
        return;
    };
    if is_same(&name, field.value(), &entry.value) {
        return;
    }
    let found = shown(field.value());
    let place = metadata.place(pointer(&[&name]), field.value().span);
    if is_default {
        let message =
            format!("{} is {found} and not in {}, for which `ramp pack` writes {wanted}", quoted(&name), quoted(path));
        sink.report(place, message)
            .severity(Severity::Warning)
            .help("write it into the manifest, so that the next bundle is packed like this one");
        return;
    }
    let message = format!("{} is {found} in module.json, and {wanted} in {}", quoted(&name), quoted(path));
    sink.report(place, message).help("pack again from this manifest, or check with the one that the bundle is from");
}

fn is_same(name: &str, found: &Value, wanted: &Value) -> bool {
    if let (true, Some(found), Some(wanted)) = (SETS.contains(&name), found.as_array(), wanted.as_array()) {
        let set = |items: &[Value]| items.iter().map(compact).collect::<BTreeSet<_>>();
        return set(found) == set(wanted);
    }
    is_equal(found, wanted)
}

/// Whether two values are one to Python; what the packer computes is left out.
fn is_equal(found: &Value, wanted: &Value) -> bool {
    match (&found.kind, &wanted.kind) {
        (Kind::Array(found), Kind::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| is_equal(found, wanted))
        }
        (Kind::Object(found), Kind::Object(wanted)) => {
            let (found_keys, wanted) = (found.effective(), wanted.effective());
            found_keys.len() == wanted.len()
                && wanted.iter().all(|entry| {
                    let is_computed = entry.key_span.start == entry.key_span.end;
                    let other = entry.key.as_str().and_then(|key| found.get(key));
                    other.is_some_and(|other| is_computed || is_equal(&other.value, &entry.value))
                })
        }
        (Kind::Number(found), Kind::Number(wanted)) => {
            let float = |text: &str| text.parse::<f64>().ok();
            found.text == wanted.text || float(&found.text).is_some_and(|number| Some(number) == float(&wanted.text))
        }
        (found, wanted) => found == wanted,
    }
}
