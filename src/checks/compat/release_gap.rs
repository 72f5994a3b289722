//! Platforms of a release line that no bundle of a release is for.

use crate::bundle::Bundle;
use crate::checks::upgrade::platforms;
use crate::checks::wording::list;
use crate::checks::{release, systems};
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;
use std::collections::BTreeSet;

pub(crate) fn check(_: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    // it is said once, of the first bundle
    let Some((release, 0, sibling)) = release::of(case.options) else { return };
    let there: BTreeSet<(String, String)> =
        release.bundles.iter().flat_map(|bundle| platforms(&bundle.metadata)).collect();
    let wanted = case.options.node_systems();
    let is_wanted = |os: &str, arch: &str| {
        let arch_fits = case.options.arch.as_deref().is_none_or(|only| only == arch);
        arch_fits && (wanted.is_empty() || wanted.iter().any(|only| only == os))
    };
    let mut missing = Vec::new();
    for arch in case.target.architectures() {
        let systems = case.target.os_with(arch).into_iter().filter(|os| is_wanted(os, arch));
        let lacks = systems.filter(|os| !there.contains(&((*os).to_owned(), arch.to_owned())));
        missing.extend(lacks.map(|os| format!("{os} {arch}")));
    }
    if missing.is_empty() {
        return;
    }
    let field = systems::declared(&sibling.metadata);
    let place = field.map_or_else(|| sibling.metadata.opening(), |(_, field)| field.place);
    let message = format!("no bundle of the release is for {}, which nodes of {LINES} can be", list(&missing));
    let finding = sink.report(place, message);
    finding.help("build for these platforms too if your users have them; `--os` and `--arch` narrow what is asked");
    if !case.options.targets_named {
        finding.severity(Severity::Note);
    }
}
