//! Outside tools for tests: found or installed, and named when they are missing.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says that a test is skipped for want of a tool; fails where everything must be there.
pub(crate) fn skip(tool: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "missing: {tool}");
    say(&format!("skipped: {tool}"));
}

/// Writes a line past the test harness, which keeps what passing tests print.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The PATH with the folder of a program in front.
pub(crate) fn path_with(program: &str) -> OsString {
    let folder = Path::new(program).parent().unwrap_or(Path::new("/")).to_owned();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&paths))).unwrap_or(paths)
}

/// The CPython that is the reference.
const REFERENCE: &str = "3.11.7";
/// The packer that is the reference.
const PACKER: &str = "ramp-packer==2.5.19";

/// A Python 3.11.7 with ramp-packer in a virtual environment, made on first use; `None` when it cannot be had.
pub(crate) fn ramp_python() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ramp-2.5.19");
    let python = home.join("bin/python");
    if has_ramp(&python) {
        return Some(python);
    }
    let base = reference_python()?;
    let made = Command::new(base).args(["-m", "venv", "--clear"]).arg(&home).status().ok()?;
    let installed = Command::new(&python).args(["-m", "pip", "install", "-q", PACKER]).status().ok()?;
    (made.success() && installed.success() && has_ramp(&python)).then_some(python)
}

/// A program of the Python package index, in a virtual environment of its own, made on first use; `None` when it cannot be had.
pub(crate) fn python_tool(package: &str, program: &str) -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let tool = home.join("bin").join(program);
    let answers = || Command::new(&tool).arg("--version").output().is_ok_and(|output| output.status.success());
    if answers() {
        return Some(tool);
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home).status().ok()?;
    let python = home.join("bin/python");
    let installed = Command::new(python).args(["-m", "pip", "install", "-q", package]).status().ok()?;
    (made.success() && installed.success() && answers()).then_some(tool)
}

fn has_ramp(python: &Path) -> bool {
    let output = Command::new(python).args(["-c", "import RAMP.unpacker"]).output();
    output.is_ok_and(|output| output.status.success())
}

fn reference_python() -> Option<PathBuf> {
    let mut candidates = vec![PathBuf::from("python3.11"), PathBuf::from("python3")];
    if let Ok(named) = std::env::var("RAMPLINT_PYTHON") {
        candidates.insert(0, PathBuf::from(named));
    }
    if let Ok(home) = std::env::var("HOME") {
        candidates.push(Path::new(&home).join(".pyenv/versions/3.11.7/bin/python3"));
    }
    candidates.into_iter().find(|candidate| {
        let output = Command::new(candidate).args(["-c", "import platform; print(platform.python_version())"]).output();
        output.is_ok_and(|output| output.stdout.trim_ascii() == REFERENCE.as_bytes())
    })
}
