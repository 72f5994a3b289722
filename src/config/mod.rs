//! `ramplint.toml`: what it says, and what that does to reports.
//!
//! All of it is for the eye and the exit status. It runs after the verdicts: the user can silence us, not the server.

mod apply;
pub mod baseline;
pub mod day;
pub mod inline;
pub(crate) mod keys;
pub mod read;
mod schema;
mod template;
#[cfg(test)]
mod tests;

pub use apply::{Governed, Ledger, Settings, State, apply};
pub use schema::schema;
pub use template::template;

use crate::bundle::json::{Source, Span};
use crate::bundle::place::Place;
use crate::finding::Severity;
use crate::rule::selector::Selector;
use day::Day;
use globset::GlobMatcher;

/// A configuration that was read without a fault.
#[derive(Debug, Clone)]
pub struct Config {
    /// The path as reports show it.
    pub path: String,
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
    /// The text and its places.
    pub text: Source,
    /// Size in bytes.
    pub size: u64,
    /// `[check]`.
    pub check: Asked,
    /// `[rules]`.
    pub levels: Vec<Level>,
    /// `[[ignore]]`.
    pub ignores: Vec<Ignore>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub text: String,
    /// Its bytes in the file.
    pub span: Span,
}

/// `[check]`, not judged yet.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// `target`.
    pub target: Vec<Setting>,
    /// `endpoint`.
    pub endpoint: Vec<Setting>,
    /// `os`.
    pub os: Vec<Setting>,
    /// `arch`.
    pub arch: Option<Setting>,
    /// `redis`.
    pub redis: Vec<Setting>,
    /// `require-capability`.
    pub require_capability: Vec<Setting>,
    /// `fail-on`.
    pub fail_on: Option<Setting>,
}

/// A line of `[rules]`.
#[derive(Debug, Clone)]
pub struct Level {
    /// For which rules.
    pub rules: Selector,
    /// The severity; `None` is `off`.
    pub severity: Option<Severity>,
    /// Where it stands.
    pub span: Span,
}

/// An `[[ignore]]`.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// The rules.
    pub rules: Selector,
    /// The rules as they are written.
    pub rule: Setting,
    /// The inputs; `None` is all.
    pub path: Option<GlobMatcher>,
    /// The pointer, or one above it.
    pub pointer: Option<String>,
    /// The release lines; empty is all.
    pub targets: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day.
    pub expires: Option<Day>,
    /// Its number, from 0.
    pub index: usize,
}

/// What is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// The fault with the value found, then what was expected.
    pub message: String,
    /// What to do, imperative.
    pub help: Option<String>,
}

/// A configuration that cannot be used.
#[derive(Debug, Clone)]
pub struct Unusable {
    /// The path as reports show it.
    pub path: String,
    /// The text and its places.
    pub text: Source,
    /// What is wrong, in the order of the file; at least one.
    pub faults: Vec<Fault>,
}

impl Config {
    /// The level of a rule: that of the rule itself before that of its group.
    fn level(&self, rule: &str) -> Option<&Level> {
        let of = |is_group: bool| {
            let fits = move |level: &&Level| matches!(level.rules, Selector::Group(_)) == is_group;
            self.levels.iter().filter(fits).find(|level| level.rules.has(rule))
        };
        of(false).or_else(|| of(true))
    }

    /// The same configuration as one that cannot be used.
    #[must_use]
    pub fn unusable(&self, faults: Vec<Fault>) -> Unusable {
        Unusable { path: self.path.clone(), text: self.text.clone(), faults }
    }
}

/// The place of a span of a configuration: of the file itself, so without a member.
#[must_use]
pub fn place(text: &Source, pointer: Option<String>, span: Span) -> Place {
    Place {
        member: None,
        pointer,
        offset: span.start as u64,
        length: span.end.saturating_sub(span.start) as u64,
        start: Some(text.position(span.start)),
        end: Some(text.position(span.end)),
    }
}
