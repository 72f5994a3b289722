//! A module that databases cannot use once it is uploaded, or only those that are not the newest.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::{list, quoted};
use crate::databases::usable;
use crate::dotted::Dotted;
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;
use crate::target::Redis;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else { return };
    let answers: Vec<(Redis, Option<bool>)> =
        case.target.redis().into_iter().map(|redis| (redis.clone(), usable(metadata, case.target, &redis))).collect();
    let (place, cause) = cause(metadata);
    let with: Vec<&str> =
        answers.iter().filter(|(_, usable)| *usable != Some(false)).map(|(redis, _)| redis.version.as_str()).collect();
    for wanted in &case.options.redis {
        let of_line = answers.iter().find(|(redis, _)| same(&redis.version, wanted));
        let message = match of_line {
            None => format!("databases of {LINES} have no Redis {}", quoted(wanted)),
            Some((_, Some(false))) => {
                format!("databases of {LINES} with Redis {} cannot use the module: {cause}", quoted(wanted))
            }
            Some(_) => continue,
        };
        sink.report(place.clone(), message).help(help(wanted));
    }
    let Some(newest) = answers.first().map(|(redis, _)| redis.version.as_str()) else { return };
    let default = case.target.redis_default().unwrap_or(newest);
    if with.is_empty() {
        let message =
            format!("no database of {LINES} can use the module, the newest has Redis {}: {cause}", quoted(newest));
        sink.report(place, message).help(help(default));
    } else if !with.contains(&default) {
        let message = format!(
            "only databases of {LINES} with Redis {} can use the module, new ones have {}: {cause}",
            list(&with),
            quoted(default)
        );
        sink.report(place, message).severity(Severity::Warning).help(help(default));
    }
}

fn same(version: &str, wanted: &str) -> bool {
    Dotted::parse(wanted).is_some_and(|wanted| wanted.major_minor() == version)
}

fn help(version: &str) -> String {
    let wanted = quoted(&format!("compatible_redis_version: \"{version}\""));
    format!("build and test the module for Redis {version}, set {wanted} in the manifest and pack again")
}

/// The field that decides, and what it says.
fn cause(metadata: &Metadata) -> (Place, String) {
    for name in ["compatible_redis_version", "min_redis_version"] {
        if let Some((text, place)) = metadata.string(name) {
            return (place, format!("`{name}` is {}", quoted(text)));
        }
    }
    (metadata.opening(), "no field says which they are".to_owned())
}
