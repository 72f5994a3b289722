//! `ramplint check`: collect inputs, judge them in parallel, print, decide the status.

use super::args::{CheckArgs, EndpointName, FailOn, When};
use super::collect::{self, Found};
use super::error::Error;
use super::output::{self, Output};
use super::{CLEAN, FAILED, FINDINGS, NO_INPUT, Streams};
use crate::endpoint::Endpoint;
use crate::finding::Severity;
use crate::input::Options;
use crate::report::Report;
use crate::report::human::Style;
use crate::target::{self, Target};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn run(arguments: &CheckArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let mut options = options(arguments)?;
    super::cluster::apply(arguments, &mut options, streams)?;
    super::listing::apply(arguments, &mut options)?;
    let outputs = Output::parse_all(&arguments.output)?;
    let collected = collect::collect(arguments, streams.input, &options.limits)?;
    let Judged { reports, skipped, failures } = judge(&collected, arguments, &options)?;
    if reports.is_empty() && skipped == 0 && failures.is_empty() {
        let hint = "in a folder, zips and files named module.json are looked for that are neither hidden nor ignored";
        let _ = writeln!(streams.error, "error: no input found: {hint}");
        return Ok(NO_INPUT);
    }
    let color = match arguments.color {
        When::Auto => streams.color,
        When::Always => true,
        When::Never => false,
    };
    if !reports.is_empty() || failures.is_empty() {
        output::write(&outputs, &reports, skipped, Style { color, quiet: arguments.quiet }, streams)?;
    }
    for failure in &failures {
        super::say(streams, failure);
    }
    if !failures.is_empty() {
        return Ok(FAILED);
    }
    let failed = !arguments.exit_zero && reports.iter().any(|report| fails(report, arguments.fail_on));
    if failed {
        return Ok(FINDINGS);
    }
    Ok(if reports.is_empty() && !arguments.hook { NO_INPUT } else { CLEAN })
}

/// What became of the inputs, each list in their order.
#[derive(Default)]
struct Judged {
    reports: Vec<Report>,
    skipped: usize,
    failures: Vec<Error>,
}

/// Judges all inputs; the order of the reports is that of the inputs, whoever is ready first.
fn judge(found: &[Found], arguments: &CheckArgs, options: &Options) -> Result<Judged, Error> {
    let threads = arguments.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20).build();
    let pool = pool.map_err(|error| Error::Usage(format!("cannot start threads: {error}")))?;
    let results: Vec<Result<Option<Report>, Error>> =
        pool.install(|| found.par_iter().map(|one| judge_one(one, options)).collect());
    let mut judged = Judged::default();
    for result in results {
        match result {
            Ok(Some(report)) => judged.reports.push(report),
            Ok(None) => judged.skipped += 1,
            Err(failure) => judged.failures.push(failure),
        }
    }
    Ok(judged)
}

/// Reads and judges one input; `None` when it may be passed over.
fn judge_one(found: &Found, options: &Options) -> Result<Option<Report>, Error> {
    let Some(input) = collect::load(found, &options.limits)? else { return Ok(None) };
    let judged = catch_unwind(AssertUnwindSafe(|| crate::check(&input, options)));
    judged.map(Some).map_err(|_| Error::Internal(input.path.clone()))
}

fn fails(report: &Report, level: FailOn) -> bool {
    let worst = report.findings.iter().map(|finding| finding.severity).min();
    match level {
        FailOn::Never => false,
        FailOn::Rejected => !report.lines_lost.is_empty(),
        FailOn::Error => worst.is_some_and(|worst| worst <= Severity::Error),
        FailOn::Warning => worst.is_some_and(|worst| worst <= Severity::Warning),
        FailOn::Note => worst.is_some(),
    }
}

fn options(arguments: &CheckArgs) -> Result<Options, Error> {
    let mut options = Options { os: arguments.os.clone(), arch: arguments.arch.clone(), ..Options::default() };
    if !arguments.target.is_empty() {
        options.targets = targets(&arguments.target)?;
        options.targets_named = !arguments.target.iter().all(|name| name == "all" || name == "supported");
    }
    known_platforms(&options)?;
    let named: Vec<Endpoint> = arguments
        .endpoint
        .iter()
        .flat_map(|name| match name {
            EndpointName::V1 => &Endpoint::ALL[..1],
            EndpointName::V2 => &Endpoint::ALL[1..],
            EndpointName::All => &Endpoint::ALL[..],
        })
        .copied()
        .collect();
    if !named.is_empty() {
        options.endpoints_named = !arguments.endpoint.contains(&EndpointName::All);
        options.endpoints = Endpoint::ALL.into_iter().filter(|endpoint| named.contains(endpoint)).collect();
    }
    Ok(options)
}

fn targets(names: &[String]) -> Result<Vec<Target>, Error> {
    let mut found: Vec<Target> = Vec::new();
    for name in names {
        match name.as_str() {
            "all" | "supported" => found.extend(target::targets()),
            "latest" => found.extend(target::targets().pop()),
            name => found.push(target::find(name).ok_or_else(|| unknown_target(name))?),
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|target| seen.insert(target.asked.clone()));
    Ok(found)
}

/// A platform that no line has is a slip of the pen.
fn known_platforms(options: &Options) -> Result<(), Error> {
    let all = target::targets();
    if let Some(os) = options.os.iter().find(|os| !all.iter().any(|target| target.has_os(os))) {
        let known: BTreeSet<&str> = all.iter().flat_map(Target::os_names).collect();
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Error::Usage(format!(
            "no nodes of the operating system `{os}` in the data, which know {}",
            known.join(", ")
        )));
    }
    if let Some(arch) = options.arch.as_deref().filter(|arch| !all.iter().any(|target| target.has_architecture(arch))) {
        return Err(Error::Usage(format!("no nodes of the architecture `{arch}` in the data")));
    }
    Ok(())
}

fn unknown_target(name: &str) -> Error {
    let known: Vec<String> = target::targets().into_iter().map(|target| target.line).collect();
    let name = crate::report::escape::visible(name);
    Error::Usage(format!("no release line or build `{name}` in the data, which know {}", known.join(", ")))
}
