//! `ramplint check`: collect inputs, judge them in parallel, print, decide the status.

use super::args::{CheckArgs, FailOn, When};
use super::collect::{self, Found};
use super::committed;
use super::error::Error;
use super::options;
use super::output::{self, Output};
use super::plan;
use super::progress::Progress;
use super::verbose;
use super::{CLEAN, FAILED, FINDINGS, NO_INPUT, Streams};
use crate::finding::Severity;
use crate::input::Options;
use crate::report::Report;
use crate::report::human::Style;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn run(arguments: &CheckArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let options = options::of(arguments, streams)?;
    if let Some(format) = arguments.config_body {
        return plan::run(arguments, format, &options, streams);
    }
    let outputs = Output::parse_all(&arguments.output)?;
    let collected = collect::collect(arguments, streams.input, &options.limits)?;
    let threads = arguments.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20).build();
    let pool = pool.map_err(|error| Error::Usage(format!("cannot start threads: {error}")))?;
    let progress = Progress::start(collected.len(), streams.progress && !arguments.no_progress);
    let Judged { reports, skipped, failures } = judge(&collected, &pool, &options, &progress);
    drop(progress);
    if arguments.verbose {
        verbose::question(&options, streams);
        verbose::answers(&reports, streams);
    }
    if reports.is_empty() && skipped == 0 && failures.is_empty() {
        let hint = "in a folder, zips, manifests and files named module.json are looked for that are neither hidden nor ignored";
        let _ = writeln!(streams.error, "error: no input found: {hint}");
        return Ok(NO_INPUT);
    }
    let color = match arguments.color {
        When::Auto => streams.color,
        When::Always => true,
        When::Never => false,
    };
    if !reports.is_empty() || failures.is_empty() {
        output::write(&outputs, &reports, skipped, Style { color, quiet: arguments.quiet }, &pool, streams)?;
    }
    for failure in &failures {
        super::say(streams, failure);
    }
    if !failures.is_empty() {
        return Ok(FAILED);
    }
    let failed = !arguments.exit_zero && reports.iter().any(|report| fails(report, arguments.fail_on, &options));
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
fn judge(found: &[Found], pool: &ThreadPool, options: &Options, progress: &Progress) -> Judged {
    let results: Vec<Result<Option<Report>, Error>> =
        pool.install(|| found.par_iter().map(|one| judge_one(one, options)).inspect(|_| progress.step()).collect());
    let mut judged = Judged::default();
    for result in results {
        match result {
            Ok(Some(report)) => judged.reports.push(report),
            Ok(None) => judged.skipped += 1,
            Err(failure) => judged.failures.push(failure),
        }
    }
    judged
}

/// Reads and judges one input; `None` when it may be passed over.
fn judge_one(found: &Found, options: &Options) -> Result<Option<Report>, Error> {
    let Some(input) = collect::load(found, &options.limits)? else { return Ok(None) };
    let beside = committed::beside(found, &options.limits);
    let with_it = beside.map(|file| {
        let mut options = options.clone();
        options.committed.push(file);
        options
    });
    let options = with_it.as_ref().unwrap_or(options);
    let judged = catch_unwind(AssertUnwindSafe(|| crate::check(&input, options)));
    let report = judged.map_err(|_| Error::Internal(input.path.clone()))?;
    collect::all_read(&input)?;
    Ok(Some(report))
}

fn fails(report: &Report, level: FailOn, options: &Options) -> bool {
    let counted = report.findings.iter().filter(|finding| finding.ignored.is_none());
    let worst = counted.map(|finding| finding.severity).min();
    match level {
        FailOn::Never => false,
        FailOn::Rejected => report.is_refused(options),
        FailOn::Error => worst.is_some_and(|worst| worst <= Severity::Error),
        FailOn::Warning => worst.is_some_and(|worst| worst <= Severity::Warning),
        FailOn::Note => worst.is_some(),
    }
}
