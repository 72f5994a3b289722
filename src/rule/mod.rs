//! What a rule is: an id, a page that people read, and the function that judges.

pub mod catalog;
pub mod page;
pub mod selector;

use crate::bundle::Bundle;
use crate::bundle::archive::Archive;
use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::Metadata;
use crate::config::Ledger;
use crate::finding::Sink;
use crate::input::{Case, Options};
use crate::verdict::Verdict;
use page::Page;

/// The function of a rule; the variant says which layer it needs.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Judges the archive's records.
    Archive(fn(&Archive, &mut Sink)),
    /// Judges the module.json.
    Metadata(fn(&Metadata, &mut Sink)),
    /// Judges the packing manifest.
    Manifest(fn(&Manifest, &mut Sink)),
    /// Judges the names and sizes of the members, or of a folder's files.
    Names(fn(&Bundle, &mut Sink)),
    /// Judges the metadata together with what lies beside it.
    Bundle(fn(&Bundle, &mut Sink)),
    /// Judges the module file, with the metadata beside it.
    Module(fn(&Bundle, &mut Sink)),
    /// Judges the module file against the nodes that it is for.
    Load(fn(&Bundle, &Options, &mut Sink)),
    /// Judges the metadata against what was asked for, whatever the release line.
    Request(fn(&Bundle, &Options, &mut Sink)),
    /// Judges the verdicts, when all other rules have run.
    Verdicts(fn(&Bundle, &[Verdict], &Options, &mut Sink)),
    /// Judges the metadata against one release line.
    Compat(fn(&Bundle, &Case<'_>, &mut Sink)),
    /// Judges a configuration of ours after a run.
    Config(fn(&Ledger<'_>, &mut Sink)),
}

impl Check {
    /// The word for the layer in a rule page.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::Archive(_) => "archive",
            Self::Metadata(_) => "metadata",
            Self::Manifest(_) => "manifest",
            Self::Names(_) => "names",
            Self::Bundle(_) => "bundle",
            Self::Module(_) => "module",
            Self::Load(_) => "load",
            Self::Request(_) => "request",
            Self::Verdicts(_) => "verdicts",
            Self::Compat(_) => "compat",
            Self::Config(_) => "config",
        }
    }
}

/// A line of a group's table.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    pub(crate) page: &'static str,
    pub(crate) check: Check,
}

/// A line of a group's table: `entry!("zip/empty", Bundle, empty)`.
macro_rules! entry {
    ($id:literal, $scope:ident, $module:ident) => {
        $crate::rule::Entry {
            id: $id,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $id, ".md")),
            check: $crate::rule::Check::$scope($module::check),
        }
    };
}
pub(crate) use entry;

/// A rule with its page read.
#[derive(Debug)]
pub struct Rule {
    /// `group/name`.
    pub id: &'static str,
    /// What people read.
    pub page: Page,
    /// What runs.
    pub check: Check,
}
