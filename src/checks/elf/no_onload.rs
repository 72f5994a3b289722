//! The function that the server calls is not where it looks.

use crate::bundle::Bundle;
use crate::bundle::elf::{Bytes, Elf, Symbol, Symbols};
use crate::checks::module;
use crate::checks::wording::{list, quoted};
use crate::finding::{Severity, Sink};

/// `STT_TLS`.
const THREAD_LOCAL: u8 = 6;
/// `SHN_ABS`.
const ABSOLUTE: u16 = 0xfff1;
const NAME: &str = "`RedisModule_OnLoad`";

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    // without the tables nobody knows; elf/malformed says why they are not there
    let Some(symbols) = &elf.symbols else { return };
    let mut severity = Severity::Error;
    let (at, message, help) = match (symbols.on_load.found, symbols.on_load.in_table) {
        (Some(found), _) => {
            let Some((message, help)) = bad(found) else { return };
            if found.kind == Symbol::INDIRECT && found.is_code {
                severity = Severity::Warning;
            }
            (Some(found.at), format!("{NAME} {message}"), help)
        }
        (None, Some(hidden)) => {
            let (message, help) = unseen(hidden);
            (Some(hidden.at), format!("{NAME} {message}"), help)
        }
        (None, None) => {
            let (at, message, help) = absent(elf, symbols);
            (at, format!("{} does not export {NAME}{message}", quoted(&file.name)), help)
        }
    };
    let place = at.map_or_else(|| module::place(bundle, file), |at| module::bytes(bundle, file, at));
    sink.report(place, message).severity(severity).help(help);
}

/// Whether the server can call what `dlsym` finds: neither type nor section count, the address does.
pub(crate) fn works(symbol: Symbol) -> bool {
    symbol.is_code && symbol.kind != THREAD_LOCAL && symbol.section != ABSOLUTE
}

/// What is wrong with the symbol that `dlsym` finds.
fn bad(symbol: Symbol) -> Option<(String, &'static str)> {
    let help = "define it as a function, and link the object that has it";
    if symbol.section == 0 {
        return Some(("is not defined in the module, though it has an address".to_owned(), help));
    }
    if symbol.section == ABSOLUTE {
        return Some((format!("has the absolute address {:#x}, wherever the module is", symbol.value), help));
    }
    match symbol.kind {
        0 | Symbol::FUNCTION if symbol.is_code => None,
        Symbol::INDIRECT if symbol.is_code => {
            Some(("is an indirect function: which one runs is decided while loading".to_owned(), help))
        }
        0 | Symbol::FUNCTION | Symbol::INDIRECT => {
            Some((format!("has the address {:#x}, which is not in the module's code", symbol.value), help))
        }
        _ if works(symbol) => Some(("is said to be data, and its address is in the module's code".to_owned(), help)),
        _ => Some(("is data, expected a function".to_owned(), help)),
    }
}

/// Why `dlsym` does not find a symbol that is in the table.
fn unseen(symbol: Symbol) -> (String, &'static str) {
    const VISIBLE: &str =
        "declare it with `__attribute__((visibility(\"default\")))`, and list it as global in a version script";
    if symbol.section == 0 {
        return (
            "is not defined: some part of the module asks others for it".to_owned(),
            "link the object that has it",
        );
    }
    if symbol.is_hidden() {
        return ("has hidden visibility".to_owned(), VISIBLE);
    }
    if symbol.binding == Symbol::LOCAL {
        return ("is a local symbol".to_owned(), VISIBLE);
    }
    if symbol.is_hidden_version {
        return ("has a version that is not the default one".to_owned(), "give it no version");
    }
    if symbol.value == 0 {
        return ("has no address".to_owned(), "define it as a function, and link the object that has it");
    }
    let help = "link the module anew; a tool that changed the symbols left the hash table as it was";
    ("is in the table of symbols, but the hash table does not lead to it".to_owned(), help)
}

/// What stands in the place of a symbol that is not there.
fn absent(elf: &Elf, symbols: &Symbols) -> (Option<Bytes>, String, &'static str) {
    if symbols.valkey_on_load.found.is_some() {
        let help = "define `RedisModule_OnLoad` too: this server knows no other name";
        return (
            symbols.valkey_on_load.in_table.map(|symbol| symbol.at),
            ", only `ValkeyModule_OnLoad`".to_owned(),
            help,
        );
    }
    if let Some(at) = elf.sections.local_on_load {
        let help =
            "declare it with `__attribute__((visibility(\"default\")))`, and list it as global in a version script";
        return (Some(at), ": it is there, but local".to_owned(), help);
    }
    if !symbols.alike.is_empty() {
        let is_mangled = symbols.alike.iter().any(|name| name.starts_with("_Z") || name.starts_with("_R"));
        let help = if is_mangled {
            "declare it `extern \"C\"`; in Rust with `#[no_mangle]`"
        } else {
            "name the function `RedisModule_OnLoad`"
        };
        return (None, format!(", only {}", list(&symbols.alike)), help);
    }
    (None, String::new(), "define it, and link the object that has it; in Rust use the macro `redis_module!`")
}
