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

#[path = "serve/agreement.rs"]
mod agreement;
#[path = "serve/bundles.rs"]
mod bundles;
#[path = "serve/client.rs"]
mod client;
mod common;
#[path = "serve/hostile.rs"]
mod hostile;
#[path = "serve/kept.rs"]
mod kept;
#[path = "serve/load.rs"]
mod load;
#[path = "serve/server.rs"]
mod server;
#[path = "serve/sessions.rs"]
mod sessions;

use std::path::Path;

const REAL: &str = "testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip";
const ARTIFACTS: &str = "/v2/local/modules/user-defined/artifacts";

fn real() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL)).unwrap()
}

fn metadata_of(bundle: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("module.json").unwrap(), &mut text).unwrap();
    text
}
