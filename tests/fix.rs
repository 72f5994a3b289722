//! `ramplint fix` as a whole: what it writes and when, that others read the result, and that hostile bundles get
//! better or stay as they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::{ramp_python, skip};
use ramplint::fix::{Mended, Moment, Safety, mend};
use ramplint::{Input, Options, Severity, Source};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/fix");
const HOSTILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/hostile/make.py");
const MODULE: &[u8] = include_bytes!("../testdata/baseline/hello.so");
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip");

fn ramplint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(folder).env_clear().args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn status(folder: &Path, arguments: &[&str]) -> i32 {
    ramplint(folder, arguments).status.code().unwrap()
}

/// A folder with the fixture as `broken.zip`.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(Path::new(FIXTURES).join("by-hand.zip"), folder.path().join("broken.zip")).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn member(archive: &Path, name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

#[test]
fn the_fixtures_are_what_their_script_writes() {
    let folder = tempfile::tempdir().unwrap();
    let Ok(output) = Command::new("python3").arg(Path::new(FIXTURES).join("make.py")).arg(folder.path()).output()
    else {
        return skip("python3");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in names(folder.path()) {
        // the deflate streams differ between builds of zlib, so the members are compared
        let read = |path: PathBuf| -> Vec<(String, Vec<u8>)> {
            let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
            let count = archive.len();
            let member = |index| {
                let mut member = archive.by_index(index).unwrap();
                let mut content = Vec::new();
                member.read_to_end(&mut content).unwrap();
                (member.name().unwrap().into_owned(), content)
            };
            (0..count).map(member).collect()
        };
        assert_eq!(read(folder.path().join(&name)), read(Path::new(FIXTURES).join(&name)), "{name}");
    }
}

#[test]
fn a_diff_alone_writes_nothing_and_no_output_at_all_is_a_wrong_call() {
    let folder = workplace();
    let before = std::fs::read(folder.path().join("broken.zip")).unwrap();
    assert_eq!(status(folder.path(), &["fix", "broken.zip", "--diff"]), 1);
    let output = ramplint(folder.path(), &["fix", "broken.zip", "--diff", "--unsafe"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("-        \"almalinux9\",\n+        \"rhel9\","), "{text}");
    assert_eq!(names(folder.path()), ["broken.zip"]);
    assert_eq!(std::fs::read(folder.path().join("broken.zip")).unwrap(), before);
    assert_eq!(status(folder.path(), &["fix", "broken.zip"]), 2);
}

#[test]
fn nothing_is_overwritten_unless_that_was_said() {
    let folder = workplace();
    let at = folder.path();
    let before = std::fs::read(at.join("broken.zip")).unwrap();
    std::fs::write(at.join("there.zip"), "mine").unwrap();
    for arguments in [
        ["fix", "broken.zip", "-o", "broken.zip"].as_slice(),
        &["fix", "broken.zip", "-o", "./broken.zip", "--force"],
        &["fix", "broken.zip", "-o", "there.zip"],
        &["fix", "broken.zip", "-o", "out.zip", "--in-place"],
        &["fix", "-", "--in-place"],
        &["fix", ".", "-o", "out.zip"],
        &["fix", "nowhere.zip", "-o", "out.zip"],
    ] {
        assert_eq!(status(at, arguments), 2, "{arguments:?}");
    }
    assert_eq!(std::fs::read(at.join("broken.zip")).unwrap(), before);
    assert_eq!(std::fs::read(at.join("there.zip")).unwrap(), b"mine");
    assert_eq!(names(at), ["broken.zip", "there.zip"]);
    assert_eq!(status(at, &["fix", "broken.zip", "-o", "there.zip", "--force"]), 1);
    assert_eq!(member(&at.join("there.zip"), "hello.so"), MODULE);
}

#[cfg(unix)]
#[test]
fn the_bundle_itself_is_not_written_over_under_another_name() {
    let folder = workplace();
    let at = folder.path();
    std::os::unix::fs::symlink("broken.zip", at.join("link.zip")).unwrap();
    std::fs::hard_link(at.join("broken.zip"), at.join("twin.zip")).unwrap();
    for name in ["link.zip", "twin.zip"] {
        let output = ramplint(at, &["fix", "broken.zip", "-o", name, "--force"]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--in-place"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn mending_in_place_keeps_links_and_permissions_and_leaves_nothing_beside() {
    use std::os::unix::fs::PermissionsExt;
    let folder = workplace();
    let at = folder.path();
    std::fs::set_permissions(at.join("broken.zip"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("broken.zip", at.join("link.zip")).unwrap();
    assert_eq!(status(at, &["fix", "link.zip", "--in-place"]), 1);
    assert_eq!(names(at), ["broken.zip", "link.zip"]);
    assert!(at.join("link.zip").symlink_metadata().unwrap().is_symlink());
    assert_eq!(at.join("broken.zip").metadata().unwrap().permissions().mode() & 0o777, 0o640);
    // what is mended is mended: another run finds nothing that it may change
    let once = std::fs::read(at.join("broken.zip")).unwrap();
    assert_eq!(status(at, &["fix", "broken.zip", "--in-place"]), 1);
    assert_eq!(std::fs::read(at.join("broken.zip")).unwrap(), once);
}

#[test]
fn a_doubtful_archive_is_left_alone_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let doubtful = format!("{FIXTURES}/doubtful.zip");
    let output = ramplint(folder.path(), &["fix", &doubtful, "--unsafe", "-o", "out.zip"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("in doubt  zip/duplicate-member"), "{text}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_clean_bundle_is_copied_and_the_status_is_0() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(status(folder.path(), &["fix", REAL, "-o", "out.zip"]), 0);
    assert_eq!(std::fs::read(folder.path().join("out.zip")).unwrap(), std::fs::read(REAL).unwrap());
}

#[test]
fn the_same_input_gives_the_same_bytes_and_the_environment_only_the_time() {
    let folder = workplace();
    let at = folder.path();
    let out = |name: &str, epoch: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
        command.current_dir(at).env_clear().args(["fix", "broken.zip", "-o", name]);
        command.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
        command.output().unwrap().status.code()
    };
    assert_eq!(out("a.zip", None), Some(1));
    assert_eq!(out("b.zip", Some("")), Some(1));
    assert_eq!(out("c.zip", Some("1704067199")), Some(1));
    assert_eq!(out("d.zip", Some("yesterday")), Some(2));
    let read = |name: &str| std::fs::read(at.join(name)).unwrap();
    assert_eq!(read("a.zip"), read("b.zip"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(read("c.zip"))).unwrap();
    assert_eq!(archive.by_index(0).unwrap().last_modified().unwrap().to_string(), "2023-12-31 23:59:58");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(read("a.zip"))).unwrap();
    assert_eq!(archive.by_index(0).unwrap().last_modified().unwrap().to_string(), "1980-01-01 00:00:00");
    assert_eq!(archive.by_index(0).unwrap().unix_mode(), Some(0o100_755));
}

/// Unpacks as the cluster does and prints what came out.
const UNPACK: &str = "import hashlib, sys\nfrom RAMP import unpacker\n\
    metadata, module, deps = unpacker.unpack(open(sys.argv[1], 'rb'))\n\
    print(metadata['module_name'], metadata['version'], hashlib.sha256(module.read()).hexdigest(), *deps)";

#[test]
fn the_mended_bundle_is_read_by_the_packers_own_unpacker_and_by_unzip() {
    let folder = workplace();
    let at = folder.path();
    assert_eq!(status(at, &["fix", "broken.zip", "--unsafe", "-o", "out.zip"]), 0);
    let sum: String = Sha256::digest(MODULE).iter().map(|byte| format!("{byte:02x}")).collect();
    match ramp_python() {
        None => skip("CPython 3.11.7 with ramp-packer"),
        Some(python) => {
            let output = Command::new(python).args(["-c", UNPACK]).arg(at.join("out.zip")).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(
                String::from_utf8_lossy(&output.stdout).trim(),
                format!("hello 10203 {sum} deps/words.tgz"),
                "{said}"
            );
        }
    }
    match Command::new("unzip").arg("-t").arg(at.join("out.zip")).output() {
        Err(_) => skip("unzip"),
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
    }
}

#[test]
fn a_large_dependency_is_never_held() {
    const SIZE: usize = 160 << 20;
    const MEMORY: u32 = 144 * 1024;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let block = vec![7; 1 << 20];
    writer.start_file("hello.so", stored).unwrap();
    writer.write_all(MODULE).unwrap();
    writer.start_file("module.json", stored).unwrap();
    writer.write_all(include_bytes!("../testdata/baseline/module.json")).unwrap();
    writer.start_file("deps/large.tgz", stored).unwrap();
    (0..SIZE >> 20).for_each(|_| writer.write_all(&block).unwrap());
    writer.start_file(".DS_Store", stored).unwrap();
    writer.finish().unwrap();
    let limited = format!("ulimit -v {MEMORY} && exec \"$0\" fix large.zip -o out.zip");
    let mut command = Command::new("sh");
    command.current_dir(folder.path()).args(["-c", &limited, env!("CARGO_BIN_EXE_ramplint")]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let out = std::fs::metadata(folder.path().join("out.zip")).unwrap().len();
    assert!(out > SIZE as u64, "{out}");
}

fn mended(path: &Path, level: Safety) -> Mended {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let source = Source::Bytes(std::fs::read(path).unwrap());
    mend(Input { path: name, source }, &Options::default(), level, Moment::default()).unwrap()
}

/// A line of the hostile index.
#[derive(serde::Deserialize)]
struct Case {
    file: String,
    rules: Vec<String>,
}

#[test]
fn hostile_bundles_get_better_or_stay_and_no_checksum_blesses_doubtful_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut better, mut doubtful) = (0, 0);
    // all that are about two readings, and a sample of the others
    for (family, each) in [("ambiguity", 1), ("content", 3), ("elf", 20), ("end", 9), ("record", 7), ("tar", 9)] {
        let folder = folder.path().join(family);
        let mut python = Command::new("python3");
        let Ok(made) = python.args(["-B", HOSTILE, "--only", family]).arg(&folder).output() else {
            return skip("python3");
        };
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let index = std::fs::read_to_string(folder.join("index.jsonl")).unwrap();
        let cases = index.lines().map(|line| serde_json::from_str::<Case>(line).unwrap());
        for case in cases.step_by(each) {
            let (is_better, is_doubtful) = outcome(&folder, &case);
            better += usize::from(is_better);
            doubtful += usize::from(is_doubtful);
        }
    }
    assert!(better > 50 && doubtful > 50, "{better} better, {doubtful} doubtful");
}

/// Whether a better bundle came out, and whether the archive was in doubt; fails where that does not go together.
fn outcome(folder: &Path, case: &Case) -> (bool, bool) {
    let mended = mended(&folder.join(&case.file), Safety::Unsafe);
    let blesses = mended.plan.fixes.iter().any(|fix| fix.rule.ends_with("sha256") || fix.rule.ends_with("mismatch"));
    let is_about_bytes = |rule: &String| {
        rule.starts_with("elf/") || *rule == "deps/unreadable-archive" || DOUBTS.contains(&rule.as_str())
    };
    let found: Vec<&String> = case.rules.iter().filter(|rule| is_about_bytes(rule)).collect();
    assert!(!blesses || found.is_empty(), "{}: {:?} in spite of {found:?}", case.file, mended.plan.fixes);
    let errors = mended.before.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let in_doubt = errors.map(|finding| finding.rule).any(|rule| DOUBTS.contains(&rule));
    assert!(!in_doubt || mended.made.is_none(), "{}", case.file);
    let Some(made) = &mended.made else { return (false, in_doubt) };
    let count = |report: &ramplint::Report| report.count(Severity::Error) + report.count(Severity::Warning);
    assert!(count(&made.report) <= count(&mended.before) || !made.worse.is_empty(), "{}", case.file);
    (made.worse.is_empty(), in_doubt)
}

/// Rules after whose errors nobody knows which bytes are meant; the program has a list of its own.
const DOUBTS: [&str; 8] = [
    "zip/broken-header",
    "zip/corrupt-member",
    "zip/duplicate-member",
    "zip/names-collide",
    "zip/prepended-data",
    "zip/readers-disagree",
    "zip/trailing-data",
    "zip/truncated",
];
