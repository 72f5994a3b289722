//! Compares the predicted loading with a real server: modules made by compilers and damaged by hand.
//!
//! `loading/variants.toml` says how each is made. The prediction is for the system that the test runs on, Debian 12.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods, missing_docs)]

#[path = "loading/build.rs"]
mod build;
mod common;
#[path = "loading/compare.rs"]
mod compare;
#[path = "loading/patch.rs"]
mod patch;
#[path = "loading/server.rs"]
mod server;

use build::Recipes;

/// The system of the table that this machine runs.
fn own_system() -> Option<&'static str> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let is = |line: &str| text.lines().any(|one| one == line);
    (is("ID=debian") && is("VERSION_ID=\"12\"") && cfg!(target_arch = "x86_64")).then_some("debian12")
}

#[test]
fn what_is_predicted_of_loading_is_what_a_server_does() {
    if let Some(tool) = build::missing_tool() {
        return common::skip(tool);
    }
    let Some(os) = own_system() else { return common::skip("Debian 12 on x86_64") };
    let recipes = Recipes::read();
    let folder = tempfile::tempdir().unwrap();
    recipes.build(folder.path());
    let load = |name: &str| {
        let path = folder.path().join(name);
        server::load(&["redis-server"], &path, &path)
    };
    let tally = compare::all(&recipes.variants, folder.path(), os, load);
    common::say(&format!("loading: {tally}"));
    if std::env::var_os("RAMPLINT_KEEP").is_some() {
        common::say(&format!("kept in {}", folder.keep().display()));
    }
    assert!(tally.wrong.is_empty(), "{} differ:\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    // a compiler that does nothing, or a server that takes nothing, would agree with less
    assert!(tally.loading >= 80 && tally.sentences >= 60, "{tally}");
}
