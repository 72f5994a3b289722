//! `operating_systems` against those of a line's nodes, or of the nodes that are known.

use crate::bundle::Bundle;
use crate::bundle::metadata::{Field, Metadata};
use crate::checks::systems::{self, System};
use crate::checks::wording::{list, quoted};
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;
use crate::python;
use crate::target::{Presence, Target, version_key};

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some((name, field)) = systems::declared(metadata) else { return };
    if case.target.is_from_8() && name == "os_list" {
        // only the list of its present name is known to be compared
        return;
    }
    let all = systems::systems(&field);
    // a list that the unpacker cannot read never gets this far
    if all.is_empty() || field.value().as_array().is_some_and(|items| items.len() != all.len()) {
        return;
    }
    let nodes = case.options.node_systems();
    // in between, a package for another system of the line is taken, wherever it goes
    let by_node = case.target.is_from_8() || version_key(&case.target.line) < version_key("7.2");
    if by_node && !nodes.is_empty() {
        for node in nodes {
            against_node(metadata, &field, &all, &node, case.target, sink);
        }
    } else {
        against_line(metadata, &field, &all, case, sink);
    }
}

/// The list against the operating system of one node.
fn against_node(metadata: &Metadata, field: &Field<'_>, all: &[System], node: &str, target: &Target, sink: &mut Sink) {
    let wanted = systems::major(node).unwrap_or_else(|| node.to_owned());
    if all.iter().any(|system| system.major == wanted) {
        return;
    }
    let message = format!("the module is for {} only, and nodes run {}", list(&texts(all)), quoted(node));
    let finding = sink.report(field.place.clone(), message);
    finding.on_nodes(node).help(format!("build the module for {} and upload that to these nodes", quoted(&wanted)));
    if has_two_lists(metadata) || all.iter().any(|system| system.meant() == Some(wanted.as_str())) {
        // which of two lists counts no source says, and a clone may be recognised by its family
        finding.severity(Severity::Warning).unpredicted();
    } else if let Some((name, _)) = metadata.string("module_name").filter(|_| target.is_from_8()) {
        let systems = python::str_of(field.value());
        finding.sentence(format!(
            "Module '{name}' is not compatible with this node's OS '{wanted}'. Supported operating systems: {systems}"
        ));
    }
}

/// The list against all operating systems of a line.
fn against_line(metadata: &Metadata, field: &Field<'_>, all: &[System], case: &Case<'_>, sink: &mut Sink) {
    let target = case.target;
    let (with, without): (Vec<&System>, Vec<&System>) = all.iter().partition(|system| systems::runs_on(target, system));
    if without.is_empty() {
        return;
    }
    let missing = list(&texts(without.iter().copied()));
    let message = if with.is_empty() {
        format!("no node of {LINES} runs {missing}{}", when(target, &without))
    } else {
        let known = list(&texts(with.iter().copied()));
        format!("nodes of {LINES} do not run {missing}; they run {known} of this list")
    };
    // a clone may be recognised by its family, and a system without packages may still be known
    let is_open = |system: &&System| {
        let is_clone = system.meant().is_some_and(|known| target.has_os(known));
        is_clone || matches!(target.presence(&system.major), Presence::Until(_))
    };
    let is_certain = with.is_empty() && !has_two_lists(metadata) && !without.iter().any(is_open);
    let finding = sink.report(field.place.clone(), message);
    let common = case.common_systems();
    let help = if common.is_empty() {
        "build the module for a system of the line and pack it there, or set `operating_systems` in the manifest"
            .to_owned()
    } else {
        let one = if common.len() == 1 { "" } else { "one of " };
        let common = list(&common);
        format!("build the module for {one}{common} and pack it there, or set `operating_systems` in the manifest")
    };
    finding.help(help);
    if is_certain {
        return;
    }
    finding.severity(Severity::Warning);
    if target.is_from_8() && !with.is_empty() {
        // each node looks for its own system and finds it
        finding.taken();
    } else {
        finding.unpredicted();
    }
}

/// Whether there is a list under the name of older packers too.
fn has_two_lists(metadata: &Metadata) -> bool {
    metadata.field("operating_systems").is_some() && metadata.field("os_list").is_some()
}

/// The names as they are written, each once.
fn texts<'a>(systems: impl IntoIterator<Item = &'a System>) -> Vec<&'a str> {
    let names: std::collections::BTreeSet<&str> = systems.into_iter().map(|system| system.text.as_str()).collect();
    names.into_iter().collect()
}

/// Since when, or until when, nodes of the line run the only system of a list.
fn when(target: &Target, systems: &[&System]) -> String {
    let [system] = systems else { return String::new() };
    match target.presence(&system.major) {
        Presence::Since(build) => format!(", which came with {build}"),
        Presence::Until(build) => format!(" any more: {build} was the last with packages for it"),
        Presence::Ended => " any more".to_owned(),
        Presence::Runs | Presence::Never => String::new(),
    }
}
