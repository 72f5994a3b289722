//! Symbols that nobody defines.

use crate::bundle::Bundle;
use crate::bundle::elf::{Elf, Undefined};
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::tables;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(symbols) = &elf.symbols else { return };
    let needed = elf.dynamic.iter().flat_map(|dynamic| &dynamic.needed);
    let libraries: Vec<&str> = needed.map(|name| name.text.as_str()).collect();
    let is_known = |library: &&str| is_versioned(elf, library);
    // one whose symbols have no versions may have it
    if !libraries.iter().all(is_known) {
        return;
    }
    // whoever links without libc gets its symbols from the server
    let has_libc = libraries.contains(&"libc.so.6");
    for symbol in symbols.undefined.iter().filter(|symbol| is_missing(symbol)) {
        let name = &symbol.name;
        let is_api = name.starts_with("RedisModule_") || name.starts_with("ValkeyModule_");
        let is_servers = tables::is_server_symbol(name);
        if !has_libc && !is_api && !is_servers {
            continue;
        }
        let message = if is_servers {
            format!(
                "{} is not defined here: it is a function of `redis-server` that is no part of its module API",
                quoted(name)
            )
        } else {
            format!("{} is not defined here, nor in any library that the module needs", quoted(name))
        };
        let severity = if is_servers { Severity::Warning } else { Severity::Error };
        sink.report(module::bytes(bundle, file, symbol.at), message).severity(severity).help(if is_api {
            "include `redismodule.h` with `REDISMODULE_MAIN` in one source file, and link that one in"
        } else if is_servers {
            "link a copy of the function into the module"
        } else {
            "link with the object or the library that has it; `-Wl,-z,defs` makes the linker ask for all"
        });
    }
}

/// Whether the loader has to find it, and not in a version of a library.
fn is_missing(symbol: &Undefined) -> bool {
    !symbol.is_weak && symbol.is_used && symbol.version.is_none()
}

fn is_versioned(elf: &Elf, library: &str) -> bool {
    let has_needs = elf.needs.iter().any(|need| need.soname == library && !need.versions.is_empty());
    has_needs
        || module::is_base(library)
        || ["libcrypto.so", "libssl.so"].iter().any(|known| library.starts_with(known))
}
