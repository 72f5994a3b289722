//! The report for people: the verdicts as a table, the findings, one line at the end.

use super::escape::visible;
use super::human_finding;
pub use super::style::Style;
use super::{Identity, Report, json_v1, loading, matrix, packing};
use crate::bundle::Kind;
use crate::checks::wording::{count, enumerate};
use crate::finding::Severity;
use crate::prediction::Evidence;
use crate::unpack::Outcome;
use crate::verdict::{Answer, Verdict};
use rayon::prelude::*;
use std::io;

/// Prints all reports and a last line with the counts.
pub fn write(reports: &[Report], skipped: usize, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let page = |report: &Report| {
        let mut text = Vec::new();
        one(report, style, &mut text).map(|()| text)
    };
    let pages: Vec<io::Result<Vec<u8>>> = reports.par_iter().map(page).collect();
    for page in pages {
        out.write_all(&page?)?;
    }
    last_line(reports, skipped, out)
}

fn one(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    heading(report, style, out)?;
    if report.kind == Kind::Config {
        return write_findings(report, style, out);
    }
    if report.kind == Kind::Module {
        writeln!(out, "  (the module file alone; of a bundle around it nothing was judged)\n")?;
    } else if has_several_lines(report) {
        unpack_line(report, style, out)?;
        matrix::write(report, style, out)?;
    } else {
        table(report, style, out)?;
        writeln!(out)?;
    }
    loading::write(report, style, out)?;
    write_findings(report, style, out)?;
    if !report.not_run.is_empty() {
        writeln!(out, "not run, because what they need could not be read: {}\n", abbreviated(&report.not_run))?;
    }
    Ok(())
}

/// Whether the verdicts are about more than one release line.
fn has_several_lines(report: &Report) -> bool {
    report.verdicts.first().is_some_and(|first| report.verdicts.iter().any(|verdict| verdict.target != first.target))
}

/// What the unpacker does, in front of the table of lines.
fn unpack_line(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match &report.unpack {
        Some(outcome) => {
            let row = unpack_row(outcome);
            writeln!(out, "  {} ({}): {}", row.what, row.build, colored(&row.answer, row.outcome, style))?;
            for note in &row.notes {
                writeln!(out, "  {note}")?;
            }
        }
        None => packing::write(report, out)?,
    }
    writeln!(out)
}

/// Prints the findings of one report.
pub(crate) fn write_findings(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (finding, excerpt) in report.findings.iter().zip(&report.excerpts) {
        let is_set_aside = finding.ignored.is_some() && !style.show_ignored;
        let is_too_small = style.quiet && finding.severity == Severity::Note;
        if !is_set_aside && !is_too_small {
            human_finding::write(report, finding, excerpt.as_ref(), style, out)?;
        }
    }
    Ok(())
}

/// Names of rules, by group when there are many.
pub(super) fn abbreviated(rules: &[&str]) -> String {
    if rules.len() <= 4 {
        return rules.join(", ");
    }
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for rule in rules {
        let group = rule.split('/').next().unwrap_or_default();
        match groups.last_mut() {
            Some((name, number)) if *name == group => *number += 1,
            _ => groups.push((group, 1)),
        }
    }
    let words: Vec<String> =
        groups.iter().map(|(name, number)| format!("{} of {name}/", count(*number, "rule"))).collect();
    words.join(", ")
}

fn heading(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let path = visible(&report.path);
    match &report.module {
        Some(_) if report.kind == Kind::Manifest => writeln!(out, "{}: manifest\n", bold(&path, style)),
        Some(module) => writeln!(out, "{}: {}\n", bold(&path, style), identity(module)),
        None => writeln!(out, "{}\n", bold(&path, style)),
    }
}

/// What the module says it is, on one line.
pub(super) fn identity(module: &Identity) -> String {
    let mut words = Vec::new();
    words.push(format!("module {}", visible(module.name.as_deref().unwrap_or("without a name"))));
    words.extend(module.semantic_version.as_deref().map(visible));
    words.extend(module.version.map(|version| format!("({version})")));
    let mut parts = vec![words.join(" ")];
    parts.extend(module.architecture.as_deref().map(visible));
    if let Some(systems) = module.operating_systems.as_ref().filter(|systems| !systems.is_empty()) {
        const MOST: usize = 8;
        let shown: Vec<String> = systems.iter().take(MOST).map(|system| short(system)).collect();
        let more = systems.len().saturating_sub(MOST);
        parts.push(shown.join(" ") + &(if more > 0 { format!(" and {more} more") } else { String::new() }));
    }
    parts.join(", ")
}

struct Row {
    what: String,
    build: String,
    platforms: Vec<String>,
    answer: String,
    outcome: Answer,
    notes: Vec<String>,
}

impl Row {
    /// Whether two rows differ in nothing but their platforms.
    fn same_answer(&self, other: &Self) -> bool {
        let key = |row: &Self| (row.what.clone(), row.build.clone(), row.answer.clone(), row.notes.clone());
        key(self) == key(other)
    }

    /// The platforms in one cell; many are counted.
    fn platform(&self) -> String {
        match self.platforms.as_slice() {
            [first, _, rest @ ..] if rest.len() > 1 => format!("{first} and {} more", rest.len() + 1),
            all => all.join(", "),
        }
    }
}

fn table(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(report.unpack.as_ref().map(unpack_row));
    let is_there = |verdict: &&Verdict| verdict.outcome != Answer::Unavailable || verdict.behind_gate.is_some();
    let none_is_there = report.verdicts.iter().all(|verdict| !is_there(&verdict));
    let endpoints = matrix::shown(report);
    let shown = |verdict: &&Verdict| endpoints.contains(&verdict.endpoint) && (none_is_there || is_there(verdict));
    for verdict in report.verdicts.iter().filter(shown) {
        let row = verdict_row(verdict);
        match rows.last_mut().filter(|before| row.same_answer(before)) {
            Some(before) => before.platforms.extend(row.platforms),
            None => rows.push(row),
        }
    }
    let width = |cell: fn(&Row) -> String| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (what, build, platform) = (width(|r| r.what.clone()), width(|r| r.build.clone()), width(Row::platform));
    for row in &rows {
        let answer = colored(&row.answer, row.outcome, style);
        writeln!(out, "  {:what$}  {:build$}  {:platform$}  {answer}", row.what, row.build, row.platform())?;
        for note in &row.notes {
            writeln!(out, "  {:1$}  {note}", "", what + build + platform + 4)?;
        }
    }
    redis(report, what, out)?;
    packing::write(report, out)
}

/// Which versions of Redis can use the module, for the only line.
fn redis(report: &Report, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut label = "databases";
    for (usable, words) in [(Some(true), "can use it"), (None, "may use it"), (Some(false), "cannot use it")] {
        let of = |named: bool| {
            let these = report.databases.iter().filter(move |db| db.usable == usable && db.name.is_some() == named);
            these.map(|db| db.name.as_deref().map_or_else(|| db.redis.clone(), short)).collect::<Vec<_>>()
        };
        for (names, noun) in [(of(false), "with redis "), (of(true), "named ")] {
            if !names.is_empty() {
                writeln!(out, "  {label:width$}  {noun}{} {words}", enumerate(&names))?;
                label = "";
            }
        }
    }
    Ok(())
}

fn unpack_row(outcome: &Outcome) -> Row {
    let mut notes = Vec::new();
    let (answer, color) = match outcome {
        Outcome::Accepted => ("accepted".to_owned(), Answer::Accepted),
        Outcome::Rejected(rejection) => {
            notes.extend(rejection.reason.as_deref().map(visible));
            let code = rejection.error_code.map_or(String::new(), |code| format!(" {code}"));
            (format!("rejected{code}: {}", rejection.message), Answer::Rejected)
        }
        Outcome::Crashed { exception, .. } => (format!("crashed with {exception}"), Answer::Rejected),
        Outcome::Unknown { why } => {
            notes.push(why.clone());
            ("unknown".to_owned(), Answer::Unknown)
        }
    };
    Row {
        what: "unpack".to_owned(),
        build: format!("ramp {}", json_v1::RAMP),
        platforms: Vec::new(),
        answer,
        outcome: color,
        notes,
    }
}

fn verdict_row(verdict: &Verdict) -> Row {
    let mut words = vec![verdict.outcome.word().to_owned()];
    words.extend(verdict.status.map(|status| status.to_string()));
    words.extend(verdict.error_code.clone());
    if verdict.evidence == Evidence::Inferred && verdict.outcome == Answer::Rejected {
        words.push("(inferred)".to_owned());
    }
    let mut notes = Vec::new();
    if !verdict.because.is_empty() {
        notes.push(format!("because of {}", verdict.because.join(", ")));
    }
    if !verdict.unless.is_empty() {
        notes.push(format!("unless {}", verdict.unless.join(", ")));
    }
    notes.extend(verdict.message.as_deref().map(|message| format!("\"{}\"", visible(message))));
    notes.extend(verdict.why.as_deref().map(visible));
    let platform: Vec<String> = [&verdict.os, &verdict.arch].into_iter().flatten().map(|part| short(part)).collect();
    Row {
        what: verdict.endpoint.path().to_owned(),
        build: verdict.build.clone(),
        platforms: vec![platform.join(" ")],
        answer: words.join(" "),
        outcome: verdict.outcome,
        notes,
    }
}

/// What the unpacker does, on one line.
pub(super) fn unpack_words(outcome: &Outcome) -> String {
    let row = unpack_row(outcome);
    std::iter::once(row.answer).chain(row.notes).collect::<Vec<_>>().join("; ")
}

/// A platform's name, which comes from the bundle, on one short line.
pub(super) fn short(text: &str) -> String {
    visible(&text.chars().take(24).collect::<String>())
}

/// The line with the counts.
pub(super) fn last_line(reports: &[Report], skipped: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let total = json_v1::summary(reports, skipped);
    let mut parts = vec![format!("checked {}", count(total.inputs, "input"))];
    if total.skipped > 0 {
        parts.push(format!("skipped {} that {} no module bundle", count(total.skipped, "file"), is(total.skipped)));
    }
    parts.push(count(total.errors, "error"));
    parts.push(count(total.warnings, "warning"));
    parts.push(count(total.notes, "note"));
    if total.ignored > 0 {
        parts.push(format!("{} ignored", total.ignored));
    }
    writeln!(out, "{}", parts.join(", "))
}

fn is(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

pub(super) fn bold(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

pub(super) fn colored(text: &str, outcome: Answer, style: Style) -> String {
    let code = match outcome {
        Answer::Accepted => 32,
        Answer::Rejected => 31,
        Answer::Unknown => 33,
        Answer::Unavailable => 2,
    };
    if style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
