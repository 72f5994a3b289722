//! A manifest that a script fills in before it is packed.

use crate::bundle::manifest::Manifest;
use crate::checks::wording::{count, list};
use crate::finding::Sink;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Some(first) = manifest.templates.first() else { return };
    let fields = match manifest.unrendered.as_slice() {
        _ if manifest.written.root().is_none() => ", and no YAML until it is rendered".to_owned(),
        [] => String::new(),
        names => format!(" in {}", list(names)),
    };
    let holders = count(manifest.templates.len(), "place holder");
    let message = format!("a template: not checked where it is unrendered ({holders}{fields})");
    sink.report(manifest.written.bytes(*first), message).help("check the rendered manifest too, before you pack it");
}
