//! `ramplint targets`: the release lines that the data know, or all that is known of one.

use super::args::{ListFormat, TargetsArgs};
use super::error::Error;
use super::lines::Lines;
use super::target_page::{self, ABBREVIATIONS, cell};
use super::{CLEAN, Streams};
use crate::report::escape::visible;
use crate::report::json_v1::DATA_DATE;
use crate::report::page::{self, fill};
use crate::target::Target;
use crate::target::fault::ENDPOINTS;
use crate::target::profile::State;
use serde_json::{Value, json};

/// Short names of the endpoints, in the order of [`ENDPOINTS`].
const SHORT: [&str; 6] = ["v1", "v2", "user-defined", "artifacts", "bootstrap", "kubernetes"];

const HEADINGS: [&str; 9] =
    ["line", "released", "end of life", "newest build", "Redis", "default", "operating systems", "arch", "endpoints"];
/// How wide columns are that hold lists, which are wrapped; the others are as wide as their widest cell.
const WIDTHS: [usize; 9] = [0, 0, 0, 0, 11, 0, 17, 7, 13];

pub(super) fn run(arguments: &TargetsArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let lines = Lines::read(&arguments.target_file, streams)?;
    let name = arguments.line.as_deref().map(str::trim).filter(|name| *name != "all");
    let text = if let Some(name) = name.filter(|name| *name != "supported") {
        let found = lines.targets(&[name.to_owned()], streams)?;
        let Some(target) = found.into_iter().next() else {
            return Err(Error::Usage(format!("no release line `{}`", visible(name))));
        };
        match arguments.output {
            ListFormat::Human => target_page::human(&target),
            ListFormat::Markdown => target_page::markdown(&target),
            ListFormat::Json => pretty(&value(&target)),
        }
    } else {
        let mut all = lines.all();
        all.retain(|target| name.is_none() || target.is_supported());
        match arguments.output {
            ListFormat::Human => human(&all),
            ListFormat::Markdown => markdown(&all),
            ListFormat::Json => pretty(&Value::Array(all.iter().map(value).collect())),
        }
    };
    super::print(streams, &text)?;
    Ok(CLEAN)
}

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A target as JSON: what its file says, the build and whether the line is supported.
fn value(target: &Target) -> Value {
    let mut value = serde_json::to_value(&target.profile).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("build".to_owned(), json!(target.build));
        fields.insert("supported".to_owned(), json!(target.is_supported()));
        let abbreviations = ABBREVIATIONS.iter().map(|(name, meaning)| ((*name).to_owned(), json!(meaning)));
        fields.insert("abbreviations".to_owned(), Value::Object(abbreviations.collect()));
    }
    value
}

/// The cells of a line, lists with spaces between their items.
fn row(target: &Target) -> [String; 9] {
    let profile = &target.profile;
    let versions: Vec<String> = target.redis().into_iter().map(|redis| redis.version).collect();
    let endpoints = ENDPOINTS.iter().zip(SHORT).filter(|(path, _)| target.has_endpoint(path)).map(|(path, short)| {
        let is_gated = target.endpoint(path).is_some_and(|row| row.state == State::Gated);
        format!("{short}{}", if is_gated { "*" } else { "" })
    });
    let end = &profile.end_of_life.value;
    [
        target.line.clone(),
        profile.released.value.clone(),
        if end.is_empty() { "not fixed".to_owned() } else { end.clone() },
        target.build.clone(),
        versions.join(" "),
        target.redis_default().unwrap_or("-").to_owned(),
        target.os_names().join(" "),
        target.architectures().join(" "),
        endpoints.collect::<Vec<_>>().join(" "),
    ]
    .map(|text| visible(&text))
}

fn legend(all: &[Target]) -> [String; 2] {
    let supported: Vec<&str> =
        all.iter().filter(|target| target.is_supported()).map(|target| target.line.as_str()).collect();
    [
        format!(
            "Supported on {DATA_DATE}, the day of the data, and judged against when nothing is named: {}.",
            supported.join(", ")
        ),
        "* waits for a setting of the cluster that is off by default. `ramplint targets LINE` tells all, with sources."
            .to_owned(),
    ]
}

fn human(all: &[Target]) -> String {
    let rows: Vec<[String; 9]> = [HEADINGS.map(str::to_owned)].into_iter().chain(all.iter().map(row)).collect();
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> =
        WIDTHS.iter().enumerate().map(|(column, width)| if *width == 0 { wide(column) } else { *width }).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<Vec<String>> = row.iter().zip(&widths).map(|(cell, width)| fill(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let line: String = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{:width$}  ", cell.get(at).map_or("", String::as_str)))
                .collect();
            text.push_str(&format!("{}\n", line.trim_end()));
        }
        text.push('\n');
    }
    let legend = legend(all).map(|line| fill(&line, page::WIDTH).join("\n"));
    text.push_str(&format!("{}\n", legend.join("\n")));
    text
}

fn markdown(all: &[Target]) -> String {
    let line = |cells: &[String; 9]| format!("| {} |\n", cells.each_ref().map(|text| cell(text)).join(" | "));
    let rows: String = all.iter().map(|target| line(&row(target))).collect();
    let rule = format!("|{}\n", "---|".repeat(HEADINGS.len()));
    let legend = legend(all).map(|text| text.replacen('*', "\\*", 1)).join("\n\n");
    format!("{}{rule}{rows}\n{legend}\n", line(&HEADINGS.map(str::to_owned)))
}
