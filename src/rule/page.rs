//! Reads a rule page: a `toml` fence of facts, then sections of prose with fenced examples.

use crate::fix::Safety;
use crate::prediction::{Failure, Prediction};
use crate::severity::Severity;
use crate::tables;
use std::sync::OnceLock;

/// A rule page.
#[derive(Debug, Clone)]
pub struct Page {
    /// One sentence, lower case, without a full stop.
    pub title: String,
    /// How bad a finding is unless it says otherwise.
    pub severity: Severity,
    /// The layer that the check needs.
    pub scope: String,
    /// The version of ramplint that brought the rule.
    pub since: String,
    /// Earlier ids.
    pub aliases: Vec<String>,
    /// Whether a finding's only harm is that something is refused.
    pub bars: Option<Bars>,
    /// How far `ramplint fix` goes with it; `None` when it has no fix.
    pub fix: Option<Safety>,
    /// The answers that a finding predicts; behind those of the page, what becomes of the unpacker's failures.
    pub predicts: Vec<Prediction>,
    /// The page as it is written. What only people read is not taken apart until somebody asks.
    text: &'static str,
    sections: OnceLock<Vec<(String, String)>>,
    examples: OnceLock<Vec<(String, String)>>,
}

impl Page {
    /// The sections in order: heading and text.
    #[must_use]
    pub fn sections(&self) -> &[(String, String)] {
        self.sections.get_or_init(|| sections(self.text))
    }

    /// The fenced examples in order: the words behind the fence and the text.
    #[must_use]
    pub fn examples(&self) -> &[(String, String)] {
        self.examples.get_or_init(|| fences(self.text).into_iter().filter(|(info, _)| info != "toml").collect())
    }
}

/// What a finding stands in the way of, when that is all that is wrong: it is a note where nobody asked for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bars {
    /// Uploads to some endpoints or release lines.
    Upload,
    /// The use by databases of some release lines.
    Use,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    title: String,
    severity: Severity,
    scope: String,
    since: String,
    #[serde(default)]
    aliases: Vec<String>,
    bars: Option<Bars>,
    fix: Option<Safety>,
    #[serde(default)]
    predicts: Vec<Prediction>,
}

/// Reads a page; the error says what is wrong with it.
pub(crate) fn parse(text: &'static str) -> Result<Page, String> {
    let (_, rest) = text.split_once("\n```toml\n").ok_or("no `toml` fence")?;
    let (facts, _) = rest.split_once("\n```\n").ok_or("the `toml` fence has no end")?;
    let facts: Facts = toml::from_str(facts).map_err(|e| e.to_string())?;
    Ok(Page {
        title: facts.title,
        severity: facts.severity,
        scope: facts.scope,
        since: facts.since,
        aliases: facts.aliases,
        bars: facts.bars,
        fix: facts.fix,
        predicts: with_refusals(facts.predicts),
        text,
        sections: OnceLock::new(),
        examples: OnceLock::new(),
    })
}

/// Adds what the endpoints make of the unpacker's failures that a page names.
fn with_refusals(mut predicts: Vec<Prediction>) -> Vec<Prediction> {
    let named: Vec<Failure> = predicts.iter().flat_map(|prediction| prediction.failure.clone()).collect();
    for answer in tables::refusals() {
        let mut answer = answer.clone();
        answer.failure.retain(|failure| named.contains(failure));
        if !answer.failure.is_empty() {
            predicts.push(answer);
        }
    }
    predicts
}

/// The text of a page with its `toml` fence taken out, for people.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line == "```toml" {
            inside = true;
        }
        if !inside {
            out.push_str(line);
            out.push('\n');
        }
        if inside && line == "```" {
            inside = false;
        }
    }
    out
}

fn fences(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => found.extend(open.take()),
            (Some((_, body)), _) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (None, None) => {}
        }
    }
    found
}

fn sections(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            found.push((heading.to_owned(), String::new()));
        } else if let Some((_, body)) = found.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    found
}
