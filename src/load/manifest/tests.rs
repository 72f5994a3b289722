//! Facts of manifests: values, places, comments, templates, and what would be packed.

use super::*;
use crate::bundle::json::Position;
use crate::checks::wording::compact;

fn manifest(text: &str) -> (Manifest, Option<Metadata>) {
    read("ramp.yml", text.as_bytes(), &Limits::default()).expect("no bomb")
}

fn packed(text: &str, name: &str) -> String {
    let (_, packed) = manifest(text);
    packed.unwrap().field(name).map_or("absent".to_owned(), |field| compact(field.value()))
}

#[test]
fn places_are_those_of_the_yaml_text() {
    let text = "a: é\nlicense:   'x y'  # why\ncapabilities:\n  - types\n  - flash\n\ncrdb: {a: [1,\n 2]}\n";
    let (manifest, _) = manifest(text);
    let place = |name: &str| {
        let place = manifest.written.field(name).unwrap().place;
        let start = usize::try_from(place.offset).unwrap();
        &text[start..start + usize::try_from(place.length).unwrap()]
    };
    assert_eq!([place("a"), place("license"), place("crdb")], ["é", "'x y'", "{a: [1,\n 2]}"]);
    assert!(place("capabilities").starts_with("- types") || place("capabilities").starts_with("types"));
    let item = &manifest.written.list("capabilities").unwrap()[1];
    assert_eq!(manifest.written.document.position(item.span.start), Position { line: 5, column: 5 });
    let comment = &manifest.comments[0];
    assert_eq!((comment.at.line, comment.text.as_str(), comment.is_alone), (2, "why", false));
}

#[test]
fn comments_are_no_part_of_scalars() {
    let text = "# one\na: 'x # no' #two\nb: |\n  # no\nc: x#no\n  # three: {{ no }}\nd: \"#\"\n";
    let (manifest, _) = manifest(text);
    let texts: Vec<&str> = manifest.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three: {{ no }}"]);
    assert!(manifest.templates.is_empty() && manifest.comments[0].is_alone);
}

#[test]
fn a_value_of_the_manifest_wins_over_the_default_and_what_the_module_says_over_both() {
    let text = "min_redis_version: \"7.4\"\nversion: 7\nx: 1\ncapabilities: [a]\ncapabilities: [b]\n";
    assert_eq!(packed(text, "min_redis_version"), "\"7.4\"");
    assert_eq!(packed(text, "compatible_redis_version"), "\"7.4\"");
    assert_eq!(packed(text, "capabilities"), "[\"b\"]");
    assert_eq!([packed(text, "version"), packed(text, "x")], ["absent", "absent"]);
    let (_, metadata) = manifest(text);
    let metadata = metadata.unwrap();
    assert!(metadata.is_open("version") && metadata.is_open("git_sha") && !metadata.is_open("x"));
    assert!(metadata.field("compatible_redis_version").unwrap().is_default());
    assert!(!metadata.field("min_redis_version").unwrap().is_default());
}

#[test]
fn merged_mappings_give_way_to_what_stands_beside_them() {
    let text = "crdb: &a {x: 1, y: 2}\nredis_args: {<<: *a, y: 3}\ncrdb: {<<: [{x: 4}, *a]}\n";
    assert_eq!(packed(text, "crdb"), "{\"y\": 2, \"x\": 4}");
    assert_eq!(
        manifest(text).0.written.field("redis_args").map(|f| compact(f.value())).unwrap(),
        "{\"x\": 1, \"y\": 3}"
    );
}

#[test]
fn a_dependency_of_this_machine_loses_its_path_and_gets_a_sum() {
    let text = "dependencies: {a: {local_path: /x}}\noptional-dependencies: [{name: b, url: u, sha256: s}]\n";
    assert!(packed(text, "dependencies").starts_with("{\"a\": {\"sha256\": \"0000"));
    assert_eq!(packed(text, "optional-dependencies"), "{\"b\": {\"url\": \"u\", \"sha256\": \"s\"}}");
}

#[test]
fn what_waits_for_a_template_is_open_and_the_rest_is_read() {
    let text = "display_name: {{ NAME }}\n{% if X %}\nlicense: MIT\n{% endif %}\nauthor: ${WHO}\nemail: a\n";
    let (manifest, metadata) = manifest(text);
    let metadata = metadata.unwrap();
    assert_eq!(manifest.templates.len(), 4);
    assert_eq!(manifest.unrendered, ["display_name", "author"]);
    assert!(metadata.is_open("display_name") && metadata.string("license").is_some());
}

#[test]
fn what_is_no_manifest_gives_no_metadata() {
    for text in ["", "- a\n", "x", "a: b: c\n", "a: 1\n---\nb: 2\n", "a: \u{1}\n", "a: !x y\n", "{[a]: b}\n", "a: =\n"]
    {
        assert!(manifest(text).1.is_none(), "{text}");
    }
    assert!(read("ramp.yml", b"a: \xff\n", &Limits::default()).unwrap().1.is_none());
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("license: é\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (manifest, packed) = read("ramp.yml", &bytes, &Limits::default()).unwrap();
    assert_eq!(packed.unwrap().string("license").unwrap().0, "é");
    let place = manifest.written.field("license").unwrap().place;
    assert_eq!((place.offset, place.length, place.start.unwrap().column), (20, 2, 10));
}

#[test]
fn a_bomb_is_left_unread() {
    let mut text = "a0: &a0 [xxxxxxxxxxxxxxxx, xxxxxxxxxxxxxxxx]\n".to_owned();
    for n in 1..40 {
        text.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1));
    }
    assert!(read("ramp.yml", text.as_bytes(), &Limits::default()).is_none());
}

#[test]
fn what_ends_the_packer_is_found() {
    for text in [
        "exclude_commands:\n",
        "overide_command: [1]\n",
        "add_command: 3\n",
        "redis_args: x\n",
        "dependencies: x\n",
        "dependencies: {a: {url: u}}\n",
        "optional-dependencies: [{name: a}]\n",
        "description: 2026-01-31\n",
    ] {
        assert!(!manifest(text).0.is_packed(), "{text}");
    }
    for text in ["exclude_commands: abc\n", "overide_command: [{}]\n", "add_command: {}\n", "dependencies: []\n"] {
        assert!(manifest(text).0.is_packed(), "{text}");
    }
}
