//! Release lines as data: what each offers, from `rules/targets`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A value and where it comes from.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who says so.
    pub source: String,
}

/// One release line, as its newest build or as one that was asked for.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What was asked for: the line's name, or a build's.
    #[serde(skip)]
    pub asked: String,
    /// The line, such as `7.22`.
    pub line: String,
    /// Month of its release.
    pub released: Sourced<String>,
    /// Day of its end of life; empty when not fixed.
    pub end_of_life: Sourced<String>,
    /// Its builds, oldest first.
    pub builds: Sourced<Vec<String>>,
    /// Redis versions of its databases.
    pub redis_versions: Sourced<Vec<String>>,
    /// The Redis version of a new database.
    pub redis_default: Sourced<String>,
    /// Operating systems by package nickname.
    pub os: BTreeMap<String, OperatingSystem>,
    /// Architectures and the operating systems that have them.
    pub architectures: BTreeMap<String, Sourced<Vec<String>>>,
    /// Endpoints by method and path.
    pub endpoints: BTreeMap<String, Endpoint>,
}

/// An operating system of a release line.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatingSystem {
    /// How `operating_systems` of a module.json spells it.
    pub ramp: String,
    /// `supported`, `deprecated` or `ended`.
    pub state: String,
    /// Who says so.
    pub source: String,
}

/// An endpoint of a release line.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// `present`, `deprecated`, `removed`, `gated` or `absent`.
    pub state: String,
    /// Who says so.
    pub source: String,
}

impl Target {
    /// The build that this stands for: the newest that the data know, or the one that was asked for.
    #[must_use]
    pub fn build(&self) -> &str {
        self.builds.value.last().map_or(self.line.as_str(), String::as_str)
    }

    /// Whether nodes of this operating system, in a module.json's spelling, exist on the line.
    #[must_use]
    pub fn has_os(&self, ramp: &str) -> bool {
        self.os.values().any(|os| os.ramp == ramp && os.state != "ended")
    }

    /// The spellings of the line's operating systems, sorted.
    #[must_use]
    pub fn os_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.os.values().filter(|os| os.state != "ended").map(|os| os.ramp.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Whether the line runs on this architecture at all.
    #[must_use]
    pub fn has_architecture(&self, name: &str) -> bool {
        self.architectures.get(name).is_some_and(|systems| !systems.value.is_empty())
    }
}

static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let mut targets: Vec<Target> = FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect();
    for target in &mut targets {
        target.asked.clone_from(&target.line);
    }
    targets.sort_by_key(|target| version_key(&target.line));
    targets
});

const FILES: &[&str] = &[include_str!("../rules/targets/7.22.toml")];

/// The release lines that the data know, oldest first.
#[must_use]
pub fn targets() -> &'static [Target] {
    &TARGETS
}

/// The release line of a name: `7.22` is its newest build, `7.22.2` the newest of that release, `7.22.2-41` a build.
#[must_use]
pub fn find(name: &str) -> Option<Target> {
    let wanted = version_key(name);
    for line in targets() {
        if line.line == name {
            return Some(line.clone());
        }
        let is_meant = |build: &String| {
            build == name || (!name.contains('-') && wanted.len() == 3 && version_key(build).starts_with(&wanted))
        };
        if let Some(at) = line.builds.value.iter().rposition(is_meant) {
            let mut target = line.clone();
            target.builds.value.truncate(at + 1);
            name.clone_into(&mut target.asked);
            return Some(target);
        }
    }
    None
}

/// Numbers of a version for comparison, one by one: `7.8` comes before `7.22`.
#[must_use]
pub fn version_key(version: &str) -> Vec<u64> {
    version.split(['.', '-']).map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_file_is_read() {
        for text in FILES {
            toml::from_str::<Target>(text).expect("a target file parses");
        }
        assert_eq!(targets().len(), FILES.len());
    }

    #[test]
    fn a_build_stands_for_itself_and_a_line_for_its_newest() {
        let build = |name: &str| find(name).map(|target| target.build().to_owned());
        assert_eq!(build("7.22").as_deref(), Some("7.22.2-179"));
        assert_eq!(build("7.22.0").as_deref(), Some("7.22.0-250"));
        assert_eq!(build("7.22.2-41").as_deref(), Some("7.22.2-41"));
        assert_eq!(find("7.22.2-41").unwrap().asked, "7.22.2-41");
        assert_eq!(build("7.22.2-42"), None);
        assert_eq!(build("7"), None);
    }

    #[test]
    fn versions_compare_number_by_number() {
        assert!(version_key("7.8") < version_key("7.20.0"));
        assert!(version_key("7.20.0") < version_key("7.22.2-179"));
        assert!(version_key("7.22.2-20") < version_key("7.22.2-179"));
    }
}
