//! Sessions of clients that others wrote: curl, Python's requests, redisctl.

use crate::common::{self, say, skip};
use crate::server::Server;
use crate::{ARTIFACTS, REAL, metadata_of, real};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

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
    // it takes three quarters of an hour to build: .ci/full does, and names it
    let named = std::env::var("RAMPLINT_REDISCTL").ok();
    let tool = named.clone().unwrap_or_else(|| "redisctl".to_owned());
    if Command::new(&tool).arg("--version").output().is_err() {
        assert!(named.is_none(), "missing: {tool}");
        return say("skipped: redisctl (.ci/full)");
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
