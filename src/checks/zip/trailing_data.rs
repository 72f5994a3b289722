//! Bytes behind the end record and its comment.

use crate::bundle::archive::{Archive, GapPosition};
use crate::bundle::place::Place;
use crate::checks::magic;
use crate::checks::wording::count;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    let Some(gap) = archive.gaps.iter().find(|gap| gap.position == GapPosition::End) else { return };
    let declared = archive.end.as_ref().map_or(0, |end| end.comment_length);
    let length = gap.range.end - gap.range.start;
    let behind = if declared == 0 {
        "the end record".to_owned()
    } else {
        format!("the archive comment, whose length is given as {declared}")
    };
    let what = magic::name_or_digits(&gap.head);
    let message = format!(
        "{} behind {behind} ({what}); `zipfile` looks past them, stricter readers refuse the file",
        count(length, "byte")
    );
    sink.report(Place::bytes(gap.range.start, length.min(16)), message)
        .help("cut the bytes off, or pack the bundle anew: the archive ends with its end record and comment");
}
