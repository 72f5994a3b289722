//! The commands are ready to run, and nothing of a bundle gets out of its quotes.

use super::{Plan, plan};
use crate::input::{Input, Options, Source};
use crate::target::find;
use crate::testkit::fixture;

fn of(metadata: &str, target: &str, path: &str) -> Plan {
    let source = Source::Bytes(fixture("json", metadata).bytes);
    let options = Options { targets: vec![find(target).unwrap()], targets_named: true, ..Options::default() };
    plan(&Input { path: path.to_owned(), source }, &options).unwrap()
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
    let plan = of(&metadata, "8.2", "it's \"$(reboot)\"\\.zip");
    assert!(plan.script.is_ascii());
    assert!(!plan.script.lines().any(|line| line.starts_with("$(") || line.contains('\u{1b}')), "{}", plan.script);
    assert_eq!(plan.script.lines().filter(|line| *line == "JSON").count(), 2, "{}", plan.script);
    assert!(plan.script.contains(r#"'module=@"it'\''s \"$(reboot)\"\\.zip";type=application/zip'"#), "{}", plan.script);
    assert!(plan.script.contains("allow_modules_upload"));
}

#[test]
fn an_older_line_gets_one_call_and_a_rejected_bundle_a_reason() {
    let plan = of("{}", "7.22", "x.zip");
    assert!(plan.script.contains("https://$CLUSTER:9443/v2/modules\""), "{}", plan.script);
    assert!(!plan.script.contains("user-defined"));
    let refused = of(r#"{"operating_systems": ["debian12"]}"#, "7.22", "x.zip");
    assert!(refused.against[0].contains("400 os_not_supported"), "{:?}", refused.against);
    let lacking = of(r#"{"commands": null}"#, "8.0", "x.zip");
    assert!(lacking.against[0].contains("406 invalid_module"), "{:?}", lacking.against);
}
