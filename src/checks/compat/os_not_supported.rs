//! `operating_systems` against those of a line: another supported one is fine, one that the line lacks is not.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::systems::{self, System, runs_on};
use crate::checks::wording::list;
use crate::finding::{Severity, Sink};
use crate::input::Case;
use crate::target::Target;
use std::collections::BTreeSet;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let target = case.target;
    let Some((_, field)) = bundle.metadata.ready().and_then(systems::declared) else { return };
    let all = systems::systems(&field);
    // a list that the unpacker cannot read never gets this far
    if all.is_empty() || field.value().as_array().is_some_and(|items| items.len() != all.len()) {
        return;
    }
    let (with, without): (Vec<&System>, Vec<&System>) = all.iter().partition(|system| runs_on(target, system));
    if without.is_empty() {
        return;
    }
    let place: Place = field.place;
    let names = |systems: &[&System]| {
        let names: BTreeSet<&str> = systems.iter().map(|system| system.text.as_str()).collect();
        list(&names.into_iter().collect::<Vec<_>>())
    };
    let line = &target.line;
    let message = if with.is_empty() {
        format!("nodes of {line} do not run {}, only {}", names(&without), list(&target.os_names()))
    } else {
        format!("nodes of {line} do not run {}; they run {} of this list", names(&without), names(&with))
    };
    // a clone may be recognised by its family
    let is_certain = with.is_empty() && without.iter().all(|system| !is_clone(system, target));
    let finding = sink.report(place, message);
    finding.help("build the module for one of these and pack it there, or set `operating_systems` in the manifest");
    if !is_certain {
        finding.severity(Severity::Warning).unpredicted();
    }
}

fn is_clone(system: &System, target: &Target) -> bool {
    system.meant().is_some_and(|known| target.has_os(known))
}
