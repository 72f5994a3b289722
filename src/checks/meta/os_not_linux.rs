//! `os` is the system on which the bundle was packed, and nodes run Linux.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((os, place)) = metadata.string("os") else { return };
    if os.eq_ignore_ascii_case("linux") {
        return;
    }
    let message = format!("`os` is {}, expected `Linux`", quoted(os));
    sink.report(place, message)
        .help("build the module and pack it on Linux; a library of another system cannot be loaded by a node");
}
