//! Folds findings and the unpacker's outcome into the answer of each endpoint on each release line.
//!
//! The server stops at its first error, so a verdict gives one; the findings give all. Which of several
//! faults of a readable bundle the server names first is not documented: here it is the order in which the
//! REST API reference lists the codes.

mod download;
mod platform;
#[cfg(test)]
mod property_tests;
mod reservations;
mod upload;

use crate::bundle::Bundle;
use crate::endpoint::Endpoint;
use crate::finding::Finding;
use crate::input::Options;
use crate::prediction::Evidence;
use crate::target::Target;
use crate::target::profile::{EndpointRow, State};
use crate::unpack;

/// The answer of an endpoint while the setting is off that it waits for.
const DISABLED: &str = "modules_upload_disabled";

/// What an endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum Answer {
    /// It takes the bundle.
    Accepted,
    /// It refuses the bundle.
    Rejected,
    /// No source, or nothing that was read, decides it.
    Unknown,
    /// The line has no such endpoint, or keeps it behind a setting.
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
    /// The rules behind this refusal and behind those that would follow it.
    pub faults: Vec<&'static str>,
    /// How well the answer is known.
    pub evidence: Evidence,
    /// Codes that only the cluster can decide about.
    pub unless: Vec<&'static str>,
    /// What is behind an unknown answer, or a reservation.
    pub why: Option<String>,
    /// The verdict once the setting is on that the endpoint waits for.
    pub behind_gate: Option<Box<Verdict>>,
}

impl Verdict {
    /// The answer, a gate counted as open.
    #[must_use]
    pub fn if_open(&self) -> Answer {
        self.behind_gate.as_ref().map_or(self.outcome, |behind| behind.outcome)
    }

    /// Status and code in a few words: `400 invalid_module`.
    #[must_use]
    pub fn code(&self) -> String {
        let status = self.status.map(|status| status.to_string());
        [status, self.error_code.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// An acceptance, until something speaks against it.
    fn accepted(target: &Target, endpoint: Endpoint, os: Option<&str>, arch: Option<&str>) -> Self {
        Self {
            target: target.asked.clone(),
            build: target.build.clone(),
            endpoint,
            os: os.map(str::to_owned),
            arch: arch.map(str::to_owned),
            outcome: Answer::Accepted,
            status: None,
            error_code: None,
            message: None,
            because: Vec::new(),
            faults: Vec::new(),
            // that a readable bundle without a listed fault is taken is a conclusion, not a quotation
            evidence: Evidence::Inferred,
            unless: Vec::new(),
            why: None,
            behind_gate: None,
        }
    }

    /// The verdict about what no fold speaks of.
    #[cfg(feature = "serve")]
    pub(crate) fn undecided(target: &Target, endpoint: Endpoint, why: &str) -> Self {
        Self::accepted(target, endpoint, None, None).unknown(why)
    }

    fn unknown(mut self, why: impl Into<String>) -> Self {
        self.outcome = Answer::Unknown;
        self.unless.clear();
        self.why = Some(why.into());
        self
    }
}

/// All that a verdict depends on.
#[derive(Clone, Copy)]
struct Question<'a> {
    bundle: &'a Bundle,
    unpack: &'a unpack::Outcome,
    findings: &'a [Finding],
    options: &'a Options,
    target: &'a Target,
    endpoint: Endpoint,
    os: Option<&'a str>,
    arch: Option<&'a str>,
}

impl<'a> Question<'a> {
    /// The findings that speak of this line and these nodes.
    fn findings(self) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| {
            let here = finding.nodes.is_empty() || finding.nodes.iter().any(|os| Some(os.as_str()) == self.os);
            here && finding.concerns(&self.target.asked)
        })
    }

    fn accepted(self) -> Verdict {
        Verdict::accepted(self.target, self.endpoint, self.os, self.arch)
    }
}

/// The verdicts of all targets, endpoints and platforms, in that order.
#[must_use]
pub fn fold(bundle: &Bundle, unpack: &unpack::Outcome, findings: &[Finding], options: &Options) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for target in &options.targets {
        let platforms = platform::of(bundle, options, target);
        for &endpoint in &options.endpoints {
            for (os, arch) in &platforms {
                let (os, arch) = (os.as_deref(), arch.as_deref());
                verdicts.push(judge(Question { bundle, unpack, findings, options, target, endpoint, os, arch }));
            }
        }
    }
    verdicts
}

/// Whether a line takes the bundle: up to 7.22 one of the two endpoints is enough; from 8.0 on both parts have to
/// arrive, on nodes of one platform, a gate counted as open; on all of them, when somebody names the nodes. Of the
/// endpoints only those that were asked for count.
#[must_use]
pub fn line_takes(verdicts: &[Verdict], target: &Target, options: &Options) -> bool {
    let of_line = || verdicts.iter().filter(|verdict| verdict.target == target.asked);
    let mut platforms: Vec<_> = of_line().map(|verdict| (&verdict.os, &verdict.arch)).collect();
    platforms.dedup();
    let takes_all = |platform: &(&Option<String>, &Option<String>)| {
        let here = || of_line().filter(|verdict| (&verdict.os, &verdict.arch) == *platform);
        let takes = |endpoint: Endpoint| {
            here().find(|verdict| verdict.endpoint == endpoint).map(|verdict| verdict.if_open() == Answer::Accepted)
        };
        if !here().any(|verdict| verdict.endpoint.is_upload()) {
            return here().all(|verdict| verdict.if_open() == Answer::Accepted);
        }
        if !target.is_from_8() {
            return [Endpoint::V1, Endpoint::V2].into_iter().filter_map(takes).any(|taken| taken);
        }
        let both: Vec<bool> = [Endpoint::UserDefined, Endpoint::Artifact].into_iter().filter_map(takes).collect();
        !both.is_empty() && both.iter().all(|taken| *taken)
    };
    if options.node_systems().is_empty() { platforms.iter().any(takes_all) } else { platforms.iter().all(takes_all) }
}

fn judge(question: Question<'_>) -> Verdict {
    let (target, path) = (question.target, question.endpoint.path());
    let row = target.endpoint(path);
    if !target.has_endpoint(path) {
        return missing(question, row);
    }
    let verdict = match question.endpoint {
        Endpoint::V1 | Endpoint::V2 | Endpoint::Artifact => upload::of_bundle(question),
        Endpoint::UserDefined => upload::of_metadata(question),
        Endpoint::Bootstrap | Endpoint::Kubernetes => download::judge(question),
    };
    match row.and_then(|row| row.gate.as_deref()) {
        Some(gate) if question.options.allow_modules_upload != Some(true) => behind_gate(question, verdict, gate),
        _ => verdict,
    }
}

/// The answer where there is no such endpoint.
fn missing(question: Question<'_>, row: Option<&EndpointRow>) -> Verdict {
    let (build, path) = (&question.target.build, question.endpoint.path());
    let why = match row {
        Some(EndpointRow { state: State::Removed, removed: Some(removed), .. }) => {
            format!("{build} has no `{path}`: it was removed in {removed}")
        }
        Some(EndpointRow { state: State::Present | State::Deprecated | State::Gated, since: Some(since), .. }) => {
            format!("{build} has no `{path}` yet: it came with {since}")
        }
        _ => format!("{build} has no `{path}`"),
    };
    let status = row.and_then(|row| row.status.as_ref());
    Verdict {
        outcome: Answer::Unavailable,
        status: status.map(|status| status.value),
        evidence: status.map_or(Evidence::Documented, |status| status.evidence),
        why: Some(why),
        ..question.accepted()
    }
}

/// The rule that speaks of the setting, where somebody asked about the line.
const GATE_RULE: &str = "compat/upload-disabled";

/// The answer while the setting is off that the endpoint waits for.
fn behind_gate(question: Question<'_>, verdict: Verdict, gate: &str) -> Verdict {
    let whose = match question.options.allow_modules_upload {
        Some(_) => format!("`{gate}` of the cluster is off"),
        None => format!("`{gate}` is off by default"),
    };
    let code = Some(verdict.code()).filter(|code| !code.is_empty()).map_or(String::new(), |code| format!(" {code}"));
    let why = format!("{whose}; once it is on: {}{code}", verdict.outcome.word());
    Verdict {
        outcome: Answer::Unavailable,
        status: Some(403),
        error_code: Some(DISABLED.to_owned()),
        evidence: Evidence::Documented,
        why: Some(why),
        because: question.findings().map(|f| f.rule).filter(|rule| *rule == GATE_RULE).take(1).collect(),
        behind_gate: Some(Box::new(verdict)),
        ..question.accepted()
    }
}
