//! Keys that `ramp pack` does not know: it prints "unknown attribute" and drops them.

use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::pointer;
use crate::checks::wording::{closest, quoted};
use crate::finding::Sink;
use crate::tables::manifest::{key, keys};

/// Keys that scripts around the packer read.
const DELIBERATE: [&str; 2] = ["redis_ref", "docker_image_version"];
/// Keys that are compared with all known names; comparing every key of a hostile text would take minutes.
const COMPARED: usize = 100;
/// Bytes of a key that a pointer holds.
const LONGEST: usize = 1_000;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Some(root) = manifest.written.root() else { return };
    let is_unknown = |name: &str| key(name).is_none() && !DELIBERATE.contains(&name) && !manifest.is_unrendered(name);
    let unknown = root.effective().into_iter().filter(|entry| entry.key.as_str().is_none_or(is_unknown));
    for (index, entry) in unknown.enumerate() {
        let name = entry.key.lossy();
        let place = if name.len() > LONGEST {
            manifest.written.bytes(entry.key_span)
        } else {
            manifest.written.place(pointer(&[&name]), entry.key_span)
        };
        let candidates = || keys().iter().map(|key| key.name.as_str());
        let near = || if index < COMPARED { closest(&name, candidates()) } else { None };
        let meant = meant(&name).or_else(near);
        let start = format!("`ramp pack` does not know {} and drops it", quoted(&name));
        let (message, help) = match meant {
            _ if name == "git_sha" => {
                (format!("{start}: it writes the commit that it is run in"), "take it out".to_owned())
            }
            Some(known) if root.get(known).is_some() => (
                format!("{start}; {}, which is there too, is the one that it reads", quoted(known)),
                "take it out".to_owned(),
            ),
            Some(known) => {
                (format!("{start}; did you mean {}?", quoted(known)), format!("rename it to {}", quoted(known)))
            }
            None => (start, "take it out, or add it to module.json after packing".to_owned()),
        };
        sink.report(place, message).help(help);
    }
}

/// Names of older packers, and those that the spelling alone does not lead to.
fn meant(name: &str) -> Option<&'static str> {
    Some(match name {
        "os_list" | "os_versions" | "supported_os" => "operating_systems",
        "min_rlec_version" | "min_redis_enterprise_version" => "min_redis_pack_version",
        "supported-dependencies" => "optional-dependencies",
        "name" | "module" => "module_name",
        "arch" => "architecture",
        "args" | "module_args" => "command_line_args",
        "override_command" | "override_commands" | "overide_commands" => "overide_command",
        "exclude_command" => "exclude_commands",
        "add_commands" => "add_command",
        "redis_version" => "compatible_redis_version",
        _ => return None,
    })
}
