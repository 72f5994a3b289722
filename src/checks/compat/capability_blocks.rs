//! Features of databases that the module's capabilities rule out.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::{list, quoted};
use crate::features::{self, Feature};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::prediction::Evidence;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else { return };
    let features = features::fold(bundle);
    let place = || metadata.field("capabilities").map_or_else(|| metadata.opening(), |field| field.place);
    let mut required: Vec<&str> = options.required_capabilities.iter().map(String::as_str).collect();
    required.sort_unstable();
    required.dedup();
    for name in &required {
        if let Some(message) = lacks(metadata, &features, name) {
            sink.report(place(), message).taken().help(declare(name));
        }
    }
    databases(metadata, &features, options, &place(), sink);
    let ruled_out: Vec<String> = features
        .iter()
        .filter(|feature| feature.possible == Some(false) && feature.evidence == Evidence::Documented)
        .filter(|feature| !required.contains(&feature.name))
        .map(|feature| format!("{} ({})", feature.title, quoted(feature.name)))
        .collect();
    if !ruled_out.is_empty() {
        let message =
            format!("databases with {} cannot use the module: it declares no such capability", either(&ruled_out));
        sink.report(place(), message).severity(Severity::Note).taken().help(
            "declare in the manifest what the module is known to work with; `--require-capability` makes it an error",
        );
    }
}

/// What is missing for a capability that somebody requires.
fn lacks(metadata: &Metadata, features: &[Feature], name: &str) -> Option<String> {
    let feature = features.iter().find(|feature| feature.name == name);
    let declared = metadata.list("capabilities").unwrap_or_default();
    let is_declared = metadata.is_open("capabilities") || declared.iter().any(|item| item.as_str() == Some(name));
    let is_there = is_declared || feature.is_some_and(|feature| feature.possible == Some(true));
    let wanted = feature.map_or(String::new(), |feature| match feature.evidence {
        Evidence::Documented => format!(", which databases with {} ask for", feature.title),
        _ => format!(", which is about {}", feature.title),
    });
    (!is_there).then(|| format!("capability {} is not declared{wanted}", quoted(name)))
}

/// The cluster's databases that use the module now and have a feature that this version of it rules out.
fn databases(metadata: &Metadata, features: &[Feature], options: &Options, place: &Place, sink: &mut Sink) {
    let Some((name, _)) = metadata.string("module_name") else { return };
    let databases = options.cluster.iter().flat_map(|cluster| cluster.databases.iter().flatten());
    for database in databases.filter(|database| database.uses(name)) {
        let blocked = |need: &&&str| features.iter().any(|f| f.name == **need && f.possible == Some(false));
        let needs: Vec<&str> = database.needs.iter().filter(blocked).copied().collect();
        if let Some(first) = needs.first() {
            let message = format!(
                "database {} uses the module and needs {}, which the bundle does not declare",
                quoted(database.called()),
                list(&needs)
            );
            sink.report(place.clone(), message).help(declare(first));
        }
    }
}

fn declare(name: &str) -> String {
    format!("add {} to `capabilities` in the manifest if the module works with it, and pack again", quoted(name))
}

/// Words with commas and an `or`.
fn either(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
