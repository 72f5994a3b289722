//! How far the records of an archive fit together: whether its map can be trusted, and where bytes are missing.

use crate::bundle::archive::{Archive, Broken, Member};

/// Whether the directory was read to its end and every member's local header was found, so that what lies
/// between the records is known.
pub(crate) fn is_mapped(archive: &Archive) -> bool {
    archive.opens() && archive.members.iter().all(|member| member.local.is_some())
}

/// Whether the file begins as an archive: with a local header, or an older mark in front of the first one.
pub(crate) fn starts_as_zip(head: &[u8]) -> bool {
    const STARTS: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x07\x08", b"PK00"];
    // a file of two or three bytes can hold no more of the signature
    STARTS.iter().any(|start| head.starts_with(start)) || (head.len() > 1 && b"PK\x03\x04".starts_with(head))
}

/// What `zipfile` did not find, for a message.
pub(crate) fn no_end_record(archive: &Archive) -> String {
    if archive.size > 65_557 {
        return format!("no end record (`PK` 05 06) in the last 65,557 of its {} bytes", archive.size);
    }
    format!("no end record (`PK` 05 06) in its {} bytes", archive.size)
}

/// Bytes that are missing in front of the directory: it stands that much before its stored offset, and not
/// because that offset alone is wrong.
pub(crate) fn missing(archive: &Archive) -> Option<u64> {
    let shift = archive.directory?.shift;
    let intact = archive.members.iter().all(|member| member.at_stored_offset);
    (archive.opens() && shift < 0 && !intact).then_some(shift.unsigned_abs())
}

/// Whether the directory's stored offset is what hides the local headers: none stands where `zipfile` looks,
/// each stands where its own header says.
pub(crate) fn is_misled_by_shift(archive: &Archive) -> bool {
    let shifted = archive.directory.is_some_and(|directory| directory.shift != 0);
    let misled = |member: &Member| member.local.is_none() && member.at_stored_offset;
    shifted && archive.opens() && !archive.members.is_empty() && archive.members.iter().all(misled)
}

/// Whether the front of the file is gone: the directory is larger than what lies before its end, and what is
/// left does not begin as an archive.
pub(crate) fn lost_its_front(archive: &Archive) -> bool {
    archive.broken == Some(Broken::DirectoryBeforeStart) && !archive.head.starts_with(b"PK\x03\x04")
}

/// Bytes that the member's data would need beyond the end of the file.
pub(crate) fn beyond_the_end(archive: &Archive, member: &Member) -> Option<u64> {
    member.local.as_ref()?;
    let end = member.data_start.saturating_add(member.compressed);
    end.checked_sub(archive.size).filter(|&bytes| bytes > 0)
}

/// Whether this is the `module.json` that the server opens and cannot read to its end with the right checksum.
pub(crate) fn is_unreadable_metadata(archive: &Archive, member: &Member) -> bool {
    use crate::bundle::archive::StreamEnd;
    let content = &member.content;
    let whole = match content.end {
        StreamEnd::Damaged => false,
        StreamEnd::FileEnds => content.consumed > 0 && content.produced >= member.size,
        _ => true,
    };
    // the name first: a search for each of many members would take long
    let opened = member.name == "module.json" && archive.find(&member.name).is_some_and(|m| std::ptr::eq(m, member));
    opened && (!whole || content.crc != member.central.crc)
}
