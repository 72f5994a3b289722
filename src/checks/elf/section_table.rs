//! A section table that tools cannot read; the loader does not try.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some((what, at)) = &elf.sections.damage else { return };
    sink.report(module::bytes(bundle, file, *at), what)
        .help("build the module anew; the loader ignores sections, but debuggers, `strip` and scanners do not");
}
