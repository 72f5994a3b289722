//! Members of the archive, dependency archives, and what of the archive could not be read.

use super::facts::{DependencyArchive, Member, Unread};
use crate::bundle::archive::{self, Archive, Broken, OpenError, StreamEnd};
use crate::bundle::dependency::{Binaries, DependencyFile};
use crate::bundle::{Bundle, Layer};
use crate::checks::wording::count;
use crate::checks::{magic, module};
use crate::report::hex;

/// Damaged members that are named one by one.
const MOST: usize = 20;

/// The members of an archive, or the files of a folder.
pub(super) fn members(bundle: &Bundle) -> Vec<Member> {
    match &bundle.archive {
        Layer::Ready(archive) => archive.members.iter().map(member).collect(),
        _ => bundle.files.iter().map(|file| loose(bundle, file)).collect(),
    }
}

fn member(member: &archive::Member) -> Member {
    let unix = member.more.host == 3;
    Member {
        name: member.name.clone(),
        size: member.size,
        compressed: Some(member.compressed),
        method: Some(method(member.central.method)),
        crc32: Some(format!("{:08x}", member.central.crc)),
        sha256: member.content.sha256.filter(|_| is_whole(member)).map(|sum| hex(&sum)),
        mode: unix.then(|| format!("{:o}", member.more.external >> 16)),
        offset: u64::try_from(member.local_offset).ok(),
    }
}

/// Only of the module file and of dependencies more than the name is kept.
fn loose(bundle: &Bundle, name: &str) -> Member {
    let module = bundle.module.ready().filter(|file| file.name == name);
    let dependency = bundle.deps.iter().find(|file| file.name == name);
    let metadata = bundle.metadata.ready().filter(|metadata| metadata.member == name);
    let sha256 = module.and_then(|file| file.sha256).or_else(|| dependency.and_then(|file| file.sha256));
    let sizes = [module.map(|file| file.size), dependency.map(|file| file.size), metadata.map(|text| text.size)];
    Member {
        name: name.to_owned(),
        size: sizes.into_iter().flatten().next().unwrap_or(0),
        compressed: None,
        method: None,
        crc32: None,
        sha256: sha256.map(|sum| hex(&sum)),
        mode: None,
        offset: None,
    }
}

fn method(number: u16) -> String {
    match number {
        0 => "stored".to_owned(),
        8 => "deflated".to_owned(),
        12 => "bzip2".to_owned(),
        14 => "LZMA".to_owned(),
        93 => "Zstandard".to_owned(),
        other => format!("method {other}"),
    }
}

fn is_whole(member: &archive::Member) -> bool {
    member.content.end == StreamEnd::Complete && member.content.crc == member.central.crc
}

/// Why the members could not be read at all.
pub(super) fn trouble(archive: &Archive) -> Option<String> {
    let at = |what: &str, offset: u64| format!("{what} at offset {offset} of the central directory");
    Some(match archive.broken? {
        Broken::NoEndRecord if archive.size == 0 => "it is empty".to_owned(),
        Broken::NoEndRecord if archive.head.starts_with(b"PK\x03\x04") => {
            "it begins as a zip archive and has no end record: its end is missing or damaged".to_owned()
        }
        Broken::NoEndRecord => format!("it is {}, not a zip archive", magic::name_or_digits(&archive.head)),
        Broken::SeveralDisks => "its end record speaks of several disks".to_owned(),
        Broken::DirectoryBeforeStart => "its central directory would start before the file".to_owned(),
        Broken::DirectoryTruncated(offset) => format!("its central directory ends inside the header at {offset}"),
        Broken::DirectorySignature(offset) => {
            format!("no header stands at offset {offset} of the file, where the central directory goes on")
        }
        Broken::NameNotUtf8(offset) => at("a name that is not UTF-8", offset),
        Broken::VersionNeeded(offset, version) => {
            at(&format!("a header that asks for version {version} of the format"), offset)
        }
        Broken::ExtraField(offset) | Broken::Zip64Field(offset) => at("a damaged extra field", offset),
        Broken::MemberLimit => "it has more members than are read".to_owned(),
    })
}

/// The members whose content cannot be had, and why.
pub(super) fn damaged(bundle: &Bundle) -> Vec<Unread> {
    let Some(archive) = bundle.archive.ready() else { return Vec::new() };
    let faults = archive.members.iter().filter_map(|member| Some((member, fault(member)?)));
    let mut found: Vec<Unread> = faults
        .clone()
        .take(MOST)
        .map(|(member, why)| Unread { part: member.name.clone(), why: why.to_owned() })
        .collect();
    let all = faults.count();
    if all > MOST {
        found.push(Unread { part: count(all - MOST, "more member"), why: "their content cannot be had".to_owned() });
    }
    found
}

fn fault(member: &archive::Member) -> Option<&'static str> {
    match member.open {
        Err(OpenError::Encrypted | OpenError::StrongEncryption) => return Some("it is encrypted"),
        Err(OpenError::Method | OpenError::Patched) => return Some("its compression method is not read"),
        Err(OpenError::NamesDiffer) => return Some("its two headers give it different names"),
        Err(_) => return Some("no local header of it stands where the central directory says"),
        Ok(()) => {}
    }
    match member.content.end {
        StreamEnd::Complete if member.content.crc != member.central.crc => {
            Some("its content does not match its CRC-32")
        }
        StreamEnd::Complete | StreamEnd::NotRead => None,
        StreamEnd::Unfinished => Some("its data end too early"),
        StreamEnd::FileEnds => Some("the file ends inside its data"),
        StreamEnd::Damaged => Some("its compressed data are damaged"),
        StreamEnd::TooLong => Some("its data hold more than the central directory says"),
        StreamEnd::Limit(_) => Some("a limit stopped the reading"),
    }
}

/// Why there is no module file.
pub(super) fn without_module(bundle: &Bundle) -> String {
    match bundle.files.iter().filter(|name| name.ends_with(".so")).count() {
        0 => "there is no `.so`".to_owned(),
        several => format!("there are {several} `.so` files, and module.json names none of them"),
    }
}

/// The dependency archives that are packed.
pub(super) fn dependencies(bundle: &Bundle) -> Vec<DependencyArchive> {
    bundle.deps.iter().map(dependency).collect()
}

fn dependency(file: &DependencyFile) -> DependencyArchive {
    let tgz = file.tgz.ready();
    DependencyArchive {
        name: file.name.clone(),
        size: file.size,
        sha256: file.sha256.map(|sum| hex(&sum)),
        members: tgz.map(|tgz| tgz.members),
        inflated: tgz.map(|tgz| tgz.inflated),
        binaries: tgz.map(|tgz| tgz.binaries.iter().map(binaries).collect()).unwrap_or_default(),
    }
}

/// `3 for x86_64, glibc 2.17 for bin/tool`.
fn binaries(files: &Binaries) -> String {
    let machine = module::machine(files.machine).map_or_else(|| format!("machine {}", files.machine), str::to_owned);
    let bits = if files.is_64 { "" } else { " (32 bits)" };
    let glibc = files
        .glibc
        .as_ref()
        .map_or(String::new(), |((major, minor), who)| format!(", glibc {major}.{minor} for {who}"));
    format!("{} for {machine}{bits}{glibc}", files.count)
}
