//! Reads members to their end: what comes out, how much of it, and whether the stream says the same as the directory.

use super::methods::{self, State, Step};
use crate::bundle::archive::{Content, Member, StreamEnd};
use crate::input::data::{Data, Reader};
use crate::load::limits::Limits;
use std::io::{self, BufRead, Read};

/// Bytes that come out at a time.
pub(super) const CHUNK: usize = 64 * 1024;
/// Bytes of each member that are kept as a fact.
const HEAD: usize = 4096;
/// LZMA takes at most a byte of input for each bit that it decodes, and at most 24 bits for a byte of output.
const LZMA_INPUT: u64 = 32;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;

/// Turns input into output; `None` for stored data, which are both.
type Method = Option<Box<dyn FnMut(&[u8], &mut [u8]) -> Step + Send>>;

/// What comes out of a member, up to the declared size, and what shows on the way.
pub(super) struct Stream<'a> {
    input: Reader<'a>,
    method: Method,
    /// Bytes that the directory declares.
    declared: u64,
    /// Bytes that may come out.
    budget: u64,
    limits: Limits,
    /// Whether reading goes on behind the declared size.
    to_its_end: bool,
    /// Whether the file ends before the compressed data do.
    cut: bool,
    /// `None` while somebody else computes the sum.
    crc: Option<crc32fast::Hasher>,
    content: Content,
    is_over: bool,
    buffer: Vec<u8>,
    /// The part of `buffer` that was not taken yet.
    start: usize,
    end: usize,
}

impl<'a> Stream<'a> {
    /// The content of a member within `budget` bytes; `None` for a method that is not read here.
    pub(super) fn new(data: Data<'a>, member: &Member, budget: u64, limits: &Limits, is_text: bool) -> Option<Self> {
        let input = data.reader(member.data_start, member.data_start.saturating_add(member.compressed));
        let there = input.left();
        let method: Method = match member.central.method {
            STORED => None,
            DEFLATED => Some(Box::new(methods::deflate())),
            // the unpacker reads only module.json; the method is a fault of any other member already
            BZIP2 | LZMA if !is_text => return None,
            BZIP2 => Some(Box::new(methods::bzip2())),
            LZMA => {
                let most = budget.saturating_add(1);
                let wanted = data.read(member.data_start, there.min(most.saturating_mul(LZMA_INPUT)));
                Some(Box::new(methods::lzma(&wanted, there, most)))
            }
            _ => return None,
        };
        Some(Self {
            input,
            method,
            declared: member.size,
            budget,
            limits: *limits,
            to_its_end: is_text,
            cut: there < member.compressed,
            crc: Some(crc32fast::Hasher::new()),
            content: Content::default(),
            is_over: false,
            buffer: Vec::new(),
            start: 0,
            end: 0,
        })
    }

    /// Puts the next bytes into `buffer`, which has room for [`CHUNK`] of them; 0 at the end.
    pub(super) fn next(&mut self, buffer: &mut [u8]) -> usize {
        while !self.is_over {
            if self.limits.is_late() {
                self.over(StreamEnd::Limit("seconds"));
                break;
            }
            let before = self.content.produced;
            let written = if self.method.is_some() { self.unpack(buffer) } else { self.copy(buffer) };
            // what is behind the declared size is counted, and nobody sees it
            let left = usize::try_from(self.declared.saturating_sub(before)).unwrap_or(usize::MAX);
            let kept = buffer.get(..written.min(left)).unwrap_or_default();
            if let Some(crc) = &mut self.crc {
                crc.update(kept);
            }
            let room = HEAD.saturating_sub(self.content.head.len());
            self.content.head.extend_from_slice(kept.get(..room).unwrap_or(kept));
            if !kept.is_empty() {
                return kept.len();
            }
        }
        0
    }

    /// Leaves the sum to whoever takes the bytes, when inflating is work enough for one thread.
    pub(super) fn leave_sum(&mut self) -> bool {
        let leaves = self.method.is_some();
        self.crc.take_if(|_| leaves);
        leaves
    }

    /// Takes the sum so far from whoever took the bytes.
    pub(super) fn set_sum(&mut self, sum: crc32fast::Hasher) {
        self.crc = Some(sum);
    }

    /// What was seen, when all was read.
    pub(super) fn finish(self) -> Content {
        Content { crc: self.crc.map_or(0, crc32fast::Hasher::finalize), ..self.content }
    }

    fn over(&mut self, end: StreamEnd) {
        let wants_more = end == StreamEnd::Unfinished || (self.method.is_none() && end == StreamEnd::Complete);
        self.content.end = if self.cut && wants_more { StreamEnd::FileEnds } else { end };
        self.is_over = true;
    }

    /// Stored data, as far as the budget goes.
    fn copy(&mut self, buffer: &mut [u8]) -> usize {
        let room = usize::try_from(self.budget - self.content.produced).unwrap_or(usize::MAX).min(buffer.len());
        let mut written = 0;
        while let Some(rest) = buffer.get_mut(written..room).filter(|rest| !rest.is_empty()) {
            let count = self.input.read(rest).unwrap_or(0);
            if count == 0 {
                break;
            }
            written += count;
        }
        self.content.produced += written as u64;
        self.content.consumed += written as u64;
        if self.input.left() == 0 {
            let is_long = self.content.produced > self.declared;
            self.over(if is_long { StreamEnd::TooLong } else { StreamEnd::Complete });
        } else if self.content.produced == self.budget || written == 0 {
            self.over(StreamEnd::Limit("inflated-bytes"));
        }
        written
    }

    /// Runs the decompressor until `buffer` is full, its stream ends, fails, or gives more than is wanted.
    fn unpack(&mut self, buffer: &mut [u8]) -> usize {
        let Step { read, written, state } = self.step(buffer);
        let content = &mut self.content;
        content.produced += written as u64;
        content.consumed += read;
        let (produced, declared) = (content.produced, self.declared);
        let end = match state {
            _ if produced > self.budget => StreamEnd::Limit("inflated-bytes"),
            State::Failed => StreamEnd::Damaged,
            State::Ended if produced > declared => StreamEnd::TooLong,
            State::Ended => StreamEnd::Complete,
            State::Going if self.limits.is_bomb(produced, content.consumed) => StreamEnd::Limit("ratio"),
            // the module.json is read on to the end of the stream, as zipfile does: damage behind the
            // declared size still raises there
            State::Going if produced > declared && !self.to_its_end => StreamEnd::TooLong,
            State::Going if read == 0 && written == 0 => StreamEnd::Unfinished,
            State::Going => return written,
        };
        self.over(end);
        written
    }

    /// One step over as many blocks of input as it takes to fill the buffer.
    fn step(&mut self, buffer: &mut [u8]) -> Step {
        let mut all = Step { read: 0, written: 0, state: State::Going };
        let Some(method) = &mut self.method else { return all };
        loop {
            let input = self.input.peek();
            let at_end = input.is_empty();
            let step = method(input, buffer.get_mut(all.written..).unwrap_or_default());
            self.input.skip(step.read);
            all.read += step.read;
            all.written += step.written;
            all.state = step.state;
            let is_stuck = step.read == 0 && step.written == 0;
            if at_end || is_stuck || all.written >= buffer.len() || !matches!(all.state, State::Going) {
                return all;
            }
        }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.resize(CHUNK, 0);
            (self.start, self.end) = (0, self.next(&mut buffer));
            self.buffer = buffer;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.end);
    }
}
