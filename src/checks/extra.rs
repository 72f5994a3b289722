//! Extra areas of headers, taken apart: id, length, data. No judgement.

/// One field of an extra area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extra<'a> {
    pub(crate) id: u16,
    pub(crate) data: &'a [u8],
}

/// The zip64 values.
pub(crate) const ZIP64: u16 = 0x0001;
/// Info-ZIP's second, Unicode name.
pub(crate) const UNICODE_PATH: u16 = 0x7075;
/// `WinZip`'s AES encryption.
pub(crate) const AES: u16 = 0x9901;

/// The value of a field that stands in the zip64 values instead.
pub(crate) const SENTINEL: u32 = u32::MAX;

/// An extra area: its fields, and what stands behind the last whole one.
#[derive(Debug, Default)]
pub(crate) struct Extras<'a> {
    pub(crate) fields: Vec<Extra<'a>>,
    /// Bytes that are no whole field.
    pub(crate) rest: &'a [u8],
}

impl<'a> Extras<'a> {
    /// Takes an area apart, as far as its lengths allow.
    pub(crate) fn read(area: &'a [u8]) -> Self {
        let mut extras = Self { fields: Vec::new(), rest: area };
        while let Some((&[a, b, c, d], behind)) = extras.rest.split_first_chunk::<4>() {
            let Some((data, rest)) = behind.split_at_checked(usize::from(u16::from_le_bytes([c, d]))) else { break };
            extras.fields.push(Extra { id: u16::from_le_bytes([a, b]), data });
            extras.rest = rest;
        }
        extras
    }

    /// The fields of an id, in order.
    pub(crate) fn of(&self, id: u16) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |field| field.id == id).map(|field| field.data)
    }
}

/// The `u64` values of a zip64 field, in order; a rest of fewer than eight bytes is left out.
pub(crate) fn values(data: &[u8]) -> impl Iterator<Item = u64> {
    data.as_chunks::<8>().0.iter().map(|chunk| u64::from_le_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_taken_apart_up_to_what_is_no_field() {
        let extras = Extras::read(b"\x01\x00\x02\x00ab\x75\x70\x09\x00x");
        assert_eq!(extras.of(ZIP64).collect::<Vec<_>>(), [b"ab"]);
        assert_eq!(extras.rest, b"\x75\x70\x09\x00x");
    }
}
