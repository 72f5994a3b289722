//! Code that the loader has to change.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(at) = elf.dynamic.as_ref().and_then(|dynamic| dynamic.text_relocations) else { return };
    sink.report(
        module::bytes(bundle, file, at),
        "the module has text relocations: its code is made writable to load it",
    )
    .help("compile every object with `-fPIC`, assembly too; `-Wl,-z,text` names those that are not");
}
