//! What an ELF file says, read as the loader of glibc reads it: through the program headers, never the sections.
//!
//! Offsets count bytes in the file. What is wrong with a table is a [`Fault`]; what depends on that table is then missing.

mod fault;
mod symbols;

use std::collections::BTreeSet;

pub use fault::{Effect, Fault, FaultKind};
pub use symbols::{Export, OnLoad, Symbol, Symbols, Undefined};

/// `EM_X86_64`.
pub const X86_64: u16 = 62;
/// `EM_AARCH64`.
pub const AARCH64: u16 = 183;

/// Bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bytes {
    /// The first one.
    pub offset: u64,
    /// How many.
    pub length: u64,
}

/// An ELF file.
#[derive(Debug, Clone, Default)]
pub struct Elf {
    /// Size of the file in bytes.
    pub size: u64,
    /// The header, as far as there is one.
    pub header: Header,
    /// The program headers; only those of 64-bit little-endian files are read.
    pub segments: Vec<Segment>,
    /// The first thing that the file does not hold whole; nothing that lies in segments is read then.
    pub cut: Option<Cut>,
    /// The program interpreter, of programs and of libraries that can be run.
    pub interpreter: Option<String>,
    /// The dynamic section.
    pub dynamic: Option<Dynamic>,
    /// The dynamic symbols.
    pub symbols: Option<Symbols>,
    /// The versions that it needs, by library, in the order of the file.
    pub needs: Vec<Need>,
    /// What it relocates.
    pub relocations: Relocations,
    /// What its notes say.
    pub notes: Notes,
    /// What the section table says, which the loader never reads.
    pub sections: Sections,
    /// Texts that were looked for.
    pub texts: Texts,
    /// What is wrong with its tables, each kind once for each table.
    pub faults: Vec<Fault>,
}

/// The header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Header {
    /// `EI_CLASS`: 1 for 32 bits, 2 for 64.
    pub class: u8,
    /// `EI_DATA`: 1 for little-endian, 2 for big-endian.
    pub order: u8,
    /// `e_type`.
    pub kind: u16,
    /// `e_machine`.
    pub machine: u16,
    /// `e_phoff`.
    pub segments: u64,
    /// `e_phnum`.
    pub segment_count: u16,
    /// `e_shoff`.
    pub sections: u64,
    /// `e_shentsize`.
    pub section_size: u16,
    /// `e_shnum`.
    pub section_count: u16,
    /// `e_shstrndx`.
    pub section_names: u16,
}

impl Header {
    /// Whether it is of the class and byte order of `x86_64` and `aarch64`.
    #[must_use]
    pub fn is_wide_little(&self) -> bool {
        self.class == 2 && self.order == 1
    }
}

/// A program header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Segment {
    /// `p_type`.
    pub kind: u32,
    /// `p_flags`.
    pub flags: u32,
    /// `p_offset`.
    pub offset: u64,
    /// `p_vaddr`.
    pub address: u64,
    /// `p_filesz`.
    pub in_file: u64,
    /// `p_memsz`.
    pub in_memory: u64,
    /// `p_align`.
    pub align: u64,
    /// Where the program header itself stands.
    pub at: Bytes,
}

impl Segment {
    /// `PT_LOAD`.
    pub const LOAD: u32 = 1;
    /// `PT_DYNAMIC`.
    pub const DYNAMIC: u32 = 2;
    /// `PT_INTERP`.
    pub const INTERPRETER: u32 = 3;
    /// `PT_NOTE`.
    pub const NOTE: u32 = 4;
    /// `PT_TLS`.
    pub const TLS: u32 = 7;
    /// `PT_GNU_STACK`.
    pub const STACK: u32 = 0x6474_e551;
    /// `PT_GNU_RELRO`.
    pub const RELRO: u32 = 0x6474_e552;
    /// `PF_X`.
    pub const EXECUTABLE: u32 = 1;
    /// `PF_W`.
    pub const WRITABLE: u32 = 2;

    /// Whether it has this flag.
    #[must_use]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

/// What runs past the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// `ELF header`, `program headers` or `PT_LOAD`.
    pub what: &'static str,
    /// Where the header or the program header stands.
    pub at: Bytes,
    /// The size that the file would have to have.
    pub needed: u64,
}

/// A name in the dynamic section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The text.
    pub text: String,
    /// The entry of the dynamic section.
    pub at: Bytes,
}

/// The dynamic section.
#[derive(Debug, Clone, Default)]
pub struct Dynamic {
    /// Where it is, up to its `DT_NULL`.
    pub at: Bytes,
    /// `DT_NEEDED`, in order.
    pub needed: Vec<Name>,
    /// `DT_SONAME`.
    pub soname: Option<Name>,
    /// `DT_RPATH`, which counts only without a `DT_RUNPATH`.
    pub rpath: Option<Name>,
    /// `DT_RUNPATH`.
    pub runpath: Option<Name>,
    /// `DT_AUDIT` and `DT_DEPAUDIT`.
    pub audit: Vec<Name>,
    /// `DT_FLAGS`.
    pub flags: u64,
    /// `DT_FLAGS_1`.
    pub flags_1: u64,
    /// The entry that announces text relocations.
    pub text_relocations: Option<Bytes>,
    /// Whether its own symbols are looked up in itself first.
    pub is_symbolic: bool,
    /// The entry that asks for memory in the static TLS block.
    pub static_tls: Option<Bytes>,
    /// The entry of the packed relative relocations, `DT_RELR`.
    pub packed_relocations: Option<Bytes>,
    /// The entry that says that it is a program.
    pub is_program: Option<Bytes>,
    /// The entry that forbids `dlopen`.
    pub no_open: Option<Bytes>,
}

/// A library and its versions that are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// `libc.so.6`.
    pub soname: String,
    /// The record.
    pub at: Bytes,
    /// Its versions.
    pub versions: Vec<NeededVersion>,
}

/// A version that is needed of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededVersion {
    /// `GLIBC_2.34`.
    pub name: String,
    /// Whether the loader only warns when it is missing.
    pub is_weak: bool,
    /// What symbols call it by: [`Undefined::version`].
    pub index: u16,
    /// The record.
    pub at: Bytes,
}

/// What is relocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relocations {
    /// Number of relocations.
    pub count: u64,
    /// Whether some reach thread-local variables by a fixed distance.
    pub static_tls: bool,
    /// Whether some of these variables are the module's own, so that it has to have room in the static TLS block.
    pub own_static_tls: bool,
    /// Whether the tables could not be read whole, so that nobody knows which symbols they name.
    pub is_unknown: bool,
}

/// What notes say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// `NT_GNU_BUILD_ID`, in hexadecimal digits.
    pub build_id: Option<String>,
    /// `NT_GNU_ABI_TAG`: the oldest Linux that it asks for.
    pub linux: Option<(u32, u32, u32)>,
    /// `GNU_PROPERTY_X86_ISA_1_NEEDED`, and where it stands.
    pub isa_needed: Option<(u32, Bytes)>,
}

/// What the section table says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections {
    /// Number of sections that were read; 0 without a table, or with one that is damaged.
    pub count: u64,
    /// What is wrong with the table, in words in which names of the file are escaped, and where.
    pub damage: Option<(String, Bytes)>,
    /// Whether the table runs past the end of an otherwise whole file, and the size that the file would have to have.
    pub cut: Option<u64>,
    /// Bytes of debug information.
    pub debug: u64,
    /// Bytes of the full symbol table and its names.
    pub symbols: u64,
    /// Whether the section of the code has no bytes, as in a file of debug symbols.
    pub code_is_elsewhere: bool,
    /// Bytes behind everything that headers, segments and sections speak of.
    pub trailing: Option<Bytes>,
    /// A local `RedisModule_OnLoad` of the full symbol table.
    pub local_on_load: Option<Bytes>,
}

/// Texts that were looked for in what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// The commands of the module.json of which the file holds no trace.
    pub missing_commands: BTreeSet<String>,
    /// Number of commands that were looked for.
    pub commands: usize,
    /// The names of the server's module API among the strings.
    pub api: Vec<String>,
    /// Whether not everything was looked for.
    pub is_partial: bool,
}

impl Elf {
    /// The fault of this kind, of any table.
    #[must_use]
    pub fn fault(&self, kind: FaultKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind == kind)
    }

    /// The segments of a type.
    pub fn segments_of(&self, kind: u32) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(move |segment| segment.kind == kind)
    }

    /// The library and the version that a symbol's version index stands for.
    #[must_use]
    pub fn version(&self, index: u16) -> Option<(&Need, &NeededVersion)> {
        self.needs.iter().find_map(|need| Some((need, need.versions.iter().find(|version| version.index == index)?)))
    }

    /// The undefined symbols that need a version.
    pub fn behind<'a>(&'a self, version: &'a NeededVersion) -> impl Iterator<Item = &'a Undefined> {
        let undefined = self.symbols.iter().flat_map(|symbols| &symbols.undefined);
        undefined.filter(|symbol| symbol.version == Some(version.index))
    }
}
