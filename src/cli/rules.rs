//! `ramplint rules`: the list of all rules.

use super::args::{ListFormat, RulesArgs};
use super::error::Error;
use super::{CLEAN, Streams};
use crate::fix::Safety;
use crate::rule::{Rule, catalog};
use serde_json::json;

pub(super) fn run(arguments: &RulesArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let rules = catalog::rules();
    let text = match arguments.output {
        ListFormat::Human => {
            let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            let line = |rule: &Rule| {
                let fix =
                    rule.page.fix.map_or("", |safety| if safety == Safety::Safe { "fix" } else { "fix --unsafe" });
                format!("{:width$}  {:7}  {fix:12}  {}\n", rule.id, rule.page.severity.word(), rule.page.title)
            };
            rules.iter().map(line).collect()
        }
        ListFormat::Markdown => {
            let line = |rule: &Rule| {
                let (id, severity) = (rule.id, rule.page.severity.word());
                format!("| [{id}](rules/{id}.md) | {severity} | {} |\n", rule.page.title.replace('|', "\\|"))
            };
            format!("| rule | severity | finds |\n|---|---|---|\n{}", rules.iter().map(line).collect::<String>())
        }
        ListFormat::Json => {
            let all: Vec<serde_json::Value> = rules.iter().map(value).collect();
            format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
        }
    };
    super::print(streams, &text)?;
    Ok(CLEAN)
}

/// A rule as JSON.
pub(super) fn value(rule: &Rule) -> serde_json::Value {
    let predicts: Vec<serde_json::Value> = rule
        .page
        .predicts
        .iter()
        .map(|p| {
            json!({
                "endpoints": p.endpoints, "status": p.status, "error_code": p.error_code,
                "evidence": p.evidence, "source": p.source, "sentence": p.sentence,
            })
        })
        .collect();
    let sections: serde_json::Map<String, serde_json::Value> =
        rule.page.sections().iter().map(|(heading, text)| (heading.clone(), json!(text.trim()))).collect();
    json!({
        "id": rule.id, "title": rule.page.title, "severity": rule.page.severity, "scope": rule.check.scope(),
        "since": rule.page.since, "fix": rule.page.fix, "aliases": rule.page.aliases, "predicts": predicts, "sections": sections,
        "url": crate::report::rule_url(rule.id),
    })
}
