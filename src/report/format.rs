//! The table of formats: the names that can be typed, what each is for, and who writes it.

use super::base::Base;
use super::style::Style;
use super::{Report, github, gitlab, html, human, json_v1, junit, sarif, step_summary};
use crate::finding::Severity;
use std::io;

/// What a renderer knows beside the reports.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Files that were met and are no module bundle.
    pub skipped: usize,
    /// How to print for people.
    pub style: Style,
    /// Where annotations count their paths from.
    pub base: Base,
    /// For each report the least bad finding that fails the run, `None` when none does; an error where nothing stands.
    pub fails: Vec<Option<Severity>>,
}

/// A format of the report.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What is typed.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes all reports of a run.
    pub write: fn(&[Report], &Context) -> io::Result<Vec<u8>>,
}

/// All formats, in the order of the help.
pub const FORMATS: [Format; 9] = [
    Format { name: "human", about: "for people, at a terminal", write: human_bytes },
    Format { name: "json", about: "for programs: one object, schema version 1", write: json },
    Format { name: "ndjson", about: "for programs: an object a line, the summary last", write: ndjson },
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning and editors", write: sarif::write },
    Format { name: "github", about: "annotations in the log of GitHub Actions", write: github::write },
    Format { name: "gitlab", about: "Code Quality of GitLab", write: gitlab::write },
    Format { name: "junit", about: "JUnit XML: a suite for each input, a case for each rule", write: junit::write },
    Format { name: "markdown", about: "a summary for pull requests and CI jobs", write: step_summary::write },
    Format { name: "html", about: "a page for browsers, in one file", write: html::write },
];

/// The format of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The names, separated by commas.
#[must_use]
pub fn names() -> String {
    FORMATS.map(|format| format.name).join(", ")
}

fn human_bytes(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    human::write(reports, context.skipped, context.style, &mut out)?;
    Ok(out)
}

fn json(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    json_v1::write(reports, context.skipped, &mut out)?;
    Ok(out)
}

fn ndjson(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    json_v1::write_lines(reports, context.skipped, &mut out)?;
    Ok(out)
}
