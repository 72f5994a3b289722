//! Which release lines there are, and which of them a name means.

use super::profile::Profile;
use super::{Target, version_key};
use crate::dotted::Dotted;
use std::sync::LazyLock;

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    // a file that does not parse fails a test; a release never has one
    let mut profiles: Vec<Profile> = FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect();
    profiles.sort_by_key(|profile| version_key(&profile.line));
    profiles
});

/// The files of the release lines, oldest first.
pub(super) const FILES: &[&str] = &[
    include_str!("../../rules/targets/6.2.toml"),
    include_str!("../../rules/targets/6.4.toml"),
    include_str!("../../rules/targets/7.2.toml"),
    include_str!("../../rules/targets/7.4.toml"),
    include_str!("../../rules/targets/7.8.toml"),
    include_str!("../../rules/targets/7.22.toml"),
    include_str!("../../rules/targets/8.0.toml"),
    include_str!("../../rules/targets/8.2.toml"),
];

/// The release lines that the data know, oldest first.
#[must_use]
pub fn profiles() -> &'static [Profile] {
    &PROFILES
}

/// The newest build of every release line that the data know, oldest first.
#[must_use]
pub fn targets() -> Vec<Target> {
    profiles().iter().map(Target::newest).collect()
}

/// The newest builds of the lines whose end of life was not reached on the day of the data, oldest first.
#[must_use]
pub fn supported() -> Vec<Target> {
    let today = crate::report::json_v1::DATA_DATE;
    let lives = |target: &Target| {
        let end = target.profile.end_of_life.value.as_str();
        end.is_empty() || end > today
    };
    targets().into_iter().filter(lives).collect()
}

/// The target of a name: `7.22` is its newest build, `7.22.2` the newest of that release, `7.22.2-41` a build.
#[must_use]
pub fn find(name: &str) -> Option<Target> {
    among(profiles(), name)
}

/// The same among other profiles.
#[must_use]
pub fn among(profiles: &[Profile], name: &str) -> Option<Target> {
    let wanted = version_key(name);
    for profile in profiles {
        let mut target = Target::newest(profile);
        if profile.line == name {
            return Some(target);
        }
        let is_release = wanted.len() == 3 && Dotted::parse(name).is_some();
        let is_meant = |build: &&String| *build == name || (is_release && version_key(build).starts_with(&wanted));
        if let Some(build) = profile.builds.value.iter().rev().find(is_meant) {
            build.clone_into(&mut target.build);
            name.clone_into(&mut target.asked);
            return Some(target);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_stands_for_itself_and_a_line_for_its_newest() {
        let build = |name: &str| find(name).map(|target| target.build);
        assert_eq!(build("7.22").as_deref(), Some("7.22.2-179"));
        assert_eq!(build("7.22.0").as_deref(), Some("7.22.0-250"));
        assert_eq!(build("7.22.2-41").as_deref(), Some("7.22.2-41"));
        assert_eq!(find("7.22.2-41").unwrap().asked, "7.22.2-41");
        assert_eq!(build("7.22.2-42"), None);
        assert_eq!(build("7"), None);
        assert_eq!(build("7.22.x"), None);
    }
}
