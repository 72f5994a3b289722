//! Functions of the module that the server has too, under the same names.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::{count, list};
use crate::finding::Sink;
use crate::tables;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    if elf.dynamic.as_ref().is_none_or(|dynamic| dynamic.is_symbolic) {
        return;
    }
    let Some(symbols) = &elf.symbols else { return };
    let shared: Vec<_> = symbols
        .exports
        .iter()
        .filter(|export| export.is_replaceable && tables::is_server_symbol(&export.name))
        .collect();
    let Some(first) = shared.first() else { return };
    let names: Vec<&str> = shared.iter().map(|export| export.name.as_str()).collect();
    let message = format!(
        "the module calls {} of its own by {} that `redis-server` has too, and gets the server's: {}",
        count(names.len(), "function"),
        if names.len() == 1 { "a name" } else { "names" },
        list(&names)
    );
    sink.report(module::bytes(bundle, file, first.at), message)
        .help("build with `-fvisibility=hidden`, or link with `-Wl,-Bsymbolic`");
}
