//! A module that asks for a newer processor than every `x86_64` machine has.

use crate::bundle::Bundle;
use crate::bundle::elf::X86_64;
use crate::checks::module;
use crate::finding::Sink;

/// Bits of `GNU_PROPERTY_X86_ISA_1_NEEDED` above the baseline.
const LEVELS: [(u32, &str, &str); 3] =
    [(8, "x86-64-v4", "AVX-512"), (4, "x86-64-v3", "AVX2"), (2, "x86-64-v2", "SSE4.2 and POPCNT")];

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some((bits, at)) = elf.notes.isa_needed.filter(|_| elf.header.machine == X86_64) else { return };
    let Some((_, level, brings)) = LEVELS.iter().find(|(bit, _, _)| bits & bit != 0) else { return };
    let message = format!("the module asks for an {level} processor ({brings}), expected the baseline of x86_64");
    sink.report(module::bytes(bundle, file, at), message).help(
        "build without `-march=native` and without `-z isa-level`, or make sure that every node has such a processor",
    );
}
