//! Values that stand for one that nobody filled in.

use crate::bundle::metadata::{Field, Metadata};
use crate::checks::wording::{list, shown};
use crate::dotted::Dotted;
use crate::finding::{Severity, Sink};
use crate::python::{self, IntOfFloat};

/// Texts that a manifest sets and that are empty without one.
const TEXTS: [&str; 6] = ["author", "description", "display_name", "email", "homepage", "license"];
/// What the packer asks for when the manifest does not say; 5.0 before October 2019.
const DEFAULTS: [(&str, &[&str]); 2] = [("min_redis_version", &["4.0"]), ("min_redis_pack_version", &["5.2", "5.0"])];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    if is_without_manifest(metadata) {
        sink.report(
            metadata.opening(),
            "every text is empty and the rest is the packer's default, as if no manifest had been read",
        )
        .help(
            "pack with `ramp pack -m ramp.yml` and read what it prints: a manifest that does not parse is left out \
                 and the exit status is 0 all the same",
        );
        return;
    }
    versions(metadata, sink);
    let is_default = |name: &str| metadata.field(name).is_some_and(|field| field.is_default());
    let empty =
        |name: &&str| metadata.string(name).is_some_and(|(text, _)| text.trim().is_empty()) && !is_default(name);
    let names: Vec<&str> = ["display_name", "author"].into_iter().filter(empty).collect();
    let Some((_, place)) = names.first().and_then(|name| metadata.string(name)) else { return };
    let (verb, them) = if names.len() > 1 { ("are", "them") } else { ("is", "it") };
    sink.report(place, format!("{} {verb} empty, as the packer leaves {them} without a manifest", list(&names)))
        .help(format!("set {them} in the manifest: people see {them} in the list of modules"))
        .severity(Severity::Note);
}

fn is_without_manifest(metadata: &Metadata) -> bool {
    let is = |name: &str, values: &[&str]| metadata.string(name).is_some_and(|(text, _)| values.contains(&text));
    // of what a manifest leaves out manifest/missing-required speaks
    if metadata.is_open("commands") {
        return false;
    }
    TEXTS.iter().all(|name| is(name, &[""]))
        && metadata.list("capabilities").is_some_and(<[_]>::is_empty)
        && DEFAULTS.iter().all(|(name, values)| is(name, values))
}

/// 99.99.99 marks a build between releases.
fn versions(metadata: &Metadata, sink: &mut Sink) {
    let names = ["semantic_version", "version", "min_redis_version", "min_redis_pack_version"];
    let mut found = names.into_iter().filter_map(|name| {
        let field = metadata.field(name)?;
        is_placeholder(name, &field).then_some((name, field))
    });
    let Some((name, field)) = found.next() else { return };
    let message = format!("`{name}` is {}, a placeholder for a build that is not a release", shown(field.value()));
    let finding = sink.report(field.place, message);
    finding.help("set the version of the release before you pack");
    for (name, field) in found {
        finding.also(field.place.clone(), format!("`{name}` is a placeholder too"));
    }
}

fn is_placeholder(name: &str, field: &Field<'_>) -> bool {
    if name == "version" {
        return python::int_of_float(field.value()) == IntOfFloat::Integer("999999".to_owned());
    }
    let version = field.value().as_str().and_then(Dotted::parse);
    version.is_some_and(|version| version.first(2).major_minor() == "99.99")
}
