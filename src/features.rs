//! Which features of databases the module's capabilities allow.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::prediction::Evidence;
use crate::tables;

/// A feature of databases, and whether a database that has it can use the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// The capability that it asks for; reports call the feature by this name.
    pub name: &'static str,
    /// The feature in words.
    pub title: &'static str,
    /// Whether it is possible; `None` when no source decides it.
    pub possible: Option<bool>,
    /// Why, lower case.
    pub because: &'static str,
    /// How well it is known that the feature asks for the capability.
    pub evidence: Evidence,
}

/// The features that the data know, in their order; none when there is no module.json to judge.
#[must_use]
pub fn fold(bundle: &Bundle) -> Vec<Feature> {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else {
        return Vec::new();
    };
    of(metadata)
}

/// The same of a module.json that is at hand.
pub(crate) fn of(metadata: &Metadata) -> Vec<Feature> {
    tables::features().iter().map(|row| feature(metadata, row)).collect()
}

fn feature(metadata: &Metadata, row: &'static tables::Feature) -> Feature {
    let capability = row.capability.as_str();
    let declared = metadata.list("capabilities");
    let is_declared = declared.is_some_and(|items| items.iter().any(|item| item.as_str() == Some(capability)));
    let bypass = || {
        let field = metadata.field("bigstore_version_2_support");
        capability == "bigstore_version_2" && field.is_some_and(|field| crate::python::truthy(field.value()))
    };
    let is_absent = metadata.lacks("capabilities") || declared.is_some();
    let (possible, because) = match () {
        () if metadata.is_open("capabilities") => (None, "`capabilities` waits for a template"),
        () if is_declared && capability == "crdb" => {
            (None, "capability declared; under Kubernetes no module of one's own works with Active-Active")
        }
        () if is_declared => (Some(true), "capability declared"),
        () if bypass() => (Some(true), "`bigstore_version_2_support` is true"),
        () if is_absent && row.evidence == Evidence::Documented => (Some(false), "capability not declared"),
        () if is_absent => (None, "capability not declared; no source says that a database is refused for it"),
        // what the cluster makes of a list that is none no source says
        () => (None, "`capabilities` is not a list"),
    };
    Feature { name: capability, title: &row.title, possible, because, evidence: row.evidence }
}
