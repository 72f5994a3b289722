//! What `ramplint fix` says: what was mended, what was not and why, and the difference between the two bundles.

use super::escape::visible;
use super::page::fill;
use crate::checks::wording::count;
use crate::finding::Severity;
use crate::fix::{Mended, Moment, Rewrite};

/// What became of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It was written to this path.
    To(String),
    /// Nobody asked for a file.
    NotAsked,
    /// There was nothing to write.
    No,
}

/// Columns of a line before it is wrapped.
const WIDTH: usize = 100;
/// Rows of a section; a hostile list could make a million.
const MOST: usize = 200;

/// The page for people.
#[must_use]
pub fn text(mended: &Mended, written: &Written, diff: bool, moment: Moment) -> String {
    let mut out = format!("{}\n", visible(&mended.before.path));
    for doubt in &mended.plan.doubts {
        item(&mut out, "in doubt", doubt);
    }
    if !mended.plan.doubts.is_empty() {
        item(&mut out, "", "packing it again would choose one of its readings: nothing is mended");
    }
    let verb = if *written == Written::NotAsked { "would mend" } else { "mended" };
    section(&mut out, verb, mended.plan.fixes.iter().map(|fix| (fix.rule.to_owned(), fix.what.clone())));
    section(&mut out, "left", left(mended).into_iter());
    if diff {
        out.push_str(&difference(mended, moment));
    }
    out.push_str(&format!("\n{}\n", last_line(mended, written)));
    out
}

/// Rows of a name and a text.
fn section(out: &mut String, title: &str, rows: impl Iterator<Item = (String, String)>) {
    let rows: Vec<(String, String)> = rows.collect();
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    let more = rows.len().saturating_sub(MOST);
    let rows: Vec<_> = rows.into_iter().take(MOST).collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, text) in rows {
        for (index, line) in fill(&visible(&text), WIDTH - width.min(WIDTH / 2) - 4).iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            out.push_str(format!("  {name:width$}  {line}").trim_end());
            out.push('\n');
        }
    }
    if more > 0 {
        out.push_str(&format!("  and {more} more\n"));
    }
}

fn item(out: &mut String, title: &str, text: &str) {
    let lines = fill(&visible(text), WIDTH - 12);
    for (index, line) in lines.iter().enumerate() {
        let title = if index == 0 { title } else { "" };
        out.push_str(format!("  {title:8}  {line}").trim_end());
        out.push('\n');
    }
}

/// The findings that are there in the end, one row a rule, with the reason.
fn left(mended: &Mended) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for finding in mended.last().findings.iter().filter(|finding| finding.ignored.is_none()) {
        let name = format!("{} {}", finding.severity.word(), finding.rule);
        if !rows.iter().any(|(other, _)| *other == name) {
            rows.push((name, mended.plan.why_left(finding.rule)));
        }
    }
    rows
}

/// The members that change, and the text of module.json as a unified diff.
fn difference(mended: &Mended, moment: Moment) -> String {
    let Some(made) = &mended.made else { return String::new() };
    let mut out = "\nmembers\n".to_owned();
    for line in &mended.plan.members {
        out.push_str(&format!("  {}\n", visible(line)));
    }
    out.push_str(&format!("  all: time {} UTC, in the packer's order\n", moment.text()));
    let before = mended.before.sha256.as_deref().unwrap_or_default();
    out.push_str(&format!("  sha256 of the bundle: {before}\n"));
    out.push_str(&format!("                  then: {}\n", made.report.sha256.as_deref().unwrap_or_default()));
    let lines = mended.plan.text.as_ref().map(Rewrite::diff).unwrap_or_default();
    if !lines.is_empty() {
        out.push_str("\n--- module.json\n+++ module.json\n");
        out.push_str(&lines.iter().map(|line| format!("{}\n", harmless(line))).collect::<String>());
    }
    out
}

/// A line of a diff: its mark stays, tabs too, what a terminal or a log acts on is escaped.
fn harmless(line: &str) -> String {
    let (mark, rest) = line.split_at_checked(1).unwrap_or((line, ""));
    let parts: Vec<String> = rest.split('\t').map(visible).collect();
    format!("{mark}{}", parts.join("\t"))
}

fn last_line(mended: &Mended, written: &Written) -> String {
    let report = mended.last();
    let number = |severity: Severity| count(report.count(severity), severity.word());
    let left = [Severity::Error, Severity::Warning, Severity::Note].map(number).join(", ");
    let mended_now = mended.plan.fixes.len();
    match written {
        Written::To(path) if mended_now == 0 => format!("{}: a copy, nothing had to be mended; {left}", visible(path)),
        Written::To(path) => format!("wrote {}: {} made, {left} left", visible(path), count(mended_now, "change")),
        Written::NotAsked if mended_now > 0 => format!("nothing is written: {left} would be left"),
        _ => format!("nothing is written, for there is nothing that may be mended: {left}"),
    }
}
