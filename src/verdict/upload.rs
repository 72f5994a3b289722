//! The answers of the endpoints that a person uploads to.

use super::reservations::{has_dependencies, reservations};
use super::{Answer, DISABLED, Question, Verdict};
use crate::bundle::Kind;
use crate::bundle::json::OddityKind;
use crate::checks::systems;
use crate::endpoint::Endpoint;
use crate::finding::Finding;
use crate::prediction::{Evidence, Failure, Prediction};
use crate::tables;
use crate::unpack;
use std::collections::BTreeSet;

/// Codes in the order of the REST API reference; the first of several faults is named.
const CODES: [&str; 8] = [
    "invalid_module",
    "module_exists",
    "min_redis_pack_version",
    "unsupported_module_capabilities",
    "os_not_supported",
    "dependencies_not_supported",
    "invalid_dependency_data",
    "module_size_too_big",
];

/// The answer to a bundle.
pub(super) fn of_bundle(question: Question<'_>) -> Verdict {
    match question.unpack {
        unpack::Outcome::Accepted => of_faults(question),
        unpack::Outcome::Unknown { why } => question.accepted().unknown(why),
        failed => match failed.failure() {
            Some(failure) => refused(question, failure),
            None => question.accepted().unknown("the unpacker was not followed to its end"),
        },
    }
}

/// The answer to the module.json as the body of a request.
pub(super) fn of_metadata(question: Question<'_>) -> Verdict {
    let Some(metadata) = question.bundle.metadata.ready() else {
        return question.accepted().unknown("the body of the request is the module.json, which could not be read");
    };
    let verdict = of_faults(question);
    let is_constant = |kind: OddityKind| kind == OddityKind::Constant;
    if verdict.outcome == Answer::Rejected {
        verdict
    } else if metadata.document.root.is_err() {
        verdict.unknown("the body of the request is the module.json, which is not read to its end")
    } else if metadata.document.oddities.iter().any(|oddity| is_constant(oddity.kind)) {
        verdict.unknown("`NaN` and `Infinity` are no JSON: no source says whether the endpoint takes them")
    } else {
        verdict
    }
}

/// The answer to a bundle that the unpacker does not return.
pub(super) fn refused(question: Question<'_>, failure: Failure) -> Verdict {
    let (path, line) = (question.endpoint.path(), &question.target.line);
    let answer = tables::refusals().iter().find(|row| row.failure.contains(&failure) && row.is_given_by(path, line));
    let is_there = |rule: &&'static str| question.findings.iter().any(|finding| finding.rule == *rule);
    let mut verdict = question.accepted();
    verdict.outcome = Answer::Rejected;
    verdict.because = question.unpack.rules().iter().copied().filter(is_there).collect();
    verdict.faults.clone_from(&verdict.because);
    if let Some(answer) = answer {
        verdict.status = answer.status;
        verdict.error_code.clone_from(&answer.error_code);
        verdict.message.clone_from(&answer.sentence);
        verdict.evidence = answer.evidence;
    }
    if let unpack::Outcome::Crashed { exception, .. } = question.unpack {
        let status = if question.endpoint == Endpoint::Artifact { "a 400, a 406" } else { "a 400" };
        verdict.why =
            Some(format!("{exception} escapes the unpacker: {status} or an unhandled 500, no source says which"));
    }
    verdict
}

/// The answer to what can be read: the first fault that the endpoint looks for, else acceptance.
fn of_faults(question: Question<'_>) -> Verdict {
    let faults = faults(question);
    if let Some((rank, finding, prediction)) = faults.first() {
        let mut verdict = question.accepted();
        verdict.outcome = Answer::Rejected;
        verdict.status = prediction.status;
        verdict.error_code.clone_from(&prediction.error_code);
        verdict.message = finding.sentence.clone().or_else(|| prediction.sentence.clone());
        let is_packed = question.bundle.kind == Kind::Bundle;
        verdict.evidence = if is_packed { prediction.evidence } else { Evidence::Inferred };
        let ranks: BTreeSet<usize> = faults.iter().map(|(rank, ..)| *rank).collect();
        let sentences: BTreeSet<&String> =
            faults.iter().filter_map(|(_, finding, _)| finding.sentence.as_ref()).collect();
        if ranks.len() > 1 || sentences.len() > 1 {
            verdict.why = Some("several faults: which one the server names first is not documented".to_owned());
        }
        verdict.because = faults.iter().filter(|(other, ..)| other == rank).map(|(_, f, _)| f.rule).collect();
        verdict.because.dedup();
        verdict.faults = faults.iter().map(|(_, finding, _)| finding.rule).collect();
        verdict.faults.dedup();
        return verdict;
    }
    let verdict = question.accepted();
    if let Some(why) = no_such_node(question) {
        return verdict.unknown(why);
    }
    if question.endpoint == Endpoint::V1 && has_dependencies(question.bundle) {
        // an object or a list would have been a fault
        return verdict.unknown("`dependencies` is neither an object nor a list: no source says what v1 makes of it");
    }
    Verdict { unless: reservations(question), ..verdict }
}

/// What the endpoint refuses about a bundle that the unpacker returns, by the order of the codes.
fn faults(question: Question<'_>) -> Vec<(usize, &Finding, &'static Prediction)> {
    let (path, line) = (question.endpoint.path(), &question.target.line);
    let rank = |prediction: &Prediction| {
        let code = prediction.error_code.as_deref();
        CODES.iter().position(|known| Some(*known) == code).unwrap_or(CODES.len())
    };
    let mut faults: Vec<(usize, &Finding, &'static Prediction)> = question
        .findings()
        .flat_map(|finding| finding.predicts.iter().map(move |prediction| (finding, *prediction)))
        .filter(|(_, prediction)| prediction.failure.is_empty() && prediction.is_given_by(path, line))
        // the setting comes before the bundle; what the endpoint makes of that once it is open is asked here
        .filter(|(_, prediction)| prediction.error_code.as_deref() != Some(DISABLED))
        .map(|(finding, prediction)| (rank(prediction), finding, prediction))
        .collect();
    faults.sort_by_key(|(rank, finding, _)| (*rank, finding.rule));
    faults
}

/// Why nobody can upload to such nodes: the line does not have them, or they are of another architecture.
fn no_such_node(question: Question<'_>) -> Option<String> {
    let Question { target, options, os, arch, .. } = question;
    let asked = &target.asked;
    let major = os.and_then(systems::major);
    if let Some(os) = os.filter(|_| !options.os.is_empty() && !major.is_some_and(|major| target.has_os(&major))) {
        return Some(format!("{asked} has no nodes of `{os}`"));
    }
    let arch = arch?;
    if options.arch.is_some() && !target.has_architecture(arch) {
        return Some(format!("{asked} has no nodes of `{arch}`"));
    }
    let by_node = question.endpoint == Endpoint::Artifact && options.cluster.is_none();
    if let Some(os) = systems::major(os.unwrap_or_default()).filter(|os| by_node && target.has_os(os))
        && !target.os_with(arch).contains(&os.as_str())
    {
        return Some(format!("{asked} has no nodes of `{os}` with `{arch}`"));
    }
    let declared = question.bundle.metadata.ready().and_then(|m| m.string("architecture")).map(|(text, _)| text)?;
    (question.endpoint == Endpoint::Artifact && declared != arch).then(|| {
        format!(
            "the module is for `{declared}`, the node is `{arch}`: no source says whether the endpoint compares them"
        )
    })
}
