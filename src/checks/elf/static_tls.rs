//! A module that asks for room in a block that has little left once the server runs.

use crate::bundle::Bundle;
use crate::bundle::elf::Segment;
use crate::checks::module;
use crate::checks::wording::count;
use crate::finding::{Severity, Sink};

/// What glibc keeps free for libraries that come later, up to version 2.31; newer ones keep 512 bytes for those
/// that merely would like it, and more for those that must.
const SURPLUS: u64 = 1664;
/// What rounding the block up to whole cache lines may leave besides.
const ROUNDING: u64 = 64;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(dynamic) = &elf.dynamic else { return };
    let size = elf.segments_of(Segment::TLS).map(|tls| tls.in_memory).max().unwrap_or(0);
    if size == 0 || !(dynamic.static_tls.is_some() || elf.relocations.static_tls) {
        return;
    }
    let place = dynamic.static_tls.map_or_else(|| module::place(bundle, file), |at| module::bytes(bundle, file, at));
    let mut message = format!("{} of thread-local data have to fit in the static TLS block", count(size, "byte"));
    let severity = if size > SURPLUS {
        message.push_str(&format!(", where glibc keeps some {SURPLUS} for all libraries that come later"));
        // a variable of others, or the flag alone, does not make the loader ask for room
        let must_fit = elf.relocations.own_static_tls && size > SURPLUS + ROUNDING;
        if must_fit { Severity::Error } else { Severity::Warning }
    } else {
        Severity::Note
    };
    sink.report(place, message)
        .severity(severity)
        .help("build with `-ftls-model=global-dynamic`, and jemalloc with `--disable-initial-exec-tls`");
}
