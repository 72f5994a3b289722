//! Joins what is true of several release lines into one finding.

use crate::checks::wording::enumerate;
use crate::finding::{Finding, LINES};

/// Joins findings that differ in nothing but their lines, and names the lines where the message wants them.
///
/// The findings are sorted, so that equal ones are neighbours or nearly so.
pub(super) fn lines(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    for finding in findings {
        // those with one key stand side by side; among them only the help can differ
        let twin = merged.iter_mut().rev().take_while(|other| is_neighbour(other, &finding));
        match twin.into_iter().find(|other| says_the_same(other, &finding)) {
            Some(twin) => join(twin, finding),
            None => merged.push(finding),
        }
    }
    for finding in &mut merged {
        let names = enumerate(&finding.targets);
        finding.message = finding.message.replacen(LINES, &names, 1);
    }
    merged
}

fn is_neighbour(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.place == b.place && a.message == b.message && a.severity == b.severity
}

fn says_the_same(a: &Finding, b: &Finding) -> bool {
    a.help == b.help && a.nodes == b.nodes && a.related == b.related && a.sentence == b.sentence
}

fn join(twin: &mut Finding, finding: Finding) {
    for target in finding.targets {
        if !twin.targets.contains(&target) {
            twin.targets.push(target);
        }
    }
    for prediction in finding.predicts {
        if !twin.predicts.iter().any(|known| std::ptr::eq(*known, prediction)) {
            twin.predicts.push(prediction);
        }
    }
}
