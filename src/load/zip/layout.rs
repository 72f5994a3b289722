//! What the records leave over: gaps, overlaps and further end records.

use super::directory::{end_of_archive, end_of_directory};
use super::end::END_SIGNATURE;
use super::scan;
use crate::bundle::archive::{Archive, Descriptor, Gap, GapPosition, Member};
use crate::input::data::Data;
use std::ops::Range;

/// Signatures by which some reader would take the bytes for a record.
const SIGNATURES: [[u8; 4]; 5] = [*b"PK\x01\x02", *b"PK\x03\x04", *b"PK\x05\x06", *b"PK\x06\x06", *b"PK\x06\x07"];

/// Signatures that a reader from the front takes for the end of the data: the descriptor or the next header.
const ENDING: [[u8; 4]; 3] = [*b"PK\x01\x02", *b"PK\x03\x04", *b"PK\x07\x08"];
/// Stray signatures that are kept.
const MOST_STRAYS: usize = 64;
/// First bytes of a gap that are kept.
const HEAD: u64 = 512;

/// Notes gaps, overlaps and stray end records in `archive`.
pub(super) fn survey(data: Data<'_>, archive: &mut Archive) {
    let Some(directory) = archive.directory else { return };
    let mut order: Vec<usize> = (0..archive.members.len()).collect();
    order.retain(|&i| archive.members.get(i).is_some_and(|m| m.local.is_some()));
    order.sort_by_key(|&i| archive.members.get(i).map(|m| (m.local_offset, i)));

    let mut reached = 0;
    let mut last: Option<usize> = None;
    for &index in &order {
        let Some(member) = archive.members.get(index) else { continue };
        let range = member_range(member, archive.size);
        if range.start > reached {
            let position = if last.is_none() { GapPosition::Start } else { GapPosition::Members };
            archive.gaps.push(gap(data, reached..range.start, position));
        } else if range.start < reached
            && let Some(before) = last
        {
            archive.overlaps.push((before, index));
        }
        if range.end > reached {
            reached = range.end;
            last = Some(index);
        }
    }
    let position = if last.is_none() { GapPosition::Start } else { GapPosition::Members };
    if directory.start > reached {
        archive.gaps.push(gap(data, reached..directory.start, position));
    } else if let Some(before) = last
        && directory.start < reached
    {
        // the member runs into the directory: it overlaps what is not a member, so it is paired with itself
        archive.overlaps.push((before, before));
    }
    behind_the_directory(data, archive, directory.start + directory.size);
    archive.gaps.retain(|gap| !gap.range.is_empty());
    stray_end_records(data, archive);
    false_ends(data, archive);
}

fn behind_the_directory(data: Data<'_>, archive: &mut Archive, directory_end: u64) {
    if let Some(records) = end_of_directory(archive)
        && directory_end < records
    {
        archive.gaps.push(gap(data, directory_end..records, GapPosition::Directory));
    }
    if let Some(end) = &archive.end {
        let stop = end_of_archive(end);
        if stop < archive.size {
            archive.gaps.push(gap(data, stop..archive.size, GapPosition::End));
        }
    }
}

/// From the local header to the end of the data and their descriptor.
fn member_range(member: &Member, file_size: u64) -> Range<u64> {
    let start = u64::try_from(member.local_offset).unwrap_or(0);
    let descriptor = match member.descriptor {
        Descriptor::Agrees(length) => length,
        Descriptor::NotPromised | Descriptor::Wrong => 0,
    };
    start..member.data(file_size).end.max(member.data_start.min(file_size)).saturating_add(descriptor).min(file_size)
}

fn gap(data: Data<'_>, range: Range<u64>, position: GapPosition) -> Gap {
    // there can be as many gaps between members as members
    let kept = if position == GapPosition::Members { 16 } else { HEAD };
    Gap {
        position,
        has_signature: scan::find_all(data, range.clone(), &SIGNATURES).next().is_some(),
        zeros: scan::is_zero(data, range.clone()),
        head: data.read(range.start, kept.min(range.end - range.start)).into_owned(),
        range,
    }
}

/// Which member's data cover an offset, found by binary search: hostile archives have many of both.
struct Cover {
    /// Start of a member's data, and the farthest end of it and of all before it, with that member.
    steps: Vec<(u64, u64, usize)>,
}

impl Cover {
    fn new(archive: &Archive) -> Self {
        let ranges = archive.members.iter().enumerate().filter(|(_, m)| m.local.is_some());
        let mut steps: Vec<(u64, u64, usize)> = ranges
            .map(|(index, m)| (m.data(archive.size), index))
            .map(|(range, index)| (range.start, range.end, index))
            .collect();
        steps.sort_unstable();
        let mut farthest = (0, 0);
        for step in &mut steps {
            farthest = farthest.max((step.1, step.2));
            (step.1, step.2) = farthest;
        }
        Self { steps }
    }

    fn member_at(&self, offset: u64) -> Option<usize> {
        let behind = self.steps.partition_point(|step| step.0 <= offset);
        let step = self.steps.get(behind.checked_sub(1)?)?;
        (offset < step.1).then_some(step.2)
    }
}

/// The other end record signatures of the last 65,558 bytes: in comments, gaps and headers, or in stored data.
fn stray_end_records(data: Data<'_>, archive: &mut Archive) {
    let cover = Cover::new(archive);
    let Some(end) = &mut archive.end else { return };
    let from = archive.size.saturating_sub((1 << 16) + 22);
    let strays = scan::find_all(data, from..archive.size, &[END_SIGNATURE]);
    for at in strays.filter(|&at| at != end.offset) {
        match cover.member_at(at) {
            None => end.others.push(at),
            Some(index) if archive.members.get(index).is_some_and(|m| m.central.method == 0) => {
                end.embedded.push((at, index));
            }
            Some(_) => {}
        }
    }
    end.others.truncate(MOST_STRAYS);
    end.embedded.truncate(MOST_STRAYS);
}

/// Signatures in stored data whose end only a descriptor tells.
fn false_ends(data: Data<'_>, archive: &mut Archive) {
    // members that share bytes would be searched again and again; their fault is found already
    if !archive.overlaps.is_empty() {
        return;
    }
    for member in &mut archive.members {
        if member.central.method != 0 || member.descriptor == Descriptor::NotPromised {
            continue;
        }
        member.false_end = scan::find_all(data, member.data(archive.size), &ENDING).next();
    }
}
