//! Members whose mode says that they are symbolic links.

use crate::bundle::archive::Archive;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

const TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;
/// Bytes of a central header in front of the external attributes.
const ATTRIBUTES: u64 = 38;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        if names::mode(member).is_none_or(|mode| mode & TYPE != LINK) {
            continue;
        }
        // the content of a link is its target
        let target = std::str::from_utf8(&member.content.head).ok().filter(|text| (1..=255).contains(&text.len()));
        let name = quoted(&member.full_name);
        let message = match target {
            Some(target) => {
                format!("{name} is a symbolic link to {}; the server takes that text for the content", quoted(target))
            }
            None => format!("{name} is a symbolic link by its mode; the server takes it for a file"),
        };
        sink.report(Place::bytes(member.central.offset + ATTRIBUTES, 4), message)
            .help("pack the file itself: `zip` follows links unless `-y` is given");
    }
}
