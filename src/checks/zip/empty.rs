//! A file without a byte: an upload or a build that broke off before it began.

use crate::bundle::archive::Archive;
use crate::bundle::place::Place;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    if archive.size == 0 {
        sink.report(Place::input(), "the file is empty: 0 bytes, where a zip archive was expected")
            .help("pack or download the bundle again; the step before this one left nothing behind");
    }
}
