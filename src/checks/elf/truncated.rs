//! A file that ends before what its headers speak of.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::{count, quoted};
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::elf(bundle) else { return };
    let size = count(file.size, "byte");
    let name = quoted(&file.name);
    let help = "build and copy the module anew, and pack it when it is whole";
    if let Some(cut) = elf.cut {
        let what = if cut.what == "PT_LOAD" { "segments" } else { cut.what };
        let message = format!("{name} ends after {size}, but its {what} need {}", count(cut.needed, "byte"));
        sink.report(module::bytes(bundle, file, cut.at), message).help(help);
    } else if let Some(needed) = elf.sections.cut.filter(|_| !module::is_symbols_only(elf)) {
        let message = format!(
            "{name} ends after {size}, but its section table needs {}; the loader does not look there",
            count(needed, "byte")
        );
        sink.report(module::place(bundle, file), message).severity(Severity::Warning).help(help);
    }
}
