//! `semantic_version` against what databases of the cluster use, and against what they would rather be given.

use crate::bundle::Bundle;
use crate::checks::wording::{list, quoted};
use crate::cluster::{Database, Installed, Snapshot};
use crate::dotted::Dotted;
use crate::finding::{Severity, Sink};
use crate::input::Options;
use semver::Version;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(cluster) = &options.cluster else { return };
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some((name, _)) = metadata.string("module_name") else { return };
    let Some((text, place)) = metadata.string("semantic_version") else { return };
    let Ok(own) = Version::parse(text) else { return };
    let used = newer_in_use(cluster, name, &own);
    if let Some((_, newest)) = used.iter().max_by(|a, b| a.1.cmp(&b.1)) {
        let names: Vec<&str> = used.iter().map(|(database, _)| database.called()).collect();
        let noun = if names.len() == 1 { "database" } else { "databases" };
        let verb = if names.len() == 1 { "uses" } else { "use versions up to" };
        let newest = quoted(&newest.to_string());
        let message =
            format!("{} is older than the module of {noun} {}, which {verb} {newest}", quoted(text), list(&names));
        sink.report(place, message).help("give these databases a newer version; none goes back to an older one");
        return;
    }
    let redis = metadata.string("compatible_redis_version").map(|(text, _)| text);
    let rivals = cluster.modules.iter().flatten().filter(|module| module.name == name && for_same_redis(module, redis));
    let newer = rivals.filter_map(|module| Version::parse(module.semantic_version.as_deref()?).ok());
    if let Some(newest) = newer.filter(|version| *version > own).max() {
        let message =
            format!("{} is older than {}, which the cluster has too", quoted(text), quoted(&newest.to_string()));
        let finding = sink.report(place, message);
        finding.severity(Severity::Warning).unpredicted();
        finding.help("databases that may use both get the newer one: raise the version if this one is to be used");
    }
}

/// Databases with a newer version of the module, and that version.
fn newer_in_use<'a>(cluster: &'a Snapshot, name: &str, own: &Version) -> Vec<(&'a Database, Version)> {
    let newer = |database: &'a Database| Some((database, database.newer(name, own)?));
    cluster.databases.iter().flatten().filter_map(newer).collect()
}

/// Whether a module competes for the same databases: not when both say for which Redis they are and differ.
fn for_same_redis(module: &Installed, redis: Option<&str>) -> bool {
    let major_minor = |text: &str| Dotted::parse(text).map(|version| version.major_minor());
    let theirs = module.compatible_redis_version.as_deref().and_then(major_minor);
    theirs.zip(redis.and_then(major_minor)).is_none_or(|(theirs, ours)| theirs == ours)
}
