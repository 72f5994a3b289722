//! The pre-commit hooks, run by the real pre-commit in a scratch repository.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit_all(folder: &Path) {
    git(folder, &["init", "-q"]);
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "Begin"]);
}

/// Runs the hook on these files of the repository; whether it passed, and what was printed.
fn run(tool: &Path, hooks: &Path, repository: &Path, id: &str, files: &[&str]) -> (bool, String) {
    let mut command = Command::new(tool);
    command.arg("try-repo").arg(hooks).args([id, "--verbose", "--color=never", "--files"]).args(files);
    let home = hooks.parent().unwrap().join("cache");
    let output = command
        .current_dir(repository)
        .env("PATH", common::path_with(env!("CARGO_BIN_EXE_ramplint")))
        .env("PRE_COMMIT_HOME", home)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A repository that offers the hooks, and one whose files they look at.
fn repositories(folder: &Path) -> (PathBuf, PathBuf) {
    let (hooks, repository) = (folder.join("hooks"), folder.join("repository"));
    std::fs::create_dir_all(&hooks).unwrap();
    std::fs::create_dir_all(repository.join("pack")).unwrap();
    std::fs::copy(Path::new(ROOT).join(".pre-commit-hooks.yaml"), hooks.join(".pre-commit-hooks.yaml")).unwrap();
    commit_all(&hooks);
    let real = "testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip";
    let good = std::fs::read(Path::new(ROOT).join(real)).unwrap();
    std::fs::write(repository.join("good.zip"), &good).unwrap();
    std::fs::write(repository.join("bad.zip"), &good[..good.len() - 30]).unwrap();
    // a zip without members, as any other tool may have made it
    std::fs::write(repository.join("foreign.zip"), [b"PK\x05\x06".as_slice(), &[0; 18]].concat()).unwrap();
    std::fs::write(repository.join("ramp.yml"), "display_name: Hello\nmin_redis_version: [7]\ncapabilities: [types]\n")
        .unwrap();
    std::fs::write(repository.join("pack/other.yml"), "services:\n  web:\n    image: nginx\n").unwrap();
    std::fs::write(repository.join("README.md"), "text\n").unwrap();
    commit_all(&repository);
    (hooks, repository)
}

#[test]
fn pre_commit_stops_at_bad_bundles_and_manifests_and_passes_what_is_none() {
    let Some(tool) = common::python_tool("pre-commit==4.3.0", "pre-commit") else { return common::skip("pre-commit") };
    let folder = tempfile::tempdir().unwrap();
    let (hooks, repository) = repositories(folder.path());
    let run = |files: &[&str]| run(&tool, &hooks, &repository, "ramplint-system", files);

    let (passed, output) = run(&["foreign.zip", "pack/other.yml", "good.zip", "README.md"]);
    assert!(passed && output.contains("Passed"), "{output}");
    let (passed, output) = run(&["foreign.zip", "pack/other.yml"]);
    assert!(passed && output.contains("Passed"), "{output}");
    // files that the pattern leaves out do not even start it
    let (passed, output) = run(&["README.md"]);
    assert!(passed && output.contains("no files to check"), "{output}");
    for (file, rule) in [("bad.zip", "error zip/"), ("ramp.yml", "error m")] {
        let (passed, output) = run(&[file, "good.zip", "foreign.zip"]);
        assert!(!passed && output.contains("exit code: 1") && output.contains(rule), "{output}");
    }
}
