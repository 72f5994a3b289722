//! The table of release lines and endpoints, what stands behind its cells, and what would make more lines take it.

use super::human::{bold, colored, short};
use super::style::Style;
use super::{Report, escape::visible};
use crate::checks::wording::{count, enumerate};
use crate::endpoint::Endpoint;
use crate::finding::Finding;
use crate::prediction::Evidence;
use crate::verdict::{Answer, Verdict};
use std::collections::BTreeMap;
use std::io;

/// A row: a line, and a platform where they differ.
struct Row<'a> {
    label: String,
    target: &'a str,
    cells: Vec<Option<&'a Verdict>>,
}

/// A line of the table: the first cell names it, and an answer has its colour.
pub(super) type Line = Vec<(String, Option<Answer>)>;

/// What stands behind cells: a word, where it is true, and the reason itself.
pub(super) struct Reason {
    pub(super) word: String,
    pub(super) wherever: String,
    pub(super) text: String,
}

/// Prints the table and what explains it.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lines = table(report);
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|(text, _)| text.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in &lines {
        let mut printed = String::new();
        for ((text, answer), width) in line.iter().zip(&widths) {
            let padding = " ".repeat(width.saturating_sub(text.chars().count()) + 2);
            let text = answer.map_or_else(|| text.clone(), |answer| colored(text, answer, style));
            printed.push_str(&text);
            printed.push_str(&padding);
        }
        writeln!(out, "  {}", printed.trim_end())?;
    }
    writeln!(out)?;
    let reasons = reasons(report);
    for reason in &reasons {
        writeln!(out, "  {:8}  {}: {}", reason.word, reason.wherever, reason.text)?;
    }
    if !reasons.is_empty() {
        writeln!(out)?;
    }
    write_advice(report, style, out)
}

/// The table: a line of heads, then a line for each release line.
pub(super) fn table(report: &Report) -> Vec<Line> {
    let endpoints = shown(report);
    let heads = endpoints.iter().map(|endpoint| (endpoint.name().to_owned(), None));
    let mut lines: Vec<Line> =
        vec![std::iter::once((String::new(), None)).chain(heads).chain([("databases".to_owned(), None)]).collect()];
    for row in rows(report, &endpoints) {
        let mut line = vec![(row.label, None)];
        line.extend(row.cells.iter().map(|cell| cell.map_or((String::new(), None), |v| (text(v), Some(v.outcome)))));
        line.push(databases(report, row.target));
        lines.push(line);
    }
    lines
}

/// The endpoints that are shown: what downloads bundles only where it was asked for or where it says more.
pub(super) fn shown(report: &Report) -> Vec<Endpoint> {
    let of = |endpoint: Endpoint| report.verdicts.iter().filter(move |verdict| verdict.endpoint == endpoint);
    let has_uploads = report.verdicts.iter().any(|verdict| verdict.endpoint.is_upload());
    let says_more = |verdict: &Verdict| matches!(verdict.outcome, Answer::Rejected | Answer::Unknown);
    let refused_anyway = |endpoint: Endpoint| {
        of(endpoint).filter(|v| says_more(v)).all(|verdict| {
            let same = |v: &&Verdict| v.target == verdict.target && v.os == verdict.os;
            of(Endpoint::Artifact).find(same).is_some_and(|artifact| artifact.if_open() == Answer::Rejected)
        })
    };
    let shows = |endpoint: &Endpoint| {
        of(*endpoint).next().is_some() && (endpoint.is_upload() || !has_uploads || !refused_anyway(*endpoint))
    };
    Endpoint::ALL.into_iter().filter(shows).collect()
}

fn rows<'a>(report: &'a Report, endpoints: &[Endpoint]) -> Vec<Row<'a>> {
    let mut targets: Vec<&str> = report.verdicts.iter().map(|verdict| verdict.target.as_str()).collect();
    targets.dedup();
    let mut rows = Vec::new();
    for target in targets {
        let of_line = || report.verdicts.iter().filter(move |verdict| verdict.target == target);
        let mut platforms: Vec<_> = of_line().map(|verdict| (&verdict.os, &verdict.arch)).collect();
        let mut seen = std::collections::BTreeSet::new();
        platforms.retain(|platform| seen.insert(*platform));
        let cells = |platform: &(&Option<String>, &Option<String>)| -> Vec<Option<&'a Verdict>> {
            let cell =
                |endpoint: &Endpoint| of_line().find(|v| v.endpoint == *endpoint && (&v.os, &v.arch) == *platform);
            endpoints.iter().map(cell).collect()
        };
        let all: Vec<Vec<Option<&Verdict>>> = platforms.iter().map(cells).collect();
        let same = |a: &[Option<&Verdict>], b: &[Option<&Verdict>]| {
            let whole = |v: Option<&Verdict>| v.map(|v| (text(v), v.why.clone(), v.message.clone(), v.unless.clone()));
            a.iter().copied().map(whole).eq(b.iter().copied().map(whole))
        };
        let differ = all.windows(2).any(|pair| matches!(pair, [a, b] if !same(a, b)));
        for (platform, cells) in platforms.iter().zip(all) {
            let words: Vec<String> = [platform.0, platform.1].into_iter().flatten().map(|part| short(part)).collect();
            let name = named(target, of_line().next());
            let label = if differ { format!("{name} {}", words.join(" ")) } else { name };
            rows.push(Row { label, target, cells });
            if !differ {
                break;
            }
        }
    }
    rows
}

/// A line as it was asked for, with the build that stands for it where that is of another line.
fn named(target: &str, verdict: Option<&Verdict>) -> String {
    match verdict.filter(|verdict| !verdict.build.starts_with(target)) {
        Some(verdict) => format!("{target} (as {})", verdict.build),
        None => target.to_owned(),
    }
}

/// A cell: the status and the code, or the answer.
fn text(verdict: &Verdict) -> String {
    let code = verdict.code();
    match verdict.outcome {
        Answer::Accepted | Answer::Unknown => verdict.outcome.word().to_owned(),
        Answer::Unavailable if code.is_empty() => "-".to_owned(),
        Answer::Rejected if code.is_empty() => "rejected".to_owned(),
        Answer::Rejected | Answer::Unavailable => code,
    }
}

/// The versions of Redis whose databases can use the module; `?` behind what no source decides.
fn databases(report: &Report, target: &str) -> (String, Option<Answer>) {
    let of_line = || report.databases.iter().filter(|database| database.target == target && database.name.is_none());
    if of_line().next().is_none() {
        return ("-".to_owned(), None);
    }
    let usable: Vec<String> = of_line()
        .filter_map(|database| match database.usable {
            Some(true) => Some(database.redis.clone()),
            None => Some(format!("{}?", database.redis)),
            Some(false) => None,
        })
        .collect();
    if usable.is_empty() {
        ("none".to_owned(), Some(Answer::Rejected))
    } else {
        (format!("redis {}", usable.join(", ")), None)
    }
}

/// A line, and endpoints of it.
type Place<'a> = (&'a str, Vec<String>);

/// The endpoint of a verdict, with the nodes where it is not the same for all.
fn place(report: &Report, verdict: &Verdict) -> String {
    let mut twins = report.verdicts.iter().filter(|v| v.target == verdict.target && v.endpoint == verdict.endpoint);
    let name = verdict.endpoint.name();
    if twins.all(|twin| reasons_of(twin) == reasons_of(verdict)) {
        return name.to_owned();
    }
    let words: Vec<String> = [&verdict.os, &verdict.arch].into_iter().flatten().map(|part| short(part)).collect();
    format!("{name} on {}", words.join(" "))
}

/// What stands behind the cells, each reason once, with where it is true.
pub(super) fn reasons(report: &Report) -> Vec<Reason> {
    let endpoints = shown(report);
    let mut order: Vec<(String, String)> = Vec::new();
    let mut places: BTreeMap<(String, String), Vec<Place<'_>>> = BTreeMap::new();
    for verdict in report.verdicts.iter().filter(|verdict| endpoints.contains(&verdict.endpoint)) {
        for reason in reasons_of(verdict) {
            let lines = places.entry(reason.clone()).or_default();
            if lines.is_empty() {
                order.push(reason);
            }
            let target = verdict.target.as_str();
            if lines.last().is_none_or(|(line, _)| *line != target) {
                lines.push((target, Vec::new()));
            }
            let name = place(report, verdict);
            if let Some((_, names)) = lines.last_mut()
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
    }
    // refusals first, then what is open
    order.sort_by_key(|(word, _)| ["rejected", "unknown", "off", "unless"].iter().position(|other| other == word));
    let told = |(word, text): (String, String)| {
        let key = (word, text);
        let wherever = wherever(places.get(&key).map(Vec::as_slice).unwrap_or_default());
        Reason { word: key.0, wherever, text: key.1 }
    };
    order.into_iter().map(told).collect()
}

/// The words for a verdict: what it is, and why.
fn reasons_of(verdict: &Verdict) -> Vec<(String, String)> {
    let why = verdict.why.as_deref().map(visible);
    match verdict.outcome {
        Answer::Rejected => {
            let mut words = vec![verdict.code()];
            if verdict.evidence == Evidence::Inferred {
                words.push("(inferred)".to_owned());
            }
            let mut parts = vec![words.join(" ").trim_start().to_owned()];
            parts.retain(|part| !part.is_empty());
            parts.extend(verdict.message.as_deref().map(|message| format!("\"{}\"", visible(message))));
            parts.extend((!verdict.because.is_empty()).then(|| format!("because of {}", verdict.because.join(", "))));
            parts.extend(why);
            vec![("rejected".to_owned(), parts.join("; "))]
        }
        Answer::Unknown => vec![("unknown".to_owned(), why.unwrap_or_default())],
        Answer::Unavailable if verdict.behind_gate.is_some() => vec![("off".to_owned(), why.unwrap_or_default())],
        Answer::Unavailable => Vec::new(),
        Answer::Accepted if verdict.unless.is_empty() => Vec::new(),
        Answer::Accepted => vec![("unless".to_owned(), verdict.unless.join(", "))],
    }
}

/// Endpoints and lines in words: `v1, v2 of 7.4 and 7.8; artifact of 8.0`.
fn wherever(lines: &[Place<'_>]) -> String {
    let mut groups: Vec<(&[String], Vec<&str>)> = Vec::new();
    for (line, names) in lines {
        match groups.iter_mut().find(|(other, _)| *other == names.as_slice()) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((names, vec![line])),
        }
    }
    let words: Vec<String> =
        groups.iter().map(|(names, lines)| format!("{} of {}", names.join(", "), enumerate(lines))).collect();
    words.join("; ")
}

/// What would make more lines take the bundle: the lines, and the help of the findings behind the refusals.
pub(super) fn advice(report: &Report) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
    let mut targets: Vec<&str> = report.verdicts.iter().map(|verdict| verdict.target.as_str()).collect();
    targets.dedup();
    for target in &targets {
        let changes = changes(report, target);
        match groups.iter_mut().find(|(other, _)| *other == changes) {
            Some((_, lines)) => lines.push(target),
            None => groups.push((changes, vec![target])),
        }
    }
    groups.retain(|(changes, _)| !changes.is_empty());
    // what every line refuses is what the findings say
    if groups.is_empty() || report.lines_lost.len() == targets.len() && groups.len() == 1 {
        return Vec::new();
    }
    groups.into_iter().map(|(changes, lines)| (enumerate(&lines), changes)).collect()
}

fn write_advice(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = advice(report);
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", bold("what to change so that more lines take it", style))?;
    for (lines, changes) in &groups {
        let label = format!("{lines}:");
        for (index, change) in changes.iter().enumerate() {
            let label = if index == 0 { label.as_str() } else { "" };
            writeln!(out, "    {label:width$} {change}", width = lines.chars().count() + 1)?;
        }
    }
    writeln!(out)
}

/// Changes that are listed for a line.
const MOST_CHANGES: usize = 8;

/// The rules behind the refusals of a line; of the two older endpoints one is enough, so what both refuse counts.
fn behind(verdicts: &[&Verdict]) -> Vec<&'static str> {
    let of = |endpoint: Endpoint| verdicts.iter().find(|v| v.endpoint == endpoint && v.outcome != Answer::Unavailable);
    let mut rules: Vec<&'static str> = verdicts.iter().flat_map(|verdict| verdict.faults.iter().copied()).collect();
    if let (Some(v1), Some(v2)) = (of(Endpoint::V1), of(Endpoint::V2)) {
        rules.retain(|rule| v1.faults.contains(rule) && v2.faults.contains(rule));
    }
    rules
}

/// What a line wants changed: what it refuses, then what it keeps off.
fn changes(report: &Report, target: &str) -> Vec<String> {
    let of_line = || report.verdicts.iter().filter(|verdict| verdict.target == target && verdict.endpoint.is_upload());
    let mut changes = Vec::new();
    if report.lines_lost.iter().any(|line| line == target) {
        let rules = behind(&of_line().map(|v| v.behind_gate.as_deref().unwrap_or(v)).collect::<Vec<_>>());
        let speaks = |finding: &&Finding| rules.contains(&finding.rule) && finding.concerns(target);
        for finding in report.findings.iter().filter(speaks) {
            let help = finding.help.as_deref().unwrap_or(&finding.message);
            let change = format!("{help} ({})", finding.rule);
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        let more = changes.len().saturating_sub(MOST_CHANGES);
        changes.truncate(MOST_CHANGES);
        if more > 0 {
            changes.push(format!("and {}", count(more, "more change")));
        }
    }
    if of_line().any(|verdict| verdict.behind_gate.is_some()) {
        changes.push("set `allow_modules_upload` with `PUT /v1/cluster`".to_owned());
    }
    changes
}
