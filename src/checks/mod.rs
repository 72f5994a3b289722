//! The judges: one file a rule, one table a group.

pub(crate) mod compat;
pub(crate) mod deps;
pub(crate) mod meta;
pub(crate) mod names;
pub(crate) mod package_name;
pub(crate) mod path_fault;
pub(crate) mod wording;
pub(crate) mod zip;

use crate::rule::Entry;

/// The tables of all groups.
pub(crate) fn groups() -> [&'static [Entry]; 4] {
    [compat::RULES, deps::RULES, meta::RULES, zip::RULES]
}
