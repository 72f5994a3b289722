//! Sizes that some release lines do not take.

use crate::bundle::archive::{Member, StreamEnd};
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

const MIB: u64 = 1 << 20;
/// "500 MB" of the vendor's own notes, in whichever unit.
const MODULE: (u64, u64) = (500_000_000, 500 * MIB);
/// What one cluster's settings say.
const UPLOAD: u64 = 40 * MIB;
/// No deflated byte makes more than this.
const DEFLATE: u64 = 1032;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    if bundle.kind == Kind::Metadata {
        return;
    }
    if bundle.limits.contains(&"file-bytes") {
        let message =
            format!("the file has {} bytes and was not read, expected at most {}", bundle.size, bundle.max.file);
        sink.report(Place::input(), message)
            .unpredicted()
            .help("check that this is the bundle: no release line is known to take one of this size");
        return;
    }
    let module = module_size(bundle);
    let size = if bundle.kind == Kind::Bundle { bundle.size } else { 0 };
    match (module.map_or(0, |(_, size)| size), size) {
        (large, _) if large > MODULE.1 => {
            let (name, _) = module.unwrap_or_default();
            let message =
                format!("{} is {large} bytes large; a vendor's note names 500 MB as the limit of 8.x", quoted(name));
            sink.report(Place::member(name), message)
                .help("strip the debug information: `strip --strip-debug`, or build without it");
        }
        (module, zip) if module > MODULE.0 || zip > MODULE.0 => {
            let large = module.max(zip);
            let message = format!(
                "{large} bytes are about or above 500 MB, which a vendor's note names as the limit of 8.x; whether the zip or the module counts is not documented"
            );
            sink.report(Place::input(), message)
                .severity(Severity::Warning)
                .unpredicted()
                .help("strip the debug information, or ship large dependencies apart");
        }
        (_, zip) if zip > UPLOAD => {
            let message = format!(
                "the zip has {zip} bytes; one cluster's settings limited uploads to 40 MiB, whether yours does is not documented"
            );
            sink.report(Place::input(), message)
                .severity(Severity::Note)
                .taken()
                .help("look at `module_upload_max_size_mb` in the answer of `GET /v1/cluster`");
        }
        _ => {}
    }
}

/// The largest `.so` and its size.
fn module_size(bundle: &Bundle) -> Option<(&str, u64)> {
    let Some(archive) = bundle.archive.ready() else {
        return bundle.module.ready().map(|module| (module.name.as_str(), module.size));
    };
    let modules = archive.members.iter().filter(|member| member.is_module());
    modules.map(|member| (member.name.as_str(), size(member, archive.size))).max_by_key(|(_, size)| *size)
}

/// The size as it came out, else as declared when the member's bytes can make that much.
fn size(member: &Member, file_size: u64) -> u64 {
    if matches!(member.content.end, StreamEnd::Complete | StreamEnd::Unfinished) {
        return member.content.produced;
    }
    let data = member.data(file_size);
    let most = (data.end.saturating_sub(data.start)).saturating_add(1).saturating_mul(DEFLATE);
    if member.size <= most { member.size } else { 0 }
}
