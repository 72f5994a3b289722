//! A minimum above the one version of Redis that the module is for.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((min_text, min_place)) = metadata.string("min_redis_version") else { return };
    let Some((text, place)) = metadata.string("compatible_redis_version") else { return };
    let (Some(min), Some(compatible)) = (Dotted::parse(min_text), Dotted::parse(text)) else { return };
    // the packer's default and placeholders have rules of their own
    if text == super::compatible_redis_version::DEFAULT || min.is_placeholder() || compatible.is_placeholder() {
        return;
    }
    // `7.4` stands for every 7.4.x, so a minimum of 7.4.1 is not above it
    if min.first(compatible.len()).compare(&compatible).is_le() {
        return;
    }
    let message = format!(
        "`min_redis_version` is {}, which is newer than the {} of `compatible_redis_version`",
        quoted(min_text),
        quoted(text)
    );
    sink.report(min_place, message)
        .also(place, "the version that the module is for")
        .help("set `min_redis_version` to the oldest Redis that works, `compatible_redis_version` to the one that the release is for");
}
