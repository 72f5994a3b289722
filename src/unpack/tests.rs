//! The unpacker's checks in their order, and what our own limits leave open.
//!
//! That each outcome is RAMP's own is the differential test's work; here stands what must not change silently.

use super::{Outcome, predict};
use crate::input::{Content, Input, LooseFile, Source};
use crate::load::{limits::Limits, load};
use crate::testkit::fixture;

fn outcome(info: &str, block: &str) -> Outcome {
    predicted(Source::Bytes(fixture(info, block).bytes))
}

fn predicted(source: Source) -> Outcome {
    predict(&load(&Input { path: "x.zip".to_owned(), source }, &Limits::default()))
}

fn code(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Rejected(rejection) => rejection.error_code,
        _ => None,
    }
}

#[test]
fn the_first_failing_check_decides() {
    let all = r#"{"module_name": "", "architecture": "arm64", "version": 0, "operating_systems": ["jammy"]}"#;
    assert_eq!(code(&outcome("json", all)), Some("module_name_missing"));
    let rest = r#"{"architecture": "arm64", "version": 0, "operating_systems": ["jammy"]}"#;
    assert_eq!(code(&outcome("json", rest)), Some("module_architecture_not_supported"));
    let rest = r#"{"version": 0, "operating_systems": ["jammy"]}"#;
    assert_eq!(code(&outcome("json", rest)), Some("module_version_missing"));
    assert_eq!(code(&outcome("json", r#"{"operating_systems": ["jammy"]}"#)), Some("module_os_list_invalid"));
    let readme = "merge = '{\"module_name\": \"\"}'\n[[zip.add]]\nname = \"README\"";
    assert_eq!(code(&outcome("toml", readme)), Some("invalid_number_of_files"));
}

#[test]
fn a_module_under_deps_makes_up_for_one_unexpected_member() {
    let recipe =
        "[zip]\nremove = [\"hello.so\"]\n[[zip.add]]\nname = \"deps/hello.so\"\n[[zip.add]]\nname = \"README\"";
    let named = format!("merge = '{{\"module_file\": \"deps/hello.so\"}}'\n{recipe}");
    assert_eq!(outcome("toml", &named), Outcome::Accepted);
}

#[test]
fn a_list_for_a_name_is_a_type_error_and_a_number_a_key_error() {
    let exception = |block: &str| match outcome("json", block) {
        Outcome::Crashed { exception, .. } => exception,
        other => panic!("{other:?}"),
    };
    assert_eq!(exception(r#"{"module_file": []}"#), "TypeError");
    assert_eq!(exception(r#"{"module_file": 7}"#), "KeyError");
    assert_eq!(exception(r#"{"architecture": {}}"#), "TypeError");
    assert_eq!(exception(r#"{"version": "inf"}"#), "OverflowError");
    assert_eq!(exception(r#"{"os_list": 5}"#), "TypeError");
}

#[test]
fn what_was_not_read_is_unknown_and_never_accepted() {
    let long = format!("[metadata]\ntext = ' '\ntimes = {}", 2 << 20);
    assert!(matches!(outcome("toml", &long), Outcome::Unknown { .. }));
    // a byte over the limit is over it, whatever the chunks in which the stream comes out
    let text = |length: usize| format!("[metadata]\ntext = ' '\ntimes = {length}");
    assert!(matches!(outcome("toml", &text((1 << 20) + 1)), Outcome::Unknown { .. }));
    assert!(matches!(outcome("toml", &text(1 << 20)), Outcome::Rejected(_)));
    assert!(matches!(predicted(Source::TooLarge(5 << 30)), Outcome::Unknown { .. }));
    let bytes = vec![b' '; 2 << 20];
    let file = LooseFile { path: "module.json".to_owned(), size: bytes.len() as u64, content: Content::Bytes(bytes) };
    assert!(matches!(predicted(Source::Files(vec![file])), Outcome::Unknown { .. }));
}

#[test]
fn a_folder_without_metadata_is_refused_as_an_archive_without_it_would_be() {
    let file = LooseFile { path: "m.so".to_owned(), size: 4, content: Content::Bytes(b"\x7fELF".to_vec()) };
    let outcome = predicted(Source::Files(vec![file]));
    assert!(matches!(outcome, Outcome::Crashed { exception: "KeyError", .. }), "{outcome:?}");
}
