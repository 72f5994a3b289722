//! The module lies in a folder: the unpacker takes it, the documentation wants it at the root.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::path_fault::path_fault;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    if !names::all_known(bundle) {
        return;
    }
    let modules = || bundle.files.iter().map(String::as_str).filter(|name| names::is_module(name));
    let named = bundle.metadata.ready().and_then(|metadata| metadata.string("module_file")).map(|(name, _)| name);
    let Some(name) = modules().find(|name| Some(*name) == named).or_else(|| modules().next()) else { return };
    // a path such as `./hello.so` and a second `.so` are reported for what they are
    if !name.contains('/') || path_fault(name).is_some() || (Some(name) != named && modules().nth(1).is_some()) {
        return;
    }
    let finding = if name.starts_with("deps/") {
        let message = format!("the module {} lies among the dependencies, expected at the root", quoted(name));
        let finding = sink.report(Place::member(name), message);
        finding.severity(Severity::Error)
    } else {
        sink.report(Place::member(name), format!("the module {} lies in a folder, expected at the root", quoted(name)))
    };
    finding.help("put the `.so` beside `module.json`, and write its plain name into `module_file`");
}
