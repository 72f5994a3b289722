//! The findings of an input, each with what stands at its place.

use super::builder::Page;
use super::counted;
use crate::bundle::place::Place;
use crate::finding::Finding;
use crate::report::annotation::spelled;
use crate::report::excerpt::{Excerpt, hexdump};
use crate::report::{Report, rule_url};

/// Writes the findings, worst first; what the user set aside stands behind.
pub(super) fn write(page: &mut Page, report: &Report) {
    let all = || report.findings.iter().zip(&report.excerpts);
    let is_ignored = |finding: &Finding| finding.ignored.is_some();
    let number = all().filter(|(finding, _)| !is_ignored(finding)).count();
    page.raw("<h3>").text(&counted(number, "finding")).raw("</h3>\n");
    for (finding, excerpt) in all().filter(|(finding, _)| !is_ignored(finding)) {
        one(page, report, finding, excerpt.as_ref());
    }
    let ignored = report.findings.len() - number;
    if ignored > 0 {
        page.raw("<details>\n<summary>").text(&format!("{} ignored", counted(ignored, "finding"))).raw("</summary>\n");
        for (finding, excerpt) in all().filter(|(finding, _)| is_ignored(finding)) {
            one(page, report, finding, excerpt.as_ref());
        }
        page.raw("</details>\n");
    }
}

fn one(page: &mut Page, report: &Report, finding: &Finding, excerpt: Option<&Excerpt>) {
    page.raw("<article class=\"finding ").raw(finding.severity.word()).raw("\">\n<h4><span class=\"badge\">");
    page.raw(finding.severity.word()).raw("</span> <a href=\"").text(&rule_url(finding.rule)).raw("\">");
    page.raw(finding.rule).raw("</a></h4>\n<p class=\"message\">").prose(&finding.message).raw("</p>\n");
    if let Some(reason) = &finding.ignored {
        page.raw("<p class=\"ignored\">ignored: ").text(reason).raw("</p>\n");
    }
    // the heading of the page names the input
    if finding.place != Place::input() {
        figure(page, report, finding, excerpt);
    }
    if !finding.related.is_empty() {
        page.raw("<ul class=\"related\">\n");
        for related in &finding.related {
            page.raw("<li><span class=\"place\">").text(&spelled(report, &related.place)).raw("</span>: ");
            page.prose(&related.label).raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    if let Some(help) = &finding.help {
        page.raw("<p class=\"help\"><b>help</b> ").prose(help).raw("</p>\n");
    }
    page.raw("</article>\n");
}

/// The place, and what stands there.
fn figure(page: &mut Page, report: &Report, finding: &Finding, excerpt: Option<&Excerpt>) {
    page.raw("<figure>\n<figcaption>").text(&spelled(report, &finding.place)).raw("</figcaption>\n");
    match excerpt {
        Some(Excerpt::Line { number, text, start, length, .. }) => {
            let (before, rest) = text.split_at_checked(*start).unwrap_or((text, ""));
            let (marked, behind) = rest.split_at_checked(*length).unwrap_or((rest, ""));
            page.raw("<pre><span class=\"at\">").number(*number as u64).raw("</span>").text(before).raw("<mark>");
            page.text(marked).raw("</mark>").text(behind).raw("</pre>\n");
        }
        Some(Excerpt::Bytes { offset, bytes, marked }) => {
            page.raw("<pre>");
            for row in hexdump(*offset, bytes, *marked) {
                page.text(&row).raw("\n");
            }
            page.raw("</pre>\n");
        }
        None => {}
    }
    page.raw("</figure>\n");
}
