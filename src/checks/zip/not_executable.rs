//! The module file has no x bit: Redis from 7.0 refuses to load such a file.

use crate::bundle::archive::Archive;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// Bytes of a central header in front of the external attributes.
const ATTRIBUTES: u64 = 38;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in archive.members.iter().filter(|member| member.is_module()) {
        let Some(mode) = names::mode(member).map(|mode| mode & 0o777) else { continue };
        // an archiver that leaves the permissions out says nothing about them
        if mode == 0 || mode & 0o111 != 0 {
            continue;
        }
        let message = format!("{} has the mode {:o}, which nobody may execute", quoted(&member.name), mode);
        sink.report(Place::bytes(member.central.offset + ATTRIBUTES, 4), message)
            .help("`chmod 755` the module file and pack again");
    }
}
