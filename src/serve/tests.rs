//! The calls as functions: state, verdicts and answers without sockets.

use super::answer::Answer;
use super::calls::{self, Deletion, Upload};
use super::object;
use super::routes::{Call, rows};
use super::state::{Change, Fixed, State};
use crate::bundle::Bundle;
use crate::cluster::{self, Database, Node, Snapshot};
use crate::endpoint::Endpoint;
use crate::input::{Input, Options, Source};
use crate::load;
use crate::target::{find, targets};
use crate::testkit::{METADATA, fixture};
use crate::verdict;
use serde_json::{Value, json};

fn nodes() -> Vec<Node> {
    vec![Node { uid: "1".to_owned(), os: Some("rhel9".to_owned()), arch: Some("x86_64".to_owned()) }]
}

/// A cluster of a line.
struct Cluster {
    fixed: Fixed,
    state: State,
}

impl Cluster {
    fn of(line: &str, snapshot: Snapshot) -> Self {
        let snapshot = Snapshot { nodes: nodes(), ..snapshot };
        let mut state = State::default();
        state.apply(State::first(&snapshot));
        Self { fixed: Fixed::new(find(line).unwrap(), &snapshot), state }
    }

    fn upload(&mut self, endpoint: Endpoint, recipe: &str) -> Answer {
        let bundle = bundle(recipe);
        let nodes = calls::nodes_of(&self.fixed, endpoint, 0);
        let known = self.state.snapshot(&self.fixed, object::identity(&bundle), nodes);
        let verdict = calls::judge(&bundle, endpoint, known, &self.fixed, &Options::default());
        let upload = Upload { bundle: &bundle, endpoint, node: 0, file: None };
        let (answer, change) = upload.answer(&mut self.state, &self.fixed, &verdict, false);
        self.state.apply(change);
        answer
    }

    fn take(&mut self, result: (Answer, Change)) -> Answer {
        self.state.apply(result.1);
        result.0
    }

    fn delete(&mut self, uid: &str, how: Deletion) -> Answer {
        let result = calls::delete(&mut self.state, &self.fixed, uid, how);
        self.take(result)
    }
}

fn bundle(recipe: &str) -> Bundle {
    let kind = if recipe.starts_with('{') { "json" } else { "toml" };
    let source = Source::Bytes(fixture(kind, recipe).bytes);
    load::upload(&Input { path: "module.zip".to_owned(), source }, &Options::default().limits)
}

fn list(state: &State) -> Value {
    serde_json::from_slice(&calls::modules(state)).unwrap()
}

fn uid(answer: &Answer) -> String {
    answer.body["uid"].as_str().unwrap().to_owned()
}

#[test]
fn an_accepted_module_is_listed_and_refused_when_it_comes_again() {
    let mut cluster = Cluster::of("7.22", Snapshot::default());
    let taken = cluster.upload(Endpoint::V2, "{}");
    assert_eq!(taken.status, 200);
    let action = calls::get_action(&cluster.state, taken.body["action_uid"].as_str().unwrap());
    assert_eq!(action.body["module_uid"], taken.body["uid"]);
    assert_eq!(list(&cluster.state).as_array().unwrap().len(), 1);
    let again = cluster.upload(Endpoint::V1, "{}");
    assert_eq!((again.status, again.code()), (400, Some("module_exists")));
    assert_eq!(again.said.unwrap().because, ["compat/module-exists"]);
    assert_eq!(cluster.delete(&uid(&taken), Deletion::V2).status, 200);
    assert_eq!(cluster.upload(Endpoint::V1, "{}").status, 200);
}

#[test]
fn the_snapshot_of_the_state_is_what_its_own_answers_say() {
    for (line, os) in [("6.4", "rhel9"), ("7.2", "rhel8"), ("7.22", "rhel9"), ("8.2", "rhel9")] {
        let mut cluster = Cluster::of(line, Snapshot { allow_modules_upload: Some(true), ..Snapshot::default() });
        let endpoint = if line == "8.2" { Endpoint::UserDefined } else { Endpoint::V2 };
        let recipe = json!({"min_redis_pack_version": "6.0", "operating_systems": [os]});
        let taken = cluster.upload(endpoint, &recipe.to_string());
        assert_eq!(taken.status, 200, "{line} {taken:?}");
        let own = cluster.state.snapshot(&cluster.fixed, ("hello", None), &cluster.fixed.nodes);
        let said = [
            ("modules.json", Answer::shared(calls::modules(&cluster.state))),
            ("nodes.json", calls::nodes(&cluster.fixed)),
            ("cluster.json", calls::cluster(&cluster.state, &cluster.fixed)),
            ("capabilities.json", calls::capabilities(&cluster.fixed)),
        ];
        let said = said.map(|(name, answer)| (name.to_owned(), answer.bytes().to_vec()));
        let read = cluster::read(&said).unwrap();
        assert_eq!((read.modules, read.nodes, read.version), (own.modules, own.nodes, own.version), "{line}");
        let sorted = |names: Option<Vec<String>>| {
            names.map(|mut names| {
                names.sort();
                names
            })
        };
        assert_eq!(sorted(read.capabilities), sorted(own.capabilities), "{line}");
        if line == "8.2" {
            assert_eq!(read.allow_modules_upload, own.allow_modules_upload);
        }
    }
}

#[test]
fn what_is_in_use_or_has_dependencies_stays() {
    let database = Database {
        uid: "1".to_owned(),
        name: "db".to_owned(),
        redis: None,
        is_memcached: false,
        modules: vec![("hello".to_owned(), Some("1.2.3".to_owned()))],
        needs: Vec::new(),
    };
    let snapshot = Snapshot { databases: Some(vec![database]), ..Snapshot::default() };
    let mut cluster = Cluster::of("8.0", Snapshot { modules: Some(Vec::new()), ..snapshot });
    let listed = cluster::Installed {
        name: "hello".to_owned(),
        version: Some(10_203),
        semantic_version: Some("1.2.3".to_owned()),
        compatible_redis_version: None,
        platforms: None,
    };
    cluster.state.apply(State::first(&Snapshot { modules: Some(vec![listed]), ..Snapshot::default() }));
    let uid = list(&cluster.state)[0]["uid"].as_str().unwrap().to_owned();
    let refused = cluster.delete(&uid, Deletion::UserDefined);
    assert_eq!((refused.status, refused.code()), (406, Some("module_in_use")));
    let mut cluster = Cluster::of("7.22", Snapshot::default());
    let url = "https://example.com/a.tgz";
    let dependencies = json!({"dependencies": {"a": {"url": url, "sha256": "0".repeat(64)}}});
    let taken = cluster.upload(Endpoint::V2, &dependencies.to_string());
    let uid = self::uid(&taken);
    let refused = cluster.delete(&uid, Deletion::V1);
    assert_eq!((refused.status, refused.code()), (406, Some("dependencies_not_supported")));
    assert_eq!(cluster.delete(&uid, Deletion::V2).status, 200);
    assert_eq!(cluster.delete(&uid, Deletion::V1).status, 404);
}

#[test]
fn the_gate_opens_with_the_setting() {
    let mut cluster = Cluster::of("8.2", Snapshot::default());
    for endpoint in [Endpoint::UserDefined, Endpoint::Artifact] {
        let refused = cluster.upload(endpoint, "{}");
        assert_eq!((refused.status, refused.code()), (403, Some("modules_upload_disabled")));
    }
    for body in ["[]", "x", "{\"name\": \"y\"}", "{\"allow_modules_upload\": 1}"] {
        assert_eq!(calls::set_cluster(&mut cluster.state, &cluster.fixed, body.as_bytes()).0.status, 400, "{body}");
    }
    let on = calls::set_cluster(&mut cluster.state, &cluster.fixed, b"{\"allow_modules_upload\": true}");
    assert_eq!(cluster.take(on).body["allow_modules_upload"], json!(true));
    for endpoint in [Endpoint::UserDefined, Endpoint::Artifact] {
        assert_eq!(cluster.upload(endpoint, "{}").status, 200);
    }
    assert_eq!(calls::artifacts(&cluster.state, 0).body[0]["version"], json!(10_203));
    assert_eq!(calls::artifacts(&cluster.state, 1).body, json!([]));
}

#[test]
fn an_upload_is_an_archive_whatever_it_looks_like() {
    let input = |bytes: &[u8]| Input { path: "module.zip".to_owned(), source: Source::Bytes(bytes.to_vec()) };
    let limits = Options::default().limits;
    for bytes in [b"{}".as_slice(), b"\x7fELF", b"module_name: x\n", b""] {
        let bundle = load::upload(&input(bytes), &limits);
        let mut cluster = Cluster::of("7.22", Snapshot::default());
        let known = cluster.state.snapshot(&cluster.fixed, ("", None), &nodes());
        let verdict = calls::judge(&bundle, Endpoint::V1, known, &cluster.fixed, &Options::default());
        let upload = Upload { bundle: &bundle, endpoint: Endpoint::V1, node: 0, file: None };
        let (answer, change) = upload.answer(&mut cluster.state, &cluster.fixed, &verdict, true);
        assert_eq!((answer.status, answer.code(), change.len()), (400, Some("invalid_module"), 0));
    }
    let bundle = load::body(&input(&fixture("json", "{}").bytes), &limits);
    let cluster = Cluster::of("8.0", Snapshot::default());
    let known = cluster.state.snapshot(&cluster.fixed, ("", None), &nodes());
    let verdict = calls::judge(&bundle, Endpoint::UserDefined, known, &cluster.fixed, &Options::default());
    assert_ne!(verdict.outcome, verdict::Answer::Accepted);
}

#[test]
fn a_change_that_is_taken_back_leaves_nothing() {
    let mut state = State::default();
    let before = format!("{state:?}");
    let value = || Some(json!({"module_name": "x", "list": [1, "two", {"three": 3}]}));
    state.apply(vec![("module/1".to_owned(), value()), ("file/module/1/".to_owned(), Some(json!("sum")))]);
    state.apply(vec![("module/1".to_owned(), value())]);
    assert_eq!(state.of_version("x", None).count(), 1);
    state.apply(vec![("module/1".to_owned(), None), ("file/module/1/".to_owned(), None)]);
    assert_eq!(format!("{state:?}"), before);
}

#[test]
fn every_upload_of_the_data_has_a_row_on_every_line() {
    for target in targets() {
        let rows = rows(&target);
        for endpoint in Endpoint::UPLOADS {
            let path = endpoint.path().trim_start_matches("POST ");
            let (_, _, call) = rows.iter().find(|(method, at, _)| *at == path && *method == "POST").unwrap();
            let has = target.has_endpoint(endpoint.path());
            assert_eq!(*call, if has { Call::Upload(endpoint) } else { Call::Missing(endpoint) }, "{}", target.line);
        }
        let deletes = |path: &str| rows.iter().any(|(method, at, _)| *at == path && *method == "DELETE");
        assert_eq!(deletes("/v2/modules/{uid}"), !target.is_from_8());
        assert_eq!(deletes("/v2/modules/user-defined/{uid}"), target.is_from_8());
    }
}

#[test]
fn what_no_json_writer_can_say_is_left_out_of_objects() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let odd = format!("{{\"author\": 1, \"email\": \"\\ud800\", \"crdb\": {{\"a\": {deep}}},");
    let known = ["author", "email", "crdb"].iter().fold(METADATA.to_owned(), |text, key| text.replace(key, "x"));
    let recipe = format!("metadata = {{ text = '''{}''' }}", known.replacen('{', &odd, 1));
    let mut cluster = Cluster::of("7.22", Snapshot::default());
    let taken = cluster.upload(Endpoint::V2, &recipe);
    assert_eq!(taken.status, 200, "{taken:?}");
    assert_eq!((taken.body.get("author"), taken.body.get("crdb")), (None, None));
    assert_eq!(taken.body["email"], Value::String("\\ud800".to_owned()));
}

#[test]
fn a_few_modules_of_a_name_decide_as_all_of_them_do() {
    let mut cluster = Cluster::of("7.22", Snapshot::default());
    for recipe in
        ["{\"version\": 10100}", "{\"version\": 10200}", "{\"version\": 1e30, \"semantic_version\": \"9.9.9\"}", "{}"]
    {
        assert_eq!(cluster.upload(Endpoint::V2, recipe).status, 200, "{recipe}");
    }
    let uids = list(&cluster.state);
    let all: Vec<_> =
        uids.as_array().unwrap().iter().filter_map(|m| cluster::installed(m.as_object().unwrap())).collect();
    assert_eq!(all.len(), 4);
    let recipes = [
        "{}",
        "{\"version\": 10200}",
        "{\"version\": 10300}",
        "{\"version\": \"10200\"}",
        "{\"version\": 1e30}",
        "{\"version\": 10300, \"semantic_version\": \"9.9.9\"}",
        "{\"module_name\": \"other\"}",
        "{\"version\": 10200, \"operating_systems\": [\"rhel8\"]}",
    ];
    for recipe in recipes {
        let bundle = bundle(recipe);
        let few = cluster.state.snapshot(&cluster.fixed, object::identity(&bundle), &cluster.fixed.nodes);
        let whole = Snapshot { modules: Some(all.clone()), ..few.clone() };
        let judge = |known| calls::judge(&bundle, Endpoint::V1, known, &cluster.fixed, &Options::default());
        let (of_few, of_all) = (judge(few), judge(whole));
        assert_eq!(format!("{of_few:?}"), format!("{of_all:?}"), "{recipe}");
    }
}

#[test]
fn an_artifact_is_known_by_its_own_name_and_version() {
    let mut cluster = Cluster::of("8.0", Snapshot::default());
    for recipe in ["{\"version\": 1e30}", "{\"version\": 2e30}", "{\"module_name\": \"a/b\"}", "{}", "{}"] {
        assert_eq!(cluster.upload(Endpoint::Artifact, recipe).status, 200, "{recipe}");
    }
    assert_eq!(calls::artifacts(&cluster.state, 0).body.as_array().unwrap().len(), 4);
    for (name, version, status) in
        [("a/b", "10203", 200), ("a", "b/10203", 404), ("hello", "10203", 200), ("hello", "0", 404)]
    {
        let result = calls::delete_artifact(&cluster.state, 0, name, version);
        assert_eq!(cluster.take(result).status, status, "{name} {version}");
    }
    // two that differ beyond what an integer holds are two modules
    let mut cluster = Cluster::of("7.22", Snapshot::default());
    for recipe in ["{\"version\": 1e30}", "{\"version\": 2e30, \"semantic_version\": \"7.7.7\"}"] {
        assert_eq!(cluster.upload(Endpoint::V2, recipe).status, 200, "{recipe}");
    }
    assert_eq!(list(&cluster.state).as_array().unwrap().len(), 2);
}
