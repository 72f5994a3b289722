//! `ramplint check`: collect inputs, judge them in parallel, print, decide the status.

use super::args::{CheckArgs, FailOn, When};
use super::base;
use super::collect::{self, Found};
use super::committed;
use super::config::{self, Rule};
use super::error::Error;
use super::options::{Asked, Base};
use super::output::{self, Output};
use super::progress::Progress;
use super::release::{self, Bundles};
use super::verbose;
use super::{CLEAN, FAILED, FINDINGS, NO_INPUT, Streams};
use super::{baseline, plan};
use crate::config::baseline::Gone;
use crate::config::{Governed, Settings};
use crate::finding::Severity;
use crate::input::Options;
use crate::report::Report;
use crate::report::format::Context;
use crate::report::human::Style;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn run(arguments: &CheckArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let mut base = Base::read(arguments, streams)?;
    let mut settings = config::settings(&arguments.config, arguments.hook)?;
    let known = &arguments.config;
    settings.baseline = baseline::read(known.baseline.as_deref().filter(|_| known.write_baseline.is_none()))?;
    let outputs = Output::parse_all(&arguments.output)?;
    let collected = collect::collect(arguments, streams.input, &base.limits)?;
    output::spare(&outputs, &collected)?;
    let rule = Rule::find(&arguments.config, &collected, &mut base, streams)?;
    if let Some(format) = arguments.config_body {
        return plan::run(arguments, format, &collected, &rule, streams);
    }
    let threads = arguments.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20).build();
    let pool = pool.map_err(|error| Error::Usage(format!("cannot start threads: {error}")))?;
    let release = arguments.release.then(|| pool.install(|| release::read(&collected, &base.limits))).transpose()?;
    let progress = Progress::start(collected.len(), streams.progress && !arguments.no_progress);
    let mut judged = judge(&collected, &pool, &rule, release.as_ref(), &progress);
    drop(progress);
    if arguments.verbose {
        if let Some(asked) = rule.of(rule.inputs.first().and_then(|(config, _)| *config)) {
            verbose::question(&asked.options, streams);
        }
        verbose::answers(&judged.reports, streams);
    }
    if judged.reports.is_empty() && judged.skipped == 0 && judged.failures.is_empty() {
        let hint = "in a folder, zips, manifests and files named module.json are looked for that are neither hidden nor ignored";
        let _ = writeln!(streams.error, "error: no input found: {hint}");
        return Ok(NO_INPUT);
    }
    let gone = judged.govern(&rule, &mut settings);
    if let Some(path) = known.write_baseline.as_deref().filter(|_| judged.failures.is_empty()) {
        baseline::write(path, &mut judged.reports)?;
    } else if !arguments.hook {
        baseline::tell(&gone, known.baseline.as_deref(), streams);
    }
    let color = match arguments.color {
        When::Auto => streams.color,
        When::Always => true,
        When::Never => false,
    };
    // the process ends with this: to free a thousand reports takes a tenth of the run
    let judged = ManuallyDrop::new(judged);
    let Judged { reports, skipped, failures, governed, .. } = &*judged;
    if !reports.is_empty() || failures.is_empty() {
        let style = Style { color, quiet: arguments.quiet, show_ignored: known.show_ignored };
        let fails = governed.iter().map(|config| rule.of(*config).and_then(|asked| asked.fail_on.severity())).collect();
        let context = Context { skipped: *skipped, style, base: base::here(), fails };
        output::write(&outputs, reports, &context, &pool, streams)?;
    }
    for failure in failures {
        super::say(streams, failure);
    }
    if !failures.is_empty() {
        return Ok(FAILED);
    }
    let failed = reports.iter().zip(governed).any(|(report, config)| fails(report, rule.of(*config)));
    if failed && !arguments.exit_zero {
        return Ok(FINDINGS);
    }
    Ok(if reports.is_empty() && !arguments.hook { NO_INPUT } else { CLEAN })
}

/// What became of the inputs, each list in their order.
#[derive(Default)]
struct Judged {
    reports: Vec<Report>,
    /// For each report the configuration that governs it.
    governed: Vec<Option<usize>>,
    /// For each report the path that globs are compared with.
    paths: Vec<String>,
    skipped: usize,
    failures: Vec<Error>,
}

impl Judged {
    /// Applies the configurations; their own reports come last. Gives what is left of the baseline.
    fn govern(&mut self, rule: &Rule, settings: &mut Settings) -> Vec<Gone> {
        let reports = self.reports.iter_mut().zip(&self.governed).zip(&self.paths);
        let one = |((report, config), path): ((_, &Option<usize>), &String)| {
            let targets = rule.of(*config).map_or(&[][..], |asked| &asked.options.targets);
            Governed { report, config: *config, path: path.clone(), targets }
        };
        let mut governed: Vec<Governed<'_>> = reports.map(one).collect();
        let (own, gone) = crate::config::apply(&mut governed, &rule.configs, settings);
        for (config, report) in own {
            self.reports.push(report);
            self.governed.push(Some(config));
        }
        gone
    }
}

/// Judges all inputs; the order of the reports is that of the inputs, whoever is ready first.
fn judge(found: &[Found], pool: &ThreadPool, rule: &Rule, release: Option<&Bundles>, progress: &Progress) -> Judged {
    let one = |(index, (found, (config, _))): (usize, (&Found, &(Option<usize>, String)))| match rule.of(*config) {
        None => Ok(None),
        Some(asked) => match release.map(|bundles| bundles.release(index)) {
            None => judge_one(found, &asked.options),
            release => judge_one(found, &Options { release, ..asked.options.clone() }),
        },
    };
    let results: Vec<Result<Option<Report>, Error>> =
        pool.install(|| found.par_iter().zip(&rule.inputs).enumerate().map(one).inspect(|_| progress.step()).collect());
    let mut judged = Judged::default();
    for (result, (config, path)) in results.into_iter().zip(&rule.inputs) {
        match result {
            Ok(Some(report)) => {
                judged.reports.push(report);
                judged.governed.push(*config);
                judged.paths.push(path.clone());
            }
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

fn fails(report: &Report, asked: Option<&Asked>) -> bool {
    let Some(Asked { options, fail_on }) = asked else { return false };
    let worst = report.counted().map(|finding| finding.severity).min();
    match fail_on.severity() {
        _ if *fail_on == FailOn::Rejected => report.is_refused(options),
        Some(least) => worst.is_some_and(|worst| worst <= least),
        None => false,
    }
}

impl FailOn {
    /// The least bad finding that fails a run. What refuses a bundle is an error.
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::Rejected | Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Note => Some(Severity::Note),
        }
    }
}
