//! Commands whose arity, flags or keys are others than in the previous bundle.

use crate::bundle::Bundle;
use crate::checks::commands::{Command, commands};
use crate::checks::upgrade;
use crate::checks::wording::{list, quoted};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use std::collections::BTreeSet;

/// The numbers of a command.
const NUMBERS: [&str; 4] = ["command_arity", "first_key", "last_key", "step"];

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    let old: Vec<Command<'_>> = commands(upgrade.old).collect();
    for new in commands(upgrade.new) {
        let Some(name) = new.name() else { continue };
        let same = |old: &&Command<'_>| old.name().is_some_and(|other| other.eq_ignore_ascii_case(name));
        let Some(old) = old.iter().find(same) else { continue };
        let mut changes = Vec::new();
        let mut place = None;
        for key in NUMBERS {
            if let (Some(is), Some(was)) = (new.integer(key), old.integer(key))
                && is != was
            {
                place.get_or_insert_with(|| new.place(key));
                changes.push(format!("`{key}` is {is}, was {was}"));
            }
        }
        let (is, was): (BTreeSet<&str>, BTreeSet<&str>) = (new.flags().collect(), old.flags().collect());
        for (flags, word) in [(was.difference(&is), "without"), (is.difference(&was), "with")] {
            let flags: Vec<&&str> = flags.collect();
            if !flags.is_empty() {
                place.get_or_insert_with(|| new.place("flags"));
                changes.push(format!(
                    "{word} {} {}",
                    if flags.len() == 1 { "the flag" } else { "the flags" },
                    list(&flags)
                ));
            }
        }
        let Some(place) = place else { continue };
        let message =
            format!("command {} is another than in the previous bundle: {}", quoted(name), changes.join(", "));
        let finding = sink.report(place, message);
        finding.help(
            "see whether clients and access rules of the previous version still work, or raise the major version",
        );
        if upgrade.is_major() {
            finding.severity(Severity::Note);
        }
    }
}
