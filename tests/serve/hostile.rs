//! Requests that nobody should send, and people who may not ask.

use crate::bundles::numbered;
use crate::client::{Client, form, form_type};
use crate::server::{Server, ramplint};
use crate::{ARTIFACTS, real};
use serde_json::json;

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
    // a client that sends byte by byte gets as little time as one that is silent
    let mut slow = client();
    slow.send("PUT /v1/cluster HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n".as_bytes()).unwrap();
    while slow.send(b" ").is_ok() && !slow.has_reply() {}
    assert_eq!(slow.reply().unwrap().status, 408);
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
    for path in ["/v1/modules/%1b%5b2J%0a::error::x", "/v1/modules/%ff%fe", "/v1/modules/%00"] {
        let reply = client().get(path);
        assert_eq!((reply.status, reply.code().as_deref()), (404, Some("ramplint_no_such_module")), "{path}");
    }
    assert_eq!(client().upload("/v2/modules", &good).status, 200);
    server.kill();
    let log = log.join().unwrap();
    assert!(!log.contains('\u{1b}') && !log.lines().any(|line| line.starts_with("::")), "{log}");
    assert!(log.contains("node 1 POST /v2/modules 400 invalid_module: rejected because "), "{log}");
    assert!(log.contains("node 1 POST /v2/modules 200: accepted"), "{log}");
    assert!(log.contains("node 1 GET /v1/modules/%ff%fe 404 ramplint_no_such_module"), "{log}");
}

#[test]
fn names_of_modules_reach_a_terminal_as_escapes_and_keep_their_slashes() {
    let server = Server::start(&["--target", "8.0", "--os", "rhel9", "--tls", "off"]);
    let mut client = Client::new(server.host());
    let name = "a/../b \u{1b}[31m\u{9b}\u{202e}";
    let bundle = numbered(7, |metadata| metadata["module_name"] = json!(name));
    assert_eq!(client.upload(ARTIFACTS, &bundle).status, 200);
    let listed = client.get(ARTIFACTS);
    assert_eq!(listed.json()[0]["module_name"], name);
    assert!(listed.body.is_ascii() && !listed.body.contains(&0x1b), "{}", String::from_utf8_lossy(&listed.body));
    let path = format!("{ARTIFACTS}/a%2F..%2Fb%20%1B%5B31m%C2%9B%E2%80%AE/7");
    assert_eq!(client.call("DELETE", &path, "text/plain", b"").status, 200);
}

#[test]
fn a_gate_is_met_before_anything_else() {
    let server = Server::start(&["--target", "8.2", "--os", "rhel9", "--tls", "off"]);
    let mut client = Client::new(server.host());
    for (path, kind, body) in [
        (ARTIFACTS, "multipart/form-data", b"x".as_slice()),
        (ARTIFACTS, "multipart/form-data; boundary=x", b"--x"),
        (ARTIFACTS, "text/plain", b""),
        ("/v2/modules/user-defined", "text/plain", b""),
        ("/v2/modules/user-defined", "application/json", b"{"),
    ] {
        let reply = client.call("POST", path, kind, body);
        assert_eq!((reply.status, reply.code().as_deref()), (403, Some("modules_upload_disabled")), "{path} {kind}");
    }
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
fn other_machines_are_let_in_only_when_somebody_says_so() {
    let refused = ramplint(&["serve", "--target", "7.22", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("`--allow-remote`"));
    for arguments in
        [["--target", "newest"], ["--os", "plan9"], ["--tls", "x"], ["--user", "nobody"], ["--arch", "aarch64"]]
    {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        if arguments[0] != "--target" {
            all.extend(["--target", "7.22"]);
        }
        all.extend(arguments);
        assert_eq!(ramplint(&all).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}
