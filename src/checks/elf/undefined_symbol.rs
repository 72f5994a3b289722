//! Symbols that nobody defines.

use crate::bundle::Bundle;
use crate::bundle::elf::{Elf, Undefined};
use crate::checks::module;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::tables;

/// How names of the C++ library start: namespace `std`, memory, exceptions.
const CXX: [&str; 20] = [
    "_ZNSt",
    "_ZNKSt",
    "_ZSt",
    "_ZNSa",
    "_ZNSs",
    "_ZNKSs",
    "_ZTISt",
    "_ZTINSt",
    "_ZTSSt",
    "_ZTSNSt",
    "_ZTTNSt",
    "_ZTVSt",
    "_ZTVNSt",
    "_ZTVN10__cxxabiv1",
    "_Znw",
    "_Zna",
    "_Zdl",
    "_Zda",
    "__cxa_",
    "__gxx_",
];
const DL: [&str; 6] = ["dladdr", "dlclose", "dlerror", "dlopen", "dlsym", "dlvsym"];
/// The functions of `math.h` in C99, without the `f` and `l` of other types.
const MATH: &str = "
acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin
fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter
nexttoward pow remainder remquo rint round scalbln scalbn sin sincos sinh sqrt tan tanh tgamma trunc
";

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
        let comes_along = comes_along(name);
        let message = if is_servers {
            format!(
                "{} is not defined here: it is a function of `redis-server` that is no part of its module API",
                quoted(name)
            )
        } else if let Some(library) = comes_along {
            format!(
                "{} is not defined here, and {library}, which has it, is no library that the module needs",
                quoted(name)
            )
        } else {
            format!("{} is not defined here, nor in any library that the module needs", quoted(name))
        };
        let severity = if may_be_there(name) { Severity::Warning } else { Severity::Error };
        sink.report(module::bytes(bundle, file, symbol.at), message).severity(severity).help(if is_api {
            "include `redismodule.h` with `REDISMODULE_MAIN` in one source file, and link that one in"
        } else if is_servers {
            "link a copy of the function into the module"
        } else if comes_along.is_some() {
            "link with that library: the server need not have it loaded"
        } else {
            "link with the object or the library that has it; `-Wl,-z,defs` makes the linker ask for all"
        });
    }
}

/// Whether the server may have loaded what defines a symbol, though no library of the module does.
pub(crate) fn may_be_there(name: &str) -> bool {
    tables::is_server_symbol(name) || comes_along(name).is_some()
}

/// The library that has a symbol, of those that servers are linked with, by themselves or through others.
fn comes_along(name: &str) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    match () {
        () if starts(&CXX) => Some("`libstdc++.so.6`"),
        () if starts(&["_Unwind_"]) => Some("`libgcc_s.so.1`"),
        () if starts(&["pthread_", "sem_"]) => Some("`libpthread.so.0`"),
        () if DL.contains(&name) => Some("`libdl.so.2`"),
        () => {
            let base = name.strip_suffix(['f', 'l']).unwrap_or(name);
            MATH.split_whitespace().any(|known| known == name || known == base).then_some("`libm.so.6`")
        }
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
