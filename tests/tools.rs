//! What serves shells, manuals and people at a terminal: completions, man pages, `-q`, `-v`, progress.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod common;

use common::skip;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const REAL: &str = "testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip";
const COMMANDS: [&str; 12] =
    ["check", "inspect", "fix", "init", "serve", "why", "explain", "rules", "schema", "targets", "completions", "man"];

fn ramplint(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a tool says of a text on its standard input; `None` where there is no such tool.
fn ask(tool: &str, arguments: &[&str], input: &[u8]) -> Option<Output> {
    let mut command = Command::new(tool);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    // a tool that has seen enough closes its input
    let _ = child.stdin.take().unwrap().write_all(input);
    Some(child.wait_with_output().unwrap())
}

#[test]
fn completions_parse_in_their_shells() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = ramplint(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = text(&output.stdout);
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}");
        assert!(script.contains("in-place"), "{shell}");
        let arguments: &[&str] = if shell == "fish" { &["--no-execute"] } else { &["-n"] };
        match ask(shell, arguments, &output.stdout).filter(|_| ["bash", "zsh", "fish"].contains(&shell)) {
            Some(said) => assert!(said.status.success(), "{shell}: {}", text(&said.stderr)),
            None if shell == "bash" => skip("bash"),
            None => common::say(&format!("not parsed: the completions for {shell}")),
        }
    }
    assert_eq!(ramplint(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn manual_pages_are_written_for_every_command_and_groff_takes_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man1");
    assert_eq!(ramplint(&["man", "--dir", path.to_str().unwrap()]).status.code(), Some(0));
    let mut pages: Vec<String> =
        std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    pages.sort();
    let mut expected: Vec<String> = COMMANDS.iter().map(|command| format!("ramplint-{command}.1")).collect();
    expected.push("ramplint.1".to_owned());
    expected.sort();
    assert_eq!(pages, expected);
    let printed = ramplint(&["man", "fix"]).stdout;
    assert_eq!(std::fs::read(path.join("ramplint-fix.1")).unwrap(), printed);
    assert!(text(&printed).contains(".TH ramplint-fix 1"), "{}", text(&printed));
    for page in &pages {
        lint(&path.join(page));
    }
    let unknown = ramplint(&["man", "fxi"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `fix`?"));
}

fn lint(page: &Path) {
    let source = std::fs::read(page).unwrap();
    let Some(output) = ask("groff", &["-man", "-Tutf8", "-ww", "-z"], &source) else { return skip("groff") };
    assert!(output.status.success() && output.stderr.is_empty(), "{}: {}", page.display(), text(&output.stderr));
}

#[test]
fn a_verbose_check_says_the_same_every_time_and_only_on_standard_error() {
    let plain = ramplint(&["check", REAL]);
    assert!(plain.stderr.is_empty(), "{}", text(&plain.stderr));
    let verbose = ramplint(&["check", "-v", "--target", "8.0", "--os", "rhel9", REAL, "testdata/fix/doubtful.zip"]);
    let said = text(&verbose.stderr);
    assert!(said.contains("targets: 8.0 (build 8.0."), "{said}");
    assert!(said.contains("systems: rhel9\n"), "{said}");
    assert_eq!(
        verbose.stderr,
        ramplint(&["check", "-v", "--target", "8.0", "--os", "rhel9", REAL, "testdata/fix/doubtful.zip"]).stderr
    );
    assert_eq!(ramplint(&["check", "-v", REAL]).stdout, plain.stdout);
    assert_eq!(ramplint(&["check", "-v", "-q", REAL]).status.code(), Some(2));
}

#[test]
fn a_verbose_check_names_what_could_not_be_judged() {
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.zip");
    std::fs::write(&cut, &std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL)).unwrap()[..900]).unwrap();
    let said = text(&ramplint(&["check", "-v", cut.to_str().unwrap()]).stderr);
    assert!(said.contains("did not run, what they judge (metadata) could not be read: "), "{said}");
    let said = text(&ramplint(&["check", "-v", "--limit", "members=1", REAL]).stderr);
    assert!(said.contains("the reading stopped at the limits members"), "{said}");
}

#[test]
fn a_quiet_check_leaves_notes_out_and_keeps_the_status() {
    let broken = "testdata/fix/by-hand.zip";
    let (loud, quiet) = (ramplint(&["check", REAL]), ramplint(&["check", "-q", REAL]));
    assert!(text(&loud.stdout).contains("\nnote ") && !text(&quiet.stdout).contains("\nnote "));
    assert_eq!(ramplint(&["check", "-q", broken]).status.code(), Some(1));
    assert_eq!(ramplint(&["check", "-q", "--exit-zero", broken]).status.code(), Some(0));
    // what `--fail-on` counts is what was found, not what is shown
    assert_eq!(ramplint(&["check", "-q", "--fail-on", "note", REAL]).status.code(), Some(1));
}

#[test]
fn progress_is_for_terminals_and_never_part_of_a_result() {
    for arguments in [["check", REAL, "--no-progress"], ["check", REAL, "-j2"]] {
        let output = ramplint(&arguments);
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        assert_eq!(output.stdout, ramplint(&["check", REAL]).stdout);
    }
}
