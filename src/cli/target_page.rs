//! All that is known of a release line at one build, every value with its source.

use crate::report::escape::visible;
use crate::report::page::{WIDTH, fill};
use crate::target::profile::{EndpointRow, State, Support};
use crate::target::{Presence, Target, spelling};

/// What sources are called for short. The heads of the files say the same.
pub(super) const ABBREVIATIONS: [(&str, &str); 3] = [
    ("docs", "github redis/docs at 63f31f69985905d997fa5b0c02e1559b5d04c8b2 (2026-08-21), below content/"),
    ("old", "github RedisLabs/redislabs-docs at the named commit, the documentation before 2024"),
    ("rers", "github redis-developer/redis-enterprise-rs, tests/fixtures/live_non_inventory_routes.json at 199aef06"),
];

/// A heading and what stands under it.
struct Section {
    title: &'static str,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    value: String,
    sources: Vec<String>,
}

impl Row {
    fn new(name: impl Into<String>, value: impl Into<String>, source: &str) -> Self {
        Self { name: name.into(), value: value.into(), sources: vec![source.to_owned()] }
    }
}

pub(super) fn human(target: &Target) -> String {
    let mut text = format!("{}\n", title(target));
    for section in sections(target) {
        text.push_str(&format!("\n{}\n", section.title));
        for row in section.rows {
            indented(&mut text, "  ", &format!("{}: {}", row.name, row.value));
            for source in row.sources {
                indented(&mut text, "      ", &format!("[{source}]"));
            }
        }
    }
    text.push_str("\nSources for short\n");
    for (name, meaning) in ABBREVIATIONS {
        indented(&mut text, "  ", &format!("{name}: {meaning}"));
    }
    text
}

pub(super) fn markdown(target: &Target) -> String {
    let mut text = format!("# {}\n", cell(&title(target)));
    for section in sections(target) {
        text.push_str(&format!("\n## {}\n\n| what | value | source |\n|---|---|---|\n", section.title));
        for row in section.rows {
            let source = cell(&row.sources.join("; "));
            text.push_str(&format!("| {} | {} | {source} |\n", cell(&row.name), cell(&row.value)));
        }
    }
    text.push_str("\n## Sources for short\n\n| name | meaning |\n|---|---|\n");
    for (name, meaning) in ABBREVIATIONS {
        text.push_str(&format!("| {name} | {} |\n", cell(meaning)));
    }
    text
}

/// A text as the cell of a Markdown table.
pub(super) fn cell(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('|', "\\|").replace('&', "&amp;").replace('<', "&lt;")
}

/// Adds a paragraph whose later lines hang.
fn indented(text: &mut String, indent: &str, paragraph: &str) {
    let paragraph = visible(paragraph);
    for (index, line) in fill(&paragraph, WIDTH - indent.len() - 2).into_iter().enumerate() {
        let hang = if index == 0 { "" } else { "  " };
        text.push_str(&format!("{indent}{hang}{line}\n"));
    }
}

fn title(target: &Target) -> String {
    let support = if target.is_supported() { "supported" } else { "past its end of life" };
    visible(&format!("Redis Enterprise Software {}, build {} ({support})", target.line, target.build))
}

fn sections(target: &Target) -> Vec<Section> {
    let profile = &target.profile;
    let end = match profile.end_of_life.value.as_str() {
        "" => "not fixed",
        day => day,
    };
    let line = vec![
        Row::new("released", &profile.released.value, &profile.released.source),
        Row::new("end of life", end, &profile.end_of_life.source),
        Row::new("builds", profile.builds.value.join(", "), &profile.builds.source),
    ];
    let told = |rows: &std::collections::BTreeMap<String, crate::target::profile::Sourced<String>>| {
        rows.iter().map(|(name, row)| Row::new(name, &row.value, &row.source)).collect::<Vec<_>>()
    };
    let mut sections = vec![
        Section { title: "Line", rows: line },
        Section { title: "Redis versions of databases", rows: redis(target) },
        Section { title: "Operating systems of nodes", rows: systems(target) },
        Section { title: "Architectures of nodes", rows: architectures(target) },
        Section { title: "Endpoints", rows: endpoints(target) },
        Section { title: "Settings of the cluster", rows: told(&profile.settings) },
        Section { title: "Also", rows: told(&profile.notes) },
    ];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn redis(target: &Target) -> Vec<Row> {
    let rows = &target.profile.redis;
    let current = rows.iter().rposition(|row| target.is_from(&row.since)).unwrap_or(0);
    let row = |(index, row): (usize, &crate::target::profile::RedisRow)| {
        let standing = match index.cmp(&current) {
            std::cmp::Ordering::Less => "; newer builds replaced it",
            std::cmp::Ordering::Equal => "",
            std::cmp::Ordering::Greater => "; not yet in this build",
        };
        let versions = row.versions.value.join(", ");
        let value = format!("{versions}; a new database gets {}{standing}", row.default.value);
        let mut sources = vec![row.versions.source.clone(), row.default.source.clone()];
        sources.dedup();
        Row { name: format!("from {}", row.since), value, sources }
    };
    rows.iter().enumerate().map(row).collect()
}

fn systems(target: &Target) -> Vec<Row> {
    let row = |(nick, os): (&String, &crate::target::profile::OperatingSystem)| {
        let ramp = spelling(nick);
        let name = if ramp == nick { nick.clone() } else { format!("{nick} (in module.json {ramp})") };
        let mut value = match os.state {
            Support::Supported => "supported",
            Support::Deprecated => "deprecated",
            Support::Ended => "no longer supported",
        }
        .to_owned();
        value.push_str(&match target.presence(ramp) {
            Presence::Since(since) => format!(", but not yet in this build: from {since}"),
            Presence::Until(until) => format!(", but no longer in this build: until {until}"),
            Presence::Ended | Presence::Never => String::new(),
            Presence::Runs => borders(os.since.as_deref(), os.until.as_deref()),
        });
        if let Some(note) = &os.note {
            value.push_str(&format!("; {note}"));
        }
        Row::new(name, value, &os.source)
    };
    target.profile.os.iter().map(row).collect()
}

fn borders(since: Option<&str>, until: Option<&str>) -> String {
    let since = since.map(|since| format!(", from {since}")).unwrap_or_default();
    let until = until.map(|until| format!(", until {until}")).unwrap_or_default();
    since + &until
}

fn architectures(target: &Target) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, systems) in &target.profile.architectures {
        for (nick, row) in systems {
            let since = row.since.as_deref();
            let value = match since.filter(|since| !target.is_from(since)) {
                Some(since) => format!("not yet in this build: from {since}"),
                None if !target.has_os(spelling(nick)) => "this build does not run on the system".to_owned(),
                None => format!("yes{}", borders(since, None)),
            };
            rows.push(Row::new(format!("{name} on {nick}"), value, &row.source));
        }
    }
    rows
}

fn endpoints(target: &Target) -> Vec<Row> {
    target.profile.endpoints.iter().map(|(name, row)| endpoint(target, name, row)).collect()
}

fn endpoint(target: &Target, name: &str, row: &EndpointRow) -> Row {
    let or_no_build = |build: &Option<String>| build.as_ref().map(|build| format!(" by {build}")).unwrap_or_default();
    let is_missing = matches!(row.state, State::Removed | State::Absent);
    let not_yet = row.since.as_deref().filter(|since| !is_missing && !target.is_from(since));
    let mut value = match row.state {
        State::Present => "present".to_owned(),
        State::Deprecated => format!("deprecated{}", or_no_build(&row.deprecated)),
        State::Gated => format!("waits for the setting {}", row.gate.as_deref().unwrap_or("of the cluster")),
        State::Removed => format!("removed{}", or_no_build(&row.removed)),
        State::Absent => "absent".to_owned(),
    };
    match (not_yet, &row.since) {
        (Some(since), _) => value.push_str(&format!(", but not yet in this build: from {since}")),
        (None, Some(since)) if !is_missing => value.push_str(&format!(", from {since}")),
        _ => {}
    }
    let mut sources = vec![row.source.clone()];
    if let Some(status) = &row.status {
        value.push_str(&format!("; a call gets {} ({})", status.value, status.evidence.word()));
        sources.push(format!("status: {}", status.source));
    }
    Row { name: name.to_owned(), value, sources }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::select::{FILES, find};

    #[test]
    fn abbreviations_are_those_of_the_files() {
        for text in FILES {
            for line in text.lines().filter(|line| line.starts_with("# ") && line.contains(" = ")) {
                let known = ABBREVIATIONS.iter().any(|(name, meaning)| line == format!("# {name} = {meaning}."));
                assert!(known, "{line}");
            }
        }
    }

    #[test]
    fn a_page_tells_every_source_and_what_the_build_lacks() {
        let target = find("8.0.6-54").unwrap();
        let (human, markdown) = (human(&target), markdown(&target));
        for text in [&human, &markdown] {
            assert!(text.contains("amzn2023"), "{text}");
            assert!(text.contains("not yet in this build: from 8.0.20-19"), "{text}");
        }
        let joined = human.split_whitespace().collect::<Vec<_>>().join(" ");
        for row in target.profile.endpoints.values() {
            assert!(joined.contains(&row.source), "{}", row.source);
        }
        assert!(human.lines().all(|line| line.chars().count() <= WIDTH), "{human}");
    }

    #[test]
    fn cells_cannot_break_out_of_their_table() {
        assert_eq!(cell("a|b\n<uid>\u{1b}"), "a\\|b\\\\n&lt;uid>\\\\u001b");
    }
}
