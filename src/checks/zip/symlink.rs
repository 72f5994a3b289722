//! Members whose mode says that they are symbolic links.

use crate::bundle::archive::Archive;
use crate::checks::names;
use crate::checks::record::{self, Field};
use crate::checks::wording::quoted;
use crate::finding::Sink;

const LINK: u32 = 0o120_000;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        if names::mode(member).is_none_or(|mode| mode & names::FILE_TYPE != LINK) {
            continue;
        }
        // the content of a link is its target
        let target = std::str::from_utf8(&member.content.head).ok().filter(|text| (1..=255).contains(&text.len()));
        let name = quoted(&member.full_name);
        let message = match target {
            Some(target) => {
                format!(
                    "{name} is a symbolic link to {}; the unpacker hands that text out as the content",
                    quoted(target)
                )
            }
            None => format!("{name} is a symbolic link by its mode; the unpacker hands it out as a file"),
        };
        sink.report(record::central(member, Field::Attributes), message)
            .help("pack the file itself: `zip` follows links unless `-y` is given");
    }
}
