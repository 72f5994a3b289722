//! `ramplint serve` as clients meet it: sessions, agreement with `check`, load, bad requests, and death.
#![cfg(feature = "serve")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

#[path = "serve/bundles.rs"]
mod bundles;
#[path = "serve/client.rs"]
mod client;
#[allow(dead_code, reason = "other tests need the packer")]
mod common;
#[path = "serve/server.rs"]
mod server;

use bundles::{many, numbered};
use client::{Client, Reply, form, form_type};
use common::{say, skip};
use ramplint::endpoint::Endpoint;
use ramplint::verdict::Answer;
use ramplint::{Input, Options, Source};
use serde_json::{Value, json};
use server::{Server, ramplint};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const REAL: &str = "testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip";
const ARTIFACTS: &str = "/v2/local/modules/user-defined/artifacts";

/// What `curl` prints: the body, and the status on a line of its own.
fn curl(arguments: &[&str]) -> (u16, Value) {
    let mut command = Command::new("curl");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-k", "-s", "-w", "\n%{http_code}"]).args(arguments);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
}

fn has_curl() -> bool {
    let there = Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        skip("curl");
    }
    there
}

fn real() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL)).unwrap()
}

fn metadata_of(bundle: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("module.json").unwrap(), &mut text).unwrap();
    text
}

#[test]
fn a_session_with_curl_on_7_22() {
    if !has_curl() {
        return;
    }
    let server = Server::start(&["--target", "7.22", "--os", "rhel9", "--user", "admin@example.com:secret"]);
    let user = ["-u", "admin@example.com:secret"];
    let file = format!("module=@{REAL}");
    let call = |arguments: &[&str]| curl(&[user.as_slice(), arguments].concat());
    assert_eq!(curl(&[&server.url("/v1/modules")]).0, 401);
    assert_eq!(curl(&["-u", "admin@example.com:other", &server.url("/v1/modules")]).0, 401);
    assert_eq!(call(&[&server.url("/v1/modules")]), (200, json!([])));
    let (status, body) = call(&["-X", "POST", "-F", &file, &server.url("/v2/modules")]);
    assert_eq!((status, &body["module_name"], &body["version"]), (200, &json!("hello"), &json!(10203)));
    let action = body["action_uid"].as_str().unwrap();
    let (status, body) = call(&[&server.url(&format!("/v1/actions/{action}"))]);
    assert_eq!((status, &body["status"], &body["progress"]), (200, &json!("completed"), &json!("100")));
    let uid = body["module_uid"].as_str().unwrap().to_owned();
    let (status, body) = call(&[&server.url(&format!("/v1/modules/{uid}"))]);
    assert_eq!((status, &body["is_bundled"]), (200, &json!(false)));
    assert!(body["platforms"]["rhel9/x86_64"].is_object(), "{body}");
    let (status, body) = call(&["-F", &file, &server.url("/v1/modules")]);
    assert_eq!((status, &body["error_code"]), (400, &json!("module_exists")));
    assert_eq!(call(&["-X", "DELETE", &server.url(&format!("/v1/modules/{uid}"))]), (200, json!({})));
    assert_eq!(call(&["-X", "DELETE", &server.url(&format!("/v2/modules/{uid}"))]).0, 404);
    let (status, body) = call(&["-F", "other=x", &server.url("/v1/modules")]);
    assert_eq!((status, &body["error_code"]), (400, &json!("no_module")));
    assert_eq!(call(&["-F", &file, &server.url(ARTIFACTS)]).0, 404);
}

#[test]
fn a_session_with_curl_on_8_2() {
    if !has_curl() {
        return;
    }
    let server = Server::start(&["--target", "8.2", "--os", "rhel9", "--nodes", "2"]);
    let folder = tempfile::tempdir().unwrap();
    let metadata = folder.path().join("module.json");
    std::fs::write(&metadata, metadata_of(&real())).unwrap();
    let (file, metadata) = (format!("module=@{REAL}"), format!("@{}", metadata.display()));
    let config = |server: &Server| {
        let kind = "Content-Type: application/json";
        curl(&["-H", kind, "--data-binary", &metadata, &server.url("/v2/modules/user-defined")])
    };
    let (status, body) = config(&server);
    assert_eq!((status, &body["error_code"]), (403, &json!("modules_upload_disabled")));
    let (status, body) = curl(&["-F", &file, &server.url(ARTIFACTS)]);
    assert_eq!((status, &body["error_code"]), (403, &json!("modules_upload_disabled")));
    let on = r#"{"allow_modules_upload": true}"#;
    let (status, body) = curl(&["-X", "PUT", "-d", on, &server.url("/v1/cluster")]);
    assert_eq!((status, &body["allow_modules_upload"]), (200, &json!(true)));
    let (status, body) = config(&server);
    assert_eq!((status, &body["module_name"]), (200, &json!("hello")));
    let uid = body["uid"].as_str().unwrap().to_owned();
    assert_eq!(config(&server).1["error_code"], "module_exists");
    // each node has artifacts of its own
    assert_eq!(curl(&["-F", &file, &server.url(ARTIFACTS)]).0, 200);
    let (_, body) = curl(&[&server.url(ARTIFACTS)]);
    assert_eq!(body, json!([{"module_name": "hello", "version": 10203, "dependencies": []}]));
    assert_eq!(curl(&[&format!("{}{ARTIFACTS}", server.urls[1])]), (200, json!([])));
    let one = |version: &str| server.url(&format!("{ARTIFACTS}/hello/{version}"));
    for (version, status) in [("10204", 404), ("x", 404), ("10203", 200), ("10203", 404)] {
        assert_eq!(curl(&["-X", "DELETE", &one(version)]).0, status, "{version}");
    }
    let delete = || curl(&["-X", "DELETE", &server.url(&format!("/v2/modules/user-defined/{uid}"))]);
    assert_eq!(delete().0, 200);
    let (status, body) = delete();
    assert_eq!((status, &body["error_code"]), (404, &json!("module_delete_failed")));
    assert_eq!(curl(&["-F", &file, &server.url("/v1/modules")]).0, 405);
    assert_eq!(curl(&["-F", &file, &server.url("/v2/modules")]).0, 404);
}

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

/// Resident memory at its highest, in bytes.
fn peak(server: &Server) -> u64 {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{}/status", server.id())) else { return 0 };
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Uploads versions until `last`, or until the server is gone; gives the uids that were acknowledged.
fn hammer(host: &str, next: &AtomicU64, last: u64, acknowledged: &Mutex<BTreeSet<String>>) {
    let mut client = Client::new(host);
    loop {
        let version = next.fetch_add(1, Ordering::Relaxed) + 1;
        if version > last {
            return;
        }
        let bundle = numbered(version, |_| {});
        let body = form("module", &bundle);
        let Ok(reply) = client.try_call("POST", "/v2/modules", &form_type(), &body) else { return };
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        acknowledged.lock().unwrap().insert(reply.json()["uid"].as_str().unwrap().to_owned());
    }
}

fn listed(client: &mut Client) -> BTreeSet<String> {
    let body = client.get("/v1/modules").json();
    body.as_array().unwrap().iter().map(|module| module["uid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn many_clients_at_once_lose_nothing_and_take_bounded_memory() {
    let requests: u64 = std::env::var("RAMPLINT_REQUESTS").map_or(640, |text| text.parse().unwrap());
    let mut server = Server::start(&["--target", "7.22", "--os", "rhel9", "--tls", "off"]);
    let _log = server.log();
    let (next, acknowledged) = (AtomicU64::new(0), Mutex::new(BTreeSet::new()));
    let begun = std::time::Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| hammer(server.host(), &next, requests, &acknowledged));
        }
    });
    let took = begun.elapsed().as_secs_f64();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert_eq!(acknowledged.len() as u64, requests);
    assert_eq!(listed(&mut Client::new(server.host())), acknowledged);
    let peak = peak(&server) >> 20;
    say(&format!("load: {requests} uploads of 64 clients in {took:.1} s, {peak} MiB at most"));
    assert!(peak < 512, "{peak} MiB");
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_nothing_half_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments = ["--target", "7.22", "--os", "rhel9", "--tls", "off", "--data-dir", data.to_str().unwrap()];
    let (next, acknowledged) = (AtomicU64::new(0), Mutex::new(BTreeSet::new()));
    for round in 1..=4 {
        let mut server = Server::start(&arguments);
        let _log = server.log();
        let there = listed(&mut Client::new(server.host()));
        let known = acknowledged.lock().unwrap().clone();
        assert!(there.is_superset(&known), "round {round}: lost {:?}", known.difference(&there));
        // an upload that was under way may be there, whole, and unacknowledged
        assert!(there.len() <= known.len() + 8 * (round - 1), "round {round}");
        stored_files_are_whole(&data, there.len());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let (host, next, acknowledged) = (server.host(), &next, &acknowledged);
                scope.spawn(move || hammer(host, next, u64::MAX, acknowledged));
            }
            let goal = known.len() + 25;
            while acknowledged.lock().unwrap().len() < goal {
                std::thread::yield_now();
            }
            server.kill();
        });
    }
    say(&format!("kill: {} uploads acknowledged over 4 kills, none lost", acknowledged.lock().unwrap().len()));
}

fn stored_files_are_whole(data: &Path, modules: usize) {
    use sha2::Digest;
    assert_eq!(std::fs::read_dir(data.join("incoming")).unwrap().count(), 0);
    let mut files = 0;
    for entry in std::fs::read_dir(data.join("modules")).unwrap() {
        let path = entry.unwrap().path();
        let sum = sha2::Sha256::digest(std::fs::read(&path).unwrap());
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(path.file_stem().unwrap().to_str(), Some(sum.as_str()));
        files += 1;
    }
    assert_eq!(files, modules);
}

#[test]
fn bad_requests_are_answered_and_change_nothing() {
    let arguments =
        ["--target", "7.22", "--os", "rhel9", "--tls", "off", "--patience", "1", "--limit", "file-bytes=1M"];
    let mut server = Server::start(&arguments);
    let log = server.log();
    let host = server.host().to_owned();
    let client = || Client::new(&host);
    let good = real();
    let post = |kind: &str, body: &[u8]| client().call("POST", "/v2/modules", kind, body);
    let plain = "--x\r\nContent-Disposition: form-data; name=\"module\"\r\n\r\nPK\r\n--x--\r\n";
    for (what, reply, status, code) in [
        ("no form", post("application/zip", &good), 400, "no_module"),
        ("no boundary", post("multipart/form-data", &form("module", &good)), 400, "no_module"),
        ("another boundary", post("multipart/form-data; boundary=y", &form("module", &good)), 400, "no_module"),
        ("no end", post(&form_type(), &form("module", &good)[..700]), 400, "no_module"),
        ("a value", post("multipart/form-data; boundary=x", plain.as_bytes()), 400, "no_module"),
        ("another field", post(&form_type(), &form("modul", &good)), 400, "no_module"),
        ("nothing", post(&form_type(), b""), 400, "no_module"),
        ("no zip", post(&form_type(), &form("module", b"hello")), 400, "invalid_module"),
        ("a module file", post(&form_type(), &form("module", b"\x7fELF\x02\x01\x01")), 400, "invalid_module"),
        ("too large", post(&form_type(), &form("module", &vec![0; 3 << 20])), 413, "ramplint_too_large"),
        ("a head without end", post("multipart/form-data; boundary=x", &vec![b'a'; 4 << 20]), 400, "no_module"),
        ("no object", client().call("PUT", "/v1/cluster", "application/json", b"[1]"), 400, "ramplint_bad_request"),
    ] {
        assert_eq!((reply.status, reply.code().as_deref()), (status, Some(code)), "{what}");
    }
    // a client that goes silent, one that goes away, and one that never says what it wants
    let head = format!(
        "POST /v2/modules HTTP/1.1\r\nHost: x\r\nContent-Type: {}\r\nContent-Length: 9999\r\n\r\n",
        form_type()
    );
    let mut silent = client();
    silent.send(&[head.as_bytes(), &form("module", &good)[..600]].concat()).unwrap();
    assert_eq!(silent.reply().unwrap().status, 408);
    client().send(&[head.as_bytes(), &form("module", &good)[..600]].concat()).unwrap();
    let mut slow = client();
    slow.send(b"GET /v1/modules HTTP/1.1\r\nHost:").unwrap();
    let _ = slow.reply();
    let mut wide = client();
    let _ = wide.send(format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(1 << 20)).as_bytes());
    assert!(wide.reply().map_or(true, |reply| reply.status >= 400));
    assert_eq!(client().get("/v1/modules").json(), json!([]));
    assert_eq!(client().get("/v1/modules/%1b%5b2J%0a::error::x").status, 404);
    assert_eq!(client().upload("/v2/modules", &good).status, 200);
    server.kill();
    let log = log.join().unwrap();
    assert!(!log.contains('\u{1b}') && !log.lines().any(|line| line.starts_with("::")), "{log}");
    assert!(log.contains("node 1 POST /v2/modules 400 invalid_module: rejected because "), "{log}");
    assert!(log.contains("node 1 POST /v2/modules 200: accepted"), "{log}");
}

#[test]
fn users_see_what_they_may() {
    let users = ["--user", "a:secret", "--viewer", "v:look"];
    let server = Server::start(&[&["--target", "7.22", "--tls", "off"], users.as_slice()].concat());
    let call = |method: &str, header: &str| {
        let mut client = Client::new(server.host());
        client
            .send(format!("{method} /v1/modules HTTP/1.1\r\nHost: x\r\n{header}Content-Length: 0\r\n\r\n").as_bytes())
            .unwrap();
        client.reply().unwrap()
    };
    let refused = call("GET", "");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Basic realm=\"ramplint\"")));
    assert_eq!(call("GET", "Authorization: Basic YTpzZWNyZXQ=\r\n").status, 200);
    assert_eq!(call("GET", "Authorization: Basic djpsb29r\r\n").status, 200);
    assert_eq!(call("POST", "Authorization: Basic djpsb29r\r\n").status, 403);
    assert_eq!(call("POST", "Authorization: Basic YTpzZWNyZXQ=\r\n").status, 400);
    for header in ["Basic", "Basic !", "Bearer YTpzZWNyZXQ=", "Basic YTpzZWNyZXR4"] {
        assert_eq!(call("GET", &format!("Authorization: {header}\r\n")).status, 401, "{header}");
    }
}

#[test]
fn requests_and_answers_are_recorded_without_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record");
    let user = ["--user", "a:secret", "--record", path.to_str().unwrap()];
    let server = Server::start(&[&["--target", "7.22", "--os", "rhel9", "--tls", "off"], user.as_slice()].concat());
    let body = form("module", &real());
    let head = format!(
        "POST /v2/modules HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YTpzZWNyZXQ=\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        form_type(),
        body.len()
    );
    let mut client = Client::new(server.host());
    client.send(&[head.as_bytes(), &body].concat()).unwrap();
    let reply = client.reply().unwrap();
    assert_eq!(reply.status, 200);
    let text = std::fs::read_to_string(path.join("000001.json")).unwrap();
    assert!(!text.contains("YTpzZWNyZXQ"), "{text}");
    let entry: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(entry["answer"]["body"], reply.json());
    assert_eq!(entry["verdict"]["outcome"], "accepted");
    let sum = entry["request"]["body"]["sha256"].as_str().unwrap();
    assert_eq!(std::fs::read(path.join(format!("{sum}.body"))).unwrap(), real());
}

#[test]
fn other_machines_are_let_in_only_when_somebody_says_so() {
    let refused = ramplint(&["serve", "--target", "7.22", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("`--allow-remote`"));
    for arguments in [["--target", "newest"], ["--os", "plan9"], ["--tls", "x"], ["--user", "nobody"]] {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        if arguments[0] != "--target" {
            all.extend(["--target", "7.22"]);
        }
        all.extend(arguments);
        assert_eq!(ramplint(&all).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_session_with_python() {
    const SESSION: &str = r#"
import sys, requests
api, path, cert = sys.argv[1:]
s = requests.Session()
s.auth, s.verify = ("a@b.c", "secret"), cert
r = s.post(api + "/v2/modules", files={"module": ("x.zip", open(path, "rb"), "application/zip")})
assert r.status_code == 200, r.text
action = s.get(api + "/v1/actions/" + r.json()["action_uid"]).json()
assert action["status"] == "completed", action
uid = action["module_uid"]
assert s.get(api + "/v1/modules/" + uid).json()["module_name"] == "hello"
assert [m["uid"] for m in s.get(api + "/v1/modules").json()] == [uid]
again = s.post(api + "/v2/modules", files={"module": open(path, "rb")})
assert (again.status_code, again.json()["error_code"]) == (400, "module_exists"), again.text
assert s.delete(api + "/v2/modules/" + uid).json()["action_uid"]
assert requests.get(api + "/v1/modules", verify=cert).status_code == 401
print("good")
"#;
    let Some(python) = requests_python() else { return skip("requests") };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Server::start(&["--target", "7.22", "--os", "rhel9", "--user", "a@b.c:secret", "--data-dir", data]);
    let certificate = folder.path().join("certificate.pem");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python);
    // these count more than `verify` of a session
    command.env_remove("REQUESTS_CA_BUNDLE").env_remove("CURL_CA_BUNDLE");
    let output = command.args(["-c", SESSION, &server.urls[0]]).arg(root.join(REAL)).arg(certificate).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "good", "{}", String::from_utf8_lossy(&output.stderr));
}

/// A Python that has requests.
fn requests_python() -> Option<std::path::PathBuf> {
    let tool = common::python_tool("httpie", "http")?;
    Some(tool.with_file_name("python"))
}

#[test]
fn a_session_with_redisctl() {
    let tool = std::env::var("REDISCTL").unwrap_or_else(|_| "redisctl".to_owned());
    if Command::new(&tool).arg("--version").output().is_err() {
        return say("skipped: redisctl");
    }
    let server = Server::start(&["--target", "7.22", "--os", "rhel9", "--user", "a@b.c:secret"]);
    let call = |arguments: &[&str]| {
        let mut command = Command::new(&tool);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-o", "json", "enterprise", "module"]).args(arguments);
        let home = tempfile::tempdir().unwrap();
        command.env("HOME", home.path()).env("REDIS_ENTERPRISE_URL", &server.urls[0]);
        command.env("REDIS_ENTERPRISE_USER", "a@b.c").env("REDIS_ENTERPRISE_PASSWORD", "secret");
        let output = command.env("REDIS_ENTERPRISE_INSECURE", "true").output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        say(&format!("redisctl {}: {}", arguments.join(" "), said.trim()));
        (output.status.success(), said)
    };
    assert!(call(&["upload", "--file", REAL]).0);
    let (listed, said) = call(&["list"]);
    assert!(listed && said.contains("hello"));
    let (_, modules) = curl(&["-u", "a@b.c:secret", &server.url("/v1/modules")]);
    let uid = modules[0]["uid"].as_str().unwrap().to_owned();
    let (got, said) = call(&["get", &uid]);
    assert!(got && said.contains("1.2.3"));
    let (again, said) = call(&["upload", "--file", REAL]);
    assert!(!again && said.contains("400"), "{said}");
    assert!(call(&["delete", &uid, "--force"]).0);
    assert!(!call(&["list"]).1.contains("hello"));
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
