//! The map of an archive: a picture of what each byte belongs to, and the same as a table.

use super::builder::Page;
use crate::checks::wording::count;
use crate::inspect::Stretch;
use crate::report::Report;

/// Units of the picture's width.
const WIDTH: u64 = 1000;
/// The least width of a stretch, so that headers show beside megabytes of data.
const LEAST: u64 = 4;
/// Stretches that are drawn, and rows of the table.
const MOST: usize = 200;

/// Writes picture and table, when the report has a map.
pub(super) fn write(page: &mut Page, report: &Report) {
    if report.map.is_empty() {
        return;
    }
    page.raw("<h3>Bytes of the archive</h3>\n");
    picture(page, &report.map);
    page.raw("<details>\n<summary>").text(&count(report.map.len(), "stretch").replace("stretchs", "stretches"));
    page.raw(" of the file as a table</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" ");
    page.raw("aria-label=\"Bytes of the archive\">\n<table class=\"bytes\">\n<thead><tr>");
    page.raw("<th scope=\"col\" class=\"number\">offset</th><th scope=\"col\" class=\"number\">bytes</th>");
    page.raw("<th scope=\"col\">what</th><th scope=\"col\">of</th></tr></thead>\n<tbody>\n");
    for stretch in report.map.iter().take(MOST) {
        page.raw("<tr><td class=\"number\">").number(stretch.offset).raw("</td><td class=\"number\">");
        page.number(stretch.length).raw("</td><td>").text(&what(stretch)).raw("</td><td>");
        page.text(stretch.of.as_deref().unwrap_or_default()).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    if report.map.len() > MOST {
        page.raw("<p>and ").number((report.map.len() - MOST) as u64);
        page.raw(" more: <code>ramplint inspect --map</code> has them</p>\n");
    }
    page.raw("</details>\n");
}

/// What a stretch is, with the class of its colour.
const KINDS: [(&str, &str); 6] = [
    ("local", "local headers and descriptors"),
    ("data", "data of members"),
    ("central", "central directory"),
    ("end", "end records and comment"),
    ("gap", "bytes of no record"),
    ("overlap", "overlaps what stands before it"),
];

fn kind(stretch: &Stretch) -> &'static str {
    match stretch.what {
        _ if stretch.overlaps => "overlap",
        "local header" | "descriptor" => "local",
        "data" => "data",
        "central header" => "central",
        "zip64 locator" | "zip64 end record" | "end record" | "comment" => "end",
        _ => "gap",
    }
}

fn what(stretch: &Stretch) -> String {
    if stretch.overlaps { format!("{}, overlaps", stretch.what) } else { stretch.what.to_owned() }
}

fn picture(page: &mut Page, map: &[Stretch]) {
    // of many stretches those are drawn that are odd or large
    let mut drawn: Vec<&Stretch> = map.iter().collect();
    drawn.sort_by_key(|stretch| (!matches!(kind(stretch), "gap" | "overlap" | "end"), u64::MAX - stretch.length));
    drawn.truncate(MOST);
    drawn.sort_by_key(|stretch| (stretch.offset, stretch.length));
    let total = drawn.iter().map(|stretch| stretch.length).sum::<u64>().max(1);
    let spare = WIDTH.saturating_sub(LEAST * drawn.len() as u64);
    let part = |length: u64| u128::from(length) * u128::from(spare) * 100 / u128::from(total);
    page.raw("<figure class=\"map\">\n<svg viewBox=\"0 0 1000 48\" preserveAspectRatio=\"none\" role=\"img\" ");
    page.raw("aria-label=\"What the bytes of the file belong to; the table below has the same\">\n");
    let mut at = 0;
    for stretch in &drawn {
        let width = u64::try_from(part(stretch.length)).unwrap_or(0) + LEAST * 100;
        page.raw("<rect class=\"").raw(kind(stretch)).raw("\" x=\"");
        hundredths(page, at).raw("\" y=\"0\" height=\"48\" width=\"");
        hundredths(page, width).raw("\"><title>").text(&what(stretch));
        if let Some(of) = &stretch.of {
            page.raw(" of ").text(of);
        }
        page.raw(": ").number(stretch.length).raw(" bytes at ").number(stretch.offset).raw("</title></rect>\n");
        at += width;
    }
    page.raw("</svg>\n<figcaption>\n<ul class=\"legend\">\n");
    for (class, words) in KINDS {
        if drawn.iter().any(|stretch| kind(stretch) == class) {
            page.raw("<li><span class=\"swatch ").raw(class).raw("\"></span>").raw(words).raw("</li>\n");
        }
    }
    page.raw("</ul>\n<p>in the order of the file; small pieces are drawn larger than they are");
    if drawn.len() < map.len() {
        page.raw(", and ").number((map.len() - drawn.len()) as u64).raw(" small ones are left out");
    }
    page.raw("</p>\n</figcaption>\n</figure>\n");
}

fn hundredths(page: &mut Page, number: u64) -> &mut Page {
    page.number(number / 100).raw(".").number(number / 10 % 10).number(number % 10)
}
