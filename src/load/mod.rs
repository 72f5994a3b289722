//! Bytes in, facts out. Loading never fails, never panics, stays within its limits and judges nothing.

mod deps;
mod elf;
mod files;
pub mod foreign;
pub mod json;
pub mod limits;
mod module;
pub mod sniff;
mod tgz;
pub(crate) mod yaml;
pub(crate) mod zip;

use crate::bundle::archive::{Archive, StreamEnd};
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind, Layer};
use crate::input::{Input, Source};
pub use deps::dependency;
use limits::Limits;
use sha2::{Digest, Sha256};

/// Reads an input into facts.
#[must_use]
pub fn load(input: &Input, limits: &Limits) -> Bundle {
    let file_name = input.file_name();
    match &input.source {
        Source::Files(loose) => files::load(loose, limits),
        Source::TooLarge(size) => too_large(file_name, *size),
        Source::Bytes(bytes) if sniff::is_module(bytes, &input.path) => module::alone(file_name, bytes),
        Source::Bytes(bytes) if sniff::is_metadata(bytes, &input.path) => metadata_alone(file_name, bytes, limits),
        Source::Bytes(bytes) => bundle(file_name, bytes, limits),
    }
}

fn bundle(file_name: Option<String>, bytes: &[u8], limits: &Limits) -> Bundle {
    let (mut archive, text) = zip::open(bytes, limits);
    let metadata = metadata(&archive, text.as_deref());
    let wanted = module::wanted(&archive, metadata.ready());
    let content = zip::contents(bytes, &mut archive, wanted, limits);
    let module = module::member(wanted.and_then(|index| archive.members.get(index)), content, metadata.ready());
    let mut limits_met = archive.limits.clone();
    let deps = deps::packed(bytes, &archive, limits, &mut limits_met);
    Bundle {
        file_name,
        kind: Kind::Bundle,
        size: bytes.len() as u64,
        sha256: Some(Sha256::digest(bytes).into()),
        files: archive.members.iter().map(|m| m.name.clone()).collect(),
        limits: limits_met,
        deps,
        local_deps: Vec::new(),
        archive: Layer::Ready(archive),
        metadata,
        module,
    }
}

/// The module.json as the unpacker gets it: nothing, when reading the member would raise.
fn metadata(archive: &Archive, text: Option<&[u8]>) -> Layer<Metadata> {
    let Some(member) = archive.find(zip::METADATA) else { return Layer::Absent };
    let Some(text) = text else { return Layer::Unreadable("module.json cannot be opened") };
    let content = &member.content;
    match content.end {
        StreamEnd::NotRead => return Layer::Unreadable("module.json is packed by a method that is not read"),
        StreamEnd::Limit(_) => return Layer::Unreadable("module.json is larger than what is read of it"),
        StreamEnd::Damaged => return Layer::Unreadable("the data of module.json are damaged"),
        StreamEnd::FileEnds if content.produced < member.size => {
            return Layer::Unreadable("the file ends inside module.json");
        }
        _ if content.crc != member.central.crc => return Layer::Unreadable("the checksum of module.json is wrong"),
        _ => {}
    }
    Layer::Ready(Metadata { member: zip::METADATA.to_owned(), size: text.len() as u64, document: json::read(text) })
}

fn metadata_alone(file_name: Option<String>, bytes: &[u8], limits: &Limits) -> Bundle {
    let too_long = bytes.len() as u64 > limits.metadata;
    let metadata = if too_long {
        Layer::Unreadable("module.json is larger than what is read of it")
    } else {
        let member = file_name.clone().unwrap_or_else(|| zip::METADATA.to_owned());
        Layer::Ready(Metadata { member, size: bytes.len() as u64, document: json::read(bytes) })
    };
    Bundle {
        file_name,
        kind: Kind::Metadata,
        size: bytes.len() as u64,
        sha256: Some(Sha256::digest(bytes).into()),
        archive: Layer::Absent,
        metadata,
        module: Layer::Absent,
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        limits: if too_long { vec!["metadata-bytes"] } else { Vec::new() },
    }
}

fn too_large(file_name: Option<String>, size: u64) -> Bundle {
    Bundle {
        file_name,
        kind: Kind::Bundle,
        size,
        sha256: None,
        archive: Layer::Unreadable("the file is larger than what is read"),
        metadata: Layer::Unreadable("the file is larger than what is read"),
        module: Layer::Unreadable("the file is larger than what is read"),
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        limits: vec!["file-bytes"],
    }
}
