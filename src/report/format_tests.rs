//! What holds of the formats for every fixture: the bad examples of all pages, and the good bundle.
#![allow(clippy::disallowed_methods, reason = "tests read files of the repository")]

use super::base::Base;
use super::format::{Context, FORMATS, find};
use super::{Report, annotation};
use crate::finding::Severity;
use crate::rule::catalog;
use crate::testkit::{fixture, report};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const SARIF: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/schemas/sarif-schema-2.1.0.json");

/// The reports of all fixtures, with a map.
static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let examples = catalog::rules().iter().flat_map(|rule| rule.page.examples());
    let examples = examples.filter(|(info, _)| info.ends_with(" bad") || info.ends_with(" good"));
    examples
        .map(|(info, block)| {
            let mut fixture = fixture(info, block);
            fixture.options.map = true;
            report(&fixture)
        })
        .collect()
});

fn context() -> Context {
    let base = Base { working: "/home/me/repo/dist".to_owned(), root: "/home/me/repo".to_owned() };
    Context { base, ..Context::default() }
}

fn text(name: &str, reports: &[Report]) -> String {
    String::from_utf8((find(name).unwrap().write)(reports, &context()).unwrap()).unwrap()
}

fn json(name: &str, reports: &[Report]) -> Value {
    serde_json::from_str(&text(name, reports)).unwrap()
}

fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn schema(name: &str) -> Value {
    serde_json::from_str(crate::schemas::find(name).unwrap().text).unwrap()
}

/// The good bundle with one finding of `zip/many`, changed by the caller.
fn with_findings(number: usize, change: impl Fn(usize, &mut crate::Finding)) -> Report {
    let mut report = REPORTS.iter().find(|report| !report.findings.is_empty()).unwrap().clone();
    let finding = report.findings[0].clone();
    report.findings = vec![finding; number];
    report.excerpts = vec![None; number];
    report.findings.iter_mut().enumerate().for_each(|(at, finding)| change(at, finding));
    report
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(SARIF).unwrap()).unwrap();
    // no regular expression, as it has a bracket too many; the field is not written
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let mut whole = json("sarif", &REPORTS);
    assert_eq!(faults(&schema, &whole), [""; 0]);
    assert_eq!(faults(&schema, &json("sarif", &[])), [""; 0]);
    whole["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert_eq!(faults(&schema, &whole).len(), 1);
}

#[test]
fn sarif_names_rule_place_and_region_of_every_result() {
    let whole = json("sarif", &REPORTS);
    let run = &whole["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), REPORTS.iter().map(|report| report.findings.len()).sum::<usize>());
    let mut used = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        used.insert(index);
        let physical = &result["locations"][0]["physicalLocation"];
        assert!(physical["artifactLocation"]["uri"].as_str().unwrap().starts_with("dist/"));
        for side in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(physical["region"][side].as_u64() >= Some(1), "{result}");
        }
    }
    assert_eq!(used.len(), rules.len(), "rules without a result");
    for rule in rules {
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## What it checks"), "{rule}");
        for field in ["shortDescription", "fullDescription"] {
            assert!((1..=1024).contains(&rule[field]["text"].as_str().unwrap().chars().count()), "{rule}");
        }
    }
}

#[test]
fn sarif_of_nothing_has_an_empty_list_of_results() {
    let clean = with_findings(0, |_, _| {});
    assert_eq!(json("sarif", &[clean])["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn what_does_not_fit_into_sarif_is_said_and_is_the_least_bad() {
    let report = with_findings(25_010, |at, finding| {
        finding.severity = if at < 20 { Severity::Note } else { Severity::Error };
    });
    let run = &json("sarif", &[report])["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "note").count(), 10);
    let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(said.starts_with("10 results are left out"), "{said}");
}

#[test]
fn what_was_set_aside_is_suppressed_in_sarif_and_left_out_of_annotations() {
    let report = with_findings(1, |_, finding| finding.ignored = Some("old [x](y)".to_owned()));
    let result = json("sarif", std::slice::from_ref(&report))["runs"][0]["results"][0].take();
    assert_eq!(result["suppressions"], serde_json::json!([{ "kind": "external", "justification": "old [x](y)" }]));
    assert_eq!(json("gitlab", std::slice::from_ref(&report)), Value::Array(Vec::new()));
    assert!(!text("github", std::slice::from_ref(&report)).contains("::"));
    assert!(text("junit", &[report]).contains("failures=\"0\""));
}

#[test]
fn fingerprints_are_unique_and_outlive_what_moves() {
    let before = annotation::all(&REPORTS, &Base::default());
    let unique: BTreeSet<&String> = before.iter().map(|annotation| &annotation.unique).collect();
    assert_eq!(unique.len(), before.len());
    let report = with_findings(3, |_, _| {});
    let moved = with_findings(3, |_, finding| {
        finding.place.offset += 7;
        finding.place.start.iter_mut().for_each(|start| start.line += 3);
    });
    let prints = |report| -> Vec<String> {
        annotation::all(std::slice::from_ref(report), &Base::default()).into_iter().map(|a| a.unique).collect()
    };
    assert_eq!(prints(&report), prints(&moved));
}

#[test]
fn reports_and_their_lines_are_what_their_schemas_describe() {
    assert_eq!(faults(&schema("report"), &json("json", &REPORTS)), [""; 0]);
    let lines = text("ndjson", &REPORTS);
    let schema = schema("report-line");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in lines.lines() {
        assert!(validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
    let mut line: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    line["verdicts"][0]["outcome"] = "perhaps".into();
    assert!(!validator.is_valid(&line));
}

#[test]
fn github_gets_the_ten_worst_of_each_kind_and_the_number_of_the_rest() {
    let report = with_findings(45, |at, finding| {
        finding.severity = [Severity::Note, Severity::Warning, Severity::Error][at % 3];
    });
    let out = text("github", &[report]);
    let kinds: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("::")?.split(' ').next()).collect();
    let expected = [["error"; 10], ["warning"; 10], ["notice"; 10]].concat();
    assert_eq!(kinds, expected);
    let last = out.lines().rev().nth(1).unwrap();
    assert!(last.contains("5 errors, 5 warnings and 6 notes more are not annotated"), "{last}");
    let fits = with_findings(10, |_, finding| finding.severity = Severity::Note);
    assert!(!text("github", &[fits]).contains("more are not annotated"));
}

#[test]
fn junit_has_a_case_for_every_rule_and_a_pass_when_nothing_was_judged() {
    let read = quick_junit::Report::deserialize_from_str(&text("junit", &REPORTS)).unwrap();
    assert_eq!(read.test_suites.len(), REPORTS.len());
    assert!(read.test_suites.iter().all(|suite| suite.test_cases.len() == catalog::rules().len()));
    let errors = |report: &Report| -> BTreeSet<&str> {
        report.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.rule).collect()
    };
    assert_eq!(read.failures, REPORTS.iter().map(|report| errors(report).len()).sum::<usize>());
    let empty = quick_junit::Report::deserialize_from_str(&text("junit", &[])).unwrap();
    assert_eq!((empty.tests, empty.failures), (1, 0));
}

#[test]
fn a_summary_stays_below_a_mebibyte_and_says_what_was_cut() {
    let report = with_findings(9_000, |_, finding| finding.message = "x".repeat(300));
    let summary = text("markdown", &[report.clone(), report]);
    assert!((900_000..1_048_576).contains(&summary.len()), "{}", summary.len());
    let listed = summary.lines().filter(|line| line.starts_with("- [")).count();
    let said = format!("{} findings not listed, 1 input not shown", 18_000 - listed);
    assert!(summary.contains(&said), "{said}: {}", summary.lines().last().unwrap());
    assert!(!text("markdown", &REPORTS[..1]).contains("Cut here"));
}

#[test]
fn a_page_holds_every_finding_and_the_map() {
    let page = text("html", &REPORTS);
    let findings: usize = REPORTS.iter().map(|report| report.findings.len()).sum();
    assert_eq!(page.matches("<article").count(), findings);
    assert_eq!(page.matches("<svg").count(), REPORTS.iter().filter(|report| !report.map.is_empty()).count());
    for forbidden in ["<script", " src=", " style=", "url(", "@import", " onload"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn the_readme_lists_all_formats() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let table = readme.split_once("| format | what for |\n|---|---|\n").unwrap().1;
    let listed: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(listed, FORMATS.map(|format| format!("| `{}` | {} |", format.name, format.about)));
}

#[test]
fn the_same_reports_are_the_same_bytes_in_every_format() {
    for format in FORMATS {
        assert_eq!(text(format.name, &REPORTS), text(format.name, &REPORTS), "{}", format.name);
    }
}
