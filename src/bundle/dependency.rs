//! What a dependency archive is: its sum, and what reading it as a gzipped tar showed.
//!
//! An archive can have a million members, so nothing is kept of them but what is odd: each kind of fault once, with
//! the first member that has it and how often it occurs.

use super::Layer;

/// A file below `deps/`, or a local copy of a dependency that is named by url.
#[derive(Debug, Clone)]
pub struct DependencyFile {
    /// Name of the member, relative path in a folder, or path of a local copy.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the content, when it was read whole.
    pub sha256: Option<[u8; 32]>,
    /// The first bytes, to say what it is when it is no archive.
    pub head: Vec<u8>,
    /// The archive in it.
    pub tgz: Layer<Tgz>,
}

/// What was met in a gzipped tar, as far as it was read.
#[derive(Debug, Clone, Default)]
pub struct Tgz {
    /// Inflated bytes that were read.
    pub inflated: u64,
    /// Members that were read, links and folders too.
    pub members: u64,
    /// What is wrong with it, each kind once, in the order of [`FaultKind`].
    pub faults: Vec<Fault>,
    /// The limit that stopped the reading, by name.
    pub limit: Option<&'static str>,
    /// The ELF files in it, by machine; at most [`Tgz::MACHINES`] kinds.
    pub binaries: Vec<Binaries>,
    /// Whether it brings a C library of its own.
    pub has_libc: bool,
}

impl Tgz {
    /// Kinds of machine that are told apart.
    pub const MACHINES: usize = 16;

    /// The fault of this kind.
    #[must_use]
    pub fn fault(&self, kind: FaultKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind == kind)
    }
}

/// A kind of fault where it occurs first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// How often it was met.
    pub count: u64,
    /// Offset in the inflated tar of the header that has it; of faults of the gzip stream, in the file.
    pub offset: u64,
    /// The member that has it, cut after some hundred characters; empty when it belongs to none.
    pub member: String,
    /// The value at fault, such as the target of a link, cut likewise.
    pub detail: String,
}

/// What can be wrong with a gzipped tar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The file does not start with the mark of gzip.
    NotGzip,
    /// A compression method other than deflate.
    GzipMethod,
    /// Reserved flags are set.
    GzipFlags,
    /// The sum of the gzip header is wrong.
    GzipHeaderSum,
    /// The file ends inside the gzip header, the data or the trailer.
    GzipCut,
    /// The deflate data are damaged.
    Deflate,
    /// The CRC-32 of the trailer is wrong.
    GzipSum,
    /// The length in the trailer is wrong.
    GzipLength,
    /// More than one gzip member.
    GzipMembers,
    /// Bytes behind the last gzip member.
    GzipTrailing,
    /// Nothing comes out.
    Empty,
    /// What comes out is no tar; the detail says how it starts.
    NotTar,
    /// The sum of a header is wrong.
    HeaderSum,
    /// The tar ends inside a header.
    HeaderCut,
    /// The tar ends inside the content of a member.
    MemberCut,
    /// A size that is no number, negative or too large.
    Number,
    /// A mode, owner, group or time that is no number; the detail says which.
    Field,
    /// A header without the mark `ustar`.
    NoMagic,
    /// A header with the mark `ustar` and an unknown version behind it.
    Version,
    /// Not a single member.
    NoMembers,
    /// One block of zeros at the end where two belong.
    OneEndBlock,
    /// No block of zeros at the end.
    NoEndBlock,
    /// Something other than zeros behind the end.
    BehindEnd,
    /// An extended header whose records do not add up.
    PaxRecord,
    /// A key twice in one extended header.
    PaxTwice,
    /// A NUL in a name of an extended header or of a long name.
    NameNul,
    /// A name of an extended header is not UTF-8.
    PaxUtf8,
    /// A value with a line that looks like another record.
    PaxLine,
    /// Several extended headers, or several long names, before one member.
    HeadersTwice,
    /// An extended header and a long name that both give the name.
    PaxAndLong,
    /// An extended header or a long name without a member behind it.
    Dangling,
    /// The extended header gives another size than the header.
    PaxSize,
    /// A global header that sets the name, the size or the link of all members.
    PaxGlobal,
    /// A sparse file.
    Sparse,
    /// A device or a pipe.
    Device,
    /// A type that not every reader knows.
    OldType,
    /// A type that no reader extracts.
    UnknownType,
    /// A plain file whose name ends in a slash.
    FileWithSlash,
    /// A link or a folder with content.
    ContentOfNone,
    /// An empty name.
    NameEmpty,
    /// An absolute name.
    NameAbsolute,
    /// A name with `..`.
    NameParent,
    /// A name with control characters, or with characters that are not seen.
    NameControl,
    /// A link whose target has such characters.
    LinkControl,
    /// A name that is not UTF-8.
    NameUtf8,
    /// A name with a backslash or a drive letter.
    NameBackslash,
    /// A name or a target that is longer than Linux takes.
    TooLong,
    /// A symbolic link with an absolute target.
    LinkAbsolute,
    /// The same, into the folders of the product.
    LinkProduct,
    /// A symbolic link that leads out of the archive.
    LinkOut,
    /// A symbolic link that goes back (`..`) behind another link.
    LinkBack,
    /// Symbolic links that lead round in circles.
    LinkLoop,
    /// A member whose path goes through a symbolic link.
    ThroughLink,
    /// A hard link to something other than a file before it.
    HardLink,
    /// One name for two members.
    NameTwice,
    /// Two names that only differ in the case of letters; the detail is the first.
    NameCase,
    /// A file that is also the folder of others.
    FileAndFolder,
    /// A set-user-id or set-group-id bit.
    Privileged,
}

/// The ELF files for one kind of machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// `e_machine`.
    pub machine: u16,
    /// Whether they are of class 64.
    pub is_64: bool,
    /// How many there are.
    pub count: u64,
    /// The first one's name.
    pub first: String,
    /// The newest glibc that one of them asks for, and which does.
    pub glibc: Option<((u32, u32), String)>,
}
