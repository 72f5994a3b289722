//! A module file with larger tables than are read.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some((symbols, limit)) = elf.symbols.as_ref().and_then(|symbols| Some((symbols, symbols.limit?))) else {
        return;
    };
    let message = format!(
        "{} has {} symbols, of which {} and {} bytes of their names are read at most: whether it loads is not known",
        quoted(&file.name),
        symbols.count,
        bundle.max.elf_symbols,
        bundle.max.elf_names
    );
    sink.report(module::place(bundle, file), message).help(format!(
        "export only `RedisModule_OnLoad`: build with `-fvisibility=hidden`, or raise `--limit {limit}=…`"
    ));
}
