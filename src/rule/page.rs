//! Reads a rule page: a `toml` fence of facts, then sections of prose with fenced examples.

use crate::prediction::Prediction;
use crate::severity::Severity;

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
    /// The answers that a finding predicts.
    pub predicts: Vec<Prediction>,
    /// The sections in order: heading and text.
    pub sections: Vec<(String, String)>,
    /// The fenced examples in order: the words behind the fence and the text.
    pub examples: Vec<(String, String)>,
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
    #[serde(default)]
    predicts: Vec<Prediction>,
}

/// Reads a page; the error says what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Page, String> {
    let blocks = fences(text);
    let (_, facts) = blocks.iter().find(|(info, _)| info == "toml").ok_or("no `toml` fence")?;
    let facts: Facts = toml::from_str(facts).map_err(|e| e.to_string())?;
    Ok(Page {
        title: facts.title,
        severity: facts.severity,
        scope: facts.scope,
        since: facts.since,
        aliases: facts.aliases,
        predicts: facts.predicts,
        sections: sections(text),
        examples: blocks.into_iter().filter(|(info, _)| info != "toml").collect(),
    })
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
