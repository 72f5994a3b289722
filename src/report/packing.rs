//! What stands under the verdicts of an input that nobody packed: what they take for given.

use super::Report;
use super::escape::visible;
use super::page::{WIDTH, fill};
use crate::bundle::Kind;
use std::io;

const AS_IF_PACKED: &str = "(as if it were packed; nothing of an archive was judged)";
const TO_BE_PACKED: &str = "(as its bundle would be; nothing was packed)";

/// What it says, a line each.
pub(super) fn lines(report: &Report) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    write(report, &mut out)?;
    Ok(String::from_utf8_lossy(&out).lines().map(|line| line.trim().to_owned()).collect())
}

/// Says that nothing was packed, and of a manifest what `ramp pack` is going to add.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(added) = &report.packing else {
        let is_as_if = matches!(report.kind, Kind::Directory | Kind::Metadata);
        let note = if report.kind == Kind::Manifest { TO_BE_PACKED } else { AS_IF_PACKED };
        return if is_as_if || report.kind == Kind::Manifest { writeln!(out, "  {note}") } else { Ok(()) };
    };
    writeln!(out, "  {TO_BE_PACKED}")?;
    let defaults = added.defaults.iter().map(|(name, value)| format!("{name} {value}"));
    let lists = [
        ("`ramp pack` fills in", defaults.collect::<Vec<_>>()),
        ("`ramp pack` finds out", added.discovered.clone()),
        ("a template fills in", added.unrendered.clone()),
    ];
    for (label, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
        for line in fill(&visible(&format!("{label}: {}", names.join(", "))), WIDTH) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}
