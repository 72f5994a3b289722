//! Reads members to their end: what comes out, how much of it, and whether the stream says the same as the directory.

use super::bytes::read;
use crate::bundle::archive::{Content, Member, StreamEnd};
use crate::load::limits::Limits;
use flate2::{Decompress, FlushDecompress, Status};
use sha2::{Digest, Sha256};

const CHUNK: usize = 64 * 1024;
/// Bytes of each member that are kept as a fact.
const HEAD: usize = 4096;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Takes what comes out of a member, up to the declared size.
struct Output<'a> {
    declared: u64,
    produced: u64,
    crc: crc32fast::Hasher,
    sha: Sha256,
    head: Vec<u8>,
    whole: Option<&'a mut Vec<u8>>,
}

impl Output<'_> {
    fn push(&mut self, bytes: &[u8]) {
        let left = usize::try_from(self.declared.saturating_sub(self.produced)).unwrap_or(usize::MAX);
        self.produced += bytes.len() as u64;
        let kept = bytes.get(..left).unwrap_or(bytes);
        self.crc.update(kept);
        self.sha.update(kept);
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(kept.get(..room).unwrap_or(kept));
        if let Some(whole) = &mut self.whole {
            whole.extend_from_slice(kept);
        }
    }
}

/// Reads a member to its end within `budget` bytes of output.
///
/// `whole` receives the content as `ZipExtFile.read()` would return it, cut at the declared size.
pub(super) fn content(
    data: &[u8],
    member: &Member,
    budget: u64,
    limits: &Limits,
    whole: Option<&mut Vec<u8>>,
) -> Content {
    let mut output = Output {
        declared: member.size,
        produced: 0,
        crc: crc32fast::Hasher::new(),
        sha: Sha256::new(),
        head: Vec::new(),
        whole,
    };
    let input = read(data, member.data_start, member.compressed);
    let cut = (input.len() as u64) < member.compressed;
    let (mut end, consumed) = match member.central.method {
        STORED => stored(input, &mut output, budget),
        DEFLATED => deflated(input, &mut output, budget, limits),
        _ => return Content::default(),
    };
    let wants_more = end == StreamEnd::Unfinished || (member.central.method == STORED && end == StreamEnd::Complete);
    if cut && wants_more {
        end = StreamEnd::FileEnds;
    }
    Content {
        end,
        consumed,
        produced: output.produced,
        crc: output.crc.finalize(),
        sha256: Some(output.sha.finalize().into()),
        head: output.head,
    }
}

fn stored(input: &[u8], output: &mut Output<'_>, budget: u64) -> (StreamEnd, u64) {
    let room = usize::try_from(budget).unwrap_or(usize::MAX);
    let within = input.get(..room).unwrap_or(input);
    for chunk in within.chunks(CHUNK) {
        output.push(chunk);
    }
    let end = if within.len() < input.len() {
        StreamEnd::Limit("inflated-bytes")
    } else if output.produced > output.declared {
        StreamEnd::TooLong
    } else {
        StreamEnd::Complete
    };
    (end, within.len() as u64)
}

fn deflated(input: &[u8], output: &mut Output<'_>, budget: u64, limits: &Limits) -> (StreamEnd, u64) {
    let mut stream = Decompress::new(false);
    let mut buffer = vec![0; CHUNK];
    loop {
        let (read_before, written_before) = (stream.total_in(), stream.total_out());
        let rest = usize::try_from(read_before).ok().and_then(|at| input.get(at..)).unwrap_or_default();
        let status = stream.decompress(rest, &mut buffer, FlushDecompress::None);
        let written = usize::try_from(stream.total_out() - written_before).unwrap_or(0);
        output.push(buffer.get(..written).unwrap_or_default());
        let consumed = stream.total_in();
        let end = match status {
            Err(_) => StreamEnd::Damaged,
            Ok(Status::StreamEnd) if output.produced > output.declared => StreamEnd::TooLong,
            Ok(Status::StreamEnd) => StreamEnd::Complete,
            Ok(_) if output.produced > budget => StreamEnd::Limit("inflated-bytes"),
            Ok(_) if limits.is_bomb(output.produced, consumed) => StreamEnd::Limit("ratio"),
            // the module.json is read on to the end of the stream, as zipfile does: damage behind the
            // declared size still raises there
            Ok(_) if output.produced > output.declared && output.whole.is_none() => StreamEnd::TooLong,
            Ok(_) if consumed == read_before && written == 0 => StreamEnd::Unfinished,
            Ok(_) => continue,
        };
        return (end, consumed);
    }
}
