//! `os` is the system on which the bundle was packed, and nodes run Linux.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::shown;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("os") else { return };
    // of what is no string meta/wrong-type speaks
    if field.value().as_str().is_none_or(|os| os.eq_ignore_ascii_case("linux")) {
        return;
    }
    let message = format!("`os` is {}, expected `Linux`", shown(field.value()));
    sink.report(field.place, message)
        .help("build the module and pack it on Linux; a library of another system cannot be loaded by a node");
}
