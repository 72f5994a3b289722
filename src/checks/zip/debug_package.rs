//! The module is a file of debug symbols: packed in place of the library that was meant.

use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// `PT_LOAD`, `PT_DYNAMIC` and `PF_X`.
const LOAD: u64 = 1;
const DYNAMIC: u64 = 2;
const EXECUTABLE: u64 = 1;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    // a bare module.json has no members, but it can name such a file
    if !names::all_known(bundle) && bundle.kind != Kind::Metadata {
        return;
    }
    let named = bundle.metadata.ready().and_then(|metadata| metadata.string("module_file"));
    let (place, message) = if let Some((name, place)) = named.filter(|(name, _)| names::is_debug(name)) {
        (place, format!("`module_file` is {}, which is the module's debug symbols, expected the `.so`", quoted(name)))
    } else if let Some(name) = names::symbols_instead_of_module(bundle) {
        (Place::member(name), format!("the bundle has the debug symbols {} and no module", quoted(name)))
    } else if let Some(module) = bundle.module.ready().filter(|module| has_only_debug_sections(&module.head)) {
        let message =
            format!("{} holds debug symbols only: its segments have no bytes in the file", quoted(&module.name));
        (Place::member(&module.name), message)
    } else {
        return;
    };
    sink.report(place, message)
        .help("pack the library that the server loads, and keep what `objcopy --only-keep-debug` writes beside it");
}

/// Whether an ELF file is what `objcopy --only-keep-debug` leaves: a dynamic segment or code of no bytes.
fn has_only_debug_sections(head: &[u8]) -> bool {
    let [0x7f, b'E', b'L', b'F', 2, 1, ..] = head else { return false };
    let number = |at: usize, length: usize| -> Option<u64> {
        let bytes = head.get(at..at.checked_add(length)?)?;
        Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    };
    let header = |index: usize| -> Option<(u64, u64, u64, u64)> {
        let start = usize::try_from(number(32, 8)?).ok()?;
        let at = start.checked_add(index.checked_mul(56)?)?;
        Some((number(at, 4)?, number(at + 4, 4)?, number(at.checked_add(32)?, 8)?, number(at.checked_add(40)?, 8)?))
    };
    let count = usize::try_from(number(56, 2).unwrap_or(0)).unwrap_or(0).min(128);
    (0..count).map_while(header).any(|(kind, flags, in_file, in_memory)| {
        let counts = kind == DYNAMIC || (kind == LOAD && flags & EXECUTABLE != 0);
        counts && in_file == 0 && in_memory > 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_objcopy_leaves_is_told_from_a_library() {
        let debug = include_bytes!("../../../testdata/baseline/hello.debug");
        assert!(has_only_debug_sections(debug));
        assert!(!has_only_debug_sections(crate::testkit::MODULE));
        assert!(!has_only_debug_sections(b"\x7fELF\x02\x01"));
        assert!(!has_only_debug_sections(b""));
    }
}
