//! An operating system that no node ever ran: that of the packing host.

use crate::bundle::metadata::{Metadata, pointer};
use crate::checks::systems::{self, System};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

/// Findings for which another name is looked for; the sink keeps no more.
const SUGGESTIONS: usize = 100;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((name, field)) = systems::declared(metadata) else { return };
    let all = systems::systems(&field);
    // a clone of a known system can be recognised by its family
    let some_are_known = all.iter().any(|system| system.is_known() || system.meant().is_some());
    for (count, system) in all.iter().filter(|system| !system.is_known()).enumerate() {
        let message = format!("`{name}` has {}, which nodes of no release line run", quoted(&system.text));
        let place = metadata.place(pointer(&[name, &system.index.to_string()]), system.span);
        let finding = sink.report(place, message);
        if count < SUGGESTIONS {
            finding.help(help(system));
        }
        if some_are_known {
            finding.severity(Severity::Warning);
        }
    }
    for system in all.iter().filter(|system| system.is_known() && !system.is_plain()) {
        let text = quoted(&system.text);
        let message = format!("`{name}` has {text}, which the unpacker reads as `{}`; others may not", system.major);
        let place = metadata.place(pointer(&[name, &system.index.to_string()]), system.span);
        sink.report(place, message).severity(Severity::Warning).help(format!("write `{}`", system.major));
    }
}

fn help(system: &System) -> String {
    if let Some(known) = system.meant() {
        return format!("write `{known}`, as newer packers do; `operating_systems: [{known}]` in the manifest decides");
    }
    if let Some(known) = systems::similar(&system.text) {
        return format!("did you mean `{known}`?");
    }
    "set `operating_systems: [rhel9]`, with the system that the module was built for, in the manifest: without it the \
     packer takes the host's"
        .to_owned()
}
