//! A gzip stream, read to its last byte: header, deflate data and trailer of every member, and what lies behind.

use super::faults::Faults;
use super::source::Source;
use crate::bundle::dependency::FaultKind;
use crate::load::limits::Limits;
use flate2::{Decompress, FlushDecompress, Status};
use std::io::BufRead;

const CHUNK: usize = 64 * 1024;
const HEADER_SUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0xe0;

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Data,
    Done,
}

pub(super) struct Gunzip<R> {
    source: Source<R>,
    inflate: Decompress,
    state: State,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of the current member.
    crc: crc32fast::Hasher,
    length: u32,
    members: u64,
    produced: u64,
    /// Bytes that all archives of a bundle may still give.
    budget: u64,
    limits: Limits,
    pub(super) limit: Option<&'static str>,
    pub(super) faults: Faults,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(inner: R, limits: &Limits, budget: u64) -> Self {
        Self {
            source: Source::new(inner),
            inflate: Decompress::new(false),
            state: State::Header,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            crc: crc32fast::Hasher::new(),
            length: 0,
            members: 0,
            produced: 0,
            budget,
            limits: *limits,
            limit: None,
            faults: Faults::default(),
        }
    }

    /// Inflated bytes that were handed out, the ones in the buffer not counted.
    pub(super) fn offset(&self) -> u64 {
        self.produced - (self.end - self.start) as u64
    }

    /// Inflated bytes that came out at all.
    pub(super) fn produced(&self) -> u64 {
        self.produced
    }

    pub(super) fn into_source(self) -> Source<R> {
        self.source
    }

    /// Ends the reading for a limit.
    pub(super) fn stop(&mut self, limit: &'static str) {
        self.limit.get_or_insert(limit);
        self.end = self.start;
        self.state = State::Done;
    }

    /// The next inflated bytes; none at the end, at a fault, and at a limit.
    pub(super) fn peek(&mut self) -> &[u8] {
        while self.start == self.end {
            match self.state {
                State::Done => break,
                State::Header => self.header(),
                State::Data => self.data(),
            }
        }
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.end);
    }

    fn fault(&mut self, kind: FaultKind, detail: impl Into<String>) {
        let offset = self.source.offset();
        self.faults.add(kind, offset, "", detail);
    }

    fn end_with(&mut self, kind: FaultKind, detail: &str) {
        self.fault(kind, detail);
        self.state = State::Done;
    }

    fn header(&mut self) {
        if self.members > 0 && self.source.peek().is_empty() {
            self.state = State::Done;
            return;
        }
        let offset = self.source.offset();
        let first = self.source.peek().first().copied();
        if first != Some(0x1f) {
            let kind = if self.members == 0 { FaultKind::NotGzip } else { FaultKind::GzipTrailing };
            return self.end_with(kind, if first == Some(0) { "zero" } else { "" });
        }
        let mut sum = crc32fast::Hasher::new();
        match self.header_fields(&mut sum) {
            Some(Ok(())) => {
                self.members += 1;
                self.inflate.reset(false);
                self.crc = crc32fast::Hasher::new();
                self.length = 0;
                self.state = State::Data;
            }
            Some(Err(kind)) => {
                let kind = if self.members > 0 && kind == FaultKind::NotGzip { FaultKind::GzipTrailing } else { kind };
                self.end_with(kind, "");
            }
            None if self.limit.is_none() => self.end_with(FaultKind::GzipCut, "header"),
            None => self.state = State::Done,
        }
        if self.members == 2 && self.state == State::Data {
            self.faults.add(FaultKind::GzipMembers, offset, "", "");
        }
        if self.members > self.limits.gzip_members {
            self.stop("gzip-members");
        }
    }

    /// `None` when the file ends, or a limit is met.
    fn header_fields(&mut self, sum: &mut crc32fast::Hasher) -> Option<Result<(), FaultKind>> {
        let mut fixed = [0; 10];
        for (index, slot) in fixed.iter_mut().enumerate() {
            *slot = self.source.byte()?;
            if index == 1 && *slot != 0x8b {
                return Some(Err(FaultKind::NotGzip));
            }
        }
        sum.update(&fixed);
        let [_, _, method, flags, ..] = fixed;
        if method != 8 {
            return Some(Err(FaultKind::GzipMethod));
        }
        if flags & RESERVED != 0 {
            return Some(Err(FaultKind::GzipFlags));
        }
        if flags & EXTRA != 0 {
            let (low, high) = (self.source.byte()?, self.source.byte()?);
            sum.update(&[low, high]);
            for _ in 0..u16::from_le_bytes([low, high]) {
                sum.update(&[self.source.byte()?]);
            }
        }
        for flag in [NAME, COMMENT] {
            if flags & flag != 0 {
                self.header_text(sum)?;
            }
        }
        if flags & HEADER_SUM != 0 {
            let expected = [self.source.byte()?, self.source.byte()?];
            let [low, high, ..] = sum.clone().finalize().to_le_bytes();
            if expected != [low, high] {
                return Some(Err(FaultKind::GzipHeaderSum));
            }
        }
        Some(Ok(()))
    }

    fn header_text(&mut self, sum: &mut crc32fast::Hasher) -> Option<()> {
        for _ in 0..=self.limits.gzip_header {
            let byte = self.source.byte()?;
            sum.update(&[byte]);
            if byte == 0 {
                return Some(());
            }
        }
        self.stop("gzip-header");
        None
    }

    fn data(&mut self) {
        let input = self.source.peek();
        let at_end = input.is_empty();
        let (read_before, written_before) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, &mut self.buffer, FlushDecompress::None);
        // both are bounded by the slices that were passed in
        let read = usize::try_from(self.inflate.total_in() - read_before).unwrap_or(0);
        let written = usize::try_from(self.inflate.total_out() - written_before).unwrap_or(0);
        self.source.consume(read);
        (self.start, self.end) = (0, written.min(CHUNK));
        let fresh = self.buffer.get(..self.end).unwrap_or_default();
        self.crc.update(fresh);
        // gzip keeps the length modulo 2^32
        self.length = self.length.wrapping_add(u32::try_from(fresh.len()).unwrap_or(0));
        self.produced += fresh.len() as u64;
        match status {
            Err(_) => self.end_with(FaultKind::Deflate, ""),
            Ok(Status::StreamEnd) => self.trailer(),
            Ok(_) if at_end && written == 0 => self.end_with(FaultKind::GzipCut, "data"),
            Ok(_) => {}
        }
        let consumed = self.source.offset();
        if self.limits.is_late() {
            self.stop("seconds");
        } else if self.produced > self.limits.tgz {
            self.stop("tgz-bytes");
        } else if self.produced > self.budget {
            self.stop("tgz-total");
        } else if self.produced > self.limits.tgz_ratio_from
            && self.produced > consumed.saturating_mul(self.limits.tgz_ratio)
        {
            self.stop("tgz-ratio");
        }
    }

    fn trailer(&mut self) {
        self.state = State::Header;
        let (mut crc, mut length) = ([0; 4], [0; 4]);
        for slot in crc.iter_mut().chain(&mut length) {
            let Some(byte) = self.source.byte() else { return self.end_with(FaultKind::GzipCut, "trailer") };
            *slot = byte;
        }
        let (crc, found) = (u32::from_le_bytes(crc), self.crc.clone().finalize());
        if crc != found {
            self.fault(FaultKind::GzipSum, format!("{crc:08x} {found:08x}"));
        }
        let length = u32::from_le_bytes(length);
        if length != self.length {
            self.fault(FaultKind::GzipLength, format!("{length} {}", self.length));
        }
    }
}
