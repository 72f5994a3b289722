//! Checks thousands of hostile bundles, made by `testdata/hostile/make.py`, each wrong or ambiguous in one known way.
//!
//! For every case: no panic, the expected class, one of the rules that name the cause, twice the same report, and an
//! end. The bombs are read by the program too, in little memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::say;
use ramplint::{Finding, Input, Options, Report, Severity, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

const MAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/hostile/make.py");
/// Ten times what the slowest case may take; a test that needs this hangs.
const WATCHDOG: Duration = Duration::from_secs(50);
/// Kibibytes of address space in which the program reads every bomb.
const MEMORY: u32 = 256 * 1024;

/// A line of `index.jsonl`.
#[derive(Debug, Clone, Deserialize)]
struct Case {
    file: String,
    family: String,
    expected: String,
    rules: Vec<String>,
    says: Option<String>,
}

/// Makes the cases of all families, or of one; `None` where there is no Python.
fn make(folder: &Path, only: Option<&str>) -> Option<Vec<Case>> {
    let mut command = Command::new("python3");
    command.arg("-B").arg(MAKE).arg(folder);
    command.args(only.into_iter().flat_map(|family| ["--only", family]));
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let index = std::fs::read_to_string(folder.join("index.jsonl")).unwrap();
    Some(index.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn check(path: &Path, name: &str) -> Report {
    let source = Source::Bytes(std::fs::read(path).unwrap());
    ramplint::check(&Input { path: name.to_owned(), source }, &Options::default())
}

fn json(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    ramplint::report::json_v1::write(std::slice::from_ref(report), 0, &mut out).unwrap();
    out
}

/// Findings about the bundle itself, as bad as this or worse. What the release lines take is another question.
fn findings(report: &Report, least: Severity) -> Vec<&Finding> {
    let counts = |f: &&Finding| !f.rule.starts_with("compat/") && f.severity <= least;
    report.findings.iter().filter(counts).collect()
}

/// What is not as expected.
fn fault(case: &Case, report: &Report) -> Option<String> {
    let told = |found: &[&Finding]| -> String {
        found.iter().map(|f| format!("\n    {:?} {}: {}", f.severity, f.rule, f.message)).collect()
    };
    let least = match case.expected.as_str() {
        "reject" => Severity::Error,
        "warn" => Severity::Warning,
        "accept" => {
            let found = findings(report, Severity::Warning);
            return (!found.is_empty()).then(|| format!("expected no finding{}", told(&found)));
        }
        other => panic!("{other} is no class"),
    };
    let names_it = |f: &&Finding| {
        case.rules.iter().any(|rule| rule == f.rule) && case.says.as_ref().is_none_or(|text| f.message.contains(text))
    };
    if findings(report, least).iter().any(names_it) {
        return None;
    }
    let found = told(&findings(report, Severity::Note));
    Some(format!("expected {} by one of {:?} {:?}, found{found}", case.expected, case.rules, case.says))
}

/// Checks every case on a thread of its own, so that one that never ends or panics is named.
fn outcomes(folder: &Path, cases: Vec<Case>) -> impl Iterator<Item = (Case, Option<String>)> {
    let folder = folder.to_owned();
    cases.into_iter().map(move |case| {
        let (send, receive) = mpsc::channel();
        let (path, of) = (folder.join(&case.file), case.clone());
        std::thread::spawn(move || {
            let report = check(&path, &of.file);
            let again = json(&report) != json(&check(&path, &of.file));
            let found = fault(&of, &report).or_else(|| again.then(|| "two checks differ".to_owned()));
            send.send(found).unwrap();
        });
        let found = match receive.recv_timeout(WATCHDOG) {
            Ok(found) => found,
            Err(mpsc::RecvTimeoutError::Timeout) => Some("does not come to an end".to_owned()),
            Err(mpsc::RecvTimeoutError::Disconnected) => Some("panics".to_owned()),
        };
        (case, found)
    })
}

#[test]
fn every_hostile_bundle_is_judged_for_its_real_cause() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cases) = make(folder.path(), None) else { return common::skip("python3") };
    let (mut families, mut wrong) = (BTreeMap::<String, (usize, usize)>::new(), Vec::new());
    for (case, found) in outcomes(folder.path(), cases) {
        let counts = families.entry(case.family).or_default();
        counts.0 += 1;
        if let Some(found) = found {
            wrong.push(format!("{}: {found}", case.file));
        } else {
            counts.1 += 1;
        }
    }
    say("hostile:        cases  as expected  not");
    for (family, (all, good)) in &families {
        say(&format!("  {family:<12} {all:>6} {good:>12} {:>4}", all - good));
    }
    let all: usize = families.values().map(|counts| counts.0).sum();
    say(&format!("  {:<12} {all:>6} {:>12} {:>4}", "all", all - wrong.len(), wrong.len()));
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(all >= 2000, "{all} cases");
}

#[test]
fn bombs_are_read_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cases) = make(folder.path(), Some("bomb")) else { return common::skip("python3") };
    let limited = format!("ulimit -v {MEMORY} && exec \"$0\" check \"$1\" -o json");
    for case in cases {
        let mut command = Command::new("sh");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_ramplint")]).arg(folder.path().join(&case.file));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // 1: errors were found; a program without memory is killed
        let expected = i32::from(case.expected == "reject");
        assert_eq!(output.status.code(), Some(expected), "{}: {said}", case.file);
    }
}
