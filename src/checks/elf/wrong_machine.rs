//! A module for another processor than its module.json says.

use crate::bundle::Bundle;
use crate::bundle::elf::{AARCH64, Bytes, Header, X86_64};
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::elf(bundle) else { return };
    let header = &elf.header;
    let is_cut = elf.cut.is_some_and(|cut| cut.what == "ELF header");
    if is_cut || !matches!((header.class, header.order), (1 | 2, 1 | 2)) {
        return;
    }
    let declared = bundle.metadata.ready().and_then(|metadata| metadata.string("architecture"));
    let declared = declared.filter(|(name, _)| matches!(*name, "x86_64" | "aarch64"));
    let fits = header.is_wide_little() && matches!(header.machine, X86_64 | AARCH64);
    let (at, expected) = match &declared {
        Some((name, _)) if fits && module::machine(header.machine) == Some(name) => return,
        None if fits => return,
        Some((name, _)) => (place(header), quoted(name)),
        None => (place(header), "`x86_64` or `aarch64`".to_owned()),
    };
    let message = format!("{} is for {}, expected {expected}", quoted(&file.name), description(header));
    let finding = sink.report(module::bytes(bundle, file, at), message);
    if let Some((name, place)) = declared {
        finding.also(place, format!("`architecture` is {}", quoted(name)));
    }
    finding.help("pack the file that was built for this architecture, or correct `architecture` in the manifest");
}

fn place(header: &Header) -> Bytes {
    match (header.class, header.order) {
        (1, _) => Bytes { offset: 4, length: 1 },
        (_, 2) => Bytes { offset: 5, length: 1 },
        _ => Bytes { offset: 18, length: 2 },
    }
}

/// `aarch64 (64 bits)`.
fn description(header: &Header) -> String {
    let machine = module::machine(header.machine).map_or_else(|| format!("machine {}", header.machine), str::to_owned);
    let bits = if header.class == 1 { 32 } else { 64 };
    let order = if header.order == 2 { ", big-endian" } else { "" };
    format!("{machine} ({bits} bits{order})")
}
