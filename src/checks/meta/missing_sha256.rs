//! A module.json that does not say which module file it describes.

use crate::bundle::metadata::Metadata;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    if metadata.root().is_none() || metadata.field("sha256").is_some() {
        return;
    }
    sink.report(metadata.opening(), "`sha256` is missing: nothing tells a damaged module file from a good one")
        .help("pack again with `ramp pack`, which writes the module file's sum");
}
