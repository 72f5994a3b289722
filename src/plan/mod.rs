//! The commands that upload a bundle to a cluster of one release line, ready to run.
//!
//! Nothing here runs them. Whatever comes from the bundle or its path is quoted for the shell.

mod body;
mod script;

use crate::endpoint::Endpoint;
use crate::input::{Input, Options};
use crate::report::Report;
use crate::target::Target;
use crate::verdict::{Answer, Verdict};
use crate::{engine, load};

/// What an upload needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The endpoints that it goes through, in order; none when the line has none of those that were named.
    pub endpoints: Vec<Endpoint>,
    /// The body of `POST /v2/modules/user-defined` as JSON, in ASCII, or why there is none.
    pub body: Result<String, &'static str>,
    /// A shell script with the commands, or why there is no body that it could send.
    pub script: Result<String, &'static str>,
    /// Why the upload would fail, or why that is open, in words; empty when nothing is known against it.
    pub against: Vec<String>,
}

/// The plan for the first release line of the options; `path` is where the bundle can be read when the commands run.
#[must_use]
pub fn plan(input: &Input, options: &Options, path: Option<&str>) -> Option<Plan> {
    let target = options.targets.first()?;
    let bundle = load::load(input, &options.limits);
    let judgement = engine::judge(&bundle, options);
    let body = bundle.metadata.ready().map_or(Err(body::UNREADABLE), body::of);
    let report = Report::new(input, &bundle, judgement, options);
    let endpoints = endpoints(target, &report.verdicts, options);
    let against = against(&report.verdicts, &endpoints, &body);
    let parts = script::Parts { target, endpoints: &endpoints, report: &report, bundle: &bundle, path };
    let script = script::of(&parts, &body);
    Some(Plan { endpoints, body, script, against })
}

/// The endpoints that an upload to the line goes through, in order.
fn endpoints(target: &Target, verdicts: &[Verdict], options: &Options) -> Vec<Endpoint> {
    let has = |endpoint: &Endpoint| options.endpoints.contains(endpoint) && target.has_endpoint(endpoint.path());
    let found: Vec<Endpoint> = [Endpoint::UserDefined, Endpoint::Artifact].into_iter().filter(has).collect();
    if !found.is_empty() {
        return found;
    }
    let takes = |endpoint| verdicts.iter().any(|v| v.endpoint == endpoint && v.outcome == Answer::Accepted);
    let found: Vec<Endpoint> = [Endpoint::V2, Endpoint::V1].into_iter().filter(has).collect();
    let best = found.iter().find(|endpoint| takes(**endpoint)).or(found.first());
    best.copied().into_iter().collect()
}

/// What is known against the upload.
fn against(verdicts: &[Verdict], endpoints: &[Endpoint], body: &body::Body) -> Vec<String> {
    let mut words = Vec::new();
    for endpoint in endpoints {
        let of = || verdicts.iter().filter(|verdict| verdict.endpoint == *endpoint);
        let is_fine = |verdict: &Verdict| verdict.if_open() == Answer::Accepted;
        if let Some(verdict) = of().find(|_| !of().any(is_fine)) {
            let code = verdict.code();
            let is_open = verdict.if_open() == Answer::Unknown;
            let answer = if code.is_empty() { verdict.outcome.word().to_owned() } else { code };
            let why = verdict.why.as_deref().map_or(String::new(), |why| format!(" ({why})"));
            let word = if is_open { "unknown" } else { "refused" };
            words.push(format!("{word}: {} of {}: {answer}{why}", endpoint.path(), verdict.target));
        }
    }
    if let (true, Err(reason)) = (endpoints.contains(&Endpoint::UserDefined), body) {
        words.push(format!("no body: {reason}"));
    }
    words
}

#[cfg(test)]
mod tests;
