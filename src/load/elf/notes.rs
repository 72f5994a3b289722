//! Notes: the build id, the ABI tag and the x86 properties.

use super::file::{File, bytes, unread};
use crate::bundle::elf::{Elf, FaultKind, Segment};

const ABI_TAG: u32 = 1;
const BUILD_ID: u32 = 3;
const PROPERTIES: u32 = 5;
/// `GNU_PROPERTY_X86_ISA_1_NEEDED`.
const ISA_NEEDED: u32 = 0xc000_8002;
/// Bytes of a build id that are kept; a hash has 20.
const LONGEST: u64 = 64;

pub(super) fn read(file: File<'_>, elf: &mut Elf) {
    let segments: Vec<Segment> = elf.segments_of(Segment::NOTE).copied().collect();
    for segment in segments {
        walk(file, segment, elf);
    }
}

/// The notes of a segment; each is at least its own twelve bytes further on.
fn walk(file: File<'_>, segment: Segment, elf: &mut Elf) -> Option<()> {
    if segment.offset.checked_add(segment.in_file).is_none_or(|end| end > file.size()) {
        unread(elf, FaultKind::Note, "PT_NOTE", segment.in_file, segment.at, false);
    }
    let align = if segment.align == 8 { 8 } else { 4 };
    let end = segment.offset.checked_add(segment.in_file)?.min(file.size());
    let mut at = segment.offset;
    while at.checked_add(12)? <= end {
        let (name, length, kind) = (file.long(at)?, file.long(at + 4)?, file.long(at + 8)?);
        if (name, length, kind) == (0, 0, 0) {
            // what comes behind a note of nothing nobody reads
            return None;
        }
        // both parts are padded, counted from the start of the note
        let content = at.checked_add((12 + u64::from(name)).next_multiple_of(align))?;
        let behind = content.checked_add(u64::from(length))?;
        if behind > end {
            unread(elf, FaultKind::Note, "PT_NOTE", u64::from(name.max(length)), bytes(at, 12), false);
            return None;
        }
        if file.get(at + 12, 4) == Some(b"GNU\0") && name == 4 {
            note(file, kind, content, u64::from(length), elf);
        }
        at = at.checked_add((behind - at).next_multiple_of(align))?;
    }
    Some(())
}

fn note(file: File<'_>, kind: u32, at: u64, length: u64, elf: &mut Elf) -> Option<()> {
    match kind {
        ABI_TAG => elf.notes.linux = Some((file.long(at + 4)?, file.long(at + 8)?, file.long(at + 12)?)),
        BUILD_ID => elf.notes.build_id = Some(crate::report::hex(file.get(at, length.min(LONGEST))?)),
        PROPERTIES => {
            let mut property = at;
            while property + 8 <= at + length {
                let (kind, size) = (file.long(property)?, u64::from(file.long(property + 4)?));
                if kind == ISA_NEEDED && size == 4 {
                    elf.notes.isa_needed = Some((file.long(property + 8)?, bytes(property + 8, 4)));
                }
                property += 8 + size.next_multiple_of(8);
            }
        }
        _ => {}
    }
    Some(())
}
