//! `ramplint explain`: the page of a rule, what is known of an error code, or how to save a snapshot.

use super::args::{ExplainArgs, ListFormat};
use super::error::Error;
use super::{CLEAN, Streams};
use crate::report::escape::visible;
use crate::rule::{catalog, page};
use crate::tables::{self, ErrorCode};
use serde_json::json;

/// How to save the answers of a cluster, ready to paste into a shell.
const SNAPSHOT: &str = include_str!("snapshot.sh");

pub(super) fn run(arguments: &ExplainArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let Some(subject) = &arguments.subject else {
        super::print(streams, SNAPSHOT)?;
        return Ok(CLEAN);
    };
    let text = if let Some(rule) = catalog::find(subject) {
        rule_text(rule, arguments.output)
    } else if let Some(code) = tables::error_codes().iter().find(|code| code.name == *subject) {
        code_text(code, arguments.output)
    } else {
        let names = catalog::rules().iter().map(|rule| rule.id);
        let names = names.chain(tables::error_codes().iter().map(|code| code.name.as_str()));
        let hint = crate::checks::wording::closest(subject, names)
            .map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        let subject = visible(subject);
        return Err(Error::Usage(format!("no rule and no error code `{subject}`{hint}")));
    };
    super::print(streams, &text)?;
    Ok(CLEAN)
}

fn rule_text(rule: &crate::rule::Rule, format: ListFormat) -> String {
    let source = catalog::source(rule.id).unwrap_or_default();
    match format {
        ListFormat::Markdown => source.to_owned(),
        ListFormat::Human => {
            let facts = format!("{}: {} ({})\n", rule.id, rule.page.title, rule.page.severity.word());
            let prose = page::prose(source);
            let body = prose.split_once("\n## ").map_or(String::new(), |(_, rest)| format!("\n## {rest}"));
            let answers: String = rule.page.predicts.iter().map(answer).collect();
            let predicted = if answers.is_empty() {
                "\nPredicts no answer of the server: our own judgement.\n".to_owned()
            } else {
                format!("\nPredicts:\n{answers}")
            };
            format!("{facts}{predicted}{body}")
        }
        ListFormat::Json => pretty(&super::rules::value(rule)),
    }
}

fn answer(prediction: &crate::prediction::Prediction) -> String {
    let status = prediction.status.map_or(String::new(), |status| format!(" {status}"));
    let code = prediction.error_code.as_deref().unwrap_or("a refusal without a code");
    let (endpoints, evidence) = (prediction.endpoints.join(", "), prediction.evidence.word());
    format!("  {endpoints}:{status} {code} ({evidence}: {})\n", prediction.source)
}

fn code_text(code: &ErrorCode, format: ListFormat) -> String {
    let predictors: Vec<&str> = catalog::rules()
        .iter()
        .filter(|rule| rule.page.predicts.iter().any(|p| p.error_code.as_deref() == Some(&code.name)))
        .map(|rule| rule.id)
        .collect();
    if let ListFormat::Json = format {
        return pretty(&json!({
            "error_code": code.name, "meaning": code.meaning, "endpoints": code.endpoints, "status": code.status,
            "source": code.source, "predicted_by": predictors, "unknowable": code.unknowable,
        }));
    }
    let heading = if let ListFormat::Markdown = format { "# " } else { "" };
    let status = code.status.map_or(String::new(), |status| format!(" ({status})"));
    let mut text = format!("{heading}{}: {}\n\n", code.name, code.meaning);
    text.push_str(&format!("Given by {}{status}.\nSource: {}.\n", code.endpoints.join(", "), code.source));
    match &code.unknowable {
        Some(reason) => text.push_str(&format!("Not predicted: {reason}.\n")),
        None => text.push_str(&format!("Predicted by {}.\n", predictors.join(", "))),
    }
    text
}

fn pretty(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
