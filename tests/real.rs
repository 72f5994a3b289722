//! The bundles that the official packer made: their reports are snapshots, and they are not scolded.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use ramplint::{Input, Options, Report, Severity, Source};
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

/// The real bundles were made as the documents say, but for these two: one carries the packing host's operating
/// system and nothing but defaults, one was built for an architecture that the line does not run on.
#[test]
fn only_the_bundle_without_a_manifest_and_the_one_for_arm_have_errors() {
    for (name, report) in bundles() {
        let errors: Vec<_> = report.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.rule).collect();
        let defended = name == "defaults.zip" || name.contains("aarch64");
        assert!(defended || errors.is_empty(), "{name}: {errors:?}");
    }
}
