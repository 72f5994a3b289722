//! Recognises files that are no module bundle, so that a walk or a hook can pass over them.

use super::{json, limits::Limits, manifest, sniff, zip};
use crate::input::data::Data;
use crate::tables;

/// Whether a file that nobody named, or that a hook named, is a bundle or a module.json.
///
/// A zip is one when it has a `module.json` or a `.so` at any depth; outside hooks, one that is not called
/// `.zip` (a wheel, a jar) only with a `module.json` at its root. JSON is one with a key that RAMP knows.
#[must_use]
pub fn is_ours(data: Data<'_>, path: &str, hook: bool) -> bool {
    if sniff::is_manifest(data, path) {
        // an empty one is a fault when it is called as manifests are
        let is_named =
            sniff::is_named_manifest(path) && path.rsplit('/').next().is_some_and(|name| name.starts_with("ramp"));
        return manifest::is_ours(&data.head(Limits::default().metadata)) || (data.size() == 0 && is_named);
    }
    if data.size() == 0 && hook {
        // what a build that failed leaves behind
        return true;
    }
    if sniff::is_archive(data) {
        let names = zip::names(data, &Limits::default());
        let base = |name: &String| name.rsplit('/').next().unwrap_or_default().to_owned();
        // also in another case, which is a slip that the unpacker does not forgive
        let is_metadata = |name: &String| base(name).eq_ignore_ascii_case("module.json");
        let anywhere = names.iter().any(|name| is_metadata(name) || name.ends_with(".so"));
        let at_root = names.iter().any(|name| name == "module.json");
        return if hook || sniff::has_extension(path, "zip") { anywhere } else { at_root };
    }
    sniff::is_metadata(data, path) && has_known_key(&data.head(Limits::default().metadata))
}

/// Whether the text has a key that RAMP knows; in broken text, whether one is mentioned.
fn has_known_key(text: &[u8]) -> bool {
    let telling = || tables::fields().iter().map(|field| field.name.as_str()).filter(|name| name.contains('_'));
    if let Ok(root) = &json::read(text).root {
        return root.as_object().is_some_and(|object| telling().any(|name| object.get(name).is_some()));
    }
    let plain: Vec<u8> = text.iter().copied().filter(|b| *b != 0).collect();
    telling().any(|name| {
        let quoted = format!("\"{name}\"");
        plain.windows(quoted.len()).any(|w| w == quoted.as_bytes())
    })
}
