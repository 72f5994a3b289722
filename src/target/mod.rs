//! Release lines as data: what the build that is asked for offers.
//!
//! The data are in `rules/targets`, one file a line; here stand the questions that depend on the build.

#[cfg(test)]
mod data_tests;
pub mod fault;
#[cfg(test)]
mod order_tests;
pub mod profile;
pub mod select;
#[cfg(test)]
mod tests;

use crate::dotted::Dotted;
use crate::tables;
use profile::{EndpointRow, Profile, RedisRow, State, Support};

pub use select::{find, supported, targets};

/// A build of a release line: its newest, or the one that was asked for.
#[derive(Debug, Clone)]
pub struct Target {
    /// What was asked for: the line's name, or a build's.
    pub asked: String,
    /// The build that this stands for, such as `7.22.2-179`.
    pub build: String,
    /// The line, such as `7.22`.
    pub line: String,
    /// What is known of the line.
    pub profile: Profile,
}

/// Whether nodes of a build run an operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// They do.
    Runs,
    /// Older builds do; the last with packages for it is named.
    Until(String),
    /// Newer builds do; the first is named.
    Since(String),
    /// The line has given it up.
    Ended,
    /// The line has never run on it.
    Never,
}

/// A version of Redis that databases of a build can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redis {
    /// Major and minor: `7.4`.
    pub version: String,
    /// As exactly as it is known: `7.4.3`.
    pub exact: String,
}

impl Target {
    /// A line as its newest build.
    #[must_use]
    pub fn newest(profile: &Profile) -> Self {
        let build = profile.builds.value.last().unwrap_or(&profile.line).clone();
        Self { asked: profile.line.clone(), build, line: profile.line.clone(), profile: profile.clone() }
    }

    /// Whether nodes run an operating system, in a module.json's spelling.
    #[must_use]
    pub fn presence(&self, ramp: &str) -> Presence {
        let Some((_, os)) = self.profile.os.iter().find(|(nick, _)| spelling(nick) == ramp) else {
            return Presence::Never;
        };
        if os.state == Support::Ended {
            return Presence::Ended;
        }
        if let Some(since) = os.since.as_deref().filter(|since| !self.is_from(since)) {
            return Presence::Since(since.to_owned());
        }
        match os.until.as_deref().filter(|until| !self.is_until(until)) {
            Some(until) => Presence::Until(until.to_owned()),
            None => Presence::Runs,
        }
    }

    /// Whether nodes of this operating system, in a module.json's spelling, exist.
    #[must_use]
    pub fn has_os(&self, ramp: &str) -> bool {
        self.presence(ramp) == Presence::Runs
    }

    /// The spellings of the operating systems of nodes, sorted.
    #[must_use]
    pub fn os_names(&self) -> Vec<&str> {
        self.spellings(self.profile.os.keys())
    }

    /// The spellings of the operating systems of nodes with this architecture, sorted.
    #[must_use]
    pub fn os_with(&self, architecture: &str) -> Vec<&str> {
        let Some(systems) = self.profile.architectures.get(architecture) else { return Vec::new() };
        let there = |nick: &&String| {
            systems.get(*nick).is_some_and(|row| row.since.as_deref().is_none_or(|since| self.is_from(since)))
        };
        self.spellings(systems.keys().filter(there))
    }

    fn spellings<'a>(&self, nicks: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
        let mut names: Vec<&str> = nicks.map(|nick| spelling(nick)).filter(|name| self.has_os(name)).collect();
        names.sort_unstable();
        names
    }

    /// Whether there are nodes of this architecture.
    #[must_use]
    pub fn has_architecture(&self, name: &str) -> bool {
        !self.os_with(name).is_empty()
    }

    /// The architectures of nodes, sorted.
    #[must_use]
    pub fn architectures(&self) -> Vec<&str> {
        self.profile.architectures.keys().map(String::as_str).filter(|name| self.has_architecture(name)).collect()
    }

    /// What is known of an endpoint, by method and path.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> Option<&EndpointRow> {
        self.profile.endpoints.get(path)
    }

    /// Whether the build has an endpoint, gated ones included.
    #[must_use]
    pub fn has_endpoint(&self, path: &str) -> bool {
        self.endpoint(path).is_some_and(|row| {
            !matches!(row.state, State::Removed | State::Absent)
                && row.since.as_deref().is_none_or(|since| self.is_from(since))
        })
    }

    /// The versions of Redis that databases can have, newest first.
    #[must_use]
    pub fn redis(&self) -> Vec<Redis> {
        let exact = self.redis_row().map(|row| row.versions.value.as_slice()).unwrap_or_default();
        let redis = |exact: &String| {
            let version = Dotted::parse(exact)?.major_minor();
            Some(Redis { version, exact: exact.clone() })
        };
        exact.iter().filter_map(redis).collect()
    }

    /// The version of Redis of a new database.
    #[must_use]
    pub fn redis_default(&self) -> Option<&str> {
        self.redis_row().map(|row| row.default.value.as_str())
    }

    fn redis_row(&self) -> Option<&RedisRow> {
        self.profile.redis.iter().rev().find(|row| self.is_from(&row.since)).or(self.profile.redis.first())
    }

    /// Whether the build is this one, or of this release, or newer.
    #[must_use]
    pub fn is_from(&self, since: &str) -> bool {
        let (Some(build), Some(since)) = (Dotted::of_build(&self.build), Dotted::of_build(since)) else { return true };
        build.compare(&since).is_ge()
    }

    /// Whether the build is this one, or of this release, or older.
    #[must_use]
    pub fn is_until(&self, until: &str) -> bool {
        let (Some(build), Some(until)) = (Dotted::of_build(&self.build), Dotted::of_build(until)) else { return true };
        build.first(until.len()).compare(&until).is_le()
    }

    /// Whether the line's end of life was not reached on the day of the data.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let end = self.profile.end_of_life.value.as_str();
        end.is_empty() || end > crate::report::json_v1::DATA_DATE
    }

    /// Whether the line is one from 8.0 on, with the endpoints for user-defined modules.
    #[must_use]
    pub fn is_from_8(&self) -> bool {
        version_key(&self.line) >= version_key("8.0")
    }
}

/// How a module.json spells an operating system: as the table says, or else family and major version.
#[must_use]
pub fn spelling(nick: &str) -> &str {
    let row = tables::operating_systems().iter().find(|os| os.nick == nick);
    row.map_or_else(|| nick.split('.').next().unwrap_or(nick), |os| os.ramp.as_str())
}

/// Numbers of a version for comparison, one by one: `7.8` comes before `7.22`.
#[must_use]
pub fn version_key(version: &str) -> Vec<u64> {
    let number = |part: &str| match part.parse() {
        Ok(number) => number,
        // a number that is too long to be read is a large one; what is no number counts as none
        Err(_) if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) => u64::MAX,
        Err(_) => 0,
    };
    version.split(['.', '-']).map(number).collect()
}
