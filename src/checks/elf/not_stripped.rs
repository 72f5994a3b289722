//! A module that carries tables which only a debugger reads.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::{quoted, size};
use crate::finding::Sink;

/// What stripping saves at least, as a part of the file, to be worth a word.
const TENTH: u64 = 10;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let (debug, symbols) = (elf.sections.debug, elf.sections.symbols);
    let saved = debug.saturating_add(symbols);
    if saved == 0 || saved < file.size / TENTH {
        return;
    }
    let what = match (debug, symbols) {
        (0, _) => format!("{} of symbols", size(symbols)),
        (_, 0) => format!("{} of debug information", size(debug)),
        _ => format!("{} of debug information and {} of symbols", size(debug), size(symbols)),
    };
    let message = format!("{} of {} has {what}, which the server never reads", quoted(&file.name), size(file.size));
    sink.report(module::place(bundle, file), message).help(
        "run `strip --strip-unneeded` on it, and keep what `objcopy --only-keep-debug` takes out for the debugger",
    );
}
