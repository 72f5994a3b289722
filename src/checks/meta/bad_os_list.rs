//! `operating_systems` and `os_list`, item by item as the unpacker's own parser meets them.

use crate::bundle::json::{Kind, Value};
use crate::bundle::metadata::{Field, Metadata};
use crate::checks::lists::as_list;
use crate::checks::systems;
use crate::checks::wording::shown;
use crate::finding::{Finding, Severity, Sink};
use crate::prediction::Failure;
use crate::python;

const HELP: &str = "write a list of names as the packer does, such as `[\"rhel9\", \"ubuntu22\"]`";

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for name in ["os_list", "operating_systems"] {
        if let Some(field) = metadata.field(name) {
            judge(name, &field, metadata, sink);
        }
    }
}

fn judge(name: &str, field: &Field<'_>, metadata: &Metadata, sink: &mut Sink) {
    let value = field.value();
    let place = || field.place.clone();
    let Some(mut items) = python::iterate(value) else {
        let message =
            format!("`{name}` is {}, which the unpacker cannot go through: it ends in a TypeError", shown(value));
        sink.report(place(), message).fails_by(Failure::Crash).help(HELP);
        return;
    };
    match &value.kind {
        Kind::Array(list) if list.is_empty() && name == "operating_systems" => {
            sink.report(place(), "`operating_systems` is empty: nothing says where the module runs")
                .help("set `operating_systems` in the manifest to where the module was built for, such as `[rhel9]`")
                .severity(Severity::Warning)
                .unpredicted();
        }
        Kind::Array(list) => {
            for (index, item) in list.iter().enumerate().filter(|(_, item)| python::parse_os(item).is_err()) {
                let message = format!("`{name}` has {}, expected a name with letters and digits", shown(item));
                let place = metadata.place(format!("/{name}/{index}"), item.span);
                sink.report(place, message).fails_by(Failure::Metadata).help(help(item));
            }
        }
        Kind::String(text) => {
            let message = format!("`{name}` is {}, which the unpacker reads letter by letter", shown(value));
            let help =
                if text.is_empty() { HELP.to_owned() } else { format!("write a list: {}", as_list(&text.lossy())) };
            outcome(sink.report(place(), message).help(help), text.is_empty());
        }
        _ => {
            let message = format!("`{name}` is {}, an object, of which the unpacker reads the keys", shown(value));
            outcome(sink.report(place(), message).help(HELP), items.all(|key| python::parse_os(&key).is_ok()));
        }
    }
}

/// Says whether the unpacker takes what it makes of the value.
fn outcome(finding: &mut Finding, is_taken: bool) {
    if is_taken {
        finding.unpredicted();
    } else {
        finding.fails_by(Failure::Metadata);
    }
}

fn help(item: &Value) -> String {
    let text = item.as_str().unwrap_or_default();
    match systems::alias(text) {
        Some(known) => format!("write `{known}`: ramp-packer 2.5.18 takes the name in /etc/devcontainer as it is"),
        None => "set `operating_systems` in the manifest to a system that nodes run, such as `[rhel9]`".to_owned(),
    }
}
