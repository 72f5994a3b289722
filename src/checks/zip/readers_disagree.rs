//! Archives that two readers understand in two ways. The server's answer is only that of `zipfile`.

use crate::bundle::archive::{Archive, Member, OtherReader};
use crate::bundle::place::Place;
use crate::checks::record::{self, Field};
use crate::checks::unicode_path::{self, Second};
use crate::checks::wording::{PACK_ANEW, quoted};
use crate::checks::{ends, gaps, headers, zip64_field};
use crate::finding::{Severity, Sink};

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    ends::compare(archive, sink);
    gaps::between(archive, sink);
    gaps::overlaps(archive, sink);
    for member in &archive.members {
        headers::compare(member, sink);
        zip64(member, sink);
        second_name(member, sink);
        if member.more.runs_over {
            let message = format!(
                "the directory's header of {} runs past the end of the directory; `zipfile` takes what is there, other \
                 readers refuse it",
                quoted(&member.name)
            );
            sink.report(record::central(member, Field::Name), message).unpredicted().help(PACK_ANEW);
        }
    }
    other_reader(archive, sink);
}

/// What a second reader really finds, in case it disagrees for a reason that no other check knows.
fn other_reader(archive: &Archive, sink: &mut Sink) {
    if !sink.is_empty() {
        return;
    }
    let at = |name: &str| archive.find(name).map_or_else(Place::input, |member| record::central(member, Field::Name));
    let (place, message, severity) = match &archive.other_reader {
        OtherReader::NotAsked | OtherReader::Agrees => return,
        OtherReader::Refuses => {
            let message = "the Rust `zip` crate refuses the archive, which `zipfile` opens".to_owned();
            (Place::input(), message, Severity::Warning)
        }
        OtherReader::Elsewhere(name) => {
            let message =
                format!("the Rust `zip` crate finds {0} elsewhere than `zipfile`, or not at all", quoted(name));
            (at(name), message, Severity::Error)
        }
        OtherReader::OnlyThere(name) => {
            let message = format!("the Rust `zip` crate finds {}, which `zipfile` does not show", quoted(name));
            (Place::input(), message, Severity::Error)
        }
    };
    sink.report(place, message)
        .severity(severity)
        .unpredicted()
        .help("pack the bundle anew, with plain names, each of them once");
}

fn zip64(member: &Member, sink: &mut Sink) {
    let local = member.local.as_ref();
    let faults = [
        ("the directory's header", zip64_field::in_directory(member), record::central(member, Field::Extra)),
        (
            "the local header",
            local.and_then(zip64_field::in_local),
            local.map(|header| record::local(header, Field::Extra)).unwrap_or_default(),
        ),
    ];
    for (which, fault, place) in faults {
        if let Some(fault) = fault {
            let name = quoted(&member.name);
            let message = format!("{which} of {name}: {fault}; readers draw different sizes or offsets from it");
            sink.report(place, message).unpredicted().help(PACK_ANEW);
        }
    }
}

fn second_name(member: &Member, sink: &mut Sink) {
    let fault = unicode_path::names(member).find_map(|second| match second {
        Second::Same => None,
        Second::Other(name) => Some(format!(
            "gives it a second name, {}, which Python from 3.12 on and the Rust `zip` crate take, Python 3.11 does not",
            quoted(&name)
        )),
        Second::Malformed(why) => {
            Some(format!("for a second name is malformed ({why}); readers obey it, drop it or refuse the archive"))
        }
    });
    if let Some(fault) = fault {
        let message = format!("an extra field (`0x7075`) of {} {fault}", quoted(&member.name));
        sink.report(record::central(member, Field::Extra), message)
            .unpredicted()
            .help("pack again with `ramp pack` or `zip -X`, which add no extra fields");
    }
}
