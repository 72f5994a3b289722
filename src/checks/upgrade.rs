//! A bundle beside the previous one of the same module: what the rules about an upgrade share.

use crate::bundle::Bundle;
use crate::bundle::json::Value;
use crate::bundle::metadata::Metadata;
use crate::checks::systems;
use crate::input::Options;
use semver::Version;
use std::collections::BTreeSet;

/// Two bundles of one module.
pub(crate) struct Upgrade<'a> {
    /// The new bundle's module.json.
    pub(crate) new: &'a Metadata,
    /// The previous bundle's.
    pub(crate) old: &'a Metadata,
    /// The previous bundle.
    pub(crate) previous: &'a Bundle,
}

/// The upgrade that a bundle is, when the previous one is of the same module. Of several previous ones that for the
/// same platform is meant, or else the first.
pub(crate) fn of<'a>(bundle: &'a Bundle, options: &'a Options) -> Option<Upgrade<'a>> {
    let new = metadata(bundle)?;
    let name = new.string("module_name")?.0;
    let pairs = options.previous.iter().filter_map(|previous| {
        let old = metadata(previous).filter(|old| old.string("module_name").is_some_and(|(other, _)| other == name))?;
        Some(Upgrade { new, old, previous: previous.as_ref() })
    });
    let mut pairs: Vec<Upgrade<'a>> = pairs.collect();
    let same = pairs.iter().position(|pair| platforms(pair.old).intersection(&platforms(new)).next().is_some());
    if pairs.is_empty() { None } else { Some(pairs.swap_remove(same.unwrap_or(0))) }
}

/// The module.json of a bundle, when it is an object.
pub(crate) fn metadata(bundle: &Bundle) -> Option<&Metadata> {
    bundle.metadata.ready().filter(|metadata| metadata.root().is_some())
}

/// Pairs of operating system and architecture that a module.json declares.
pub(crate) fn platforms(metadata: &Metadata) -> BTreeSet<(String, String)> {
    let Some((arch, _)) = metadata.string("architecture") else { return BTreeSet::new() };
    let field = systems::declared(metadata);
    let systems = field.iter().flat_map(|(_, field)| systems::systems(field));
    systems.map(|system| (system.major, arch.to_owned())).collect()
}

/// `semantic_version`, when it is one.
pub(crate) fn version(metadata: &Metadata) -> Option<Version> {
    Version::parse(metadata.string("semantic_version")?.0).ok()
}

/// The strings of a list, sorted.
pub(crate) fn strings<'a>(metadata: &'a Metadata, name: &str) -> BTreeSet<&'a str> {
    metadata.list(name).unwrap_or_default().iter().filter_map(Value::as_str).collect()
}

impl Upgrade<'_> {
    /// Whether the major version is raised, which announces that something is lost.
    pub(crate) fn is_major(&self) -> bool {
        version(self.new).zip(version(self.old)).is_some_and(|(new, old)| new.major > old.major)
    }
}
