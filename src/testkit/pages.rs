//! Executes the examples of every rule page.
//!
//! `UPDATE_PAGES=1 cargo test pages` writes the `output` blocks anew; read them before you commit them.

use super::{fixture, reports};
use crate::report::human::{self, Style};
use crate::rule::{Rule, catalog};

const SECTIONS: [&str; 5] = ["What it checks", "Why it matters", "Example", "How to fix", "References"];

/// What the human report says of one rule about a bad example.
fn output(rule: &Rule, info: &str, block: &str) -> String {
    let mut out = Vec::new();
    for mut report in reports(&fixture(info, block)) {
        let keep: Vec<bool> = report.findings.iter().map(|finding| finding.rule == rule.id).collect();
        let mut kept = keep.iter();
        report.findings.retain(|_| *kept.next().unwrap());
        let mut kept = keep.iter();
        report.excerpts.retain(|_| *kept.next().unwrap());
        human::write_findings(&report, Style::default(), &mut out).unwrap();
    }
    String::from_utf8(out).unwrap().trim_matches('\n').to_owned() + "\n"
}

#[test]
fn every_page_has_its_sections_in_order_and_all_three_examples() {
    for rule in catalog::rules() {
        let headings: Vec<&str> = rule.page.sections().iter().map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(headings, SECTIONS, "{}", rule.id);
        let infos: Vec<&str> = rule.page.examples().iter().map(|(info, _)| info.as_str()).collect();
        for word in ["bad", "good"] {
            assert!(infos.iter().any(|info| info.ends_with(word)), "{} has no {word} block", rule.id);
        }
        assert!(infos.contains(&"output"), "{} has no output block", rule.id);
        assert_eq!(rule.page.scope, rule.check.scope(), "{}: scope", rule.id);
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the switch that writes the outputs")]
fn every_bad_example_gives_the_output_that_its_page_shows() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    let mut wrong = Vec::new();
    for rule in catalog::rules() {
        let mut bad = None;
        let mut index = 0;
        for (info, block) in rule.page.examples() {
            if info.ends_with(" bad") {
                bad = Some(output(rule, info, block));
                assert!(bad.as_ref().unwrap().contains(rule.id), "{}: the bad block does not raise it", rule.id);
            } else if info == "output" {
                let actual = bad.take().unwrap_or_else(|| panic!("{}: an output block follows a bad block", rule.id));
                if actual != *block {
                    wrong.push(format!("{}:\n{actual}", rule.id));
                    if update {
                        rewrite(rule.id, index, &actual);
                    }
                }
                index += 1;
            }
        }
    }
    assert!(update || wrong.is_empty(), "pages with another output:\n{}", wrong.join("\n"));
}

#[test]
fn no_good_example_raises_its_rule() {
    for rule in catalog::rules() {
        for (info, block) in rule.page.examples().iter().filter(|(info, _)| info.ends_with(" good")) {
            let reports = reports(&fixture(info, block));
            let findings = reports.iter().flat_map(|report| &report.findings);
            let found: Vec<_> = findings.filter(|f| f.rule == rule.id).map(|f| &f.message).collect();
            assert!(found.is_empty(), "{}: {found:?}", rule.id);
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a test writes the pages of its own checkout")]
fn rewrite(id: &str, index: usize, new: &str) {
    let path = format!("{}/rules/{id}.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let start = text.match_indices("```output\n").nth(index).map(|(at, fence)| at + fence.len()).unwrap();
    let end = start + text[start..].find("```").unwrap();
    std::fs::write(&path, format!("{}{new}{}", &text[..start], &text[end..])).unwrap();
}
