//! What only the cluster can decide about a bundle that is otherwise taken.

use super::Question;
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind};
use crate::checks::{dependencies, systems};
use crate::dotted::Dotted;
use crate::endpoint::Endpoint;
use crate::rule::catalog;
use std::collections::BTreeSet;

/// Whether Python takes `dependencies` for true.
pub(super) fn has_dependencies(bundle: &Bundle) -> bool {
    let field = bundle.metadata.ready().and_then(|metadata| metadata.field("dependencies"));
    field.is_some_and(|field| crate::python::truthy(field.value()))
}

/// The codes, each once, in the order of their importance.
pub(super) fn reservations(question: Question<'_>) -> Vec<&'static str> {
    let mut unless = Vec::new();
    let cluster = question.options.cluster.as_ref();
    let is_old = matches!(question.endpoint, Endpoint::V1 | Endpoint::V2);
    if (is_old || question.endpoint == Endpoint::UserDefined) && cluster.is_none_or(|c| c.modules.is_none()) {
        unless.push("module_exists");
    }
    if let Some(metadata) = question.bundle.metadata.ready() {
        if is_old && !has_all_capabilities(question, metadata) {
            unless.push("unsupported_module_capabilities");
        }
        if question.endpoint != Endpoint::UserDefined && !is_list_clear(question, metadata) {
            unless.push("os_not_supported");
        }
        if has_open_minimum(question, metadata) {
            unless.push("min_redis_pack_version");
        }
        let is_empty = |name: &str| metadata.string(name).is_some_and(|(text, _)| text.is_empty());
        let is_doubtful = || is_empty("display_name") || is_empty("module_name") || has_odd_values(question);
        if question.endpoint == Endpoint::UserDefined && is_doubtful() {
            // no source says whether an empty string counts as a missing field, and which values are looked at
            unless.push("invalid_module");
        }
    }
    if question.endpoint == Endpoint::Artifact && !dependencies_are_clear(question.bundle) {
        unless.push("missing_dependency");
    }
    unless.extend(undecided(question));
    if question.endpoint == Endpoint::V2 && has_dependencies(question.bundle) {
        // the cluster fetches them: 404 "Dependency not found.", 500 "Failed to get dependency."
        unless.push("dependency_fetch");
    }
    let mut seen = BTreeSet::new();
    unless.retain(|code| seen.insert(*code));
    unless
}

/// Whether each dependency is one whose file can be looked for, and was found or not by a rule.
fn dependencies_are_clear(bundle: &Bundle) -> bool {
    if !has_dependencies(bundle) {
        return true;
    }
    // what is packed beside a bare module.json nobody sees
    if matches!(bundle.kind, Kind::Metadata | Kind::Manifest) {
        return false;
    }
    let field = bundle.metadata.ready().and_then(|metadata| metadata.field("dependencies"));
    let Some(object) = field.and_then(|field| field.entry.value.as_object()) else { return false };
    let declared = dependencies::declared(bundle);
    let is_clear = |one: &&dependencies::Declared<'_>| one.list == "dependencies" && one.names_a_file();
    declared.iter().filter(is_clear).count() == object.effective().len()
}

/// Whether values that the endpoint documents as of a type look odd below that.
fn has_odd_values(question: Question<'_>) -> bool {
    question.findings().any(|finding| {
        let pointer = finding.place.pointer.as_deref().unwrap_or_default();
        match finding.rule {
            "meta/incomplete-command" | "meta/wrong-type" => pointer.starts_with("/commands/"),
            "meta/bad-redis-version" => pointer == "/min_redis_version",
            _ => false,
        }
    })
}

/// Whether the module declares every capability that the cluster knows, and no other: then none can be required
/// that it lacks.
fn has_all_capabilities(question: Question<'_>, metadata: &Metadata) -> bool {
    let Some(known) = question.options.cluster.as_ref().and_then(|cluster| cluster.capabilities.as_ref()) else {
        return false;
    };
    let declared: BTreeSet<&str> =
        metadata.list("capabilities").unwrap_or_default().iter().filter_map(|item| item.as_str()).collect();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    declared == known
}

/// Whether the list of operating systems is one that every source speaks of.
fn is_list_clear(question: Question<'_>, metadata: &Metadata) -> bool {
    let is_from_8 = question.target.is_from_8();
    // from 8.0 on only the list of its present name is known to be compared
    let field = if is_from_8 { metadata.field("operating_systems") } else { metadata.operating_systems() };
    let items = field.as_ref().and_then(|field| field.value().as_array()).unwrap_or_default();
    let has_both = metadata.field("operating_systems").is_some() && metadata.field("os_list").is_some();
    if items.is_empty() {
        // 6.2 and 6.4 take a package without a list (inferred); of the others no source says
        let has_none = field.is_none_or(|field| field.value().as_array().is_some());
        return question.target.line.starts_with("6.") && has_none && !has_both;
    }
    // 8.x compares the node's own spelling; whether `ubuntu22.04` is `ubuntu22` there nobody says
    let is_plain = |name: &str| systems::major(name).as_deref() == Some(name);
    let spelt = !question.target.is_from_8()
        || question.os.is_none_or(|os| items.iter().any(|item| item.as_str() == Some(os) && is_plain(os)));
    !has_both && spelt
}

/// Whether the line may or may not mind `min_redis_pack_version`.
fn has_open_minimum(question: Question<'_>, metadata: &Metadata) -> bool {
    let Some(field) = metadata.field("min_redis_pack_version") else { return false };
    match field.value().as_str().and_then(Dotted::parse) {
        // how the server compares what is no dotted number nobody knows
        None => true,
        // whether 8.x still compares nobody knows; up to 7.22 a rule speaks
        Some(wanted) => {
            question.target.is_from_8()
                && Dotted::of_build(&question.target.build).is_some_and(|build| wanted.compare(&build).is_gt())
        }
    }
}

/// A rule that knows an answer of this endpoint but does not predict it here met a case that no source decides.
fn undecided(question: Question<'_>) -> Vec<&'static str> {
    let (path, line) = (question.endpoint.path(), &question.target.line);
    let mut words = Vec::new();
    for finding in question.findings().filter(|finding| finding.is_undecided) {
        let predicts = catalog::find(finding.rule).map(|rule| rule.page.predicts.as_slice()).unwrap_or_default();
        let here = predicts.iter().filter(|p| p.failure.is_empty() && p.is_given_by(path, line));
        words.extend(here.filter_map(|prediction| prediction.reservation()));
    }
    words
}
