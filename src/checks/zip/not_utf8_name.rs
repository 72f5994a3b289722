//! Names that are not what their flag says, and names that only some readers can read.

use crate::bundle::archive::{Archive, Broken, OpenError};
use crate::bundle::place::Place;
use crate::checks::wording::quoted;
use crate::checks::{names, record};
use crate::finding::{Severity, Sink};

const HELP: &str = "use ASCII names, or a tool that writes UTF-8 names and sets flag bit 11 in both headers";

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    if let Some(Broken::NameNotUtf8(offset)) = archive.broken {
        let message = "the name behind this header is not UTF-8, although flag bit 11 says so";
        sink.report(Place::bytes(offset, record::CENTRAL), message).help(HELP);
    }
    for member in &archive.members {
        if let (Err(OpenError::NameNotUtf8), Some(local)) = (&member.open, &member.local) {
            let name = quoted(&member.full_name);
            let message = format!("the name of {name} in its local header is not UTF-8, although flag bit 11 says so");
            sink.report(Place::bytes(local.offset, record::LOCAL), message)
                .also(names::place(member), "the directory")
                .help(HELP);
        }
        let raw = &member.central.raw_name;
        if member.central.flags & names::FLAG_UTF8 != 0 || raw.is_ascii() {
            continue;
        }
        let seen = quoted(&member.full_name);
        let message = match std::str::from_utf8(raw) {
            Ok(meant) => {
                format!("the name {} has no flag bit 11; the server reads it as code page 437, {seen}", quoted(meant))
            }
            Err(_) => format!("a name is neither ASCII nor UTF-8; the server reads it as code page 437, {seen}"),
        };
        sink.report(names::place(member), message).severity(Severity::Warning).unpredicted().help(HELP);
    }
}
