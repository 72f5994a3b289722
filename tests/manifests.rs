//! Compares what ramplint says that `ramp pack` makes of a manifest with what ramp-packer itself makes of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use ramplint::bundle::json::{Kind, Value as Json};
use ramplint::bundle::manifest::Manifest;
use ramplint::bundle::metadata::Metadata;
use ramplint::load::limits::Limits;
use ramplint::load::manifest;
use serde_json::{Value, json};
use std::process::Command;

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/manifests/oracle.py");

/// Scalars that YAML 1.1, YAML 1.2 and JSON do not read alike.
const SCALARS: &[&str] = &[
    "8.10",
    "\"8.10\"",
    "7.2.4",
    "8",
    "010",
    "0o10",
    "08",
    "0x1F",
    "0b11",
    "1_000",
    "1_0.5_0",
    "1:30",
    "1:30.5",
    "1:90",
    "1e5",
    "1.0e+5",
    "1.0e5",
    ".5",
    "-.5",
    "+12",
    "-0",
    ".inf",
    "-.INF",
    ".nan",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "True",
    "tRUE",
    "~",
    "null",
    "Null",
    "",
    "2026-01-31",
    "2026-1-31",
    "2026-01-31 10:00:00",
    "2026-13-45",
    "!!str 8.10",
    "!!int \"7\"",
    "!!float 1",
    "!x y",
    "=",
    "'it''s'",
    "\"a\\tb\\u00e9\"",
    "a # b",
    "a#b",
    "|\n  x\n  y\n",
    ">-\n  x\n  y\n",
    "a: b",
    "@x",
    "[a, b]",
    "{a: 1, 2: b}",
    "[1, [2, {c: 3.0}]]",
    "0b_",
    "12345678901234567890",
    "1.",
    "6.02e+23",
    "é",
    "%x",
    "-",
    "- a",
    "{{ X }}",
    "\"{a}\"",
    "?",
    "&a x",
    "*a",
    "1.7976931348623157e+309",
    "0.1",
    "100000000000000000000.0",
];

const FIELDS: &[&str] = &[
    "min_redis_version",
    "capabilities",
    "license",
    "crdb",
    "exclude_commands",
    "overide_command",
    "dependencies",
    "optional-dependencies",
    "redis_args",
    "run_command_line_args",
    "version",
    "sha256",
    "unknown",
];

const WHOLE: &[&str] = &[
    "",
    "# only\n",
    "- a\n",
    "a\n",
    "---\nlicense: MIT\n",
    "license: MIT\n---\nauthor: x\n",
    "license: MIT\n...\n",
    "license: a\nlicense: b\n",
    "license: MIT\n\tauthor: x\n",
    "license: \"MIT\",\n",
    "{license: MIT}\n",
    "a: &a {x: 1}\ncrdb: *a\n",
    "a: &a {x: 1, y: 2}\ncrdb: {<<: *a, y: 3}\n",
    "a: &a {x: 1}\nb: &b {x: 2}\ncrdb: {<<: [*a, *b]}\n",
    "crdb: {<<: 3}\n",
    "? license\n: MIT\n",
    "? [a]\n: MIT\n",
    "license: 'MIT\nauthor: x\n",
    "license: MIT\r\nauthor: x\r\n",
    "\u{feff}license: MIT\n",
    "license: a\u{1}b\n",
    "license: a\n b\n c\n",
    "dependencies: {a: {local_path: x}}\n",
    "dependencies: {a: {url: u, sha256: s}}\n",
    "dependencies: [{name: a, url: u, sha256: s}]\n",
    "dependencies: [{name: a}]\n",
    "optional-dependencies: {a: {local_path: x}}\n",
    "dependencies: {a: {url: u}}\n",
    "%YAML 1.1\n---\nlicense: MIT\n",
    "capabilities:\n- a\n- b\nlicense: MIT\n",
    "capabilities:\n  - a\n   - b\n",
    "license: MIT\n  author: x\n",
    "license: [a, b\nauthor: x\n",
    "architecture: aarch64\noperating_systems: [rhel9]\nos: Darwin\n",
    "yes: 1\n",
    "8.0: 1\n",
    "module-name: x\nmodule_name: y\nsemantic_version: 1.2.3\ncommands: []\n",
    "license: !!binary aGVsbG8=\n",
    "license: !!set {a, b}\n",
    "license: !!python/name:os.system\n",
    "license: !!python/tuple [1]\n",
];

fn plain(value: &Json) -> Value {
    match &value.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => json!(value),
        Kind::Number(number) => json!({ "number": number.text }),
        Kind::String(text) => json!(text.lossy()),
        Kind::Array(items) => items.iter().map(plain).collect(),
        Kind::Object(object) => {
            object.effective().iter().map(|entry| (entry.key.lossy().into_owned(), plain(&entry.value))).collect()
        }
    }
}

/// What ramplint says, with the sums of packed dependencies as the oracle writes them.
fn ours(read: Option<(Manifest, Option<Metadata>)>) -> Value {
    let Some((manifest, packed)) = read else { return json!({ "outcome": "unread" }) };
    match (packed, &manifest.written.document.root) {
        (_, Err(_)) => json!({ "outcome": "defaults" }),
        (Some(packed), _) if manifest.is_packed() => {
            let mut metadata: serde_json::Map<String, Value> = packed
                .root()
                .unwrap()
                .effective()
                .iter()
                .map(|e| (e.key.lossy().into_owned(), plain(&e.value)))
                .collect();
            let list = metadata.get_mut("dependencies").and_then(Value::as_object_mut);
            for value in list.into_iter().flat_map(|list| list.values_mut()) {
                if value["sha256"] == "0".repeat(64) {
                    value["sha256"] = json!("computed");
                }
            }
            json!({ "outcome": "packed", "metadata": metadata })
        }
        _ => json!({ "outcome": "fails" }),
    }
}

#[test]
fn what_would_be_packed_is_what_ramp_packer_makes_of_it() {
    let Some(python) = common::ramp_python() else {
        return common::skip("Python 3.11.7 with ramp-packer 2.5.19");
    };
    let mut texts: Vec<String> = WHOLE.iter().map(|text| (*text).to_owned()).collect();
    for field in FIELDS {
        texts.extend(SCALARS.iter().map(|scalar| format!("author: x\n{field}: {scalar}\nemail: y\n")));
    }
    let folder = tempfile::tempdir().unwrap();
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{index:04}.yml")), text).unwrap();
    }
    let oracle = Command::new(python).arg(ORACLE).arg(folder.path()).output().unwrap();
    assert!(oracle.status.success(), "{}", String::from_utf8_lossy(&oracle.stderr));
    let mut differences = Vec::new();
    let lines: Vec<&[u8]> = oracle.stdout.split(|b| *b == b'\n').filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), texts.len());
    for (text, line) in texts.iter().zip(lines) {
        // Python's own JSON, `NaN` included, is read as module.json is
        let theirs = plain(&ramplint::load::json::read(line).root.unwrap());
        let ours = ours(manifest::read("ramp.yml", text.as_bytes(), &Limits::default()));
        let is_template = text.contains("{{");
        let same = theirs["outcome"] == ours["outcome"] && theirs["metadata"] == ours["metadata"];
        if !same && !is_template {
            let part = |side: &Value| {
                let all = side["metadata"].as_object().cloned().unwrap_or_default();
                let other = if side == &ours { &theirs } else { &ours };
                let odd: Vec<String> = all
                    .iter()
                    .filter(|(k, v)| other["metadata"].get(*k) != Some(*v))
                    .map(|(k, v)| format!("{k}={v}"))
                    .collect();
                format!("{} {} {}", side["outcome"], side["exception"], odd.join(" "))
            };
            differences.push(format!("{text:?}\n   ramp {}\n   ours {}", part(&theirs), part(&ours)));
        }
    }
    common::say(&format!("manifests: {} cases, {} differing", texts.len(), differences.len()));
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// The bundles were packed by `ramp pack` from the manifests beside them.
#[test]
fn real_bundles_are_what_their_manifests_say() {
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real");
    for (manifest, bundle) in [
        ("hello.yml", "hello.Linux-rhel9-x86_64.1.2.3.zip"),
        ("hello-aarch64.yml", "hello.Linux-ubuntu22.04-aarch64.1.2.3.zip"),
        ("hello-2.5.6.yml", "hello.Linux-ubuntu20.04-x86_64.1.2.3-ramp2.5.6.zip"),
        ("counter.yml", "counter.Linux-rhel8-x86_64.2.0.1.zip"),
        ("rusthello.yml", "rusthello.Linux-rhel9-x86_64.0.3.0.zip"),
        ("rg.yml", "redisgears.Linux-rhel8-x86_64.1.2.1.zip"),
    ] {
        let drift = |manifest: &str| {
            let output = Command::new(env!("CARGO_BIN_EXE_ramplint"))
                .current_dir(real)
                .args(["check", "-o", "json", "--manifest", manifest, bundle])
                .output()
                .unwrap();
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let findings = report["inputs"][0]["findings"].as_array().unwrap().clone();
            findings.into_iter().filter(|finding| finding["rule"] == "manifest/drift").collect::<Vec<_>>()
        };
        assert_eq!(drift(manifest), Vec::<Value>::new(), "{bundle}");
        let other = if manifest == "counter.yml" { "rg.yml" } else { "counter.yml" };
        assert!(!drift(other).is_empty(), "{bundle} against {other}");
    }
}
