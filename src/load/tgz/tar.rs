//! Tar records: headers, extended headers, long names, members. Read here because most faults do not show through
//! a library.

use super::elf;
use super::gzip::Gunzip;
use super::header::{Dialect, Header, hex, is_zero, lossy, padded, sum_agrees};
use super::number::number;
use super::pax::{self, Pax};
use super::pieces::Pieces;
use super::tree::{Kind, Tree};
use crate::bundle::Layer;
use crate::bundle::dependency::{Binaries, FaultKind, Tgz};
use crate::load::limits::Limits;
use std::io::BufRead;

pub(super) const BLOCK: usize = 512;

/// What stands before a member and speaks of it.
#[derive(Default)]
struct Before {
    pax: Option<Pax>,
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    offset: u64,
}

impl Before {
    fn is_empty(&self) -> bool {
        self.pax.is_none() && self.name.is_none() && self.link.is_none()
    }
}

pub(super) struct Reader<R> {
    stream: Gunzip<R>,
    limits: Limits,
    tree: Tree,
    before: Before,
    members: u64,
    blocks: u64,
    /// Bytes of extended headers and long names.
    headers: u64,
    binaries: Vec<Binaries>,
    has_libc: bool,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(stream: Gunzip<R>, limits: &Limits, names: u64) -> Self {
        Self {
            stream,
            limits: *limits,
            tree: Tree::new(names),
            before: Before::default(),
            members: 0,
            blocks: 0,
            headers: 0,
            binaries: Vec::new(),
            has_libc: false,
        }
    }

    /// Reads to the end, and hands back what was found and the stream.
    pub(super) fn read(mut self) -> (Layer<Tgz>, u64, Gunzip<R>) {
        while self.record().is_some() {}
        if !self.before.is_empty() && self.stream.limit.is_none() {
            self.fault_at(self.before.offset, FaultKind::Dangling, "", "");
        }
        // what is left is the rest of the stream behind a fault, or nothing: its trailer is checked all the same
        while !self.stream.peek().is_empty() {
            self.stream.consume(usize::MAX);
        }
        let names = self.tree.size();
        self.tree.judge(&mut self.stream.faults);
        let faults = std::mem::take(&mut self.stream.faults);
        let tgz = Tgz {
            inflated: self.stream.produced(),
            members: self.members,
            faults: faults.into_list(),
            limit: self.stream.limit,
            binaries: self.binaries,
            has_libc: self.has_libc,
        };
        (Layer::Ready(tgz), names, self.stream)
    }

    fn fault_at(&mut self, offset: u64, kind: FaultKind, member: &str, detail: &str) {
        self.stream.faults.add(kind, offset, member, detail);
    }

    /// Whether the stream under the tar is at fault, which explains an end that comes too early.
    fn stream_is_cut(&self) -> bool {
        let of_stream = [FaultKind::NotGzip, FaultKind::GzipMethod, FaultKind::GzipFlags, FaultKind::GzipHeaderSum];
        let cut = [FaultKind::GzipCut, FaultKind::Deflate];
        self.stream.limit.is_some() || of_stream.iter().chain(&cut).any(|kind| self.stream.faults.has(*kind))
    }

    /// Reports an end that comes too early, unless the stream explains it.
    fn cut(&mut self, offset: u64, kind: FaultKind, member: &str) {
        if !self.stream_is_cut() {
            self.fault_at(offset, kind, member, "");
        }
    }

    /// Fills `out` as far as the stream goes.
    fn fill(&mut self, out: &mut [u8]) -> usize {
        let mut filled = 0;
        while let Some(room) = out.get_mut(filled..).filter(|room| !room.is_empty()) {
            let bytes = self.stream.peek();
            let count = bytes.len().min(room.len());
            if count == 0 {
                break;
            }
            for (to, from) in room.iter_mut().zip(bytes) {
                *to = *from;
            }
            self.stream.consume(count);
            filled += count;
        }
        filled
    }

    /// Passes over this many bytes; whether they were all there.
    fn skip(&mut self, mut count: u64) -> bool {
        while count > 0 {
            let there = self.stream.peek().len();
            if there == 0 {
                return false;
            }
            let step = usize::try_from(count).unwrap_or(usize::MAX).min(there);
            self.stream.consume(step);
            count -= step as u64;
        }
        true
    }

    /// Reads one header and what belongs to it; `None` at the end.
    fn record(&mut self) -> Option<()> {
        let offset = self.stream.offset();
        let mut block = [0; BLOCK];
        let count = self.fill(&mut block);
        if count < BLOCK || is_zero(&block) {
            self.end(offset, block.get(..count).unwrap_or_default());
            return None;
        }
        if !sum_agrees(&block) {
            let kind = if self.blocks == 0 { FaultKind::NotTar } else { FaultKind::HeaderSum };
            let head = if self.blocks == 0 { hex(&block) } else { String::new() };
            self.fault_at(offset, kind, "", &head);
            return None;
        }
        self.blocks += 1;
        let header = Header::of(&block);
        if header.dialect == Dialect::Old {
            self.fault_at(offset, FaultKind::NoMagic, &lossy(&header.name), "");
        }
        if !header.is_known_version {
            self.fault_at(offset, FaultKind::Version, &lossy(&header.name), "");
        }
        if let Some(field) = header.no_number {
            self.fault_at(offset, FaultKind::Field, &lossy(&header.name), field);
        }
        let Some(size) = number(&header.size) else {
            self.fault_at(offset, FaultKind::Number, &lossy(&header.name), &lossy(&header.size));
            return None;
        };
        match header.kind {
            b'x' | b'X' | b'g' | b'L' | b'K' => self.extension(offset, &header, size),
            _ => self.member(offset, &header, size),
        }
    }

    /// What stands where no header does: two blocks of zeros and nothing but zeros behind them.
    fn end(&mut self, offset: u64, block: &[u8]) {
        if self.stream_is_cut() {
            return;
        }
        if block.is_empty() {
            let kind = if self.blocks == 0 { FaultKind::Empty } else { FaultKind::NoEndBlock };
            return self.cut(offset, kind, "");
        }
        if block.len() < BLOCK {
            let kind = match self.blocks {
                0 => FaultKind::NotTar,
                _ if is_zero(block) => FaultKind::NoEndBlock,
                _ => FaultKind::HeaderCut,
            };
            let head = hex(block);
            return self.fault_at(offset, kind, "", if kind == FaultKind::NotTar { &head } else { "" });
        }
        let mut second = [0; BLOCK];
        let count = self.fill(&mut second);
        if !is_zero(second.get(..count).unwrap_or_default()) {
            return self.fault_at(offset + BLOCK as u64, FaultKind::BehindEnd, "", "");
        }
        if count < BLOCK {
            self.cut(offset, FaultKind::OneEndBlock, "");
        }
        loop {
            let at = self.stream.offset();
            let rest = self.stream.peek();
            if rest.is_empty() {
                break;
            }
            let (length, odd) = (rest.len(), rest.iter().position(|&byte| byte != 0));
            if let Some(odd) = odd {
                self.fault_at(at + odd as u64, FaultKind::BehindEnd, "", "");
                break;
            }
            self.stream.consume(length);
        }
        if self.members == 0 && !self.stream_is_cut() {
            self.fault_at(offset, FaultKind::NoMembers, "", "");
        }
    }

    /// An extended header or a long name.
    fn extension(&mut self, offset: u64, header: &Header, size: u64) -> Option<()> {
        self.headers = self.headers.saturating_add(size);
        // each byte of a record costs more than a byte of content
        if size > self.limits.tgz_header || self.headers > self.limits.tgz_headers {
            self.stream.stop(if size > self.limits.tgz_header { "tgz-header" } else { "tgz-headers" });
            return None;
        }
        let mut data = vec![0; usize::try_from(size).unwrap_or(0)];
        if self.fill(&mut data) < data.len() || !self.skip(padded(size) - size) {
            self.cut(offset, FaultKind::MemberCut, &lossy(&header.name));
            return None;
        }
        if matches!(header.kind, b'L' | b'K') {
            self.long_name(offset, header.kind, data);
            return Some(());
        }
        let pax = pax::read(&data);
        for (kind, detail) in &pax.faults {
            self.fault_at(offset, *kind, "", detail);
        }
        if pax.sparse {
            self.fault_at(offset, FaultKind::Sparse, "", "");
        }
        if header.kind == b'g' {
            if pax.path.is_some() || pax.link.is_some() || pax.size.is_some() {
                self.fault_at(offset, FaultKind::PaxGlobal, "", "");
            }
            return Some(());
        }
        if self.before.pax.is_some() {
            self.fault_at(offset, FaultKind::HeadersTwice, "", "");
        }
        self.before.offset = offset;
        self.before.pax = Some(pax);
        Some(())
    }

    fn long_name(&mut self, offset: u64, kind: u8, mut data: Vec<u8>) {
        while data.last() == Some(&0) {
            data.pop();
        }
        if data.contains(&0) {
            self.fault_at(offset, FaultKind::NameNul, "", &lossy(&data));
        }
        let slot = if kind == b'L' { &mut self.before.name } else { &mut self.before.link };
        let twice = slot.replace(data).is_some();
        self.before.offset = offset;
        if twice {
            self.fault_at(offset, FaultKind::HeadersTwice, "", "");
        }
    }

    fn member(&mut self, offset: u64, header: &Header, header_size: u64) -> Option<()> {
        let before = std::mem::take(&mut self.before);
        let pax = before.pax.unwrap_or_default();
        let long = before.name.is_some() && pax.path.is_some() || before.link.is_some() && pax.link.is_some();
        let name = pax.path.or(before.name).unwrap_or_else(|| header.name.clone());
        let link = pax.link.or(before.link).unwrap_or_else(|| header.link.clone());
        let shown = lossy(&name);
        if long {
            self.fault_at(offset, FaultKind::PaxAndLong, &shown, "");
        }
        let size = pax.size.unwrap_or(header_size);
        if size != header_size {
            self.fault_at(offset, FaultKind::PaxSize, &shown, &format!("{size} {header_size}"));
        }
        self.members += 1;
        if self.members > self.limits.tgz_members {
            self.stream.stop("tgz-members");
            return None;
        }
        let kind = self.kind(offset, header.kind, &name, size);
        if header.kind == b'S' {
            // readers disagree about what follows
            return None;
        }
        if header.privileged {
            self.fault_at(offset, FaultKind::Privileged, &shown, "");
        }
        if let Some(kind) = kind
            && !self.tree.add(offset, kind, &name, &link, &mut self.stream.faults)
        {
            self.stream.stop("tgz-names");
            return None;
        }
        self.content(offset, kind == Some(Kind::File), &shown, size)
    }

    /// What a member makes; `None` for a type that makes nothing known.
    fn kind(&mut self, offset: u64, flag: u8, name: &[u8], size: u64) -> Option<Kind> {
        let shown = lossy(name);
        let fault = match flag {
            b'7' | b'V' => Some(FaultKind::OldType),
            b'3' | b'4' | b'6' => Some(FaultKind::Device),
            b'S' => Some(FaultKind::Sparse),
            b'0' | 0 | b'1' | b'2' | b'5' => None,
            _ => Some(FaultKind::UnknownType),
        };
        if let Some(fault) = fault {
            self.fault_at(offset, fault, &shown, &char::from(flag).to_string());
        }
        if matches!(flag, 0 | b'0') && name.ends_with(b"/") {
            self.fault_at(offset, FaultKind::FileWithSlash, &shown, "");
        }
        if matches!(flag, b'1' | b'2' | b'5') && size > 0 {
            self.fault_at(offset, FaultKind::ContentOfNone, &shown, &size.to_string());
        }
        match flag {
            0 | b'0' | b'7' => Some(Kind::File),
            b'1' => Some(Kind::HardLink),
            b'2' => Some(Kind::Symlink),
            b'5' => Some(Kind::Folder),
            _ => None,
        }
    }

    /// Passes over a member's content, and looks at it when it is an ELF file.
    fn content(&mut self, offset: u64, is_file: bool, name: &str, size: u64) -> Option<()> {
        let mut left = size;
        if is_file && size >= elf::LEAST {
            let mut start = [0; 4];
            let count = self.fill(&mut start);
            left -= count as u64;
            if start == *b"\x7fELF" {
                left -= self.binary(name, left);
            }
        }
        // the last block may be cut: no reader misses what only fills it up
        if !self.skip(left) {
            self.cut(offset, FaultKind::MemberCut, name);
            return None;
        }
        let padding = padded(size).saturating_sub(size);
        if !self.skip(padding) && !self.stream_is_cut() {
            self.fault_at(offset, FaultKind::NoEndBlock, "", "");
            return None;
        }
        Some(())
    }

    /// Reads an ELF file behind its mark as far as it is looked at; the number of bytes.
    fn binary(&mut self, name: &str, left: u64) -> u64 {
        let most = left.min(self.limits.tgz_elf);
        let mut file = Pieces::new();
        file.push(b"\x7fELF");
        while file.size() < most + 4 {
            let bytes = self.stream.peek();
            let count = bytes.len().min(usize::try_from(most + 4 - file.size()).unwrap_or(usize::MAX));
            if count == 0 {
                break;
            }
            file.push(bytes.get(..count).unwrap_or_default());
            self.stream.consume(count);
        }
        if let Some(facts) = elf::read(&file) {
            let base = name.rsplit('/').next().unwrap_or_default();
            self.has_libc |= base == "libc.so.6";
            self.note(&facts, name);
        }
        file.size() - 4
    }

    fn note(&mut self, facts: &elf::Facts, name: &str) {
        let name = super::faults::cut(name);
        let glibc = facts.glibc.map(|version| (version, name.clone()));
        let same = |kind: &&mut Binaries| kind.machine == facts.machine && kind.is_64 == facts.is_64;
        let has_room = self.binaries.len() < Tgz::MACHINES;
        match self.binaries.iter_mut().find(same) {
            Some(kind) => {
                kind.count += 1;
                if glibc.as_ref().map(|(version, _)| *version) > kind.glibc.as_ref().map(|(version, _)| *version) {
                    kind.glibc = glibc;
                }
            }
            None if has_room => {
                let (machine, is_64) = (facts.machine, facts.is_64);
                self.binaries.push(Binaries { machine, is_64, count: 1, first: name, glibc });
            }
            None => {}
        }
    }
}
