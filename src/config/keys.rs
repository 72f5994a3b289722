//! The keys of `ramplint.toml`: one table for the reader, the JSON Schema, `ramplint init` and their tests.

/// A key of a table.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: &'static str,
    /// What its value looks like.
    pub(crate) shape: Shape,
    /// Whether the table needs it.
    pub(crate) required: bool,
    /// What it says, for people.
    pub(crate) title: &'static str,
    /// A value, as TOML.
    pub(crate) example: &'static str,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A string that is not empty.
    Text,
    /// One such string or a list of them.
    Texts,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// One of these strings or a list of them.
    Words(&'static [&'static str]),
    /// A day: a date of TOML, or a string.
    Day,
}

/// Values of `fail-on`.
pub(crate) const LEVELS: &[&str] = &["rejected", "error", "warning", "note", "never"];
/// Values in `[rules]`.
pub(crate) const SEVERITIES: &[&str] = &["off", "note", "warning", "error"];
/// Values of `endpoint`.
pub(crate) const ENDPOINTS: &[&str] = &["v1", "v2", "user-defined", "artifact", "bootstrap", "kubernetes", "all"];

/// The keys of `[check]`: flags of `ramplint check`, spelt as there.
pub(crate) const CHECK: &[Key] = &[
    optional(
        "target",
        Shape::Texts,
        "release lines, releases or builds; `all`, `supported`, `latest`",
        r#"["supported"]"#,
    ),
    optional("endpoint", Shape::Words(ENDPOINTS), "the endpoints that bundles go to", r#"["all"]"#),
    optional("os", Shape::Texts, "operating systems of the nodes", r#"["rhel9"]"#),
    optional("arch", Shape::Text, "architecture of the nodes", r#""x86_64""#),
    optional("redis", Shape::Texts, "versions of Redis whose databases must be able to use the module", r#"["7.4"]"#),
    optional(
        "require-capability",
        Shape::Texts,
        "capabilities whose database features must be possible",
        r#"["replica_of"]"#,
    ),
    optional("fail-on", Shape::Word(LEVELS), "the least bad finding that makes the status 1", r#""error""#),
];

/// The keys of `[[ignore]]`.
pub(crate) const IGNORE: &[Key] = &[
    Key {
        required: true,
        ..optional("rule", Shape::Text, "the rule, or a group such as `meta/*`", r#""meta/reserved-name""#)
    },
    optional(
        "path",
        Shape::Text,
        "inputs, as a glob from the folder of this file; without a `/` it is any file of that name",
        r#""dist/*.zip""#,
    ),
    optional("pointer", Shape::Text, "the JSON pointer of the finding, or of what it lies in", r#""/module_name""#),
    optional("targets", Shape::Texts, "release lines: only findings that speak of no other", r#"["7.22"]"#),
    Key {
        required: true,
        ..optional("reason", Shape::Text, "why; it is shown with the finding", r#""we own that name""#)
    },
    optional("expires", Shape::Day, "the last day on which it holds", "2027-12-31"),
];

/// The tables.
pub(crate) const TABLES: &[&str] = &["check", "rules", "ignore"];

const fn optional(name: &'static str, shape: Shape, title: &'static str, example: &'static str) -> Key {
    Key { name, shape, required: false, title, example }
}
