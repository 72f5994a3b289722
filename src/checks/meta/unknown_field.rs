//! Fields that no reader of module.json knows.

use crate::bundle::metadata::{Metadata, pointer};
use crate::checks::wording::{closest, quoted};
use crate::finding::Sink;
use crate::tables::fields;
use std::collections::BTreeSet;

/// Keys that are compared with all known names; comparing every key of a hostile text would take minutes.
const COMPARED: usize = 100;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(root) = metadata.root() else { return };
    let known: BTreeSet<&str> = fields().iter().map(|facts| facts.name.as_str()).collect();
    let unknown = root.effective().into_iter().filter(|e| e.key.as_str().is_none_or(|key| !known.contains(key)));
    for (index, entry) in unknown.enumerate() {
        let key = entry.key.lossy();
        let place = if key.len() > 1_000 {
            metadata.bytes(entry.key_span)
        } else {
            metadata.place(pointer(&[&key]), entry.key_span)
        };
        let meant = meant(&key).or_else(|| {
            let candidates = known.iter().copied();
            if index < COMPARED { closest(&key, candidates) } else { None }
        });
        let message = format!("nobody reads the field {}", quoted(&key));
        let finding = match meant {
            Some(name) if root.get(name).is_some() => {
                sink.report(place, format!("{message}; {}, which is there too, is the one that is read", quoted(name)))
            }
            Some(name) => sink.report(place, format!("{message}; did you mean {}?", quoted(name))),
            None => sink.report(place, message),
        };
        match meant {
            Some(name) if root.get(name).is_none() => finding.help(format!("rename it to {}", quoted(name))),
            _ => finding.help("take it out"),
        };
    }
}

/// Names that the spelling alone does not lead to.
fn meant(key: &str) -> Option<&'static str> {
    match key {
        "min_redis_enterprise_version" => Some("min_redis_pack_version"),
        "name" => Some("module_name"),
        "arch" => Some("architecture"),
        "override_commands" | "overide_commands" => Some("overide_command"),
        "args" | "module_args" => Some("command_line_args"),
        "os_versions" | "supported_os" => Some("operating_systems"),
        _ => None,
    }
}
