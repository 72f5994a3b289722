//! What is kept on disk: records of requests, and state.

use crate::bundles::numbered;
use crate::client::{Client, Reply, form, form_type};
use crate::server::{Server, ramplint};
use crate::{ARTIFACTS, metadata_of, real};
use serde_json::{Value, json};
use std::path::Path;

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
    assert_eq!(std::fs::read(path.join(format!("{sum}.body"))).unwrap(), body);
}

/// Sends a recorded request.
fn replay(client: &mut Client, folder: &Path, request: &Value) -> Reply {
    let text = |key: &str| request[key].as_str().unwrap();
    let kind = request["headers"]["content-type"].as_str().unwrap();
    let body = match request["body"]["sha256"].as_str() {
        Some(sum) => std::fs::read(folder.join(format!("{sum}.body"))).unwrap(),
        None => Vec::new(),
    };
    client.call(text("method"), text("path"), kind, &body)
}

#[test]
fn recorded_requests_get_the_recorded_answers_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--target", "8.2", "--os", "rhel9", "--tls", "off"];
    let record = ["--record", folder.path().to_str().unwrap()];
    let server = Server::start(&[arguments.as_slice(), &record].concat());
    let mut client = Client::new(server.host());
    let kind = "application/json";
    let metadata = metadata_of(&real());
    let good = form("module", &real());
    for (method, path, kind, body) in [
        ("GET", "/v1/modules?fields=uid", "text/plain", b"".as_slice()),
        ("POST", "/v2/modules/user-defined", kind, &metadata),
        ("PUT", "/v1/cluster", kind, b"{\"allow_modules_upload\": true}"),
        ("POST", "/v2/modules/user-defined", kind, &metadata),
        ("POST", "/v2/modules/user-defined", kind, b"{\"display_name\": \"a\\u001b\\u009b\"}"),
        ("POST", ARTIFACTS, &form_type(), &good),
        ("POST", ARTIFACTS, &form_type(), &good[..900]),
        ("POST", ARTIFACTS, "text/plain", &good),
        ("GET", ARTIFACTS, "text/plain", b""),
        ("DELETE", "/v2/modules/user-defined/%1b%ff", "text/plain", b""),
    ] {
        client.call(method, path, kind, body);
    }
    drop(server);
    let again = Server::start(&arguments);
    let mut client = Client::new(again.host());
    let mut statuses = Vec::new();
    for number in 1..=10 {
        let text = std::fs::read_to_string(folder.path().join(format!("{number:06}.json"))).unwrap();
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
        let entry: Value = serde_json::from_str(&text).unwrap();
        let reply = replay(&mut client, folder.path(), &entry["request"]);
        assert_eq!(entry["answer"], json!({"status": reply.status, "body": reply.json()}), "{text}");
        statuses.push(reply.status);
    }
    assert_eq!(statuses, [200, 403, 200, 200, 406, 200, 400, 400, 200, 404]);
}

/// A server with its state in a folder.
fn server_in(folder: &Path, arguments: &[&str]) -> Server {
    let common = ["--os", "rhel9", "--tls", "off", "--data-dir", folder.to_str().unwrap()];
    Server::start(&[common.as_slice(), arguments].concat())
}

/// What a server says that cannot start in a folder.
fn refused_in(folder: &Path, target: &str) -> String {
    let common = ["serve", "--listen", "127.0.0.1:0", "--tls", "off", "--target", target, "--data-dir"];
    let output = ramplint(&common).arg(folder).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_folder_with_other_things_in_it_keeps_them() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["modules/mine.txt", "modules/sub/x.zip", "modules/mine.zip", "incoming/theirs", "notes.md"];
    for name in names {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "mine").unwrap();
    }
    for _ in 0..2 {
        let server = server_in(folder.path(), &["--target", "7.22"]);
        Client::new(server.host()).upload("/v2/modules", &real());
    }
    for name in names {
        assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), "mine", "{name}");
    }
}

#[test]
fn a_folder_is_of_one_server_and_one_line_and_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let server = server_in(&path, &["--target", "7.22"]);
    assert_eq!(Client::new(server.host()).upload("/v2/modules", &real()).status, 200);
    assert!(refused_in(&path, "7.22").contains("already open"));
    drop(server);
    assert!(refused_in(&path, "8.2").contains("it is of a cluster of 7.22, not of 8.2"));
    let state = path.join("state.redb");
    let whole = std::fs::read(&state).unwrap();
    for damaged in [&whole[..1000], &whole[..whole.len() / 2], &vec![0x5a; 20_000], b"hello"] {
        std::fs::write(&state, damaged).unwrap();
        assert!(refused_in(&path, "7.22").starts_with("error: cannot keep state in "));
        assert_eq!(std::fs::read_dir(path.join("modules")).unwrap().count(), 1);
    }
    std::fs::write(&state, whole).unwrap();
    let server = server_in(&path, &["--target", "7.22"]);
    assert_eq!(Client::new(server.host()).get("/v1/modules").json().as_array().unwrap().len(), 1);
}

#[test]
fn a_file_goes_with_the_last_object_that_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_in(folder.path(), &["--target", "8.0", "--nodes", "2"]);
    let files = || std::fs::read_dir(folder.path().join("modules")).unwrap().count();
    let mut client = Client::new(server.host());
    let other = numbered(10_203, |metadata| metadata["description"] = json!("another"));
    for (bundle, left) in [(&real(), 1), (&other, 1), (&real(), 1)] {
        assert_eq!(client.upload(ARTIFACTS, bundle).status, 200);
        // the file of an artifact that is sent again takes the place of the earlier one
        assert_eq!(files(), left);
    }
    let mut second = Client::new(server.urls[1].rsplit('/').next().unwrap());
    assert_eq!(second.upload(ARTIFACTS, &real()).status, 200);
    let one = format!("{ARTIFACTS}/hello/10203");
    for (client, left) in [(&mut client, 1), (&mut second, 0)] {
        assert_eq!(client.call("DELETE", &one, "text/plain", b"").status, 200);
        assert_eq!(files(), left);
    }
}

#[test]
fn settings_outlive_the_server_and_the_option_counts_more() {
    let folder = tempfile::tempdir().unwrap();
    let allows = |arguments: &[&str]| {
        let server = server_in(folder.path(), &[&["--target", "8.2"], arguments].concat());
        Client::new(server.host()).get("/v1/cluster").json()["allow_modules_upload"].clone()
    };
    assert_eq!(
        [allows(&[]), allows(&["--allow-modules-upload"]), allows(&[])],
        [json!(false), json!(true), json!(true)]
    );
}

#[cfg(unix)]
#[test]
fn a_certificate_is_made_once_and_its_key_is_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--target", "7.22", "--data-dir", folder.path().to_str().unwrap()];
    let made = || {
        drop(Server::start(&arguments));
        let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o077;
        assert_eq!(mode("key.pem"), 0);
        std::fs::read(folder.path().join("certificate.pem")).unwrap()
    };
    assert_eq!(made(), made());
}
