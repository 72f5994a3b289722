//! `architecture` against those of a line, and of the line's operating systems that the module is for.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::checks::systems;
use crate::checks::wording::{list, quoted};
use crate::finding::{LINES, Sink};
use crate::input::Case;
use crate::target::Target;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let target = case.target;
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some((architecture, place)) = metadata.string("architecture") else { return };
    // what the unpacker refuses does not get this far
    if !matches!(architecture, "x86_64" | "aarch64") {
        return;
    }
    if let Some(nodes) = other_nodes(case, architecture) {
        let message = format!("the module is for {}, and nodes are {}", quoted(architecture), quoted(&nodes));
        sink.report(place, message)
            .unpredicted()
            .help(format!("build the module for {} and upload that to these nodes", quoted(&nodes)));
        return;
    }
    if !target.has_architecture(architecture) {
        let others = list(&target.architectures());
        let message = format!("nodes of {LINES} are not {}, only {others}", quoted(architecture));
        sink.report(place, message).help(format!("upload it to a newer line, or build for {others}"));
        return;
    }
    let with = target.os_with(architecture);
    let wanted = on_this_line(metadata, target);
    if !wanted.is_empty() && wanted.iter().all(|system| !with.contains(&system.as_str())) {
        let message = format!(
            "nodes of {LINES} with {} are not {}, only those with {}",
            list(&wanted),
            quoted(architecture),
            list(&with)
        );
        sink.report(place, message).help("build the module for an operating system that the line has there");
    }
}

/// The architecture of the nodes, where somebody names it and it is not the module's.
fn other_nodes(case: &Case<'_>, architecture: &str) -> Option<String> {
    let nodes = case.options.cluster.iter().flat_map(|cluster| &cluster.nodes);
    let mut named = case.options.arch.iter().chain(nodes.filter_map(|node| node.arch.as_ref()));
    let other = named.next()?.clone();
    (other != architecture && named.all(|name| *name != architecture)).then_some(other)
}

/// The operating systems of a module that the line has at all; the others have a rule of their own.
fn on_this_line(metadata: &Metadata, target: &Target) -> Vec<String> {
    let Some((_, field)) = systems::declared(metadata) else { return Vec::new() };
    let known = systems::systems(&field).into_iter().filter(|system| systems::runs_on(target, system));
    known.map(|system| system.major).collect()
}
