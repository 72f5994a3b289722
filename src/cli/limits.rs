//! `--limit NAME=VALUE`, and the list of all limits.

use super::args::{LimitArgs, ListFormat};
use super::error::Error;
use crate::checks::wording::closest;
use crate::load::limits::{Limit, Limits, TABLE};
use crate::report::escape::visible;
use crate::report::page::{Body, Section, human, markdown};
use serde_json::{Map, Value, json};

/// The limits of a run.
pub(super) fn of(arguments: &LimitArgs) -> Result<Limits, Error> {
    let mut limits = Limits::default();
    for argument in &arguments.limit {
        let (name, text) = argument.split_once('=').unwrap_or((argument, ""));
        let unusable = || Error::Usage(format!("the limit `{}` wants a number such as 64 or 512M", visible(name)));
        let Some(limit) = limits.named(name.trim()) else {
            let hint = closest(name, TABLE.iter().map(|limit| limit.name));
            let hint = hint.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            let name = visible(name);
            return Err(Error::Usage(format!("no limit `{name}`: `ramplint explain --limits` lists them{hint}")));
        };
        *limit = number(text.trim()).ok_or_else(unusable)?;
    }
    Ok(limits)
}

/// A number, with a unit of 1024, 1024² or 1024³.
fn number(text: &str) -> Option<u64> {
    let unit = match text.chars().last()?.to_ascii_uppercase() {
        'K' => 1 << 10,
        'M' => 1 << 20,
        'G' => 1 << 30,
        _ => 1,
    };
    let digits = if unit == 1 { text } else { text.get(..text.len() - 1)? };
    // `parse` alone would take a sign
    let number: u64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    number.checked_mul(unit)
}

/// The list of all limits.
pub(super) fn list(format: ListFormat) -> String {
    let mut limits = Limits::default();
    let mut value = |limit: &Limit| *(limit.of)(&mut limits);
    if format == ListFormat::Json {
        let all: Map<String, Value> = TABLE.iter().map(|limit| (limit.name.to_owned(), json!(value(limit)))).collect();
        return format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default());
    }
    let row = |limit: &Limit| [limit.name.to_owned(), value(limit).to_string(), limit.title.to_owned()].to_vec();
    let rows = TABLE.iter().map(row).collect();
    let sections = [Section { title: "Limits", body: Body::Table { heads: vec!["name", "value", "of"], rows } }];
    let title = "How much ramplint reads of an input";
    if format == ListFormat::Markdown { markdown(title, &sections) } else { human(title, &sections) }
}
