//! The bundles that the official packer made: their reports are snapshots, and they are not scolded.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use ramplint::{Input, Options, Report, Source};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn bundles() -> Vec<(String, Report)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real"));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "zip"));
    paths.sort();
    let judge = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let source = Source::Bytes(std::fs::read(&path).unwrap());
        let report = ramplint::check(&Input { path: name.clone(), source }, &Options::default());
        (name, report)
    };
    paths.into_iter().map(judge).collect()
}

#[test]
fn the_report_of_every_real_bundle_is_as_it_was() {
    let bundles = bundles();
    assert!(bundles.len() >= 6, "{} bundles", bundles.len());
    for (name, report) in bundles {
        let mut json = Vec::new();
        ramplint::report::json_v1::write(&[report], 0, &mut json).unwrap();
        let settings = insta::Settings::clone_current();
        let _guard = settings.bind_to_scope();
        insta::with_settings!({ snapshot_path => "../testdata/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("real-{name}"), String::from_utf8(json).unwrap());
        });
    }
}

/// What is said of them, and why its author would have to agree. Anything else is a false alarm.
const DEFENDED: [(&str, &[&str]); 10] = [
    // packers before 2.5.10 and 2.5.2 did not write these fields, and 8.x goes by them
    ("counter.Linux-rhel7-x86_64.2.0.1-ramp2.4.0.zip", &["meta/compatible-redis-version", "meta/missing-field"]),
    // dependencies bar the older endpoint; the zip that was put together by hand lost the module's mode
    ("counter.Linux-rhel8-x86_64.2.0.1-withdeps.zip", &["compat/dependencies-on-v1", "zip/not-executable"]),
    // and nodes of 8.x do not fetch them
    ("counter.Linux-rhel8-x86_64.2.0.1.zip", &["compat/dependencies-on-v1", "deps/not-packed"]),
    // packed without a manifest on a system that no node runs
    ("defaults.zip", &["compat/no-target-accepts", "compat/os-not-supported", "meta/foreign-os", "meta/placeholder"]),
    ("hello.Linux-rhel9-x86_64.1.2.3.zip", &[]),
    ("hello.Linux-ubuntu20.04-x86_64.1.2.3-ramp2.5.6.zip", &["meta/compatible-redis-version"]),
    // lines before 8.0 do not run on ARM, and 7.4 not on Ubuntu 22
    ("hello.Linux-ubuntu22.04-aarch64.1.2.3.zip", &["compat/architecture-not-supported", "compat/os-not-supported"]),
    ("redisgears.Linux-rhel8-x86_64.1.2.1.zip", &["compat/dependencies-on-v1", "deps/not-packed"]),
    // the crate brings the header of a newer Redis than the oldest that the module is for
    ("rusthello.Linux-rhel9-x86_64.0.3.0.zip", &["elf/api-newer-than-min-redis"]),
    // a dependency that the packer took from a folder has no address
    ("words.Linux-ubuntu20.04-x86_64.0.9.12.zip", &["compat/dependencies-on-v1", "deps/bad-format"]),
];

/// Notes that every one of them gets: no module is for the newest Redis of all lines, and none declares everything.
const EVERYWHERE: [&str; 2] = ["compat/capability-blocks", "compat/no-usable-redis"];

#[test]
fn nothing_is_said_of_a_real_bundle_that_could_not_be_defended() {
    let found: Vec<(String, BTreeSet<&str>)> = bundles()
        .into_iter()
        .map(|(name, report)| (name, report.findings.iter().map(|finding| finding.rule).collect()))
        .collect();
    let expected: Vec<(String, BTreeSet<&str>)> = DEFENDED
        .iter()
        .map(|(name, rules)| ((*name).to_owned(), rules.iter().copied().chain(EVERYWHERE).collect()))
        .collect();
    assert_eq!(found, expected);
}
