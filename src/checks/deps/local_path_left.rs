//! `local_path` of the manifest that came into module.json.

use crate::bundle::Bundle;
use crate::checks::dependencies::{Files, declared};
use crate::checks::wording::shown;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let files = Files::of(bundle);
    for one in declared(bundle) {
        let Some(value) = one.object.get("local_path").map(|entry| &entry.value) else { continue };
        let found = one.text("url").is_some() || !files.packed(&one).is_empty();
        let rest = if found { "" } else { ", and nothing else says where its file is" };
        let message = format!(
            "dependency {} still has its `local_path`, {}, a path of the machine that packed it{rest}",
            one.quoted(),
            shown(value)
        );
        let help = if one.list == "dependencies" {
            "pack again with ramp-packer 2.4.0 or later, which packs the file and leaves the path out"
        } else {
            "give a `url`: the packer packs files by `local_path` only under `dependencies`"
        };
        let severity = if found { Severity::Warning } else { Severity::Error };
        sink.report(one.place(Some(("local_path", value))), message).help(help).severity(severity);
    }
}
