//! `version` against `semantic_version`: the packer derives one from the other.

use crate::bundle::metadata::Metadata;
use crate::checks::versions::{number_of, of_number, plain};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use semver::Version;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((text, semantic)) = metadata.string("semantic_version") else { return };
    // what does not parse is the affair of meta/bad-semantic-version
    let Ok(parsed) = Version::parse(text) else { return };
    let part = match (parsed.minor > 99, parsed.patch > 99) {
        (true, true) => Some("minor and patch parts are"),
        (true, false) => Some("minor part is"),
        (false, true) => Some("patch part is"),
        (false, false) => None,
    };
    if let Some(part) = part {
        let message =
            format!("`semantic_version` is {}: its {part} over 99, more than `version` has digits for", quoted(text));
        sink.report(semantic, message)
            .severity(Severity::Warning)
            .help("release with minor and patch parts up to 99, or raise the part before");
        return;
    }
    let Some(version) = metadata.field("version") else { return };
    let (Some(number), Some(expected)) = (plain(version.value()), number_of(&parsed)) else { return };
    if number == expected {
        return;
    }
    let message = format!(
        "`version` is {number}, the number of {}, but `semantic_version` is {}, whose number is {expected}",
        quoted(&of_number(number).to_string()),
        quoted(text)
    );
    sink.report(version.place, message)
        .also(semantic, "the other version")
        .help("pack again: `ramp pack` derives both from the number that the module gives to `RedisModule_Init`");
}
