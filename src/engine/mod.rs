//! Runs the checks over the facts and folds what they find.
//!
//! A check that panics is listed as not run; it never ends the program.

mod merge;
mod severity;
#[cfg(test)]
mod tests;

use crate::bundle::archive::Archive;
use crate::bundle::{Bundle, Kind, Layer};
use crate::databases::{self, Database};
use crate::dlopen::{self, Load};
use crate::features::{self, Feature};
use crate::finding::{Finding, Severity, Sink};
use crate::input::{Case, Options};
use crate::rule::{Check, Rule, catalog};
use crate::target::Target;
use crate::unpack;
use crate::verdict::{self, Verdict};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the engine made of one input.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// All findings, worst first, then by place.
    pub findings: Vec<Finding>,
    /// Rules whose layer could not be read, by id.
    pub not_run: Vec<&'static str>,
    /// What the unpacker does.
    pub unpack: unpack::Outcome,
    /// What the endpoints answer.
    pub verdicts: Vec<Verdict>,
    /// On which nodes it loads.
    pub load: Vec<Load>,
    /// Which databases can use the module.
    pub databases: Vec<Database>,
    /// Which features of databases it allows.
    pub features: Vec<Feature>,
}

/// Runs every rule and folds the verdicts.
#[must_use]
pub fn judge(bundle: &Bundle, options: &Options) -> Judgement {
    let mut findings = Vec::new();
    let mut not_run = Vec::new();
    for rule in catalog::rules().iter().filter(|rule| is_asked(rule, bundle)) {
        match run(rule, bundle, options) {
            Some(found) => findings.extend(found),
            None => not_run.push(rule.id),
        }
    }
    let unpack = unpack::predict(bundle);
    for finding in &mut findings {
        settle(finding, &unpack, options);
    }
    // nobody uploads a bare module file
    let is_bare = bundle.kind == Kind::Module;
    let verdicts = if is_bare { Vec::new() } else { verdict::fold(bundle, &unpack, &findings, options) };
    let databases = databases::fold(bundle, options);
    severity::bar_only_what_was_asked(&mut findings, &verdicts, &databases, options);
    if unpack.failure().is_some() {
        // nobody gets to use what cannot be uploaded
        findings.retain(|finding| finding.severity != Severity::Note || !severity::is_about_use(finding));
    }
    if !is_bare {
        findings.extend(last(bundle, &verdicts, options, &mut not_run));
        not_run.sort_unstable();
    }
    if bundle.kind == Kind::Manifest {
        say_once(&mut findings);
    }
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    let findings = merge::lines(findings);
    let load = dlopen::fold(bundle, &findings, options);
    Judgement { findings, not_run, unpack, verdicts, load, databases, features: features::fold(bundle) }
}

/// Leaves out what a rule about module.json says of a type that a rule about the YAML explains at the same place.
fn say_once(findings: &mut Vec<Finding>) {
    const TYPES: [&str; 2] = ["manifest/unquoted-version", "manifest/wrong-type"];
    let of_types = findings.iter().filter(|finding| TYPES.contains(&finding.rule));
    let places: Vec<(u64, u64)> = of_types.map(|finding| (finding.place.offset, finding.place.length)).collect();
    let is_said = |finding: &Finding| places.contains(&(finding.place.offset, finding.place.length));
    findings.retain(|f| !(f.rule.starts_with("meta/") && f.predicts.is_empty() && is_said(f)));
}

/// Keeps of a finding's predictions those that fit the bundle and what was asked.
fn settle(finding: &mut Finding, unpack: &unpack::Outcome, options: &Options) {
    let kinds = || finding.predicts.iter().flat_map(|p| p.failure.iter().copied());
    let actual = unpack.failure();
    let wanted = match actual {
        // a rule may speak of cases that the unpacker refuses and of some that it takes
        None if *unpack == unpack::Outcome::Accepted => None,
        // and of some that make it crash, of whose status nobody knows
        Some(kind) if unpack.rules().contains(&finding.rule) && kinds().any(|other| other == kind) => Some(kind),
        _ => kinds().next(),
    };
    finding.predicts.retain(|p| p.failure.is_empty() || wanted.is_some_and(|kind| p.failure.contains(&kind)));
    let lines = || options.targets.iter().map(|target| target.line.as_str());
    finding.predicts.retain(|p| lines().any(|line| p.targets.includes(line)));
}

/// Findings are sorted by this; those that agree in all of it say the same thing.
pub(crate) fn key(finding: &Finding) -> impl Ord + '_ {
    (finding.severity, &finding.place, finding.rule, &finding.message, &finding.nodes)
}

/// `None` when the layer that the rule needs could not be read, and what was read shows no fault.
fn run(rule: &'static Rule, bundle: &Bundle, options: &Options) -> Option<Vec<Finding>> {
    let targets: Vec<Option<&Target>> = match rule.check {
        Check::Compat(_) => options.targets.iter().map(Some).collect(),
        _ => vec![None],
    };
    let mut found = Vec::new();
    for target in targets {
        let mut sink = Sink::new(rule.id, rule.page.severity, &rule.page.predicts, target);
        catch_unwind(AssertUnwindSafe(|| call(rule.check, bundle, target, options, &mut sink))).ok()?;
        found.extend(sink.into_findings());
    }
    (is_read(rule.check, bundle) || !found.is_empty()).then_some(found)
}

/// The rules that judge the verdicts, which exist only when all others have run.
fn last(bundle: &Bundle, verdicts: &[Verdict], options: &Options, not_run: &mut Vec<&'static str>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in catalog::rules() {
        let Check::Verdicts(check) = rule.check else { continue };
        let mut sink = Sink::new(rule.id, rule.page.severity, &rule.page.predicts, None);
        match catch_unwind(AssertUnwindSafe(|| check(bundle, verdicts, options, &mut sink))) {
            Ok(()) => found.extend(sink.into_findings()),
            Err(_) => not_run.push(rule.id),
        }
    }
    found
}

fn call(check: Check, bundle: &Bundle, target: Option<&Target>, options: &Options, sink: &mut Sink) {
    match check {
        Check::Archive(check) => bundle.archive.ready().into_iter().for_each(|archive| check(archive, sink)),
        Check::Metadata(check) => bundle.metadata.ready().into_iter().for_each(|metadata| check(metadata, sink)),
        Check::Manifest(check) => bundle.manifest.ready().into_iter().for_each(|manifest| check(manifest, sink)),
        Check::Names(check) | Check::Bundle(check) | Check::Module(check) => check(bundle, sink),
        Check::Load(check) | Check::Request(check) => check(bundle, options, sink),
        Check::Compat(check) => target.into_iter().for_each(|target| check(bundle, &Case { target, options }, sink)),
        Check::Verdicts(_) | Check::Config(_) => {}
    }
}

/// Whether a rule has anything to say about this kind of input.
fn is_asked(rule: &Rule, bundle: &Bundle) -> bool {
    match (bundle.kind, rule.check) {
        (Kind::Module, check) => matches!(check, Check::Module(_) | Check::Load(_)),
        // there are neither members nor a module file, none is missing, and the packer writes good JSON
        (Kind::Manifest, Check::Archive(_) | Check::Names(_) | Check::Module(_) | Check::Load(_)) => false,
        (Kind::Manifest, _) => !rule.id.starts_with("zip/") && rule.id != "meta/nonstandard-json",
        (_, check) => !matches!(check, Check::Manifest(_)),
    }
}

/// Whether what a check needs was read whole. A layer that this kind of input does not have needs no reading.
fn is_read(check: Check, bundle: &Bundle) -> bool {
    let archive = bundle.kind != Kind::Bundle || bundle.archive.ready().is_some_and(Archive::opens);
    let metadata = bundle.metadata.ready().is_some_and(|metadata| metadata.document.root.is_ok());
    match check {
        Check::Manifest(_) => bundle.manifest.ready().is_some(),
        Check::Archive(_) | Check::Names(_) => archive,
        Check::Metadata(_) | Check::Compat(_) | Check::Request(_) => metadata,
        Check::Bundle(_) => archive && metadata,
        Check::Module(_) | Check::Load(_) => {
            archive && (metadata || bundle.kind == Kind::Module) && is_module_read(bundle)
        }
        Check::Verdicts(_) | Check::Config(_) => true,
    }
}

/// Whether the module file was read whole, when there is one.
fn is_module_read(bundle: &Bundle) -> bool {
    match &bundle.module {
        Layer::Ready(module) => !matches!(module.elf, Layer::Unreadable(_)),
        Layer::Absent => true,
        Layer::Unreadable(_) => false,
    }
}
