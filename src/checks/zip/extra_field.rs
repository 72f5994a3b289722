//! Extra fields of unknown kinds, which readers other than the server's may understand.

use crate::bundle::archive::{Archive, Member};
use crate::checks::extra::{AES, Extras, UNICODE_PATH, ZIP64};
use crate::checks::record::{self, Field};
use crate::checks::unicode_path::{self, Second};
use crate::checks::wording::{list, quoted};
use crate::finding::Sink;
use std::collections::BTreeSet;

/// Times, owners and marks that common writers add: Info-ZIP, NTFS, Unix, the JDK and Android tools.
const HARMLESS: [u16; 10] = [0x0007, 0x000a, 0x5455, 0x5855, 0x756e, 0x7855, 0x7875, 0xa220, 0xcafe, 0xd935];

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        unknown(member, sink);
        if unicode_path::names(member).any(|second| matches!(second, Second::Same)) {
            let message = format!(
                "{} has a second name in an extra field (`0x7075`); it is the same, but only some readers look at it",
                quoted(&member.name)
            );
            sink.report(record::central(member, Field::Extra), message)
                .help("pack again with flag bit 11 for UTF-8 names instead, as Python's `zipfile` does");
        }
    }
}

fn unknown(member: &Member, sink: &mut Sink) {
    let ids = |area: &[u8]| -> BTreeSet<u16> {
        let known = |id: &u16| HARMLESS.contains(id) || [ZIP64, UNICODE_PATH, AES].contains(id);
        Extras::read(area).fields.iter().map(|field| field.id).filter(|id| !known(id)).collect()
    };
    let central = ids(&member.central.extra);
    let local = member.local.as_ref().map(|header| (header, ids(&header.extra)));
    let place = match &local {
        Some((header, ids)) if central.is_empty() && !ids.is_empty() => record::local(header, Field::Extra),
        _ => record::central(member, Field::Extra),
    };
    let all: Vec<String> =
        local.map(|(_, ids)| ids).unwrap_or_default().union(&central).map(|id| format!("0x{id:04x}")).collect();
    if all.is_empty() {
        return;
    }
    let plural = if all.len() == 1 { "an extra field of an unknown kind" } else { "extra fields of unknown kinds" };
    let message = format!("{} has {plural}: {}", quoted(&member.name), list(&all));
    sink.report(place, message).help("pack again with `ramp pack` or `zip -X`, which add no extra fields");
}
