//! Pages of headings with pairs or tables under them, as text for a terminal and as Markdown.
//!
//! Texts may come from a bundle: both renderings make them harmless.

use super::escape::visible;
use super::markdown;

/// How wide lines of text are at most.
pub(crate) const WIDTH: usize = 100;

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// What stands under it.
    pub body: Body,
}

/// What stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Names and values.
    Pairs(Vec<(String, String)>),
    /// Rows under the names of their columns.
    Table {
        /// The names of the columns.
        heads: Vec<&'static str>,
        /// The rows, each with as many cells.
        rows: Vec<Vec<String>>,
    },
}

/// The page as text: aligned columns, long values on several lines.
#[must_use]
pub fn human(title: &str, sections: &[Section]) -> String {
    let mut text = format!("{}\n", visible(title));
    for section in sections {
        text.push_str(&format!("\n{}\n", section.title));
        match &section.body {
            Body::Pairs(pairs) => text.push_str(&pairs_as_text(pairs)),
            Body::Table { heads, rows } => text.push_str(&table_as_text(heads, rows)),
        }
    }
    text
}

fn pairs_as_text(pairs: &[(String, String)]) -> String {
    const WIDEST: usize = 28;
    let shown: Vec<(String, String)> = pairs.iter().map(|(name, value)| (visible(name), visible(value))).collect();
    let width = shown.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(WIDEST);
    let mut text = String::new();
    for (name, value) in &shown {
        let lines = fill(value, WIDTH - width - 4);
        for (index, line) in lines.iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            text.push_str(format!("  {name:width$}  {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

fn table_as_text(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()).collect();
    let wide = |column: usize| {
        let cells = rows.iter().chain([&heads]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(wide).collect();
    let is_number = |column: usize| rows.iter().filter_map(|row| row.get(column)).all(|cell| is_number(cell));
    let right: Vec<bool> = (0..heads.len()).map(|column| !rows.is_empty() && is_number(column)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(widths.iter().zip(&right));
        let cells = cells
            .map(|(cell, (&width, &right))| if right { format!("{cell:>width$}") } else { format!("{cell:width$}") });
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    [&heads].into_iter().chain(&rows).map(line).collect()
}

fn is_number(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit())
}

/// The page as Markdown: a heading of the second level for each section, a table under it.
#[must_use]
pub fn markdown(title: &str, sections: &[Section]) -> String {
    let mut text = format!("# {}\n", markdown::escaped(title));
    for section in sections {
        let (heads, rows) = match &section.body {
            Body::Pairs(pairs) => {
                (vec!["what", "value"], pairs.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect())
            }
            Body::Table { heads, rows } => (heads.clone(), rows.clone()),
        };
        text.push_str(&format!(
            "\n## {}\n\n| {} |\n|{}\n",
            section.title,
            heads.join(" | "),
            "---|".repeat(heads.len())
        ));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| markdown::escaped(cell)).collect();
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    text
}

/// A text as lines of words, none wider than asked for unless a word is.
pub(crate) fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
