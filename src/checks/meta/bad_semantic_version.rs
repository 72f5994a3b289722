//! A `semantic_version` that is not X.Y.Z.

use crate::bundle::metadata::Metadata;
use crate::checks::versions::{guess, of_number, plain};
use crate::checks::wording::{quoted, shown};
use crate::finding::{Severity, Sink};
use semver::Version;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("semantic_version") else { return };
    let value = shown(field.value());
    let text = field.value().as_str();
    let derived = metadata.field("version").and_then(|version| plain(version.value())).map(of_number);
    match text.and_then(|text| Version::parse(text).ok()) {
        Some(version) if version.pre.is_empty() && version.build.is_empty() => {}
        Some(version) => {
            let parts = match (version.pre.is_empty(), version.build.is_empty()) {
                (false, false) => "a pre-release and a build part",
                (false, true) => "a pre-release part",
                _ => "a build part",
            };
            let message = format!("`semantic_version` is {value}, with {parts}, for which `version` has no room");
            let plain = Version::new(version.major, version.minor, version.patch).to_string();
            sink.report(field.place, message)
                .unpredicted()
                .severity(Severity::Warning)
                .help(format!("write {}, as the packer does", quoted(&plain)));
        }
        None => {
            let message = format!("`semantic_version` is {value}, expected a string X.Y.Z of three numbers");
            let help = match derived.or_else(|| text.and_then(guess)) {
                Some(version) => format!("write {}", quoted(&version.to_string())),
                None => "write the release as X.Y.Z, such as `1.2.3`".to_owned(),
            };
            sink.report(field.place, message).help(help);
        }
    }
}
