//! A capability that the list names again.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use std::collections::HashMap;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let mut seen = HashMap::new();
    for (index, item) in metadata.list("capabilities").unwrap_or_default().iter().enumerate() {
        let Some(name) = item.as_str() else { continue };
        let place = || metadata.place(format!("/capabilities/{index}"), item.span);
        let Some((first, span)) = seen.get(name) else {
            seen.insert(name, (index, item.span));
            continue;
        };
        let earlier = metadata.place(format!("/capabilities/{first}"), *span);
        sink.report(place(), format!("{} is in `capabilities` already", quoted(name)))
            .also(earlier, "the first one")
            .help("name each capability once");
    }
}
