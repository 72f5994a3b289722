//! The program as a whole: inputs, exit status, streams, formats, and that the environment does not matter.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip");

fn ramplint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(folder).env_clear();
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    ramplint(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn status(folder: &Path, arguments: &[&str]) -> i32 {
    run(folder, arguments).status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

/// A folder with a good bundle, a broken one, a foreign zip and its own files.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("dist/deep")).unwrap();
    std::fs::create_dir_all(at("parts")).unwrap();
    std::fs::copy(REAL, at("dist/good.zip")).unwrap();
    std::fs::write(at("dist/deep/broken.zip"), &std::fs::read(REAL).unwrap()[..900]).unwrap();
    std::fs::write(at("dist/foreign.zip"), zip(&[("report.txt", b"hello")])).unwrap();
    std::fs::write(at("dist/package.json"), b"{\"name\": \"x\"}").unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(REAL).unwrap()).unwrap();
    for name in ["hello.so", "module.json"] {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut content).unwrap();
        std::fs::write(at("parts").join(name), content).unwrap();
    }
    folder
}

/// All formats, from the help.
const FORMATS: [&str; 9] = ["human", "json", "ndjson", "sarif", "github", "gitlab", "junit", "markdown", "html"];

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_exit_status_tells_clean_findings_failure_and_no_input_apart() {
    let folder = workplace();
    let at = folder.path();
    assert_eq!(status(at, &["check", "dist/good.zip"]), 0);
    assert_eq!(status(at, &["check", "dist/deep/broken.zip"]), 1);
    assert_eq!(status(at, &["check", "dist/deep/broken.zip", "--exit-zero"]), 0);
    assert_eq!(status(at, &["check", "dist/deep/broken.zip", "--fail-on", "never"]), 0);
    assert_eq!(status(at, &["check", "dist/deep/broken.zip", "--fail-on", "rejected"]), 1);
    assert_eq!(status(at, &["check", "nowhere.zip"]), 2);
    assert_eq!(status(at, &["check", "--target", "99.9", "dist/good.zip"]), 2);
    assert_eq!(status(at, &["check", "-o", "xml", "dist/good.zip"]), 2);
    assert_eq!(status(at, &["check", "-o", "json", "-o", "human", "dist/good.zip"]), 2);
    assert_eq!(status(at, &["chekc"]), 2);
    std::fs::create_dir(at.join("empty")).unwrap();
    assert_eq!(status(at, &["check", "empty"]), 3);
}

#[test]
fn the_status_is_the_same_in_every_format() {
    let folder = workplace();
    for format in FORMATS {
        assert_eq!(status(folder.path(), &["check", "-o", format, "dist/deep/broken.zip"]), 1, "{format}");
        assert_eq!(status(folder.path(), &["check", "-o", format, "dist/good.zip"]), 0, "{format}");
    }
}

#[test]
fn a_folder_is_walked_in_order_and_foreign_zips_are_counted() {
    let folder = workplace();
    let output = run(folder.path(), &["check", "-o", "json", "dist"]);
    let report = json(&output);
    let paths: Vec<&str> = report["inputs"].as_array().unwrap().iter().map(|i| i["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["dist/deep/broken.zip", "dist/good.zip"]);
    assert_eq!(report["summary"]["skipped"], 1);
}

#[test]
fn a_foreign_zip_is_judged_when_named_and_skipped_when_a_hook_names_it() {
    let folder = workplace();
    assert_eq!(status(folder.path(), &["check", "dist/foreign.zip"]), 1);
    let hooked = run(folder.path(), &["check", "--hook", "-o", "json", "dist/foreign.zip", "dist/package.json"]);
    assert_eq!(hooked.status.code(), Some(0));
    assert_eq!(json(&hooked)["summary"]["skipped"], 2);
    assert_eq!(status(folder.path(), &["check", "--hook", "dist/deep/broken.zip"]), 1);
}

#[test]
fn a_folder_with_the_parts_of_a_bundle_is_judged_as_if_packed() {
    let folder = workplace();
    let report = json(&run(folder.path(), &["check", "-o", "json", "parts"]));
    let input = &report["inputs"][0];
    assert_eq!(input["kind"], "directory");
    assert_eq!(input["unpack"], serde_json::Value::Null);
    assert_eq!(input["verdicts"][0]["outcome"], "accepted");
    assert_eq!(input["verdicts"][0]["evidence"], "inferred");
    std::fs::write(folder.path().join("parts/hello.so"), b"\x7fELF other").unwrap();
    let report = json(&run(folder.path(), &["check", "-o", "json", "parts"]));
    let rules: Vec<_> = report["inputs"][0]["findings"].as_array().unwrap().iter().map(|f| f["rule"].clone()).collect();
    assert!(rules.contains(&"meta/stale-sha256".into()), "{rules:?}");
}

#[test]
fn a_bare_module_file_is_judged_when_named_and_not_met_in_a_walk() {
    let folder = workplace();
    let at = folder.path();
    let module = include_bytes!("../testdata/baseline/hello.so");
    std::fs::create_dir(at.join("lib")).unwrap();
    std::fs::write(at.join("lib/hello.so"), module).unwrap();
    std::fs::write(at.join("lib/cut.so"), &module[..9000]).unwrap();
    std::fs::write(at.join("lib/text.so"), "INPUT(libhello.so)").unwrap();
    let report = json(&run(at, &["check", "-o", "json", "lib/hello.so"]));
    let input = &report["inputs"][0];
    assert_eq!((&input["kind"], &input["unpack"]), (&"module".into(), &serde_json::Value::Null));
    assert_eq!(input["findings"].as_array().unwrap().len(), 0);
    assert_eq!(input["verdicts"].as_array().unwrap().len(), 0);
    assert_eq!(status(at, &["check", "--fail-on", "rejected", "--target", "7.22", "lib/hello.so"]), 0);
    let rule = |name: &str| json(&run(at, &["check", "-o", "json", name]))["inputs"][0]["findings"][0]["rule"].clone();
    assert_eq!(status(at, &["check", "lib/cut.so"]), 1);
    assert_eq!((rule("lib/cut.so"), rule("lib/text.so")), ("elf/truncated".into(), "elf/not-elf".into()));
    assert_eq!(status(at, &["check", "--config-body=sh", "--target", "7.22", "lib/hello.so"]), 2);
    assert_eq!(status(at, &["check", "lib"]), 3);
}

#[test]
fn standard_input_is_judged_by_its_content_under_the_name_it_is_given() {
    let folder = workplace();
    let mut child = ramplint(folder.path())
        .args(["check", "-", "--stdin-filename", "given.zip", "-o", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(REAL).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(json(&output)["inputs"][0]["path"], "given.zip");
    assert_eq!(json(&output)["inputs"][0]["kind"], "bundle");
}

#[test]
fn a_bare_metadata_file_points_at_line_and_column_also_in_utf16() {
    let folder = workplace();
    let text = "{\n  \"module_name\": \"x\",\n  \"version\": 0\n}\n";
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [("module.json", text.as_bytes().to_vec()), ("wide.json", wide)] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let report = json(&run(folder.path(), &["check", "-o", "json", name]));
        assert_eq!(report["inputs"][0]["kind"], "metadata", "{name}");
        let findings = report["inputs"][0]["findings"].as_array().unwrap();
        let finding = findings.iter().find(|f| f["rule"] == "meta/missing-version").unwrap();
        assert_eq!(finding["place"]["start"], serde_json::json!({"line": 3, "column": 14}), "{name}");
    }
}

#[test]
fn a_closed_standard_output_ends_quietly_with_the_status() {
    let folder = workplace();
    let script =
        format!("{} check dist/deep/broken.zip | true; echo ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_ramplint"));
    let output = Command::new("bash").arg("-c").arg(script).current_dir(folder.path()).output().unwrap();
    assert_eq!(text(&output.stdout).trim(), "1");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_full_or_unwritable_output_is_a_failure_and_leaves_no_half_file() {
    let folder = workplace();
    let full = ramplint(folder.path())
        .args(["check", "dist/good.zip"])
        .stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(full.status.code(), Some(2));
    assert_eq!(status(folder.path(), &["check", "-o", "json=no/such/folder.json", "dist/good.zip"]), 2);
    assert_eq!(status(folder.path(), &["check", "-o", "json=out.json", "dist/good.zip"]), 0);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{names:?}");
    assert!(
        serde_json::from_slice::<serde_json::Value>(&std::fs::read(folder.path().join("out.json")).unwrap()).is_ok()
    );
}

#[test]
fn a_report_never_takes_the_place_of_its_input() {
    let folder = workplace();
    let good = std::fs::read(folder.path().join("dist/good.zip")).unwrap();
    std::os::unix::fs::symlink("dist/good.zip", folder.path().join("link.zip")).unwrap();
    for (output, input) in [("json=dist/good.zip", "dist/good.zip"), ("html=./dist/../link.zip", "dist")] {
        let refused = run(folder.path(), &["check", "-o", output, input]);
        assert_eq!(refused.status.code(), Some(2), "{output}");
        assert!(text(&refused.stderr).contains("`dist/good.zip` is checked"), "{}", text(&refused.stderr));
    }
    assert_eq!(std::fs::read(folder.path().join("dist/good.zip")).unwrap(), good);
}

#[test]
fn output_depends_neither_on_environment_nor_on_the_number_of_threads() {
    let folder = workplace();
    let arguments = ["check", "dist/deep/broken.zip", "dist/good.zip", "parts", "dist/good.zip"];
    let plain = run(folder.path(), &arguments);
    for (name, value) in [("LC_ALL", "tr_TR.UTF-8"), ("COLUMNS", "20"), ("TERM", "dumb"), ("RUST_BACKTRACE", "1")] {
        let other = ramplint(folder.path()).args(arguments).env(name, value).stdin(Stdio::null()).output().unwrap();
        assert_eq!(text(&plain.stdout), text(&other.stdout), "{name}");
    }
    for jobs in ["1", "2", "7"] {
        let other = run(folder.path(), &[&arguments[..], &["-j", jobs]].concat());
        assert_eq!(text(&plain.stdout), text(&other.stdout), "-j {jobs}");
    }
    assert!(!plain.stdout.contains(&0x1b), "no colours without a terminal");
    let colored = run(folder.path(), &["check", "--color", "always", "dist/good.zip"]);
    assert!(colored.stdout.contains(&0x1b));
}

#[test]
fn ndjson_has_a_line_for_each_input_and_the_summary_last() {
    let folder = workplace();
    let output = run(folder.path(), &["check", "-o", "ndjson", "dist/good.zip", "dist/deep/broken.zip"]);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["path"], "dist/good.zip");
    assert_eq!(lines[2]["summary"]["inputs"], 2);
}

#[test]
fn explain_knows_rules_and_error_codes_and_says_what_was_meant() {
    let folder = workplace();
    assert!(text(&run(folder.path(), &["explain", "zip/duplicate-member"]).stdout).contains("Why it matters"));
    assert!(text(&run(folder.path(), &["explain", "invalid_module"]).stdout).contains("meta/missing-version"));
    assert!(text(&run(folder.path(), &["explain", "no_module"]).stdout).contains("Not predicted"));
    let unknown = run(folder.path(), &["explain", "zip/duplicate-membr"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `zip/duplicate-member`"));
    let all: serde_json::Value = json(&run(folder.path(), &["rules", "-o", "json"]));
    assert!(all.as_array().unwrap().len() > 2);
}

/// Text that a terminal, a log, Markdown or HTML would act on.
const EVIL: [&str; 3] = [
    "\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{7f}::error::x\n`code` <b>&\u{e0041}",
    "::error file=a::b ##[group]c ##vso[task.complete]d\r\n::stop-commands::e",
    "</td><script>alert(1)</script>|[l](http://x)![i](y) @all #1 | ![](z) \u{1b}]0;t\u{7}",
];

/// Lines of an output in which something of a bundle would act.
fn acting(output: &str) -> Vec<&str> {
    let control = |c: char| c.is_control() || "\u{202e}\u{200b}\u{e0041}".contains(c);
    let command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
    output.lines().filter(|line| line.contains(control) || command(line)).collect()
}

/// Where links of our own go.
const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules/");

/// What a Markdown reader makes of a page beyond headings, tables, lists, plain text and links to rules.
fn marked_up(page: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let acts = |event: &Event<'_>| match event {
        Event::Start(tag) => {
            let is_ours = match tag {
                Tag::Link { dest_url, title, .. } => dest_url.starts_with(RULES) && title.is_empty(),
                Tag::Heading { .. }
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::Paragraph
                | Tag::List(None)
                | Tag::Item
                | Tag::Strong => true,
                _ => false,
            };
            !is_ours
        }
        Event::End(_) | Event::Text(_) | Event::Code(_) | Event::SoftBreak => false,
        _ => true,
    };
    Parser::new_ext(page, Options::all()).filter(acts).map(|event| format!("{event:?}")).collect()
}

/// Whether a line is a command that the format writes, and holds nothing that a log acts on.
fn is_our_command(line: &str) -> bool {
    let Some((head, data)) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")) else { return false };
    let is_known = |part: &str| {
        ["file=", "line=", "endLine=", "col=", "endColumn=", "title=ramplint"].iter().any(|name| part.starts_with(name))
    };
    let (kind, properties) = head.split_once(' ').unwrap();
    ["error", "warning", "notice"].contains(&kind) && properties.split(',').all(is_known) && acting(data).is_empty()
}

/// Tags of a page that it does not have of itself.
fn tags(page: &str) -> Vec<&str> {
    let body = page.split_once("</style>").unwrap().1;
    let is_ours = |tag: &&str| {
        let end = tag.find(['>', ' ']).unwrap_or(tag.len());
        OURS.contains(&tag[..end].trim_start_matches('/'))
    };
    body.split('<').skip(1).filter(|tag| !is_ours(tag)).collect()
}

/// The elements of the page.
const OURS: [&str; 42] = [
    "head",
    "body",
    "header",
    "main",
    "footer",
    "nav",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "b",
    "code",
    "pre",
    "mark",
    "span",
    "figure",
    "figcaption",
    "details",
    "summary",
    "svg",
    "rect",
    "title",
    "html",
    "br",
    "small",
];

/// Strings of a JSON text that hold what hides or reorders once they are decoded.
fn hidden(value: &serde_json::Value) -> Vec<String> {
    match value {
        // version 1 of the JSON report gives names as they are, in escapes
        serde_json::Value::Object(all) if all.contains_key("schema_version") => Vec::new(),
        serde_json::Value::Object(all) => all.values().flat_map(hidden).collect(),
        serde_json::Value::Array(all) => all.iter().flat_map(hidden).collect(),
        serde_json::Value::String(text) if !acting(text).is_empty() => vec![text.clone()],
        _ => Vec::new(),
    }
}

#[test]
fn nothing_of_a_bundle_acts_in_any_output() {
    for evil in EVIL {
        let folder = tempfile::tempdir().unwrap();
        let metadata = serde_json::json!({
            "module_name": evil, "module_file": evil, "architecture": evil, "version": evil, "sha256": evil,
            "operating_systems": [evil], "capabilities": [evil], "semantic_version": evil, "min_redis_version": evil,
            "commands": [{"command_name": evil, "flags": [evil]}], evil: evil, "dependencies": {evil: {"url": evil}},
            "homepage": evil, "email": evil, "compatible_redis_version": evil, "min_redis_pack_version": evil,
        });
        // half of it escaped in the JSON text, half raw
        let raw = metadata.to_string().replace("\\u001b", "\u{1b}");
        let archive =
            zip(&[("module.json", metadata.to_string().as_bytes()), ("a\u{1b}[31m\n.so", b"\x7fELF"), (evil, b"")]);
        let name = format!("{}.zip", evil.replace('/', ""));
        std::fs::write(folder.path().join(&name), archive).unwrap();
        std::fs::write(folder.path().join("raw.json"), raw).unwrap();
        for format in FORMATS {
            let output = run(folder.path(), &["check", "-o", format, &name, "raw.json"]);
            assert_eq!(output.status.code(), Some(1));
            let shown = text(&output.stdout);
            // of GitHub's format the commands are the point: there are as many as findings fit, and all are ours
            let (commands, others): (Vec<&str>, Vec<&str>) =
                shown.lines().partition(|line| format == "github" && is_our_command(line));
            assert_eq!(acting(&others.join("\n")), [""; 0], "{format}");
            assert!(commands.len() <= 30, "{format}");
            match format {
                "markdown" => assert_eq!(marked_up(&shown), [""; 0]),
                "html" => assert_eq!(tags(&shown), [""; 0]),
                "junit" => assert!(quick_junit::Report::deserialize_from_str(&shown).is_ok()),
                "json" | "sarif" | "gitlab" => assert_eq!(hidden(&json(&output)), [""; 0], "{format}"),
                _ => {}
            }
        }
        for format in ["human", "json", "markdown"] {
            for input in [&name, "raw.json"] {
                let output = run(folder.path(), &["inspect", "--map", "-o", format, input]);
                assert!(output.status.code() < Some(2), "{}", text(&output.stderr));
                assert_eq!(acting(&text(&output.stdout)), [""; 0], "{format}");
                if format == "markdown" {
                    assert_eq!(marked_up(&text(&output.stdout)), [""; 0]);
                }
            }
        }
        let script = run(folder.path(), &["check", "--target", "8.0", "--config-body", "--even-if-rejected", &name]);
        assert_eq!(acting(&text(&script.stdout)), [""; 0]);
        for arguments in
            [&["check", &format!("no{evil}.zip")][..], &["explain", evil], &["check", &format!("--{evil}")]]
        {
            let failed = run(folder.path(), arguments);
            assert_eq!(failed.status.code(), Some(2));
            assert_eq!(acting(&text(&failed.stderr)), [""; 0]);
        }
    }
}

#[test]
fn an_input_that_cannot_be_read_does_not_hide_the_others() {
    let folder = workplace();
    let output = run(folder.path(), &["check", "-o", "json", "dist/good.zip", "nowhere.zip"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(json(&output)["inputs"].as_array().unwrap().len(), 1);
    assert!(text(&output.stderr).contains("cannot read nowhere.zip"));
}

#[test]
fn a_folder_is_judged_with_its_hidden_files_and_through_its_links() {
    let folder = workplace();
    let parts = folder.path().join("parts");
    std::fs::rename(parts.join("hello.so"), folder.path().join("hello.so.1")).unwrap();
    std::os::unix::fs::symlink("../hello.so.1", parts.join("hello.so")).unwrap();
    assert_eq!(status(folder.path(), &["check", "parts"]), 0);
    std::fs::write(parts.join(".DS_Store"), b"x").unwrap();
    let report = json(&run(folder.path(), &["check", "-o", "json", "parts"]));
    assert_eq!(report["inputs"][0]["findings"][0]["rule"], "zip/unexpected-member");
    assert_eq!(report["inputs"][0]["verdicts"][0]["outcome"], "rejected");
    std::os::unix::fs::symlink(".", parts.join("loop")).unwrap();
    assert_eq!(status(folder.path(), &["check", "parts"]), 1);
}

#[test]
fn a_platform_that_no_line_has_is_a_slip_and_one_that_this_line_lacks_is_unknown() {
    let folder = workplace();
    assert_eq!(status(folder.path(), &["check", "--os", "rehl9", "dist/good.zip"]), 2);
    assert_eq!(status(folder.path(), &["check", "--arch", "riscv64", "dist/good.zip"]), 2);
    let check =
        ["check", "-o", "json", "--target", "7.4,7.22", "--os", "ubuntu22", "--endpoint", "v2", "dist/good.zip"];
    let report = json(&run(folder.path(), &check));
    let verdicts = &report["inputs"][0]["verdicts"];
    assert_eq!(verdicts[0]["os"], "ubuntu22");
    assert_eq!((&verdicts[0]["outcome"], &verdicts[1]["outcome"]), (&"unknown".into(), &"accepted".into()));
    assert_eq!(verdicts[0]["why"], "7.4 has no nodes of `ubuntu22`");
}

#[test]
fn an_endpoint_that_was_named_and_is_missing_loses_the_line() {
    let folder = workplace();
    let asks = |endpoint: &str, target: &str| {
        let fail_on = ["check", "--fail-on", "rejected", "--endpoint", endpoint, "--target", target, "dist/good.zip"];
        status(folder.path(), &fail_on)
    };
    assert_eq!(asks("v1", "7.22"), 0);
    assert_eq!(asks("v1", "8.0"), 1);
    assert_eq!(asks("user-defined,artifact", "8.0"), 0);
    assert_eq!(asks("user-defined", "8.2"), 1);
    assert_eq!(asks("all", "8.2"), 0);
    assert_eq!(asks("all", "supported"), 0);
    // 6.2 to 7.2 have no nodes with rhel9
    assert_eq!(asks("all", "all"), 1);
}

#[test]
fn what_databases_must_be_able_to_do_is_an_error_when_they_cannot() {
    let folder = workplace();
    let report = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["check", "-o", "json", "dist/good.zip"], arguments].concat());
        (output.status.code().unwrap(), json(&output))
    };
    assert_eq!(report(&["--target", "8.0", "--redis", "7.4"]).0, 0);
    assert_eq!(report(&["--target", "8.0", "--redis", "8.4.0"]).0, 1);
    assert_eq!(report(&["--target", "7.22", "--redis", "8.4"]).0, 1);
    assert_eq!(report(&["--require-capability", "replica_of"]).0, 0);
    let (status, flash) = report(&["--require-capability", "flash"]);
    let feature = flash["inputs"][0]["features"].as_array().unwrap().iter().find(|f| f["feature"] == "flash").unwrap();
    assert_eq!((status, &feature["possible"]), (1, &false.into()));
    let output = run(folder.path(), &["check", "--require-capability", "replica-of", "dist/good.zip"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `replica_of`?"), "{}", text(&output.stderr));
    assert_eq!(run(folder.path(), &["check", "--redis", "eight", "dist/good.zip"]).status.code(), Some(2));
}

#[test]
fn commands_of_an_upload_are_printed_for_one_line_and_what_it_takes() {
    let folder = workplace();
    let plan = |arguments: &[&str]| run(folder.path(), &[&["check", "--config-body"], arguments].concat());
    let script = plan(&["--target", "8.2", "dist/good.zip"]);
    assert_eq!(script.status.code(), Some(0));
    let shell = Command::new("sh").arg("-n").stdin(Stdio::piped()).spawn().and_then(|mut shell| {
        shell.stdin.take().unwrap().write_all(&script.stdout)?;
        shell.wait()
    });
    assert!(shell.unwrap().success());
    assert_eq!(plan(&["dist/good.zip"]).status.code(), Some(2));
    assert_eq!(plan(&["--target", "8.2", "dist/good.zip", "dist/good.zip"]).status.code(), Some(2));
    let refused = plan(&["--target", "8.2", "dist/deep/broken.zip"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert!(text(&refused.stderr).contains(": POST /v2/modules/user-defined of 8.2"), "{}", text(&refused.stderr));
    let forced = plan(&["--target", "8.2", "--even-if-rejected", "dist/deep/broken.zip"]);
    assert_eq!((forced.status.code(), forced.stdout.len()), (Some(2), 0));
    assert!(text(&forced.stderr).contains("no body to send"), "{}", text(&forced.stderr));
    assert_eq!(plan(&["--target", "7.22", "--even-if-rejected", "dist/deep/broken.zip"]).status.code(), Some(0));
    for wrong in [["-o", "json"], ["--endpoint", "v1"], ["--exit-zero", "--exit-zero"], ["--endpoint", "kubernetes"]] {
        assert_eq!(plan(&[&["--target", "8.2", "dist/good.zip"], &wrong[..]].concat()).status.code(), Some(2));
    }
    assert!(text(&plan(&["--target", "7.22", "--endpoint", "v1", "dist/good.zip"]).stdout).contains("/v1/modules"));
    assert_eq!(status(folder.path(), &["check", "--config-body=json", "--target", "7.22", "dist/good.zip"]), 2);
    for asks in ["parts", "parts/module.json"] {
        assert!(text(&plan(&["--target", "7.22", "--even-if-rejected", asks]).stdout).contains("${BUNDLE:?"), "{asks}");
    }
    let arguments = ["check", "--config-body=json", "--target", "8.0", "dist/good.zip"];
    let body: serde_json::Value = json(&run(folder.path(), &arguments));
    assert_eq!(body["version"], 10_203);
}

#[test]
fn a_format_wants_a_path_of_its_own() {
    let folder = workplace();
    assert_eq!(status(folder.path(), &["check", "-o", "json=", "dist/good.zip"]), 2);
    assert_eq!(status(folder.path(), &["check", "-o", "json=a", "-o", "ndjson=a", "dist/good.zip"]), 2);
    assert_eq!(status(folder.path(), &["check", "-o", "json=a", "-o", "ndjson=b", "-o", "human", "dist/good.zip"]), 0);
}

#[test]
fn what_was_not_read_of_a_folder_is_not_compared() {
    let folder = workplace();
    let parts = folder.path().join("parts");
    let metadata = std::fs::read_to_string(parts.join("module.json")).unwrap();
    std::fs::write(parts.join("module.json"), metadata.replace("hello.so", "hello.bin")).unwrap();
    std::fs::rename(parts.join("hello.so"), parts.join("hello.bin")).unwrap();
    let report = json(&run(folder.path(), &["check", "-o", "json", "parts"]));
    let rules: Vec<_> = report["inputs"][0]["findings"].as_array().unwrap().iter().map(|f| f["rule"].clone()).collect();
    assert!(!rules.contains(&"meta/stale-sha256".into()), "{rules:?}");
    assert!(report["inputs"][0]["not_run"].as_array().unwrap().contains(&"meta/stale-sha256".into()));
}

#[test]
fn a_bare_metadata_file_that_names_no_module_is_told_so() {
    let folder = workplace();
    let metadata = std::fs::read_to_string(folder.path().join("parts/module.json")).unwrap();
    for (name, rule) in [("hello.so.debug", "zip/debug-package"), ("hello", "zip/missing-module-file")] {
        let text = metadata.replace("hello.so", name);
        std::fs::write(folder.path().join("module.json"), text).unwrap();
        let report = json(&run(folder.path(), &["check", "-o", "json", "module.json"]));
        assert_eq!(report["inputs"][0]["findings"][0]["rule"], rule);
    }
}

#[test]
fn a_hook_stops_what_a_failed_build_leaves_and_a_misspelt_metadata_file() {
    let folder = workplace();
    std::fs::write(folder.path().join("empty.zip"), b"").unwrap();
    assert_eq!(status(folder.path(), &["check", "--hook", "empty.zip"]), 1);
    std::fs::write(folder.path().join("upper.zip"), zip(&[("Module.json", b"{}")])).unwrap();
    assert_eq!(status(folder.path(), &["check", "--hook", "upper.zip"]), 1);
}

/// A folder with the answers of a cluster on `build`.
fn snapshot(folder: &Path, build: &str) {
    let at = |name: &str| folder.join("snapshot").join(name);
    std::fs::create_dir_all(folder.join("snapshot")).unwrap();
    let nodes = format!("[{{\"uid\": 1, \"os_version\": \"Rocky Linux 9.4\", \"software_version\": \"{build}\"}}]");
    std::fs::write(at("nodes.json"), nodes).unwrap();
    std::fs::write(at("modules.json"), "[]").unwrap();
    std::fs::write(at("cluster.json"), "{\"name\": \"x\", \"allow_modules_upload\": false}").unwrap();
    std::fs::write(at("notes.txt"), "not an answer").unwrap();
}

#[test]
fn a_snapshot_names_the_target_and_what_the_cluster_has() {
    let folder = workplace();
    let at = folder.path();
    snapshot(at, "7.22.2-41");
    let report = json(&run(at, &["check", "--cluster", "snapshot", "-o", "json", "dist/good.zip"]));
    let verdict = &report["inputs"][0]["verdicts"][0];
    assert_eq!((verdict["build"].as_str(), verdict["outcome"].as_str()), (Some("7.22.2-41"), Some("accepted")));
    assert!(!verdict["unless"].as_array().unwrap().contains(&"module_exists".into()), "{verdict}");
    let module = "{\"uid\": \"a\", \"module_name\": \"hello\", \"version\": 10203}";
    std::fs::write(at.join("snapshot/modules.json"), module).unwrap();
    let output = run(at, &["check", "--cluster", "snapshot", "-o", "json", "dist/good.zip"]);
    let verdict = &json(&output)["inputs"][0]["verdicts"][0];
    assert_eq!((output.status.code(), verdict["error_code"].as_str()), (Some(1), Some("module_exists")));
    // one file is enough
    assert_eq!(status(at, &["check", "--cluster", "snapshot/nodes.json", "dist/good.zip"]), 0);
}

#[test]
fn a_snapshot_and_a_target_must_mean_the_same() {
    let folder = workplace();
    let at = folder.path();
    snapshot(at, "7.22.2-41");
    let with =
        |target: &str| run(at, &["check", "--cluster", "snapshot", "--target", target, "-o", "json", "dist/good.zip"]);
    for target in ["7.22", "7.22.2-41", "7.22.2"] {
        let output = with(target);
        let build = json(&output)["inputs"][0]["verdicts"][0]["build"].clone();
        assert_eq!((output.status.code(), build.as_str()), (Some(0), Some("7.22.2-41")), "{target}");
    }
    let output = with("7.22.0");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("`7.22.2-41`") && said.contains("`7.22.0`"), "{said}");
}

#[test]
fn a_build_that_the_data_lack_is_judged_as_the_nearest_line_with_a_warning() {
    let folder = workplace();
    let at = folder.path();
    snapshot(at, "99.1.0-7");
    let output = run(at, &["check", "--cluster", "snapshot", "dist/good.zip"]);
    let said = text(&output.stderr);
    assert!(said.contains("warning: ") && said.contains("`99.1.0-7`") && said.contains("is used for"), "{said}");
    // a build of a known line is taken as it is
    snapshot(at, "7.22.2-999");
    let output = run(at, &["check", "--cluster", "snapshot", "-o", "json", "dist/good.zip"]);
    assert!(text(&output.stderr).contains("judged as a build after"), "{}", text(&output.stderr));
    assert_eq!(json(&output)["inputs"][0]["verdicts"][0]["build"], "7.22.2-999");
}

#[test]
fn the_flag_for_uploads_wins_over_the_snapshot_with_a_warning() {
    let folder = workplace();
    let at = folder.path();
    snapshot(at, "7.22.2-41");
    let output = run(at, &["check", "--cluster", "snapshot", "--allow-modules-upload", "dist/good.zip"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("`allow_modules_upload` is false in `snapshot`"), "{}", text(&output.stderr));
}

#[test]
fn snapshots_and_lists_that_are_none_end_with_status_2_and_say_why() {
    let folder = workplace();
    let at = folder.path();
    std::fs::create_dir(at.join("none")).unwrap();
    std::fs::write(at.join("page.json"), "<html>log in</html>").unwrap();
    std::fs::write(at.join("esc\u{1b}.json"), "{}").unwrap();
    std::fs::write(
        at.join("mixed.json"),
        "[{\"uid\": 1, \"software_version\": \"8.0.2-17\"}, \
        {\"uid\": 2, \"software_version\": \"7.22.2-41\"}]",
    )
    .unwrap();
    std::fs::write(at.join("rec.yaml"), "kind: Deployment\n").unwrap();
    for (flag, path, word) in [
        ("--cluster", "none", "no `*.json`"),
        ("--cluster", "nowhere.json", "cannot read nowhere.json"),
        ("--cluster", "page.json", "HTML"),
        ("--cluster", "esc\u{1b}.json", "esc\\u001b.json is an empty object"),
        ("--cluster", "mixed.json", "rolling upgrade"),
        ("--rec", "rec.yaml", "no RedisEnterpriseCluster"),
        ("--rec", "nowhere.yaml", "cannot read nowhere.yaml"),
        ("--bootstrap", "page.json", "no JSON: line 1"),
    ] {
        let output = run(at, &["check", flag, path, "dist/good.zip"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{path}: {said}");
        assert!(said.contains(word), "{path}: {said}");
        assert_eq!(text(&output.stdout), "");
    }
}

#[test]
fn lists_of_modules_are_compared_with_the_bundle_once() {
    let folder = workplace();
    let at = folder.path();
    let rec = "kind: RedisEnterpriseCluster\nspec:\n  userDefinedModules:\n  - name: helo\n";
    std::fs::write(at.join("rec.yaml"), rec).unwrap();
    std::fs::write(at.join("body.json"), "{\"user_defined_modules\": [{\"name\": \"hello\"}]}").unwrap();
    let arguments = ["check", "--rec", "rec.yaml", "--bootstrap", "body.json", "-o", "json", "dist/good.zip"];
    let report = json(&run(at, &arguments));
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().filter(|finding| finding["rule"] == rule).count();
    assert_eq!((of("compat/kubernetes-name"), of("compat/bootstrap-name")), (1, 1), "{findings:#?}");
}

#[test]
fn explain_prints_commands_that_save_a_snapshot() {
    let folder = workplace();
    let output = run(folder.path(), &["explain", "--snapshot"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    for word in ["cluster/module-capabilities", "bdbs", ":9443/v1/", "-k", "--cluster snapshot"] {
        assert!(said.contains(word), "{word}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 120), "{said}");
    let value = json(&run(folder.path(), &["explain", "--snapshot", "-o", "json"]));
    assert_eq!(value["script"].as_str(), Some(said.as_str()));
    let fenced = text(&run(folder.path(), &["explain", "--snapshot", "-o", "markdown"]).stdout);
    assert!(fenced.starts_with("```sh\n") && fenced.ends_with("\n```\n"));
    let word = text(&run(folder.path(), &["explain", "dependency_fetch"]).stdout);
    assert!(word.contains("downloads") && word.contains("not a code of the server"), "{word}");
    assert_eq!(status(folder.path(), &["explain"]), 2);
    assert_eq!(status(folder.path(), &["explain", "--snapshot", "zip/empty"]), 2);
}

#[test]
fn a_target_is_a_line_a_release_or_a_build_and_each_is_judged_once() {
    let folder = workplace();
    let built = |targets: &str| {
        let output = run(folder.path(), &["check", "-o", "json", "--target", targets, "dist/good.zip"]);
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        let report = json(&output);
        let mut seen: Vec<(String, String)> = Vec::new();
        for verdict in report["inputs"][0]["verdicts"].as_array().unwrap() {
            let one = |key: &str| verdict[key].as_str().unwrap().to_owned();
            let pair = (one("target"), one("build"));
            if !seen.contains(&pair) {
                seen.push(pair);
            }
        }
        seen.into_iter().map(|(target, build)| format!("{target} {build}")).collect::<Vec<_>>()
    };
    assert_eq!(built("7.22,7.22.0,7.22.2-41,7.22"), ["7.22 7.22.2-179", "7.22.0 7.22.0-250", "7.22.2-41 7.22.2-41"]);
    let lines = |targets: &str| {
        built(targets).into_iter().map(|pair| pair.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines("all"), ["6.2", "6.4", "7.2", "7.4", "7.8", "7.22", "8.0", "8.2"]);
    assert_eq!(lines("supported"), ["7.4", "7.8", "7.22", "8.0", "8.2"]);
    assert_eq!(lines("latest"), ["8.2"]);
}

#[test]
fn a_target_that_the_data_lack_is_warned_of_or_refused() {
    let folder = workplace();
    for (name, build, warning) in [
        ("7.22.2-42", "7.22.2-42", "between the known `7.22.2-41` and `7.22.2-55`"),
        ("8.0.21", "8.0.21", "after the newest known, `8.0.20-96`"),
        ("9.0.0-1", "8.2.0-46", "the data (of 2026-08-21) end at 8.2"),
    ] {
        let output = run(folder.path(), &["targets", "-o", "json", name]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(json(&output)["build"], build);
        assert!(text(&output.stderr).starts_with("warning: ") && text(&output.stderr).contains(warning), "{name}");
        let checked = run(folder.path(), &["check", "-o", "json", "--target", name, "dist/good.zip"]);
        assert_ne!(checked.status.code(), Some(2), "{name}");
        assert_eq!(text(&checked.stderr), text(&output.stderr));
        json(&checked);
    }
    for name in ["7.5", "5.0", "abc", "7.22.0-1", ""] {
        for arguments in [&["check", "--target", name, "dist/good.zip"][..], &["targets", name]] {
            let output = run(folder.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(output.stdout.is_empty());
            assert!(text(&output.stderr).contains("which know 6.2, 6.4, 7.2, 7.4, 7.8, 7.22, 8.0, 8.2"), "{name}");
        }
    }
}

const LINE: &str = include_str!("../rules/targets/8.2.toml");

/// The 8.2 of the data as a line of another name.
fn line_file(folder: &Path, line: &str) -> String {
    let text =
        LINE.replace("line = \"8.2\"", &format!("line = \"{line}\"")).replace("\"8.2.0-", &format!("\"{line}.0-"));
    let name = format!("{line}.toml");
    std::fs::write(folder.join(&name), text).unwrap();
    name
}

#[test]
fn a_target_file_adds_a_line() {
    let folder = workplace();
    let at = folder.path();
    let name = line_file(at, "8.4");
    let output = run(at, &["check", "-o", "json", "--target-file", &name, "dist/good.zip"]);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    let verdicts = json(&output)["inputs"][0]["verdicts"].as_array().unwrap().clone();
    assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| verdict["build"] == "8.4.0-46"), "{verdicts:?}");
    let output =
        run(at, &["check", "-o", "json", "--target-file", &name, "--target", "8.4.0-25,latest", "dist/good.zip"]);
    let verdicts = json(&output)["inputs"][0]["verdicts"].as_array().unwrap().clone();
    assert!(verdicts.iter().any(|verdict| verdict["target"] == "8.4"));
    assert!(verdicts.iter().any(|verdict| verdict["target"] == "8.4.0-25"));
    let all = json(&run(at, &["targets", "-o", "json", "--target-file", &name]));
    assert_eq!(all.as_array().unwrap().len(), 9);
}

#[test]
fn a_target_file_takes_the_place_of_a_known_line_with_a_warning() {
    let folder = workplace();
    std::fs::write(folder.path().join("mine.toml"), LINE.replace("2026-07", "2026-08")).unwrap();
    let output = run(folder.path(), &["targets", "-o", "json", "8.2", "--target-file", "mine.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output)["released"]["value"], "2026-08");
    assert_eq!(text(&output.stderr), "warning: 8.2 is known already: mine.toml takes its place\n");
}

#[test]
fn a_target_file_that_cannot_be_used_is_named_with_its_fault() {
    let folder = workplace();
    let cases = [
        ("line = \"8.4\"\nlin\u{1b}e = 3\n".to_owned(), "bad.toml: 2:4: "),
        (String::new(), "bad.toml: 1:1: missing field `line`"),
        (LINE.replace("state = \"gated\"", "state = \"locked\""), "unknown variant `locked`"),
        (LINE.replace("line = \"8.2\"", "line = \"8.3\""), "`builds` has `8.2.0-25`"),
        (LINE.replace("since = \"8.2.0-25\"", "since = \"soon\""), "`soon` is no build and no release"),
        (LINE.replace("\"POST /v1/modules\"", "\"POST /v3/modules\""), "`endpoints` has `POST /v3/modules`"),
    ];
    for (content, fault) in cases {
        std::fs::write(folder.path().join("bad.toml"), content).unwrap();
        for arguments in [&["check", "dist/good.zip"][..], &["targets"]] {
            let output = run(folder.path(), &[arguments, &["--target-file", "bad.toml"]].concat());
            assert_eq!(output.status.code(), Some(2), "{fault}");
            assert!(output.stdout.is_empty());
            let said = text(&output.stderr);
            assert!(said.starts_with("error: cannot use the target file bad.toml: "), "{said}");
            assert!(said.contains(fault) && said.lines().count() == 1 && !said.contains('\u{1b}'), "{fault}: {said}");
        }
    }
    let missing = run(folder.path(), &["targets", "--target-file", "nowhere.toml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("cannot read nowhere.toml"));
}

#[test]
fn targets_tells_the_same_lines_in_every_format() {
    let folder = workplace();
    for format in ["human", "json", "markdown"] {
        let output = run(folder.path(), &["targets", "-o", format]);
        assert_eq!(output.status.code(), Some(0));
        let shown = text(&output.stdout);
        for build in ["6.2.18-70", "7.22.2-179", "8.2.0-46"] {
            assert!(shown.contains(build), "{format}: {build}");
        }
    }
    let all = json(&run(folder.path(), &["targets", "-o", "json"]));
    let supported: Vec<bool> =
        all.as_array().unwrap().iter().map(|line| line["supported"].as_bool().unwrap()).collect();
    assert_eq!(supported, [false, false, false, true, true, true, true, true]);
    let page = text(&run(folder.path(), &["targets", "-o", "markdown", "7.8"]).stdout);
    assert!(page.contains("upgrade/bdb/&lt;uid>"), "{page}");
}

#[test]
fn local_copies_of_dependencies_are_checked() {
    let folder = workplace();
    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/counter.Linux-rhel8-x86_64.2.0.1.zip");
    let copies = folder.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let of_copy = |output: &Output| -> Vec<String> {
        let findings = json(output)["inputs"][0]["findings"].as_array().unwrap().clone();
        let rules = findings.iter().filter(|f| f["message"].as_str().unwrap().contains("copies/"));
        rules.map(|f| format!("{} {}", f["severity"].as_str().unwrap(), f["rule"].as_str().unwrap())).collect()
    };
    let check = || run(folder.path(), &["check", bundle, "--deps-dir", "copies", "-o", "json"]);
    assert!(of_copy(&check()).is_empty());
    std::fs::write(copies.join("counter-data.Linux-rhel8-x86_64.2.0.1.tgz"), b"another file").unwrap();
    let found = of_copy(&check());
    assert_eq!(found, ["error deps/unreadable-archive", "error deps/sha256-mismatch"]);
    let missing = run(folder.path(), &["check", bundle, "--deps-dir", "nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("cannot read nowhere"), "{}", text(&missing.stderr));
}

#[test]
fn dependencies_of_a_folder_are_read() {
    let folder = workplace();
    std::fs::create_dir(folder.path().join("parts/deps")).unwrap();
    std::fs::write(folder.path().join("parts/deps/data.tgz"), b"\x1f\x8b\x08").unwrap();
    let output = run(folder.path(), &["check", "parts", "-o", "json"]);
    let findings = json(&output)["inputs"][0]["findings"].as_array().unwrap().clone();
    assert!(findings.iter().any(|finding| finding["rule"] == "deps/unreadable-archive"), "{findings:?}");
}

#[test]
fn names_mean_what_they_say_with_blanks_and_in_other_spellings() {
    let folder = workplace();
    let os = |name: &str| {
        let report = json(&run(folder.path(), &["check", "--os", name, "-o", "json", "dist/good.zip"]));
        report["inputs"][0]["verdicts"][0]["os"].as_str().unwrap().to_owned()
    };
    assert_eq!([os("ubuntu22.04"), os("jammy"), os("almalinux9")], ["ubuntu22", "ubuntu22", "rhel9"]);
    assert_eq!(status(folder.path(), &["check", "--target", "7.22, 8.0", "dist/good.zip"]), 0);
    let listed = |name: &str| run(folder.path(), &["targets", name, "-o", "json"]).stdout;
    assert_eq!(listed("all"), run(folder.path(), &["targets", "-o", "json"]).stdout);
    assert!(text(&listed("latest")).contains("\"line\": \"8.2\""));
    assert!(!text(&listed("supported")).contains("\"line\": \"6.2\""));
}

#[test]
fn each_limit_can_be_set_and_past_it_nothing_that_was_not_read_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let module: &[u8] = include_bytes!("../testdata/baseline/hello.so");
    let metadata: &[u8] = include_bytes!("../testdata/baseline/module.json");
    let members: Vec<(&str, &[u8])> = vec![("hello.so", module), ("module.json", metadata), ("deps/a.tgz", b"x")];
    std::fs::write(at.join("b.zip"), zip(&members)).unwrap();
    let check = |limit: &str| {
        let report = json(&run(at, &["check", "-o", "json", "--target", "7.22", "--limit", limit, "b.zip"]));
        report["inputs"][0].clone()
    };
    assert_eq!(check("members=3")["limits"], serde_json::json!([]));
    // what the unpacker reads is not known any more
    for (limit, rule) in
        [("file-bytes=1000", "zip/too-large"), ("entries=2", "zip/bomb"), ("metadata-bytes=100", "zip/bomb")]
    {
        let input = check(limit);
        let name = limit.split('=').next().unwrap();
        assert_eq!(input["limits"], serde_json::json!([name]));
        assert_eq!(input["unpack"]["outcome"], "unknown", "{limit}");
        let outcomes = input["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["outcome"].as_str().unwrap());
        assert!(outcomes.into_iter().all(|outcome| outcome == "unknown" || outcome == "unavailable"), "{limit}");
        assert!(input["findings"].as_array().unwrap().iter().any(|f| f["rule"] == rule), "{limit}");
    }
    // the unpacker never looks into the module file
    let limits = ["members=2", "member-bytes=100", "inflated-bytes=100", "ratio=1,ratio-from=1", "seconds=0"];
    for limit in limits {
        let input = check(limit);
        let name = limit.split('=').next().unwrap();
        assert!(input["limits"].as_array().unwrap().contains(&name.into()), "{limit}: {}", input["limits"]);
        assert!(input["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "zip/bomb"), "{limit}");
        let loads = input["load"].as_array().unwrap();
        assert!(!loads.is_empty() && loads.iter().all(|load| load["outcome"] == "unknown"), "{limit}");
    }
    for wrong in ["membres=3", "members", "members=x", "members=-1", "members=9999999999999G"] {
        assert_eq!(status(at, &["check", "--limit", wrong, "b.zip"]), 2, "{wrong}");
    }
    let output = run(at, &["check", "--limit", "membres=3", "b.zip"]);
    assert!(text(&output.stderr).contains("did you mean `members`"), "{}", text(&output.stderr));
}

const MANIFEST: &str =
    "display_name: Hello\ncapabilities: [types]\nmin_redis_version: \"7.2\"\ncompatible_redis_version: \"7.4\"\n";

#[test]
fn a_walk_finds_manifests_by_name_and_content() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("ramp.yml", MANIFEST);
    write("ramp-light.yaml", MANIFEST);
    write("pack/light.yml", MANIFEST);
    write("manifest.yml", "applications:\n- name: x\n");
    write("other/ramp.yml", "");
    write("ci.yml", MANIFEST);
    let output = run(folder.path(), &["check", "-o", "json", "."]);
    let report = json(&output);
    let paths: Vec<&str> = report["inputs"].as_array().unwrap().iter().map(|i| i["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["./other/ramp.yml", "./pack/light.yml", "./ramp-light.yaml", "./ramp.yml"]);
    assert_eq!((&report["summary"]["skipped"], output.status.code()), (&1.into(), Some(1)));
    assert!(report["inputs"].as_array().unwrap().iter().all(|input| input["kind"] == "manifest"));
}

#[test]
fn a_hook_passes_over_foreign_yaml_and_stops_a_bad_manifest() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("foreign.yml", "on: push\njobs: {}\n"),
        ("broken.yaml", "a: b: c\n"),
        ("bad.yml", "display_name: a: b\nmin_redis_version: \"7.2\"\n"),
        ("dashes.yml", "module-name: x\nmin-redis-version: \"7.2\"\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let hooked = run(folder.path(), &["check", "--hook", "-o", "json", "foreign.yml", "broken.yaml"]);
    assert_eq!((hooked.status.code(), &json(&hooked)["summary"]["skipped"]), (Some(0), &2.into()));
    assert_eq!(status(folder.path(), &["check", "--hook", "bad.yml"]), 1);
    let dashes = json(&run(folder.path(), &["check", "--hook", "-o", "json", "dashes.yml"]));
    assert_eq!(dashes["inputs"][0]["findings"][0]["rule"], "manifest/missing-compatible-redis-version");
}

#[test]
fn a_manifest_says_what_would_be_packed_and_accepts_nothing_of_what_is_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ramp.yml"), MANIFEST).unwrap();
    std::fs::write(folder.path().join("list.yml"), "- a\n").unwrap();
    let report = json(&run(folder.path(), &["check", "-o", "json", "ramp.yml", "list.yml"]));
    let (good, list) = (&report["inputs"][0], &report["inputs"][1]);
    assert_eq!(good["packing"]["defaults"]["min_redis_pack_version"], "5.2");
    assert!(good["packing"]["discovered"].as_array().unwrap().contains(&"module_name".into()));
    assert!(
        good["unpack"].is_null() && good["verdicts"].as_array().unwrap().iter().any(|v| v["outcome"] == "accepted")
    );
    assert!(good["verdicts"].as_array().unwrap().iter().all(|v| v["outcome"] != "rejected"));
    let outcomes = list["verdicts"].as_array().unwrap().iter().map(|v| v["outcome"].as_str().unwrap());
    assert!(outcomes.into_iter().all(|outcome| ["unknown", "unavailable"].contains(&outcome)));
}

#[test]
fn findings_about_module_json_get_lines_of_committed_files() {
    let folder = workplace();
    let manifest = MANIFEST.replace("7.2", "7.0");
    std::fs::write(folder.path().join("ramp.yml"), manifest).unwrap();
    let arguments = ["check", "-o", "json", "--manifest", "ramp.yml", "dist/good.zip"];
    let output = run(folder.path(), &arguments);
    let report = json(&output);
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let drift = findings.iter().find(|f| f["place"]["pointer"] == "/min_redis_version").unwrap();
    assert_eq!((drift["rule"].as_str(), output.status.code()), (Some("manifest/drift"), Some(1)));
    assert_eq!(drift["source"]["path"], "ramp.yml");
    assert_eq!(drift["source"]["start"], serde_json::json!({"line": 3, "column": 20}));
    assert!(
        findings.iter().filter(|f| f["place"]["member"] == "module.json").all(|f| f["source"]["path"] == "ramp.yml")
    );
    // the same text beside the bundle is found
    std::fs::copy(folder.path().join("parts/module.json"), folder.path().join("dist/module.json")).unwrap();
    let report = json(&run(folder.path(), &["check", "-o", "json", "dist/good.zip"]));
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let about = |f: &&serde_json::Value| f["place"]["member"] == "module.json";
    assert!(findings.iter().any(|f| about(&f)));
    assert!(
        findings
            .iter()
            .filter(about)
            .all(|f| { f["source"]["path"] == "dist/module.json" && f["source"]["start"] == f["place"]["start"] })
    );
    assert_eq!(status(folder.path(), &["check", "--map", "x.so=ramp.yml", "dist/good.zip"]), 2);
    assert_eq!(status(folder.path(), &["check", "--manifest", "nowhere.yml", "dist/good.zip"]), 2);
}
