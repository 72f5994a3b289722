//! A module that makes the server's stacks executable.

use crate::bundle::Bundle;
use crate::bundle::elf::{Segment, X86_64};
use crate::checks::module;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let stack = elf.segments_of(Segment::STACK).last();
    let (place, message, severity) = match stack {
        Some(stack) if stack.has(Segment::EXECUTABLE) => {
            (module::bytes(bundle, file, stack.at), "`PT_GNU_STACK` asks for an executable stack", Severity::Warning)
        }
        // only on this machine does the loader take silence for a yes
        None if elf.header.machine == X86_64 && elf.dynamic.is_some() => {
            let message = "there is no `PT_GNU_STACK`, which asks for an executable stack";
            (module::place(bundle, file), message, Severity::Note)
        }
        _ => return,
    };
    sink.report(place, message)
        .severity(severity)
        .help("add `.section .note.GNU-stack,\"\",@progbits` to assembly sources, or link with `-z noexecstack`");
}
