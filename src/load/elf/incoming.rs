//! A module file that comes in pieces: looked through as it goes by, and kept without its code.
//!
//! Most of a large module is code, in which nobody reads: its texts are looked for while it passes. Where the program
//! headers tell too late what is code, it is guessed. A file whose tables lie there all the same is read again, whole.

use super::file::{File, Gaps};
use super::texts::Looker;
use super::{head, is_elf, is_judged, rest, segments};
use crate::bundle::elf::{Elf, Segment};
use crate::load::limits::Limits;
use crate::load::room::Room;
use std::ops::Range;

/// Which code is left out.
#[derive(Clone, Copy)]
struct Thrift {
    /// Bytes that are worth leaving out.
    worth: u64,
    /// Bytes that are kept at the start of a file and in front of program headers that come late: a tool that rewrites
    /// a library appends them, behind the tables that a linker puts first and the data that it puts last.
    around: u64,
}

const THRIFT: Thrift = Thrift { worth: 1 << 20, around: 16 << 20 };

/// The file, as far as it has come.
pub(crate) struct Incoming<'a> {
    commands: &'a [String],
    /// As declared.
    size: u64,
    room: Room,
    gaps: Gaps,
    /// `None` as long as nothing has come.
    looker: Option<Looker>,
    at: u64,
    is_elf: bool,
    /// Where program headers end that did not come with the first piece.
    headers_end: Option<u64>,
}

/// What a file came to.
#[derive(Debug)]
pub(crate) enum Arrived {
    /// All that is to be known of it.
    Elf(Box<Elf>),
    /// It must come again, to be kept whole.
    Again,
    /// It is no ELF file; nothing of it was kept.
    Other,
}

impl<'a> Incoming<'a> {
    /// A file of `size` bytes as declared, to be looked through for the names of commands.
    pub(crate) fn new(size: u64, commands: &'a [String]) -> Self {
        Self {
            commands,
            size,
            room: Room::new(size),
            gaps: Gaps::default(),
            looker: None,
            at: 0,
            is_elf: true,
            headers_end: None,
        }
    }

    /// Takes the next bytes. Of a file that does not begin as an ELF file does nothing is kept.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        if self.at == 0 {
            self.is_elf = is_elf(piece);
            if self.is_elf {
                self.plan(piece, THRIFT);
            }
        }
        if self.is_elf {
            self.keep(piece);
        }
    }

    /// What it is, when all of it came.
    pub(crate) fn finish(self, limits: &Limits) -> Arrived {
        if !self.is_elf {
            return Arrived::Other;
        }
        let file = File::new(&self.room, &self.gaps);
        let mut elf = head(file);
        if super::is_loadable(&elf) {
            let strings = rest(file, limits, &mut elf);
            let texts = self.looker.and_then(|looker| looker.finish(&elf, strings));
            elf.texts = match texts {
                Some(texts) => texts,
                None if self.gaps.parts.is_empty() => super::texts(&self.room, self.commands, &elf, strings),
                None => return Arrived::Again,
            };
        }
        if self.gaps.is_missed.get() { Arrived::Again } else { Arrived::Elf(Box::new(elf)) }
    }

    /// Finds out from the first piece what is looked through, and which code is left out.
    fn plan(&mut self, piece: &[u8], thrift: Thrift) {
        let none = Gaps::default();
        let elf = head(File::new(piece, &none));
        let count = usize::from(elf.header.segment_count);
        if !is_judged(&elf) || count == 0 || elf.segments.len() < count {
            // the program headers come later, if at all
            self.looker = Some(Looker::new(self.commands, None, self.size));
            if is_judged(&elf) {
                self.headers_end = Some(segments::end(&elf));
                let guess = thrift.around..elf.header.segments.saturating_sub(thrift.around);
                self.leave_out(vec![guess], thrift.worth);
            }
            return;
        }
        self.looker = Some(Looker::new(self.commands, Some(&elf), self.size));
        self.leave_out(code(&elf, piece.len() as u64), thrift.worth);
    }

    /// Leaves these parts out of what is to come, as far as each is worth it.
    fn leave_out(&mut self, parts: Vec<Range<u64>>, worth: u64) {
        if self.room.has_free_gaps() {
            let parts = parts.into_iter().filter(|part| part.start < part.end && part.end - part.start >= worth);
            self.gaps.parts.extend(parts);
            self.gaps.parts.sort_by_key(|gap| gap.start);
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        if let Some(looker) = &mut self.looker {
            looker.pass(self.at, piece);
        }
        let mut rest = piece;
        while !rest.is_empty() {
            let gap = self.gaps.parts.iter().find(|gap| self.at < gap.end);
            let (is_kept, until) = match gap {
                Some(gap) if self.at < gap.start => (true, gap.start),
                Some(gap) => (false, gap.end),
                None => (true, u64::MAX),
            };
            let count = usize::try_from(until - self.at).unwrap_or(usize::MAX).min(rest.len());
            let (now, later) = rest.split_at(count);
            if is_kept {
                self.room.add(now);
            } else {
                self.room.skip(count);
            }
            self.at = self.at.saturating_add(count as u64);
            rest = later;
        }
        if self.headers_end.take_if(|end| *end <= self.at).is_some() {
            let elf = head(File::new(&self.room, &Gaps::default()));
            self.leave_out(code(&elf, self.at), THRIFT.worth);
        }
    }
}

/// The code that the loader maps, behind the `came` bytes that are here already, without other segments that lie in it,
/// such as the one for unwinding.
fn code(elf: &Elf, came: u64) -> Vec<Range<u64>> {
    let range = |segment: &Segment| segment.offset..segment.offset.saturating_add(segment.in_file);
    let (code, others): (Vec<&Segment>, Vec<&Segment>) =
        elf.segments.iter().partition(|segment| segment.has(Segment::EXECUTABLE));
    let mut others: Vec<Range<u64>> = others.into_iter().map(range).collect();
    others.sort_by_key(|other| other.start);
    let mut parts = Vec::new();
    for load in code.into_iter().filter(|segment| segment.kind == Segment::LOAD) {
        let mut part = range(load);
        part.start = part.start.max(came);
        for other in others.iter().filter(|other| other.start < part.end) {
            parts.push(part.start..other.start);
            part.start = part.start.max(other.end);
        }
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Thrift = Thrift { worth: 1, around: 0 };

    /// What comes out of a file in pieces, with gaps for all code.
    fn arrived(content: &[u8], pieces: usize, commands: &[String], thrift: Thrift) -> Arrived {
        let mut incoming = Incoming { room: Room::large(content.len()), ..Incoming::new(0, commands) };
        let mut pieces = content.chunks(pieces);
        if let Some(first) = pieces.next() {
            incoming.plan(first, thrift);
            incoming.keep(first);
        }
        pieces.for_each(|piece| incoming.keep(piece));
        incoming.finish(&Limits::default())
    }

    #[test]
    fn a_file_in_pieces_is_read_like_a_whole_one_or_asked_for_again() {
        let content = include_bytes!("../../../testdata/baseline/hello.so").to_vec();
        let commands = ["hello.greet".to_owned(), "bye.bye".to_owned()];
        let mut read = 0;
        for at in (0..content.len()).step_by(3) {
            let mut changed = content.clone();
            changed[at] ^= 0x41;
            let whole = format!("{:?}", super::super::read(&changed, &commands, &Limits::default()));
            if let Arrived::Elf(elf) = arrived(&changed, 1000, &commands, ALL) {
                assert_eq!(format!("{elf:?}"), whole, "byte {at}");
                read += 1;
            }
        }
        assert!(read > content.len() / 6, "{read} of {}", content.len() / 3);
    }

    #[test]
    fn code_is_left_out_and_asked_for_again_when_a_table_lies_there() {
        let content = include_bytes!("../../../testdata/baseline/hello.so").to_vec();
        let gap = |content: &[u8]| {
            let mut incoming = Incoming { room: Room::large(content.len()), ..Incoming::new(0, &[]) };
            incoming.plan(&content[..2000], ALL);
            incoming.gaps.parts
        };
        let code = gap(&content);
        assert_eq!(code.len(), 1);
        assert!(matches!(arrived(&content, 2000, &[], ALL), Arrived::Elf(_)));
        // DT_STRTAB leads into the code
        let mut moved = content.clone();
        let elf = super::super::read(&content, &[], &Limits::default());
        let start = usize::try_from(elf.segments_of(Segment::DYNAMIC).next().unwrap().offset).unwrap();
        let entry = (start..).step_by(16).find(|at| moved[*at..at + 8] == 5u64.to_le_bytes()).unwrap();
        moved[entry + 8..entry + 16].copy_from_slice(&(code[0].start + 8).to_le_bytes());
        assert!(matches!(arrived(&moved, 2000, &[], ALL), Arrived::Again));
        assert!(matches!(arrived(b"no ELF", 3, &[], ALL), Arrived::Elf(_)));
    }

    #[test]
    fn code_in_front_of_late_program_headers_is_guessed_and_asked_for_again_when_that_was_wrong() {
        let content = include_bytes!("../../../testdata/baseline/hello.so");
        let elf = super::super::read(content, &[], &Limits::default());
        let (start, end) = (elf.header.segments, segments::end(&elf));
        let headers = content[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()].to_vec();
        let mut moved = [content.as_slice(), &headers].concat();
        moved[32..40].copy_from_slice(&(content.len() as u64).to_le_bytes());
        let whole = super::super::read(&moved, &[], &Limits::default());
        let dynamic = whole.segments_of(Segment::DYNAMIC).next().unwrap().offset;
        let code = whole.segments_of(Segment::LOAD).find(|load| load.has(Segment::EXECUTABLE)).unwrap().offset;
        let around = code.max(content.len() as u64 - dynamic);
        assert!(around * 2 < content.len() as u64);
        let guess = |around| arrived(&moved, 500, &[], Thrift { worth: 1, around });
        let Arrived::Elf(elf) = guess(around) else { panic!("asked for again") };
        assert_eq!(format!("{elf:?}"), format!("{whole:?}"));
        assert!(matches!(guess(600), Arrived::Again));
    }
}
