//! What is mended, what is left alone and why, over fixtures that are wrong in one way each.

use super::{Mended, Moment, Safety, mend, table};
use crate::rule::catalog;
use crate::testkit::{MODULE, fixture};
use crate::{Input, Options, Source};
use sha2::{Digest, Sha256};
use std::io::Read;

fn mended(recipe: &str, level: Safety) -> Mended {
    let fixture = fixture("toml", recipe);
    let input = Input { path: fixture.name, source: Source::Bytes(fixture.bytes) };
    mend(input, &Options::default(), level, Moment::default()).unwrap()
}

fn rules(mended: &Mended) -> Vec<&str> {
    mended.plan.fixes.iter().map(|fix| fix.rule).collect()
}

fn bytes(mended: &Mended) -> Vec<u8> {
    let mut out = Vec::new();
    mended.write(&mut out).unwrap();
    out
}

fn member(mended: &Mended, name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes(mended))).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

fn metadata(mended: &Mended) -> String {
    String::from_utf8(member(mended, "module.json")).unwrap()
}

fn why(mended: &Mended, rule: &str) -> String {
    assert!(mended.last().findings.iter().any(|finding| finding.rule == rule), "{rule} is not found");
    mended.plan.why_left(rule)
}

/// A merge patch on module.json.
fn merged(json: &str) -> String {
    format!("merge = '''{json}'''")
}

#[test]
fn the_table_and_the_pages_name_the_same_fixes() {
    let of_table: Vec<(&str, Safety)> = table::FIXES.iter().map(|(rule, safety, _)| (*rule, *safety)).collect();
    let of_pages: Vec<(&str, Safety)> =
        catalog::rules().iter().filter_map(|rule| Some((rule.id, rule.page.fix?))).collect();
    assert_eq!(of_table, of_pages);
}

#[test]
fn a_clean_bundle_is_copied_byte_for_byte() {
    let fixture = fixture("toml", "");
    let same = mended("", Safety::Unsafe);
    assert!(same.made.is_none() && rules(&same).is_empty(), "{:?}", same.plan);
    assert_eq!(bytes(&same), fixture.bytes);
}

#[test]
fn litter_and_folders_are_left_out_and_the_module_stays_byte_exact() {
    let recipe = "[[zip.add]]\nname = '__MACOSX/._hello.so'\ntext = 'x'\n[[zip.add]]\nname = 'lib/'\n\
        [[zip.add]]\nname = 'deps/.DS_Store'\n[[zip.add]]\nname = 'Thumbs.db'\n[[zip.set]]\nmember = 'hello.so'\nmode = 0o100644\n\
        [[zip.set]]\nmember = 'lib/'\nmode = 0o40755";
    let mended = mended(recipe, Safety::Safe);
    let made = mended.made.as_ref().unwrap();
    assert_eq!(made.worse, [""; 0]);
    assert_eq!(
        rules(&mended),
        [
            "deps/orphan-file",
            "zip/not-executable",
            "zip/several-modules",
            "zip/unexpected-member",
            "zip/unexpected-member"
        ]
    );
    let left: Vec<&str> = made.report.findings.iter().map(|finding| finding.rule).collect();
    assert!(left.iter().all(|rule| rule.starts_with("compat/")), "{left:?}");
    assert_eq!(Sha256::digest(member(&mended, "hello.so")), Sha256::digest(MODULE));
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes(&mended))).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["hello.so", "module.json"]);
}

#[test]
fn a_file_whose_use_nobody_knows_is_left_in() {
    let mended = mended("[[zip.add]]\nname = 'README'", Safety::Unsafe);
    assert!(mended.made.is_none());
    assert!(why(&mended, "zip/unexpected-member").contains("only its author"));
}

#[test]
fn a_folder_with_content_is_a_doubt() {
    let recipe = "[[zip.add]]\nname = 'lib/'\ntext = 'hidden'\n[[zip.set]]\nmember = 'lib/'\nmode = 0o40755";
    let mended = mended(recipe, Safety::Safe);
    assert!(mended.made.is_none());
    assert!(mended.plan.doubts.iter().any(|doubt| doubt.contains("holds 8 bytes")), "{:?}", mended.plan.doubts);
}

#[test]
fn odd_records_are_written_anew() {
    for (recipe, rule) in [
        ("[[zip.set]]\nmember = 'hello.so'\ncomment = 'hi'", "zip/comment"),
        ("[[zip.set]]\nmember = 'hello.so'\ndate = 0", "zip/odd-header"),
        ("[[zip.set]]\nmember = 'hello.so'\nextra = 'feca0000efbe0000'", "zip/extra-field"),
        ("[[zip.set]]\nmember = 'hello.so'\nmode = 0o104755", "zip/special-file"),
    ] {
        let mended = mended(recipe, Safety::Safe);
        assert_eq!(rules(&mended), [rule], "{:?}", mended.before.findings);
        assert!(mended.last().findings.iter().all(|finding| finding.rule != rule), "{rule}");
    }
}

#[test]
fn a_claim_is_only_changed_when_that_was_asked_for() {
    let stale = merged(&format!(r#"{{"sha256": "{}"}}"#, "0".repeat(64)));
    let safe = mended(&stale, Safety::Safe);
    assert!(safe.made.is_none());
    assert!(why(&safe, "meta/stale-sha256").contains("--unsafe"));
    let mended = mended(&stale, Safety::Unsafe);
    assert_eq!(rules(&mended), ["meta/stale-sha256"]);
    assert!(metadata(&mended).contains(&crate::report::hex(&Sha256::digest(MODULE))));
}

#[test]
fn versions_agree_afterwards() {
    for (patch, version, semantic) in [
        (r#"{"version": 10204}"#, "10204", "1.2.4"),
        (r#"{"version": "10203"}"#, "10203", "1.2.3"),
        (r#"{"version": true}"#, "10203", "1.2.3"),
        (r#"{"version": "latest"}"#, "10203", "1.2.3"),
        (r#"{"semantic_version": "v1.2"}"#, "10203.0", "1.2.3"),
        (r#"{"semantic_version": "1.2.3-rc1"}"#, "10203.0", "1.2.3"),
    ] {
        let mended = mended(&format!("name = 'bundle.zip'\n{}", merged(patch)), Safety::Unsafe);
        let text: serde_json::Value = serde_json::from_str(&metadata(&mended)).unwrap();
        let found = (text["version"].to_string(), text["semantic_version"].as_str().unwrap());
        assert_eq!((found.0.as_str(), found.1), (version, semantic));
    }
    // the name of the file is a third witness
    let mended = mended(&merged(r#"{"version": 10204}"#), Safety::Unsafe);
    assert!(metadata(&mended).contains("\"version\": 10203\n"), "{}", metadata(&mended));
}

#[test]
fn systems_and_the_version_of_redis_are_written_as_they_are_compared() {
    let patch =
        r#"{"operating_systems": ["almalinux9", "rhel9", "jammy22", "rhel9"], "compatible_redis_version": "7.4.1"}"#;
    let mended = mended(&merged(patch), Safety::Unsafe);
    let text: serde_json::Value = serde_json::from_str(&metadata(&mended)).unwrap();
    assert_eq!(text["operating_systems"][0], "rhel9");
    assert_eq!(text["operating_systems"].as_array().unwrap().iter().filter(|os| *os == "rhel9").count(), 1);
    assert_eq!(text["compatible_redis_version"], "7.4");
}

#[test]
fn the_architecture_is_that_of_the_module_unless_something_contradicts() {
    let mended_as = |name: &str, patch: &str| mended(&format!("name = '{name}'\n{}", merged(patch)), Safety::Unsafe);
    let alias = mended_as("bundle.zip", r#"{"architecture": "amd64"}"#);
    assert!(metadata(&alias).contains("\"architecture\": \"x86_64\""));
    let named = mended_as("hello.Linux-rhel9-aarch64.1.2.3.zip", r#"{"architecture": "aarch64"}"#);
    assert!(why(&named, "elf/wrong-machine").contains("the file name says `aarch64`"));
    let stale = mended_as("bundle.zip", &format!(r#"{{"architecture": "aarch64", "sha256": "{}"}}"#, "0".repeat(64)));
    assert!(why(&stale, "elf/wrong-machine").contains("meta/stale-sha256"));
    assert!(why(&stale, "meta/stale-sha256").contains("elf/wrong-machine"));
}

#[test]
fn a_missing_sum_is_added_in_the_style_of_the_file() {
    for (text, expected) in [
        ("{\"a\": 1}", "{\"a\": 1,\"sha256\": \"SUM\"}"),
        ("{\n\t\"a\":1\n}\n", "{\n\t\"a\":1,\n\t\"sha256\":\"SUM\"\n}\n"),
    ] {
        let mended = mended(&format!("metadata = {{ text = '''{text}''' }}"), Safety::Unsafe);
        let sum = crate::report::hex(&Sha256::digest(MODULE));
        assert_eq!(mended.plan.text.as_ref().unwrap().after().replace(&sum, "SUM"), expected);
    }
}

#[test]
fn no_sum_is_blessed_over_doubtful_bytes() {
    let stale = merged(&format!(r#"{{"sha256": "{}"}}"#, "0".repeat(64)));
    for (doubt, rule) in [
        ("[elf]\nkeep = 9000", "elf/truncated"),
        ("module = { text = 'no library' }", "elf/not-elf"),
        ("[[zip.add]]\nname = 'other.so'\ntext = 'x'", "zip/several-modules"),
    ] {
        let (before, after) = if doubt.starts_with("module") { (doubt, "") } else { ("", doubt) };
        let mended = mended(&format!("{before}\n{stale}\n{after}"), Safety::Unsafe);
        assert!(mended.before.findings.iter().any(|finding| finding.rule == rule), "{rule}");
        assert!(!rules(&mended).contains(&"meta/stale-sha256"), "{rule}: {:?}", mended.plan.fixes);
    }
}

#[test]
fn an_ambiguous_archive_is_not_packed_again() {
    let litter = "[[zip.add]]\nname = '.DS_Store'";
    for (doubt, rule) in [
        ("[[zip.add]]\nname = 'module.json'\ntext = '{}'", "zip/duplicate-member"),
        ("[[zip.set]]\nmember = 'hello.so'\ncrc = 1", "zip/corrupt-member"),
        ("[zip.append]\ntext = 'x'", "zip/trailing-data"),
        ("[zip.prepend]\ntext = 'x'", "zip/prepended-data"),
        ("[zip]\ncut = 30", "zip/truncated"),
    ] {
        let recipe = if doubt.starts_with("[[") { format!("{doubt}\n{litter}") } else { doubt.to_owned() };
        let mended = mended(&recipe, Safety::Unsafe);
        assert!(mended.made.is_none() && mended.plan.fixes.is_empty(), "{rule}");
        assert!(mended.plan.doubts.iter().any(|doubt| doubt.starts_with(rule)), "{rule}: {:?}", mended.plan.doubts);
    }
}

#[test]
fn other_encodings_become_utf_8_and_the_text_stays() {
    for (encoding, what) in [("utf-16", "in UTF-8"), ("utf-8-sig", "byte order mark")] {
        let mended = mended(&format!("encoding = '{encoding}'"), Safety::Safe);
        assert!(mended.plan.fixes[0].what.contains(what), "{:?}", mended.plan.fixes);
        let plain: serde_json::Value = serde_json::from_str(crate::testkit::METADATA).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&metadata(&mended)).unwrap(), plain);
    }
}

#[test]
fn surrogates_written_as_bytes_keep_a_text_from_being_changed() {
    let text = "7b2261223a22eda080222c226361706162696c6974696573223a5b2261222c2261225d7d";
    let mended = mended(&format!("metadata = {{ hex = '{text}' }}"), Safety::Unsafe);
    assert!(mended.plan.text.is_none());
    assert!(why(&mended, "meta/duplicate-capability").contains("surrogates"));
}

#[test]
fn a_key_that_stands_twice_leaves_open_what_is_claimed() {
    let text = format!("{{\"sha256\": \"{}\", \"sha256\": \"{}\"}}", "0".repeat(64), "1".repeat(64));
    let mended = mended(&format!("metadata = {{ text = '{text}' }}"), Safety::Unsafe);
    assert!(mended.plan.text.is_none());
    assert!(why(&mended, "meta/stale-sha256").contains("meta/duplicate-key"));
}

#[test]
fn the_same_input_makes_the_same_bytes_whatever_its_order_and_time() {
    let one = mended("[[zip.add]]\nname = '.DS_Store'\n[[zip.set]]\nmember = 'hello.so'\ndate = 0x5a22", Safety::Safe);
    let other = mended("[[zip.add]]\nname = 'Thumbs.db'\nfirst = true", Safety::Safe);
    assert_eq!(bytes(&one), bytes(&other));
}
