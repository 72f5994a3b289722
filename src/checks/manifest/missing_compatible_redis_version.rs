//! A manifest without `compatible_redis_version`: `ramp pack` ties the module to Redis 7.4.

use crate::bundle::json::Value;
use crate::bundle::manifest::Manifest;
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::finding::Sink;
use crate::tables::manifest::key;

const NAME: &str = "compatible_redis_version";

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let default = key(NAME).and_then(crate::tables::manifest::Key::default_value);
    let Some(default) = default.as_ref().and_then(Value::as_str) else { return };
    if !super::lacks(manifest, NAME) {
        return;
    }
    let written = quoted(&format!("\"{default}\""));
    let start = format!("`{NAME}` is missing: `ramp pack` writes {written}");
    let minimum = (!manifest.is_unrendered("min_redis_version")).then(|| manifest.written.string("min_redis_version"));
    let above = minimum.flatten().filter(|(text, _)| {
        let least = Dotted::parse(text).filter(|least| !least.is_placeholder());
        least.zip(Dotted::parse(default)).is_some_and(|(least, default)| least.first(2).compare(&default).is_gt())
    });
    let Some((text, place)) = above else {
        let message = format!("{start}, and from 7.8 on no database with another version of Redis can use the module");
        sink.report(manifest.written.opening(), message)
            .help(format!("write the version of Redis that the release is for, such as `{NAME}: \"8.4\"`"));
        return;
    };
    let wanted = Dotted::parse(text).map_or_else(String::new, |least| least.major_minor());
    sink.report(manifest.written.opening(), format!("{start}, but the module needs Redis {}", quoted(text)))
        .also(place, "the oldest Redis that it needs")
        .help(format!("write {}", quoted(&format!("{NAME}: \"{wanted}\""))));
}
