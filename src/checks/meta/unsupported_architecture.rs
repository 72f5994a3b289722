//! An `architecture` other than the two that the unpacker takes.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::shown;
use crate::finding::Sink;
use crate::python;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("architecture") else { return };
    // lists and objects make the unpacker crash, of which meta/wrong-type speaks
    if !python::is_hashable(field.value()) || matches!(field.value().as_str(), Some("x86_64" | "aarch64")) {
        return;
    }
    let message = format!(
        "`architecture` is {}; the unpacker takes `x86_64` and `aarch64`, letter by letter",
        shown(field.value())
    );
    let help = help(field.value().as_str().unwrap_or_default());
    sink.report(field.place, message).help(help);
}

/// The packer's name for an architecture that goes by another one elsewhere.
pub(crate) fn meant(text: &str) -> Option<&'static str> {
    match folded(text)?.as_str() {
        "x8664" | "amd64" | "x64" | "x8664v1" | "x8664v2" | "x8664v3" => Some("x86_64"),
        "aarch64" | "arm64" | "arm64v8" | "armv8" | "armv8a" => Some("aarch64"),
        _ => None,
    }
}

/// Letters and digits, in small letters, of what is short enough for a name.
fn folded(text: &str) -> Option<String> {
    (text.len() <= 64).then(|| text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect())
}

fn help(text: &str) -> &'static str {
    match (meant(text), folded(text).as_deref()) {
        (Some("x86_64"), _) => "write `x86_64`, the packer's name for it",
        (Some(_), _) => "write `aarch64`, the packer's name for it",
        (None, Some("i386" | "i486" | "i586" | "i686" | "x86" | "arm" | "armv7" | "armv7l" | "arm32v7")) => {
            "build the module for 64 bits, `x86_64` or `aarch64`, and pack it there"
        }
        _ => "write `x86_64` or `aarch64`, whichever the module file is built for",
    }
}
