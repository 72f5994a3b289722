//! What every file of `rules/targets` must keep.

use super::fault::{ENDPOINTS, fault};
use super::profile::Profile;
use super::select::{FILES, profiles};
use super::version_key;
use crate::dotted::Dotted;
use crate::tables;
use std::collections::BTreeSet;

#[test]
fn every_file_of_the_folder_is_read_and_stands_in_its_place() {
    let read: Vec<Profile> = FILES.iter().map(|text| toml::from_str(text).expect("a target file parses")).collect();
    let lines: Vec<&str> = read.iter().map(|profile| profile.line.as_str()).collect();
    assert_eq!(lines, ["6.2", "6.4", "7.2", "7.4", "7.8", "7.22", "8.0", "8.2"]);
    assert_eq!(profiles().len(), FILES.len());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/targets");
    #[allow(clippy::disallowed_methods, reason = "a test looks at the folder")]
    let names: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".toml").to_owned())
        .collect();
    assert_eq!(names, lines.iter().map(|line| (*line).to_owned()).collect());
}

#[test]
fn no_file_has_a_fault() {
    for profile in profiles() {
        assert_eq!(fault(profile), None, "{}", profile.line);
    }
}

/// The paths of tables that tell something without a source.
fn unsourced(value: &toml::Value, path: &str, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            let tells = ["value", "state"].iter().any(|key| table.contains_key(*key));
            let has_source = table.get("source").and_then(toml::Value::as_str).is_some_and(|text| !text.is_empty());
            if tells && !has_source {
                found.push(path.to_owned());
            }
            for (key, value) in table {
                unsourced(value, &format!("{path}/{key}"), found);
            }
        }
        toml::Value::Array(items) => items.iter().for_each(|item| unsourced(item, path, found)),
        _ => {}
    }
}

#[test]
fn every_value_has_a_source() {
    let mut found = Vec::new();
    for text in FILES {
        let value: toml::Value = toml::from_str(text).unwrap();
        unsourced(&value, value["line"].as_str().unwrap(), &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
    let empty = |profile: &Profile| {
        profile.architectures.values().flat_map(|rows| rows.values()).any(|row| row.source.is_empty())
    };
    assert!(!profiles().iter().any(empty));
}

#[test]
fn abbreviations_of_sources_are_told_at_the_head_of_the_file() {
    for text in FILES {
        for name in ["docs", "rers", "old"] {
            let is_used = text.contains(&format!("\"{name} ")) || text.contains(&format!("({name})"));
            assert!(!is_used || text.contains(&format!("# {name} = ")), "{name}: {}", text.lines().next().unwrap());
        }
    }
}

/// Whether it is a build of the line or the beginning of one.
fn is_of(profile: &Profile, version: &str) -> bool {
    let key = version_key(version);
    key.len() >= 3 && profile.builds.value.iter().any(|build| version_key(build).starts_with(&key))
}

#[test]
fn builds_have_four_numbers_of_their_line_and_ascend() {
    for profile in profiles() {
        let keys: Vec<_> = profile.builds.value.iter().map(|build| version_key(build)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{}", profile.line);
        let line = version_key(&profile.line);
        assert!(keys.iter().all(|key| key.len() == 4 && key.starts_with(&line)), "{}", profile.line);
        let is_written_right = |build: &String| {
            Dotted::of_build(build).is_some() && build.matches('-').count() == 1 && build.matches('.').count() == 2
        };
        assert!(profile.builds.value.iter().all(is_written_right), "{}", profile.line);
    }
}

#[test]
fn borders_are_builds_or_releases_that_exist() {
    for (index, profile) in profiles().iter().enumerate() {
        let line = &profile.line;
        let os = profile.os.values().flat_map(|os| [&os.since, &os.until]);
        let architectures = profile.architectures.values().flat_map(|rows| rows.values()).map(|row| &row.since);
        for version in os.chain(architectures).flatten().chain(profile.redis.iter().map(|row| &row.since)) {
            assert!(is_of(profile, version), "{line}: {version}");
        }
        let earlier = &profiles()[..=index];
        for (name, row) in &profile.endpoints {
            for version in [&row.since, &row.deprecated, &row.removed].into_iter().flatten() {
                // 6.0, which came before the data, has no file
                let exists = earlier.iter().any(|profile| is_of(profile, version)) || version == "6.0.12";
                assert!(exists, "{line}: {name}: {version}");
            }
        }
    }
}

#[test]
fn systems_are_in_the_table_and_architectures_name_systems_of_the_line() {
    for profile in profiles() {
        for nick in profile.os.keys() {
            assert!(tables::operating_systems().iter().any(|os| os.nick == *nick), "{}: {nick}", profile.line);
        }
        for nick in profile.architectures.values().flat_map(|rows| rows.keys()) {
            let os = profile.os.get(nick).unwrap_or_else(|| panic!("{}: {nick}", profile.line));
            assert_ne!(os.state, super::Support::Ended, "{}: {nick}", profile.line);
        }
        let has_architecture = |nick: &String| profile.architectures.values().any(|rows| rows.contains_key(nick));
        let lives = profile.os.iter().filter(|(_, os)| os.state != super::Support::Ended);
        assert!(lives.map(|(nick, _)| nick).all(has_architecture), "{}", profile.line);
    }
}

#[test]
fn every_line_tells_of_all_endpoints_and_of_the_setting() {
    for profile in profiles() {
        let names: BTreeSet<&str> = profile.endpoints.keys().map(String::as_str).collect();
        assert_eq!(names, ENDPOINTS.into_iter().collect(), "{}", profile.line);
        for (name, row) in &profile.endpoints {
            let is_missing = matches!(row.state, super::State::Absent | super::State::Removed);
            assert_eq!(row.status.is_some(), is_missing && name.starts_with("POST "), "{}: {name}", profile.line);
            assert_eq!(row.gate.is_some(), row.state == super::State::Gated, "{}: {name}", profile.line);
            assert_eq!(row.removed.is_some(), row.state == super::State::Removed, "{}: {name}", profile.line);
            let setting = row.gate.as_ref().is_none_or(|gate| profile.settings.contains_key(gate));
            assert!(setting, "{}: {name}", profile.line);
        }
        assert!(profile.settings.contains_key("allow_modules_upload"), "{}", profile.line);
    }
}

#[test]
fn versions_of_redis_ascend_with_the_builds_and_descend_in_a_row() {
    for profile in profiles() {
        let line = &profile.line;
        assert!(profile.redis.is_sorted_by(|a, b| version_key(&a.since) < version_key(&b.since)), "{line}");
        assert_eq!(profile.redis.first().unwrap().since, profile.builds.value[0], "{line}");
        for row in &profile.redis {
            let keys: Vec<_> = row.versions.value.iter().map(|version| version_key(version)).collect();
            assert!(keys.is_sorted_by(|a, b| a > b), "{line}");
            let default = version_key(&row.default.value);
            assert!(default.len() == 2 && keys.iter().any(|key| key.starts_with(&default)), "{line}");
        }
    }
}
