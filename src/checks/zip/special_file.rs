//! Members whose Unix mode says that they are neither a plain file nor, with a folder's name, a folder.

use crate::bundle::archive::{Archive, Member};
use crate::checks::names;
use crate::checks::record::{self, Field};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

/// Set user id, set group id, sticky.
const SPECIAL_BITS: u32 = 0o7000;
/// On a folder the other two are ordinary.
const SET_USER_ID: u32 = 0o4000;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let Some(mode) = names::mode(member) else { continue };
        let place = record::central(member, Field::Attributes);
        let name = quoted(&member.full_name);
        let special = if member.is_folder() { SET_USER_ID } else { SPECIAL_BITS };
        if let Some(kind) = odd_kind(member, mode) {
            let expected = if member.is_folder() { "a folder" } else { "a plain file" };
            sink.report(place, format!("{name} is {kind} by its mode {mode:o}, expected {expected}"))
                .help("pack plain files only, into a new archive");
        } else if mode & special != 0 {
            sink.report(place, format!("{name} has the mode {mode:o}, which sets user id, group id or the sticky bit"))
                .severity(Severity::Warning)
                .help("take the bits off (`chmod ug-s,-t`) and pack again");
        }
    }
}

/// What the mode makes of the member, when that is not what its name makes of it.
fn odd_kind(member: &Member, mode: u32) -> Option<&'static str> {
    Some(match mode & names::FILE_TYPE {
        0o100_000 if member.is_folder() => "a plain file",
        0o040_000 if !member.is_folder() => "a folder",
        // links have a rule of their own
        0 | 0o040_000 | 0o100_000 | 0o120_000 => return None,
        0o010_000 => "a named pipe",
        0o020_000 => "a character device",
        0o060_000 => "a block device",
        0o140_000 => "a socket",
        _ => "of a kind that Unix does not know",
    })
}
