//! The zip64 field (0x0001) of a header against the fields that ask for it.

use super::extra::{Extras, SENTINEL, ZIP64};
use crate::bundle::archive::{Header, Member};

/// Why the zip64 field of the directory's header leaves a choice to the reader.
pub(crate) fn in_directory(member: &Member) -> Option<String> {
    let header = &member.central;
    let asking = [header.size, header.compressed, member.more.local_offset];
    fault(header, asking.iter().filter(|&&value| value == SENTINEL).count())
}

/// The same of the local header, in which writers put both sizes or none.
pub(crate) fn in_local(header: &Header) -> Option<String> {
    let asking = [header.size, header.compressed].iter().filter(|&&value| value == SENTINEL).count();
    let fields = Extras::read(&header.extra).of(ZIP64).map(<[u8]>::len).collect::<Vec<_>>();
    // a streaming writer keeps room for both sizes and leaves the values to the descriptor
    if asking == 0 && fields == [16] && header.flags & 8 != 0 {
        return None;
    }
    fault(header, asking)
}

fn fault(header: &Header, asking: usize) -> Option<String> {
    let fields: Vec<usize> = Extras::read(&header.extra).of(ZIP64).map(<[u8]>::len).collect();
    match fields.as_slice() {
        [] if asking == 0 => None,
        // all ones is also a size or a checksum of its own when nobody speaks of zip64
        [] => Some(format!("{asking} of its fields ask for a zip64 field, and there is none")),
        [length] if *length == 8 * asking => None,
        [length] => {
            Some(format!("its zip64 field has {length} bytes, where the fields that ask for it need {}", 8 * asking))
        }
        more => Some(format!("it has {} zip64 fields", more.len())),
    }
}
