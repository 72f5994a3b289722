//! The module against those that the cluster has: name, version and, where the answer tells, platform.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::checks::{systems, versions};
use crate::cluster::Installed;
use crate::finding::{Severity, Sink};
use crate::input::Case;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let Some(installed) = case.options.cluster.as_ref().and_then(|cluster| cluster.modules.as_ref()) else { return };
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some((name, _)) = metadata.string("module_name") else { return };
    let Some(field) = metadata.field("version") else { return };
    let Some(version) = versions::plain(field.value()).and_then(|version| i64::try_from(version).ok()) else { return };
    let same = installed.iter().filter(|module| module.name == name && module.version == Some(version));
    // before 7.2.4 a cluster had one package of a version, whatever the platform
    let by_platform = case.target.is_from("7.2.4");
    let mut undecided = false;
    for module in same {
        match module.platforms.as_ref().filter(|_| by_platform).map(|there| has_all(there, metadata)) {
            None | Some(Some(true)) => return report(module, name, version, field.place, sink),
            Some(None) => undecided = true,
            Some(Some(false)) => {}
        }
    }
    if undecided {
        let message =
            format!("the cluster has {} {version}, and the bundle does not say for which platform it is", quoted(name));
        let finding = sink.report(field.place, message);
        finding.severity(Severity::Warning).unpredicted();
        finding.help("name the `operating_systems` that the module was built for");
    }
}

/// Whether all platforms of the bundle are there; `None` when it names none.
fn has_all(there: &[(String, String)], metadata: &Metadata) -> Option<bool> {
    let (architecture, _) = metadata.string("architecture")?;
    let (_, field) = systems::declared(metadata)?;
    let wanted = systems::systems(&field);
    let has = |name: &str| there.iter().any(|(os, arch)| os == name && arch == architecture);
    (!wanted.is_empty()).then(|| wanted.iter().all(|system| has(&system.major) || has(&system.text)))
}

fn report(module: &Installed, name: &str, version: i64, place: crate::bundle::place::Place, sink: &mut Sink) {
    let semantic = module.semantic_version.as_deref().map(|text| format!(", {}", quoted(text))).unwrap_or_default();
    let message = format!("the cluster already has {} in version `{version}`{semantic}", quoted(name));
    sink.report(place, message).help("raise the version, or delete the one that is there");
}
