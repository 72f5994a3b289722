//! `ramplint.toml` on the command line: where it is looked for, what comes before what, and what hostile ones do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip");
/// What makes the real bundle raise a warning.
const ON_8: &str = "[check]\ntarget = \"8.0\"\nfail-on = \"warning\"\n";
const IGNORE: &str = "[[ignore]]\nrule = \"compat/no-usable-redis\"\nreason = \"later\"\n";

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

fn status(folder: &Path, arguments: &[&str]) -> i32 {
    run(folder, arguments).status.code().unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|fault| panic!("{fault}: {}", error(output)))
}

fn targets(input: &serde_json::Value) -> Vec<&str> {
    let mut all: Vec<&str> =
        input["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["target"].as_str().unwrap()).collect();
    all.dedup();
    all
}

/// A repository with a bundle in two of its folders, below a folder that is none of its own.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["repository/.git", "repository/a/deep", "repository/b"] {
        std::fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    for name in ["repository/a/deep/one.zip", "repository/b/two.zip"] {
        std::fs::copy(REAL, folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn the_nearest_configuration_governs_up_to_the_root_of_the_repository() {
    let folder = workplace();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let here = folder.path().join("repository");
    let lines = || {
        let report = json(&run(&here, &["check", "-o", "json", "a/deep/one.zip", "b/two.zip"]));
        let inputs = report["inputs"].as_array().unwrap().clone();
        inputs.iter().map(|input| targets(input).join(" ")).collect::<Vec<_>>()
    };
    write("ramplint.toml", "[check]\ntarget = \"6.2\"");
    assert!(lines()[0].contains(' '), "what is above the repository does not count: {:?}", lines());
    write("repository/.ramplint.toml", "[check]\ntarget = \"7.4\"");
    assert_eq!(lines(), ["7.4", "7.4"]);
    write("repository/a/ramplint.toml", "[check]\ntarget = \"7.8\"");
    write("repository/a/.ramplint.toml", "[check]\ntarget = \"7.2\"");
    assert_eq!(lines(), ["7.8", "7.4"]);
    std::fs::remove_dir(folder.path().join("repository/.git")).unwrap();
    std::fs::remove_file(folder.path().join("repository/.ramplint.toml")).unwrap();
    assert_eq!(lines(), ["7.8", "6.2"]);
}

#[test]
fn a_flag_comes_before_the_environment_and_that_before_the_file() {
    let folder = workplace();
    let here = folder.path().join("repository");
    for (name, line) in [("ramplint.toml", "7.2"), ("flag.toml", "7.4"), ("environment.toml", "7.8")] {
        std::fs::write(here.join(name), format!("[check]\ntarget = \"{line}\"")).unwrap();
    }
    let line = |variable: &str, flags: &[&str]| {
        let mut command = command(&here);
        command.args(["check", "-o", "json", "b/two.zip"]).args(flags).env("RAMPLINT_CONFIG", variable);
        targets(&json(&command.output().unwrap())["inputs"][0]).join(" ")
    };
    assert_eq!(line("", &[]), "7.2");
    assert_eq!(line("environment.toml", &[]), "7.8");
    assert_eq!(line("environment.toml", &["--config", "flag.toml"]), "7.4");
    assert_eq!(line("environment.toml", &["--config", "flag.toml", "--target", "8.0"]), "8.0");
    assert!(line("environment.toml", &["--no-config"]).contains(' '));
    assert_eq!(status(&here, &["check", "--no-config", "--config", "flag.toml", "b/two.zip"]), 2);
    assert_eq!(status(&here, &["check", "--config", "nowhere.toml", "b/two.zip"]), 2);
}

#[test]
fn each_key_of_check_is_the_default_of_its_flag() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let text = "[check]\ntarget = [\"7.22\", \"8.0\"]\nendpoint = \"v2\"\nos = [\"jammy\"]\narch = \"x86_64\"\n\
                redis = \"7.4\"\nrequire-capability = [\"flash\"]\nfail-on = \"never\"\n";
    std::fs::write(here.join("ramplint.toml"), text).unwrap();
    let flags = [
        "--target",
        "7.22,8.0",
        "--endpoint",
        "v2",
        "--os",
        "jammy",
        "--arch",
        "x86_64",
        "--redis",
        "7.4",
        "--require-capability",
        "flash",
        "--fail-on",
        "never",
        "--no-config",
        "-o",
        "json",
        "b/two.zip",
    ];
    let by_file = run(&here, &["check", "-o", "json", "b/two.zip"]);
    let by_flags = run(&here, &[&["check"][..], &flags].concat());
    assert_eq!(json(&by_file), json(&by_flags));
    assert_eq!((by_file.status.code(), by_flags.status.code()), (Some(0), Some(0)));
    assert_eq!(status(&here, &["check", "--fail-on", "note", "b/two.zip"]), 1);
    for (text, fault) in [
        ("target = [\"7.22\", \"newest\"]", "ramplint.toml:2:19"),
        ("os = \"beos\"", "ramplint.toml:2:6"),
        ("arch = \"vax\"", "ramplint.toml:2:8"),
        ("redis = \"new\"", "ramplint.toml:2:9"),
        ("require-capability = \"magic\"", "ramplint.toml:2:22"),
    ] {
        std::fs::write(here.join("ramplint.toml"), format!("[check]\n{text}")).unwrap();
        let output = run(&here, &["check", "b/two.zip"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(error(&output).contains(fault), "{}", error(&output));
    }
}

#[test]
fn what_is_ignored_is_counted_and_does_not_fail_the_run() {
    let folder = workplace();
    let here = folder.path().join("repository");
    std::fs::write(here.join("ramplint.toml"), ON_8).unwrap();
    assert_eq!(status(&here, &["check", "b/two.zip"]), 1);
    let before = json(&run(&here, &["check", "-o", "json", "b/two.zip"]));
    std::fs::write(here.join("ramplint.toml"), format!("{ON_8}{IGNORE}path = \"b/*\"\n")).unwrap();
    assert_eq!(status(&here, &["check", "b/two.zip"]), 0);
    assert_eq!(status(&here, &["check", "a"]), 1, "the glob is of the file's folder");
    let after = json(&run(&here, &["check", "-o", "json", "b/two.zip"]));
    for part in ["verdicts", "load", "databases", "features", "unpack", "not_run"] {
        assert_eq!(before["inputs"][0][part], after["inputs"][0][part], "{part}");
    }
    assert_eq!(after["summary"]["ignored"], 1);
    assert_eq!(after["inputs"][0]["findings"][0]["ignored"]["reason"], "later");
    let text =
        |flags: &[&str]| String::from_utf8(run(&here, &[&["check", "b/two.zip"], flags].concat()).stdout).unwrap();
    assert!(!text(&[]).contains("compat/no-usable-redis") && text(&[]).ends_with(", 1 ignored\n"));
    assert!(text(&["--show-ignored"]).contains("ignored: later"));
    let moved = run(folder.path(), &["check", "--target", "8.0", "repository/b/two.zip"]);
    assert!(String::from_utf8(moved.stdout).unwrap().ends_with(", 1 ignored\n"), "wherever one stands");
}

#[test]
fn findings_about_the_configuration_stand_in_a_report_of_their_own() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let unused = "[[ignore]]\nrule = \"meta/bad-email\"\nreason = \"x\"\n";
    std::fs::write(here.join("ramplint.toml"), unused).unwrap();
    let output = run(&here, &["check", "-o", "json", "--fail-on", "warning", "b/two.zip", "a"]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(report["inputs"].as_array().unwrap().len(), 3);
    let own = &report["inputs"][2];
    assert_eq!((own["path"].as_str(), own["kind"].as_str()), (Some("ramplint.toml"), Some("config")));
    let finding = &own["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["place"]["start"]["line"].as_u64()),
        (Some("config/unused-ignore"), Some(2))
    );
    assert!(finding["place"]["member"].is_null());
    // a hook sees some of the files only
    assert_eq!(status(&here, &["check", "--hook", "--fail-on", "warning", "b/two.zip"]), 0);
    let expired = format!("{IGNORE}expires = 2027-01-31\n");
    std::fs::write(here.join("ramplint.toml"), expired).unwrap();
    let ignored = |epoch: &str| {
        let mut command = command(&here);
        command.args(["check", "-o", "json", "b/two.zip"]).env("SOURCE_DATE_EPOCH", epoch);
        json(&command.output().unwrap())["summary"]["ignored"].clone()
    };
    assert_eq!((ignored("1801439999"), ignored("1801440000")), (1.into(), 0.into()));
}

#[test]
fn rules_are_selected_and_ignored_on_the_command_line() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let check = |flags: &[&str]| {
        let fixed = ["check", "--target", "8.0", "--fail-on", "note", "b/two.zip"];
        status(&here, &[&fixed[..], flags].concat())
    };
    assert_eq!(check(&[]), 1);
    assert_eq!(check(&["--select", "elf/*"]), 0);
    assert_eq!(check(&["--select", "elf/*,compat/no-usable-redis"]), 1);
    assert_eq!(check(&["--ignore", "compat/*"]), 0);
    assert_eq!(check(&["--ignore", "compat/no-usable-redsi"]), 2);
}

#[test]
fn a_baseline_hides_what_was_there_and_nothing_new() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let check = |flags: &[&str]| {
        let fixed = ["check", "--target", "8.0", "--fail-on", "note"];
        run(&here, &[&fixed[..], flags].concat())
    };
    assert_eq!(check(&["b", "--write-baseline", "known.json"]).status.code(), Some(0));
    assert_eq!(check(&["b", "--baseline", "known.json"]).status.code(), Some(0));
    // the same findings once more are new
    assert_eq!(check(&["a", "b", "--baseline", "known.json"]).status.code(), Some(1));
    std::fs::write(here.join("empty.zip"), b"").unwrap();
    let gone = check(&["empty.zip", "--baseline", "known.json"]);
    assert!(error(&gone).contains("of known.json no longer occur: "), "{}", error(&gone));
    std::fs::write(here.join("known.json"), "[]").unwrap();
    assert_eq!(check(&["b", "--baseline", "known.json"]).status.code(), Some(2));
    assert_eq!(check(&["b", "--baseline", "nowhere.json"]).status.code(), Some(2));
    assert_eq!(check(&["b", "--write-baseline", "nowhere/known.json"]).status.code(), Some(2));
}

#[test]
fn init_writes_what_changes_nothing_and_overwrites_only_when_told_to() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let before = run(&here, &["check", "-o", "json", "a", "b"]);
    assert_eq!(status(&here, &["init"]), 0);
    let written = std::fs::read(here.join("ramplint.toml")).unwrap();
    assert_eq!(run(&here, &["check", "-o", "json", "a", "b"]).stdout, before.stdout);
    std::fs::write(here.join("ramplint.toml"), "mine").unwrap();
    assert_eq!(status(&here, &["init"]), 2);
    assert_eq!(std::fs::read(here.join("ramplint.toml")).unwrap(), b"mine");
    assert_eq!(status(&here, &["init", "--force"]), 0);
    assert_eq!(std::fs::read(here.join("ramplint.toml")).unwrap(), written);
    std::fs::write(here.join("a/.ramplint.toml"), "").unwrap();
    assert_eq!(status(&here, &["init", "a"]), 2);
    assert_eq!(status(&here, &["init", "nowhere"]), 2);
}

#[test]
fn a_hostile_configuration_ends_with_status_2_and_one_clean_message() {
    let folder = workplace();
    let here = folder.path().join("repository");
    let path = here.join("ramplint.toml");
    let texts: [Vec<u8>; 8] = [
        vec![b'#'; 3 << 20],
        [b"a = ".to_vec(), vec![b'['; 500_000]].concat(),
        [b"a.".repeat(200_000), b"b = 1".to_vec()].concat(),
        [vec![b'['; 1], b"a.".repeat(200_000), b"b]".to_vec()].concat(),
        b"\xff\xfe\x00".to_vec(),
        b"[check]\n\"\\u001b[2J::error::x\" = 1".to_vec(),
        b"\x1b[2J##[group]".to_vec(),
        format!("[[ignore]]\nrule = \"meta/*\"\nreason = \"x\"\npath = \"{}\"", "{a,".repeat(300)).into_bytes(),
    ];
    let refused = |what: &str| {
        let output = run(&here, &["check", "b/two.zip"]);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", error(&output));
        let text = error(&output);
        assert!(output.stdout.is_empty() && text.len() < 3_000 && text.contains("ramplint.toml"), "{what}: {text}");
        assert!(!text.contains(['\u{1b}', '\0']) && !text.contains("\n::") && !text.contains("##["), "{what}: {text}");
    };
    for text in texts {
        std::fs::write(&path, &text).unwrap();
        refused(&String::from_utf8_lossy(&text[..text.len().min(20)]));
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    refused("a folder");
    std::fs::remove_dir(&path).unwrap();
    #[cfg(unix)]
    for target in ["ramplint.toml", "nowhere", "/dev/zero", "."] {
        std::os::unix::fs::symlink(target, &path).unwrap();
        refused(target);
        std::fs::remove_file(&path).unwrap();
    }
}
