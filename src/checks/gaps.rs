//! Bytes between the members that no record claims, and bytes that two members claim.

use super::magic;
use super::structure;
use super::wording::{FRONT, PACK_ANEW, count, quoted};
use crate::bundle::archive::{Archive, Descriptor, GapPosition};
use crate::bundle::place::Place;
use crate::finding::Sink;

/// Reports gaps between members. Where a header is lost the map is unknown, and its own finding says so.
pub(crate) fn between(archive: &Archive, sink: &mut Sink) {
    if !structure::is_mapped(archive) {
        return;
    }
    let mut ends: Vec<(u64, usize)> =
        archive.members.iter().enumerate().map(|(index, m)| (m.data(archive.size).end, index)).collect();
    ends.sort_unstable();
    for gap in archive.gaps.iter().filter(|gap| matches!(gap.position, GapPosition::Members | GapPosition::Directory)) {
        let before = ends.partition_point(|(end, _)| *end <= gap.range.start).checked_sub(1);
        let before = before.and_then(|at| ends.get(at)).and_then(|(_, index)| archive.members.get(*index));
        let length = gap.range.end - gap.range.start;
        // the finding about a descriptor that does not fit speaks of these bytes
        if length <= 24 && before.is_some_and(|member| member.descriptor == Descriptor::Wrong) {
            continue;
        }
        let behind = before.map_or_else(|| "a member".to_owned(), |member| quoted(&member.name));
        let what = if gap.head.starts_with(b"PK\x07\x08") {
            format!("a data descriptor that no flag announces; {FRONT} stumble over it")
        } else if gap.has_signature {
            format!("zip records among them; {FRONT} see members there that are not in the directory")
        } else {
            format!("{}; `zipfile` passes over them, {FRONT} do not", magic::name_or_digits(&gap.head))
        };
        let message = format!("{} behind {behind} that no record claims: {what}", count(length, "byte"));
        sink.report(Place::bytes(gap.range.start, length.min(16)), message)
            .unpredicted()
            .help("pack the bundle anew: members follow each other without gaps");
    }
}

/// Reports members that share bytes: once, however many there are.
pub(crate) fn overlaps(archive: &Archive, sink: &mut Sink) {
    let runs_out = |index: usize| {
        archive.members.get(index).is_some_and(|member| structure::beyond_the_end(archive, member).is_some())
    };
    // what runs past the end of the file runs through all behind it, and is told as the former
    let mut pairs = archive.overlaps.iter().filter(|(first, _)| !runs_out(*first));
    let Some(&(a, b)) = pairs.next() else { return };
    let (Some(first), Some(second)) = (archive.members.get(a), archive.members.get(b)) else { return };
    let more = match pairs.count() {
        0 => String::new(),
        more => format!(" (and {more} more such pairs)"),
    };
    let (one, other) = (quoted(&first.name), quoted(&second.name));
    let what = if a == b {
        format!("the data of {one} run into the directory")
    } else if first.local_offset == second.local_offset {
        format!("{one} and {other} share one local header")
    } else {
        format!("{other} begins inside {one}")
    };
    let message = format!(
        "{what}{more}: Python 3.11.7 reads on, Info-ZIP and later patches of Python refuse it as a possible zip bomb"
    );
    let header =
        |member: &crate::bundle::archive::Member| Place::bytes(member.local.as_ref().map_or(0, |l| l.offset), 4);
    let finding = sink.report(header(second), message).unpredicted().help(PACK_ANEW);
    if a != b {
        finding.also(header(first), "the other member");
    }
}
