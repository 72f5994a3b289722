//! Loads the modules of the loading test in an older system, Debian 11 with glibc 2.31, that is there as a folder.
//!
//! `RAMPLINT_DEBIAN11` names the folder, with `redis-server`, `gcc` and `libc6-dev` in it; `.ci/full` makes it.
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
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variants that the older system's own compiler makes too: with what it has, they load there.
const MADE_THERE: [&str; 3] = ["plain", "versions-of-today", "version-of-the-past"];

/// Copies a folder into the other system, to the same place.
fn copy(path: &Path, root: &Path) {
    let there = root.join(path.strip_prefix("/").unwrap());
    std::fs::create_dir_all(there.parent().unwrap()).unwrap();
    assert!(Command::new("cp").args(["-r", "--no-target-directory"]).args([path, &there]).status().unwrap().success());
}

#[test]
#[ignore = "needs Debian 11 in a folder, which is made by .ci/full"]
fn what_is_predicted_for_an_older_system_is_what_happens_there() {
    let Some(root) = std::env::var_os("RAMPLINT_DEBIAN11").map(PathBuf::from) else {
        return common::skip("RAMPLINT_DEBIAN11");
    };
    if let Some(tool) = build::missing_tool() {
        return common::skip(tool);
    }
    let mut recipes = Recipes::read();
    let folder = tempfile::tempdir().unwrap();
    recipes.build(folder.path());
    copy(folder.path(), &root);
    for sources in ["testdata/loading", "testdata/real/src"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(sources), &root);
    }
    let there = root.join(folder.path().strip_prefix("/").unwrap());
    for name in MADE_THERE {
        let (source, out) = (folder.path().join(format!("{name}.c")), folder.path().join(format!("{name}-there.so")));
        let include = concat!("-I", env!("CARGO_MANIFEST_DIR"), "/testdata/real/src");
        let mut gcc = Command::new("chroot");
        gcc.arg(&root).args(["gcc", "-shared", "-fPIC", "-w", include]).arg(source).arg("-o").arg(out);
        assert!(gcc.status().unwrap().success(), "{name}");
        recipes.variants.push(toml::from_str(&format!("name = \"{name}-there\"")).unwrap());
    }
    let command = ["chroot", root.to_str().unwrap(), "redis-server"];
    let load = |name: &str| server::load(&command, &there.join(name), &folder.path().join(name));
    let tally = compare::all(&recipes.variants, &there, "debian11", load);
    std::fs::remove_dir_all(&there).unwrap();
    common::say(&format!("older systems: debian11: {tally}"));
    assert!(tally.wrong.is_empty(), "{} differ:\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    assert!(tally.loading >= 70 && tally.sentences >= 60, "{tally}");
}
