//! Answers are explained by what is in the bundle, and by nothing else.

use super::response::Response;
use super::{Cause, Fit, redact, why};
use crate::input::{Input, Options, Source};
use crate::testkit::{Fixture, fixture};

fn answer(status: u16, code: Option<&str>) -> Response {
    Response { status: Some(status), error_code: code.map(str::to_owned), sentence: None }
}

fn options() -> Options {
    Options { targets: crate::target::targets(), ..Options::default() }
}

fn input(fixture: &Fixture) -> Input {
    Input { path: fixture.name.clone(), source: Source::Bytes(fixture.bytes.clone()) }
}

fn causes(patch: &str, response: &Response) -> Vec<Cause> {
    why(&input(&fixture("json", patch)), &options(), response).0
}

fn names(causes: &[Cause]) -> Vec<(&str, Fit)> {
    causes.iter().map(|cause| (cause.what.as_str(), cause.fit)).collect()
}

#[test]
fn a_refusal_leads_to_the_rule_behind_it() {
    let found = causes("{\"version\": 0}", &answer(400, Some("invalid_module")));
    assert_eq!(names(&found).first(), Some(&("meta/missing-version", Fit::Predicted)));
    assert!(!found[0].findings.is_empty());
    // the unpacker's own code, should a cluster show it
    let found = causes("{\"version\": 0}", &answer(400, Some("module_version_missing")));
    assert_eq!(names(&found).first(), Some(&("meta/missing-version", Fit::Predicted)));
    let sentence = Some("Module either corrupted or packaged files are wrong".to_owned());
    let found = causes("{\"version\": 0}", &Response { sentence, ..answer(400, Some("invalid_module")) });
    assert_eq!(names(&found).first(), Some(&("meta/missing-version", Fit::Sentence)));
}

#[test]
fn a_code_that_only_the_cluster_decides_is_told_as_such() {
    let exists = [("`module_exists`: Module already in system", Fit::Cluster)];
    // whatever else is wrong with the bundle
    for patch in ["{}", "{\"version\": 0}", "{\"dependencies\": {\"a\": {\"url\": \"https://example.com/a.tgz\"}}}"] {
        assert_eq!(names(&causes(patch, &answer(400, Some("module_exists")))), exists, "{patch}");
    }
    let fetched = "{\"dependencies\": {\"a\": {\"url\": \"https://example.com/a.tgz\", \"sha256\": \"00\"}}}";
    for status in [404, 500] {
        let found = causes(fetched, &answer(status, None));
        assert!(found.iter().any(|cause| cause.what.starts_with("`dependency_fetch`")), "{found:?}");
    }
    let found = causes("{}", &answer(400, Some("no_module")));
    assert!(
        matches!(names(&found)[..], [(what, Fit::Cluster)] if what.contains("a request without a file")),
        "{found:?}"
    );
}

#[test]
fn what_a_fault_explains_is_not_left_to_the_cluster() {
    let patch = "{\"dependencies\": {\"a\": {\"url\": \"https://example.com/a.tgz\", \"sha256\": \"00\"}}}";
    let found = causes(patch, &answer(400, Some("dependencies_not_supported")));
    assert_eq!(names(&found), [("compat/dependencies-on-v1", Fit::Predicted)]);
}

#[test]
fn a_line_without_the_endpoint_and_a_gate_are_causes() {
    let found = causes("{}", &answer(405, None));
    assert!(found.iter().all(|cause| !cause.is_rule && cause.fit == Fit::Predicted), "{:?}", names(&found));
    assert!(found.iter().any(|cause| cause.what.contains("was removed in 8.0.2-17")), "{:?}", names(&found));
    let found = causes("{}", &answer(403, Some("modules_upload_disabled")));
    assert!(found[0].what.starts_with("`allow_modules_upload` is off"), "{:?}", names(&found));
}

#[test]
fn an_answer_that_nothing_explains_has_no_cause() {
    for response in [answer(400, Some("invalid_module")), answer(500, None), answer(400, Some("no_such_code"))] {
        let found = causes("{}", &response);
        assert!(found.is_empty(), "{response:?} {:?}", names(&found));
    }
}

#[test]
fn a_redacted_report_names_nothing() {
    let patch = r#"{"module_name": "zanzibar", "author": "Quentin Xylophone", "secret_field": "hush", "license": "module",
        "operating_systems": ["wortos"], "capabilities": ["wortcap"], "display_name": "corrupted",
        "dependencies": {"wortdep": {"url": "https://worthost/wort.tgz", "sha256": "00"}}}"#;
    let sentence = "Module zanzibar of Quentin at https://host.example.com:9443/x failed: invalid /home/me file on \
        worthost, wortos (wortdep) `bob` rack; corrupted";
    let response = Response { sentence: Some(sentence.to_owned()), ..answer(418, Some("invalid_zanzibar_of_bob")) };
    let fixture = fixture("json", patch);
    let (found, report) = why(&input(&fixture), &options(), &response);
    assert!(found.is_empty());
    let bundle = crate::load::load(&input(&fixture), &options().limits);
    let text = redact::report(&bundle, &report, &response).to_string();
    for word in
        ["anzibar", "uentin", "ylophone", "hush", "secret", "example.com", "/home", "wort", "bob", "rack", "corrupted"]
    {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(text.contains("Module · of · at · failed invalid · file on · · · · · ·"), "{text}");
    assert!(text.contains("\"invalid_·_of_·\"") && text.contains("\"module_name\":\"string of 8\""), "{text}");
}
