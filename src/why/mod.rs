//! What in a bundle made a real cluster answer as it did: the predicted answers, compared with the one that came.

pub mod redact;
pub mod response;
#[cfg(test)]
mod tests;

use crate::endpoint::Endpoint;
use crate::finding::Finding;
use crate::input::{Input, Options};
use crate::report::Report;
use crate::tables;
use crate::verdict::{Answer, Verdict};
use response::Response;
use std::collections::{BTreeMap, BTreeSet};

/// The code that depends on what the cluster has.
const EXISTS: &str = "module_exists";

/// The word for a dependency that the cluster does not get; its statuses come without a code.
const FETCH: &str = "dependency_fetch";

/// How well a cause explains the answer, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The predicted answer is this one, sentence included.
    Sentence,
    /// Its status and code are the predicted ones.
    Predicted,
    /// Another fault comes first by the order of the reference, which is not known to be the server's.
    Another,
    /// The endpoint may give this code, and nothing of the bundle decides it.
    Cluster,
    /// Status alone.
    Status,
}

impl Fit {
    /// The word of a report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sentence => "the predicted answer, word for word",
            Self::Predicted => "the predicted answer",
            Self::Another => "a fault that the server may have met first",
            Self::Cluster => "the cluster decides it, not the bundle",
            Self::Status => "the status fits, and there is no code to compare",
        }
    }
}

/// A cause of the answer.
#[derive(Debug, Clone)]
pub struct Cause {
    /// How well it explains the answer.
    pub fit: Fit,
    /// The rule, or the words in which the verdict gives its reason.
    pub what: String,
    /// Whether `what` is a rule's id.
    pub is_rule: bool,
    /// What the rule found, with what to do about it.
    pub findings: Vec<Finding>,
    /// The release lines and endpoints that would answer like that because of it.
    pub given_by: BTreeMap<Endpoint, BTreeSet<String>>,
}

/// The causes, best first, and the report that they come from.
#[must_use]
pub fn why(input: &Input, options: &Options, response: &Response) -> (Vec<Cause>, Report) {
    let report = crate::check(input, options);
    let mut causes: BTreeMap<(bool, String), Cause> = BTreeMap::new();
    for verdict in &report.verdicts {
        for verdict in [Some(verdict), verdict.behind_gate.as_deref()].into_iter().flatten() {
            for (fit, what, is_rule) in explained(verdict, &report, response) {
                let cause = causes.entry((is_rule, what.clone())).or_insert_with(|| Cause {
                    fit,
                    findings: report.findings.iter().filter(|f| is_rule && f.rule == what).cloned().collect(),
                    what,
                    is_rule,
                    given_by: BTreeMap::new(),
                });
                cause.fit = cause.fit.min(fit);
                cause.given_by.entry(verdict.endpoint).or_default().insert(verdict.target.clone());
            }
        }
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    // where the code is explained, a status that fits some other fault explains nothing
    if causes.iter().any(|cause| cause.fit < Fit::Status) {
        causes.retain(|cause| cause.fit < Fit::Status);
    }
    causes.sort_by(|a, b| (a.fit, !a.is_rule, &a.what).cmp(&(b.fit, !b.is_rule, &b.what)));
    (causes, report)
}

/// What a verdict has to do with the answer.
fn explained(verdict: &Verdict, report: &Report, response: &Response) -> Vec<(Fit, String, bool)> {
    let status = |status: Option<u16>| response.status.is_none_or(|got| status.is_none_or(|own| own == got));
    let code = response.error_code.as_deref();
    let same = status(verdict.status) && code.is_some() && verdict.error_code.as_deref() == code;
    let rules = |fit: Fit, rules: &[&'static str]| -> Vec<(Fit, String, bool)> {
        rules.iter().map(|rule| (fit, (*rule).to_owned(), true)).collect()
    };
    let mut found = Vec::new();
    match verdict.outcome {
        Answer::Rejected => {
            let says = verdict.message.is_some() && verdict.message == response.sentence;
            if same {
                let fit = if says { Fit::Sentence } else { Fit::Predicted };
                found.extend(rules(fit, &verdict.because));
            } else if code.is_none() && says {
                found.extend(rules(Fit::Sentence, &verdict.because));
            }
            // some say that the unpacker's own codes are shown as they are
            let own = report.unpack.as_ref().and_then(crate::unpack::Outcome::error_code);
            if code.is_some() && own == code {
                found.extend(rules(Fit::Predicted, &verdict.because));
            }
            found.extend(rules(Fit::Another, &others(verdict, report, response)));
            // another code than the predicted one is another fault
            let is_silent = code.is_none() || verdict.error_code.is_none();
            if is_silent && verdict.status.is_some() && verdict.status == response.status {
                found.extend(rules(Fit::Status, &verdict.because));
            }
        }
        Answer::Unavailable => {
            let fits = verdict.status.is_some() && verdict.status == response.status;
            if (same || (fits && code.is_none_or(|code| code.starts_with("ramplint_"))))
                && let Some(why) = &verdict.why
            {
                found.push((Fit::Predicted, why.clone(), false));
            }
        }
        Answer::Accepted | Answer::Unknown => {}
    }
    if let Some(code) = code {
        found.extend(of_cluster(verdict, code, report).map(|what| (Fit::Cluster, what, false)));
    } else if verdict.unless.contains(&FETCH) && matches!(response.status, Some(404 | 500)) {
        let meaning = tables::words().iter().find(|word| word.name == FETCH).map_or("", |word| &word.meaning);
        found.push((Fit::Cluster, format!("`{FETCH}`: {meaning}"), false));
    }
    found
}

/// In words, that no bundle decides about this code.
fn of_cluster(verdict: &Verdict, code: &str, report: &Report) -> Option<String> {
    if verdict.outcome == Answer::Unavailable {
        return None;
    }
    let row = tables::error_codes().iter().find(|row| row.name == code)?;
    let is_here = |given: &&tables::Given| given.endpoints.iter().any(|endpoint| endpoint == verdict.endpoint.path());
    let given = row.given.iter().find(is_here)?;
    // another fault of the bundle does not keep the server from seeing this one first
    let is_open = verdict.unless.contains(&code) || code == EXISTS;
    let predicts = |finding: &Finding| finding.predicts.iter().any(|p| p.error_code.as_deref() == Some(code));
    // where some fault gives the code, this endpoint is not the one that gave it
    let unknowable = given.unknowable.as_deref().filter(|_| !report.findings.iter().any(predicts));
    let why = unknowable.or(is_open.then_some(row.meaning.as_str()))?;
    Some(format!("`{code}`: {why}"))
}

/// Faults that give this answer, and stand behind the first one in the order of the reference.
fn others(verdict: &Verdict, report: &Report, response: &Response) -> Vec<&'static str> {
    let gives = |finding: &&Finding| {
        let code = response.error_code.as_deref();
        let this = finding.predicts.iter().any(|p| {
            let is_here = p.endpoints.iter().any(|endpoint| endpoint == verdict.endpoint.path());
            let same = p.status.is_none() || response.status.is_none() || p.status == response.status;
            is_here && same && code.is_some() && p.error_code.as_deref() == code
        });
        this && finding.concerns(&verdict.target) && verdict.faults.contains(&finding.rule)
    };
    let rules = report.findings.iter().filter(gives).map(|finding| finding.rule);
    rules.filter(|rule| !verdict.because.contains(rule)).collect()
}
