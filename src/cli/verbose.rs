//! `ramplint check -v`: on standard error, what was asked and what could not be judged. No timings: the same every time.

use super::Streams;
use crate::checks::wording::{count, enumerate};
use crate::input::Options;
use crate::report::Report;
use crate::report::escape::visible;
use crate::rule::catalog;
use std::collections::BTreeMap;

/// Says against what the inputs are judged.
pub(super) fn question(options: &Options, streams: &mut Streams<'_>) {
    let lines: Vec<String> =
        options.targets.iter().map(|target| format!("{} (build {})", target.asked, target.build)).collect();
    let endpoints: Vec<&str> = options.endpoints.iter().map(|endpoint| endpoint.path()).collect();
    let systems = options.node_systems();
    let declared = || "as the bundle declares".to_owned();
    let nodes = if systems.is_empty() { declared() } else { systems.join(", ") };
    let arch = options.arch.clone().unwrap_or_else(declared);
    tell(streams, "targets", &lines.join(", "));
    tell(streams, "endpoints", &endpoints.join(", "));
    tell(streams, "systems", &nodes);
    tell(streams, "architecture", &arch);
}

/// Says of each input what it is, which rules did not run and why, and where the reading stopped.
pub(super) fn answers(reports: &[Report], streams: &mut Streams<'_>) {
    for report in reports {
        let rules = catalog::rules().len() - report.not_run.len();
        tell(streams, &report.path, &format!("{}, {} ran", count(report.size, "byte"), count(rules, "rule")));
        let mut layers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for id in &report.not_run {
            let layer = catalog::find(id).map_or("", |rule| rule.check.scope());
            layers.entry(layer).or_default().push(id);
        }
        for (layer, rules) in layers {
            let why = format!("what they judge ({layer}) could not be read");
            tell(
                streams,
                &report.path,
                &format!("{} did not run, {why}: {}", count(rules.len(), "rule"), enumerate(&rules)),
            );
        }
        if !report.limits.is_empty() {
            tell(streams, &report.path, &format!("the reading stopped at the limits {}", enumerate(&report.limits)));
        }
    }
}

fn tell(streams: &mut Streams<'_>, what: &str, text: &str) {
    let _ = writeln!(streams.error, "{}: {}", visible(what), visible(text));
}
