//! The report as one page for browsers: answers, findings with excerpts, a map of the archive.
//!
//! The page needs no network and no script, and its policy forbids both. Styles are allowed by their hash.

mod builder;
mod findings;
mod map;

use super::format::Context;
use super::{Report, human, json_v1, loading, matrix, packing};
use crate::bundle::Kind;
use crate::checks::wording::{count, size};
use crate::finding::Severity;
use crate::verdict::Answer;
use builder::Page;
use std::io;

/// How the page looks.
const STYLE: &str = include_str!("style.css");
/// What the page may do: nothing but look as `style.css` says. A test compares the sum.
const HEAD: &str = concat!(
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; ",
    "style-src 'sha256-pDzCUBOB2oatZW8CHfOw1Rrz4BzFU8c1oupjpd1rojY='\">\n",
    "<meta name=\"referrer\" content=\"no-referrer\">\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>ramplint report</title>\n<style>",
);

/// The page.
pub fn write(reports: &[Report], context: &Context) -> io::Result<Vec<u8>> {
    let mut page = Page::default();
    page.raw(HEAD).raw(STYLE).raw("</style>\n</head>\n<body>\n<header>\n<h1>ramplint</h1>\n<p>");
    let mut line = Vec::new();
    human::last_line(reports, context.skipped, &mut line)?;
    page.text(String::from_utf8_lossy(&line).trim()).raw("</p>\n</header>\n<main>\n");
    if reports.len() > 1 {
        contents(&mut page, reports);
    }
    for (number, report) in (1_u64..).zip(reports) {
        input(&mut page, number, report)?;
    }
    page.raw("</main>\n<footer><p>ramplint ").text(env!("CARGO_PKG_VERSION"));
    page.raw("; the unpacker is that of ramp-packer ").text(json_v1::RAMP).raw(" under CPython ").text(json_v1::PYTHON);
    page.raw("; what is known of the server is of ").text(json_v1::DATA_DATE).raw("</p></footer>\n</body>\n</html>\n");
    Ok(page.finish().into_bytes())
}

/// A table of the inputs, when there are several.
fn contents(page: &mut Page, reports: &[Report]) {
    page.raw(
        "<nav aria-label=\"Inputs\">\n<table>\n<caption>Inputs</caption>\n<thead><tr><th scope=\"col\">input</th>",
    );
    page.raw("<th scope=\"col\" class=\"number\">errors</th><th scope=\"col\" class=\"number\">warnings</th>");
    page.raw("<th scope=\"col\" class=\"number\">notes</th></tr></thead>\n<tbody>\n");
    for (number, report) in (1_u64..).zip(reports) {
        page.raw("<tr><th scope=\"row\"><a href=\"#input-").number(number).raw("\">").text(&report.path);
        page.raw("</a></th>");
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            page.raw("<td class=\"number\">").number(report.count(severity) as u64).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n</nav>\n");
}

fn input(page: &mut Page, number: u64, report: &Report) -> io::Result<()> {
    page.raw("<section class=\"input\" id=\"input-").number(number).raw("\">\n<h2>").text(&report.path).raw("</h2>\n");
    if let Some(module) = &report.module {
        page.raw("<p class=\"identity\">").text(&human::identity(module)).raw("</p>\n");
    }
    lines(page, report);
    let packing = packing::lines(report)?;
    if !packing.is_empty() {
        page.raw("<p class=\"identity\">").prose(&packing.join(" ")).raw("</p>\n");
    }
    facts(page, report);
    answers(page, report);
    findings::write(page, report);
    map::write(page, report);
    page.raw("</section>\n");
    Ok(())
}

/// Which release lines take the input, as the first thing that one sees.
fn lines(page: &mut Page, report: &Report) {
    let mut targets: Vec<&str> = report.verdicts.iter().map(|verdict| verdict.target.as_str()).collect();
    targets.dedup();
    if targets.is_empty() {
        return;
    }
    page.raw("<ul class=\"lines\" aria-label=\"Release lines\">\n");
    for target in targets {
        if report.lines_lost.iter().any(|lost| lost == target) {
            page.raw("<li class=\"rejected\"><b>").text(target).raw("</b> does not take it</li>\n");
        } else {
            page.raw("<li class=\"accepted\"><b>").text(target).raw("</b> takes it</li>\n");
        }
    }
    page.raw("</ul>\n");
}

/// What is known of the file itself.
fn facts(page: &mut Page, report: &Report) {
    page.raw("<dl class=\"facts\">\n");
    let mut pair = |name: &'static str, value: &str| {
        page.raw("<div><dt>").raw(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    };
    if report.kind != Kind::Directory {
        pair("size", &size(report.size));
    }
    if let Some(sum) = &report.sha256 {
        pair("sha256", sum);
    }
    if let Some(outcome) = &report.unpack {
        pair("unpack", &human::unpack_words(outcome));
    }
    for group in loading::groups(report) {
        let reason = if group.reason.is_empty() { String::new() } else { format!(": {}", group.reason) };
        pair(group.word, &format!("on {}{reason}", group.systems));
    }
    if !report.limits.is_empty() {
        pair("limits that stopped the reading", &report.limits.join(", "));
    }
    if !report.not_run.is_empty() {
        pair("rules that could not run", &human::abbreviated(&report.not_run));
    }
    page.raw("</dl>\n");
}

/// The class of an answer, and a sign for those who do not see its colour.
fn look(answer: Answer) -> (&'static str, &'static str) {
    match answer {
        Answer::Accepted => (" class=\"accepted\"", "✓ "),
        Answer::Rejected => (" class=\"rejected\"", "✗ "),
        Answer::Unknown => (" class=\"unknown\"", "? "),
        Answer::Unavailable => (" class=\"unavailable\"", ""),
    }
}

/// The table of answers, what stands behind them, and what to change.
fn answers(page: &mut Page, report: &Report) {
    if report.verdicts.is_empty() {
        return;
    }
    page.raw("<h3>Predicted answers</h3>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" ");
    page.raw("aria-label=\"Predicted answers\">\n<table class=\"matrix\">\n");
    for (at, line) in matrix::table(report).iter().enumerate() {
        page.raw(if at == 0 { "<thead>\n<tr>" } else { "<tr>" });
        for (column, (text, answer)) in line.iter().enumerate() {
            match (at, column) {
                (0, 0) => page.raw("<th scope=\"col\">release line</th>"),
                (0, _) => page.raw("<th scope=\"col\">").text(text).raw("</th>"),
                (_, 0) => page.raw("<th scope=\"row\">").text(text).raw("</th>"),
                _ => {
                    let (class, sign) = answer.map_or(("", ""), look);
                    page.raw("<td").raw(class).raw(">").raw(sign).text(text).raw("</td>")
                }
            };
        }
        page.raw(if at == 0 { "</tr>\n</thead>\n<tbody>\n" } else { "</tr>\n" });
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    let reasons = matrix::reasons(report);
    if !reasons.is_empty() {
        page.raw("<ul class=\"reasons\">\n");
        for reason in reasons {
            page.raw("<li><b>").text(&reason.word).raw("</b> ").text(&reason.wherever).raw(": ").prose(&reason.text);
            page.raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    let advice = matrix::advice(report);
    if !advice.is_empty() {
        page.raw("<h3>What to change so that more lines take it</h3>\n<dl class=\"advice\">\n");
        for (lines, changes) in advice {
            page.raw("<dt>").text(&lines).raw("</dt>\n");
            for change in changes {
                page.raw("<dd>").prose(&change).raw("</dd>\n");
            }
        }
        page.raw("</dl>\n");
    }
}

/// `12 findings`, for a heading.
fn counted(number: usize, what: &str) -> String {
    if number == 0 { format!("No {what}s") } else { count(number, what) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// Base64 with padding, as policies write sums.
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |chunk: &[u8]| -> Vec<char> {
            let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
            let letter = |at: usize| char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
            (0..4).map(|at| if at <= chunk.len() { letter(at) } else { '=' }).collect()
        };
        bytes.chunks(3).flat_map(group).collect()
    }

    #[test]
    fn the_policy_allows_the_styles_of_the_page_and_nothing_else() {
        assert_eq!(base64(b"light"), "bGlnaHQ=");
        let sum = base64(&Sha256::digest(STYLE));
        assert!(HEAD.contains(&format!("style-src 'sha256-{sum}'\"")), "the sum of style.css is {sum}");
    }
}
