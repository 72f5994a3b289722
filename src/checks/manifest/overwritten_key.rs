//! Keys that `ramp pack` knows and writes its own value over.

use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::pointer;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::tables::manifest::{From, key};

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Some(root) = manifest.written.root() else { return };
    for entry in root.effective() {
        let Some(name) = entry.key.as_str() else { continue };
        if !key(name).is_some_and(|key| !key.written && key.from == Some(From::Module)) {
            continue;
        }
        let message =
            format!("{} comes from the loaded module: `ramp pack` drops what the manifest says", quoted(name));
        let help = match name {
            "commands" => "use `overide_command`, `add_command` and `exclude_commands` to change what it finds",
            "module_name" => "take it out, or give the name with `ramp pack --module-name`",
            _ => "take it out, and give the version to `RedisModule_Init`",
        };
        sink.report(manifest.written.place(pointer(&[name]), entry.key_span), message).help(help);
    }
}
