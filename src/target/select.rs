//! Which release lines there are, and which of them a name means.

use super::fault::is_version;
use super::profile::Profile;
use super::{Target, version_key};
use crate::dotted::Dotted;
use crate::report::json_v1::DATA_DATE;
use std::sync::LazyLock;

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    // a file that does not parse fails a test; a release never has one
    let mut profiles: Vec<Profile> = FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect();
    profiles.sort_by_key(|profile| version_key(&profile.line));
    profiles
});

/// The files of the release lines, oldest first.
pub(crate) const FILES: &[&str] = &[
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
    targets().into_iter().filter(Target::is_supported).collect()
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub enum Found {
    /// A line, a release or a build that is known.
    Exact(Target),
    /// One that is not, the target that does for it, and why in words.
    Near(Target, String),
    /// Nothing.
    None,
}

/// The target of a name: `7.22` is its newest build, `7.22.2` the newest of that release, `7.22.2-41` a build.
#[must_use]
pub fn find(name: &str) -> Option<Target> {
    exact(profiles(), name)
}

/// The target of a name among these profiles, or one that does for it.
#[must_use]
pub fn find_among(profiles: &[Profile], name: &str) -> Found {
    if let Some(target) = exact(profiles, name) {
        return Found::Exact(target);
    }
    let near = || {
        let key = Some(version_key(name)).filter(|_| is_version(name))?;
        let line = key.get(..2)?;
        match profiles.iter().find(|profile| version_key(&profile.line) == line) {
            Some(profile) => unlisted(profile, name, &key),
            None => too_new(profiles, name, line),
        }
    };
    near().map_or(Found::None, |(target, why)| Found::Near(target, why))
}

fn exact(profiles: &[Profile], name: &str) -> Option<Target> {
    let wanted = version_key(name);
    let is_release = wanted.len() == 3 && is_version(name);
    for profile in profiles {
        let mut target = Target::newest(profile);
        if profile.line == name {
            return Some(target);
        }
        let is_meant = |build: &&String| *build == name || (is_release && version_key(build).starts_with(&wanted));
        if let Some(build) = profile.builds.value.iter().rev().find(is_meant) {
            build.clone_into(&mut target.build);
            name.clone_into(&mut target.asked);
            return Some(target);
        }
    }
    None
}

/// A build between or after the known ones of its line, judged by its number.
fn unlisted(profile: &Profile, name: &str, key: &[u64]) -> Option<(Target, String)> {
    let builds = &profile.builds.value;
    let before = builds.iter().rev().find(|build| version_key(build).as_slice() < key)?;
    let place = match builds.iter().find(|build| version_key(build).as_slice() > key) {
        Some(after) => format!("between the known `{before}` and `{after}`"),
        None => format!("after the newest known, `{before}`"),
    };
    let mut target = Target::newest(profile);
    name.clone_into(&mut target.asked);
    name.clone_into(&mut target.build);
    Some((target, format!("the data do not know `{name}`: it is judged as a build {place}")))
}

/// A line from after the data, for which the newest known one does.
fn too_new(profiles: &[Profile], name: &str, line: &[u64]) -> Option<(Target, String)> {
    let newest = profiles.iter().max_by_key(|profile| version_key(&profile.line))?;
    // builds between releases carry numbers such as 99.99, which are of no line
    let is_placeholder = Dotted::of_build(name).is_none_or(|version| version.is_placeholder());
    if is_placeholder || line < version_key(&newest.line).as_slice() {
        return None;
    }
    let mut target = Target::newest(newest);
    name.clone_into(&mut target.asked);
    let why = format!(
        "the data (of {DATA_DATE}) end at {}: its newest build `{}` is used for `{name}`",
        newest.line, target.build
    );
    Some((target, why))
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

    fn near(name: &str) -> Option<(String, String, String)> {
        match find_among(profiles(), name) {
            Found::Near(target, why) => Some((target.asked, target.build, why)),
            _ => None,
        }
    }

    #[test]
    fn an_unlisted_build_is_judged_by_its_number() {
        let (asked, build, why) = near("7.22.2-42").unwrap();
        assert_eq!((asked.as_str(), build.as_str()), ("7.22.2-42", "7.22.2-42"));
        assert!(why.contains("between the known `7.22.2-41` and `7.22.2-55`"), "{why}");
        let (_, build, why) = near("8.0.21").unwrap();
        assert_eq!(build, "8.0.21");
        assert!(why.contains("after the newest known, `8.0.20-96`"), "{why}");
        assert!(near("8.0.12").unwrap().2.contains("`8.0.10-81` and `8.0.16-29`"));
        let Found::Near(target, _) = find_among(profiles(), "8.0.12-1") else { panic!("a build between") };
        assert_eq!(target.redis_default(), Some("8.4"));
        assert!(target.has_architecture("aarch64"));
        assert!(matches!(find_among(profiles(), "8.0.10"), Found::Exact(_)));
    }

    #[test]
    fn a_line_from_after_the_data_is_judged_as_the_newest_known() {
        for name in ["8.3", "8.4", "9.0.0-1", "12.0", "8.99999999999999999999"] {
            let (asked, build, why) = near(name).unwrap();
            assert_eq!((asked.as_str(), build.as_str()), (name, "8.2.0-46"));
            assert!(why.contains("end at 8.2"), "{why}");
        }
    }

    #[test]
    fn what_is_no_version_and_what_never_was_stand_for_nothing() {
        let names = [
            "",
            "abc",
            "7",
            "9",
            "7.5",
            "5.0",
            "7.22.0-1",
            "8.2.0-1",
            "7.5.0-3",
            "v8.4",
            "8.4-rc1",
            "8.4.",
            "08.4",
            "8.04",
            "8.4-1",
            "7.22.2.41",
            "7.22.2-41-1",
            "7.22.2-",
            "99.99",
            "100.0.21-1",
            "8.0.20-096",
        ];
        for name in names {
            assert!(matches!(find_among(profiles(), name), Found::None), "{name}");
        }
    }
}
