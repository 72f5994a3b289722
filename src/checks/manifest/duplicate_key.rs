//! A key that stands twice in one mapping: YAML forbids it, `ramp pack` keeps the last and says nothing.

use crate::bundle::json::Object;
use crate::bundle::manifest::Manifest;
use crate::checks::walk::{Node, Path, walk};
use crate::checks::wording::{quoted, shown};
use crate::finding::{Severity, Sink};
use std::collections::HashSet;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Ok(root) = &manifest.written.document.root else { return };
    walk(root, &mut |path, node| {
        if let Node::Value(value) = node
            && let Some(object) = value.as_object()
        {
            report(manifest, path, object, sink);
        }
    });
}

/// One finding for each key that is repeated, at the first that is lost. One that a template chooses from is none.
fn report(manifest: &Manifest, path: &Path, object: &Object, sink: &mut Sink) {
    let is_top = path.steps().is_empty();
    let mut seen = HashSet::new();
    for (lost, kept) in object.duplicates() {
        let key = lost.key.lossy();
        if !seen.insert(kept.key_span.start) || (is_top && manifest.is_unrendered(&key)) {
            continue;
        }
        let within = if is_top { String::new() } else { format!(" in {}", path.label()) };
        let is_same = shown(&lost.value) == shown(&kept.value);
        let what = if is_same {
            "with the same value".to_owned()
        } else {
            format!("and `ramp pack` keeps the last, {}, not this {}", shown(&kept.value), shown(&lost.value))
        };
        let place = path.place_of_key(&manifest.written, &lost.key, lost.key_span);
        let finding = sink.report(place, format!("{} stands twice{within}, {what}", quoted(&key)));
        finding
            .also(path.place_of_key(&manifest.written, &kept.key, kept.key_span), "the one that counts")
            .help("keep the one that is meant");
        if is_same {
            finding.severity(Severity::Warning);
        }
    }
}
