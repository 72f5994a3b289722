//! A module whose table of function pointers stays writable.

use crate::bundle::Bundle;
use crate::bundle::elf::Segment;
use crate::checks::module;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    if elf.dynamic.is_none() || elf.segments_of(Segment::RELRO).next().is_some() {
        return;
    }
    sink.report(module::place(bundle, file), "there is no `PT_GNU_RELRO`: relocated data stay writable")
        .help("link with `-Wl,-z,relro,-z,now`");
}
