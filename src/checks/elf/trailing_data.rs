//! Bytes behind the end of the ELF file.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::{count, quoted};
use crate::finding::Sink;

/// Bytes of the data that are marked.
const SHOWN: u64 = 16;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(mut at) = elf.sections.trailing else { return };
    let message =
        format!("{} has {} behind everything that its headers speak of", quoted(&file.name), count(at.length, "byte"));
    at.length = at.length.min(SHOWN);
    sink.report(module::bytes(bundle, file, at), message)
        .help("pack the file as the linker wrote it; what is appended is never loaded");
}
