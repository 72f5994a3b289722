//! The module file is no ELF file.

use crate::bundle::{Bundle, Layer, ModuleFile};
use crate::checks::wording::quoted;
use crate::checks::{magic, module, names};
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(file) = bundle.module.ready().filter(|file| matches!(file.elf, Layer::Absent)) else { return };
    // of objects in an archive elf/not-shared-object speaks, of a member that is no `.so` the rules about names
    if magic::is_library_archive(&file.head) || (!names::is_module(&file.name) && !bundle.files.is_empty()) {
        return;
    }
    let message = if file.size == 0 {
        format!("{} is empty, expected an ELF shared object", quoted(&file.name))
    } else {
        let what = magic::name_or_digits(&file.head);
        format!("{} is {what}, expected an ELF shared object", quoted(&file.name))
    };
    sink.report(module::place(bundle, file), message).help(help(file));
}

fn help(file: &ModuleFile) -> &'static str {
    match magic::name(&file.head) {
        Some("a Git LFS pointer") => "fetch the file with `git lfs pull` before packing",
        Some(name) if name.contains("Mach-O") => {
            "build on Linux, or for Linux: a module built on macOS runs nowhere else"
        }
        Some(name) if name.contains("Windows") => "build for Linux",
        Some("a text file" | "an HTML page" | "an XML text" | "a JSON text") => {
            "pack the library itself; what stands here may be the answer to a download that failed"
        }
        _ => "pack the shared library that was built for Linux",
    }
}
