//! Bundles that the vendor's documents and repositories show: what is said of them on every release line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use ramplint::endpoint::Endpoint;
use ramplint::target::{find, targets};
use ramplint::verdict::{Answer, Verdict};
use ramplint::{Input, Options, Report, Source};

const GEARS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/redisgears.Linux-rhel8-x86_64.1.2.1.zip");

fn check(name: &str, bytes: Vec<u8>, options: &Options) -> Report {
    ramplint::check(&Input { path: name.to_owned(), source: Source::Bytes(bytes) }, options)
}

fn all_lines() -> Options {
    Options { targets: targets(), targets_named: true, ..Options::default() }
}

fn verdict<'a>(report: &'a Report, target: &str, endpoint: Endpoint) -> &'a Verdict {
    let found = report.verdicts.iter().find(|verdict| verdict.target == target && verdict.endpoint == endpoint);
    found.unwrap_or_else(|| panic!("no verdict for {target} {}", endpoint.path()))
}

#[test]
fn a_module_with_dependencies_by_url_goes_to_v2_and_is_short_of_them_on_8() {
    let report = check("redisgears.Linux-rhel8-x86_64.1.2.1.zip", std::fs::read(GEARS).unwrap(), &all_lines());
    for line in ["6.2", "6.4", "7.2", "7.4", "7.8", "7.22"] {
        let v1 = verdict(&report, line, Endpoint::V1);
        assert_eq!((v1.outcome, v1.status), (Answer::Rejected, Some(400)), "{line}");
        assert_eq!(v1.error_code.as_deref(), Some("dependencies_not_supported"), "{line}");
        let v2 = verdict(&report, line, Endpoint::V2);
        assert_eq!(v2.outcome, Answer::Accepted, "{line}: {v2:?}");
        assert!(v2.unless.contains(&"dependency_fetch"), "{line}: {:?}", v2.unless);
    }
    let (v1, v2) = (verdict(&report, "8.0", Endpoint::V1), verdict(&report, "8.0", Endpoint::V2));
    assert_eq!((v1.outcome, v1.status), (Answer::Unavailable, Some(405)));
    assert_eq!((v2.outcome, v2.status), (Answer::Unavailable, Some(404)));
    assert_eq!(verdict(&report, "8.0", Endpoint::UserDefined).outcome, Answer::Accepted);
    let artifact = verdict(&report, "8.0", Endpoint::Artifact);
    assert_eq!(artifact.outcome, Answer::Rejected);
    assert_eq!(artifact.message.as_deref(), Some("Missing dependency gears-jvm.linux-centos7-x64.0.1.0.tgz"));
    assert_eq!(artifact.because, ["deps/not-packed"]);
    for endpoint in [Endpoint::UserDefined, Endpoint::Artifact] {
        let gated = verdict(&report, "8.2", endpoint);
        assert_eq!((gated.outcome, gated.status), (Answer::Unavailable, Some(403)));
        assert_eq!(gated.error_code.as_deref(), Some("modules_upload_disabled"));
    }
    let open = Options { allow_modules_upload: Some(true), ..all_lines() };
    let report = check("redisgears.zip", std::fs::read(GEARS).unwrap(), &open);
    assert_eq!(verdict(&report, "8.2", Endpoint::Artifact).because, ["deps/not-packed"]);
}

/// What is odd about the metadata of a package of debug symbols that was published by accident, in our own words.
const SYMBOLS: &str = r#"{
    "add_command": [], "architecture": "x86_64", "author": "Redis", "bigstore_version_2_support": false,
    "capabilities": ["types", "failover_migrate"], "capability_name": "Search and query", "command_line_args": "",
    "commands": [{"command_arity": -1, "command_name": "FT.SEARCH", "first_key": 0, "last_key": 0, "step": -2,
        "flags": ["readonly", "module"]}],
    "compatible_redis_version": "8.0", "config_command": "_FT.CONFIG SET", "crdb": {}, "dependencies": {},
    "description": "", "display_name": "RediSearch 2", "email": "", "exclude_commands": [],
    "git_sha": "b'0123456789abcdef0123456789abcdef01234567'", "homepage": "http://redisearch.io", "license": "x",
    "min_redis_pack_version": "7.6", "min_redis_version": "7.4", "module_file": "redisearch.so.debug",
    "module_name": "search", "operating_systems": ["rhel9"], "optional-dependencies": {}, "os": "Linux",
    "overide_command": [], "ramp_format_version": 1, "semantic_version": "2.10.12",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "version": 21012.0
}"#;

#[test]
fn a_package_of_symbols_is_named_as_such_and_what_every_packer_writes_is_not_scolded() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("redisearch.so.debug", b"".as_slice()), ("module.json", SYMBOLS.as_bytes())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content).unwrap();
    }
    let report = check("redisearch.zip", zip.finish().unwrap().into_inner(), &all_lines());
    let Some(ramplint::unpack::Outcome::Rejected(rejection)) = &report.unpack else { panic!("{:?}", report.unpack) };
    assert_eq!(rejection.error_code, Some("invalid_number_of_files"));
    assert!(report.findings.iter().any(|finding| finding.rule == "zip/debug-package"));
    for finding in &report.findings {
        let pointer = finding.place.pointer.as_deref().unwrap_or_default();
        let is_normal = ["/version", "/git_sha", "/commands"].iter().any(|start| pointer.starts_with(start));
        assert!(!is_normal, "{}: {}", finding.rule, finding.message);
    }
    // the parts could still be sent one by one: the metadata are fine
    assert_eq!(verdict(&report, "8.0", Endpoint::UserDefined).outcome, Answer::Accepted);
    assert_eq!(verdict(&report, "8.0", Endpoint::Artifact).status, Some(400));
}

#[test]
fn the_packers_default_for_redis_is_said_loudly_on_a_line_that_has_moved_on() {
    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip");
    let report = |line: &str| {
        let options = Options { targets: vec![find(line).unwrap()], targets_named: true, ..Options::default() };
        check("hello.zip", std::fs::read(bundle).unwrap(), &options)
    };
    let severity = |report: &Report| {
        report.findings.iter().find(|finding| finding.rule == "compat/no-usable-redis").map(|finding| finding.severity)
    };
    assert_eq!(severity(&report("8.0")), Some(ramplint::Severity::Warning));
    assert_eq!(severity(&report("7.22")), None);
    let usable = |line: &str| -> Vec<String> {
        report(line).databases.into_iter().filter(|db| db.usable == Some(true)).map(|db| db.redis).collect()
    };
    assert_eq!(usable("8.0"), ["7.4"]);
    // up to 7.4 only the minimum counts
    assert_eq!(usable("7.4"), ["7.2"]);
}
