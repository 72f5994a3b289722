//! The package's file name against its metadata. The server does not read the name; people do.

use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::package_name::{PackageName, Version, parse, parse_os};
use crate::checks::systems;
use crate::checks::wording::{quoted, shown};
use crate::finding::{Severity, Sink};

const HELP: &str = "rename the file, or find out which of the two was built from something else";

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(name) = bundle.file_name.as_deref().filter(|_| bundle.kind == Kind::Bundle) else { return };
    let (Some(package), Some(metadata)) = (parse(name), bundle.metadata.ready()) else { return };
    architecture(&package, metadata, sink);
    system(&package, metadata, sink);
    version(&package, metadata, sink);
    stem(&package, metadata, sink);
}

fn architecture(package: &PackageName<'_>, metadata: &Metadata, sink: &mut Sink) {
    let (Some(said), Some((declared, place))) = (package.architecture, metadata.string("architecture")) else { return };
    // other values have a rule of their own
    if said == declared || !matches!(declared, "x86_64" | "aarch64") {
        return;
    }
    let message = format!("the file name says {}, but `architecture` is {}", quoted(said), quoted(declared));
    sink.report(Place::input(), message).also(place, "`architecture`").help(HELP);
}

fn system(package: &PackageName<'_>, metadata: &Metadata, sink: &mut Sink) {
    if let (true, Some((os, place))) = (package.is_linux, metadata.string("os"))
        && os == "Darwin"
    {
        let message = "the file name says `Linux`, but `os` is `Darwin`";
        sink.report(Place::input(), message).also(place, "`os`").help(HELP);
    }
    let Some(said) = &package.os else { return };
    let Some((key, field)) = systems::declared(metadata) else { return };
    let items = field.value().as_array().unwrap_or_default();
    let declared: Option<Vec<_>> = items.iter().map(|item| item.as_str().and_then(parse_os)).collect();
    // a system that is not known may be the one that the name means
    if declared.is_none_or(|all| all.is_empty() || all.contains(said)) {
        return;
    }
    let system = format!("{}{}", said.family, said.major);
    let message = format!("the file name says {}, but `{key}` is {}", quoted(&system), shown(field.value()));
    sink.report(Place::input(), message).also(field.place, format!("`{key}`")).help(HELP);
}

fn version(package: &PackageName<'_>, metadata: &Metadata, sink: &mut Sink) {
    let (Some(said), Some((declared, place))) = (&package.version, metadata.string("semantic_version")) else { return };
    let start = declared.split(['-', '+']).next().unwrap_or_default();
    let numbers: Option<Vec<u64>> = start.split('.').map(|part| part.parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() == 3) else { return };
    if agrees(said, &numbers) {
        return;
    }
    let message =
        format!("the file name says version {}, but `semantic_version` is {}", quoted(&said.text), quoted(declared));
    let finding = sink.report(Place::input(), message).also(place, "`semantic_version`").help(HELP);
    if !said.is_release {
        // snapshots carry the name of a branch, and branches are called `2.6`
        finding.severity(Severity::Note);
    }
}

/// Whether the shorter of the two is the start of the longer; 99.99.99 stands for any version in development.
fn agrees(said: &Version, declared: &[u64]) -> bool {
    const DEVELOPMENT: [u64; 3] = [99, 99, 99];
    said.numbers.starts_with(&DEVELOPMENT)
        || declared == DEVELOPMENT
        || said.numbers.iter().zip(declared).all(|(a, b)| a == b)
}

fn stem(package: &PackageName<'_>, metadata: &Metadata, sink: &mut Sink) {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase() };
    let Some(stem) = package.stem.filter(|stem| plain(stem).len() > 1) else { return };
    let said = plain(stem);
    let names: Vec<String> = ["module_name", "module_file", "display_name", "capability_name"]
        .into_iter()
        .filter_map(|key| metadata.string(key))
        .map(|(text, _)| plain(text.split(".so").next().unwrap_or_default().trim_start_matches("lib")))
        .filter(|name| name.len() > 1)
        .collect();
    let is_related = |name: &String| said.contains(name.as_str()) || name.contains(&said);
    if names.is_empty() || names.iter().any(is_related) {
        return;
    }
    let Some((module, place)) = metadata.string("module_name") else { return };
    let message = format!("the file name says {}, but `module_name` is {}", quoted(stem), quoted(module));
    sink.report(Place::input(), message).severity(Severity::Note).also(place, "`module_name`").help(HELP);
}
