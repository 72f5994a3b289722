//! On which nodes the module file loads, as lines for people.

use super::Report;
use super::escape::visible;
use super::human::colored;
use super::style::Style;
use crate::checks::wording::enumerate;
use crate::dlopen::{Load, Outcome};
use crate::verdict::Answer;
use std::io;

/// An outcome, with the systems that share it and its reason.
pub(super) struct Group {
    pub(super) answer: Answer,
    pub(super) word: &'static str,
    pub(super) systems: String,
    pub(super) reason: String,
}

/// Prints a line for each outcome and reason, with the systems that share it.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = groups(report);
    for Group { answer, word, systems, reason } in &groups {
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        writeln!(out, "  {} on {systems}{reason}", colored(word, *answer, style))?;
    }
    if groups.is_empty() { Ok(()) } else { writeln!(out) }
}

/// The outcomes, best first, each reason once.
pub(super) fn groups(report: &Report) -> Vec<Group> {
    let mut groups: Vec<(&Load, Vec<&str>)> = Vec::new();
    for load in &report.load {
        let same = |other: &Load| (other.outcome, &other.error, &other.why) == (load.outcome, &load.error, &load.why);
        match groups.iter_mut().find(|(other, _)| same(other)) {
            Some((_, systems)) => systems.push(&load.os),
            None => groups.push((load, vec![&load.os])),
        }
    }
    groups.sort_by_key(|(load, _)| load.outcome as u8);
    let told = |(load, systems): (&Load, Vec<&str>)| {
        let (word, answer) = match load.outcome {
            Outcome::Loads => ("loads", Answer::Accepted),
            Outcome::Fails => ("fails to load", Answer::Rejected),
            Outcome::Unknown => ("may or may not load", Answer::Unknown),
        };
        let reasons: Vec<String> = [&load.error, &load.why].into_iter().flatten().map(|text| visible(text)).collect();
        let systems: Vec<String> = systems.iter().map(|system| visible(system)).collect();
        Group { answer, word, systems: enumerate(&systems), reason: reasons.join("; ") }
    };
    groups.into_iter().map(told).collect()
}
