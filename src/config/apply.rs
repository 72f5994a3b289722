//! What a configuration does to reports: severities, findings that are set aside, and findings about itself.
//!
//! Only `severity`, `ignored` and the order of findings change; verdicts, loading and databases never do.

use super::baseline::{Baseline, Gone};
use super::inline::{Inline, Said};
use super::{Config, Ignore, Level, place};
use crate::bundle::Kind;
use crate::bundle::place::Place;
use crate::config::day::Day;
use crate::finding::{Finding, Sink};
use crate::report::Report;
use crate::report::excerpt::{self, Excerpt};
use crate::rule::selector::Selector;
use crate::rule::{Check, catalog};
use crate::target::Target;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What else decides about findings: the flags of a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The day; `None` when there is no clock, and nothing expires.
    pub today: Option<Day>,
    /// Rules that alone count; empty for all.
    pub select: Vec<Selector>,
    /// Rules that do not count.
    pub ignore: Vec<Selector>,
    /// Whether the run sees only some of the files: what matched nothing may match in the others.
    pub is_partial: bool,
    /// Findings that are known.
    pub baseline: Option<Baseline>,
}

/// A report and what governs it.
#[derive(Debug)]
pub struct Governed<'a> {
    /// The report.
    pub report: &'a mut Report,
    /// Its configuration, as an index.
    pub config: Option<usize>,
    /// The path that globs are compared with.
    pub path: String,
    /// The release lines that it was judged against.
    pub targets: &'a [Target],
}

/// What became of an `[[ignore]]` in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing tells: no input is concerned, or the rule could not run.
    Idle,
    /// It could have matched, and did not.
    Unused,
    /// It matched.
    Used,
    /// Its day is over.
    Expired,
}

/// What the rules of `config/` judge: a configuration after a run.
#[derive(Debug)]
pub struct Ledger<'a> {
    /// The configuration, when it is one that is judged, and what became of each of its `ignores`.
    pub config: Option<(&'a Config, Vec<State>)>,
    /// The comments of an input, when it is one that is judged, and what became of each.
    pub inline: Vec<(Inline, State)>,
}

/// Applies configurations and flags to all reports of a run. Gives the reports of configurations that have findings of
/// their own, each with the index of its configuration, and what is left of the baseline.
pub fn apply(
    governed: &mut [Governed<'_>],
    configs: &[Config],
    settings: &mut Settings,
) -> (Vec<(usize, Report)>, Vec<Gone>) {
    let mut states: Vec<Vec<State>> = configs.iter().map(|config| fresh(config, settings)).collect();
    for one in governed.iter_mut() {
        let mut config = one.config.and_then(|index| Some((configs.get(index)?, states.get_mut(index)?)));
        if let Some((config, states)) = &mut config {
            set_aside(one, config, states);
        }
        inline(one.report);
        settle(one.report, config.map(|(config, _)| config), settings);
    }
    let mut own = Vec::new();
    for ((index, config), states) in configs.iter().enumerate().zip(states) {
        let mut report = about(config, states, settings);
        settle(&mut report, Some(config), settings);
        if !report.findings.is_empty() {
            own.push((index, report));
        }
    }
    let mut gone = Vec::new();
    if let Some(baseline) = &mut settings.baseline {
        let reports = governed.iter_mut().map(|one| &mut *one.report).chain(own.iter_mut().map(|(_, report)| report));
        gone = baseline.set_aside(reports);
    }
    (own, gone)
}

fn fresh(config: &Config, settings: &Settings) -> Vec<State> {
    let is_over = |ignore: &Ignore| settings.today.zip(ignore.expires).is_some_and(|(today, last)| today > last);
    config.ignores.iter().map(|ignore| if is_over(ignore) { State::Expired } else { State::Idle }).collect()
}

/// Sets aside what the `[[ignore]]` of a configuration names.
fn set_aside(one: &mut Governed<'_>, config: &Config, states: &mut [State]) {
    for (ignore, state) in config.ignores.iter().zip(states) {
        if *state == State::Expired || !ignore.path.as_ref().is_none_or(|glob| glob.is_match(&one.path)) {
            continue;
        }
        let mut is_used = false;
        for finding in &mut one.report.findings {
            if ignore.has(finding, one.targets) {
                is_used = true;
                finding.ignored.get_or_insert_with(|| ignore.reason.clone());
            }
        }
        let could = ignore.could_match(one);
        *state = match *state {
            _ if is_used => State::Used,
            State::Idle if could => State::Unused,
            state => state,
        };
    }
}

impl Ignore {
    /// Whether a finding is meant: by rule, pointer and all the lines it speaks of.
    fn has(&self, finding: &Finding, targets: &[Target]) -> bool {
        let is_below = |pointer: &String| {
            let rest = finding.place.pointer.as_deref().and_then(|of| of.strip_prefix(pointer.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut lines = targets.iter().filter(|target| finding.concerns(&target.asked));
        self.rules.has(finding.rule)
            && self.pointer.as_ref().is_none_or(is_below)
            && (self.targets.is_empty() || lines.all(|target| self.names(target)))
    }

    fn names(&self, target: &Target) -> bool {
        self.targets.iter().any(|name| *name == target.asked || *name == target.line)
    }

    /// Whether an input is one to tell whether this is of use: its lines were asked about, and the rule ran.
    fn could_match(&self, one: &Governed<'_>) -> bool {
        let lines = self.targets.is_empty() || one.targets.iter().any(|target| self.names(target));
        lines && !one.report.not_run.iter().any(|rule| self.rules.has(rule))
    }
}

/// Sets aside what the comments of an input name, and adds what is wrong with these.
fn inline(report: &mut Report) {
    if report.inline.is_empty() {
        return;
    }
    let mut ledger = Ledger { config: None, inline: Vec::new() };
    for inline in &report.inline {
        let is_used = inline.set_aside(&mut report.findings);
        let has_run = |said: &Said| !report.not_run.iter().any(|rule| said.rules.iter().any(|rules| rules.has(rule)));
        let could = inline.said.as_ref().is_ok_and(has_run);
        let state = if is_used {
            State::Used
        } else if could {
            State::Unused
        } else {
            State::Idle
        };
        ledger.inline.push((inline.clone(), state));
    }
    let before = report.findings.len();
    judge(&ledger, report);
    let excerpt = |finding: &Finding| {
        let inline = report.inline.iter().find(|inline| inline.place == finding.place);
        inline.and_then(|inline| inline.excerpt.clone())
    };
    let own: Vec<Option<Excerpt>> = report.findings.iter().skip(before).map(excerpt).collect();
    report.excerpts.extend(own);
    if report.findings.len() > before {
        sort(report);
    }
}

/// Gives findings their severity, sets aside what is switched off, and puts them into their order again.
fn settle(report: &mut Report, config: Option<&Config>, settings: &Settings) {
    let mut is_changed = false;
    for finding in &mut report.findings {
        let level = config.and_then(|config| Some((config, config.level(finding.rule)?)));
        // a rule that is asked for by name is on, whatever the file says
        let is_selected = settings.select.contains(&Selector::Rule(finding.rule));
        let reason = match level {
            Some((_, &Level { severity: Some(severity), .. })) => {
                is_changed |= severity != finding.severity;
                finding.severity = severity;
                None
            }
            Some((config, _)) if !is_selected => Some(format!("switched off in {}", config.path)),
            _ => None,
        };
        let has = |rules: &[Selector]| rules.iter().any(|rules| rules.has(finding.rule));
        let reason = reason.or_else(|| has(&settings.ignore).then(|| "named by --ignore".to_owned()));
        let is_left_out = !settings.select.is_empty() && !has(&settings.select);
        let reason = reason.or_else(|| is_left_out.then(|| "not named by --select".to_owned()));
        finding.ignored = finding.ignored.take().or(reason);
    }
    if is_changed {
        sort(report);
    }
}

/// Worst first, as the engine sorts; findings that were equal keep their order.
fn sort(report: &mut Report) {
    let findings = std::mem::take(&mut report.findings);
    let excerpts = std::mem::take(&mut report.excerpts);
    let mut pairs: Vec<(Finding, Option<Excerpt>)> = findings.into_iter().zip(excerpts).collect();
    pairs.sort_by(|(a, _), (b, _)| crate::engine::key(a).cmp(&crate::engine::key(b)));
    (report.findings, report.excerpts) = pairs.into_iter().unzip();
}

/// The report of a configuration: what the rules of `config/` say of it.
fn about(config: &Config, mut states: Vec<State>, settings: &Settings) -> Report {
    if settings.is_partial {
        states.iter_mut().filter(|state| **state == State::Unused).for_each(|state| *state = State::Idle);
    }
    let mut report = Report::bare(&config.path, Kind::Config, &config.sha256, config.size);
    judge(&Ledger { config: Some((config, states)), inline: Vec::new() }, &mut report);
    report.excerpts = report.findings.iter().map(|finding| excerpt::of_text(&finding.place, &config.text)).collect();
    report
}

/// Runs the rules of `config/`.
fn judge(ledger: &Ledger<'_>, report: &mut Report) {
    for rule in catalog::rules() {
        let Check::Config(check) = rule.check else { continue };
        let mut sink = Sink::new(rule.id, rule.page.severity, &rule.page.predicts, None);
        match catch_unwind(AssertUnwindSafe(|| check(ledger, &mut sink))) {
            Ok(()) => report.findings.extend(sink.into_findings()),
            Err(_) => report.not_run.push(rule.id),
        }
    }
}

impl Ledger<'_> {
    /// The ignores of the configuration in a state, each with its place.
    pub(crate) fn ignores(&self, wanted: State) -> impl Iterator<Item = (&Ignore, Place)> {
        let all = self.config.iter().flat_map(|(config, states)| {
            config.ignores.iter().zip(states).map(move |(ignore, state)| (*config, ignore, *state))
        });
        all.filter(move |(_, _, state)| *state == wanted).map(|(config, ignore, _)| {
            (ignore, place(&config.text, Some(format!("/ignore/{}", ignore.index)), ignore.rule.span))
        })
    }
}
