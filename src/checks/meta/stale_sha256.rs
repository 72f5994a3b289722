//! `sha256` against the module file: a bundle that was put together again by hand.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::wording::{quoted, shown};
use crate::finding::{Severity, Sink};
use crate::report::hex;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some(field) = metadata.field("sha256") else { return };
    let declared = field.value().as_str().unwrap_or_default();
    if declared.len() != 64 || !declared.bytes().all(|b| b.is_ascii_hexdigit()) {
        let message = format!("`sha256` is {}, expected 64 hexadecimal digits", shown(field.value()));
        sink.report(field.place, message).help("pack again with `ramp pack`, which writes the module file's own sum");
        return;
    }
    let Some((module, sum)) = bundle.module.ready().and_then(|module| Some((module, module.sha256?))) else { return };
    let actual = hex(&sum);
    if declared.eq_ignore_ascii_case(&actual) {
        if declared != actual {
            sink.report(field.place, "`sha256` has capital letters: whoever compares texts takes it for another sum")
                .severity(Severity::Warning)
                .help("write it in lower case, as `ramp pack` does");
        }
        return;
    }
    let message =
        format!("`sha256` is {}, but that of {} is {}", quoted(declared), quoted(&module.name), quoted(&actual));
    sink.report(field.place, message)
        .also(Place::member(&module.name), format!("{} bytes", module.size))
        .help("pack again with `ramp pack` after the last change of the module file");
}
