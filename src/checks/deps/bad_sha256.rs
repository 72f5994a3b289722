//! A `sha256` of a dependency that is no SHA-256, or one in capitals.

use crate::bundle::Bundle;
use crate::checks::dependencies::{declared, is_sum};
use crate::checks::wording::shown;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    for one in declared(bundle) {
        let Some(value) = one.object.get("sha256").map(|entry| &entry.value).filter(|value| value.as_text().is_some())
        else {
            continue;
        };
        let text = value.as_str().unwrap_or_default();
        let place = || one.place(Some(("sha256", value)));
        let start = format!("`sha256` of dependency {} is {}", one.quoted(), shown(value));
        if !is_sum(text) {
            sink.report(place(), format!("{start}, expected 64 hexadecimal digits"))
                .help("take the first word that `sha256sum FILE` prints");
        } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            sink.report(place(), format!("{start}, expected small letters, as `sha256sum` prints them"))
                .help("write the digits in small letters: a reader may compare letter by letter")
                .severity(Severity::Warning);
        }
    }
}
