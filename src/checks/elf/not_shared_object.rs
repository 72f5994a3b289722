//! An ELF file of another type than a library's.

use crate::bundle::Bundle;
use crate::bundle::elf::Bytes;
use crate::checks::wording::quoted;
use crate::checks::{magic, module};
use crate::finding::Sink;

const TYPE: Bytes = Bytes { offset: 16, length: 2 };

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(file) = bundle.module.ready() else { return };
    let name = quoted(&file.name);
    if magic::is_library_archive(&file.head) {
        let message = format!("{name} is a static library, expected a shared object");
        sink.report(module::place(bundle, file), message).help("link the objects with `cc -shared`");
        return;
    }
    let Some((_, elf)) = module::elf(bundle) else { return };
    if elf.cut.is_some_and(|cut| cut.what == "ELF header") {
        return;
    }
    let program =
        elf.dynamic.as_ref().and_then(|dynamic| Some((dynamic.is_program?, "a position-independent program")));
    let no_open = elf.dynamic.as_ref().and_then(|dynamic| dynamic.no_open);
    let (at, what) = match (elf.header.kind, program) {
        (3, Some((at, what))) => (at, what.to_owned()),
        (3, None) => {
            let Some(at) = no_open else { return };
            let message = format!("{name} forbids `dlopen` by `DF_1_NOOPEN`");
            sink.report(module::bytes(bundle, file, at), message).help("link without `-z nodlopen`");
            return;
        }
        (0, _) => (TYPE, "of no type".to_owned()),
        (1, _) => (TYPE, "an object file".to_owned()),
        (2, _) => (TYPE, "a program".to_owned()),
        (4, _) => (TYPE, "a core dump".to_owned()),
        (kind, _) => (TYPE, format!("of type {kind}")),
    };
    let message = format!("{name} is {what}, expected a shared object (`ET_DYN`)");
    sink.report(module::bytes(bundle, file, at), message)
        .help("link with `cc -shared -fPIC`; in Rust set `crate-type = [\"cdylib\"]`");
}
