//! Archives that cost far more to read than to send: too many members, too much that comes out.

use crate::bundle::Bundle;
use crate::bundle::archive::{Archive, Broken, Member, StreamEnd};
use crate::bundle::place::Place;
use crate::checks::record::{self, Field};
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::load::limits::Limits;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(archive) = bundle.archive.ready() else { return };
    let limits = bundle.max;
    if archive.limits.contains(&"members") || archive.limits.contains(&"entries") {
        members(archive, &limits, sink);
    }
    let metadata = archive.find("module.json");
    for member in &archive.members {
        let StreamEnd::Limit(limit) = member.content.end else { continue };
        let is_metadata = metadata.is_some_and(|found| std::ptr::eq(found, member));
        let Some(message) = inflated(member, limit, is_metadata, &limits) else { continue };
        sink.report(record::central(member, Field::Size), message)
            .help("leave out what the module does not need; real modules inflate about ten times at most");
    }
}

fn members(archive: &Archive, limits: &Limits, sink: &mut Sink) {
    let at = archive.end.as_ref().map_or_else(Place::input, |end| Place::bytes(end.offset + 10, 2));
    let (at_least, most) = match archive.broken {
        Some(Broken::MemberLimit) => ("at least ", limits.entries),
        _ => ("", limits.members),
    };
    let message = format!(
        "the archive has {at_least}{} members, more than the {most} that are read; a bundle has a handful",
        archive.members.len()
    );
    sink.report(at, message).help("pack a dependency's files into one `.tgz` under `deps/`");
}

fn inflated(member: &Member, limit: &str, is_metadata: bool, limits: &Limits) -> Option<String> {
    let name = quoted(&member.name);
    let (declared, packed) = (member.size, member.compressed);
    Some(match limit {
        "ratio" if limits.is_bomb(declared, packed) => {
            format!(
                "{name} inflates from {packed} bytes to {declared}, more than {} times; it was not read",
                limits.ratio
            )
        }
        "ratio" => format!(
            "{name} inflates to more than {} times its compressed bytes, and declares only {declared}; \
             the reading was stopped",
            limits.ratio
        ),
        "inflated-bytes" if is_metadata => {
            format!("{name} inflates to more than {} bytes; it was not read further", limits.metadata)
        }
        "member-bytes" => {
            format!("{name} declares {declared} bytes, more than the {} of one member that are read", limits.member)
        }
        "inflated-bytes" => {
            format!("the members inflate to more than {} bytes together; {name} was not read", limits.total)
        }
        "seconds" => format!("the reading was stopped at {name}, after {} seconds", limits.seconds),
        // too many members and shared bytes are findings of their own
        _ => return None,
    })
}
