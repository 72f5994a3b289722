//! Members whose content is not what their header says: stream, size or checksum.

use crate::bundle::archive::{Archive, Member, StreamEnd};
use crate::bundle::place::Place;
use crate::checks::record::{self, Field};
use crate::checks::structure;
use crate::checks::wording::{count, quoted};
use crate::finding::Sink;

const STORED: u16 = 0;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let Some((place, fault)) = fault(member, archive.size) else { continue };
        let message = format!("{} is damaged: {fault}", quoted(&member.name));
        let finding =
            sink.report(place, message).help("pack again from the original files, and copy the bundle in binary mode");
        if !structure::is_unreadable_metadata(archive, member) {
            // the server's unpacker opens the other members without reading them
            finding.unpredicted();
        }
    }
}

fn fault(member: &Member, file_size: u64) -> Option<(Place, String)> {
    let content = &member.content;
    let central = |field| record::central(member, field);
    let (produced, consumed, declared) = (content.produced, content.consumed, member.size);
    let stream = match member.central.method {
        12 => "bzip2",
        14 => "LZMA",
        _ => "deflate",
    };
    let at_data = |offset: u64| Place::bytes(member.data_start.saturating_add(offset), 1);
    let fault = match content.end {
        StreamEnd::Damaged => {
            (at_data(consumed), format!("its {stream} stream breaks after {produced} of {declared} bytes"))
        }
        StreamEnd::Unfinished => (
            at_data(consumed),
            format!("its {stream} stream does not end within its {} compressed bytes", member.compressed),
        ),
        StreamEnd::TooLong if member.central.method == STORED => (central(Field::Size), stored_sizes(member)),
        StreamEnd::TooLong => (
            central(Field::Size),
            format!(
                "more comes out of it than the {declared} bytes that the directory declares; `zipfile` cuts it there, and \
                 the checksum {}",
                if content.crc == member.central.crc { "fits what is left" } else { "does not fit either" }
            ),
        ),
        StreamEnd::Complete if produced != declared && member.central.method == STORED => {
            (central(Field::Size), stored_sizes(member))
        }
        StreamEnd::Complete if produced != declared => {
            (central(Field::Size), format!("{produced} bytes come out of it, the directory declares {declared}"))
        }
        StreamEnd::Complete if content.crc != member.central.crc => (
            central(Field::Crc),
            format!(
                "its content has the checksum `{:08x}`, the directory says `{:08x}`",
                content.crc, member.central.crc
            ),
        ),
        StreamEnd::Complete if consumed != member.compressed => {
            // of what the directory declares, only what the file holds is there
            let data = member.data(file_size);
            let behind = usize::try_from((data.end - data.start).saturating_sub(consumed)).unwrap_or(usize::MAX);
            if behind == 0 {
                return None;
            }
            let fault =
                format!("{} behind the end of its {stream} stream, which no reader shows", count(behind, "byte"));
            (at_data(consumed), fault)
        }
        _ => return None,
    };
    Some(fault)
}

fn stored_sizes(member: &Member) -> String {
    format!("it is stored, but its two sizes differ: {} bytes compressed, {} not", member.compressed, member.size)
}
