//! Dependencies that are no gzipped tar, or not a whole one.

use crate::bundle::Bundle;
use crate::checks::tar_faults;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    tar_faults::report(bundle, tar_faults::unreadable, "make the archive anew: `tar -czf FILE.tgz FOLDER`", sink);
}
