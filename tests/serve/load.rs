//! Many clients at once, and death while they upload.

use crate::bundles::numbered;
use crate::client::{Client, form, form_type};
use crate::common::say;
use crate::server::Server;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

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
                std::thread::sleep(std::time::Duration::from_millis(1));
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
