//! Workflow commands of GitHub Actions: annotations in the log, the worst first.
//!
//! A step shows ten of each kind. What does not fit is counted in a last notice.

use super::annotation::{Annotation, all, message};
use super::escape::visible;
use super::format::Context;
use super::{Report, human};
use crate::checks::wording::{count, enumerate};
use crate::finding::Severity;
use std::io;

/// Annotations of one kind that a step shows.
const MOST: usize = 10;

/// The annotations, and a line with the counts that is none.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut found = all(reports, &context.base);
    found.retain(|annotation| annotation.finding.ignored.is_none());
    let fits = |notices: usize| {
        let mut shown = [0; 3];
        let most = [MOST, MOST, notices];
        let fits = |annotation: &&Annotation<'_>| {
            let kind = annotation.finding.severity as usize;
            shown.get_mut(kind).is_some_and(|shown| {
                *shown += 1;
                most.get(kind).is_some_and(|most| *shown <= *most)
            })
        };
        found.iter().filter(fits).collect::<Vec<_>>()
    };
    let mut shown = fits(MOST);
    if shown.len() < found.len() {
        // the last notice needs a place too
        shown = fits(MOST - 1);
    }
    let mut out: String = shown.iter().map(|annotation| command(annotation)).collect();
    if shown.len() < found.len() {
        out.push_str(&rest(&found, &shown));
    }
    let mut out = out.into_bytes();
    human::last_line(reports, context.skipped, &mut out)?;
    Ok(out)
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

fn command(annotation: &Annotation<'_>) -> String {
    let Annotation { report, finding, location, .. } = annotation;
    let mut properties = vec![format!("file={}", property(&visible(&location.path)))];
    if let Some((start, end)) = location.region {
        properties.push(format!("line={},endLine={}", start.line, end.line));
        // columns are only shown within one line
        if start.line == end.line {
            properties.push(format!("col={},endColumn={}", start.column, end.column));
        }
    }
    properties.push(format!("title={}", property(&format!("ramplint ({})", finding.rule))));
    let mut text = message(report, finding, location);
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {}", visible(help)));
    }
    format!("::{} {}::{}\n", kind(finding.severity), properties.join(","), data(&text))
}

/// The notice about what is not shown.
fn rest(found: &[Annotation<'_>], shown: &[&Annotation<'_>]) -> String {
    let of = |severity: Severity| {
        let all = found.iter().filter(|annotation| annotation.finding.severity == severity).count();
        all - shown.iter().filter(|annotation| annotation.finding.severity == severity).count()
    };
    let kinds = [Severity::Error, Severity::Warning, Severity::Note];
    let counts: Vec<String> =
        kinds.into_iter().filter(|kind| of(*kind) > 0).map(|kind| count(of(kind), kind.word())).collect();
    let text = format!("{} more are not annotated here: `-o human` or `-o markdown` lists them", enumerate(&counts));
    format!("::notice title=ramplint::{}\n", data(&text))
}

/// What stands behind the command. The runner decodes these three and no other.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_encoded() {
        assert_eq!(data("100%\r\n::x, y"), "100%25%0D%0A::x, y");
        assert_eq!(property("a:b,c%0A\n"), "a%3Ab%2Cc%250A%0A");
    }
}
