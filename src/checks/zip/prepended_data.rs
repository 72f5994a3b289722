//! Bytes in front of the first member: a second file in one, or a stub.

use crate::bundle::archive::{Archive, GapPosition};
use crate::bundle::place::Place;
use crate::checks::wording::{FRONT, count};
use crate::checks::{magic, structure};
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    if archive.members.is_empty() || !structure::is_mapped(archive) {
        return;
    }
    let Some(gap) = archive.gaps.iter().find(|gap| gap.position == GapPosition::Start) else { return };
    let length = gap.range.end;
    let what = magic::name_or_digits(&gap.head);
    let readers = if gap.has_signature {
        format!("they hold zip records, so {FRONT} and 7-Zip can see another archive")
    } else {
        format!("`zipfile` passes over them, {FRONT} do not")
    };
    let message = format!("{} in front of the first member ({what}); {readers}", count(length, "byte"));
    sink.report(Place::bytes(0, length.min(16)), message)
        .help("pack the bundle anew; a zip archive begins with its first member (`PK` 03 04)");
}
