//! Which fixture shows which answer: every recipe against every release line that the data know.
//!
//! The fixtures are the bad examples of all pages and the few in [`EXTRA`], each once as it is and once on a cluster
//! whose setting lets uploads in. What a page predicts for a line has to be what some fixture gets there.

use super::{fixture, report};
use crate::bundle::Kind;
use crate::endpoint::Endpoint;
use crate::prediction::{Evidence, Prediction};
use crate::rule::{Rule, catalog};
use crate::target::{self, Target};
use crate::unpack::Outcome;
use crate::verdict::Answer;
use crate::{Options, Report, tables};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What no example of a page shows on some line: lines before 7.4 mind first what else the good bundle asks for.
const EXTRA: &[(&str, &str)] = &[
    ("json bad", r#"{"min_redis_pack_version": "6.0", "architecture": "aarch64"}"#),
    ("json bad", r#"{"min_redis_pack_version": "6.0", "operating_systems": ["rhel8"], "dependencies": {"a": {}}}"#),
];

/// An answer of an endpoint, or of a database's call, on a release line, and who is behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    rule: &'static str,
    code: Option<String>,
    status: Option<u16>,
    endpoint: String,
    line: String,
    evidence: Evidence,
}

/// The answers of all fixtures.
static SHOWN: LazyLock<BTreeSet<Shown>> = LazyLock::new(shown);

fn shown() -> BTreeSet<Shown> {
    let examples = catalog::rules().iter().flat_map(|rule| rule.page.examples());
    let bad = examples.filter(|(info, _)| info.ends_with(" bad")).map(|(info, block)| (info.as_str(), block.as_str()));
    let mut found = BTreeSet::new();
    for (info, block) in bad.chain(EXTRA.iter().copied()) {
        let mut fixture = fixture(info, block);
        let asked = fixture.options.allow_modules_upload;
        for allow_modules_upload in BTreeSet::from([asked, Some(true)]) {
            fixture.options = Options {
                targets: target::targets(),
                targets_named: true,
                endpoints: Endpoint::ALL.to_vec(),
                endpoints_named: true,
                allow_modules_upload,
                ..fixture.options
            };
            collect(&report(&fixture), &mut found);
        }
    }
    found
}

fn collect(report: &Report, found: &mut BTreeSet<Shown>) {
    // what would be packed is at most inferred
    if report.kind == Kind::Manifest {
        return;
    }
    for verdict in &report.verdicts {
        let because = match (verdict.outcome, verdict.status) {
            (Answer::Rejected, _) => verdict.because.clone(),
            (Answer::Unavailable, Some(403)) => vec!["compat/upload-disabled"],
            (Answer::Unavailable, Some(_)) => vec!["compat/endpoint-unavailable"],
            _ => continue,
        };
        found.extend(because.iter().map(|rule| Shown {
            rule,
            code: verdict.error_code.clone(),
            status: verdict.status,
            endpoint: verdict.endpoint.path().to_owned(),
            line: verdict.target.clone(),
            evidence: verdict.evidence,
        }));
    }
    for database in &report.databases {
        let Some(call) = database.call else { continue };
        found.extend(database.because.iter().map(|rule| Shown {
            rule,
            code: database.error_code.map(str::to_owned),
            status: database.status,
            endpoint: call.to_owned(),
            line: database.target.clone(),
            evidence: database.evidence,
        }));
    }
    of_other_calls(report, found);
    if let Some(Outcome::Rejected(rejection)) = &report.unpack {
        let rules = rejection.rules.iter().filter(|rule| report.findings.iter().any(|f| f.rule == **rule));
        found.extend(rules.map(|rule| unpacked(rule, rejection.error_code)));
    }
    if let Some(Outcome::Crashed { rules, .. }) = &report.unpack {
        found.extend(rules.iter().map(|rule| unpacked(rule, None)));
    }
}

/// A report tells of one call for each database; what the others answer is in the findings.
fn of_other_calls(report: &Report, found: &mut BTreeSet<Shown>) {
    for finding in &report.findings {
        for prediction in finding.predicts.iter().filter(|p| p.endpoints.iter().any(|e| is_call(e))) {
            for target in target::targets() {
                if !finding.concerns(&target.asked) || !prediction.targets.includes(&target.line) {
                    continue;
                }
                found.extend(prediction.endpoints.iter().map(|endpoint| Shown {
                    rule: finding.rule,
                    code: prediction.error_code.clone(),
                    status: prediction.status,
                    endpoint: endpoint.clone(),
                    line: target.line.clone(),
                    evidence: prediction.evidence,
                }));
            }
        }
    }
}

fn is_call(endpoint: &str) -> bool {
    endpoint.contains("bdb")
}

fn unpacked(rule: &'static str, code: Option<&str>) -> Shown {
    Shown {
        rule,
        code: code.map(str::to_owned),
        status: None,
        endpoint: "unpack".to_owned(),
        line: String::new(),
        evidence: Evidence::Observed,
    }
}

/// The answers that a page promises of the lines that have the endpoint.
fn promised(rule: &'static Rule, prediction: &Prediction, targets: &[Target]) -> Vec<Shown> {
    let mut promised = Vec::new();
    for endpoint in &prediction.endpoints {
        let answer = |line: &str| Shown {
            rule: rule.id,
            code: prediction.error_code.clone(),
            status: prediction.status,
            endpoint: endpoint.clone(),
            line: line.to_owned(),
            evidence: prediction.evidence,
        };
        if endpoint == "unpack" {
            promised.push(answer(""));
            continue;
        }
        let about_missing = rule.id == "compat/endpoint-unavailable";
        let is_there = |target: &&Target| is_call(endpoint) || target.has_endpoint(endpoint) != about_missing;
        let lines = targets.iter().filter(is_there).filter(|target| prediction.targets.includes(&target.line));
        promised.extend(lines.map(|target| answer(&target.line)));
    }
    promised
}

/// A prediction that no fixture gets on a line could be wrong there for ever.
#[test]
fn every_prediction_is_the_answer_to_some_fixture_on_each_of_its_lines() {
    let targets = target::targets();
    let mut missing = Vec::new();
    for rule in catalog::rules() {
        let predictions = rule.page.predicts.iter();
        let promised = predictions.flat_map(|prediction| promised(rule, prediction, &targets));
        missing.extend(promised.filter(|answer| !SHOWN.contains(answer)));
    }
    let list: String = missing.iter().map(|answer| format!("{answer:?}\n")).collect();
    assert!(missing.is_empty(), "no fixture gets:\n{list}");
}

/// The other way round: no fixture gets an answer that no page predicts.
#[test]
fn every_answer_to_a_fixture_is_predicted_by_the_page_of_its_rule() {
    let targets = target::targets();
    let predictions = |rule: &'static Rule| rule.page.predicts.iter();
    let promised: BTreeSet<Shown> = catalog::rules()
        .iter()
        .flat_map(|rule| predictions(rule).flat_map(|prediction| promised(rule, prediction, &targets)))
        .collect();
    let unexpected: Vec<Shown> = SHOWN.difference(&promised).cloned().collect();
    let list: String = unexpected.iter().map(|answer| format!("{answer:?}\n")).collect();
    assert!(unexpected.is_empty(), "no page predicts:\n{list}");
}

/// The columns of the table, with their headings.
const COLUMNS: [(&str, &str); 11] = [
    ("unpack", "unpack"),
    ("v1", "POST /v1/modules"),
    ("v2", "POST /v2/modules"),
    ("user-defined", "POST /v2/modules/user-defined"),
    ("artifacts", "POST /v2/local/modules/user-defined/artifacts"),
    ("bootstrap", "bootstrap user_defined_modules"),
    ("kubernetes", "kubernetes userDefinedModules"),
    ("bdbs", "POST /v1/bdbs"),
    ("bdbs/{uid}/upgrade", "POST /v1/bdbs/{uid}/upgrade"),
    ("bdbs/{uid}/modules/upgrade", "POST /v1/bdbs/{uid}/modules/upgrade"),
    ("modules/upgrade/bdb", "POST /v1/modules/upgrade/bdb/{uid}"),
];

/// Codes against endpoints: the lines on which a fixture shows the code. Deletions are in the table of codes only.
#[test]
fn the_table_of_codes_and_endpoints() {
    let mut cells: BTreeMap<(String, &str), BTreeSet<usize>> = BTreeMap::new();
    let lines: Vec<String> = target::targets().into_iter().map(|target| target.line).collect();
    for answer in SHOWN.iter() {
        let status = answer.status.map_or("no status".to_owned(), |status| status.to_string());
        let row = answer.code.clone().unwrap_or(format!("(no code, {status})"));
        let line = lines.iter().position(|line| *line == answer.line);
        assert!(COLUMNS.iter().any(|(_, path)| *path == answer.endpoint), "no column for {answer:?}");
        cells.entry((row, &answer.endpoint)).or_default().extend(line);
    }
    let mut codes: Vec<String> = tables::error_codes().iter().map(|code| code.name.clone()).collect();
    let without: BTreeSet<&String> = cells.keys().map(|(row, _)| row).filter(|row| row.starts_with('(')).collect();
    codes.extend(without.into_iter().cloned());
    let mut rows = vec![COLUMNS.map(|(heading, _)| heading.to_owned()).to_vec()];
    rows.extend(codes.iter().map(|code| {
        let cell = |path| match cells.get(&(code.clone(), path)) {
            Some(cell) => range(cell, &lines),
            None => unshown(code, path),
        };
        COLUMNS.iter().map(|(_, path)| cell(*path)).collect()
    }));
    codes.insert(0, String::new());
    let mut table = String::new();
    for (code, row) in codes.iter().zip(&rows) {
        let mut line = format!("{code:34}");
        for (column, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
            line.push_str(&format!("  {cell:width$}"));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    insta::with_settings!({ snapshot_path => "../../testdata/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("codes_and_endpoints", table);
    });
}

/// The cell of an answer that no fixture gets.
fn unshown(code: &str, endpoint: &str) -> String {
    let row = tables::error_codes().iter().find(|row| row.name == code);
    let given = row.and_then(|row| row.given.iter().find(|given| given.endpoints.iter().any(|e| e == endpoint)));
    if given.is_some_and(|given| given.unknowable.is_some()) { "unknowable".to_owned() } else { "-".to_owned() }
}

/// Lines by their numbers, in ranges: `7.4-7.22`.
fn range(cell: &BTreeSet<usize>, lines: &[String]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for &line in cell {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => parts.push((line, line)),
        }
    }
    if parts.is_empty() {
        return "shown".to_owned();
    }
    let words = parts.iter().map(|&(first, last)| {
        if first == last { lines[first].clone() } else { format!("{}-{}", lines[first], lines[last]) }
    });
    words.collect::<Vec<_>>().join(", ")
}
