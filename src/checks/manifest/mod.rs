//! The rules about packing manifests.

mod drift;
mod duplicate_key;
mod evaluated_braces;
mod invalid_yaml;
mod missing_compatible_redis_version;
mod missing_required;
mod not_a_mapping;
mod overwritten_key;
mod template;
mod unknown_key;
mod unquoted_version;
mod wrong_type;

use crate::bundle::json::Entry as Pair;
use crate::bundle::manifest::Manifest;
use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("manifest/drift", Request, drift),
    entry!("manifest/duplicate-key", Manifest, duplicate_key),
    entry!("manifest/evaluated-braces", Manifest, evaluated_braces),
    entry!("manifest/invalid-yaml", Manifest, invalid_yaml),
    entry!("manifest/missing-compatible-redis-version", Manifest, missing_compatible_redis_version),
    entry!("manifest/missing-required", Manifest, missing_required),
    entry!("manifest/not-a-mapping", Manifest, not_a_mapping),
    entry!("manifest/overwritten-key", Manifest, overwritten_key),
    entry!("manifest/template", Manifest, template),
    entry!("manifest/unknown-key", Manifest, unknown_key),
    entry!("manifest/unquoted-version", Manifest, unquoted_version),
    entry!("manifest/wrong-type", Manifest, wrong_type),
];

/// Fields that are versions of Redis or of the cluster software.
const VERSIONS: [&str; 3] = ["compatible_redis_version", "min_redis_pack_version", "min_redis_version"];

/// The entries at the top that `ramp pack` keeps and no template is in, each key once.
fn rendered(manifest: &Manifest) -> Vec<(&str, &Pair)> {
    let entries = manifest.written.root().map(crate::bundle::json::Object::effective).unwrap_or_default();
    let named = entries.into_iter().filter_map(|entry| Some((entry.key.as_str()?, entry)));
    named.filter(|(name, _)| !manifest.is_unrendered(name)).collect()
}

/// Whether a manifest leaves a key out and no template may hold it.
fn lacks(manifest: &Manifest, name: &str) -> bool {
    manifest.written.root().is_some_and(|root| root.get(name).is_none())
}

/// The characters of a span, as they are written.
fn source(manifest: &Manifest, span: crate::bundle::json::Span) -> &str {
    let source = &manifest.written.document.source;
    source.text().get(source.text_offset(span.start)..source.text_offset(span.end)).unwrap_or_default()
}
