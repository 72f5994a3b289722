//! The JSON Schemas that come with the program, for editors and for programs that read reports.
//!
//! They are files of the repository, made by the tests from what they describe, so that they cannot differ.

/// A schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// What is typed.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    /// The schema itself.
    pub text: &'static str,
}

/// A line of the table: the name is that of the file too.
macro_rules! schema {
    ($name:literal, $about:literal) => {
        Schema {
            name: $name,
            about: $about,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/", $name, ".json")),
        }
    };
}

/// All schemas, sorted by name.
pub const SCHEMAS: &[Schema] = &[
    schema!("config", "`ramplint.toml`"),
    schema!("manifest", "`ramp.yml`, the manifest of `ramp pack`"),
    schema!("metadata", "`module.json` of a bundle"),
    schema!("report", "the report of `-o json`, version 1"),
    schema!("report-line", "a line of `-o ndjson`, version 1"),
];

/// The schema of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}

/// The names, separated by commas.
#[must_use]
pub fn names() -> String {
    SCHEMAS.iter().map(|schema| schema.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
