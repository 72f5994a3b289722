//! The shapes that the reader takes, the contradictions that it names, and what is no answer at all.

use super::{Snapshot, read};

const CLUSTER: &str = r#"{"name": "east.example.com", "alert_settings": {}, "allow_modules_upload": true}"#;
const NODES: &str = r#"[
    {"uid": 1, "architecture": "x86_64", "os_family": "rhel", "os_semantic_version": "9.4", "software_version": "7.22.2-41"},
    {"uid": 2, "architecture": "arm64", "os_version": "Ubuntu 22.04.5 LTS", "software_version": "7.22.2-41", "rack_id": null}
]"#;
const MODULES: &str = r#"[{"uid": "aa", "module_name": "hello", "version": 10203.0, "semantic_version": "1.2.3",
    "platforms": {"rhel9/x86_64": {"sha256": "00"}}, "capabilities": ["types"]}]"#;
const CAPABILITIES: &str = r#"{"all_capabilities": [{"name": "types", "desc": "x"}, {"name": "flash", "desc": "y"}]}"#;
const DATABASES: &str = r#"[{"uid": 1, "name": "cache", "type": "redis", "redis_version": "7.4", "memory_size": 1}]"#;

fn files(parts: &[(&str, &str)]) -> Result<Snapshot, String> {
    let parts: Vec<(String, Vec<u8>)> =
        parts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    read(&parts)
}

fn error(parts: &[(&str, &str)]) -> String {
    let error = files(parts).unwrap_err();
    assert!(!error.chars().any(char::is_control), "{error:?}");
    assert_eq!(error.matches('`').count() % 2, 0, "{error}");
    error
}

fn whole() -> Snapshot {
    files(&[("1", CLUSTER), ("2", NODES), ("3", MODULES), ("4", CAPABILITIES), ("5", DATABASES)]).unwrap()
}

#[test]
fn five_files_with_any_names_give_all_facts() {
    let snapshot = whole();
    assert_eq!(snapshot.version.as_deref(), Some("7.22.2-41"));
    assert_eq!(snapshot.allow_modules_upload, Some(true));
    let nodes: Vec<_> = snapshot.nodes.iter().map(|n| (n.uid.as_str(), n.os.as_deref(), n.arch.as_deref())).collect();
    assert_eq!(nodes, [("1", Some("rhel9"), Some("x86_64")), ("2", Some("ubuntu22"), Some("aarch64"))]);
    assert_eq!(snapshot.capabilities.unwrap(), ["flash", "types"]);
    let modules = snapshot.modules.unwrap();
    assert_eq!((modules[0].name.as_str(), modules[0].version), ("hello", Some(10203)));
    assert_eq!(modules[0].platforms.as_ref().unwrap(), &[("rhel9".to_owned(), "x86_64".to_owned())]);
    assert_eq!(snapshot.databases.unwrap()[0].redis.as_deref(), Some("7.4"));
}

#[test]
fn one_file_may_hold_them_all() {
    let (names, paths) = (
        ["cluster", "nodes", "modules", "module-capabilities", "bdbs"],
        [
            "GET /v1/cluster",
            "/v1/nodes",
            "https://cluster.example.com:9443/v1/modules",
            "/v1/cluster/module-capabilities",
            "GET /v1/bdbs?fields=uid,name",
        ],
    );
    let texts = [CLUSTER, NODES, MODULES, CAPABILITIES, DATABASES];
    for keys in [names, paths] {
        let entries: Vec<String> = keys.iter().zip(texts).map(|(key, text)| format!("{key:?}: {text}")).collect();
        let object = format!("{{\"taken\": \"2026-08-21\", \"license\": null, {}}}", entries.join(", "));
        assert_eq!(files(&[("all.json", &object)]).unwrap(), whole(), "{object}");
    }
    let array = format!("[{}]", texts.join(", "));
    assert_eq!(files(&[("all.json", &array)]).unwrap(), whole());
    let lines = texts.map(|text| text.replace('\n', " ")).join("\n");
    assert_eq!(files(&[("all.ndjson", &lines)]).unwrap(), whole());
    let inner = r#"{"all_capabilities": [{"name": "types"}], "modules": []}"#;
    let snapshot = files(&[("x", inner)]).unwrap();
    assert_eq!((snapshot.capabilities, snapshot.modules), (Some(vec!["types".to_owned()]), Some(Vec::new())));
}

#[test]
fn a_single_object_counts_as_a_list_of_one_and_an_empty_list_as_none_of_them() {
    let node = r#"{"uid": 1, "os_version": "Amazon Linux 2023", "software_version": "8.0.20-68"}"#;
    let snapshot = files(&[("n.json", node)]).unwrap();
    assert_eq!(snapshot.nodes[0].os.as_deref(), Some("amzn2023"));
    assert_eq!((snapshot.modules, snapshot.databases), (None, None));
    assert_eq!(files(&[("modules.json", "[]")]).unwrap().modules, Some(Vec::new()));
    assert_eq!(files(&[("v1_bdbs.json", "[]")]).unwrap().databases, Some(Vec::new()));
    assert!(error(&[("x.json", "[]")]).contains("does not say of what"));
    // a name that misleads yields to what is inside
    assert!(files(&[("nodes.json", MODULES)]).unwrap().modules.is_some());
    assert_eq!(files(&[("cluster.json", r#"{"name": "x"}"#)]).unwrap().allow_modules_upload, None);
}

#[test]
fn marks_and_wide_text_of_other_systems_are_read() {
    let marked = format!("\u{feff}{NODES}");
    assert_eq!(files(&[("x", &marked)]).unwrap().nodes.len(), 2);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(NODES.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&[("x".to_owned(), wide)]).unwrap().nodes.len(), 2);
}

#[test]
fn null_missing_and_unknown_keys_are_passed_over() {
    let odd = r#"{"nodes": [null, {"uid": 1, "os_version": null, "software_version": null, "new": {"a": [1e3]}}],
        "bdbs": [{"uid": 1, "module_list": null, "memory_size": 1}], "capabilities": null}"#;
    let snapshot = files(&[("x.json", odd)]).unwrap();
    assert_eq!((snapshot.version, snapshot.nodes.len(), snapshot.capabilities), (None, 1, None));
}

#[test]
fn what_is_needed_and_of_a_wrong_type_is_named_with_its_place() {
    let wrong = r#"{"bdbs": [{"uid": 1, "memory_size": 1, "module_list": "hello"}]}"#;
    assert_eq!(
        error(&[("all.json", wrong)]),
        "all.json, `bdbs`, item 1: `module_list` is the string `hello`, expected a list"
    );
    let wrong = r#"[{"uid": "a", "module_name": "x", "version": "1.2"}]"#;
    assert!(error(&[("m.json", wrong)]).ends_with("`version` is the string `1.2`, expected an integer"));
    assert!(error(&[("c", r#"{"allow_modules_upload": "yes"}"#)]).contains("expected true or false"));
    assert!(error(&[("n", r#"{"uid": 1, "software_version": "newest"}"#)]).contains("expected a build"));
    assert!(error(&[("n", r#"{"uid": [], "software_version": "8.0.2-17"}"#)]).contains("`uid` is a list"));
}

#[test]
fn a_rolling_upgrade_is_named_with_both_places() {
    let mixed = NODES.replacen("7.22.2-41", "8.0.2-17", 1);
    let error = error(&[("nodes.json", &mixed)]);
    for word in ["`8.0.2-17` in nodes.json, item 1", "`7.22.2-41` in nodes.json, item 2", "rolling upgrade", "again"] {
        assert!(error.contains(word), "{error}");
    }
    let cluster = r#"{"cluster": {"name": "x", "software_version": "8.0.2-17"}}"#;
    assert!(files(&[("a.json", cluster), ("nodes.json", NODES)]).unwrap_err().contains("two builds"));
    let coarse = cluster.replace("8.0.2-17", "7.22.2");
    let snapshot = files(&[("a.json", &coarse), ("nodes.json", NODES)]).unwrap();
    assert_eq!(snapshot.version.as_deref(), Some("7.22.2-41"));
}

#[test]
fn other_contradictions_are_named_with_both_places() {
    let error = |a: &str, b: &str| error(&[("a.json", a), ("b.json", b)]);
    let text = error(CLUSTER, &CLUSTER.replace("true", "false"));
    assert_eq!(text, "`allow_modules_upload` is `true` in a.json and `false` in b.json");
    let text = error(CLUSTER, &CLUSTER.replace("east", "west"));
    assert!(text.contains("`east.example.com` in a.json and `west.example.com` in b.json"), "{text}");
    let text = error(DATABASES, &DATABASES.replace("7.4", "7.2"));
    assert_eq!(text, "two databases with the uid `1` differ in `redis_version`: a.json, item 1 and b.json, item 1");
    assert!(error(MODULES, &MODULES.replace("1.2.3", "1.2.4")).contains("two modules with the uid `aa`"));
    assert!(error(NODES, &NODES.replace("arm64", "x86_64")).contains("two nodes with the uid `2`"));
    assert!(error(CAPABILITIES, &CAPABILITIES.replace("flash", "crdb")).contains("capabilities differ in `"));
    // the same twice is no contradiction
    assert_eq!(files(&[("a", NODES), ("b", NODES)]).unwrap().nodes.len(), 2);
}

#[test]
fn a_key_with_two_values_is_a_contradiction_too() {
    let text = r#"{"name": "x", "allow_modules_upload": true, "allow_modules_upload": false}"#;
    assert!(error(&[("c.json", text)]).contains("the key `allow_modules_upload` is there twice"));
    assert!(files(&[("c.json", r#"{"name": "x", "name": "x"}"#)]).is_err(), "only its name says nothing");
    assert!(files(&[("cluster.json", r#"{"name": "x", "name": "x"}"#)]).is_ok());
}

#[test]
fn what_is_no_answer_is_called_what_it_looks_like() {
    for (text, word) in [
        ("", "an empty file"),
        (" \n", "an empty file"),
        ("<!doctype html><title>Log in</title>", "HTML"),
        ("HTTP/1.1 200 OK\r\n\r\n[]", "headers"),
        ("PK\x03\x04", "a zip archive"),
        ("42", "the number `42`"),
        ("null", "null"),
        ("\"x\"", "the string `x`"),
        ("{}", "an empty object"),
        ("{\"a\": 1}", "an object with `a`"),
        ("[[[[[[]]]]]]", "a list in a list"),
        ("[{\"uid\": 1, \"software_version\": \"8.0.2-17\"}, 3]", "item 2 is no answer of a cluster: the number `3`"),
        ("{\"uid\": 1,", "no JSON"),
        (
            "{\"error_code\": \"invalid_credentials\", \"description\": \"no\"}",
            "its refusal: `invalid_credentials`, `no`",
        ),
        ("{\"message\": \"Unauthorized\"}", "its refusal: `Unauthorized`"),
        ("{\"nodes\": {\"error_code\": \"x\"}}", "`nodes` is no answer of a cluster but its refusal"),
        (crate::testkit::METADATA, "the module.json of a bundle"),
        ("{\"bdbs\": null}", "none of the five answers"),
    ] {
        let error = error(&[("x.json", text)]);
        assert!(error.contains(word), "{text:?}: {error}");
    }
    assert!(read(&[]).is_err());
}

#[test]
fn hostile_texts_are_refused_and_escaped() {
    let deep = "[".repeat(100_000);
    assert!(error(&[("x", &deep)]).contains("recursion limit"));
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(error(&[("x", &deep)]).contains("recursion limit"));
    let many = format!("[{}0]", "0,".repeat(4_100_000));
    assert!(error(&[("x", &many)]).contains("too many values"));
    for number in ["1e999", "-1e999", "99999999999999999999999999", "1e30"] {
        let text = format!("{{\"module_name\": \"x\", \"version\": {number}}}");
        assert!(files(&[("x", &text)]).is_err(), "{number}");
    }
    let evil = "\u{1b}[31m\u{202e}`\n";
    let key = serde_json::to_string(evil).unwrap();
    error(&[(evil, "{}")].map(|(name, text)| (name, text)));
    error(&[("x", &format!("{{{key}: 1}}"))]);
    error(&[("x", &format!("{{{key}: 1, {key}: 2}}"))]);
    error(&[("x", &format!("{{\"error_code\": {key}}}"))]);
    error(&[("x", &format!("{{\"uid\": 1, \"software_version\": {key}}}"))]);
    error(&[("x", &format!("{{\"module_name\": 1, \"uid\": {key}}}"))]);
    assert!(read(&[("x".to_owned(), vec![0xff, 0xfe, 0x00])]).is_err());
    assert!(read(&[("x".to_owned(), vec![b'{', 0xff])]).unwrap_err().contains("neither UTF-8"));
}

#[test]
fn a_node_that_the_data_do_not_know_is_kept_and_named() {
    let node =
        r#"[{"uid": 3, "os_version": "Debian GNU/Linux 12", "architecture": "riscv64"}, {"uid": 4, "cores": 1}]"#;
    let snapshot = files(&[("nodes.json", node)]).unwrap();
    let first = &snapshot.nodes[0];
    assert_eq!((first.os.as_deref(), first.arch.as_deref()), (Some("debian12"), Some("riscv64")));
    assert_eq!((snapshot.nodes[1].os.as_ref(), snapshot.nodes[1].arch.as_ref()), (None, None));
    for (doubt, words) in snapshot.doubts.iter().zip([
        ["`3`", "`Debian GNU/Linux 12`", "`debian12`"],
        ["`3`", "architecture", "`riscv64`"],
        ["`4`", "does not say", "operating system"],
    ]) {
        assert!(words.iter().all(|word| doubt.contains(word)), "{doubt}");
    }
    assert_eq!(snapshot.doubts.len(), 3);
    assert!(whole().doubts.is_empty());
}

#[test]
fn settings_of_a_cluster_may_stand_beside_its_lists() {
    let flat = format!("{{\"allow_modules_upload\": true, \"nodes\": {NODES}, \"modules\": []}}");
    let snapshot = files(&[("x.json", &flat)]).unwrap();
    assert_eq!((snapshot.allow_modules_upload, snapshot.nodes.len()), (Some(true), 2));
    assert_eq!(snapshot.modules, Some(Vec::new()));
    let build = r#"{"software_version": "8.0.2-17", "nodes": [{"uid": 1, "os_version": "rhel9"}]}"#;
    assert_eq!(files(&[("x.json", build)]).unwrap().version.as_deref(), Some("8.0.2-17"));
    // the capabilities of a module are its own
    assert_eq!(files(&[("m", MODULES)]).unwrap().capabilities, None);
}

#[test]
fn one_node_has_one_uid_and_one_operating_system() {
    let text = NODES.replace("\"uid\": 1,", "\"uid\": \"1\",");
    assert_eq!(files(&[("a.json", NODES), ("b.json", &text)]).unwrap().nodes.len(), 2);
    let text = error(&[("n", r#"[{"uid": 1, "os_family": "rhel", "os_version": "Ubuntu 22.04"}]"#)]);
    assert_eq!(text, "n, item 1: the operating system is `rhel` and `Ubuntu 22.04`");
}
