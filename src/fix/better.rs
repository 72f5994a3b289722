//! Whether a bundle is better than the one that it was made of.

use crate::bundle::Bundle;
use crate::checks::wording::{count, quoted};
use crate::dlopen;
use crate::finding::{Finding, Severity};
use crate::report::Report;
use crate::unpack;
use crate::verdict::Answer;
use std::collections::BTreeMap;

/// What is worse than before; nothing, when the new bundle may take the place of the old one.
pub(super) fn worse(old: (&Bundle, &Report), new: (&Bundle, &Report)) -> Vec<String> {
    let mut worse = contents(old.0, new.0);
    let (old, new) = (old.1, new.1);
    worse.extend(findings(old, new));
    if unpack_rank(new) < unpack_rank(old) {
        worse.push("the unpacker does not take it any more".to_owned());
    }
    let later = answers(new);
    for (question, before) in answers(old) {
        // a platform that the bundle does not name any more is asked about no more
        if later.get(&question).is_some_and(|after| *after < before) {
            worse.push(format!("{question} would be answered worse"));
        }
    }
    worse
}

/// No byte of the module file or of a dependency may change.
fn contents(old: &Bundle, new: &Bundle) -> Vec<String> {
    let mut worse = Vec::new();
    let module = |bundle: &Bundle| bundle.module.ready().map(|module| (module.name.clone(), module.sha256));
    // with litter gone another file can be the module, but none that was known may go
    if let (Some(old), new) = (module(old), module(new))
        && new.as_ref() != Some(&old)
    {
        worse.push(format!("{} would not be the same module file", quoted(&old.0)));
    }
    for dependency in &new.deps {
        let before = old.deps.iter().find(|other| other.name == dependency.name);
        if before.is_none_or(|before| before.sha256 != dependency.sha256) {
            worse.push(format!("{} would not be the same file", quoted(&dependency.name)));
        }
    }
    worse
}

/// Severities of which there would be more findings, and rules of which there would be more or worse ones.
fn findings(old: &Report, new: &Report) -> Vec<String> {
    let (before, after) = (tally(old, |_| true), tally(new, |finding| !is_revealed(finding, old)));
    let none = [0; 3];
    let mut worse = Vec::new();
    for (index, severity) in SEVERITIES.into_iter().enumerate() {
        let all = |tally: &Tally<'_>| tally.values().filter_map(|counts| counts.get(index)).sum::<usize>();
        if all(&after) > all(&before) {
            worse.push(format!("{} instead of {}", count(all(&after), severity.word()), all(&before)));
        }
    }
    for (rule, counts) in &after {
        let earlier = before.get(rule).unwrap_or(&none);
        // as bad as this or worse; what only fell from an error to a warning is better
        let up_to = |counts: &[usize; 3], index: usize| counts.iter().take(index + 1).sum::<usize>();
        if (0..2).any(|index| up_to(counts, index) > up_to(earlier, index)) {
            worse.push(format!("{rule} would be found more often, or be worse"));
        }
    }
    worse
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// How many errors, warnings and notes each rule has.
type Tally<'a> = BTreeMap<&'a str, [usize; 3]>;

fn tally(report: &Report, counts: impl Fn(&Finding) -> bool) -> Tally<'_> {
    let mut tally = Tally::new();
    for finding in report.findings.iter().filter(|finding| counts(finding)) {
        let of_rule = tally.entry(finding.rule).or_default();
        let index = SEVERITIES.iter().position(|severity| *severity == finding.severity);
        if let Some(slot) = index.and_then(|index| of_rule.get_mut(index)) {
            *slot += 1;
        }
    }
    tally
}

/// Whether a finding could not be made before: its rule did not run, or it is a note about the use of what could not
/// be uploaded.
fn is_revealed(finding: &Finding, old: &Report) -> bool {
    let is_known = old.findings.iter().any(|other| other.rule == finding.rule);
    let was_refused = old.unpack != Some(unpack::Outcome::Accepted);
    !is_known && (old.not_run.contains(&finding.rule) || (was_refused && finding.severity == Severity::Note))
}

/// Answers from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Worst,
    Unknown,
    Best,
}

fn unpack_rank(report: &Report) -> Rank {
    match &report.unpack {
        Some(unpack::Outcome::Accepted) => Rank::Best,
        Some(unpack::Outcome::Unknown { .. }) => Rank::Unknown,
        _ => Rank::Worst,
    }
}

/// The worst answer to each question; the platforms of a bundle may be called otherwise afterwards.
fn answers(report: &Report) -> BTreeMap<String, Rank> {
    let mut answers: BTreeMap<String, Rank> = BTreeMap::new();
    let mut note = |question: String, rank: Rank| {
        let answer = answers.entry(question).or_insert(rank);
        *answer = rank.min(*answer);
    };
    for verdict in &report.verdicts {
        let rank = match verdict.outcome {
            Answer::Accepted => Rank::Best,
            Answer::Unknown => Rank::Unknown,
            Answer::Rejected | Answer::Unavailable => Rank::Worst,
        };
        note(format!("{} of {}", verdict.endpoint.path(), verdict.target), rank);
    }
    for load in &report.load {
        let rank = match load.outcome {
            dlopen::Outcome::Loads => Rank::Best,
            dlopen::Outcome::Unknown => Rank::Unknown,
            dlopen::Outcome::Fails => Rank::Worst,
        };
        note(format!("loading on {} {}", load.os, load.arch), rank);
    }
    answers
}
