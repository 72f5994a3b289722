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
