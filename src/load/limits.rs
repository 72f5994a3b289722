//! How much is read before the reading stops. Past a limit an answer is `unknown`, never `accepted`.

/// The limits of one check. Sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest input file.
    pub file: u64,
    /// Directory entries that are read at all.
    pub entries: usize,
    /// Members whose content is read.
    pub members: usize,
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
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
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
}
