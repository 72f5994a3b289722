//! `ramplint explain`: the page of a rule, what is known of an error code, or how to save a snapshot.

use super::args::{ExplainArgs, ListFormat};
use super::error::Error;
use super::{CLEAN, Streams};
use crate::prediction::Prediction;
use crate::report::escape::visible;
use crate::rule::{catalog, page};
use crate::tables::{self, ErrorCode, Given, Word};
use serde_json::json;

/// How to save the answers of a cluster, ready to paste into a shell.
const SNAPSHOT: &str = include_str!("snapshot.sh");

pub(super) fn run(arguments: &ExplainArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    if arguments.limits {
        super::print(streams, &super::limits::list(arguments.output))?;
        return Ok(CLEAN);
    }
    let Some(subject) = &arguments.subject else {
        let text = match arguments.output {
            ListFormat::Human => SNAPSHOT.to_owned(),
            ListFormat::Markdown => format!("```sh\n{SNAPSHOT}```\n"),
            ListFormat::Json => pretty(&json!({ "script": SNAPSHOT })),
        };
        super::print(streams, &text)?;
        return Ok(CLEAN);
    };
    let text = if let Some(rule) = catalog::find(subject) {
        rule_text(rule, arguments.output)
    } else if let Some(code) = tables::error_codes().iter().find(|code| code.name == *subject) {
        code_text(code, arguments.output)
    } else if let Some(word) = tables::words().iter().find(|word| word.name == *subject) {
        word_text(word, arguments.output)
    } else {
        let names = catalog::rules().iter().map(|rule| rule.id);
        let names = names.chain(tables::error_codes().iter().map(|code| code.name.as_str()));
        let names = names.chain(tables::words().iter().map(|word| word.name.as_str()));
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
            let fixed = rule.page.fix.map_or(String::new(), |safety| format!("\n`{}` mends it.\n", safety.command()));
            format!("{facts}{predicted}{fixed}{body}")
        }
        ListFormat::Json => pretty(&super::rules::value(rule)),
    }
}

fn answer(prediction: &Prediction) -> String {
    let status = prediction.status.map_or(String::new(), |status| format!(" {status}"));
    let code = prediction.error_code.as_deref().unwrap_or("a refusal without a code");
    let (endpoints, evidence) = (prediction.endpoints.join(", "), prediction.evidence.word());
    format!("  {endpoints}:{status} {code} ({evidence}: {})\n", prediction.source)
}

fn code_text(code: &ErrorCode, format: ListFormat) -> String {
    if let ListFormat::Json = format {
        let given: Vec<serde_json::Value> = code.given.iter().map(|given| given_value(code, given)).collect();
        let all = predictors(code, &[]);
        return pretty(&json!({
            "error_code": code.name, "meaning": code.meaning, "given": given, "predicted_by": all,
        }));
    }
    let heading = if let ListFormat::Markdown = format { "# " } else { "" };
    let mut text = format!("{heading}{}: {}\n", code.name, code.meaning);
    for given in &code.given {
        let status = given.status.map_or(String::new(), |status| format!(", with {status}"));
        let (endpoints, evidence) = (given.endpoints.join(", "), given.evidence.word());
        text.push_str(&format!("\nGiven by {endpoints}{status} ({evidence}: {}).\n", given.source));
        match &given.unknowable {
            Some(reason) => text.push_str(&format!("Not predicted: {reason}.\n")),
            None => text.push_str(&format!("Predicted by {}.\n", predictors(code, &given.endpoints).join(", "))),
        }
    }
    text
}

/// A word that stands where codes do.
fn word_text(word: &Word, format: ListFormat) -> String {
    if let ListFormat::Json = format {
        return pretty(&json!({ "word": word.name, "meaning": word.meaning, "source": word.source }));
    }
    let heading = if let ListFormat::Markdown = format { "# " } else { "" };
    let (name, meaning, source) = (&word.name, &word.meaning, &word.source);
    format!("{heading}{name}: {meaning}\n\nThe word is ramplint's, not a code of the server ({source}).\n")
}

fn given_value(code: &ErrorCode, given: &Given) -> serde_json::Value {
    let predicted_by = if given.unknowable.is_some() { Vec::new() } else { predictors(code, &given.endpoints) };
    json!({
        "endpoints": given.endpoints, "status": given.status, "evidence": given.evidence.word(),
        "source": given.source, "predicted_by": predicted_by, "unknowable": given.unknowable,
    })
}

/// The rules that predict a code, at one of these endpoints or, without any, at all.
fn predictors(code: &ErrorCode, endpoints: &[String]) -> Vec<&'static str> {
    let gives = |prediction: &Prediction| {
        let here = endpoints.is_empty() || prediction.endpoints.iter().any(|endpoint| endpoints.contains(endpoint));
        here && prediction.error_code.as_deref() == Some(&code.name)
    };
    let rules = catalog::rules().iter().filter(|rule| rule.page.predicts.iter().any(gives));
    rules.map(|rule| rule.id).collect()
}

fn pretty(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
