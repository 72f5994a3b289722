//! `JUnit` XML: a suite for each input, a case for each rule, so that what passes shows too.
//!
//! A case fails when a finding of its rule fails the run; a finding that does not is told in a case that passes.

use super::Report;
use super::annotation::spelled;
use super::escape::visible;
use super::format::Context;
use crate::checks::wording::count;
use crate::finding::{Finding, Severity};
use crate::rule::{Rule, catalog};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::io;

/// The suites; a run that met nothing to judge has one case that passes.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut run = quick_junit::Report::new("ramplint");
    for (at, report) in reports.iter().enumerate() {
        let fails = context.fails.get(at).copied().unwrap_or(Some(Severity::Error));
        let mut suite = TestSuite::new(visible(&report.path));
        for rule in catalog::rules() {
            suite.add_test_case(case(rule, report, fails));
        }
        run.add_test_suite(suite);
    }
    if reports.is_empty() {
        let mut suite = TestSuite::new("ramplint");
        let name = format!("skipped {}, none is a module bundle", count(context.skipped, "file"));
        suite.add_test_case(TestCase::new(name, TestCaseStatus::success()));
        run.add_test_suite(suite);
    }
    let mut out = Vec::new();
    run.serialize(&mut out).map_err(io::Error::other)?;
    Ok(out)
}

fn case(rule: &Rule, report: &Report, least: Option<Severity>) -> TestCase {
    let (counted, ignored): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().filter(|finding| finding.rule == rule.id).partition(|finding| finding.ignored.is_none());
    let fails = |finding: &&Finding| least.is_some_and(|least| finding.severity <= least);
    let text: Vec<String> = counted.iter().chain(&ignored).map(|finding| told(report, finding)).collect();
    let worst = counted.iter().copied().find(fails);
    let mut status = match worst {
        Some(finding) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(finding.severity.word()).set_message(visible(&finding.message));
            status.set_description(text.join("\n\n"));
            status
        }
        None if counted.is_empty() && !ignored.is_empty() => TestCaseStatus::skipped(),
        None if report.not_run.contains(&rule.id) => TestCaseStatus::skipped(),
        None => TestCaseStatus::success(),
    };
    if let TestCaseStatus::Skipped { .. } = status {
        let reason = ignored.iter().find_map(|finding| finding.ignored.as_deref());
        status.set_message(reason.map_or("not run: what it needs could not be read".to_owned(), visible));
    }
    let mut case = TestCase::new(rule.id, status);
    case.set_classname(format!("ramplint.{}", rule.id.split('/').next().unwrap_or_default()));
    if worst.is_none() && !text.is_empty() {
        case.set_system_out(text.join("\n\n"));
    }
    case
}

/// A finding in words: place, severity, message, help.
fn told(report: &Report, finding: &Finding) -> String {
    let place = spelled(report, &finding.place);
    let ignored = finding.ignored.as_deref().map(|reason| format!(" (ignored: {})", visible(reason)));
    let help = finding.help.as_deref().map(|help| format!("\nhelp: {}", visible(help)));
    let (severity, message) = (finding.severity.word(), visible(&finding.message));
    format!("{place}: {severity}{}: {message}{}", ignored.unwrap_or_default(), help.unwrap_or_default())
}
