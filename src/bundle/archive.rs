//! What the bytes of a zip archive say: the raw records, and which of them CPython's `zipfile` takes.
//!
//! All offsets count bytes from 0 in the file. Where a record can be read in two ways the choice is that of
//! CPython 3.11.7 (`Lib/zipfile.py`), and the other reading stays visible as a fact for the rules.

use std::collections::HashMap;
use std::ops::Range;

/// A zip archive as `zipfile.ZipFile` finds it.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    /// Size of the file in bytes.
    pub size: u64,
    /// The first bytes of the file, to say what it is when it is no zip.
    pub head: Vec<u8>,
    /// The end of central directory record that `zipfile` takes; `None` when it finds none.
    pub end: Option<EndRecord>,
    /// The zip64 locator in front of the end record, and the record that `zipfile` reads with it.
    pub zip64: Option<Zip64>,
    /// Where the central directory was looked for.
    pub directory: Option<Directory>,
    /// The members in directory order, as far as the walk came.
    pub members: Vec<Member>,
    /// The last member of each name, by its place in `members`.
    pub(crate) by_name: HashMap<String, usize>,
    /// Why the `ZipFile` constructor raises, when it does.
    pub broken: Option<Broken>,
    /// Stretches of the file that belong to no record, in file order.
    pub gaps: Vec<Gap>,
    /// Pairs of members (by index) whose bytes overlap, in file order; a member that runs into the central
    /// directory is paired with itself.
    pub overlaps: Vec<(usize, usize)>,
    /// Where the last end record signature stands that the file breaks off in; only when there is no end record.
    pub cut_end: Option<u64>,
    /// Where an end record stands that has more bytes behind it than `zipfile` looks through, or whose comment breaks off
    /// in another one; only when it finds none.
    pub buried_end: Option<u64>,
    /// Limits that stopped the reading, by name.
    pub limits: Vec<&'static str>,
    /// What the crate `zip` finds in the same bytes.
    pub other_reader: OtherReader,
}

/// What another reader finds where `zipfile` finds `module.json` and the module files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OtherReader {
    /// It was not asked, because `zipfile` reads nothing itself.
    #[default]
    NotAsked,
    /// The same.
    Agrees,
    /// It refuses the archive.
    Refuses,
    /// Another member, or none, of this name.
    Elsewhere(String),
    /// A module file of this name, which `zipfile` does not show.
    OnlyThere(String),
}

/// The end of central directory record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndRecord {
    /// Offset of its signature.
    pub offset: u64,
    /// Number of this disk.
    pub disk: u16,
    /// Disk on which the central directory starts.
    pub directory_disk: u16,
    /// Entries of the directory on this disk; never read by `zipfile`.
    pub entries_on_disk: u16,
    /// Entries of the directory; never read by `zipfile`.
    pub entries: u16,
    /// Bytes of the central directory.
    pub directory_size: u32,
    /// Offset of the central directory as stored.
    pub directory_offset: u32,
    /// Length of the archive comment as declared.
    pub comment_length: u16,
    /// What follows the fixed part, to the end of the file.
    pub comment: Vec<u8>,
    /// Offsets of further end record signatures that lie in no member's data.
    pub others: Vec<u64>,
    /// Offsets of such signatures inside the data of stored members, with the member's index.
    pub embedded: Vec<(u64, usize)>,
}

/// The zip64 locator and the record behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zip64 {
    /// Offset of the locator.
    pub locator: u64,
    /// Disk number in the locator.
    pub disk: u32,
    /// Total number of disks in the locator.
    pub disks: u32,
    /// Where the locator says the record is; CPython 3.11.7 does not look at it.
    pub target: u64,
    /// The record 56 bytes before the locator, which CPython takes; `None` when its signature is not there.
    pub record: Option<Zip64Record>,
    /// Whether a zip64 record stands where the locator says.
    pub record_at_target: bool,
}

/// The zip64 end of central directory record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zip64Record {
    /// Offset of its signature.
    pub offset: u64,
    /// Size of the record as declared, without its first 12 bytes.
    pub record_size: u64,
    /// Number of this disk.
    pub disk: u32,
    /// Disk on which the central directory starts.
    pub directory_disk: u32,
    /// Entries on this disk.
    pub entries_on_disk: u64,
    /// Entries in all.
    pub entries: u64,
    /// Bytes of the central directory.
    pub directory_size: u64,
    /// Offset of the central directory as stored.
    pub directory_offset: u64,
}

/// Where `zipfile` reads the central directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directory {
    /// Offset of the first header that is read: end record minus size.
    pub start: u64,
    /// Bytes that are walked.
    pub size: u64,
    /// Offset as the end record stores it.
    pub stored_offset: u64,
    /// What `zipfile` adds to every local header offset (`concat`).
    pub shift: i64,
    /// Whether a central header stands at the stored offset.
    pub header_at_stored: bool,
    /// Bytes that the headers' own lengths add up to; more than `size` when the last one runs over.
    pub walked: u64,
}

/// Why the `ZipFile` constructor raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// No end of central directory record: `BadZipFile`.
    NoEndRecord,
    /// The locator says several disks: `BadZipFile`.
    SeveralDisks,
    /// The directory would start before the file: `BadZipFile`.
    DirectoryBeforeStart,
    /// The directory ends inside a header at this offset: `BadZipFile`.
    DirectoryTruncated(u64),
    /// No central header signature at this offset: `BadZipFile`.
    DirectorySignature(u64),
    /// A name with flag bit 11 is not UTF-8: `UnicodeDecodeError`, a `ValueError`.
    NameNotUtf8(u64),
    /// Version needed over 63 at this header: `NotImplementedError`.
    VersionNeeded(u64, u8),
    /// An extra field of this header runs over its area: `BadZipFile`.
    ExtraField(u64),
    /// The zip64 field of this header lacks a value that another field asks for: `BadZipFile`.
    Zip64Field(u64),
    /// Our own limit on the number of members: the walk stopped.
    MemberLimit,
}

/// A stretch of the file that no record claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its bytes.
    pub range: Range<u64>,
    /// Where it lies.
    pub position: GapPosition,
    /// Whether a zip signature (`PK` 1-2, 3-4, 5-6, 6-6 or 6-7) occurs in it.
    pub has_signature: bool,
    /// Its first bytes, to say what it is.
    pub head: Vec<u8>,
    /// Whether it holds nothing but NUL bytes.
    pub zeros: bool,
}

/// Where a gap lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapPosition {
    /// Before the first member.
    Start,
    /// Between members, or between the last one and the central directory.
    Members,
    /// Between the central directory and the end records.
    Directory,
    /// After the archive comment.
    End,
}

/// The fields that local and central headers share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Offset of the signature.
    pub offset: u64,
    /// Version needed to extract, low byte.
    pub version_needed: u8,
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// DOS time.
    pub time: u16,
    /// DOS date.
    pub date: u16,
    /// CRC-32 of the inflated content.
    pub crc: u32,
    /// Compressed size in bytes, before zip64.
    pub compressed: u32,
    /// Inflated size in bytes, before zip64.
    pub size: u32,
    /// The name's bytes.
    pub raw_name: Vec<u8>,
    /// The extra area's bytes.
    pub extra: Vec<u8>,
}

/// What only the central header has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CentralOnly {
    /// Version of the writer, low byte.
    pub made_by: u8,
    /// Host system of the writer (3 is Unix).
    pub host: u8,
    /// Disk on which the member starts.
    pub disk: u16,
    /// External attributes; the upper half is a Unix mode when the host is Unix.
    pub external: u32,
    /// Offset of the local header as stored.
    pub local_offset: u32,
    /// The member's comment.
    pub comment: Vec<u8>,
    /// Whether the header's own lengths run past the directory.
    pub runs_over: bool,
}

/// One member of the archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name as `zipfile` shows it: decoded, cut at the first NUL.
    pub name: String,
    /// The name before the cut.
    pub full_name: String,
    /// The central header.
    pub central: Header,
    /// The rest of the central header.
    pub more: CentralOnly,
    /// Compressed size in bytes after zip64.
    pub compressed: u64,
    /// Inflated size in bytes after zip64, as declared.
    pub size: u64,
    /// Offset of the local header after zip64 and shift.
    pub local_offset: i128,
    /// The local header; `None` when there is none at that offset.
    pub local: Option<Header>,
    /// Whether a local header of this name stands at the stored offset, without the shift.
    pub at_stored_offset: bool,
    /// Offset of the first byte of data, when there is a local header.
    pub data_start: u64,
    /// The data descriptor behind the data, when the flags promise one.
    pub descriptor: Descriptor,
    /// Offset of the first record signature in the data of a stored member whose flags promise a descriptor:
    /// a reader that does not know the directory takes it for the end of the data.
    pub false_end: Option<u64>,
    /// What `ZipFile.open` does with it.
    pub open: Result<(), OpenError>,
    /// What reading it to its end showed.
    pub content: Content,
}

/// What follows the data of a member whose flag bit 3 is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Descriptor {
    /// Flag bit 3 is not set.
    #[default]
    NotPromised,
    /// A descriptor of this many bytes that agrees with the central header.
    Agrees(u64),
    /// Nothing there agrees with the central header.
    Wrong,
}

/// Why `ZipFile.open` raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenError {
    /// The shifted offset is negative: `ValueError`.
    NegativeOffset,
    /// The offset does not fit a C integer, on either side: `OverflowError`.
    HugeOffset,
    /// The file ends inside the local header: `BadZipFile`.
    Truncated,
    /// No local header signature: `BadZipFile`.
    Signature,
    /// Flag bit 5: `NotImplementedError`.
    Patched,
    /// Flag bit 6: `NotImplementedError`.
    StrongEncryption,
    /// The local name is not UTF-8 although its flag says so: `UnicodeDecodeError`, a `ValueError`.
    NameNotUtf8,
    /// The names of the two headers differ: `BadZipFile`.
    NamesDiffer,
    /// Flag bit 0: `RuntimeError`.
    Encrypted,
    /// A method that CPython 3.11 does not know: `NotImplementedError`.
    Method,
}

/// What inflating a member to its end showed.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// How the reading ended.
    pub end: StreamEnd,
    /// Bytes of the archive that the content took.
    pub consumed: u64,
    /// Inflated bytes that were seen; at most one more than declared.
    pub produced: u64,
    /// CRC-32 of the inflated bytes, cut at the declared size.
    pub crc: u32,
    /// SHA-256 of the same bytes; `None` when nothing was read.
    pub sha256: Option<[u8; 32]>,
    /// The first bytes of the content.
    pub head: Vec<u8>,
}

/// How the reading of a member ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StreamEnd {
    /// Not read: no local header, encrypted, or a method that is not read here.
    #[default]
    NotRead,
    /// Read to its end.
    Complete,
    /// The data end before the stream does.
    Unfinished,
    /// The file ends before the data do.
    FileEnds,
    /// The deflate stream is damaged.
    Damaged,
    /// More bytes come out than the directory declares.
    TooLong,
    /// Our own limit of this name stopped the reading.
    Limit(&'static str),
}

impl Member {
    /// Whether the name ends in a slash, which makes a folder of it for `zipfile`.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Whether the unpacker counts it as a module file.
    #[must_use]
    pub fn is_module(&self) -> bool {
        self.name.ends_with(".so")
    }

    /// The bytes of the file that the content takes, cut at the end of the file.
    #[must_use]
    pub fn data(&self, file_size: u64) -> Range<u64> {
        let start = self.data_start.min(file_size);
        start..start.saturating_add(self.compressed).min(file_size)
    }
}

impl Archive {
    /// The member that `ZipFile.open(name)` opens: the last one of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Member> {
        self.members.get(self.position(name)?)
    }

    /// The number of the member that `zipfile` opens under a name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Fills the index behind [`Archive::find`].
    pub(crate) fn index(&mut self) {
        self.by_name = self.members.iter().enumerate().map(|(at, member)| (member.name.clone(), at)).collect();
    }

    /// Whether the `ZipFile` constructor returns.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.broken.is_none()
    }
}
