//! `compatible_redis_version`: the one field that ties a module to a version of Redis.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::finding::Sink;

/// What the packer writes when the manifest does not set it.
pub(crate) const DEFAULT: &str = "7.4";

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    if metadata.root().is_none() {
        return;
    }
    let Some(field) = metadata.field("compatible_redis_version") else {
        if metadata.lacks("compatible_redis_version") {
            absent(metadata, sink);
        }
        return;
    };
    // manifest/missing-compatible-redis-version speaks of what `ramp pack` is going to write
    let Some(text) = field.value().as_str().filter(|_| !field.is_default()) else { return };
    let Some(version) = Dotted::parse(text) else { return };
    if version.is_placeholder() {
        let message = format!("`compatible_redis_version` is {}, which no database has", quoted(text));
        sink.report(field.place, message)
            .help("set the version of Redis that the release is for, such as `\"8.4\"`, before you pack");
        return;
    }
    if version.len() != 2 {
        let message =
            format!("`compatible_redis_version` is {}, but it is compared with a database's major.minor", quoted(text));
        let wanted = quoted(&format!("\"{}\"", version.major_minor()));
        sink.report(field.place, message).help(format!("write {wanted}"));
        return;
    }
    let Some((min_text, min_place)) = metadata.string("min_redis_version") else { return };
    let Some(min) = Dotted::parse(min_text).filter(|min| !min.is_placeholder()) else { return };
    if text == DEFAULT && min.first(2).compare(&version).is_gt() {
        let message = format!(
            "`compatible_redis_version` is {}, the packer's default, but the module needs Redis {}",
            quoted(text),
            quoted(min_text)
        );
        let wanted = quoted(&format!("compatible_redis_version: \"{}\"", min.major_minor()));
        sink.report(field.place, message)
            .also(min_place, "the oldest Redis that it needs")
            .help(format!("set {wanted} in the manifest and pack again"));
    }
}

fn absent(metadata: &Metadata, sink: &mut Sink) {
    let instead = match metadata.string("min_redis_version") {
        Some((min, _)) => format!("8.x matches databases by `min_redis_version` {} and its major version", quoted(min)),
        None => "nothing says which databases can use the module".to_owned(),
    };
    let message = format!("`compatible_redis_version` is missing: {instead}");
    sink.report(metadata.opening(), message)
        .help("set `compatible_redis_version` in the manifest and pack with ramp-packer 2.5.10 or newer");
}
