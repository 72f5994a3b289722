//! The module file has no x bit: Redis from 7.0 refuses to load such a file.

use crate::bundle::archive::Archive;
use crate::checks::names;
use crate::checks::record::{self, Field};
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in archive.members.iter().filter(|member| member.is_module()) {
        let Some(mode) = names::mode(member).map(|mode| mode & 0o777) else { continue };
        // an archiver that leaves the permissions out says nothing about them
        if mode == 0 || mode & 0o111 != 0 {
            continue;
        }
        let message = format!("{} has the mode {:o}, which nobody may execute", quoted(&member.name), mode);
        sink.report(record::central(member, Field::Attributes), message)
            .help("`chmod 755` the module file and pack again");
    }
}
