//! Capabilities that the previous bundle declares, and this one does not.

use crate::bundle::Bundle;
use crate::checks::upgrade::{self, strings};
use crate::checks::wording::list;
use crate::features;
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::prediction::Evidence;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    let (is, was) = (strings(upgrade.new, "capabilities"), strings(upgrade.old, "capabilities"));
    let is_list = upgrade.new.field("capabilities").is_none() || upgrade.new.list("capabilities").is_some();
    if !is_list {
        // what the cluster makes of it no source says
        return;
    }
    let ruled_out = features::of(upgrade.new);
    let is_asked_for = |name: &&str| {
        let known = |f: &&features::Feature| f.name == *name && f.evidence == Evidence::Documented;
        ruled_out.iter().filter(known).any(|feature| feature.possible == Some(false))
    };
    let (blocked, other): (Vec<&str>, Vec<&str>) = was.difference(&is).copied().partition(|name| is_asked_for(name));
    let place = || upgrade.new.field("capabilities").map_or_else(|| upgrade.new.opening(), |field| field.place);
    let message =
        |names: &[&str]| format!("capabilities that the previous bundle declares are missing: {}", list(names));
    if !blocked.is_empty() {
        sink.report(place(), message(&blocked))
            .help("declare what still holds: databases with these features are not given the new version");
    }
    if !other.is_empty() {
        sink.report(place(), message(&other))
            .severity(Severity::Warning)
            .unpredicted()
            .help("declare what still holds; whether a database asks for it no source says");
    }
}
