//! The commands are ready to run, and nothing of a bundle gets out of its quotes.

use super::{Plan, plan};
use crate::input::{Input, Options, Source};
use crate::target::find;
use crate::testkit::fixture;

fn of(metadata: &str, target: &str, path: &str) -> Plan {
    let source = Source::Bytes(fixture("json", metadata).bytes);
    let options = Options { targets: vec![find(target).unwrap()], targets_named: true, ..Options::default() };
    plan(&Input { path: path.to_owned(), source }, &options, Some(path)).unwrap()
}

/// The plan for a bundle with this very text as its module.json.
fn raw(metadata: &str) -> Plan {
    let source = Source::Bytes(fixture("toml", &format!("metadata = {{ text = '{metadata}' }}")).bytes);
    let options = Options { targets: vec![find("8.0").unwrap()], targets_named: true, ..Options::default() };
    plan(&Input { path: "x.zip".to_owned(), source }, &options, None).unwrap()
}

#[test]
fn the_body_is_the_metadata_with_the_version_as_an_integer() {
    let plan = of("{}", "8.0", "x.zip");
    let body: serde_json::Value = serde_json::from_str(plan.body.as_deref().unwrap()).unwrap();
    let packed: serde_json::Value = serde_json::from_str(crate::testkit::METADATA).unwrap();
    assert_eq!(body["version"], serde_json::json!(10_203));
    for (key, value) in packed.as_object().unwrap().iter().filter(|(key, _)| *key != "version") {
        assert_eq!(body[key], *value, "{key}");
    }
    assert_eq!(body.as_object().unwrap().len(), packed.as_object().unwrap().len());
    assert!(plan.against.is_empty(), "{:?}", plan.against);
}

#[test]
fn what_a_bundle_says_stays_inside_its_quotes() {
    let metadata = r#"{"module_name": "a\nJSON\n$(reboot) `x` ' \u001b[31m \u202e", "description": "\ud800"}"#;
    let metadata = metadata.replace("\\ud800", "x");
    let plan = of(&metadata, "8.2", "it's $(reboot).zip");
    let script = plan.script.unwrap();
    assert!(script.is_ascii());
    assert!(!script.lines().any(|line| line.starts_with("$(") || line.contains('\u{1b}')), "{script}");
    assert_eq!(script.lines().filter(|line| *line == "JSON").count(), 2, "{script}");
    assert!(script.contains(r"BUNDLE='it'\''s $(reboot).zip'"), "{script}");
    assert!(script.contains("allow_modules_upload is on and stays on"));
    let asks = |path: &str| of("{}", "8.2", path).script.unwrap().contains("${BUNDLE:?");
    assert!(!asks("dist/a b.zip"));
    for path in ["-", "a\"b.zip", "a;b.zip", "a,b.zip", "a\\b.zip", "a\nb.zip", "a\u{202e}b.zip", "a\u{fffd}.zip"] {
        assert!(asks(path), "{path:?}");
    }
}

#[test]
fn a_version_is_an_integer_whenever_it_is_whole() {
    let version = |text: &str| {
        let body = raw(&format!("{{\"version\": {text}}}")).body.unwrap();
        let line = body.lines().find(|line| line.contains("\"version\"")).unwrap().to_owned();
        line.trim().trim_start_matches("\"version\": ").trim_end_matches(',').to_owned()
    };
    for (text, expected) in [("1E4", "10000"), ("10203.0", "10203"), ("1.5", "1.5"), ("-5.0", "-5"), ("1e30", "1e30")] {
        assert_eq!(version(text), expected);
    }
}

#[test]
fn without_a_body_there_is_no_script_that_needs_one() {
    let plan = raw(r#"{"module_name": NaN}"#);
    assert!(plan.script.unwrap_err().contains("`NaN`"));
    assert!(plan.against.iter().any(|reason| reason.starts_with("no body: ")), "{:?}", plan.against);
}

#[test]
fn an_older_line_gets_one_call_and_a_rejected_bundle_a_reason() {
    let plan = of("{}", "7.22", "x.zip");
    let script = plan.script.unwrap();
    assert!(script.contains("https://$CLUSTER:9443/v2/modules\""), "{script}");
    assert!(script.contains("/v1/actions/") && !script.contains("user-defined") && !script.contains("NODES"));
    let refused = of(r#"{"operating_systems": ["debian12"]}"#, "7.22", "x.zip");
    assert!(refused.against[0].contains("400 os_not_supported"), "{:?}", refused.against);
    let lacking = of(r#"{"commands": null}"#, "8.0", "x.zip");
    assert!(lacking.against[0].contains("406 invalid_module"), "{:?}", lacking.against);
}
