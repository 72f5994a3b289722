//! What happens after an upload: which versions of Redis can use the module, by the rule of the release line.
//!
//! 8.x compares `compatible_redis_version` with a database's major.minor, and without it asks for the same major
//! version and at least `min_redis_version`; that 7.8 to 7.22 do the same is inferred from their release notes. Up to
//! 7.4 only `min_redis_version` counts. The sources of all that are in the page of `compat/no-usable-redis`.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::cluster;
use crate::dotted::Dotted;
use crate::features;
use crate::input::Options;
use crate::prediction::Evidence;
use crate::rule::catalog;
use crate::target::{Redis, Target, version_key};
use semver::Version;
use std::cmp::Ordering;

/// Whether databases of one version of Redis can use the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// The release line, as it was asked for.
    pub target: String,
    /// Major and minor version of Redis.
    pub redis: String,
    /// Name of the database, when a cluster told of it.
    pub name: Option<String>,
    /// `None` when no source decides it.
    pub usable: Option<bool>,
    /// The call that is refused.
    pub call: Option<&'static str>,
    /// Its HTTP status, where a source gives one.
    pub status: Option<u16>,
    /// Its `error_code`.
    pub error_code: Option<&'static str>,
    /// How well that is known.
    pub evidence: Evidence,
    /// The rules that speak of it.
    pub because: Vec<&'static str>,
}

/// The answers for every version of Redis of every target, newest version first, then for the cluster's databases.
#[must_use]
pub fn fold(bundle: &Bundle, options: &Options) -> Vec<Database> {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else {
        return Vec::new();
    };
    let mut answers = Vec::new();
    for target in &options.targets {
        answers.extend(target.redis().iter().map(|redis| answer(metadata, target, redis, None)));
        let databases = options.cluster.iter().flat_map(|cluster| cluster.databases.iter().flatten());
        for database in databases.filter(|database| !database.is_memcached) {
            let Some(redis) = database.redis.as_deref().and_then(|exact| known(target, exact)) else { continue };
            answers.push(of_cluster(metadata, target, &redis, database));
        }
    }
    answers
}

/// The answer for a database of the cluster: beyond the version of Redis, its features and the module it has.
fn of_cluster(metadata: &Metadata, target: &Target, redis: &Redis, database: &cluster::Database) -> Database {
    let answer = answer(metadata, target, redis, Some(database.called()));
    if answer.usable == Some(false) {
        return answer;
    }
    let name = metadata.string("module_name").map_or("", |(name, _)| name);
    let own = metadata.string("semantic_version").and_then(|(text, _)| Version::parse(text).ok());
    if own.is_some_and(|own| database.newer(name, &own).is_some()) {
        return answer.refused(target, "compat/downgrade");
    }
    let features = features::of(metadata);
    let is_blocked = |need: &&str| features.iter().any(|f| f.name == *need && f.possible == Some(false));
    if database.needs.iter().any(is_blocked) {
        return answer.refused(target, "compat/capability-blocks");
    }
    answer
}

impl Database {
    /// The same database when a rule speaks against it: the first answer of a call that the rule's page predicts.
    fn refused(self, target: &Target, rule: &'static str) -> Self {
        let predicts = catalog::find(rule).map(|rule| rule.page.predicts.as_slice()).unwrap_or_default();
        let answer = predicts.iter().find(|prediction| prediction.targets.includes(&target.line));
        Self {
            usable: Some(false),
            call: answer.and_then(|answer| answer.endpoints.first()).map(String::as_str),
            status: answer.and_then(|answer| answer.status),
            error_code: answer.and_then(|answer| answer.error_code.as_deref()),
            evidence: answer.map_or(self.evidence, |answer| answer.evidence),
            because: vec![rule],
            ..self
        }
    }
}

/// A database's version, as exactly as the line's data have it.
fn known(target: &Target, exact: &str) -> Option<Redis> {
    let wanted = Dotted::parse(exact)?;
    let version = wanted.major_minor();
    if wanted.len() > 2 {
        return Some(Redis { version, exact: exact.to_owned() });
    }
    let of_line = target.redis().into_iter().find(|redis| redis.version == version);
    Some(of_line.unwrap_or(Redis { version, exact: exact.to_owned() }))
}

fn answer(metadata: &Metadata, target: &Target, redis: &Redis, name: Option<&str>) -> Database {
    let usable = usable(metadata, target, redis);
    let database = Database {
        target: target.asked.clone(),
        redis: redis.version.clone(),
        name: name.map(str::to_owned),
        usable,
        call: None,
        status: None,
        error_code: None,
        evidence: if target.is_from_8() && usable.is_some() { Evidence::Documented } else { Evidence::Inferred },
        because: Vec::new(),
    };
    if usable == Some(false) { database.refused(target, "compat/no-usable-redis") } else { database }
}

/// Whether a line looks at `min_redis_version` alone.
pub(crate) fn has_minimum_only(target: &Target) -> bool {
    version_key(&target.line) <= version_key("7.4")
}

/// Whether databases of a version of Redis can use the module; `None` when no source decides it.
pub(crate) fn usable(metadata: &Metadata, target: &Target, redis: &Redis) -> Option<bool> {
    let actual = Dotted::parse(&redis.exact)?;
    let is_old = has_minimum_only(target);
    if !is_old && metadata.is_open("compatible_redis_version") {
        return None;
    }
    if !is_old && let Some(field) = metadata.field("compatible_redis_version") {
        let wanted = field.value().as_str().and_then(Dotted::parse)?;
        let is_same = wanted.first(2).compare(&actual.first(2)) == Ordering::Equal;
        // whether `8.4.0` is taken for 8.4 no source says
        return if is_same && wanted.len() != 2 { None } else { Some(is_same) };
    }
    let (text, _) = metadata.string("min_redis_version")?;
    let least = Dotted::parse(text)?;
    let listed = Dotted::parse(&redis.version)?;
    if least.first(2).compare(&listed) == Ordering::Equal && least.compare(&listed).is_gt() {
        // `7.2.4` in a database that calls itself 7.2: whether the cluster compares the patch no source says
        return None;
    }
    let is_enough = least.compare(&actual).is_le();
    let is_same_major = least.first(1).compare(&actual.first(1)) == Ordering::Equal;
    Some(is_enough && (is_old || is_same_major))
}
