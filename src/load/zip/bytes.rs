//! Little-endian integers at an offset of a byte slice; `None` past its end.

/// The `N` bytes at `at`.
pub(super) fn take<const N: usize>(data: &[u8], at: u64) -> Option<[u8; N]> {
    let start = usize::try_from(at).ok()?;
    let end = start.checked_add(N)?;
    data.get(start..end)?.try_into().ok()
}

/// The `u16` at `at`.
pub(super) fn u16_at(data: &[u8], at: u64) -> Option<u16> {
    take(data, at).map(u16::from_le_bytes)
}

/// The `u32` at `at`.
pub(super) fn u32_at(data: &[u8], at: u64) -> Option<u32> {
    take(data, at).map(u32::from_le_bytes)
}

/// The `u64` at `at`.
pub(super) fn u64_at(data: &[u8], at: u64) -> Option<u64> {
    take(data, at).map(u64::from_le_bytes)
}

/// The bytes of `start..start + length`, as many of them as the data hold: what Python's `read(n)` gives.
pub(super) fn read(data: &[u8], start: u64, length: u64) -> &[u8] {
    let size = data.len() as u64;
    let from = usize::try_from(start.min(size)).unwrap_or(data.len());
    let to = usize::try_from(start.saturating_add(length).min(size)).unwrap_or(data.len());
    data.get(from..to).unwrap_or_default()
}
