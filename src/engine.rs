//! Runs the checks over the facts and folds what they find.
//!
//! A check that panics is listed as not run; it never ends the program.

use crate::bundle::archive::Archive;
use crate::bundle::{Bundle, Kind, Layer};
use crate::endpoint::Endpoint;
use crate::finding::{Finding, Severity, Sink};
use crate::input::{Case, Options};
use crate::prediction::Prediction;
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
}

/// Runs every rule and folds the verdicts.
#[must_use]
pub fn judge(bundle: &Bundle, options: &Options) -> Judgement {
    let mut findings = Vec::new();
    let mut not_run = Vec::new();
    for rule in catalog::rules() {
        match run(rule, bundle, options) {
            Some(found) => findings.extend(found),
            None => not_run.push(rule.id),
        }
    }
    let unpack = unpack::predict(bundle);
    for finding in &mut findings {
        settle(finding, &unpack, options);
    }
    let verdicts = verdict::fold(bundle, &unpack, &findings, options);
    bar_only_what_was_asked(&mut findings, &verdicts, options);
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| key(a) == key(b));
    Judgement { findings, not_run, unpack, verdicts }
}

/// Keeps of a finding's predictions those that fit the bundle and what was asked.
fn settle(finding: &mut Finding, unpack: &unpack::Outcome, options: &Options) {
    // a rule may speak of cases that the unpacker refuses and of some that it takes
    if *unpack == unpack::Outcome::Accepted {
        finding.predicts.retain(|p| !comes_from_the_unpacker(p));
    }
    // and of some that it refuses, with a status, and of some that make it crash, of whose status nobody knows
    let crashed = matches!(unpack, unpack::Outcome::Crashed { .. }) && unpack.rules().contains(&finding.rule);
    let refusals = finding.predicts.iter().filter(|p| comes_from_the_unpacker(p) && p.status.is_some()).count();
    let escapes = finding.predicts.iter().filter(|p| is_crash(p)).count();
    if refusals > 0 && escapes > 0 {
        finding
            .predicts
            .retain(|p| if crashed { !(comes_from_the_unpacker(p) && p.status.is_some()) } else { !is_crash(p) });
    }
    let lines = || options.targets.iter().map(|target| target.line.as_str());
    finding.predicts.retain(|p| lines().any(|line| p.targets.includes(line)));
}

/// Whether an answer is what a bundle endpoint makes of an exception that escapes the unpacker.
fn is_crash(prediction: &Prediction) -> bool {
    let unpacks = prediction.endpoints.iter().any(|endpoint| endpoint == "unpack");
    comes_from_the_unpacker(prediction) && prediction.status.is_none() && !unpacks
}

/// Whether an answer is what a bundle endpoint makes of the unpacker's refusal.
fn comes_from_the_unpacker(prediction: &Prediction) -> bool {
    let unpacks = |endpoint: &String| endpoint == "unpack" || Endpoint::ALL.iter().any(|e| e.path() == endpoint);
    let refused = prediction.error_code.as_deref().is_none_or(|code| code == "invalid_module");
    prediction.endpoints.iter().all(unpacks) && (refused || prediction.endpoints.iter().any(|e| e == "unpack"))
}

/// Findings that agree in all of this say the same thing.
fn key(finding: &Finding) -> impl Ord + '_ {
    (finding.severity, &finding.place, finding.rule, &finding.message, &finding.target)
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

fn call(check: Check, bundle: &Bundle, target: Option<&Target>, options: &Options, sink: &mut Sink) {
    match check {
        Check::Archive(check) => bundle.archive.ready().into_iter().for_each(|archive| check(archive, sink)),
        Check::Metadata(check) => bundle.metadata.ready().into_iter().for_each(|metadata| check(metadata, sink)),
        Check::Names(check) | Check::Bundle(check) | Check::Module(check) => check(bundle, sink),
        Check::Request(check) => check(bundle, options, sink),
        Check::Compat(check) => target.into_iter().for_each(|target| check(bundle, &Case { target, options }, sink)),
    }
}

/// Whether what a check needs was read whole. A layer that this kind of input does not have needs no reading.
fn is_read(check: Check, bundle: &Bundle) -> bool {
    let archive = bundle.kind != Kind::Bundle || bundle.archive.ready().is_some_and(Archive::opens);
    let metadata = bundle.metadata.ready().is_some_and(|metadata| metadata.document.root.is_ok());
    match check {
        Check::Archive(_) | Check::Names(_) => archive,
        Check::Metadata(_) | Check::Compat(_) | Check::Request(_) => metadata,
        Check::Bundle(_) => archive && metadata,
        Check::Module(_) => archive && metadata && !matches!(bundle.module, Layer::Unreadable(_)),
    }
}

/// A finding that bars only one endpoint or one line is a note, unless that endpoint was named, or the line
/// was named, or none was, and the line does not take the bundle.
///
/// What bars one endpoint of several never loses a line: the bundle can go to the other.
fn bar_only_what_was_asked(findings: &mut [Finding], verdicts: &[Verdict], options: &Options) {
    let takes = |line: &str| verdict::line_takes(verdicts, line);
    let lines = || options.targets.iter().map(|target| target.asked.as_str());
    let some_line_takes = lines().any(takes);
    for finding in findings {
        let bars =
            |endpoint: &Endpoint| finding.predicts.iter().any(|p| p.endpoints.iter().any(|e| e == endpoint.path()));
        let bars_one = Endpoint::ALL.iter().any(bars) && !Endpoint::ALL.iter().all(bars);
        let endpoint_named = options.endpoints_named && options.endpoints.iter().any(bars);
        let is_asked_for = endpoint_named
            || match finding.target.as_deref() {
                // a fault of the bundle itself, of which only one endpoint takes notice
                None if bars_one => !lines().all(takes),
                None => true,
                Some(_) if bars_one => false,
                Some(line) if options.targets_named => !takes(line),
                // a lint of this line that predicts nothing keeps what its check gave it
                Some(_) => !some_line_takes,
            };
        if !is_asked_for {
            finding.severity = finding.severity.max(Severity::Note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, Source};
    use crate::testkit::fixture;
    use crate::verdict::Answer;
    use crate::{Report, check, target};

    fn report(metadata: &str, options: &Options) -> Report {
        let fixture = fixture("json", metadata);
        check(&Input { path: fixture.name, source: Source::Bytes(fixture.bytes) }, options)
    }

    fn severity(report: &Report, rule: &str) -> Option<Severity> {
        report.findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.severity)
    }

    fn outcomes(report: &Report) -> Vec<Answer> {
        report.verdicts.iter().map(|verdict| verdict.outcome).collect()
    }

    const DEPENDENCY: &str = r#"{"dependencies": {"a": {"url": "https://example.com/a.tgz",
        "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}}"#;

    #[test]
    fn dependencies_are_a_note_because_v2_takes_them() {
        let report = report(DEPENDENCY, &Options::default());
        assert_eq!(outcomes(&report), [Answer::Rejected, Answer::Accepted]);
        assert_eq!(severity(&report, "compat/dependencies-on-v1"), Some(Severity::Note));
        assert!(report.verdicts[1].unless.contains(&"dependency_fetch"));
    }

    #[test]
    fn dependencies_are_an_error_when_v1_was_named() {
        let options = Options { endpoints: vec![Endpoint::V1], endpoints_named: true, ..Options::default() };
        let report = report(DEPENDENCY, &options);
        assert_eq!(outcomes(&report), [Answer::Rejected]);
        assert_eq!(report.verdicts[0].error_code.as_deref(), Some("dependencies_not_supported"));
        assert_eq!(severity(&report, "compat/dependencies-on-v1"), Some(Severity::Error));
    }

    #[test]
    fn dependencies_that_only_v2_minds_are_a_note_while_v1_takes_the_bundle() {
        let metadata = r#"{"dependencies": 0}"#;
        let all = report(metadata, &Options::default());
        assert_eq!(outcomes(&all), [Answer::Accepted, Answer::Rejected]);
        assert_eq!(severity(&all, "deps/bad-format"), Some(Severity::Note));
        let options = Options { endpoints: vec![Endpoint::V2], endpoints_named: true, ..Options::default() };
        assert_eq!(severity(&report(metadata, &options), "deps/bad-format"), Some(Severity::Error));
        let list = report(r#"{"dependencies": [{"name": "a"}]}"#, &Options::default());
        assert_eq!(outcomes(&list), [Answer::Rejected, Answer::Rejected]);
        assert_eq!(severity(&list, "deps/bad-format"), Some(Severity::Error));
    }

    #[test]
    fn what_v1_makes_of_dependencies_that_are_no_container_is_unknown() {
        let report = report(r#"{"dependencies": "x"}"#, &Options::default());
        assert_eq!(outcomes(&report), [Answer::Unknown, Answer::Rejected]);
        assert_eq!(severity(&report, "deps/bad-format"), Some(Severity::Error));
    }

    #[test]
    fn a_minimum_that_cannot_be_compared_is_left_to_the_cluster() {
        for value in [r#""8.0.2-17""#, "8.0", r#""abc""#] {
            let report = report(&format!(r#"{{"min_redis_pack_version": {value}}}"#), &Options::default());
            assert!(report.verdicts.iter().all(|v| v.unless.contains(&"min_redis_pack_version")), "{value}");
        }
    }

    #[test]
    fn a_line_that_was_named_and_is_lost_is_an_error() {
        let options =
            Options { targets: vec![target::find("7.22").unwrap()], targets_named: true, ..Options::default() };
        let report = report(r#"{"min_redis_pack_version": "7.28.0"}"#, &options);
        assert_eq!(outcomes(&report), [Answer::Rejected, Answer::Rejected]);
        assert_eq!(report.verdicts[0].error_code.as_deref(), Some("min_redis_pack_version"));
        assert_eq!(report.verdicts[0].because, ["compat/min-redis-pack-version"]);
        assert_eq!(severity(&report, "compat/min-redis-pack-version"), Some(Severity::Error));
        assert_eq!(report.lines_lost, ["7.22"]);
    }

    #[test]
    fn several_faults_are_all_found_and_the_verdict_says_that_the_order_is_not_known() {
        let report =
            report(r#"{"min_redis_pack_version": "8.0", "operating_systems": ["debian12"]}"#, &Options::default());
        assert_eq!(report.verdicts[0].error_code.as_deref(), Some("min_redis_pack_version"));
        assert!(report.verdicts[0].why.as_deref().is_some_and(|why| why.contains("not documented")));
        assert!(severity(&report, "compat/os-not-supported").is_some());
    }

    #[test]
    fn a_refused_bundle_predicts_nothing_beyond_the_unpacker() {
        let report = report(r#"{"version": 0, "min_redis_pack_version": "8.0"}"#, &Options::default());
        assert_eq!(report.verdicts[0].error_code.as_deref(), Some("invalid_module"));
        assert_eq!(report.verdicts[0].because, ["meta/missing-version"]);
        assert_eq!(report.verdicts[0].status, Some(400));
    }

    #[test]
    fn a_crash_of_the_unpacker_has_no_status() {
        let report = report(r#"{"architecture": []}"#, &Options::default());
        assert_eq!((report.verdicts[0].outcome, report.verdicts[0].status), (Answer::Rejected, None));
        assert!(report.verdicts[0].why.as_deref().is_some_and(|why| why.contains("TypeError")));
    }

    #[test]
    fn findings_of_accepted_bundles_claim_no_refusal_by_the_unpacker() {
        // the page of zip/unexpected-member predicts a refusal; a `.so` below deps/ makes up for the README
        let recipe = "merge = '{\"module_file\": \"deps/hello.so\"}'\n[zip]\nremove = [\"hello.so\"]\n\
            [[zip.add]]\nname = \"deps/hello.so\"\n[[zip.add]]\nname = \"README\"";
        let fixture = crate::testkit::fixture("toml", recipe);
        let source = Source::Bytes(fixture.bytes);
        let report = check(&Input { path: fixture.name, source }, &Options::default());
        assert_eq!(report.unpack, Some(unpack::Outcome::Accepted));
        assert_eq!(severity(&report, "zip/unexpected-member"), Some(Severity::Error));
        assert!(report.findings.iter().all(|f| f.predicts.is_empty()), "{:?}", report.findings);
    }

    #[test]
    fn a_broken_text_leaves_judged_what_only_needs_the_names() {
        let fixture = crate::testkit::fixture("toml", "metadata = { text = '{' }");
        let source = Source::Bytes(fixture.bytes);
        let report = check(&Input { path: fixture.name, source }, &Options::default());
        assert!(report.not_run.iter().all(|rule| !["zip/several-modules", "zip/duplicate-member"].contains(rule)));
        for rule in ["zip/file-name", "zip/missing-module-file", "meta/stale-sha256"] {
            assert!(report.not_run.contains(&rule), "{rule}: {:?}", report.not_run);
        }
    }

    #[test]
    fn a_list_of_systems_that_is_none_is_left_to_the_cluster() {
        for metadata in [
            r#"{"operating_systems": ""}"#,
            r#"{"operating_systems": {"debian12": 1}}"#,
            r#"{"operating_systems": []}"#,
            r#"{"operating_systems": ["rhel9"], "os_list": ["debian12"]}"#,
        ] {
            let report = report(metadata, &Options::default());
            assert!(report.verdicts.iter().all(|v| v.unless.contains(&"os_not_supported")), "{metadata}");
        }
    }

    #[test]
    fn a_broken_archive_leaves_what_needs_its_members_unjudged() {
        let fixture = crate::testkit::fixture("toml", "[zip]\ncut = 30");
        let source = Source::Bytes(fixture.bytes);
        let report = check(&Input { path: fixture.name, source }, &Options::default());
        for rule in ["zip/duplicate-member", "meta/stale-sha256", "deps/bad-format", "meta/odd-version"] {
            assert!(report.not_run.contains(&rule), "{rule}: {:?}", report.not_run);
        }
        assert!(!report.not_run.contains(&"zip/truncated"));
    }
}
