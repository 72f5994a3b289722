//! More than one `.so`: the unpacker takes one, and counts those below `deps/` too.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::wording::list;
use crate::finding::Sink;

/// Members that are pointed at; the message counts the rest.
const SHOWN: usize = 8;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    if !names::all_known(bundle) {
        return;
    }
    let modules: Vec<&str> = bundle.files.iter().map(String::as_str).filter(|name| names::is_module(name)).collect();
    let [first, second, rest @ ..] = modules.as_slice() else { return };
    let message = format!("{} members end in `.so`: {}; the unpacker takes one", modules.len(), list(&modules));
    let finding = sink.report(Place::member(*second), message).also(Place::member(*first), "the first");
    for other in rest.iter().take(SHOWN - 2) {
        finding.also(Place::member(*other), "another");
    }
    finding.help(if modules.iter().any(|name| names::last_part(name).starts_with("._")) {
        "zip without macOS's own files: `zip -d BUNDLE.zip '__MACOSX/*'`"
    } else if modules.iter().any(|name| name.starts_with("deps/")) {
        "pack libraries that the module needs inside a `deps/NAME.tgz`"
    } else {
        "make a bundle of its own for each module"
    });
}
