//! A module that databases cannot use once it is uploaded, or only those that are not the newest.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::{list, quoted};
use crate::databases::{has_minimum_only, usable};
use crate::dotted::Dotted;
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;
use crate::target::{Redis, Target};

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else { return };
    let answers: Vec<(Redis, Option<bool>)> =
        case.target.redis().into_iter().map(|redis| (redis.clone(), usable(metadata, case.target, &redis))).collect();
    let (place, reason) = cause(metadata, case.target);
    let with: Vec<&str> =
        answers.iter().filter(|(_, usable)| *usable != Some(false)).map(|(redis, _)| redis.version.as_str()).collect();
    for wanted in &case.options.redis {
        let of_line = answers.iter().find(|(redis, _)| same(&redis.version, wanted));
        match of_line {
            None => {
                let message = format!("no database of {LINES} has Redis {}", quoted(wanted));
                let offered: Vec<&str> = answers.iter().map(|(redis, _)| redis.version.as_str()).collect();
                // nothing is asked of the cluster, so it refuses nothing
                sink.report(Place::input(), message).taken().help(format!("ask for one of {}", list(&offered)));
            }
            Some((redis, Some(false))) => {
                let message =
                    format!("databases of {LINES} with Redis {} cannot use the module: {reason}", quoted(wanted));
                sink.report(place.clone(), message).help(help(case.target, &redis.version));
            }
            Some(_) => {}
        }
    }
    let Some(newest) = answers.first().map(|(redis, _)| redis.version.as_str()) else { return };
    let default = case.target.redis_default().unwrap_or(newest);
    if with.is_empty() {
        let message =
            format!("no database of {LINES} can use the module, the newest has Redis {}: {reason}", quoted(newest));
        sink.report(place, message).help(help(case.target, default));
    } else if !with.contains(&default) {
        let is_certain = answers.iter().any(|(_, usable)| *usable == Some(true));
        let may = if is_certain { "can" } else { "may be able to" };
        let message = format!(
            "only databases of {LINES} with Redis {} {may} use the module, new ones have {}: {reason}",
            list(&with),
            quoted(default)
        );
        sink.report(place, message).severity(Severity::Warning).help(help(case.target, default));
    }
}

fn same(version: &str, wanted: &str) -> bool {
    Dotted::parse(wanted).is_some_and(|wanted| wanted.major_minor() == version)
}

fn help(target: &Target, version: &str) -> String {
    let field = fields(target).first().copied().unwrap_or_default();
    let wanted = quoted(&format!("{field}: \"{version}\""));
    format!("build and test the module for Redis {version}, set {wanted} in the manifest and pack again")
}

/// The fields that decide on a line; the first one that is there does.
fn fields(target: &Target) -> &'static [&'static str] {
    if has_minimum_only(target) { &["min_redis_version"] } else { &["compatible_redis_version", "min_redis_version"] }
}

/// The field that decides, and what it says.
fn cause(metadata: &Metadata, target: &Target) -> (Place, String) {
    let mut missing = String::new();
    for name in fields(target) {
        if let Some((text, place)) = metadata.string(name) {
            return (place, format!("{missing}`{name}` is {}", quoted(text)));
        }
        missing = format!("`{name}` is missing and ");
    }
    (metadata.opening(), "no field says which they are".to_owned())
}
