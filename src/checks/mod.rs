//! The judges: one file a rule, one table a group.

pub(crate) mod commands;
pub(crate) mod compat;
pub(crate) mod deps;
pub(crate) mod dotted;
pub(crate) mod lists;
pub(crate) mod meta;
pub(crate) mod types;
pub(crate) mod versions;
pub(crate) mod walk;
pub(crate) mod systems;
mod directory;
mod ends;
mod extra;
mod gaps;
mod headers;
mod magic;
pub(crate) mod meta;
mod record;
mod structure;
mod unicode_path;
pub(crate) mod wording;
pub(crate) mod zip;
mod zip64_field;

use crate::rule::Entry;

/// The tables of all groups.
pub(crate) fn groups() -> [&'static [Entry]; 4] {
    [compat::RULES, deps::RULES, meta::RULES, zip::RULES]
}
