//! Comments: on members nobody reads them, and long or unprintable ones hide something.

use crate::bundle::archive::Archive;
use crate::bundle::place::Place;
use crate::checks::record::{self, Field};
use crate::checks::wording::{count, quoted};
use crate::finding::{Severity, Sink};

/// Bytes of a comment that are still a remark.
const LONG: usize = 4096;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    if let Some(end) = &archive.end {
        let length = usize::from(end.comment_length).min(end.comment.len());
        let comment = end.comment.get(..length).unwrap_or_default();
        if let Some(fault) = fault(comment) {
            let message = format!("the archive comment {fault}; a comment is a line of text");
            let place = Place::bytes(end.offset + 22, (length as u64).clamp(1, 16));
            sink.report(place, message).severity(Severity::Error).help("pack again without an archive comment");
        }
    }
    for member in archive.members.iter().filter(|member| !member.more.comment.is_empty()) {
        let comment = &member.more.comment;
        let name = quoted(&member.name);
        let (severity, message) = if let Some(fault) = fault(comment) {
            (Severity::Error, format!("the comment of {name} {fault}; no tool of Redis reads it"))
        } else {
            let text = String::from_utf8_lossy(comment);
            (Severity::Warning, format!("{name} has a comment, {}, that no tool of Redis reads", quoted(&text)))
        };
        sink.report(record::central(member, Field::Comment), message)
            .severity(severity)
            .help("pack again without member comments");
    }
}

/// Why a comment is more than a remark.
fn fault(comment: &[u8]) -> Option<String> {
    let odd = comment.iter().filter(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')).count();
    if odd > 0 {
        return Some(format!("holds {}", count(odd, "control character")));
    }
    (comment.len() > LONG).then(|| format!("is {} bytes long, more than {LONG}", comment.len()))
}
