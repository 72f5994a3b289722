//! One finding for people, drawn by miette: the message, the line with a caret or a hexdump, the help.

use super::Report;
use super::annotation::spelled as location;
use super::escape::visible;
use super::excerpt::{Excerpt, hexdump};
use super::style::{Style, WIDTH};
use crate::finding::{Finding, Severity};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use std::{fmt, io};

/// What is drawn: a headline, a message, a line of text with a mark, a help.
#[derive(Debug)]
struct Shown<'a> {
    code: String,
    severity: Severity,
    message: &'a str,
    line: Option<Line<'a>>,
    help: Option<String>,
}

#[derive(Debug)]
struct Line<'a> {
    name: String,
    number: usize,
    column: usize,
    text: &'a str,
    start: usize,
    length: usize,
}

pub(super) fn write(
    report: &Report,
    finding: &Finding,
    excerpt: Option<&Excerpt>,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let name = location(report, &finding.place);
    let line = Line::of(&name, excerpt);
    let mut extra = Vec::new();
    if let Some(reason) = &finding.ignored {
        extra.push(format!("ignored: {}", visible(reason)));
    }
    if line.is_none() {
        extra.push(format!("at {name}"));
    }
    if let Some(Excerpt::Bytes { offset, bytes, marked }) = excerpt {
        extra.extend(hexdump(*offset, bytes, *marked).iter().map(|row| format!("  {row}")));
    }
    if let Some(committed) = &finding.committed {
        let at = committed.place.start.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
        extra.push(format!("{}{at}: committed", visible(&committed.path)));
    }
    for related in &finding.related {
        extra.push(format!("{}: {}", location(report, &related.place), visible(&related.label)));
    }
    let code = format!("{} {}", finding.severity.word(), finding.rule);
    let (severity, message) = (finding.severity, finding.message.as_str());
    let mut text = draw(&Shown { code, severity, message, line, help: finding.help.clone() }, style);
    if !extra.is_empty() {
        // miette draws sources that are text; what is binary stands below the message, above the help
        let lines: String = extra.iter().map(|line| format!("  {line}\n")).collect();
        let at = ["\n  help:", "\n\u{1b}[36m  help:"]
            .iter()
            .find_map(|mark| text.find(mark))
            .map_or(text.len(), |at| at + 1);
        text.insert_str(at, &lines);
    }
    writeln!(out, "{}\n", text.trim_matches('\n'))
}

/// A fault of a file of the user's own, drawn like a finding; `headline` stands where a finding has its rule.
#[cfg(feature = "cli")]
pub(crate) fn fault(
    headline: &str,
    message: &str,
    excerpt: Option<&Excerpt>,
    path: &str,
    help: Option<&str>,
    style: Style,
) -> String {
    let line = Line::of(&visible(path), excerpt);
    let (code, help) = (headline.to_owned(), help.map(str::to_owned));
    let shown = Shown { code, severity: Severity::Error, message, line, help };
    format!("{}\n\n", draw(&shown, style).trim_matches('\n'))
}

fn draw(shown: &Shown<'_>, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false).without_cause_chain();
    let mut text = String::new();
    if handler.render_report(&mut text, shown).is_err() {
        text = format!("{}: {}\n", shown.code, shown.message);
    }
    text
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.line.as_ref().map(|line| line as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let line = self.line.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::new(None, line.start, line.length))))
    }
}

impl<'a> Line<'a> {
    /// The line of an excerpt, in the file that `name` ends in, with or without its place.
    fn of(name: &str, excerpt: Option<&'a Excerpt>) -> Option<Self> {
        let Some(Excerpt::Line { number, column, text, start, length }) = excerpt else { return None };
        let place = format!(":{number}:{column}");
        let name = name.strip_suffix(&place).unwrap_or(name).to_owned();
        Some(Self { name, number: *number, column: *column, text, start: *start, length: *length })
    }
}

impl SourceCode for Line<'_> {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::new(0.into(), self.text.len());
        // miette asks without context for the place in the headline, and with context for what it draws
        let column = if before == 0 && after == 0 { self.column - 1 } else { 0 };
        let (name, bytes) = (self.name.clone(), self.text.as_bytes());
        let contents = MietteSpanContents::new_named(name, bytes, whole, self.number - 1, column, 1);
        Ok(Box::new(contents))
    }
}
