//! No end record, and no start of an archive either: the file is something else.

use crate::bundle::archive::{Archive, Broken};
use crate::bundle::place::Place;
use crate::checks::wording::count;
use crate::checks::{magic, structure};
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    let begun = structure::starts_as_zip(&archive.head) || archive.cut_end.is_some();
    if archive.broken != Some(Broken::NoEndRecord) || archive.size == 0 || begun {
        return;
    }
    let kind = magic::name(&archive.head);
    let what = magic::name_or_digits(&archive.head);
    let message = if archive.size < 16 {
        format!("the file is no zip archive: {} ({what}), too few for an end record", count(archive.head.len(), "byte"))
    } else {
        format!("the file is no zip archive but {what}: {}", structure::no_end_record(archive))
    };
    let length = archive.size.min(16);
    sink.report(Place::bytes(0, length), message).help(help(kind));
}

fn help(kind: Option<&str>) -> &'static str {
    match kind {
        Some("an ELF file") => "pack the module file with its module.json (`ramp pack`) and upload the zip",
        Some("an HTML page" | "an XML text") => "download the bundle again: a server answered with a page instead",
        Some("a Git LFS pointer") => "fetch the real file (`git lfs pull`): this is only its pointer",
        Some("a gzip stream" | "a tar archive") => {
            "upload the bundle, a zip archive; a `.tgz` is a dependency and goes under `deps/` inside it"
        }
        Some("NUL bytes") => "copy or download the bundle again: only zeros arrived",
        Some("a Mach-O file" | "a Windows program (PE)") => {
            "build the module for Linux, then pack it with its module.json (`ramp pack`)"
        }
        _ => "upload the zip archive that `ramp pack` writes",
    }
}
