//! Local headers and data descriptors, and what `ZipFile.open` makes of them.

use super::bytes::{read, take, u16_at, u32_at, u64_at};
use super::scan;
use super::text::is_decoded;
use crate::bundle::archive::{Descriptor, Header, Member, OpenError};
use crate::input::data::Data;

const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const LOCAL_SIZE: u64 = 30;
const DESCRIPTOR_SIGNATURE: &[u8; 4] = b"PK\x07\x08";
/// With signature and 64-bit sizes.
const LONGEST_DESCRIPTOR: u64 = 24;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
const FLAG_PATCHED: u16 = 1 << 5;
const FLAG_STRONG_ENCRYPTION: u16 = 1 << 6;
/// Stored, deflated, bzip2, lzma: what CPython 3.11 opens.
const KNOWN_METHODS: [u16; 4] = [0, 8, 12, 14];

/// Reads the member's local header and decides what `open` does, in the order in which `zipfile` checks.
///
/// `budget` is what may still be kept of names and extra areas: members that share bytes could make copies of
/// them that are a thousand times as large as the file.
pub(super) fn open(data: Data<'_>, member: &mut Member, budget: &mut u64) {
    member.open = try_open(data, member, budget);
}

/// Whether a local header of the member's name stands at the stored offset, where readers look that do not
/// add the shift.
pub(super) fn stands_at(data: Data<'_>, member: &Member, stored: i128) -> bool {
    let Ok(at) = u64::try_from(stored) else { return false };
    let name = &member.central.raw_name;
    let record = data.read(at, LOCAL_SIZE + name.len() as u64);
    record.starts_with(&LOCAL_SIGNATURE)
        && u16_at(&record, 26).is_some_and(|length| usize::from(length) == name.len())
        && read(&record, LOCAL_SIZE, u64::MAX) == name.as_slice()
}

fn try_open(data: Data<'_>, member: &mut Member, budget: &mut u64) -> Result<(), OpenError> {
    let at = i64::try_from(member.local_offset).map_err(|_| OpenError::HugeOffset)?;
    let at = u64::try_from(at).map_err(|_| OpenError::NegativeOffset)?;
    let record = data.read(at, LOCAL_SIZE);
    if record.len() as u64 != LOCAL_SIZE {
        return Err(OpenError::Truncated);
    }
    if !record.starts_with(&LOCAL_SIGNATURE) {
        return Err(OpenError::Signature);
    }
    let mut local = header(&record, at).ok_or(OpenError::Truncated)?;
    let texts = data.read(at + LOCAL_SIZE, local.name_length + local.extra_length);
    member.data_start = at + LOCAL_SIZE + local.name_length + local.extra_length;
    let raw_name = read(&texts, 0, local.name_length);
    let extra = read(&texts, local.name_length, local.extra_length);
    let size = (raw_name.len() + extra.len()) as u64;
    if size <= *budget {
        (local.header.raw_name, local.header.extra) = (raw_name.to_vec(), extra.to_vec());
    } else {
        // enough of the name to see that it is another one
        local.header.raw_name = read(raw_name, 0, member.central.raw_name.len() as u64 + 1).to_vec();
    }
    *budget = budget.saturating_sub(size);
    let same_name = is_decoded(raw_name, local.header.flags, &member.full_name);
    member.local = Some(local.header);
    let flags = member.central.flags;
    if flags & FLAG_PATCHED != 0 {
        return Err(OpenError::Patched);
    }
    if flags & FLAG_STRONG_ENCRYPTION != 0 {
        return Err(OpenError::StrongEncryption);
    }
    if !same_name.ok_or(OpenError::NameNotUtf8)? {
        return Err(OpenError::NamesDiffer);
    }
    if flags & FLAG_ENCRYPTED != 0 {
        return Err(OpenError::Encrypted);
    }
    if !KNOWN_METHODS.contains(&member.central.method) {
        return Err(OpenError::Method);
    }
    Ok(())
}

struct Local {
    /// Without name and extra area.
    header: Header,
    name_length: u64,
    extra_length: u64,
}

/// The header in the first bytes of `record`, which stands at `at`.
fn header(record: &[u8], at: u64) -> Option<Local> {
    let [version_needed, _] = take::<2>(record, 4)?;
    let name_length = u64::from(u16_at(record, 26)?);
    let extra_length = u64::from(u16_at(record, 28)?);
    let header = Header {
        offset: at,
        version_needed,
        flags: u16_at(record, 6)?,
        method: u16_at(record, 8)?,
        time: u16_at(record, 10)?,
        date: u16_at(record, 12)?,
        crc: u32_at(record, 14)?,
        compressed: u32_at(record, 18)?,
        size: u32_at(record, 22)?,
        ..Header::default()
    };
    Some(Local { header, name_length, extra_length })
}

/// Looks for the descriptor that flag bit 3 promises: with or without signature, 32-bit or 64-bit sizes.
///
/// Of the forms that agree with the directory, one that ends where the next record begins is taken first.
pub(super) fn descriptor(data: Data<'_>, member: &Member, next: u64) -> Descriptor {
    let flags = member.central.flags | member.local.as_ref().map_or(0, |l| l.flags);
    if flags & FLAG_DESCRIPTOR == 0 || member.local.is_none() {
        return Descriptor::NotPromised;
    }
    let at = member.data_start.saturating_add(member.compressed);
    let bytes = data.read(at, LONGEST_DESCRIPTOR);
    let agreeing: Vec<u64> = [(true, false), (true, true), (false, false), (false, true)]
        .into_iter()
        .filter_map(|(signed, wide)| agreeing_length(&bytes, member, signed, wide))
        .collect();
    let ending = agreeing.iter().find(|&&length| at + length == next);
    ending.or(agreeing.first()).map_or(Descriptor::Wrong, |&length| Descriptor::Agrees(length))
}

/// The length of a descriptor of this form at the start of `bytes` that agrees with the directory.
fn agreeing_length(bytes: &[u8], member: &Member, signed: bool, wide: bool) -> Option<u64> {
    let fields = if signed { bytes.strip_prefix(DESCRIPTOR_SIGNATURE)? } else { bytes };
    let crc = u32_at(fields, 0)?;
    let (compressed, size, length) = if wide {
        (u64_at(fields, 4)?, u64_at(fields, 12)?, 20)
    } else {
        (u64::from(u32_at(fields, 4)?), u64::from(u32_at(fields, 8)?), 12)
    };
    let agrees = crc == member.central.crc && compressed == member.compressed && size == member.size;
    agrees.then_some(length + (bytes.len() - fields.len()) as u64)
}

/// The names of all local headers that the bytes seem to hold, in file order.
pub(super) fn names(data: Data<'_>) -> impl Iterator<Item = String> + '_ {
    scan::find_all(data, 0..data.size(), &[LOCAL_SIGNATURE]).filter_map(move |at| {
        let local = header(&data.read(at, LOCAL_SIZE), at)?;
        // a name of a sane length; the signature may stand in any data by chance
        let length = Some(local.name_length).filter(|length| (1..=1024).contains(length))?;
        super::text::decode_name(&data.read(at + LOCAL_SIZE, length), local.header.flags)
    })
}
