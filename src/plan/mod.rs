//! The commands that upload a bundle to a cluster of one release line, ready to run.
//!
//! Nothing here runs them. Whatever comes from the bundle or its path is quoted for the shell and for curl.

mod body;

use crate::bundle::{Bundle, Kind};
use crate::endpoint::Endpoint;
use crate::input::{Input, Options};
use crate::report::Report;
use crate::target::Target;
use crate::verdict::{Answer, Verdict};
use crate::{engine, load};

/// What an upload needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The body of `POST /v2/modules/user-defined` as JSON, in ASCII; `None` when the module.json could not be read.
    pub body: Option<String>,
    /// A shell script with the commands.
    pub script: String,
    /// Why the upload would fail, in words; empty when nothing is known against it.
    pub against: Vec<String>,
}

/// The plan for the first release line of the options.
#[must_use]
pub fn plan(input: &Input, options: &Options) -> Option<Plan> {
    let target = options.targets.first()?;
    let bundle = load::load(input, &options.limits);
    let judgement = engine::judge(&bundle, options);
    let body = bundle.metadata.ready().and_then(body::of);
    let report = Report::new(input, &bundle, judgement, options);
    let endpoints = endpoints(target, &report.verdicts);
    let against = against(&report.verdicts, &endpoints, body.is_some());
    let script = script(target, &endpoints, &report, &bundle, body.as_deref());
    Some(Plan { body, script, against })
}

/// The endpoints that an upload to the line goes through, in order.
fn endpoints(target: &Target, verdicts: &[Verdict]) -> Vec<Endpoint> {
    if target.is_from_8() {
        return vec![Endpoint::UserDefined, Endpoint::Artifact];
    }
    let takes = |endpoint| verdicts.iter().any(|v| v.endpoint == endpoint && v.outcome == Answer::Accepted);
    let older = !takes(Endpoint::V2) && takes(Endpoint::V1);
    vec![if older { Endpoint::V1 } else { Endpoint::V2 }]
}

/// What is known against the upload.
fn against(verdicts: &[Verdict], endpoints: &[Endpoint], has_body: bool) -> Vec<String> {
    let mut words = Vec::new();
    for endpoint in endpoints {
        let of = || verdicts.iter().filter(|verdict| verdict.endpoint == *endpoint);
        let is_fine = |verdict: &Verdict| verdict.if_open() == Answer::Accepted;
        if let Some(verdict) = of().find(|_| !of().any(is_fine)) {
            let code = verdict.code();
            let answer = if code.is_empty() { verdict.outcome.word().to_owned() } else { code };
            let why = verdict.why.as_deref().map_or(String::new(), |why| format!(" ({why})"));
            words.push(format!("{} of {}: {answer}{why}", endpoint.path(), verdict.target));
        }
    }
    if endpoints.contains(&Endpoint::UserDefined) && !has_body {
        words.push("the module.json cannot be read, so there is no body to send".to_owned());
    }
    words
}

fn script(target: &Target, endpoints: &[Endpoint], report: &Report, bundle: &Bundle, body: Option<&str>) -> String {
    let name = report.module.as_ref().and_then(|module| module.name.clone()).unwrap_or_else(|| "the module".to_owned());
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        format!("# Uploads {} to a cluster of release {} ({}).", comment(&name), target.line, target.build),
        "# Wants: CREDENTIALS (user:password), CLUSTER (the host of the cluster's API), NODES (the hosts of all nodes).".to_owned(),
        "# Certificates are not checked (--insecure): a cluster has one of its own unless you gave it another.".to_owned(),
        "set -eu".to_owned(),
        ": \"${CREDENTIALS:?user:password}\" \"${CLUSTER:?the host of the API}\"".to_owned(),
        "call() { curl --insecure --silent --show-error --fail-with-body --user \"$CREDENTIALS\" \"$@\"; echo; }".to_owned(),
    ];
    let file = if bundle.kind == Kind::Bundle && report.path != "-" {
        shell(&format!("module=@{};type=application/zip", in_form(&report.path)))
    } else {
        lines.push(": \"${BUNDLE:?the path of the packed bundle}\"".to_owned());
        "\"module=@$BUNDLE;type=application/zip\"".to_owned()
    };
    if report.verdicts.iter().any(|verdict| verdict.behind_gate.is_some()) {
        lines.push("\n# uploads are off by default on this line".to_owned());
        lines.push(json_call("PUT", "/v1/cluster"));
        lines.push("{\"allow_modules_upload\": true}\nJSON".to_owned());
    }
    for endpoint in endpoints {
        let path = endpoint.path().trim_start_matches("POST ");
        lines.push(format!("\n# {}", endpoint.path()));
        match endpoint {
            Endpoint::UserDefined => {
                lines.push(json_call("POST", path));
                lines.push(format!("{}\nJSON", body.unwrap_or("{}")));
            }
            Endpoint::Artifact => {
                lines.push("for node in ${NODES:?the hosts of all nodes}; do".to_owned());
                lines.push(format!("  call --form {file} \"https://$node:9443{path}\""));
                lines.push("done".to_owned());
            }
            _ => lines.push(format!("call --form {file} \"https://$CLUSTER:9443{path}\"")),
        }
    }
    lines.join("\n") + "\n"
}

fn json_call(method: &str, path: &str) -> String {
    format!(
        "call --request {method} --header 'Content-Type: application/json' --data-binary @- \\\n  \
         \"https://$CLUSTER:9443{path}\" <<'JSON'"
    )
}

/// A text as one word of the shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A path as curl wants it in a form: in double quotes.
fn in_form(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text on one line of a comment.
fn comment(text: &str) -> String {
    crate::report::escape::visible(&text.chars().take(80).collect::<String>())
}

#[cfg(test)]
mod tests;
