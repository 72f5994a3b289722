//! A member's two headers compared, as far as readers that trust one of them see another member.
//!
//! Time stamps, the version needed and compression levels are left to `zip/odd-header`.

use super::extra::{Extras, SENTINEL, ZIP64, values};
use super::record::{self, EFFORT, Field};
use super::wording::{FRONT, PACK_ANEW, quoted};
use crate::bundle::archive::{Descriptor, Header, Member, OpenError};
use crate::bundle::place::Place;
use crate::finding::Sink;

const DESCRIPTOR: u16 = 1 << 3;

/// A field in which the headers differ, and its two values in words.
struct Difference {
    field: Field,
    what: &'static str,
    local: String,
    central: String,
}

/// Reports what the headers of a member say differently, and a descriptor that says a third thing.
pub(crate) fn compare(member: &Member, sink: &mut Sink) {
    let Some(local) = &member.local else { return };
    let name = quoted(&member.name);
    let differences = differences(member, local);
    if let Some(first) = differences.first() {
        let says = |value: fn(&Difference) -> &String| {
            let words: Vec<String> = differences.iter().map(|d| format!("{} {}", d.what, value(d))).collect();
            words.join(", ")
        };
        let message = format!(
            "the directory says of {name}: {}; its local header says: {}; {}",
            says(|d| &d.central),
            says(|d| &d.local),
            who(member, first.field)
        );
        let finding = sink
            .report(record::local(local, first.field), message)
            .also(record::central(member, first.field), "the directory")
            .help("pack the bundle anew with one tool");
        if member.open != Err(OpenError::NamesDiffer) {
            finding.unpredicted();
        }
    }
    let promised_once = (local.flags ^ member.central.flags) & DESCRIPTOR != 0;
    if member.descriptor == Descriptor::Wrong && !promised_once {
        let message = format!(
            "flag bit 3 of {name} promises a data descriptor, and none that agrees with the directory follows the data; \
             {FRONT} lose their way there"
        );
        sink.report(record::local(local, Field::Flags), message).unpredicted().help(PACK_ANEW);
    } else if let Some(message) = descriptor_width(member, local, &name) {
        sink.report(record::local(local, Field::Flags), message).unpredicted().help(PACK_ANEW);
    }
    if let Some(at) = member.false_end {
        let message = format!(
            "the data of {name} hold a zip signature at byte {at}, and only a descriptor behind the data says how long they \
             are: {FRONT} can stop there and find hidden members"
        );
        sink.report(Place::bytes(at, 4), message)
            .unpredicted()
            .help("pack the member deflated, or with its size in the local header");
    }
}

/// Who takes which header for the truth.
fn who(member: &Member, field: Field) -> &'static str {
    match field {
        _ if member.open == Err(OpenError::NamesDiffer) && field != Field::Name => {
            "the name is another one with these flags, and the server refuses that"
        }
        Field::Name => "the server refuses that, bsdtar, BusyBox and Java's `ZipInputStream` take the local name",
        _ => "the server goes by the directory, Info-ZIP, BusyBox and Java's `ZipInputStream` by the local header",
    }
}

fn differences(member: &Member, local: &Header) -> Vec<Difference> {
    let central = &member.central;
    let mut found = Vec::new();
    let mut put = |field, what, local: String, central: String| found.push(Difference { field, what, local, central });
    if local.raw_name != central.raw_name {
        let text = |raw: &[u8]| quoted(&String::from_utf8_lossy(raw));
        put(Field::Name, "name", text(&local.raw_name), text(&central.raw_name));
    }
    if local.method != central.method {
        put(Field::Method, "method", local.method.to_string(), central.method.to_string());
    }
    if (local.flags ^ central.flags) & !EFFORT != 0 {
        let bits = |flags: u16| format!("`{:#06x}`", flags & !EFFORT);
        put(Field::Flags, "flags", bits(local.flags), bits(central.flags));
    }
    // with a descriptor the local header may leave each of the three at 0
    let streamed = (local.flags | central.flags) & DESCRIPTOR != 0;
    let differs = |local: u64, central: u64| local != central && !(streamed && local == 0);
    if differs(u64::from(local.crc), u64::from(central.crc)) {
        put(Field::Crc, "CRC", format!("`{:08x}`", local.crc), format!("`{:08x}`", central.crc));
    }
    let (compressed, size) = sizes(local);
    if differs(compressed, member.compressed) {
        put(Field::Compressed, "compressed size", compressed.to_string(), member.compressed.to_string());
    }
    if differs(size, member.size) {
        put(Field::Size, "size", size.to_string(), member.size.to_string());
    }
    found
}

/// Compressed and inflated size of a local header, with its zip64 field.
fn sizes(local: &Header) -> (u64, u64) {
    let extras = Extras::read(&local.extra);
    let mut wide = extras.of(ZIP64).next().unwrap_or_default();
    let mut take = |plain: u32| {
        let value = if plain == SENTINEL { values(wide).next() } else { None };
        if value.is_some() {
            wide = wide.get(8..).unwrap_or_default();
        }
        value.unwrap_or(u64::from(plain))
    };
    let size = take(local.size);
    (take(local.compressed), size)
}

/// The zip64 field of the local header tells readers from the front how wide the descriptor is.
fn descriptor_width(member: &Member, local: &Header, name: &str) -> Option<String> {
    let Descriptor::Agrees(length) = member.descriptor else { return None };
    let wide = length >= 20;
    let announced = Extras::read(&local.extra).of(ZIP64).next().is_some();
    if wide == announced {
        return None;
    }
    let (found, expected) = if wide { ("64", "32") } else { ("32", "64") };
    Some(format!(
        "the data descriptor of {name} has {found}-bit sizes, its local header announces {expected}-bit ones: {FRONT} \
         lose their way there"
    ))
}
