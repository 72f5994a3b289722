//! `ramplint inspect`: what an input is, without a judgement.

use super::args::{InspectArgs, ListFormat};
use super::error::Error;
use super::{CLEAN, FINDINGS, Streams, collect, limits};
use crate::input::Options;
use crate::inspect::{Inspection, inspect, sections};
use crate::report::{inspection_json, page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The status is 1 when some part of the input could not be read.
pub(super) fn run(arguments: &InspectArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let options = Options { limits: limits::of(&arguments.limits)?, ..Options::default() };
    let found = collect::one(&arguments.path, streams.input, &options.limits)?;
    let Some(input) = collect::load(&found, &options.limits)? else { return Ok(CLEAN) };
    let told = catch_unwind(AssertUnwindSafe(|| inspect(&input, &options)));
    let mut inspection = told.map_err(|_| Error::Internal(input.path.clone()))?;
    collect::all_read(&input)?;
    if !arguments.map {
        inspection.map.clear();
    }
    super::print(streams, &rendered(&inspection, arguments)?)?;
    Ok(if inspection.unread.is_empty() { CLEAN } else { FINDINGS })
}

fn rendered(inspection: &Inspection, arguments: &InspectArgs) -> Result<String, Error> {
    let sections = || sections(inspection, arguments.map);
    match arguments.output {
        ListFormat::Human => Ok(page::human(&inspection.path, &sections())),
        ListFormat::Markdown => Ok(page::markdown(&inspection.path, &sections())),
        ListFormat::Json => {
            inspection_json::write(inspection).map_err(|error| Error::Write("the report".to_owned(), error))
        }
    }
}
