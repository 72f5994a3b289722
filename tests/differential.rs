//! Compares the predicted `unpack` with RAMP's own unpacker under the reference CPython, over thousands of mutants.
//!
//! `mutate.py` makes them from a fixed seed, `oracle.py` asks the real thing. Every difference is a bug, or one
//! of the few exceptions that are explained here. `RAMPLINT_CASES` and `RAMPLINT_SEED` ask for more.
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
use ramplint::endpoint::Endpoint;
use ramplint::unpack::Outcome;
use ramplint::verdict::Answer;
use ramplint::{Input, Options, Report, Severity, Source};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential");

/// Why a case is not compared. At most five may be; see `MOST_EXCEPTIONS`.
fn explained(oracle: &Value) -> Option<&'static str> {
    match oracle["outcome"].as_str() {
        // depends on the memory of the machine that asks, not on the bundle
        Some("memory") => Some("Python ran out of the memory that the oracle was given"),
        Some("timeout") => Some("Python took longer than the oracle waits"),
        _ => None,
    }
}

const MOST_EXCEPTIONS: usize = 5;

fn predicted(report: &Report) -> Value {
    match report.unpack.as_ref().expect("every mutant is judged as a bundle") {
        Outcome::Accepted => serde_json::json!(["accepted", null, null, null, null]),
        Outcome::Rejected(r) => serde_json::json!(["rejected", r.error_code, r.message, r.reason, null]),
        Outcome::Crashed { exception, .. } => serde_json::json!(["crashed", null, null, null, exception]),
        Outcome::Unknown { why } => serde_json::json!(["unknown", null, null, why, null]),
    }
}

fn observed(oracle: &Value) -> Value {
    let field = |name: &str| oracle.get(name).cloned().unwrap_or(Value::Null);
    let rejected = oracle["outcome"] == "rejected";
    let when = |wanted: bool, name: &str| if wanted { field(name) } else { Value::Null };
    Value::Array(vec![
        field("outcome"),
        when(rejected, "error_code"),
        when(rejected, "message"),
        when(rejected, "reason"),
        when(!rejected, "exception"),
    ])
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

/// What must hold of every report, whatever the input.
fn broken_promise(report: &Report, again: &Report) -> Option<String> {
    let outcome = report.unpack.as_ref()?;
    let explains = |rule: &&str| report.findings.iter().any(|f| f.rule == *rule && f.severity == Severity::Error);
    if !outcome.rules().is_empty() && !outcome.rules().iter().any(explains) {
        return Some(format!("{outcome:?} has no error finding that explains it"));
    }
    // the endpoint for user-defined modules gets the metadata alone
    let reads_bundles = || report.verdicts.iter().filter(|verdict| verdict.endpoint != Endpoint::UserDefined);
    let accepted = reads_bundles().any(|verdict| verdict.if_open() == Answer::Accepted);
    if accepted && *outcome != Outcome::Accepted {
        return Some(format!("an endpoint accepts what the unpacker does not: {outcome:?}"));
    }
    (json(report) != json(again)).then(|| "two checks of one input differ".to_owned())
}

#[test]
fn unpack_agrees_with_ramp_case_for_case() {
    let Some(python) = common::ramp_python() else {
        return common::skip("Python 3.11.7 with ramp-packer 2.5.19");
    };
    let folder = tempfile::tempdir().unwrap();
    let variable = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let (count, seed) = (variable("RAMPLINT_CASES", "3000"), variable("RAMPLINT_SEED", "20261120"));
    let mutate = Command::new(&python)
        .arg(format!("{SCRIPTS}/mutate.py"))
        .arg(folder.path())
        .args(["--seed", &seed, "--count", &count])
        .output()
        .unwrap();
    assert!(mutate.status.success(), "{}", String::from_utf8_lossy(&mutate.stderr));
    let oracle = Command::new(&python).arg(format!("{SCRIPTS}/oracle.py")).arg(folder.path()).output().unwrap();
    assert!(oracle.status.success(), "{}", String::from_utf8_lossy(&oracle.stderr));

    let (mut agreeing, mut outcomes) = (0_usize, BTreeMap::<String, usize>::new());
    let (mut exceptions, mut differences) = (Vec::new(), Vec::new());
    for line in oracle.stdout.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_slice(line).unwrap();
        let name = case["file"].as_str().unwrap();
        let path = folder.path().join(name);
        let report = check(&path, name);
        if let Some(reason) = explained(&case) {
            exceptions.push(format!("{name}: {reason}"));
            continue;
        }
        *outcomes.entry(case["outcome"].as_str().unwrap().to_owned()).or_default() += 1;
        let (ours, theirs) = (predicted(&report), observed(&case));
        if ours != theirs {
            differences.push(format!("{name}: RAMP {theirs}, ramplint {ours}"));
        } else if let Some(promise) = broken_promise(&report, &check(&path, name)) {
            differences.push(format!("{name}: {promise}"));
        } else {
            agreeing += 1;
        }
    }
    let all = agreeing + differences.len() + exceptions.len();
    let (wrong, aside) = (differences.len(), exceptions.len());
    say(&format!("differential: {all} cases, {agreeing} agreeing, {wrong} differing, {aside} explained; {outcomes:?}"));
    for line in &exceptions {
        say(&format!("  explained: {line}"));
    }
    if !differences.is_empty() && !variable("RAMPLINT_KEEP", "").is_empty() {
        say(&format!("kept in {}", folder.keep().display()));
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    assert!(all >= 2000 && exceptions.len() <= MOST_EXCEPTIONS, "{all} cases, {} exceptions", exceptions.len());
}
