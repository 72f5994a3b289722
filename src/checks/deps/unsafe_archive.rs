//! Dependencies that are dangerous to extract, or that readers see differently.

use crate::bundle::Bundle;
use crate::checks::tar_faults;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let help = "make the archive anew, of plain files, folders and links between them: `tar -czf FILE.tgz FOLDER`";
    tar_faults::report(bundle, tar_faults::unsafe_member, help, sink);
}
