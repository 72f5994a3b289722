//! Header fields that are unusual and change nothing that the server reads.

use crate::bundle::archive::{Archive, Descriptor, Header, Member};
use crate::bundle::place::Place;
use crate::checks::extra::{Extras, ZIP64};
use crate::checks::record::{self, EFFORT, Field, STORED};
use crate::checks::wording::{FRONT, quoted};
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let name = quoted(&member.name);
        if let Some(local) = &member.local {
            soft_differences(member, local, &name, sink);
        }
        if !is_date(member.central.date, member.central.time) {
            let message = format!("{name} has an impossible date: {}", date(member.central.date, member.central.time));
            sink.report(record::central(member, Field::Date), message)
                .help("pack again with a real time stamp, in 1980 or later");
        }
        if member.central.method == STORED && member.descriptor != Descriptor::NotPromised && member.size > 0 {
            let message = format!(
                "{name} is stored and its size stands behind it (flag bit 3): {FRONT} cannot tell where it ends"
            );
            sink.report(record::central(member, Field::Flags), message)
                .help("pack it deflated, or with its size in front");
        }
    }
    embedded(archive, sink);
}

fn soft_differences(member: &Member, local: &Header, name: &str, sink: &mut Sink) {
    let central = &member.central;
    let pairs = [
        ("version needed", Field::Version, u16::from(local.version_needed), u16::from(central.version_needed)),
        ("compression level (flag bits 1 and 2)", Field::Flags, local.flags & EFFORT, central.flags & EFFORT),
        ("time", Field::Time, local.time, central.time),
        ("date", Field::Date, local.date, central.date),
    ];
    // a zip64 field in one of the headers needs version 45 there, and `zip -fz` writes it for folders as well
    let zip64 = |header: &Header| Extras::read(&header.extra).of(ZIP64).next().is_some();
    let explained = (member.is_folder() || zip64(local) != zip64(central))
        && local.version_needed.max(central.version_needed) == 45;
    let differing: Vec<_> =
        pairs.into_iter().filter(|(_, field, a, b)| a != b && !(explained && *field == Field::Version)).collect();
    let Some((_, field, ..)) = differing.first() else { return };
    let what: Vec<String> = differing.iter().map(|(what, _, a, b)| format!("{what} ({a} and {b})")).collect();
    let message = format!("the local header of {name} and the directory differ in {}", what.join(", "));
    sink.report(record::local(local, *field), message)
        .also(record::central(member, *field), "the directory")
        .help("pack again with one tool; some program has changed one of the two headers");
}

fn is_date(date: u16, time: u16) -> bool {
    let (month, day) = (date >> 5 & 15, date & 31);
    let (hour, minute, second) = (time >> 11, time >> 5 & 63, time & 31);
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 30
}

fn date(date: u16, time: u16) -> String {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    format!("`{year}-{month:02}-{day:02} {:02}:{:02}:{:02}`", time >> 11, time >> 5 & 63, (time & 31) * 2)
}

fn embedded(archive: &Archive, sink: &mut Sink) {
    let Some(end) = &archive.end else { return };
    for (offset, index) in &end.embedded {
        let Some(member) = archive.members.get(*index).filter(|m| !m.name.starts_with("deps/")) else { continue };
        let message = format!(
            "the stored data of {} hold the signature of an end record, which careless readers could take for the real one",
            quoted(&member.name)
        );
        sink.report(Place::bytes(*offset, 4), message).help("pack the member deflated, as `ramp pack` does");
    }
}
