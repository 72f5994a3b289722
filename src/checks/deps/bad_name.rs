//! Names of dependencies that are no plain file names.

use crate::bundle::Bundle;
use crate::checks::dependencies::declared;
use crate::checks::path_fault::{PathFault, path_fault};
use crate::finding::Sink;

/// Longest name of a file on Linux.
const LONGEST: usize = 255;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    for one in declared(bundle) {
        let name = one.name();
        let Some(fault) = fault(&name, one.entry.key.as_str().is_none()) else { continue };
        let message = format!("a dependency is called {}, {fault}; expected a plain file name", one.quoted());
        sink.report(one.place(None), message)
            .help("call it by letters, digits, `-`, `_` and `.`: the packer makes `deps/NAME.tgz` of it");
    }
}

fn fault(name: &str, has_surrogates: bool) -> Option<&'static str> {
    if has_surrogates {
        return Some("with half of a character");
    }
    Some(match path_fault(name) {
        Some(PathFault::Empty) => "which is empty",
        Some(PathFault::Nul | PathFault::Control(_)) => "with a control character",
        Some(PathFault::Invisible(_)) => "with a character that is not seen",
        Some(PathFault::Parent) => "which leads out of `deps/`",
        Some(PathFault::Drive) => "with a drive letter",
        Some(PathFault::Network | PathFault::Backslash) => "with a backslash",
        Some(PathFault::Absolute) => "an absolute path",
        Some(PathFault::Dot | PathFault::EmptyPart) => "which is a way to another name",
        None if name.contains('/') => "with a slash",
        None if name.len() + ".tgz".len() > LONGEST => "too long for a file",
        None => return None,
    })
}
