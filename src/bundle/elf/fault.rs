//! What can be wrong with the tables that the loader reads, and what it then does.

use super::Bytes;

/// Something wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The field, table or program header: `e_phnum`, `DT_STRTAB`.
    pub what: &'static str,
    /// The value found; what it means depends on the kind.
    pub value: u64,
    /// Where.
    pub at: Bytes,
    /// Whether the loader of glibc reads what is wrong.
    pub is_read: bool,
}

impl Fault {
    /// What the loader does about it.
    #[must_use]
    pub fn effect(&self) -> Effect {
        if self.is_read { self.kind.effect() } else { Effect::Loads }
    }
}

/// What the loader of glibc does about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It refuses with these words, behind the file's name.
    Refuses(&'static str),
    /// The process dies, or may die.
    Dies,
    /// It finds no symbol.
    FindsNothing,
    /// It does not look, or does not mind.
    Loads,
}

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// `EI_CLASS` is neither 1 nor 2.
    Class,
    /// `EI_DATA` is neither 1 nor 2.
    Order,
    /// `EI_VERSION` is not 1.
    IdentVersion,
    /// `EI_OSABI` is neither 0 nor 3.
    OsAbi,
    /// `EI_ABIVERSION` is not 0.
    AbiVersion,
    /// The padding of `e_ident` is not zero.
    Padding,
    /// `e_version` is not 1.
    Version,
    /// `e_ehsize` is not 64.
    HeaderSize,
    /// `e_phentsize` is not 56.
    SegmentSize,
    /// `e_phnum` is 0, or more than a module has.
    SegmentCount,
    /// No `PT_LOAD`.
    NoLoad,
    /// More bytes in the file than in memory.
    FileOverMemory,
    /// Address or offset and size together pass 2^64.
    Wraps,
    /// `p_align` is no power of two, or smaller than a page.
    Align,
    /// Address and offset differ by other than whole pages.
    Misaligned,
    /// A `PT_LOAD` starts below the one before.
    LoadOrder,
    /// A `PT_LOAD` starts inside the one before.
    LoadOverlap,
    /// A `PT_LOAD` that cannot be read.
    Unreadable,
    /// `PT_GNU_RELRO` does not lie in a `PT_LOAD`.
    Relro,
    /// The module wants more memory than any machine gives.
    Memory,
    /// More than one `PT_DYNAMIC`.
    SeveralDynamic,
    /// `PT_DYNAMIC` leads nowhere.
    DynamicOutside,
    /// `p_offset` of `PT_DYNAMIC` is not where `p_vaddr` leads.
    DynamicElsewhere,
    /// `DT_NULL` comes behind the end of `PT_DYNAMIC`.
    NoNull,
    /// There is no `DT_NULL` at all.
    Endless,
    /// Entries stand behind the first `DT_NULL`.
    BehindNull,
    /// An entry occurs twice.
    Twice,
    /// An entry is missing.
    Missing,
    /// A table does not lie in the file's part of a `PT_LOAD`.
    Outside,
    /// The size of a table's entries is another than the format's.
    EntrySize,
    /// The string table has no NUL at its end.
    Unterminated,
    /// A name starts behind the string table.
    NameOutside,
    /// A name is longer than a file name can be.
    NameTooLong,
    /// A name is no text.
    NameNotText,
    /// A library has no name.
    NameEmpty,
    /// The module needs itself.
    NeedsItself,
    /// More libraries than a module has.
    TooManyNeeded,
    /// Neither `DT_HASH` nor `DT_GNU_HASH`.
    NoHash,
    /// A hash table without buckets.
    NoBuckets,
    /// The size of the Bloom filter is no power of two.
    Bloom,
    /// The shift of the Bloom filter is over 31.
    Shift,
    /// A bucket names a symbol that the table does not cover.
    Bucket,
    /// A chain has no end.
    Chain,
    /// The table does not lead to a symbol that it should have.
    Unreachable,
    /// The name of a symbol lies outside of the string table.
    SymbolName,
    /// A version record that starts in another one, or in itself.
    VersionOverlap,
    /// `vn_version` is not 1.
    VersionFormat,
    /// More version records than a module has.
    VersionTooMany,
    /// The count of version records is not what the chain has.
    VersionCount,
    /// `vna_hash` is not the hash of the name.
    VersionHash,
    /// Versions of a library that is not in `DT_NEEDED`.
    VersionLibrary,
    /// A symbol's version is in no record.
    VersionIndex,
    /// A relocation changes what is not writable memory of the module.
    RelocationPlace,
    /// One of the relocations that `DT_RELACOUNT` announces is of another type.
    RelativeCount,
    /// A relocation names a symbol that the table does not have.
    RelocationSymbol,
    /// A relocation of a type that the loader does not know.
    RelocationType,
    /// A function that runs at load time is not in code.
    Initializer,
    /// A note is larger than what holds it.
    Note,
}

impl FaultKind {
    /// What the loader does, when the fault is in what it reads.
    #[must_use]
    pub fn effect(self) -> Effect {
        use FaultKind as K;
        match self {
            K::Class => Effect::Refuses("wrong ELF class: ELFCLASS32"),
            K::Order => Effect::Refuses("ELF file data encoding not little-endian"),
            K::IdentVersion => Effect::Refuses("ELF file version ident does not match current one"),
            K::OsAbi => Effect::Refuses("ELF file OS ABI invalid"),
            K::AbiVersion => Effect::Refuses("ELF file ABI version invalid"),
            K::Padding => Effect::Refuses("nonzero padding in e_ident"),
            K::Version => Effect::Refuses("ELF file version does not match current one"),
            K::SegmentSize => Effect::Refuses("ELF file's phentsize not the expected size"),
            K::SegmentCount | K::NoLoad => Effect::Refuses("object file has no loadable segments"),
            K::Align => Effect::Refuses("ELF load command alignment not page-aligned"),
            K::Misaligned => Effect::Refuses("ELF load command address/offset not page-aligned"),
            K::Memory => Effect::Refuses("failed to map segment from shared object"),
            K::VersionFormat => Effect::Refuses("unsupported version of Verneed record"),
            K::VersionHash | K::VersionOverlap => Effect::Refuses("version not found"),
            K::RelocationType => Effect::Refuses("unexpected reloc type"),
            K::Relro => Effect::Refuses("cannot apply additional memory protection after relocation"),
            K::NoHash | K::NoBuckets | K::Bucket | K::Unreachable => Effect::FindsNothing,
            K::HeaderSize
            | K::FileOverMemory
            | K::DynamicElsewhere
            | K::NoNull
            | K::BehindNull
            | K::Shift
            | K::Twice
            | K::Unterminated
            | K::NameEmpty
            | K::NeedsItself
            | K::TooManyNeeded
            | K::Chain
            | K::VersionTooMany
            | K::VersionCount
            | K::NameTooLong
            | K::NameNotText
            | K::Note => Effect::Loads,
            K::Wraps
            | K::LoadOrder
            | K::LoadOverlap
            | K::SeveralDynamic
            | K::DynamicOutside
            | K::Endless
            | K::Missing
            | K::EntrySize
            | K::Outside
            | K::NameOutside
            | K::Bloom
            | K::SymbolName
            | K::VersionLibrary
            | K::VersionIndex
            | K::RelocationPlace
            | K::RelocationSymbol
            | K::RelativeCount
            | K::Unreadable
            | K::Initializer => Effect::Dies,
        }
    }
}
