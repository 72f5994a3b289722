//! Names that lead out of the folder, or that other readers take for other names.

use crate::bundle::archive::{Archive, Member};
use crate::checks::names;
use crate::checks::path_fault::{PathFault, member_fault};
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let Some(fault) = member_fault(member) else { continue };
        sink.report(names::place(member), message(member, fault))
            .help("name the members `NAME.so`, `module.json` and `deps/FILE`, in plain letters, and pack again");
    }
}

fn message(member: &Member, fault: PathFault) -> String {
    let name = quoted(&member.full_name);
    match fault {
        PathFault::Empty => "a member has an empty name".to_owned(),
        PathFault::Nul => {
            let seen = quoted(&member.name);
            format!("{name} has a NUL; the server cuts the name there and sees {seen}, other readers do not")
        }
        PathFault::Control(c) => format!("{name} has the control character U+{:04X}", u32::from(c)),
        PathFault::Invisible(c) => {
            format!("{name} has U+{:04X}, which is not seen and can hide what the name is", u32::from(c))
        }
        PathFault::Network => format!("{name} is a path to another machine (UNC), expected a relative path"),
        PathFault::Backslash => format!("{name} has a backslash, a letter to the server and a separator on Windows"),
        PathFault::Absolute => format!("{name} is an absolute path, expected a relative one"),
        PathFault::Drive => format!("{name} names a drive, expected a relative path"),
        PathFault::Parent => format!("{name} has a `..` part, which leads out of the folder that it is extracted to"),
        PathFault::Dot => format!("{name} has a `.` part, so that other readers take it for another name"),
        PathFault::EmptyPart => format!("{name} has an empty part, so that other readers take it for another name"),
    }
}
