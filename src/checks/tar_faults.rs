//! How the faults of dependency archives are worded, and how bad they are.

use crate::bundle::Bundle;
use crate::bundle::dependency::{Fault, FaultKind as K};
use crate::checks::dependencies::{Archive, archives};
use crate::checks::magic;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

/// What a rule says of a fault: nothing when it belongs to another rule.
pub(crate) type Judge = fn(&Archive<'_>, &Fault) -> Option<(Severity, String)>;

/// Reports the faults that are a rule's.
pub(crate) fn report(bundle: &Bundle, judge: Judge, help: &str, sink: &mut Sink) {
    for archive in archives(bundle) {
        let Some(tgz) = archive.file.tgz.ready() else { continue };
        for fault in &tgz.faults {
            let Some((severity, text)) = judge(&archive, fault) else { continue };
            let more = if fault.count > 1 { format!(", and {} more like it", fault.count - 1) } else { String::new() };
            let message = format!("{} {text}{more}", archive.label);
            sink.report(archive.place.clone(), message).severity(severity).help(help);
        }
    }
}

/// What keeps an archive from being read to its end, or leaves doubts whether it was.
pub(crate) fn unreadable(archive: &Archive<'_>, fault: &Fault) -> Option<(Severity, String)> {
    use Severity::{Error, Warning};
    let member = quoted(&fault.member);
    let (expected, found) = fault.detail.split_once(' ').unwrap_or_default();
    let sums = || format!("expected `{expected}` as the trailer has it, found `{found}`");
    Some(match fault.kind {
        K::NotGzip => return not_gzip(archive),
        K::GzipMethod => (Error, "is a gzip stream of an unknown compression method".to_owned()),
        K::GzipFlags => (Error, "is a gzip stream with reserved flags, which no reader knows".to_owned()),
        K::GzipHeaderSum => (Error, "has a gzip header with a wrong checksum".to_owned()),
        K::GzipCut => (Error, format!("is cut off: the file ends inside the gzip {}", fault.detail)),
        K::Deflate => (Error, format!("is damaged: no deflate data at byte {}", fault.offset)),
        K::GzipSum => (Error, format!("is damaged: CRC-32 of the content, {}", sums())),
        K::GzipLength => (Error, format!("is damaged: length of the content, {}", sums())),
        K::GzipMembers => {
            (Warning, format!("has several gzip streams, the second at byte {}; some readers stop there", fault.offset))
        }
        K::GzipTrailing => (Warning, format!("has bytes behind the gzip stream, from byte {} on", fault.offset)),
        K::Empty => (Error, "is a gzip stream of nothing, expected a tar archive".to_owned()),
        K::NotTar => (Error, format!("is a gzip stream of {}, expected a tar archive", inner(&fault.detail))),
        K::HeaderSum => (Error, at("has a tar header with a wrong checksum", fault)),
        K::HeaderCut => (Error, at("is cut off inside a tar header", fault)),
        K::MemberCut => (Error, at(&format!("is cut off inside {member}"), fault)),
        K::Number => (Error, at(&format!("gives {member} a size that is negative, too large or no number"), fault)),
        K::Field => {
            (Error, at(&format!("gives {member} a {} that is no number, where some readers stop", fault.detail), fault))
        }
        K::Version => (Warning, at("has a tar header with an unknown version behind the mark `ustar`", fault)),
        K::NoMagic => (Warning, at("has a tar header without the mark `ustar`", fault)),
        K::NoMembers => (Warning, "is a tar archive without members".to_owned()),
        K::OneEndBlock => (Warning, "ends with one block of zeros, expected two".to_owned()),
        K::NoEndBlock => (Warning, "ends without blocks of zeros, expected two".to_owned()),
        K::BehindEnd => (Error, at("has more behind the end of the tar archive, which some readers see", fault)),
        _ => return None,
    })
}

/// What a file is instead of a gzip stream. Of what nobody declared deps/orphan-file speaks, but a zip hides more.
fn not_gzip(archive: &Archive<'_>) -> Option<(Severity, String)> {
    let head = &archive.file.head;
    let what = if head.is_empty() { "empty".to_owned() } else { magic::name_or_digits(head) };
    let is_meant = archive.is_declared || head.starts_with(b"PK");
    is_meant.then(|| (Severity::Error, format!("is {what}, expected a tar archive in a gzip stream")))
}

/// What the first bytes are, given in hex digits.
fn inner(digits: &str) -> String {
    let byte = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let head: Vec<u8> = (0..digits.len()).step_by(2).filter_map(byte).collect();
    magic::name_or_digits(&head)
}

fn at(text: &str, fault: &Fault) -> String {
    format!("{text}, at byte {} of the tar", fault.offset)
}

/// What makes an archive dangerous to extract, or something else to another reader.
pub(crate) fn unsafe_member(_: &Archive<'_>, fault: &Fault) -> Option<(Severity, String)> {
    use Severity::{Error, Note, Warning};
    let member = quoted(&fault.member);
    let detail = quoted(&fault.detail);
    let link = format!("has the link {member} to {detail}");
    Some(match fault.kind {
        K::PaxTwice => (Error, at(&format!("has an extended header with {detail} twice"), fault)),
        K::NameNul => (Error, at("has a NUL in an extended header or a long name; readers cut it differently", fault)),
        K::PaxRecord => (Error, at("has an extended header whose records do not add up", fault)),
        K::PaxUtf8 => (Error, at(&format!("has an extended header whose {detail} is not UTF-8"), fault)),
        K::PaxLine => {
            (Error, at(&format!("has an extended header in whose {detail} some readers see another record"), fault))
        }
        K::HeadersTwice => (Error, at("has two extended headers or long names before one member", fault)),
        K::PaxAndLong => (Error, format!("names {member} both in an extended header and as a long name")),
        K::Dangling => (Error, at("has an extended header without a member behind it", fault)),
        K::PaxSize => (Error, format!("gives {member} two sizes; readers disagree where the next member starts")),
        K::PaxGlobal => (Error, at("has a global header that renames or resizes all members", fault)),
        K::Sparse => (Error, at("has a sparse file, which readers unpack differently", fault)),
        K::Device => (Error, format!("has the device or pipe {member}")),
        K::OldType => (Warning, format!("has {member} of the type {detail}, which not every reader knows")),
        K::UnknownType => (Error, format!("has {member} of the unknown type {detail}")),
        K::FileWithSlash => (Error, format!("has {member} as a file; other readers make a folder of it")),
        K::ContentOfNone => (Error, format!("has content for {member}, which is a link or a folder")),
        K::NameEmpty => (Error, at("has a member without a name", fault)),
        K::NameAbsolute => (Error, format!("has the absolute name {member}")),
        K::NameParent => (Error, format!("has {member}, whose `..` leads out of the folder that it is extracted to")),
        K::NameControl => (Error, format!("has {member}, with characters that are not seen")),
        K::LinkControl => (Error, format!("{link}, with characters that are not seen")),
        K::NameUtf8 => (Warning, format!("has {member}, which is not UTF-8")),
        K::NameBackslash => (Warning, format!("has {member}, with a backslash or a drive letter")),
        K::TooLong => (Error, format!("has {member}, a name or link that is longer than Linux takes")),
        K::LinkAbsolute => (Error, format!("{link}, which is absolute")),
        K::LinkProduct => (Note, format!("{link}, which is there only when it is installed at that place")),
        K::LinkOut => (Error, format!("{link}, which leads out of the archive")),
        K::LinkBack => {
            (Error, format!("{link}, which goes back behind another link: it leads elsewhere than it reads"))
        }
        K::LinkLoop => (Error, format!("{link}, which leads round in circles")),
        K::ThroughLink => (Error, format!("has {member}, whose folder {detail} is a link")),
        K::HardLink => (Error, format!("has the hard link {member} to {detail}, which is no file before it")),
        K::NameTwice => (Error, format!("has {member} twice")),
        K::NameCase => {
            (Warning, format!("has {member} beside {detail}, which are one where the case of letters does not count"))
        }
        K::FileAndFolder => (Error, format!("has {member}, whose folder {detail} is a file")),
        K::Privileged => (Warning, format!("has {member} with a set-user-id or set-group-id bit")),
        _ => return None,
    })
}
