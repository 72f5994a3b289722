//! What a file of a release line may say although it has the right shape, and must not.

use super::profile::Profile;
use super::version_key;
use crate::dotted::Dotted;

/// The endpoints that every file tells of.
pub const ENDPOINTS: [&str; 6] = [
    "POST /v1/modules",
    "POST /v2/modules",
    "POST /v2/modules/user-defined",
    "POST /v2/local/modules/user-defined/artifacts",
    "bootstrap user_defined_modules",
    "kubernetes userDefinedModules",
];

/// The first fault of a profile, in words; `None` when it can be used.
#[must_use]
pub fn fault(profile: &Profile) -> Option<String> {
    line(profile).or_else(|| builds(profile)).or_else(|| redis(profile)).or_else(|| borders(profile)).or_else(|| {
        let systems = profile.architectures.values().flat_map(|rows| rows.keys());
        let strange = systems.into_iter().find(|nick| !profile.os.contains_key(*nick));
        strange
            .map(|nick| format!("`architectures` names `{nick}`, which `os` does not have"))
            .or_else(|| endpoints(profile))
    })
}

fn line(profile: &Profile) -> Option<String> {
    if !is_version(&profile.line) || version_key(&profile.line).len() != 2 {
        return Some(format!("`line` is `{}`, expected two numbers such as `8.2`", profile.line));
    }
    let end = &profile.end_of_life.value;
    let is_day = end.len() == 10
        && end
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    (!end.is_empty() && !is_day)
        .then(|| format!("`end_of_life` is `{end}`, expected a day such as `2027-10-30`, or nothing"))
}

fn builds(profile: &Profile) -> Option<String> {
    let builds = &profile.builds.value;
    if builds.is_empty() {
        return Some("`builds` is empty".to_owned());
    }
    let line = version_key(&profile.line);
    let is_of_line = |build: &String| {
        let key = version_key(build);
        is_version(build) && key.len() == 4 && key.starts_with(&line)
    };
    if let Some(build) = builds.iter().find(|build| !is_of_line(build)) {
        return Some(format!("`builds` has `{build}`, expected four numbers such as `{}.0-1`", profile.line));
    }
    let sorted = builds.is_sorted_by(|a, b| version_key(a) < version_key(b));
    (!sorted).then(|| "`builds` must stand in order, the oldest first".to_owned())
}

fn redis(profile: &Profile) -> Option<String> {
    if profile.redis.is_empty() {
        return Some("no `[[redis]]` tells what databases run".to_owned());
    }
    if !profile.redis.is_sorted_by(|a, b| version_key(&a.since) < version_key(&b.since)) {
        return Some("`[[redis]]` must stand in order, the oldest first".to_owned());
    }
    let versions = profile.redis.iter().flat_map(|row| row.versions.value.iter().chain([&row.default.value]));
    let strange = versions.into_iter().find(|version| Dotted::parse(version).is_none_or(|version| version.len() < 2));
    strange.map(|version| format!("`[[redis]]` has `{version}`, expected a version such as `8.2.1`"))
}

fn borders(profile: &Profile) -> Option<String> {
    let os = profile.os.values().flat_map(|os| [&os.since, &os.until]);
    let architectures = profile.architectures.values().flat_map(|rows| rows.values()).map(|row| &row.since);
    let endpoints = profile.endpoints.values().flat_map(|row| [&row.since, &row.deprecated, &row.removed]);
    let redis = profile.redis.iter().map(|row| &row.since);
    let all = os.chain(architectures).chain(endpoints).flatten().chain(redis);
    let strange = all.into_iter().find(|version| !is_version(version));
    strange.map(|version| format!("`{version}` is no build and no release, expected one such as `8.2.0-25`"))
}

fn endpoints(profile: &Profile) -> Option<String> {
    if let Some(name) = profile.endpoints.keys().find(|name| !ENDPOINTS.contains(&name.as_str())) {
        return Some(format!(
            "`endpoints` has `{name}`, expected {}",
            ENDPOINTS.map(|name| format!("`{name}`")).join(", ")
        ));
    }
    let missing = ENDPOINTS.into_iter().find(|name| !profile.endpoints.contains_key(*name));
    missing.map(|name| format!("`endpoints` does not tell of `{name}`"))
}

/// Whether it is a line, a release or a build: `8.2`, `8.2.0` or `8.2.0-25`.
pub(super) fn is_version(text: &str) -> bool {
    let (head, build) = text.split_once('-').map_or((text, None), |(head, build)| (head, Some(build)));
    let parts: Vec<&str> = head.split('.').chain(build).collect();
    let is_number = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    parts.iter().all(is_number) && if build.is_some() { parts.len() == 4 } else { matches!(parts.len(), 2 | 3) }
}
