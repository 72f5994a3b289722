//! The served answers are those that the library predicts, and a line has its own requests.

use crate::ARTIFACTS;
use crate::bundles::{many, numbered};
use crate::client::{Client, Reply};
use crate::common::{say, skip};
use crate::server::{Server, ramplint};
use ramplint::endpoint::Endpoint;
use ramplint::verdict::Answer;
use ramplint::{Input, Options, Source};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn a_line_has_its_own_endpoints_and_no_others() {
    for target in ramplint::target::targets() {
        let server = Server::start(&["--target", &target.line, "--tls", "off"]);
        let mut client = Client::new(server.host());
        for endpoint in Endpoint::UPLOADS {
            let path = endpoint.path().trim_start_matches("POST ");
            let reply = client.upload(path, b"");
            let row = target.endpoint(endpoint.path()).unwrap();
            let missing = row.status.as_ref().map(|status| status.value);
            if target.has_endpoint(endpoint.path()) {
                assert!(![404, 405].contains(&reply.status), "{} {path}: {reply:?}", target.line);
            } else {
                assert_eq!(Some(reply.status), missing, "{} {path}", target.line);
            }
        }
        let old = !target.is_from_8();
        for (method, path, there) in [
            ("GET", "/v1/modules", true),
            ("HEAD", "/v1/modules", true),
            ("GET", "/v1/nodes", true),
            ("GET", "/v1/cluster/module-capabilities", true),
            ("PUT", "/v1/modules/x", false),
            ("PATCH", "/v1/modules", false),
            ("GET", ARTIFACTS, !old),
            ("GET", "/v1/bdbs", false),
            ("GET", "/", false),
            ("GET", "/v1/modules/", false),
            ("GET", "//v1/modules", false),
            ("GET", "/v1/modules/../nodes", false),
            ("GET", "/v1/%6dodules", false),
        ] {
            let reply = client.call(method, path, "text/plain", b"");
            assert_eq!(reply.status == 200, there, "{} {method} {path}: {}", target.line, reply.status);
            assert!(there || [404, 405].contains(&reply.status), "{} {method} {path}", target.line);
        }
        let allow = client.call("OPTIONS", "/v1/modules", "text/plain", b"");
        let expected = if old { "GET, HEAD, OPTIONS, POST" } else { "GET, HEAD, OPTIONS" };
        assert_eq!(allow.header("allow"), Some(expected), "{}", target.line);
    }
}

/// The options that make `check` ask the question that the server answers: its own answers are the snapshot.
fn asked(client: &mut Client, line: &str) -> Options {
    let paths = ["/v1/cluster", "/v1/nodes", "/v1/modules", "/v1/cluster/module-capabilities"];
    let mut save = |path: &str| {
        let name = format!("{}.json", path.rsplit('/').next().unwrap());
        (name, client.get(path).body)
    };
    let answers: Vec<(String, Vec<u8>)> = paths.iter().map(|path| save(path)).collect();
    let target = ramplint::target::find(line).unwrap();
    let mut options = Options { targets: vec![target], targets_named: true, ..Options::default() };
    options.endpoints = Endpoint::UPLOADS.to_vec();
    options.endpoints_named = true;
    options.know(ramplint::cluster::read(&answers).unwrap());
    options
}

/// Compares one answer with the predicted one; whether it was an acceptance.
fn agree(name: &str, options: &Options, input: &Input, endpoint: Endpoint, reply: &Reply) -> bool {
    let options = Options { endpoints: vec![endpoint], ..options.clone() };
    let report = ramplint::check(input, &options);
    let verdict = &report.verdicts[0];
    let place = format!("{name} at {} of {}: {verdict:?}, {reply:?}", endpoint.path(), verdict.target);
    assert_eq!(reply.header("x-ramplint-verdict"), Some(verdict.outcome.word()), "{place}");
    assert_eq!(reply.header("x-ramplint-because").unwrap_or_default(), verdict.because.join(", "), "{place}");
    assert_eq!(reply.header("x-ramplint-unless").unwrap_or_default(), verdict.unless.join(", "), "{place}");
    if let (Answer::Rejected, Some(message)) = (verdict.outcome, &verdict.message) {
        assert_eq!(reply.json()["description"], **message, "{place}");
    }
    match verdict.outcome {
        Answer::Accepted => assert_eq!(reply.status, 200, "{place}"),
        Answer::Unknown => assert_eq!(reply.status, 501, "{place}"),
        Answer::Rejected | Answer::Unavailable => {
            assert!(verdict.status.is_none_or(|status| status == reply.status), "{place}");
            let code = reply.code().unwrap();
            let is_own = code.starts_with("ramplint_");
            assert!(verdict.error_code.as_ref().map_or(is_own, |own| *own == code), "{place}");
        }
    }
    verdict.outcome == Answer::Accepted
}

/// Takes back what an upload left.
fn undo(client: &mut Client, endpoint: Endpoint, reply: &Reply) {
    let body = reply.json();
    let path = match endpoint {
        Endpoint::V2 | Endpoint::V1 => format!("/v2/modules/{}", body["uid"].as_str().unwrap()),
        Endpoint::UserDefined => format!("/v2/modules/user-defined/{}", body["uid"].as_str().unwrap()),
        _ => return,
    };
    assert_eq!(client.call("DELETE", &path, "text/plain", b"").status, 200, "{path}");
}

#[test]
fn the_server_answers_what_check_predicts() {
    let folder = tempfile::tempdir().unwrap();
    let Some(bundles) = many(folder.path(), 200) else { return skip("python3") };
    let (compared, accepted) = (AtomicU64::new(0), AtomicU64::new(0));
    let lines: Vec<String> = ramplint::target::targets().into_iter().map(|target| target.line).collect();
    let judged = Mutex::new(BTreeSet::new());
    let of_line = |line: &String| {
        let mut server = Server::start(&["--target", line, "--tls", "off", "--allow-modules-upload"]);
        let _log = server.log();
        let mut client = Client::new(server.host());
        let options = asked(&mut client, line);
        for (name, bytes) in &bundles {
            let source = Source::Bytes(bytes.clone());
            let input = Input { path: "module.zip".to_owned(), source };
            let is_archive = ramplint::load::load(&input, &options.limits).kind == ramplint::bundle::Kind::Bundle;
            for endpoint in Endpoint::UPLOADS {
                if !options.targets[0].has_endpoint(endpoint.path()) {
                    continue;
                }
                let path = endpoint.path().trim_start_matches("POST ");
                let (input, reply) = if endpoint == Endpoint::UserDefined {
                    let plan = ramplint::plan::plan(&input, &options, None);
                    let Some(Ok(body)) = plan.map(|plan| plan.body) else { continue };
                    let source = Source::Bytes(body.clone().into_bytes());
                    let reply = client.call("POST", path, "application/json", body.as_bytes());
                    (Input { path: "module.json".to_owned(), source }, reply)
                } else if is_archive {
                    (input.clone(), client.upload(path, bytes))
                } else {
                    continue;
                };
                if agree(name, &options, &input, endpoint, &reply) {
                    accepted.fetch_add(1, Ordering::Relaxed);
                    undo(&mut client, endpoint, &reply);
                }
                compared.fetch_add(1, Ordering::Relaxed);
                judged.lock().unwrap().insert(name.clone());
            }
        }
    };
    std::thread::scope(|scope| {
        for line in &lines {
            scope.spawn(|| of_line(line));
        }
    });
    let (compared, accepted, judged) =
        (compared.into_inner(), accepted.into_inner(), judged.into_inner().unwrap().len());
    say(&format!("agreement: {compared} answers about {judged} bundles, {accepted} of them acceptances"));
    assert!(judged >= 200 && accepted > 100 && compared > accepted, "{judged} {accepted} {compared}");
}

#[test]
fn another_platform_of_a_version_joins_it() {
    let server = Server::start(&["--target", "7.22", "--os", "rhel9", "--tls", "off"]);
    let mut client = Client::new(server.host());
    let first = client.upload("/v1/modules", &numbered(10_203, |_| {}));
    assert_eq!(first.status, 200, "{first:?}");
    let other = numbered(10_203, |metadata| metadata["operating_systems"] = json!(["rhel8"]));
    let second = client.upload("/v1/modules", &other);
    assert_eq!(second.status, 200, "{second:?}");
    assert_eq!(first.json()["uid"], second.json()["uid"]);
    let keys: Vec<String> = second.json()["platforms"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["rhel9/x86_64", "rhel8/x86_64"]);
    assert_eq!(client.upload("/v1/modules", &other).code().as_deref(), Some("module_exists"));
}

/// What `GET /v1/nodes` says of the systems.
fn systems(server: &Server) -> Vec<String> {
    let nodes = Client::new(server.host()).get("/v1/nodes").json();
    nodes.as_array().unwrap().iter().map(|node| node["os_version"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_server_begins_as_the_snapshot_says_unless_an_option_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let node = |uid: u32, family: &str, version: &str| {
        json!({"uid": uid, "software_version": "8.2.0-46", "os_family": family, "os_semantic_version": version,
            "os_version": format!("{family} {version}"), "architecture": "x86_64"})
    };
    let module = json!({"uid": "a", "module_name": "hello", "version": 10203, "semantic_version": "1.2.3"});
    let database = json!({"uid": 1, "name": "db", "version": "7.4",
        "module_list": [{"module_name": "hello", "semantic_version": "1.2.3"}]});
    for (name, value) in [
        ("cluster.json", json!({"allow_modules_upload": true})),
        ("nodes.json", json!([node(1, "rhel", "9"), node(2, "ubuntu", "22.04")])),
        ("modules.json", json!([module])),
        ("bdbs.json", json!([database])),
    ] {
        std::fs::write(folder.path().join(name), value.to_string()).unwrap();
    }
    let with = |arguments: &[&str]| {
        let common = ["--tls", "off", "--cluster", folder.path().to_str().unwrap()];
        [common.as_slice(), arguments].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let start = |arguments: &[&str]| {
        let all = with(arguments);
        Server::start_nodes(&all.iter().map(String::as_str).collect::<Vec<_>>(), 2)
    };
    let server = start(&[]);
    assert_eq!(systems(&server), ["rhel 9", "ubuntu 22"]);
    let mut client = Client::new(server.host());
    assert_eq!(client.get("/v1/cluster").json()["allow_modules_upload"], json!(true));
    let uid = client.get("/v1/modules").json()[0]["uid"].as_str().unwrap().to_owned();
    let path = format!("/v2/modules/user-defined/{uid}");
    assert_eq!(client.call("DELETE", &path, "text/plain", b"").code().as_deref(), Some("module_in_use"));
    assert_eq!(systems(&start(&["--os", "rhel8"])), ["rhel 8", "rhel 8"]);
    assert_eq!(systems(&start(&["--nodes", "2", "--target", "8.2"])), ["rhel 9", "rhel 9"]);
    let all = [vec!["serve".to_owned()], with(&["--target", "8.0"])].concat();
    let refused = ramplint(&all.iter().map(String::as_str).collect::<Vec<_>>()).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("`--target` asks for `8.0`"));
}
