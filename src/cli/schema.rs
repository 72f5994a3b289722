//! `ramplint schema`: prints a JSON Schema.

use super::args::SchemaArgs;
use super::error::Error;
use super::{CLEAN, Streams};
use crate::report::escape::visible;
use crate::schemas;

pub(super) fn run(arguments: &SchemaArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let Some(name) = &arguments.name else {
        let width = schemas::SCHEMAS.iter().map(|schema| schema.name.len()).max().unwrap_or(0);
        let line = |schema: &schemas::Schema| format!("{:width$}  {}\n", schema.name, schema.about);
        super::print(streams, &schemas::SCHEMAS.iter().map(line).collect::<String>())?;
        return Ok(CLEAN);
    };
    let Some(schema) = schemas::find(name) else {
        return Err(Error::Usage(format!("no schema `{}`: {}", visible(name), schemas::names())));
    };
    super::print(streams, schema.text)?;
    Ok(CLEAN)
}
