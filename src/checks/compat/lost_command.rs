//! Commands that the previous bundle lists, and this one does not.

use crate::bundle::Bundle;
use crate::checks::commands::commands;
use crate::checks::upgrade;
use crate::checks::wording::list;
use crate::finding::{Severity, Sink};
use crate::input::Options;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    let has =
        |name: &str| commands(upgrade.new).any(|c| c.name().is_some_and(|other| other.eq_ignore_ascii_case(name)));
    let mut lost: Vec<&str> =
        commands(upgrade.old).filter_map(|command| command.name()).filter(|name| !has(name)).collect();
    lost.sort_unstable();
    lost.dedup();
    if lost.is_empty() {
        return;
    }
    let place = upgrade.new.field("commands").map_or_else(|| upgrade.new.opening(), |field| field.place);
    let noun = if lost.len() == 1 { "command" } else { "commands" };
    let finding = sink.report(place, format!("the {noun} {} of the previous bundle {} gone", list(&lost), verb(&lost)));
    finding.help("keep what clients call, or raise the major version");
    if upgrade.is_major() {
        finding.severity(Severity::Note).help("tell users: the major version is raised");
    }
}

fn verb(names: &[&str]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}
