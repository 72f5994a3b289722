//! An inspection as JSON, version 1.

use super::json_v1::{Tool, pretty, tool};
use crate::inspect::Inspection;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Inspected<'a> {
    schema_version: u32,
    tool: Tool,
    input: &'a Inspection,
}

/// An inspection as JSON, with a line break behind it.
pub fn write(inspection: &Inspection) -> io::Result<String> {
    let whole = Inspected { schema_version: 1, tool: tool(), input: inspection };
    Ok(pretty(&whole)? + "\n")
}
