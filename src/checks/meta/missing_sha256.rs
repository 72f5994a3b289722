//! A module.json that does not say which module file it describes.

use crate::bundle::metadata::Metadata;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    if metadata.root().is_none() || !metadata.lacks("sha256") {
        return;
    }
    let message =
        "`sha256` is missing: a module file that was exchanged or cut before packing cannot be told from the right one";
    sink.report(metadata.opening(), message).help("pack again with `ramp pack`, which writes the module file's sum");
}
