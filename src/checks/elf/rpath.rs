//! Folders and files of the machine that built the module, where the loader looks for libraries.

use crate::bundle::Bundle;
use crate::bundle::elf::Name;
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(dynamic) = &elf.dynamic else { return };
    let mut report = |name: &Name, message: String, severity: Severity, help: &str| {
        sink.report(module::bytes(bundle, file, name.at), message).severity(severity).help(help);
    };
    for (what, paths) in [("DT_RUNPATH", &dynamic.runpath), ("DT_RPATH", &dynamic.rpath)] {
        let Some(paths) = paths else { continue };
        let help = "link without `-rpath`, or remove it with `patchelf --remove-rpath`";
        match paths.text.split(':').find(|path| !is_beside(path)) {
            Some("") => {
                let message =
                    format!("`{what}` is {}: its empty part is the server's working folder", quoted(&paths.text));
                report(paths, message, Severity::Warning, help);
            }
            Some(path) => {
                let message = format!("`{what}` has {}, where the loader looks first on every node", quoted(path));
                report(paths, message, Severity::Warning, help);
            }
            None => {
                let message =
                    format!("`{what}` is {}: the libraries there have to come to the nodes too", quoted(&paths.text));
                report(paths, message, Severity::Note, "link such libraries into the module");
            }
        }
    }
    for name in dynamic.needed.iter().filter(|name| name.text.contains('/')) {
        let message = format!("`DT_NEEDED` is the path {}, expected the name of a library", quoted(&name.text));
        report(name, message, Severity::Warning, "link with `-l`, or give the library a soname");
    }
    for name in &dynamic.audit {
        let message = format!("`DT_AUDIT` has {}, which the loader would run beside itself", quoted(&name.text));
        report(name, message, Severity::Warning, "link without `--audit` and `--depaudit`");
    }
}

/// Whether a folder is named by where the module itself is.
fn is_beside(path: &str) -> bool {
    path.starts_with("$ORIGIN") || path.starts_with("${ORIGIN}")
}
