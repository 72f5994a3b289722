//! The second name of a member, extra field 0x7075: Python from 3.12 on and the Rust `zip` crate obey it,
//! Python 3.11 does not.

use super::extra::{Extras, UNICODE_PATH};
use crate::bundle::archive::{Header, Member};

/// What a second name is, compared with the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Second {
    /// The same name.
    Same,
    /// Another name.
    Other(String),
    /// A field that some readers obey and others drop; why.
    Malformed(&'static str),
}

/// All second names of a member: of the directory, then of the local header.
pub(crate) fn names(member: &Member) -> impl Iterator<Item = Second> {
    let headers = [Some(&member.central), member.local.as_ref()];
    headers.into_iter().flatten().flat_map(move |header| of_header(header, &member.full_name))
}

fn of_header(header: &Header, first: &str) -> Vec<Second> {
    let extras = Extras::read(&header.extra);
    let mut found: Vec<Second> = extras.of(UNICODE_PATH).map(|data| second(data, &header.raw_name, first)).collect();
    if found.len() > 1 {
        found.push(Second::Malformed("it stands there more than once"));
    }
    found
}

fn second(data: &[u8], raw_name: &[u8], first: &str) -> Second {
    let Some((&[version, a, b, c, d], name)) = data.split_first_chunk::<5>() else {
        return Second::Malformed("it is too short");
    };
    if version != 1 {
        return Second::Malformed("its version is not 1");
    }
    if u32::from_le_bytes([a, b, c, d]) != crc32fast::hash(raw_name) {
        return Second::Malformed("its checksum is not that of the first name");
    }
    match std::str::from_utf8(name) {
        Err(_) => Second::Malformed("it is not UTF-8"),
        Ok(name) if name == first => Second::Same,
        Ok(name) => Second::Other(name.to_owned()),
    }
}
