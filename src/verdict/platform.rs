//! The nodes that a verdict is for: those that were asked for, else the cluster's, else those the bundle names.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::checks::systems;
use crate::input::Options;
use crate::target::Target;
use std::collections::BTreeSet;

/// Operating system and architecture, as far as somebody names them.
pub(super) type Platform = (Option<String>, Option<String>);

/// Operating systems that get verdicts of their own.
const MOST_SYSTEMS: usize = 16;

/// The platforms of a line's verdicts, in the order in which they are named; never empty.
pub(super) fn of(bundle: &Bundle, options: &Options, target: &Target) -> Vec<Platform> {
    let metadata = bundle.metadata.ready();
    let declared = metadata.and_then(|m| m.string("architecture")).map(|(text, _)| text.to_owned());
    let arch = options.arch.clone().or(declared);
    if !options.os.is_empty() {
        return options.os.iter().map(|os| (Some(os.clone()), arch.clone())).collect();
    }
    let nodes = of_cluster(options, arch.as_deref());
    if !nodes.is_empty() {
        return nodes;
    }
    let mut systems = metadata.map(named).unwrap_or_default();
    // there are no nodes of the others; when there are none at all, their refusal is the answer
    let with_arch = |os: &String| {
        systems::major(os)
            .is_some_and(|os| arch.as_deref().is_none_or(|arch| target.os_with(arch).contains(&os.as_str())))
    };
    if systems.iter().any(|os| runs(target, os)) {
        systems.retain(|os| runs(target, os));
    }
    if systems.iter().any(with_arch) {
        systems.retain(with_arch);
    }
    // the answer is the same for most of them; a hostile list would only repeat it
    systems.truncate(MOST_SYSTEMS);
    if systems.is_empty() {
        return vec![(None, arch)];
    }
    systems.into_iter().map(|os| (Some(os), arch.clone())).collect()
}

fn runs(target: &Target, os: &str) -> bool {
    systems::major(os).is_some_and(|major| target.has_os(&major))
}

/// Characters of a name that a verdict keeps; every name of a system is shorter.
const LONGEST: usize = 64;

/// The systems of a module.json, as they are written, each once.
fn named(metadata: &Metadata) -> Vec<String> {
    let field = metadata.operating_systems();
    let items = field.as_ref().and_then(|field| field.value().as_array()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let names = items.iter().filter_map(|item| item.as_str()).filter(|name| seen.insert(*name));
    names.map(|name| name.chars().take(LONGEST).collect()).collect()
}

/// The platforms of the cluster's nodes, each once.
fn of_cluster(options: &Options, declared: Option<&str>) -> Vec<Platform> {
    let nodes = options.cluster.iter().flat_map(|cluster| &cluster.nodes);
    let mut seen = BTreeSet::new();
    nodes
        .filter(|node| node.os.is_some() || node.arch.is_some())
        .map(|node| (node.os.clone(), node.arch.clone().or_else(|| declared.map(str::to_owned))))
        .filter(|platform| seen.insert(platform.clone()))
        .take(MOST_SYSTEMS)
        .collect()
}
