//! Databases and builds of a line that could use the previous bundle, and cannot use this one.

use super::no_usable_redis::fields;
use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::upgrade::{self, Upgrade};
use crate::checks::wording::{list, quoted};
use crate::databases::usable;
use crate::dotted::Dotted;
use crate::finding::{LINES, Sink};
use crate::input::Case;
use crate::target::Target;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, case.options) else { return };
    let redis = case.target.redis();
    let is_lost = |redis: &&crate::target::Redis| {
        let before = usable(upgrade.old, case.target, redis) == Some(true);
        before && usable(upgrade.new, case.target, redis) == Some(false)
    };
    let lost: Vec<&str> = redis.iter().filter(is_lost).map(|redis| redis.version.as_str()).collect();
    if !lost.is_empty() {
        let (place, change) = changed(&upgrade, fields(case.target));
        let message = format!(
            "databases of {LINES} with Redis {} can use the previous bundle and cannot use this one: {change}",
            list(&lost)
        );
        sink.report(place, message)
            .help("keep the previous version for these databases, or pack one bundle for each version of Redis");
    }
    let takes = |metadata: &Metadata| takes(metadata, case.target);
    if takes(upgrade.old) == Some(true) && takes(upgrade.new) == Some(false) {
        let (place, change) = changed(&upgrade, &["min_redis_pack_version"]);
        let message = format!("the previous bundle's minimum is within reach of {LINES}, this one's is not: {change}");
        let finding = sink.report(place, message);
        finding.taken().help("set it to the oldest release on which the module is known to work");
    }
}

/// Whether a line reaches `min_redis_pack_version`.
fn takes(metadata: &Metadata, target: &Target) -> Option<bool> {
    let Some((text, _)) = metadata.string("min_redis_pack_version") else { return Some(true) };
    Some(Dotted::parse(text)?.compare(&Dotted::of_build(&target.build)?).is_le())
}

/// The first of these fields that is another than in the previous bundle, what it is and what it was.
fn changed(upgrade: &Upgrade<'_>, fields: &[&str]) -> (Place, String) {
    let text = |metadata: &Metadata, name: &str| {
        metadata.string(name).map_or_else(|| "nothing".to_owned(), |(text, _)| quoted(text))
    };
    let differs = |name: &&&str| text(upgrade.new, name) != text(upgrade.old, name);
    let Some(name) = fields.iter().find(differs) else {
        return (upgrade.new.opening(), "no field tells why".to_owned());
    };
    let place = upgrade.new.field(name).map_or_else(|| upgrade.new.opening(), |field| field.place);
    (place, format!("`{name}` was {} and is {}", text(upgrade.old, name), text(upgrade.new, name)))
}
