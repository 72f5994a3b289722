//! Inspections of all fixtures: every byte has its place in the map, and nothing of a bundle acts on a page.

use super::{Inspection, inspect, sections};
use crate::report::page;
use crate::rule::catalog;
use crate::testkit::{Fixture, fixture, report};
use crate::{Input, Options, Source};

fn inspection(fixture: &Fixture) -> Inspection {
    let input = Input { path: fixture.name.clone(), source: Source::Bytes(fixture.bytes.clone()) };
    inspect(&input, &Options::default())
}

fn fixtures() -> impl Iterator<Item = Fixture> {
    let examples = catalog::rules().iter().flat_map(|rule| rule.page.examples());
    examples
        .filter(|(info, _)| info.ends_with("good") || info.ends_with("bad"))
        .map(|(info, block)| fixture(info, block))
}

#[test]
fn every_byte_of_an_archive_that_opens_belongs_to_something() {
    let mut seen = 0;
    for fixture in fixtures() {
        let inspection = inspection(&fixture);
        if inspection.kind != "bundle" || inspection.unread.iter().any(|unread| unread.part == "the archive") {
            continue;
        }
        let mut reached = 0;
        for stretch in &inspection.map {
            assert!(stretch.offset <= reached, "{}: a hole at {reached} in {:#?}", fixture.name, inspection.map);
            assert_eq!(stretch.overlaps, stretch.offset < reached);
            reached = reached.max(stretch.offset + stretch.length);
        }
        assert_eq!(reached, fixture.bytes.len() as u64, "{}: {:#?}", fixture.name, inspection.map);
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_part_that_cannot_be_read_is_named() {
    let mut seen = 0;
    for fixture in fixtures() {
        let inspection = inspection(&fixture);
        let parts: Vec<&str> = inspection.unread.iter().map(|unread| unread.part.as_str()).collect();
        let names_metadata = parts.iter().any(|part| part.ends_with("module.json"));
        let is_read = report(&fixture).module.is_some();
        if matches!(inspection.kind, "bundle" | "metadata") {
            assert!(is_read != names_metadata || parts.contains(&"the archive"), "{}: {parts:?}", fixture.name);
            seen += usize::from(names_metadata);
        }
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn no_byte_of_a_bundle_acts_on_a_page() {
    let block = r#"{"module_name": "\u001b[31mred\u202e", "author": "a|b <script>x</script> [l](http://x) @all\n# h",
        "commands": [{"command_name": "x\ty\u0007"}], "capabilities": ["::error::x", "`code`"]}"#;
    let inspection = inspection(&fixture("json bad", block));
    let sections = sections(&inspection, true);
    for page in [page::human("a\u{1b}]0;x\u{7}", &sections), page::markdown("a\u{1b}", &sections)] {
        assert!(page.chars().all(|c| c == '\n' || crate::python::is_printable(u32::from(c))), "{page:?}");
    }
    let markdown = page::markdown("x", &sections);
    let author = markdown.lines().find(|line| line.contains("author")).unwrap_or_default();
    assert_eq!(author, "| author | a\\|b \\<script\\>x\\</script\\> \\[l\\]\\(http\\://x\\) \\@all\\\\n\\# h |");
}
