//! `--previous` and `--release` on the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip");

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).args(arguments).output().unwrap()
}

/// The real bundle with other values in its module.json.
fn write(path: &Path, changes: &Value) {
    let mut old = zip::ZipArchive::new(std::fs::File::open(REAL).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for index in 0..old.len() {
        let mut member = old.by_index(index).unwrap();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        let name = member.name().unwrap().into_owned();
        if name == "module.json" {
            let mut metadata: Value = serde_json::from_slice(&content).unwrap();
            for (key, value) in changes.as_object().unwrap() {
                metadata[key] = value.clone();
            }
            content = serde_json::to_vec_pretty(&metadata).unwrap();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&content).unwrap();
    }
    new.finish().unwrap();
}

/// The rules that fired on an input, each once.
fn rules(output: &Output, input: usize) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["inputs"][input]["findings"].as_array().unwrap();
    let mut rules: Vec<String> = findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect();
    rules.sort();
    rules.dedup();
    rules
}

fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(REAL, folder.path().join("now.zip")).unwrap();
    folder
}

#[test]
fn an_upgrade_is_compared_with_the_previous_bundle_and_no_verdict_changes() {
    let folder = workplace();
    let old = json!({ "semantic_version": "1.1.0", "version": 10100, "capabilities": ["types", "flash"],
        "commands": [{ "command_name": "hello.gone", "command_arity": 1 }], "operating_systems": ["rhel9", "rhel8"] });
    write(&folder.path().join("old.zip"), &old);
    let check = |flags: &[&str]| run(folder.path(), &[&["check", "-o", "json", "now.zip"], flags].concat());
    let (alone, upgrade) = (check(&[]), check(&["--previous", "old.zip"]));
    let new: Vec<String> = rules(&upgrade, 0).into_iter().filter(|rule| !rules(&alone, 0).contains(rule)).collect();
    assert_eq!(new, ["compat/lost-capability", "compat/lost-command", "compat/lost-platform"]);
    assert_eq!((alone.status.code(), upgrade.status.code()), (Some(0), Some(1)));
    let report = |output: &Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();
    assert_eq!(report(&alone)["inputs"][0]["verdicts"], report(&upgrade)["inputs"][0]["verdicts"]);
    let findings = report(&upgrade)["inputs"][0]["findings"].clone();
    let lost = findings.as_array().unwrap().iter().find(|finding| finding["rule"] == "compat/lost-capability").unwrap();
    assert!(lost["predicts"].as_array().unwrap().iter().any(|p| p["error_code"] == "unsupported_module_capabilities"));
}

#[test]
fn an_older_version_is_a_downgrade_and_of_several_predecessors_that_for_the_same_platform_counts() {
    let folder = workplace();
    write(&folder.path().join("newer.zip"), &json!({ "semantic_version": "2.0.0", "version": 20000 }));
    let other = json!({ "semantic_version": "1.0.0", "version": 10000, "operating_systems": ["rhel8"] });
    write(&folder.path().join("other.zip"), &other);
    let check = |flags: &[&str]| rules(&run(folder.path(), &[&["check", "-o", "json", "now.zip"], flags].concat()), 0);
    assert!(check(&["--previous", "newer.zip"]).contains(&"compat/version-not-raised".to_owned()));
    let both = check(&["--previous", "other.zip", "--previous", "newer.zip"]);
    assert!(both.contains(&"compat/version-not-raised".to_owned()), "{both:?}");
    assert!(!check(&["--previous", "other.zip"]).contains(&"compat/version-not-raised".to_owned()));
    write(&folder.path().join("stranger.zip"), &json!({ "module_name": "stranger" }));
    assert!(check(&["--previous", "stranger.zip"]).contains(&"compat/other-module".to_owned()));
}

#[test]
fn a_predecessor_that_cannot_be_read_is_a_wrong_call() {
    let folder = workplace();
    std::fs::write(folder.path().join("broken.zip"), b"PK").unwrap();
    for previous in ["broken.zip", "nowhere.zip"] {
        let output = run(folder.path(), &["check", "now.zip", "--previous", previous]);
        assert_eq!(output.status.code(), Some(2), "{previous}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(previous));
    }
}

#[test]
fn bundles_of_a_release_agree_and_share_no_platform() {
    let folder = workplace();
    let at = |name: &str| folder.path().join(name);
    write(&at("rhel8.zip"), &json!({ "operating_systems": ["rhel8"] }));
    write(&at("ubuntu.zip"), &json!({ "operating_systems": ["ubuntu22", "rhel8"], "semantic_version": "1.2.4" }));
    let flags = ["check", "--release", "-o", "json", "now.zip", "rhel8.zip", "ubuntu.zip", "--no-config"];
    let output = run(folder.path(), &flags);
    let of_release = |input| {
        let all = rules(&output, input).into_iter();
        all.filter(|rule| rule.starts_with("compat/release-")).collect::<Vec<String>>()
    };
    assert_eq!(of_release(0), ["compat/release-gap"]);
    assert_eq!(of_release(1), ["compat/release-overlap"]);
    assert_eq!(of_release(2), ["compat/release-mismatch", "compat/release-overlap"]);
    std::fs::remove_file(at("ubuntu.zip")).unwrap();
    let flags = ["check", "--release", "--os", "rhel8,rhel9", "--arch", "x86_64", "-o", "json", "now.zip", "rhel8.zip"];
    let fine = run(folder.path(), &flags);
    let all: Vec<String> = [rules(&fine, 0), rules(&fine, 1)].concat();
    assert!(!all.iter().any(|rule| rule.starts_with("compat/release-")), "{all:?}");
    assert_eq!(run(folder.path(), &["check", "--release", "now.zip"]).status.code(), Some(2));
}
