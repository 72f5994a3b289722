//! Two members of one name: `zipfile` opens the last, other readers the first.

use crate::bundle::archive::Archive;
use crate::bundle::place::Place;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use std::collections::BTreeMap;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, member) in archive.members.iter().enumerate() {
        last.insert(&member.name, index);
    }
    for (index, member) in archive.members.iter().enumerate() {
        let Some(seen) = last.get(member.name.as_str()).and_then(|&i| archive.members.get(i)) else { continue };
        if last.get(member.name.as_str()) == Some(&index) {
            continue;
        }
        let at = Place::bytes(member.central.offset, 46);
        let message = format!(
            "{} is in the directory twice; the server sees the later one, other readers this one",
            quoted(&member.name)
        );
        sink.report(at, message)
            .also(Place::bytes(seen.central.offset, 46), "the one that the server sees")
            .help("pack every file once, into a new archive");
    }
}
