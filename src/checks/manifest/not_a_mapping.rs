//! A manifest that is YAML and no mapping: `ramp pack` ends in an `AttributeError`.

use crate::bundle::json::Kind;
use crate::bundle::manifest::Manifest;
use crate::checks::types::described;
use crate::finding::Sink;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Ok(root) = &manifest.written.document.root else { return };
    if root.as_object().is_some() || !manifest.templates.is_empty() {
        return;
    }
    let what = match &root.kind {
        Kind::Null => "is empty".to_owned(),
        Kind::Array(_) => "is a list".to_owned(),
        _ => format!("is {}", described(root)),
    };
    let message = format!("the manifest {what}, expected a mapping: `ramp pack` ends in an AttributeError");
    let help = if matches!(root.kind, Kind::Array(_)) {
        "write `key: value` lines without a `-` in front of them"
    } else {
        "write at least `display_name`, `capabilities`, `min_redis_version` and `compatible_redis_version`"
    };
    sink.report(manifest.written.place("", root.span), message).help(help);
}
