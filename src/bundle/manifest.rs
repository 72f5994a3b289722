//! A packing manifest (`ramp.yml`): what is written in it, and what its YAML says beside the values.
//!
//! What `ramp pack` makes of it is a [`Metadata`] of its own, the bundle's.

use super::json::{Position, Span};
use super::metadata::Metadata;
use crate::tables::manifest::key;

/// A manifest that was found, readable or not.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The values as `ramp pack` reads the YAML, duplicate keys included, with their places in the text.
    ///
    /// The root is broken where the text is no YAML that it reads.
    pub written: Metadata,
    /// Comments in source order.
    pub comments: Vec<Comment>,
    /// Place holders of templates that nobody has filled in, in source order.
    pub templates: Vec<Span>,
    /// Keys at the top whose values hold a place holder: of these nothing is known.
    pub unrendered: Vec<String>,
    /// Values that JSON does not have, so that `ramp pack` cannot write them.
    pub unwritable: Vec<Unwritable>,
    /// Other values that end `ramp pack` before it has written a bundle.
    pub stops: Vec<Stop>,
}

/// A comment of a YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Where its `#` stands.
    pub at: Position,
    /// What is behind the `#`, without white space around it.
    pub text: String,
    /// Whether nothing but white space stands in front of it.
    pub is_alone: bool,
}

/// A value that YAML has and JSON has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// Where it stands.
    pub span: Span,
    /// JSON pointer to it.
    pub pointer: String,
    /// What it is, for a message: `a date`.
    pub noun: &'static str,
    /// Whether `ramp pack` fails on it wherever it stands, also below a key that it drops.
    pub is_fatal: bool,
}

/// A value that ends `ramp pack`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Where it stands.
    pub span: Span,
    /// JSON pointer to it.
    pub pointer: String,
    /// What happens.
    pub why: &'static str,
    /// Whether a rule about module.json speaks of the same fault.
    pub is_said: bool,
}

impl Manifest {
    /// The values that keep `ramp pack` from writing a bundle because JSON has not their like.
    pub fn unwritable(&self) -> impl Iterator<Item = &Unwritable> {
        self.unwritable.iter().filter(|value| {
            let name = value.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
            let is_used = key(name).is_some_and(|key| key.written || key.name == "redis_args");
            value.is_fatal || (is_used && !self.is_unrendered(name))
        })
    }

    /// Whether `ramp pack` writes a bundle: of what is no YAML it writes one without the manifest.
    #[must_use]
    pub fn is_packed(&self) -> bool {
        self.unwritable().next().is_none() && self.stops.is_empty() && self.written.root().is_some()
    }

    /// Whether a value at the top waits for a template.
    #[must_use]
    pub fn is_unrendered(&self, key: &str) -> bool {
        self.unrendered.iter().any(|name| name == key)
    }
}
