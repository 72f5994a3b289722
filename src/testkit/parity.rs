//! Compares by name, both ways, what must agree: pages, check files, tables, error codes.
#![allow(clippy::disallowed_methods, reason = "these tests look at the files of their own checkout")]

use super::{fixture, report, reports};
use crate::rule::{Rule, catalog};
use crate::verdict::Answer;
use crate::{checks, tables};
use std::collections::BTreeSet;
use std::fs;

/// `group/name` of the files below `folder` with this extension, `_` read as `-`.
fn files(folder: &str, extension: &str) -> BTreeSet<String> {
    let root = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for group in fs::read_dir(root).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let group_name = group.file_name().into_string().unwrap();
        for file in fs::read_dir(group.path()).unwrap().flatten() {
            let name = file.file_name().into_string().unwrap();
            if let Some(stem) = name.strip_suffix(extension).filter(|stem| *stem != "mod") {
                found.insert(format!("{group_name}/{}", stem.replace('_', "-")));
            }
        }
    }
    found
}

fn ids() -> BTreeSet<String> {
    checks::groups().iter().flat_map(|group| group.iter()).map(|entry| entry.id.to_owned()).collect()
}

#[test]
fn pages_check_files_and_table_lines_have_the_same_names() {
    assert_eq!(files("rules", ".md"), ids(), "pages against table lines");
    assert_eq!(files("src/checks", ".rs"), ids(), "check files against table lines");
    let parsed: BTreeSet<String> = catalog::rules().iter().map(|rule| rule.id.to_owned()).collect();
    for entry in checks::groups().iter().flat_map(|group| group.iter()) {
        assert!(parsed.contains(entry.id), "{}: {:?}", entry.id, crate::rule::page::parse(entry.page).err());
    }
}

#[test]
fn the_tables_are_sorted_and_name_their_own_group() {
    for group in checks::groups() {
        let ids: Vec<&str> = group.iter().map(|entry| entry.id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(ids.windows(2).all(|pair| pair[0].split('/').next() == pair[1].split('/').next()), "{ids:?}");
    }
}

#[test]
fn a_page_opens_with_its_own_id() {
    for rule in catalog::rules() {
        let source = catalog::source(rule.id).unwrap();
        assert!(source.starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
    }
}

#[test]
fn every_code_is_predicted_where_the_table_says_so_and_nowhere_else() {
    let predictions = || catalog::rules().iter().flat_map(|rule| &rule.page.predicts);
    let predicted: BTreeSet<(&str, &str)> = predictions()
        .flat_map(|p| p.endpoints.iter().filter_map(|endpoint| Some((p.error_code.as_deref()?, endpoint.as_str()))))
        .collect();
    let mut knowable = BTreeSet::new();
    let mut unknowable = BTreeSet::new();
    for code in tables::error_codes() {
        for given in &code.given {
            let known = if given.unknowable.is_some() { &mut unknowable } else { &mut knowable };
            known.extend(given.endpoints.iter().map(|endpoint| (code.name.as_str(), endpoint.as_str())));
        }
    }
    assert_eq!(predicted, knowable, "codes and endpoints of the pages against those of the table");
    let both: Vec<_> = knowable.intersection(&unknowable).collect();
    assert!(both.is_empty(), "both predicted and unknowable: {both:?}");
}

#[test]
fn what_a_missing_endpoint_answers_is_the_same_in_the_page_and_in_the_release_lines() {
    let rule = catalog::find("compat/endpoint-unavailable").unwrap();
    for target in crate::target::targets() {
        for (path, row) in &target.profile.endpoints {
            let predicted = rule.page.predicts.iter().find(|p| p.is_given_by(path, &target.line));
            let of_page = predicted.map(|p| (p.status, p.evidence));
            let of_line = row.status.as_ref().map(|status| (Some(status.value), status.evidence));
            assert_eq!(of_page, of_line, "{path} of {}", target.line);
        }
    }
}

#[test]
fn the_good_bundle_is_silent_and_accepted() {
    for target in ["7.8", "7.22"] {
        let report = report(&fixture("toml good", &format!("target = [\"{target}\"]")));
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        assert!(report.not_run.is_empty(), "{:?}", report.not_run);
        assert!(report.lines_lost.is_empty(), "{:?}", report.lines_lost);
    }
    // it is for one version of Redis, which new databases of some lines do not have
    let report = report(&fixture("json good", "{}"));
    let is_expected = |f: &crate::Finding| f.rule == "compat/no-usable-redis" && f.severity == crate::Severity::Note;
    assert!(report.findings.iter().all(is_expected), "{:#?}", report.findings);
    assert!(report.not_run.is_empty(), "{:?}", report.not_run);
    let is_fine = |v: &crate::verdict::Verdict| {
        let is_there = crate::target::find(&v.target).unwrap().has_endpoint(v.endpoint.path());
        if is_there { v.if_open() == Answer::Accepted } else { v.outcome == Answer::Unavailable }
    };
    assert!(report.verdicts.iter().all(is_fine), "{:#?}", report.verdicts);
}

/// Every rule on every fixture: which rules fire on which bad example.
#[test]
fn every_rule_on_every_fixture() {
    let mut table = String::new();
    for rule in catalog::rules() {
        for (index, (info, block)) in bad_examples(rule).enumerate() {
            let report = report(&fixture(info, block));
            let mut fired: Vec<String> =
                report.findings.iter().map(|f| format!("{} {}", f.severity.word(), f.rule)).collect();
            fired.dedup();
            let unpack = report.unpack.as_ref().map_or("none", |outcome| outcome.word());
            table.push_str(&format!("{}#{index}: unpack {unpack};{}\n", rule.id, letters(&report)));
            for line in fired {
                table.push_str(&format!("    {line}\n"));
            }
        }
    }
    insta::with_settings!({ snapshot_path => "../../testdata/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("every_rule_on_every_fixture", table);
    });
}

/// A letter for each endpoint of each line: accepted, rejected or `?`, `-` where there is none, capital behind a gate.
fn letters(report: &crate::Report) -> String {
    let mut text = String::new();
    let mut line = None;
    for verdict in &report.verdicts {
        if line != Some(&verdict.target) {
            line = Some(&verdict.target);
            text.push_str(&format!(" {} ", verdict.target));
        }
        let letter = match verdict.if_open() {
            Answer::Accepted => 'a',
            Answer::Rejected => 'r',
            Answer::Unknown => '?',
            Answer::Unavailable => '-',
        };
        text.push(if verdict.behind_gate.is_some() { letter.to_ascii_uppercase() } else { letter });
    }
    text
}

/// A refusal that no finding explains would leave the user without a cure.
#[test]
fn every_refusal_of_the_unpacker_is_explained_by_an_error() {
    for rule in catalog::rules() {
        for (info, block) in bad_examples(rule) {
            let report = report(&fixture(info, block));
            let Some(outcome) = &report.unpack else { continue };
            if outcome.rules().is_empty() {
                continue;
            }
            let explained = report
                .findings
                .iter()
                .any(|finding| finding.severity == crate::Severity::Error && outcome.rules().contains(&finding.rule));
            assert!(explained, "{}: {outcome:?} has no finding of {:?}", rule.id, outcome.rules());
        }
    }
}

/// A prediction that no example shows could be wrong for ever.
#[test]
fn every_prediction_of_a_page_is_shown_by_one_of_its_examples() {
    let known = |lines: &crate::prediction::Lines| crate::target::targets().iter().any(|t| lines.includes(&t.line));
    for rule in catalog::rules() {
        let findings: Vec<_> =
            bad_examples(rule).flat_map(|(info, block)| report(&fixture(info, block)).findings).collect();
        for prediction in rule.page.predicts.iter().filter(|prediction| known(&prediction.targets)) {
            let shown = findings.iter().any(|f| f.rule == rule.id && f.predicts.contains(&prediction));
            assert!(shown, "{}: no bad example gives {prediction:?}", rule.id);
        }
    }
}

#[test]
fn a_refusal_and_the_findings_behind_it_predict_the_same_answer() {
    for rule in catalog::rules() {
        for (info, block) in bad_examples(rule) {
            let report = report(&fixture(info, block));
            for verdict in report.verdicts.iter().filter(|v| v.outcome == Answer::Rejected) {
                assert!(!verdict.because.is_empty(), "{}: nothing explains {verdict:?}", rule.id);
                for id in &verdict.because {
                    let agrees = report.findings.iter().filter(|f| f.rule == *id).flat_map(|f| &f.predicts).any(|p| {
                        let same = p.error_code == verdict.error_code && p.status == verdict.status;
                        same && p.endpoints.iter().any(|endpoint| endpoint == verdict.endpoint.path())
                    });
                    assert!(agrees, "{}: {id} predicts another answer than {verdict:?}", rule.id);
                }
            }
        }
    }
}

#[test]
fn messages_and_helps_are_worded_alike() {
    for rule in catalog::rules() {
        for (info, block) in bad_examples(rule) {
            for finding in reports(&fixture(info, block)).into_iter().flat_map(|report| report.findings) {
                let message = &finding.message;
                let start = message.chars().next().unwrap_or('.');
                assert!(!start.is_uppercase(), "{}: {message}", finding.rule);
                for text in
                    std::iter::once(message).chain(&finding.help).chain(finding.related.iter().map(|r| &r.label))
                {
                    assert!(!text.ends_with('.') || text.ends_with(".."), "{}: {text}", finding.rule);
                    assert_eq!(text.matches('`').count() % 2, 0, "{}: {text}", finding.rule);
                }
            }
        }
    }
}

fn bad_examples(rule: &Rule) -> impl Iterator<Item = (&str, &str)> {
    rule.page
        .examples()
        .iter()
        .filter(|(info, _)| info.ends_with(" bad"))
        .map(|(info, block)| (info.as_str(), block.as_str()))
}
