//! A summary in Markdown for pull requests and CI jobs: what takes the bundle first, then what is wrong.
//!
//! GitHub drops a summary above 1 MiB whole, so this one is cut before, and says so.

use super::annotation::spelled;
use super::escape::visible;
use super::format::Context;
use super::markdown::{escaped, prose};
use super::{Report, human, json_v1, loading, matrix, packing, rule_url};
use crate::checks::wording::count;
use crate::finding::{Finding, Severity};
use std::io;

/// Bytes that a summary may have, with room for what other steps of the job write.
const MOST: usize = 1_000_000;
/// Bytes that are kept for the sentence about what was cut.
const RESERVE: usize = 400;

/// The summary.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut page = Page { text: String::from("# ramplint\n\n"), inputs: 0, findings: 0 };
    let mut line = Vec::new();
    human::last_line(reports, context.skipped, &mut line)?;
    page.text.push_str(&escaped(String::from_utf8_lossy(&line).trim()));
    page.text.push('\n');
    if reports.len() > 1 {
        let _ = page.add(&overview(reports));
    }
    for report in reports {
        if !page.add(&head(report)?) {
            page.inputs += 1;
            page.findings += shown(report).count();
            continue;
        }
        for (severity, title) in
            [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")]
        {
            let mut title = format!("\n### {title}\n\n");
            for finding in shown(report).filter(|finding| finding.severity == severity) {
                let item = item(report, finding);
                if page.add(&format!("{title}{item}")) {
                    title.clear();
                } else {
                    page.findings += 1;
                }
            }
        }
    }
    Ok(page.finish().into_bytes())
}

/// A page that grows no further than it may.
struct Page {
    text: String,
    /// Inputs that found no place.
    inputs: usize,
    /// Findings that found none.
    findings: usize,
}

impl Page {
    fn add(&mut self, piece: &str) -> bool {
        // once something is cut, nothing that is less important takes its place
        let fits = self.inputs == 0 && self.findings == 0 && self.text.len() + piece.len() <= MOST - RESERVE;
        if fits {
            self.text.push_str(piece);
        }
        fits
    }

    fn finish(mut self) -> String {
        if self.inputs > 0 || self.findings > 0 {
            let (findings, inputs) = (count(self.findings, "finding"), count(self.inputs, "input"));
            self.text.push_str(&format!(
                "\n**Cut here**, because GitHub shows no summary above 1 MiB: {findings} not listed, {inputs} not shown at \
                 all. The report of `-o json` has everything.\n"
            ));
        }
        self.text
    }
}

/// The findings that count.
fn shown(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.ignored.is_none())
}

/// A table of all inputs.
fn overview(reports: &[Report]) -> String {
    const ROWS: usize = 1000;
    let mut text = String::from("\n| input | errors | warnings | notes |\n|---|---:|---:|---:|\n");
    for report in reports.iter().take(ROWS) {
        let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(|s| report.count(s));
        text.push_str(&format!("| {} | {errors} | {warnings} | {notes} |\n", escaped(&report.path)));
    }
    if reports.len() > ROWS {
        text.push_str(&format!("\nand {}\n", count(reports.len() - ROWS, "more input")));
    }
    text
}

/// The input, the table of answers and what stands behind them.
fn head(report: &Report) -> io::Result<String> {
    let mut text = format!("\n## {}\n", escaped(&report.path));
    if let Some(module) = &report.module {
        text.push_str(&format!("\n{}\n", escaped(&human::identity(module))));
    }
    if let Some(outcome) = &report.unpack {
        let notes = human::unpack_words(outcome);
        text.push_str(&format!("\nunpack (ramp {}): {}\n", json_v1::RAMP, escaped(&notes)));
    }
    let packing = packing::lines(report)?;
    if !packing.is_empty() {
        text.push_str(&format!("\n{}\n", prose(&packing.join(" "))));
    }
    if !report.verdicts.is_empty() {
        let table = matrix::table(report);
        for (at, line) in table.iter().enumerate() {
            let cells: Vec<String> = line.iter().map(|(cell, _)| escaped(cell)).collect();
            let rule = if at == 0 { format!("|{}\n", "---|".repeat(cells.len())) } else { String::new() };
            let blank = if at == 0 { "\n" } else { "" };
            text.push_str(&format!("{blank}| {} |\n{rule}", cells.join(" | ")));
        }
    }
    let mut items: Vec<String> = matrix::reasons(report)
        .into_iter()
        .map(|reason| {
            format!("- **{}** {}: {}\n", escaped(&reason.word), escaped(&reason.wherever), prose(&reason.text))
        })
        .collect();
    items.extend(loading::groups(report).into_iter().map(|group| {
        let reason = if group.reason.is_empty() { String::new() } else { format!(": {}", escaped(&group.reason)) };
        format!("- **{}** on {}{reason}\n", group.word, escaped(&group.systems))
    }));
    items.extend(matrix::advice(report).into_iter().map(|(lines, changes)| {
        let changes: String = changes.iter().map(|change| format!("  - {}\n", prose(change))).collect();
        format!("- what to change for {}\n{changes}", escaped(&lines))
    }));
    if !items.is_empty() {
        text.push_str(&format!("\n{}", items.concat()));
    }
    Ok(text)
}

fn item(report: &Report, finding: &Finding) -> String {
    let (rule, place) = (finding.rule, escaped(&spelled(report, &finding.place)));
    let mut text = format!("- [{rule}]({}) {place}: {}\n", rule_url(rule), prose(&visible(&finding.message)));
    if let Some(help) = &finding.help {
        text.push_str(&format!("  - help: {}\n", prose(help)));
    }
    text
}
