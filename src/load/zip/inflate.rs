//! Reads members to their end: what comes out, how much of it, and whether the stream says the same as the directory.

use super::bytes::read;
use super::methods::{self, State, Step};
use crate::bundle::archive::{Content, Member, StreamEnd};
use crate::load::limits::Limits;
use sha2::{Digest, Sha256};

const CHUNK: usize = 64 * 1024;
/// Bytes of each member that are kept as a fact.
const HEAD: usize = 4096;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;

/// What is kept of a member's content.
pub(super) enum Keep<'a> {
    /// Its first bytes and its sums.
    Nothing,
    /// All of it, as `ZipExtFile.read()` would return it, cut at the declared size.
    Text(&'a mut Vec<u8>),
    /// All of it up to the declared size, when it starts as an ELF file does.
    Elf(&'a mut Vec<u8>),
}

/// Takes what comes out of a member, up to the declared size.
struct Output<'a> {
    declared: u64,
    produced: u64,
    crc: crc32fast::Hasher,
    sha: Sha256,
    head: Vec<u8>,
    keep: Keep<'a>,
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
        match &mut self.keep {
            Keep::Text(text) => text.extend_from_slice(kept),
            Keep::Elf(bytes) if self.head.starts_with(b"\x7fELF") => {
                // never beyond what is declared, so that no more than the file itself is held
                let left = usize::try_from(self.declared).unwrap_or(usize::MAX).saturating_sub(bytes.len());
                if bytes.capacity() - bytes.len() < kept.len() {
                    bytes.reserve_exact(bytes.len().max(CHUNK).min(left).max(kept.len()));
                }
                bytes.extend_from_slice(kept);
            }
            Keep::Elf(_) | Keep::Nothing => {}
        }
    }

    fn is_text(&self) -> bool {
        matches!(self.keep, Keep::Text(_))
    }
}

/// Reads a member to its end within `budget` bytes of output.
pub(super) fn content(data: &[u8], member: &Member, budget: u64, limits: &Limits, keep: Keep<'_>) -> Content {
    let mut output = Output {
        declared: member.size,
        produced: 0,
        crc: crc32fast::Hasher::new(),
        sha: Sha256::new(),
        head: Vec::new(),
        keep,
    };
    let input = read(data, member.data_start, member.compressed);
    let cut = (input.len() as u64) < member.compressed;
    let (mut end, consumed) = match member.central.method {
        STORED => stored(input, &mut output, budget),
        DEFLATED => unpacked(input, &mut output, budget, limits, methods::deflate()),
        // the unpacker reads only module.json; the method is a fault of any other member already
        BZIP2 | LZMA if !output.is_text() => return Content::default(),
        BZIP2 => unpacked(input, &mut output, budget, limits, methods::bzip2()),
        LZMA => unpacked(input, &mut output, budget, limits, methods::lzma(input, budget.saturating_add(1))),
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

/// Feeds a decompressor until its stream ends, fails, or gives more than is wanted.
fn unpacked(
    input: &[u8],
    output: &mut Output<'_>,
    budget: u64,
    limits: &Limits,
    mut step: impl FnMut(&[u8], &mut [u8]) -> Step,
) -> (StreamEnd, u64) {
    let mut buffer = vec![0; CHUNK];
    let mut consumed = 0;
    loop {
        let step = step(input.get(consumed..).unwrap_or_default(), &mut buffer);
        output.push(buffer.get(..step.written).unwrap_or_default());
        consumed += step.read;
        let end = match step.state {
            _ if output.produced > budget => StreamEnd::Limit("inflated-bytes"),
            State::Failed => StreamEnd::Damaged,
            State::Ended if output.produced > output.declared => StreamEnd::TooLong,
            State::Ended => StreamEnd::Complete,
            State::Going if limits.is_bomb(output.produced, consumed as u64) => StreamEnd::Limit("ratio"),
            // the module.json is read on to the end of the stream, as zipfile does: damage behind the
            // declared size still raises there
            State::Going if output.produced > output.declared && !output.is_text() => StreamEnd::TooLong,
            State::Going if step.read == 0 && step.written == 0 => StreamEnd::Unfinished,
            State::Going => continue,
        };
        return (end, consumed as u64);
    }
}
