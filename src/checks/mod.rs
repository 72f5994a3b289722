//! The judges: one file a rule, one table a group.

pub(crate) mod abi;
pub(crate) mod commands;
pub(crate) mod compat;
pub(crate) mod config;
pub(crate) mod dependencies;
pub(crate) mod deps;
mod directory;
mod downloads;
pub(crate) mod elf;
mod ends;
mod extra;
mod gaps;
mod headers;
pub(crate) mod lists;
pub(crate) mod magic;
pub(crate) mod manifest;
pub(crate) mod meta;
pub(crate) mod module;
pub(crate) mod names;
pub(crate) mod package_name;
pub(crate) mod path_fault;
mod record;
pub(crate) mod release;
mod structure;
pub(crate) mod systems;
pub(crate) mod tar_faults;
pub(crate) mod types;
mod unicode_path;
pub(crate) mod upgrade;
pub(crate) mod versions;
pub(crate) mod walk;
pub(crate) mod wording;
pub(crate) mod zip;
mod zip64_field;

use crate::rule::Entry;

/// The tables of all groups.
pub(crate) fn groups() -> [&'static [Entry]; 7] {
    [compat::RULES, config::RULES, deps::RULES, elf::RULES, manifest::RULES, meta::RULES, zip::RULES]
}
