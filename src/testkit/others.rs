//! The bundles beside that of a recipe: its predecessor, and the others of its release.

use super::recipe::{Recipe, parts};
use super::{NAME, baseline};
use crate::bundle::Bundle;
use crate::input::{Input, Release, Sibling, Source};
use std::sync::Arc;

/// The bundles around that of a recipe.
pub(super) fn release(recipe: &Recipe) -> Option<Release> {
    if recipe.release.is_empty() {
        return None;
    }
    let own = recipe.merge.clone().unwrap_or_else(|| "{}".to_owned());
    let patches: Vec<String> = std::iter::once(own).chain(recipe.release.iter().cloned()).collect();
    let sibling = |(index, patch): (usize, &String)| {
        let bundle = load(&Recipe::patched(Some(patch.clone()), None));
        let path = format!("{}.zip", ["one", "two", "three", "four"][index]);
        Sibling { path, metadata: bundle.metadata.ready().unwrap().clone() }
    };
    let bundles: Vec<Sibling> = patches.iter().enumerate().map(sibling).collect();
    Some(Release { own: Some(0), bundles: Arc::new(bundles) })
}

/// The bundle that a recipe compares with.
pub(super) fn previous(recipe: &Recipe) -> Option<Arc<Bundle>> {
    let is_asked = recipe.previous.is_some() || recipe.previous_elf.is_some();
    is_asked.then(|| Arc::new(load(&Recipe::patched(recipe.previous.clone(), recipe.previous_elf.clone()))))
}

fn load(recipe: &Recipe) -> Bundle {
    let mut zip = baseline();
    parts(recipe, &mut zip);
    let input = Input { path: NAME.to_owned(), source: Source::Bytes(zip.write()) };
    crate::load::load(&input, &crate::load::limits::Limits::default())
}
