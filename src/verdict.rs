//! Folds findings and the unpacker's outcome into the answer of each endpoint on each release line.
//!
//! The server stops at its first error, so a verdict gives one; the findings give all. Which of several
//! faults of a readable bundle the server names first is not documented: here it is the order in which the
//! REST API reference lists the codes.

use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind};
use crate::dotted::Dotted;
use crate::endpoint::Endpoint;
use crate::finding::Finding;
use crate::input::Options;
use crate::prediction::Evidence;
use crate::rule::catalog;
use crate::target::Target;
use crate::unpack;

/// What an endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It takes the bundle.
    Accepted,
    /// It refuses the bundle.
    Rejected,
    /// No source, or nothing that was read, decides it.
    Unknown,
    /// The line has no such endpoint.
    Unavailable,
}

impl Answer {
    /// The word of the report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The predicted answer of one endpoint of one release line to one platform's upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The release line that was asked for.
    pub target: String,
    /// The build it stands for.
    pub build: String,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Operating system of the nodes; `None` when neither the user nor the bundle names one.
    pub os: Option<String>,
    /// Architecture of the nodes, likewise.
    pub arch: Option<String>,
    /// The answer.
    pub outcome: Answer,
    /// HTTP status of a refusal, where a source gives one.
    pub status: Option<u16>,
    /// `error_code` of a refusal.
    pub error_code: Option<String>,
    /// The server's own sentence, where known.
    pub message: Option<String>,
    /// The rules behind a refusal.
    pub because: Vec<&'static str>,
    /// How well the answer is known.
    pub evidence: Evidence,
    /// Codes that only the cluster can decide about.
    pub unless: Vec<&'static str>,
    /// What is behind an unknown answer, or a reservation.
    pub why: Option<String>,
}

/// Operating systems that get verdicts of their own.
const MOST_SYSTEMS: usize = 16;

/// The sentence of `invalid_module` in the REST API reference.
const INVALID_MODULE: &str = "Module either corrupted or packaged files are wrong";

/// Upload codes in the order of the REST API reference.
const CODES: [&str; 7] = [
    "invalid_module",
    "module_exists",
    "min_redis_pack_version",
    "unsupported_module_capabilities",
    "os_not_supported",
    "dependencies_not_supported",
    "invalid_dependency_data",
];

/// The verdicts of all targets, endpoints and platforms, in that order.
#[must_use]
pub fn fold(bundle: &Bundle, unpack: &unpack::Outcome, findings: &[Finding], options: &Options) -> Vec<Verdict> {
    let platforms = platforms(bundle, options);
    // a list of the cluster's modules decides, unless a finding says that it does not
    let modules = options.cluster.as_ref().and_then(|cluster| cluster.modules.as_ref());
    let is_open = |finding: &Finding| finding.rule == "compat/module-exists" && finding.predicts.is_empty();
    let knows_modules = modules.is_some() && !findings.iter().any(is_open);
    let mut verdicts = Vec::new();
    for target in &options.targets {
        for &endpoint in &options.endpoints {
            for (os, arch) in &platforms {
                let mut verdict = judge(bundle, unpack, findings, target, endpoint);
                if knows_modules {
                    verdict.unless.retain(|code| *code != "module_exists");
                }
                verdicts.push(on_platform(verdict, target, options, os.clone(), arch.clone()));
            }
        }
    }
    verdicts
}

/// The verdict for nodes of a platform. Up to 7.22 a package for another supported platform is taken (inferred), so
/// the nodes' own does not change the answer; but nodes that the line does not have give none.
fn on_platform(
    mut verdict: Verdict,
    target: &Target,
    options: &Options,
    os: Option<String>,
    arch: Option<String>,
) -> Verdict {
    let missing_os = os.as_deref().filter(|os| !options.os.is_empty() && !target.has_os(os));
    let missing_arch = arch.as_deref().filter(|arch| options.arch.is_some() && !target.has_architecture(arch));
    if let Some(missing) = missing_os.or(missing_arch)
        && verdict.outcome == Answer::Accepted
    {
        verdict.outcome = Answer::Unknown;
        verdict.unless.clear();
        verdict.why = Some(format!("{} has no nodes of `{missing}`", target.asked));
    }
    (verdict.os, verdict.arch) = (os, arch);
    verdict
}

/// Whether a line takes the bundle: up to 7.22 one of the two endpoints is enough.
#[must_use]
pub fn line_takes(verdicts: &[Verdict], line: &str) -> bool {
    verdicts.iter().any(|verdict| verdict.target == line && verdict.outcome == Answer::Accepted)
}

fn platforms(bundle: &Bundle, options: &Options) -> Vec<(Option<String>, Option<String>)> {
    let metadata = bundle.metadata.ready();
    let declared = |name: &str| metadata.and_then(|m| m.string(name)).map(|(text, _)| text.to_owned());
    let arch = options.arch.clone().or_else(|| declared("architecture"));
    let mut systems = options.os.clone();
    if systems.is_empty() {
        let field = metadata.and_then(Metadata::operating_systems);
        let items = field.as_ref().and_then(|field| field.value().as_array()).unwrap_or_default();
        let mut seen = std::collections::BTreeSet::new();
        let names = items.iter().filter_map(|item| item.as_str()).filter(|name| seen.insert(*name));
        // the answer is the same for all of them; a hostile list would only repeat it
        systems = names.take(MOST_SYSTEMS).map(str::to_owned).collect();
    }
    if systems.is_empty() {
        return vec![(None, arch)];
    }
    systems.into_iter().map(|os| (Some(os), arch.clone())).collect()
}

fn judge(
    bundle: &Bundle,
    unpack: &unpack::Outcome,
    findings: &[Finding],
    target: &Target,
    endpoint: Endpoint,
) -> Verdict {
    let mut verdict = Verdict {
        target: target.asked.clone(),
        build: target.build.clone(),
        endpoint,
        os: None,
        arch: None,
        outcome: Answer::Accepted,
        status: None,
        error_code: None,
        message: None,
        because: Vec::new(),
        // that a readable bundle without a listed fault is taken is a conclusion, not a quotation
        evidence: Evidence::Inferred,
        unless: Vec::new(),
        why: None,
    };
    if !target.has_endpoint(endpoint.path()) {
        verdict.outcome = Answer::Unavailable;
        verdict.why = Some(format!("{} has no {}", target.line, endpoint.path()));
        return verdict;
    }
    match unpack {
        unpack::Outcome::Accepted => upload(bundle, findings, target, verdict),
        unpack::Outcome::Unknown { why } => {
            verdict.outcome = Answer::Unknown;
            verdict.why = Some(why.clone());
            verdict
        }
        unpack::Outcome::Rejected(_) => refused(verdict, findings, unpack, Some(400), None),
        unpack::Outcome::Crashed { exception, .. } => {
            let why = format!("{exception} escapes the unpacker: a 400 or an unhandled 500, no source says which");
            refused(verdict, findings, unpack, None, Some(why))
        }
    }
}

/// The answer to a bundle that the unpacker does not return.
fn refused(
    mut verdict: Verdict,
    findings: &[Finding],
    unpack: &unpack::Outcome,
    status: Option<u16>,
    why: Option<String>,
) -> Verdict {
    verdict.outcome = Answer::Rejected;
    verdict.status = status;
    verdict.error_code = Some("invalid_module".to_owned());
    verdict.message = Some(INVALID_MODULE.to_owned());
    verdict.because = unpack.rules().iter().copied().filter(|rule| findings.iter().any(|f| f.rule == *rule)).collect();
    verdict.why = why;
    verdict
}

/// The answer to a bundle that the unpacker returns: what the endpoint checks beyond it.
fn upload(bundle: &Bundle, findings: &[Finding], target: &Target, mut verdict: Verdict) -> Verdict {
    let path = verdict.endpoint.path();
    let concerns = |f: &&Finding| f.target.as_deref().is_none_or(|asked| asked == target.asked);
    let mut faults: Vec<(usize, &Finding, &crate::prediction::Prediction)> = findings
        .iter()
        .filter(concerns)
        .flat_map(|f| f.predicts.iter().map(move |p| (f, *p)))
        .filter(|(_, p)| p.endpoints.iter().any(|e| e == path) && p.targets.includes(&target.line))
        .filter_map(|(f, p)| {
            let code = p.error_code.as_deref()?;
            Some((CODES.iter().position(|known| *known == code)?, f, p))
        })
        .collect();
    faults.sort_by_key(|(rank, f, _)| (*rank, f.rule));
    let Some((rank, _, prediction)) = faults.first() else {
        if verdict.endpoint == Endpoint::V1 && has_dependencies(bundle) {
            // an object or a list would have been a fault
            verdict.outcome = Answer::Unknown;
            verdict.why =
                Some("`dependencies` is neither an object nor a list: no source says what v1 makes of it".to_owned());
            return verdict;
        }
        verdict.unless = reservations(bundle, findings, target, verdict.endpoint);
        return verdict;
    };
    verdict.outcome = Answer::Rejected;
    verdict.status = prediction.status;
    verdict.error_code.clone_from(&prediction.error_code);
    verdict.message.clone_from(&prediction.sentence);
    verdict.evidence = if bundle.kind == Kind::Bundle { prediction.evidence } else { Evidence::Inferred };
    let codes: std::collections::BTreeSet<usize> = faults.iter().map(|(rank, ..)| *rank).collect();
    if codes.len() > 1 {
        verdict.why = Some("several faults: which one the server names first is not documented".to_owned());
    }
    verdict.because = faults.iter().filter(|(other, ..)| other == rank).map(|(_, f, _)| f.rule).collect();
    verdict.because.dedup();
    verdict
}

/// Whether Python takes `dependencies` for true.
fn has_dependencies(bundle: &Bundle) -> bool {
    let field = bundle.metadata.ready().and_then(|metadata| metadata.field("dependencies"));
    field.is_some_and(|field| crate::python::truthy(field.value()))
}

/// What only the cluster can decide about a bundle that is otherwise taken.
fn reservations(bundle: &Bundle, findings: &[Finding], target: &Target, endpoint: Endpoint) -> Vec<&'static str> {
    let mut unless = vec!["module_exists", "unsupported_module_capabilities"];
    let Some(metadata) = bundle.metadata.ready() else { return unless };
    let systems = metadata.operating_systems();
    let is_list = systems.is_some_and(|field| field.value().as_array().is_some_and(|items| !items.is_empty()));
    let has_both = metadata.field("operating_systems").is_some() && metadata.field("os_list").is_some();
    if !is_list || has_both {
        // no source says what 7.2 to 7.22 make of a package that names no operating system, or has two lists
        unless.push("os_not_supported");
    }
    let wanted = metadata.field("min_redis_pack_version");
    if wanted.is_some_and(|field| field.value().as_str().and_then(Dotted::parse).is_none()) {
        // how the server compares what is no dotted number nobody knows
        unless.push("min_redis_pack_version");
    }
    // a rule that knows the code but does not predict it here met a case that no source decides
    let undecided =
        findings.iter().filter(|f| f.predicts.is_empty() && f.target.as_ref().is_none_or(|t| *t == target.asked));
    for prediction in undecided.filter_map(|f| catalog::find(f.rule)).flat_map(|rule| &rule.page.predicts) {
        let here =
            prediction.endpoints.iter().any(|e| e == endpoint.path()) && prediction.targets.includes(&target.line);
        let code =
            CODES.iter().find(|code| prediction.error_code.as_deref() == Some(code) && **code != "invalid_module");
        unless.extend(code.filter(|_| here));
    }
    if endpoint == Endpoint::V2 && has_dependencies(bundle) {
        // the cluster fetches them: 404 "Dependency not found.", 500 "Failed to get dependency."
        unless.push("dependency_fetch");
    }
    let mut seen = std::collections::BTreeSet::new();
    unless.retain(|code| seen.insert(*code));
    unless
}
