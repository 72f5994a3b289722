//! What the rules about the module file share: the facts at hand, places in it, names of machines.

use crate::bundle::elf::{Bytes, Elf, Segment};
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind, ModuleFile};

/// Machines of processors by `e_machine`.
const MACHINES: [(u16, &str); 10] = [
    (3, "i386"),
    (8, "mips"),
    (20, "ppc"),
    (21, "ppc64"),
    (22, "s390x"),
    (40, "arm"),
    (62, "x86_64"),
    (183, "aarch64"),
    (243, "riscv"),
    (258, "loongarch"),
];

/// Libraries of glibc and gcc, all of whose symbols have versions, by the start of their names.
const BASE: [&str; 17] = [
    "ld-linux",
    "libanl.so",
    "libatomic.so",
    "libc.so.6",
    "libdl.so",
    "libgcc_s.so",
    "libgfortran.so",
    "libgomp.so",
    "libm.so",
    "libmvec.so",
    "libnsl.so.1",
    "libpthread.so",
    "libquadmath.so",
    "libresolv.so",
    "librt.so",
    "libstdc++.so",
    "libutil.so",
];

/// Whether a library belongs to glibc or gcc.
pub(crate) fn is_base(library: &str) -> bool {
    BASE.iter().any(|known| library.starts_with(known))
}

/// The name of a processor.
pub(crate) fn machine(number: u16) -> Option<&'static str> {
    MACHINES.iter().find(|(machine, _)| *machine == number).map(|(_, name)| *name)
}

/// The module file, when it is an ELF file.
pub(crate) fn elf(bundle: &Bundle) -> Option<(&ModuleFile, &Elf)> {
    let module = bundle.module.ready()?;
    Some((module, module.elf.ready()?))
}

/// The same, when the file has all that its headers speak of: rules about the rest have nothing to say of a piece.
pub(crate) fn whole(bundle: &Bundle) -> Option<(&ModuleFile, &Elf)> {
    elf(bundle).filter(|(_, elf)| elf.cut.is_none() && !is_symbols_only(elf))
}

/// The module file as a place.
pub(crate) fn place(bundle: &Bundle, module: &ModuleFile) -> Place {
    match bundle.kind {
        Kind::Module => Place::input(),
        _ => Place::member(&module.name),
    }
}

/// Bytes of the module file.
pub(crate) fn bytes(bundle: &Bundle, module: &ModuleFile, at: Bytes) -> Place {
    let offset = at.offset.min(module.size);
    let length = at.length.min(module.size - offset);
    Place { offset, length, ..place(bundle, module) }
}

/// Whether a file is what `objcopy --only-keep-debug` leaves: a dynamic segment or code of no bytes.
pub(crate) fn is_symbols_only(elf: &Elf) -> bool {
    elf.segments.iter().any(|segment| {
        let is_code = segment.kind == Segment::LOAD && segment.has(Segment::EXECUTABLE);
        (segment.kind == Segment::DYNAMIC || is_code) && segment.in_file == 0 && segment.in_memory > 0
    })
}
