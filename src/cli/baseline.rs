//! `--baseline` and `--write-baseline`: the file of known findings.

use super::cluster::read_up_to;
use super::collect::shown;
use super::error::Error;
use super::{Streams, replace};
use crate::checks::wording::count;
use crate::config::baseline::{Baseline, Gone, LARGEST};
use crate::report::Report;
use crate::report::escape::visible;
use std::path::Path;

/// Reads the file of `--baseline`.
pub(super) fn read(path: Option<&Path>) -> Result<Option<Baseline>, Error> {
    let Some(path) = path else { return Ok(None) };
    let unusable = |fault| Error::Usage(format!("{} is no baseline: {fault}", shown(path)));
    Baseline::read(&read_up_to(path, LARGEST)?).map(Some).map_err(unusable)
}

/// Writes the findings that count to a file; from then on they count no more.
pub(super) fn write(path: &Path, reports: &mut [Report]) -> Result<(), Error> {
    let baseline = Baseline::of(reports.iter());
    replace::into_file(path, |file| file.write_all(baseline.text().as_bytes()))
        .map_err(|error| Error::Write(shown(path), error))?;
    baseline.set_aside(reports.iter_mut());
    Ok(())
}

/// Says what of a baseline no longer occurs.
pub(super) fn tell(gone: &[Gone], path: Option<&Path>, streams: &mut Streams<'_>) {
    let Some(path) = path.filter(|_| !gone.is_empty()) else { return };
    let total = gone.iter().fold(0, |sum: usize, gone| sum.saturating_add(gone.count));
    let rules: Vec<String> = gone.iter().map(|gone| format!("{} of {}", gone.count, gone.rule)).collect();
    let verb = if total == 1 { "occurs" } else { "occur" };
    let text = format!("{} of {} no longer {verb}: {}", count(total, "finding"), shown(path), rules.join(", "));
    let _ = writeln!(streams.error, "note: {}", visible(&text));
}
