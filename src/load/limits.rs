//! How much is read before the reading stops. Past a limit an answer is `unknown`, never `accepted`.

use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;

/// The limits of one check. Sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest input file.
    pub file: u64,
    /// Directory entries that are read at all.
    pub entries: u64,
    /// Members whose content is read.
    pub members: u64,
    /// Inflated bytes of one member.
    pub member: u64,
    /// Inflated bytes of all members together.
    pub total: u64,
    /// Inflated bytes of module.json.
    pub metadata: u64,
    /// Inflated bytes per archive byte, beyond `ratio_from`.
    pub ratio: u64,
    /// Inflated bytes up to which any ratio is fine.
    pub ratio_from: u64,
    /// Inflated bytes of one dependency archive.
    pub tgz: u64,
    /// Inflated bytes of all dependency archives of an input together.
    pub tgz_total: u64,
    /// Inflated bytes of a dependency archive per byte of it, beyond `tgz_ratio_from`.
    pub tgz_ratio: u64,
    /// Inflated bytes up to which any ratio is fine.
    pub tgz_ratio_from: u64,
    /// Members of a dependency archive.
    pub tgz_members: u64,
    /// Bytes of an extended header or of a long name.
    pub tgz_header: u64,
    /// Bytes of all extended headers and long names of a dependency archive together.
    pub tgz_headers: u64,
    /// Bytes of names that the dependency archives of an input may have together.
    pub tgz_names: u64,
    /// Bytes of an ELF file in a dependency archive that are looked at.
    pub tgz_elf: u64,
    /// Members of a gzip stream.
    pub gzip_members: u64,
    /// Bytes of a text in a gzip header.
    pub gzip_header: u64,
    /// Undefined symbols of the module file that are kept, and as many exported ones.
    pub elf_symbols: u64,
    /// Bytes of their names that are kept.
    pub elf_names: u64,
    /// Seconds that the reading of one input may take.
    pub seconds: u64,
    /// When the reading stops, once it has begun.
    pub until: Option<Instant>,
}

/// A limit by its name: what reports call it, and what the command line sets.
pub struct Limit {
    /// The name.
    pub name: &'static str,
    /// What it limits, for people.
    pub title: &'static str,
    /// Its value.
    pub of: fn(&mut Limits) -> &mut u64,
}

macro_rules! table {
    ($($name:literal $field:ident $title:literal;)*) => {
        /// All limits that can be set.
        pub const TABLE: &[Limit] = &[$(Limit { name: $name, title: $title, of: |limits| &mut limits.$field }),*];
    };
}

table! {
    "file-bytes" file "bytes of an input file";
    "entries" entries "entries of the central directory that are read at all";
    "members" members "members whose content is read";
    "member-bytes" member "inflated bytes of one member";
    "inflated-bytes" total "inflated bytes of all members together";
    "metadata-bytes" metadata "inflated bytes of module.json";
    "ratio" ratio "inflated bytes for each packed one";
    "ratio-from" ratio_from "inflated bytes up to which any ratio is fine";
    "tgz-bytes" tgz "inflated bytes of one dependency archive";
    "tgz-total" tgz_total "inflated bytes of all dependency archives together";
    "tgz-ratio" tgz_ratio "inflated bytes of a dependency archive for each packed one";
    "tgz-ratio-from" tgz_ratio_from "inflated bytes of a dependency archive up to which any ratio is fine";
    "tgz-members" tgz_members "members of a dependency archive";
    "tgz-header" tgz_header "bytes of an extended header or a long name in a dependency archive";
    "tgz-headers" tgz_headers "bytes of all of these in one dependency archive";
    "tgz-names" tgz_names "bytes of names in all dependency archives together";
    "tgz-elf" tgz_elf "bytes of an ELF file in a dependency archive that are looked at";
    "gzip-members" gzip_members "members of a gzip stream";
    "gzip-header" gzip_header "bytes of a text in a gzip header";
    "elf-symbols" elf_symbols "symbols of the module file that are kept, undefined and exported ones each";
    "elf-names" elf_names "bytes of their names that are kept";
    "seconds" seconds "seconds that the reading of one input may take";
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 1024 * MIB,
            entries: 65_536,
            members: 256,
            member: 512 * MIB,
            total: 1024 * MIB,
            metadata: MIB,
            ratio: 200,
            ratio_from: 16 * MIB,
            tgz: 1024 * MIB,
            tgz_total: 2048 * MIB,
            tgz_ratio: 1000,
            tgz_ratio_from: 64 * MIB,
            tgz_members: 65_536,
            tgz_header: 64 * 1024,
            tgz_headers: 64 * MIB,
            tgz_names: 16 * MIB,
            tgz_elf: 64 * MIB,
            gzip_members: 16,
            gzip_header: 4096,
            elf_symbols: 65_536,
            elf_names: 8 * MIB,
            seconds: 60,
            until: None,
        }
    }
}

impl Limits {
    /// Whether this much output from this much input is a bomb. Debug information inflates about ten times,
    /// zeros a thousand times.
    #[must_use]
    pub fn is_bomb(&self, produced: u64, consumed: u64) -> bool {
        produced > self.ratio_from && produced > consumed.saturating_mul(self.ratio)
    }

    /// A limit by its name in [`TABLE`].
    pub fn named(&mut self, name: &str) -> Option<&mut u64> {
        let limit = TABLE.iter().find(|limit| limit.name == name)?;
        Some((limit.of)(self))
    }

    /// A limit as a number of things in memory.
    #[must_use]
    pub fn count(limit: u64) -> usize {
        usize::try_from(limit).unwrap_or(usize::MAX)
    }

    /// The same limits for a reading that begins now.
    #[must_use]
    pub fn started(self) -> Self {
        Self { until: Instant::now().checked_add(Duration::from_secs(self.seconds)), ..self }
    }

    /// Whether the reading has taken too long.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}
