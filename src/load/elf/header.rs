//! The ELF header, of any class and byte order: what a file is for stands there.

use super::file::{File, bytes, fault};
use super::{HEADER, check_ident};
use crate::bundle::elf::{Cut, Elf, FaultKind, Header};

/// Bytes of the header of a 32-bit file.
const SMALL: u64 = 52;

pub(super) fn read(file: File<'_>, elf: &mut Elf) {
    check_ident(file, elf);
    elf.header.class = file.byte(4).unwrap_or(0);
    elf.header.order = file.byte(5).unwrap_or(0);
    let needed = if elf.header.class == 1 { SMALL } else { HEADER };
    let Some(header) = header(file, elf.header).filter(|_| file.size() >= needed) else {
        elf.cut = Some(Cut { what: "ELF header", at: bytes(0, file.size()), needed });
        return;
    };
    elf.header = header;
    if !header.is_wide_little() {
        return;
    }
    let version = u64::from(file.long(20).unwrap_or(0));
    if version != 1 {
        fault(elf, FaultKind::Version, "e_version", version, bytes(20, 4));
    }
    let size = u64::from(file.short(52).unwrap_or(0));
    if size != HEADER {
        fault(elf, FaultKind::HeaderSize, "e_ehsize", size, bytes(52, 2));
    }
}

/// The fields, in the byte order that the file names.
fn header(file: File<'_>, known: Header) -> Option<Header> {
    let wide = known.class != 1;
    let number = |at: u64, length: u64| -> Option<u64> {
        let value = file.number(at, length)?;
        let unused = u32::try_from(64 - 8 * length).ok()?;
        Some(if known.order == 2 { value.swap_bytes() >> unused } else { value })
    };
    let short = |at: u64| -> Option<u16> { u16::try_from(number(at, 2)?).ok() };
    // the fields behind the three addresses stand at other places in the two classes
    let (address, behind) = if wide { (8, 52) } else { (4, 40) };
    Some(Header {
        kind: short(16)?,
        machine: short(18)?,
        segments: number(24 + address, address)?,
        sections: number(24 + 2 * address, address)?,
        segment_count: short(behind + 4)?,
        section_size: short(behind + 6)?,
        section_count: short(behind + 8)?,
        section_names: short(behind + 10)?,
        ..known
    })
}
