//! Dynamic symbols: what a module asks for, what it offers, and what `dlsym` finds.

use super::Bytes;

/// The dynamic symbols.
#[derive(Debug, Clone, Default)]
pub struct Symbols {
    /// How many there are, as the hash tables have it.
    pub count: u64,
    /// Those without a definition, in the order of the table.
    pub undefined: Vec<Undefined>,
    /// Those with one that others can use.
    pub exports: Vec<Export>,
    /// The limit that kept more of either from being read.
    pub limit: Option<&'static str>,
    /// `RedisModule_OnLoad`.
    pub on_load: OnLoad,
    /// `ValkeyModule_OnLoad`.
    pub valkey_on_load: OnLoad,
    /// Other symbols whose names hold `Module_OnLoad`, such as a mangled one.
    pub alike: Vec<String>,
}

/// A symbol that somebody else has to define.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// The name.
    pub name: String,
    /// Whether the loader goes on without it.
    pub is_weak: bool,
    /// `STT_*`.
    pub kind: u8,
    /// The index of the version that it asks for: [`super::NeededVersion::index`].
    pub version: Option<u16>,
    /// Whether some relocation asks for it: the loader looks for no other.
    pub is_used: bool,
    /// The entry of the symbol table.
    pub at: Bytes,
}

/// A symbol that others can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The name.
    pub name: String,
    /// Whether the module reaches it by a relocation, so that a definition of the program comes first.
    pub is_replaceable: bool,
    /// The entry of the symbol table.
    pub at: Bytes,
}

/// What is known of a function that the server calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnLoad {
    /// What `dlsym` finds.
    pub found: Option<Symbol>,
    /// A symbol of that name in the table, whether or not `dlsym` finds it.
    pub in_table: Option<Symbol>,
}

/// An entry of the symbol table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Symbol {
    /// Its number.
    pub index: u64,
    /// `STB_*`.
    pub binding: u8,
    /// `STT_*`.
    pub kind: u8,
    /// `STV_*`.
    pub visibility: u8,
    /// `st_shndx`; 0 is undefined.
    pub section: u16,
    /// `st_value`.
    pub value: u64,
    /// Whether the value lies in the file's part of an executable segment.
    pub is_code: bool,
    /// Whether its version hides it from `dlsym`.
    pub is_hidden_version: bool,
    /// The entry.
    pub at: Bytes,
}

impl Symbol {
    /// `STB_LOCAL`.
    pub const LOCAL: u8 = 0;
    /// `STB_WEAK`.
    pub const WEAK: u8 = 2;
    /// `STT_FUNC`.
    pub const FUNCTION: u8 = 2;
    /// `STT_GNU_IFUNC`.
    pub const INDIRECT: u8 = 10;
    /// `STV_INTERNAL` and `STV_HIDDEN`.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        matches!(self.visibility, 1 | 2)
    }
}
