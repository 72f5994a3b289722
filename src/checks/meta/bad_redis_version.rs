//! A version of Redis or of the cluster software that no reader can compare.

use crate::bundle::json::{Kind, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::wording::{quoted, shown};
use crate::dotted::Dotted;
use crate::finding::{Severity, Sink};

const FIELDS: [&str; 3] = ["compatible_redis_version", "min_redis_pack_version", "min_redis_version"];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for name in FIELDS {
        let Some(field) = metadata.field(name) else { continue };
        let value = field.value();
        let version = value.as_str().and_then(Dotted::parse);
        if version.as_ref().is_some_and(|version| version.len() > 1) {
            continue;
        }
        let expected = if version.is_some() { "major and minor" } else { "numbers with points in a string" };
        let message = format!("`{name}` is {}, expected {expected}, such as `\"7.4\"`", shown(value));
        let finding = sink.report(field.place, message);
        finding.help(help(name, value));
        if version.is_some() {
            // a major version alone still compares
            finding.severity(Severity::Warning);
        }
    }
}

fn help(name: &str, value: &Value) -> String {
    match &value.kind {
        Kind::Number(number) => {
            let minor = if number.text.bytes().all(|b| b.is_ascii_digit()) { ".0" } else { "" };
            let text = quoted(&format!("\"{}{minor}\"", number.text));
            format!("quote the version in the manifest: {text}; a bare `8.10` in YAML is the number 8.1")
        }
        Kind::String(text) => match meant(&text.lossy()) {
            Some(version) => format!("write {}", quoted(&format!("\"{version}\""))),
            None => format!("give `{name}` the version as major.minor or major.minor.patch"),
        },
        _ => format!("set `{name}: \"7.4\"`, with the version that the module needs, in the manifest and pack again"),
    }
}

/// The version in `v7.4`, ` 7.4 ` or `7.4.0-rc1`.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['v', 'V', '=', '>', '<', '^', '~', ' ']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let digits = text.get(..end)?.trim_end_matches('.');
    (digits.len() < 32 && digits.contains('.') && Dotted::parse(digits).is_some()).then(|| digits.to_owned())
}
