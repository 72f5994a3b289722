//! Which release line of the data a cluster's build belongs to.

use crate::dotted::Dotted;
use crate::target::{Target, select, version_key};

/// The target that a cluster's build stands for.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    /// The build itself, or the newest of the nearest line.
    pub(crate) target: Target,
    /// Whether the data lack the build's line.
    pub(crate) is_guess: bool,
}

/// The line of a build; the nearest one when the data lack it: the newest before it, else the oldest.
///
/// A build of a known line that the data do not list is judged as itself, number by number.
pub(crate) fn release(version: &str) -> Option<Release> {
    if let Some(target) = crate::target::find(version) {
        return Some(Release { target, is_guess: false });
    }
    let line = Dotted::of_build(version)?.major_minor();
    let profiles = select::profiles();
    if let Some(profile) = profiles.iter().find(|profile| profile.line == line) {
        let mut target = Target::newest(profile);
        version.clone_into(&mut target.asked);
        version.clone_into(&mut target.build);
        return Some(Release { target, is_guess: false });
    }
    let older = profiles.iter().rev().find(|profile| version_key(&profile.line) < version_key(&line));
    let nearest = older.or(profiles.first())?;
    Some(Release { target: Target::newest(nearest), is_guess: true })
}
