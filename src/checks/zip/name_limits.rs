//! Names that file systems do not take: too long as a whole or in a part, or too deep.

use crate::bundle::archive::Archive;
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// Bytes of a part: `NAME_MAX` of Linux.
const PART: usize = 255;
/// Parts of a path.
const DEPTH: usize = 8;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let raw = &member.central.raw_name;
        let path = raw.strip_suffix(b"/").unwrap_or(raw);
        let parts = path.split(|byte| *byte == b'/');
        let (depth, longest) = parts.fold((0_usize, 0), |(count, most), part| (count + 1, part.len().max(most)));
        let (found, expected) = if raw.len() > names::LONGEST {
            (format!("has {} bytes", raw.len()), format!("{}", names::LONGEST))
        } else if longest > PART {
            (format!("has a part of {longest} bytes"), format!("{PART}"))
        } else if depth > DEPTH {
            (format!("has {depth} parts"), format!("{DEPTH}"))
        } else {
            continue;
        };
        let start: String = member.full_name.chars().take(200).collect();
        sink.report(names::place(member), format!("the name {} {found}, expected at most {expected}", quoted(&start)))
            .help("name the members `NAME.so`, `module.json` and `deps/FILE`");
    }
}
