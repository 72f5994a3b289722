//! A module that databases cannot use once it is uploaded, or only those that are not the newest.

use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
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
    let (place, reason, is_default) = cause(metadata, case.target);
    let is_ahead = bundle.kind == Kind::Manifest && is_ahead(metadata, case);
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
    // manifest/missing-compatible-redis-version speaks of what nobody wrote
    if is_default && !case.options.targets_named {
        return;
    }
    let Some(newest) = answers.first().map(|(redis, _)| redis.version.as_str()) else { return };
    let default = case.target.redis_default().unwrap_or(newest);
    if with.is_empty() {
        let message =
            format!("no database of {LINES} can use the module, the newest has Redis {}: {reason}", quoted(newest));
        let finding = sink.report(place, message);
        finding.help(help(case.target, default));
        if is_ahead {
            finding.severity(Severity::Note);
        }
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
pub(super) fn fields(target: &Target) -> &'static [&'static str] {
    if has_minimum_only(target) { &["min_redis_version"] } else { &["compatible_redis_version", "min_redis_version"] }
}

/// Whether a manifest is of a version of Redis that is newer than any in the data: the branch of the next release.
fn is_ahead(metadata: &Metadata, case: &Case<'_>) -> bool {
    let names = ["compatible_redis_version", "min_redis_version"];
    let wanted = names.into_iter().find_map(|name| metadata.string(name)).and_then(|(text, _)| Dotted::parse(text));
    let mut known =
        case.options.targets.iter().flat_map(Target::redis).filter_map(|redis| Dotted::parse(&redis.version));
    wanted.is_some_and(|wanted| known.all(|known| wanted.compare(&known).is_gt()))
}

/// The field that decides, what it says, and whether that is the packer's default.
fn cause(metadata: &Metadata, target: &Target) -> (Place, String, bool) {
    let mut missing = String::new();
    for name in fields(target) {
        if let Some((text, place)) = metadata.string(name) {
            let is_default = metadata.field(name).is_some_and(|field| field.is_default());
            let whose = if is_default { ", which `ramp pack` fills in" } else { "" };
            return (place, format!("{missing}`{name}` is {}{whose}", quoted(text)), is_default);
        }
        missing = format!("`{name}` is missing and ");
    }
    (metadata.opening(), "no field says which they are".to_owned(), false)
}
