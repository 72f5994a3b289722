//! The string table, and the names that the dynamic section takes from it.

use super::dynamic::{AUDIT, DEPAUDIT, Entries, Entry, NEEDED, RPATH, RUNPATH, SONAME, STRSZ, STRTAB};
use super::file::{File, Memory, bytes, fault, lossy, unread};
use crate::bundle::elf::{Elf, FaultKind, Name};

/// Libraries that a module may need.
const MOST: usize = 256;
/// Bytes of a file name, and of a list of paths.
const LONGEST: u64 = 255;
const LONGEST_PATHS: u64 = 4096;

/// Where the string table is: offset, and the offset behind it.
pub(super) fn strings(memory: &Memory, entries: &Entries) -> Option<(u64, u64)> {
    let (start, end) = readable(memory, entries)?;
    let declared = entries.value(STRSZ).and_then(|size| start.checked_add(size));
    Some((start, declared.filter(|declared| *declared <= end).unwrap_or(end)))
}

/// Where names can be read: glibc goes by the NUL of each and never looks at the size, so that they end with the segment.
pub(super) fn readable(memory: &Memory, entries: &Entries) -> Option<(u64, u64)> {
    let start = entries.value(STRTAB)?;
    let left = memory.left(start);
    let offset = memory.offset(start, left.max(1))?;
    Some((offset, offset.checked_add(left)?))
}

pub(super) fn read(file: File<'_>, memory: &Memory, entries: &Entries, elf: &mut Elf) {
    let Some(table) = entries.last(STRTAB) else { return };
    let declared = entries.last(STRSZ);
    let Some(((start, declared_end), (_, end))) = strings(memory, entries).zip(readable(memory, entries)) else {
        return fault(elf, FaultKind::Outside, "DT_STRTAB", table.value, table.at);
    };
    if let Some(size) = declared.filter(|size| size.value > memory.left(table.value)) {
        unread(elf, FaultKind::Outside, "DT_STRSZ", size.value, size.at, false);
    } else if file.byte(declared_end.saturating_sub(1)) != Some(0) {
        let last = bytes(declared_end.saturating_sub(1), 1);
        unread(elf, FaultKind::Unterminated, "DT_STRTAB", declared_end - start, last, false);
    }
    let needed = entries.0.iter().filter(|entry| entry.tag == NEEDED);
    if let Some(one) = needed.clone().nth(MOST) {
        fault(elf, FaultKind::TooManyNeeded, "DT_NEEDED", needed.clone().count() as u64, one.at);
    }
    let mut name = |entry: &Entry, what: &'static str, longest: u64| -> Option<Name> {
        let found = name(file, elf, entry, what, (start, end), longest)?;
        if start.saturating_add(entry.value) >= declared_end {
            // the loader takes it all the same
            unread(elf, FaultKind::NameOutside, what, entry.value, entry.at, false);
        }
        Some(found)
    };
    let needed: Vec<Name> = needed.take(MOST).filter_map(|entry| name(entry, "DT_NEEDED", LONGEST)).collect();
    let mut last = |tag: u64, what, longest| entries.last(tag).and_then(|entry| name(&entry, what, longest));
    let soname = last(SONAME, "DT_SONAME", LONGEST);
    let rpath = last(RPATH, "DT_RPATH", LONGEST_PATHS);
    let runpath = last(RUNPATH, "DT_RUNPATH", LONGEST_PATHS);
    let audit = [last(AUDIT, "DT_AUDIT", LONGEST_PATHS), last(DEPAUDIT, "DT_DEPAUDIT", LONGEST_PATHS)];
    for one in &needed {
        if one.text.is_empty() {
            fault(elf, FaultKind::NameEmpty, "DT_NEEDED", 0, one.at);
        } else if soname.as_ref().is_some_and(|own| own.text == one.text) {
            fault(elf, FaultKind::NeedsItself, "DT_NEEDED", 0, one.at);
        }
    }
    if let Some(dynamic) = &mut elf.dynamic {
        dynamic.needed = needed;
        dynamic.soname = soname;
        dynamic.rpath = rpath;
        dynamic.runpath = runpath;
        dynamic.audit = audit.into_iter().flatten().collect();
    }
}

/// The name behind an entry; what is wrong with it is a fault, and a name that is none is left out.
fn name(
    file: File<'_>,
    elf: &mut Elf,
    entry: &Entry,
    what: &'static str,
    (start, end): (u64, u64),
    longest: u64,
) -> Option<Name> {
    let at = start.checked_add(entry.value).filter(|at| *at < end);
    let Some(at) = at else {
        fault(elf, FaultKind::NameOutside, what, entry.value, entry.at);
        return None;
    };
    let Some(text) = file.text(at, end, longest) else {
        fault(elf, FaultKind::NameTooLong, what, longest, entry.at);
        return None;
    };
    let is_text =
        std::str::from_utf8(text).is_ok_and(|text| text.chars().all(|c| crate::python::is_printable(u32::from(c))));
    if !is_text {
        fault(elf, FaultKind::NameNotText, what, at, bytes(at, text.len() as u64));
    }
    Some(Name { text: lossy(text), at: entry.at })
}
