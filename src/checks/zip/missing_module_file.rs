//! `module_file` is no name of a module among the members.

use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::names;
use crate::checks::wording::{quoted, shown};
use crate::finding::Sink;

const CODE: &str = "module_file_missing";

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some(field) = metadata.field("module_file") else { return };
    // a bare module.json has no members, but its value can be wrong in itself
    let known = names::all_known(bundle);
    if !known && bundle.kind != Kind::Metadata {
        return;
    }
    match field.value().as_str() {
        Some("") => empty(bundle, metadata, sink),
        Some(name) if known && !bundle.files.iter().any(|file| file == name) => missing(bundle, metadata, name, sink),
        Some(name) if known && !names::is_module(name) => no_module(bundle, metadata, name, sink),
        Some(_) => {}
        None => {
            let message = format!("`module_file` is {}, expected the name of a member", shown(field.value()));
            let finding =
                sink.report(field.place, message).help("write the name of the module file, such as `hello.so`");
            finding.predicts.retain(|prediction| prediction.error_code.as_deref() != Some(CODE));
        }
    }
}

/// An empty name is looked up like any other; the code of its own comes only when a member has it.
fn empty(bundle: &Bundle, metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let is_found = bundle.kind != Kind::Bundle || bundle.files.iter().any(String::is_empty);
    let finding = sink.report(field.place, "`module_file` is empty, expected the name of a member");
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.help("write the name of the module file, such as `hello.so`");
    let wanted = is_found.then_some(CODE);
    finding.predicts.retain(|p| !p.endpoints.iter().any(|e| e == "unpack") || p.error_code.as_deref() == wanted);
}

fn missing(bundle: &Bundle, metadata: &Metadata, name: &str, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let message = match names::alike(bundle, name) {
        Some(seen) => {
            format!("`module_file` is {}, which no member is called; {} {}", quoted(name), quoted(&seen.name), seen.how)
        }
        None => format!("`module_file` is {}, which no member is called", quoted(name)),
    };
    let finding = sink.report(field.place, message);
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.help("pack again with `ramp pack`, which writes the name of the file that it packs");
    finding.predicts.retain(|prediction| prediction.error_code.as_deref() != Some(CODE));
    if names::count_is_refused(&bundle.files) {
        names::unpacker_fails_earlier(finding);
    }
}

/// The unpacker hands out whatever the name leads to.
fn no_module(bundle: &Bundle, metadata: &Metadata, name: &str, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let message = format!("`module_file` is {}, which is no `.so`", quoted(name));
    let finding = sink.report(field.place, message).help("write the name of the module file, such as `hello.so`");
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.unpredicted();
}

fn only_module(bundle: &Bundle) -> Option<&str> {
    let mut modules = bundle.files.iter().filter(|file| names::is_module(file));
    match (modules.next(), modules.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
