//! A file without anything for the dynamic loader.

use crate::bundle::Bundle;
use crate::bundle::elf::Segment;
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// `ET_DYN`.
const SHARED: u16 = 3;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    // of a file of symbols zip/debug-package speaks
    let Some((file, elf)) = module::whole(bundle) else { return };
    // without program headers nothing is known of them
    if elf.header.kind != SHARED || elf.segments.is_empty() || elf.segments_of(Segment::DYNAMIC).any(|s| s.in_file > 0)
    {
        return;
    }
    let message = format!("{} has no dynamic section: its program headers have no `PT_DYNAMIC`", quoted(&file.name));
    sink.report(module::place(bundle, file), message)
        .help("pack the library that `cc -shared` or `cargo build --release` writes");
}
