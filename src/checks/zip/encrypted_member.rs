//! Encrypted members: the server has no password.

use crate::bundle::archive::{Archive, Member};
use crate::checks::extra::{AES, Extras};
use crate::checks::record::{self, Field};
use crate::checks::wording::quoted;
use crate::finding::Sink;

const ENCRYPTED: u16 = 1;
const STRONG: u16 = 1 << 6;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let flags = member.central.flags;
        if flags & (ENCRYPTED | STRONG) == 0 && !has_aes_field(member) {
            continue;
        }
        let (field, how) = if flags & STRONG != 0 {
            (Field::Flags, "strong encryption, flag bit 6")
        } else if flags & ENCRYPTED != 0 {
            (Field::Flags, "flag bit 0")
        } else {
            (Field::Extra, "an AES field, `0x9901`, although flag bit 0 is clear")
        };
        let message =
            format!("{} is encrypted ({how}); the server reads members without a password", quoted(&member.name));
        let finding = sink.report(record::central(member, field), message).help("pack again without a password");
        if flags & (ENCRYPTED | STRONG) == 0 {
            finding.unpredicted();
        }
    }
}

fn has_aes_field(member: &Member) -> bool {
    let areas = [Some(&member.central.extra), member.local.as_ref().map(|local| &local.extra)];
    areas.into_iter().flatten().any(|area| Extras::read(area).of(AES).next().is_some())
}
