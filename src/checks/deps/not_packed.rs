//! Dependencies that are declared and not under `deps/`.

use crate::bundle::{Bundle, Kind};
use crate::checks::dependencies::{Files, declared};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::endpoint::Endpoint;
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    if !case.target.has_endpoint(Endpoint::Artifact.path()) {
        return;
    }
    // neither a bare module.json nor a manifest shows what is packed beside it
    if matches!(bundle.kind, Kind::Metadata | Kind::Manifest) || !names::all_known(bundle) {
        return;
    }
    let files = Files::of(bundle);
    // no source says that optional ones have to be there
    for one in declared(bundle).iter().filter(|one| one.list == "dependencies") {
        // without a url deps/bad-format speaks
        let Some(file) = one.file_of_url() else { continue };
        if files.packed.contains_key(file) {
            continue;
        }
        let wanted = quoted(&format!("deps/{file}"));
        if let Some(other) = files.packed(one).first() {
            let message = format!(
                "dependency {} is packed as {}; {LINES} would look for {wanted}, the last part of its `url`",
                one.quoted(),
                quoted(&other.name)
            );
            sink.report(one.place(None), message)
                .help(format!("call the file {wanted} when the bundle is for these lines"))
                .severity(Severity::Note)
                .unpredicted();
            continue;
        }
        let message =
            format!("dependency {} is not in the bundle, expected {wanted}: {LINES} would not fetch it", one.quoted());
        sink.report(one.place(None), message)
            .help(format!("put the file into the bundle as {wanted}; it can stay out where nodes fetch the `url`"))
            .sentence(format!("Missing dependency {file}"))
            .unpredicted_unless(one.names_a_file());
    }
}
