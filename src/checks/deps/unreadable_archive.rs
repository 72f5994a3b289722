//! Dependencies that are no gzipped tar, or not a whole one.

use crate::bundle::{Bundle, Kind, Layer};
use crate::checks::dependencies::archives;
use crate::checks::tar_faults;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    for archive in archives(bundle) {
        // of damaged members the rules about the archive speak
        let is_member = bundle.kind == Kind::Bundle && archive.file.name.starts_with("deps/");
        if let (Layer::Unreadable(why), false) = (&archive.file.tgz, is_member) {
            sink.report(archive.place, format!("{} was not looked into: {why}", archive.label))
                .help("see that it can be read, and that it is no larger than what is read")
                .severity(Severity::Warning);
        }
    }
    tar_faults::report(bundle, tar_faults::unreadable, "make the archive anew: `tar -czf FILE.tgz FOLDER`", sink);
}
