//! A module file that comes in pieces: looked through as it goes by, and kept without the parts that nobody reads.
//!
//! A file whose tables lie in such parts all the same is read again, whole.

use super::file::{File, Gaps};
use super::sighting::Sighting;
use super::texts::Looker;
use super::thrift::{THRIFT, Thrift};
use super::{ON_LOAD, head, is_elf, is_judged, rest, segments};
use crate::bundle::elf::Elf;
use crate::load::limits::Limits;
use crate::load::room::Room;
use std::ops::Range;

/// The file, as far as it has come.
pub(crate) struct Incoming<'a> {
    commands: &'a [String],
    /// As declared.
    size: u64,
    room: Room,
    thrift: Thrift,
    gaps: Gaps,
    /// The name of the function that the server calls, in whichever table.
    on_load: Sighting,
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
            thrift: THRIFT,
            gaps: Gaps::default(),
            on_load: Sighting::new(ON_LOAD),
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
                self.plan(piece);
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
            let strings = rest(file, limits, &mut elf, self.on_load.is_seen);
            let texts = self.looker.and_then(|looker| looker.finish(&elf, strings));
            elf.texts = match texts {
                Some(texts) => texts,
                None if self.gaps.parts.is_empty() => super::texts(&self.room, self.commands, &elf, strings),
                None => return Arrived::Again,
            };
        }
        if self.gaps.is_missed.get() { Arrived::Again } else { Arrived::Elf(Box::new(elf)) }
    }

    /// Finds out from the first piece what is looked through, and what is left out.
    fn plan(&mut self, piece: &[u8]) {
        let none = Gaps::default();
        let elf = head(File::new(piece, &none));
        let count = usize::from(elf.header.segment_count);
        if !is_judged(&elf) || count == 0 || elf.segments.len() < count {
            // the program headers come later, if at all
            self.looker = Some(Looker::new(self.commands, None, self.size));
            if is_judged(&elf) {
                self.headers_end = Some(segments::end(&elf));
                self.leave_out(self.thrift.guess(&elf));
            }
            return;
        }
        self.looker = Some(Looker::new(self.commands, Some(&elf), self.size));
        self.leave_out(self.thrift.known(&elf, piece.len() as u64));
    }

    /// Leaves parts out of what is to come.
    fn leave_out(&mut self, parts: Vec<Range<u64>>) {
        if self.room.has_free_gaps() {
            self.gaps.parts.extend(parts);
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        if let Some(looker) = &mut self.looker {
            looker.pass(self.at, piece);
        }
        self.on_load.pass(piece);
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
            self.leave_out(self.thrift.known(&elf, self.at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::elf::Segment;

    const ALL: Thrift = Thrift { worth: 1, names: 300, around: 0 };

    /// What comes out of a file in pieces, with gaps for all code.
    fn arrived(content: &[u8], pieces: usize, commands: &[String], thrift: Thrift) -> Arrived {
        let mut incoming = Incoming { room: Room::large(content.len()), thrift, ..Incoming::new(0, commands) };
        let mut pieces = content.chunks(pieces);
        if let Some(first) = pieces.next() {
            incoming.plan(first);
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
    fn what_nobody_reads_is_left_out_and_asked_for_again_when_a_table_lies_there() {
        let content = with_full_table(include_bytes!("../../../testdata/baseline/hello.so"));
        let elf = super::super::read(&content, &[], &Limits::default());
        let code = elf.segments_of(Segment::LOAD).find(|load| load.has(Segment::EXECUTABLE)).unwrap();
        let table = elf.header.sections;
        let gaps = ALL.known(&elf, 2000);
        assert!(gaps.iter().any(|gap| gap.start <= code.offset && code.offset + code.in_file <= gap.end), "{gaps:?}");
        assert!(gaps.iter().any(|gap| gap.end == table - ALL.names && gap.end - gap.start > 1000), "{gaps:?}");
        assert!(matches!(arrived(&content, 2000, &[], ALL), Arrived::Elf(_)));
        // DT_STRTAB leads into the code
        let mut moved = content.clone();
        let start = usize::try_from(elf.segments_of(Segment::DYNAMIC).next().unwrap().offset).unwrap();
        let entry = (start..).step_by(16).find(|at| moved[*at..at + 8] == 5u64.to_le_bytes()).unwrap();
        moved[entry + 8..entry + 16].copy_from_slice(&(code.address + 8).to_le_bytes());
        assert!(matches!(arrived(&moved, 2000, &[], ALL), Arrived::Again));
        assert!(matches!(arrived(b"no ELF", 3, &[], ALL), Arrived::Elf(_)));
    }

    /// A file with a full symbol table, far in front of the section table, that has the function.
    fn with_full_table(content: &[u8]) -> Vec<u8> {
        let elf = super::super::read(content, &[], &Limits::default());
        let mut sections = content[usize::try_from(elf.header.sections).unwrap()..].to_vec();
        let names = usize::from(elf.header.section_names) * 64;
        let names_at =
            usize::try_from(u64::from_le_bytes(sections[names + 24..names + 32].try_into().unwrap())).unwrap();
        let names_size =
            usize::try_from(u64::from_le_bytes(sections[names + 32..names + 40].try_into().unwrap())).unwrap();
        let mut made = content.to_vec();
        let at = made.len() as u64;
        let symbol =
            |name: u32, section: u16| [&name.to_le_bytes()[..], &[0x12, 0], &section.to_le_bytes(), &[0; 16]].concat();
        made.extend([symbol(0, 0), symbol(1, 1), b"\0".to_vec(), ON_LOAD.to_vec()].concat());
        made.resize(made.len() + 5000, 0);
        sections[names + 24..names + 32].copy_from_slice(&(made.len() as u64).to_le_bytes());
        made.extend(&content[names_at..names_at + names_size]);
        made.resize(made.len().next_multiple_of(8), 0);
        let table = made.len() as u64;
        made[40..48].copy_from_slice(&table.to_le_bytes());
        let count = u32::from(elf.header.section_count);
        made[60..62].copy_from_slice(&(elf.header.section_count + 2).to_le_bytes());
        made.extend(sections);
        for (kind, at, size, link) in [(2_u32, at, 48_u64, count + 1), (3, at + 48, 1 + ON_LOAD.len() as u64, 0)] {
            made.extend([&0_u32.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 16]].concat());
            made.extend([&at.to_le_bytes()[..], &size.to_le_bytes(), &link.to_le_bytes(), &[0; 20]].concat());
        }
        made
    }

    #[test]
    fn the_full_symbol_table_is_asked_for_only_when_it_can_have_the_function() {
        let mut content = with_full_table(include_bytes!("../../../testdata/baseline/hello.so"));
        let names: Vec<usize> = memchr::memmem::find_iter(&content, ON_LOAD).collect();
        let [dynamic, full] = names[..] else { panic!("{names:?}") };
        content[dynamic] = b'X';
        let whole = super::super::read(&content, &[], &Limits::default());
        assert!(whole.sections.local_on_load.is_some() && whole.sections.damage.is_none(), "{:?}", whole.sections);
        assert!(matches!(arrived(&content, 2000, &[], ALL), Arrived::Again));
        content[full] = b'X';
        let Arrived::Elf(elf) = arrived(&content, 2000, &[], ALL) else { panic!("asked for again") };
        assert_eq!(format!("{elf:?}"), format!("{:?}", super::super::read(&content, &[], &Limits::default())));
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
        let guess = |around| arrived(&moved, 500, &[], Thrift { around, ..ALL });
        let Arrived::Elf(elf) = guess(around) else { panic!("asked for again") };
        assert_eq!(format!("{elf:?}"), format!("{whole:?}"));
        assert!(matches!(guess(600), Arrived::Again));
    }
}
