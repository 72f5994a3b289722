//! The module against those that the cluster has: name, version and, where the answer tells, platform.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::quoted;
use crate::checks::{systems, versions};
use crate::cluster::{Database, Installed};
use crate::finding::{Severity, Sink};
use crate::input::Case;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(cluster) = case.options.cluster.as_ref() else { return };
    let Some(installed) = cluster.modules.as_ref() else { return };
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some((name, name_place)) = metadata.string("module_name") else { return };
    let place = metadata.field("version").map_or(name_place, |field| field.place);
    let own = Own::of(metadata);
    // before 7.2.4 a cluster had one package of a version, whatever the platform
    let by_platform = case.target.is_from("7.2.4");
    let mut undecided = None;
    for module in installed.iter().filter(|module| module.name == name) {
        match own.is_of(module) {
            Some(true) => {}
            Some(false) => continue,
            None => {
                undecided =
                    Some(format!("the cluster has {}, and one of the two does not say its version", quoted(name)));
                continue;
            }
        }
        let Some(there) = module.platforms.as_ref().filter(|_| by_platform) else {
            return report(module, name, place, sink);
        };
        let lacks = match has_all(there, metadata) {
            Some(true) => return report(module, name, place, sink),
            None => "the bundle",
            // what is no list of platforms does not tell that one is missing
            Some(false) if there.iter().all(|(_, arch)| arch.is_empty()) => "`GET /v1/modules`",
            Some(false) => continue,
        };
        let version = module.version.map_or(String::new(), |version| format!(" {version}"));
        let message =
            format!("the cluster has {}{version}, and {lacks} does not say for which platform it is", quoted(name));
        undecided = Some(message);
    }
    let used = || unlisted(cluster.databases.iter().flatten(), installed, name, own.semantic);
    if let Some(message) = undecided.or_else(used) {
        let finding = sink.report(place, message);
        finding.severity(Severity::Warning).unpredicted();
        finding
            .help("whether the cluster has this version is open: see what it has, and what this bundle says of itself");
    }
}

/// The versions of the bundle.
struct Own<'a> {
    number: Option<i64>,
    semantic: Option<&'a str>,
}

impl<'a> Own<'a> {
    fn of(metadata: &'a Metadata) -> Self {
        let semantic = metadata.string("semantic_version").map(|(text, _)| text.trim());
        Self { number: versions::number(metadata), semantic }
    }

    /// Whether a module is of this version: by `version`, else by `semantic_version`; `None` when neither tells.
    fn is_of(&self, module: &Installed) -> Option<bool> {
        if let (Some(own), Some(version)) = (self.number, module.version) {
            return Some(own == version);
        }
        let is_same = self.semantic? == module.semantic_version.as_deref()?.trim();
        // how the server reads a `version` of another type is another rule's matter
        (!is_same || self.number.is_some()).then_some(is_same)
    }
}

/// A database that uses what `GET /v1/modules` does not list: the answer is not complete.
fn unlisted<'a>(
    databases: impl IntoIterator<Item = &'a Database>,
    installed: &[Installed],
    name: &str,
    semantic: Option<&str>,
) -> Option<String> {
    let is_listed = installed.iter().any(|module| module.name == name);
    let is_missed = |(used, version): &(String, Option<String>)| {
        // every version of the name that is listed is another than the bundle's
        used == name && (!is_listed || (version.is_some() && version.as_deref() == semantic))
    };
    let database = databases.into_iter().find(|database| database.modules.iter().any(is_missed))?;
    let (database, name) = (quoted(database.called()), quoted(name));
    Some(format!("the database {database} uses a version of {name} that `GET /v1/modules` does not list"))
}

/// Whether all platforms of the bundle are there; `None` when it names none.
fn has_all(there: &[(String, String)], metadata: &Metadata) -> Option<bool> {
    let (architecture, _) = metadata.string("architecture")?;
    let (_, field) = systems::declared(metadata)?;
    let wanted = systems::systems(&field);
    let has = |name: &str| there.iter().any(|(os, arch)| os == name && arch == architecture);
    (!wanted.is_empty()).then(|| wanted.iter().all(|system| has(&system.major) || has(&system.text)))
}

fn report(module: &Installed, name: &str, place: Place, sink: &mut Sink) {
    let versions = [module.version.map(|version| version.to_string()), module.semantic_version.clone()];
    let versions: Vec<String> = versions.iter().flatten().map(|text| quoted(text)).collect();
    let message = format!("the cluster already has {} in version {}", quoted(name), versions.join(", "));
    sink.report(place, message).help("raise the version, or delete the one that is there");
}
