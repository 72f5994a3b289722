//! The module is a file of debug symbols: packed in place of the library that was meant.

use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::wording::quoted;
use crate::checks::{module, names};
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    // a bare module.json has no members, but it can name such a file
    if !names::all_known(bundle) && !matches!(bundle.kind, Kind::Metadata | Kind::Module) {
        return;
    }
    let named = bundle.metadata.ready().and_then(|metadata| metadata.string("module_file"));
    let (place, message) = if let Some((name, place)) = named.filter(|(name, _)| names::is_debug(name)) {
        (place, format!("`module_file` is {}, which is the module's debug symbols, expected the `.so`", quoted(name)))
    } else if let Some(name) = names::symbols_instead_of_module(bundle) {
        (Place::member(name), format!("the bundle has the debug symbols {} and no module", quoted(name)))
    } else if let Some((module, _)) = module::elf(bundle).filter(|(_, elf)| module::is_symbols_only(elf)) {
        let message =
            format!("{} holds debug symbols only: its segments have no bytes in the file", quoted(&module.name));
        (module::place(bundle, module), message)
    } else {
        return;
    };
    sink.report(place, message)
        .help("pack the library that the server loads, and keep what `objcopy --only-keep-debug` writes beside it");
}
