//! One key twice in an object: Python keeps the last, other readers may keep the first or refuse.

use crate::bundle::json::{Entry, Object};
use crate::bundle::metadata::Metadata;
use crate::checks::walk::{Node, Path, walk};
use crate::checks::wording::{quoted, shown};
use crate::finding::Sink;
use std::collections::BTreeMap;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Ok(root) = &metadata.document.root else { return };
    walk(root, &mut |path, node| {
        if let Node::Value(value) = node
            && let Some(object) = value.as_object()
        {
            report(metadata, path, object, sink);
        }
    });
}

/// One finding for each key that is repeated, whatever the number of its entries.
fn report(metadata: &Metadata, path: &Path, object: &Object, sink: &mut Sink) {
    let mut repeated: BTreeMap<usize, (&Entry, &Entry, usize)> = BTreeMap::new();
    for (earlier, last) in object.duplicates() {
        repeated.entry(last.key_span.start).or_insert((earlier, last, 1)).2 += 1;
    }
    for (first, last, times) in repeated.into_values() {
        let key = quoted(&first.key.lossy());
        let often = if times == 2 { "twice".to_owned() } else { format!("{times} times") };
        let within = if path.steps().is_empty() { String::new() } else { format!(" in {}", path.label()) };
        let width = |entry: &Entry| entry.key_span.end.saturating_sub(entry.key_span.start);
        let escaped = if width(first) == width(last) { "" } else { ", spelled differently with escapes" };
        let message = format!(
            "{key} stands {often}{within}{escaped}; the server takes the last, {}, other readers may take this one, {}",
            shown(&last.value),
            shown(&first.value)
        );
        sink.report(path.place_of_key(metadata, &first.key, first.key_span), message)
            .also(path.place_of_key(metadata, &last.key, last.key_span), "the one that the server takes")
            .help("keep one of them and delete the others");
    }
}
