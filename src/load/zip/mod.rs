//! Reads a zip archive as CPython's `zipfile` does, and keeps what other readers might see instead.
//!
//! Total and bounded: damage becomes a fact in `Archive`, never an error. Nothing is judged here.

mod beside;
mod bytes;
mod directory;
mod end;
mod inflate;
mod layout;
mod local;
mod lzma;
mod methods;
mod other_reader;
mod scan;
mod text;

use super::limits::Limits;
use crate::bundle::archive::{Archive, Broken, Content, Member, StreamEnd};
use crate::input::data::Data;
use beside::Meanwhile;
use inflate::Stream;
use sha2::{Digest, Sha256};
use std::io::{BufRead, Read};

/// The member that holds the metadata.
pub(crate) const METADATA: &str = "module.json";

/// Reads the records of `data` and inflates the `module.json` that `zipfile` opens. The second value is its content,
/// as far as it could be read.
pub(crate) fn open(data: Data<'_>, limits: &Limits) -> (Archive, Option<Vec<u8>>) {
    let mut archive = Archive { size: data.size(), head: data.head(512).into_owned(), ..Archive::default() };
    if let Err(broken) = structure(data, &mut archive, limits) {
        archive.broken = Some(broken);
    }
    archive.index();
    let shift = archive.directory.map_or(0, |d| i128::from(d.start) - i128::from(d.stored_offset));
    // no name and no extra area is there twice in an archive whose members do not overlap
    let mut budget = archive.size;
    for member in &mut archive.members {
        local::open(data, member, &mut budget);
        member.at_stored_offset = local::stands_at(data, member, member.local_offset - shift);
    }
    descriptors(data, &mut archive);
    layout::survey(data, &mut archive);
    archive.other_reader = other_reader::compare(data, &archive, Limits::count(limits.members));
    let text = text(data, &mut archive, limits);
    (archive, text)
}

fn structure(data: Data<'_>, archive: &mut Archive, limits: &Limits) -> Result<(), Broken> {
    let Some(end) = end::find(data) else {
        archive.cut_end = end::cut(data);
        archive.buried_end = end::buried(data);
        return Err(Broken::NoEndRecord);
    };
    archive.end = Some(end.clone());
    archive.zip64 = end::zip64(data, &end);
    if archive.zip64.as_ref().is_some_and(|zip64| zip64.disk != 0 || zip64.disks > 1) {
        return Err(Broken::SeveralDisks);
    }
    let record = archive.zip64.as_ref().and_then(|z| z.record.as_ref());
    archive.directory = Some(directory::locate(data, &end, record)?);
    directory::walk(data, archive, Limits::count(limits.entries))
}

/// Finds each data descriptor, knowing where the record behind it starts.
fn descriptors(data: Data<'_>, archive: &mut Archive) {
    let mut starts: Vec<u64> = archive.members.iter().filter_map(|m| u64::try_from(m.local_offset).ok()).collect();
    starts.extend(archive.directory.map(|d| d.start));
    starts.sort_unstable();
    for member in &mut archive.members {
        let end_of_data = member.data_start.saturating_add(member.compressed);
        let next = starts.partition_point(|&s| s < end_of_data);
        let next = starts.get(next).copied().unwrap_or(end_of_data);
        member.descriptor = local::descriptor(data, member, next);
    }
}

/// Inflates the `module.json`.
fn text(data: Data<'_>, archive: &mut Archive, limits: &Limits) -> Option<Vec<u8>> {
    let index = archive.position(METADATA)?;
    let member = archive.members.get_mut(index).filter(|member| member.open.is_ok())?;
    let mut text = Vec::new();
    if let Some(mut stream) = Stream::new(data, member, limits.metadata, limits, true) {
        // reading gives no error: damage is a fact of the stream
        let _ = stream.read_to_end(&mut text);
        member.content = Content { sha256: Some(Sha256::digest(&text).into()), ..stream.finish() };
    }
    if let StreamEnd::Limit(limit) = member.content.end {
        archive.limits.push(if limit == "inflated-bytes" { "metadata-bytes" } else { limit });
    }
    Some(text)
}

/// Takes the content of a member, given by its number, as it is inflated, and gives its SHA-256.
pub(crate) type Take<'a> = dyn FnMut(usize, &Member, &mut dyn BufRead) -> [u8; 32] + 'a;

/// Inflates the other members within the limits, each once, and has `take` read them to their ends. What waits in
/// between does some work `meanwhile`.
pub(crate) fn contents(
    data: Data<'_>,
    archive: &mut Archive,
    limits: &Limits,
    meanwhile: &Meanwhile<'_>,
    take: &mut Take<'_>,
) {
    let metadata_index = archive.position(METADATA);
    let mut budget = limits.total;
    let too_many = archive.members.len() > Limits::count(limits.members);
    if archive.broken == Some(Broken::MemberLimit) {
        archive.limits.push("entries");
    } else if too_many {
        archive.limits.push("members");
    }
    // members that share bytes multiply what comes out of a small file; the fault is found already
    let refuse = if too_many { Some("members") } else { (!archive.overlaps.is_empty()).then_some("overlaps") };
    for (index, member) in archive.members.iter_mut().enumerate() {
        if Some(index) == metadata_index || member.open.is_err() {
            continue;
        }
        member.content = match refuse {
            Some(limit) => Content { end: StreamEnd::Limit(limit), ..Content::default() },
            None => content(data, member, &mut budget, limits, meanwhile, &mut |input| take(index, member, input)),
        };
        if let StreamEnd::Limit(name) = member.content.end {
            note(&mut archive.limits, name);
        }
    }
}

fn content(
    data: Data<'_>,
    member: &Member,
    budget: &mut u64,
    limits: &Limits,
    meanwhile: &Meanwhile<'_>,
    take: &mut dyn FnMut(&mut dyn BufRead) -> [u8; 32],
) -> Content {
    let limit = match () {
        () if member.size > limits.member => Some("member-bytes"),
        () if member.size > *budget => Some("inflated-bytes"),
        () if limits.is_bomb(member.size, member.compressed) => Some("ratio"),
        () => None,
    };
    if let Some(limit) = limit {
        return Content { end: StreamEnd::Limit(limit), ..Content::default() };
    }
    let Some(mut stream) = Stream::new(data, member, limits.member.min(*budget), limits, false) else {
        return Content::default();
    };
    let sha256 = beside::read(&mut stream, member.size, meanwhile, take);
    let content = Content { sha256: Some(sha256), ..stream.finish() };
    *budget = budget.saturating_sub(content.produced);
    content
}

/// Inflates a member once more that was read to its end already. `None` when a limit stops it there: then it counts as
/// a member that is not read.
pub(crate) fn again<T>(
    data: Data<'_>,
    archive: &mut Archive,
    index: usize,
    limits: &Limits,
    meanwhile: &Meanwhile<'_>,
    take: &mut dyn FnMut(&mut dyn BufRead) -> T,
) -> Option<T> {
    let member = archive.members.get_mut(index)?;
    let mut stream = Stream::new(data, member, limits.member, limits, false)?;
    let taken = beside::read(&mut stream, member.size, meanwhile, take);
    let StreamEnd::Limit(name) = stream.finish().end else { return Some(taken) };
    member.content.end = StreamEnd::Limit(name);
    note(&mut archive.limits, name);
    None
}

/// Remembers a limit that was met.
fn note(limits: &mut Vec<&'static str>, name: &'static str) {
    if !limits.contains(&name) {
        limits.push(name);
    }
}

/// The names of the members, without reading any of them; of a broken archive, those of its local headers.
pub(crate) fn names(data: Data<'_>, limits: &Limits) -> Vec<String> {
    let mut archive = Archive { size: data.size(), ..Archive::default() };
    if structure(data, &mut archive, limits).is_ok() {
        return archive.members.into_iter().map(|member| member.name).collect();
    }
    local::names(data).take(Limits::count(limits.members)).collect()
}

#[cfg(test)]
mod tests;
