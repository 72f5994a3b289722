//! How findings, verdicts and severities depend on each other and on what was asked.

use crate::Severity;
use crate::endpoint::Endpoint;
use crate::input::{Input, Source};
use crate::testkit::fixture;
use crate::verdict::Answer;
use crate::{Options, Report, check, target, unpack};

/// The question of the time before 8.0: one line, two endpoints, neither of them named.
fn old() -> Options {
    let endpoints = vec![Endpoint::V1, Endpoint::V2];
    Options { targets: vec![target::find("7.22").unwrap()], endpoints, ..Options::default() }
}

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
    let report = report(DEPENDENCY, &old());
    assert_eq!(outcomes(&report), [Answer::Rejected, Answer::Accepted]);
    assert_eq!(severity(&report, "compat/dependencies-on-v1"), Some(Severity::Note));
    assert!(report.verdicts[1].unless.contains(&"dependency_fetch"));
}

#[test]
fn dependencies_are_an_error_when_v1_was_named() {
    let options = Options { endpoints: vec![Endpoint::V1], endpoints_named: true, ..old() };
    let report = report(DEPENDENCY, &options);
    assert_eq!(outcomes(&report), [Answer::Rejected]);
    assert_eq!(report.verdicts[0].error_code.as_deref(), Some("dependencies_not_supported"));
    assert_eq!(severity(&report, "compat/dependencies-on-v1"), Some(Severity::Error));
}

#[test]
fn dependencies_of_another_type_are_an_error_even_where_v1_takes_the_bundle() {
    let all = report(r#"{"dependencies": 0}"#, &old());
    assert_eq!(outcomes(&all), [Answer::Accepted, Answer::Rejected]);
    assert_eq!(severity(&all, "deps/bad-format"), Some(Severity::Error));
    let list = report(r#"{"dependencies": [{"name": "a"}]}"#, &old());
    assert_eq!(outcomes(&list), [Answer::Rejected, Answer::Rejected]);
    assert_eq!(severity(&list, "deps/bad-format"), Some(Severity::Error));
}

#[test]
fn what_v1_makes_of_dependencies_that_are_no_container_is_unknown() {
    let report = report(r#"{"dependencies": "x"}"#, &old());
    assert_eq!(outcomes(&report), [Answer::Unknown, Answer::Rejected]);
    assert_eq!(severity(&report, "deps/bad-format"), Some(Severity::Error));
}

#[test]
fn a_minimum_that_cannot_be_compared_is_left_to_the_cluster() {
    for value in [r#""8.0.2-17""#, "8.0", r#""abc""#] {
        let report = report(&format!(r#"{{"min_redis_pack_version": {value}}}"#), &old());
        assert!(report.verdicts.iter().all(|v| v.unless.contains(&"min_redis_pack_version")), "{value}");
    }
}

#[test]
fn a_line_that_was_named_and_is_lost_is_an_error() {
    let options = Options { targets: vec![target::find("7.22").unwrap()], targets_named: true, ..old() };
    let report = report(r#"{"min_redis_pack_version": "7.28.0"}"#, &options);
    assert_eq!(outcomes(&report), [Answer::Rejected, Answer::Rejected]);
    assert_eq!(report.verdicts[0].error_code.as_deref(), Some("min_redis_pack_version"));
    assert_eq!(report.verdicts[0].because, ["compat/min-redis-pack-version"]);
    assert_eq!(severity(&report, "compat/min-redis-pack-version"), Some(Severity::Error));
    assert_eq!(report.lines_lost, ["7.22"]);
}

#[test]
fn several_faults_are_all_found_and_the_verdict_says_that_the_order_is_not_known() {
    let report = report(r#"{"min_redis_pack_version": "8.0", "operating_systems": ["debian12"]}"#, &old());
    assert_eq!(report.verdicts[0].error_code.as_deref(), Some("min_redis_pack_version"));
    assert!(report.verdicts[0].why.as_deref().is_some_and(|why| why.contains("not documented")));
    assert!(severity(&report, "compat/os-not-supported").is_some());
}

#[test]
fn a_refused_bundle_predicts_nothing_beyond_the_unpacker() {
    let report = report(r#"{"version": 0, "min_redis_pack_version": "8.0"}"#, &old());
    assert_eq!(report.verdicts[0].error_code.as_deref(), Some("invalid_module"));
    assert_eq!(report.verdicts[0].because, ["meta/missing-version"]);
    assert_eq!(report.verdicts[0].status, Some(400));
}

#[test]
fn a_crash_of_the_unpacker_has_no_status() {
    let report = report(r#"{"architecture": []}"#, &old());
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
    let report = check(&Input { path: fixture.name, source }, &old());
    assert_eq!(report.unpack, Some(unpack::Outcome::Accepted));
    assert_eq!(severity(&report, "zip/unexpected-member"), Some(Severity::Error));
    assert!(report.findings.iter().all(|f| f.predicts.is_empty()), "{:?}", report.findings);
}

#[test]
fn a_broken_text_leaves_judged_what_only_needs_the_names() {
    let fixture = crate::testkit::fixture("toml", "metadata = { text = '{' }");
    let source = Source::Bytes(fixture.bytes);
    let report = check(&Input { path: fixture.name, source }, &old());
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
        let report = report(metadata, &old());
        assert!(report.verdicts.iter().all(|v| v.unless.contains(&"os_not_supported")), "{metadata}");
    }
}

#[test]
fn a_broken_archive_leaves_what_needs_its_members_unjudged() {
    let fixture = crate::testkit::fixture("toml", "[zip]\ncut = 30");
    let source = Source::Bytes(fixture.bytes);
    let report = check(&Input { path: fixture.name, source }, &old());
    for rule in ["zip/duplicate-member", "meta/stale-sha256", "deps/bad-format", "meta/odd-version"] {
        assert!(report.not_run.contains(&rule), "{rule}: {:?}", report.not_run);
    }
    assert!(!report.not_run.contains(&"zip/truncated"));
}
