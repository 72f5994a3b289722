//! `ramplint why`: a cluster's answer, and the causes of it in the bundle; without any, a report to send in.

use super::args::ListFormat;
use super::args_why::WhyArgs;
use super::error::Error;
use super::lines::Lines;
use super::replace::into_file;
use super::{CLEAN, FINDINGS, Streams, cluster, collect, options};
use crate::input::Options;
use crate::report::json_v1::pretty;
use crate::report::page::{Body, Section, human, markdown};
use crate::target::{self, Target};
use crate::why::response::{self, Response};
use crate::why::{Cause, redact, why};
use serde_json::{Value, json};
use std::io::Read;

/// The largest answer that is read.
const LARGEST: u64 = 1 << 20;
/// Findings of one rule that are shown.
const MOST: usize = 3;

/// The status is 1 when no cause is found.
pub(super) fn run(arguments: &WhyArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let response = read(arguments, streams)?;
    let options = asked(arguments, streams)?;
    let found = collect::one(&arguments.path, streams.input, &options.limits)?;
    let unusable = || Error::Usage("this is no module bundle".to_owned());
    let input = collect::load(&found, &options.limits)?.ok_or_else(unusable)?;
    let (causes, report) = why(&input, &options, &response);
    collect::all_read(&input)?;
    let text = match arguments.output {
        ListFormat::Json => format!("{}\n", pretty(&as_json(&causes)).unwrap_or_default()),
        ListFormat::Human => human(&title(&response, &causes), &sections(&causes)),
        ListFormat::Markdown => markdown(&title(&response, &causes), &sections(&causes)),
    };
    super::print(streams, &text)?;
    if !causes.is_empty() {
        return Ok(CLEAN);
    }
    let bundle = crate::load::load(&input, &options.limits);
    let redacted = pretty(&redact::report(&bundle, &report, &response)).unwrap_or_default();
    let path = &arguments.report;
    into_file(path, |file| writeln!(file, "{redacted}")).map_err(|error| Error::Write(collect::shown(path), error))?;
    let path = collect::shown(path);
    super::warn(streams, &format!("nothing explains it: {path} tells it without names or values; please send it in"));
    Ok(FINDINGS)
}

fn read(arguments: &WhyArgs, streams: &mut Streams<'_>) -> Result<Response, Error> {
    let bytes = if arguments.response.as_os_str() == "-" {
        if arguments.path.as_os_str() == "-" {
            return Err(Error::Usage("standard input is either the bundle or the answer".to_owned()));
        }
        let mut bytes = Vec::new();
        let read = (&mut *streams.input).take(LARGEST + 1).read_to_end(&mut bytes);
        read.map_err(|error| Error::Read("standard input".to_owned(), error))?;
        bytes
    } else {
        cluster::read_up_to(&arguments.response, LARGEST)?
    };
    if bytes.len() as u64 > LARGEST {
        return Err(Error::Usage(format!("the answer has more than {LARGEST} bytes")));
    }
    let found = response::read(&bytes, arguments.status).map_err(|why| Error::Usage(why.to_owned()))?;
    if found.status.is_some_and(|status| (200..300).contains(&status)) {
        return Err(Error::Usage("the answer is no refusal".to_owned()));
    }
    Ok(found)
}

fn asked(arguments: &WhyArgs, streams: &mut Streams<'_>) -> Result<Options, Error> {
    let mut asked = Options { limits: super::limits::of(&arguments.limits)?, ..Options::default() };
    let lines = Lines::read(&[], streams)?;
    asked.targets = target::targets();
    if !arguments.target.is_empty() {
        asked.targets = lines.targets(&arguments.target, streams)?;
        asked.targets_named = true;
    }
    let all = lines.all();
    let known: Vec<&Target> = all.iter().chain(&asked.targets).collect();
    let system = |os: &String| options::known_system(&options::system(os, &all), &known);
    asked.os = arguments.os.iter().map(system).collect::<Result<_, _>>()?;
    asked.endpoints.retain(|endpoint| endpoint.is_upload());
    if let Some(endpoint) = arguments.endpoint.and_then(options::endpoint) {
        asked.endpoints = vec![endpoint];
        asked.endpoints_named = true;
    }
    Ok(asked)
}

fn title(response: &Response, causes: &[Cause]) -> String {
    let status = response.status.map(|status| status.to_string());
    let answer: Vec<String> = [status, response.error_code.clone()].into_iter().flatten().collect();
    let what = match causes.len() {
        0 => "no cause in the bundle".to_owned(),
        1 => "one cause".to_owned(),
        count => format!("{count} causes, the likeliest first"),
    };
    format!("{}: {what}", answer.join(" "))
}

fn sections(causes: &[Cause]) -> Vec<Section> {
    let section = |cause: &Cause| {
        let mut pairs =
            vec![("cause".to_owned(), cause.what.clone()), ("fits".to_owned(), cause.fit.word().to_owned())];
        for finding in cause.findings.iter().take(MOST) {
            let member = finding.place.member.as_deref().unwrap_or("the file");
            pairs.push(("found".to_owned(), format!("{member}: {}", finding.message)));
            pairs.extend(finding.help.iter().map(|help| ("help".to_owned(), help.clone())));
        }
        if let Some(more) = cause.findings.len().checked_sub(MOST).filter(|more| *more > 0) {
            pairs.push(("found".to_owned(), format!("and {more} more like it")));
        }
        for (endpoint, lines) in &cause.given_by {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            pairs.push(("given by".to_owned(), format!("{} of {}", endpoint.path(), lines.join(", "))));
        }
        Section { title: "Cause", body: Body::Pairs(pairs) }
    };
    causes.iter().map(section).collect()
}

fn as_json(causes: &[Cause]) -> Value {
    let cause = |cause: &Cause| {
        let given: Vec<Value> = cause
            .given_by
            .iter()
            .map(|(endpoint, lines)| json!({"endpoint": endpoint.path(), "targets": lines}))
            .collect();
        let findings: Vec<Value> =
            cause.findings.iter().map(|finding| json!({"message": finding.message, "help": finding.help})).collect();
        let rule = cause.is_rule.then_some(&cause.what);
        json!({"rule": rule, "what": cause.what, "fit": cause.fit.word(), "findings": findings, "given_by": given})
    };
    json!({"causes": causes.iter().map(cause).collect::<Vec<_>>()})
}
