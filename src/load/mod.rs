//! Bytes in, facts out. Loading never fails, never panics, stays within its limits and judges nothing.

mod contents;
mod deps;
mod elf;
mod files;
pub mod foreign;
pub mod json;
pub mod limits;
pub mod manifest;
mod module;
mod room;
pub mod sniff;
mod sum;
#[cfg(test)]
mod tests;
mod tgz;
pub(crate) mod yaml;
pub(crate) mod zip;

use crate::bundle::archive::{Archive, Broken, StreamEnd};
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind, Layer};
use crate::input::data::{Data, File};
use crate::input::{Input, Source};
use contents::Wanted;
pub use deps::dependency;
use limits::Limits;
use sum::Sum;

/// Of members with one name the last one counts, and it may stand behind those that were read.
const CUT: &str = "the archive has more members than are read";

/// Reads an input into facts. Of a file that fails while it is read, nothing is known.
#[must_use]
pub fn load(input: &Input, limits: &Limits) -> Bundle {
    with(input, limits, file)
}

/// Reads what was sent to an endpoint that takes archives, whatever it looks like.
#[cfg(feature = "serve")]
pub(crate) fn upload(input: &Input, limits: &Limits) -> Bundle {
    with(input, limits, |file_name, data, _, limits| packed(file_name, data, limits))
}

/// Reads what was sent to an endpoint that takes a module.json, whatever it looks like.
#[cfg(feature = "serve")]
pub(crate) fn body(input: &Input, limits: &Limits) -> Bundle {
    with(input, limits, |file_name, data, _, limits| metadata_alone(file_name, data, limits))
}

fn with(input: &Input, limits: &Limits, file: fn(Option<String>, Data<'_>, &str, &Limits) -> Bundle) -> Bundle {
    let limits = &limits.started();
    let file_name = input.file_name();
    let bundle = match &input.source {
        Source::Files(loose) => files::load(loose, limits),
        Source::TooLarge(size) => unread(file_name, *size, "the file is larger than what is read", &["file-bytes"]),
        Source::Bytes(bytes) => file(file_name, Data::Bytes(bytes), &input.path, limits),
        Source::File(source) => file(file_name, Data::File(source), &input.path, limits),
    };
    input.files().for_each(File::check);
    if input.failure().is_some() {
        return unread(bundle.file_name, bundle.size, "it could not be read to its end", &[]);
    }
    Bundle { max: *limits, ..bundle }
}

fn file(file_name: Option<String>, data: Data<'_>, path: &str, limits: &Limits) -> Bundle {
    if sniff::is_module(data, path) {
        return module::alone(file_name, data, limits);
    }
    if sniff::is_manifest(data, path) {
        return manifest::alone(file_name, data, limits);
    }
    if sniff::is_metadata(data, path) {
        return metadata_alone(file_name, data, limits);
    }
    packed(file_name, data, limits)
}

fn packed(file_name: Option<String>, data: Data<'_>, limits: &Limits) -> Bundle {
    let sum = Sum::new(data);
    let bundle = bundle(file_name, data, limits, &sum);
    Bundle { sha256: Some(sum.finish()), ..bundle }
}

fn bundle(file_name: Option<String>, data: Data<'_>, limits: &Limits, sum: &Sum<'_>) -> Bundle {
    let (mut archive, text) = zip::open(data, limits);
    let metadata = metadata(&archive, text.as_deref());
    let index = module::wanted(&archive, metadata.ready());
    let commands = module::commands(metadata.ready());
    let contents = contents::read(data, &mut archive, &Wanted { index, commands: &commands }, limits, sum);
    let member = index.and_then(|index| archive.members.get(index));
    let module = match archive.broken {
        Some(Broken::MemberLimit) => Layer::Unreadable(CUT),
        _ => module::member(member, contents.module),
    };
    let mut limits_met = archive.limits.clone();
    limits_met.extend(module::limit(&module));
    let deps = deps::packed(&archive, contents.deps, &mut limits_met);
    Bundle {
        file_name,
        max: *limits,
        kind: Kind::Bundle,
        size: data.size(),
        sha256: None,
        files: archive.members.iter().map(|m| m.name.clone()).collect(),
        limits: limits_met,
        deps,
        local_deps: Vec::new(),
        archive: Layer::Ready(archive),
        manifest: Layer::Absent,
        metadata,
        module,
    }
}

/// The module.json as the unpacker gets it: nothing, when reading the member would raise.
fn metadata(archive: &Archive, text: Option<&[u8]>) -> Layer<Metadata> {
    if archive.broken == Some(Broken::MemberLimit) {
        return Layer::Unreadable(CUT);
    }
    let Some(member) = archive.find(zip::METADATA) else { return Layer::Absent };
    let Some(text) = text else { return Layer::Unreadable("module.json cannot be opened") };
    let content = &member.content;
    match content.end {
        StreamEnd::NotRead => return Layer::Unreadable("module.json is packed by a method that is not read"),
        StreamEnd::Limit("seconds") => return Layer::Unreadable("the time was up before module.json was read"),
        StreamEnd::Limit(_) => return Layer::Unreadable("module.json is larger than what is read of it"),
        StreamEnd::Damaged => return Layer::Unreadable("the data of module.json are damaged"),
        StreamEnd::FileEnds if content.produced < member.size => {
            return Layer::Unreadable("the file ends inside module.json");
        }
        _ if content.crc != member.central.crc => return Layer::Unreadable("the checksum of module.json is wrong"),
        _ => {}
    }
    Layer::Ready(Metadata {
        member: zip::METADATA.to_owned(),
        size: text.len() as u64,
        document: json::read(text),
        open: Vec::new(),
    })
}

fn metadata_alone(file_name: Option<String>, data: Data<'_>, limits: &Limits) -> Bundle {
    let too_long = data.size() > limits.metadata;
    let metadata = if too_long {
        Layer::Unreadable("module.json is larger than what is read of it")
    } else {
        let member = file_name.clone().unwrap_or_else(|| zip::METADATA.to_owned());
        Layer::Ready(Metadata {
            member,
            size: data.size(),
            document: json::read(&data.read(0, u64::MAX)),
            open: Vec::new(),
        })
    };
    Bundle {
        file_name,
        max: *limits,
        kind: Kind::Metadata,
        size: data.size(),
        sha256: Some(Sum::new(data).finish()),
        archive: Layer::Absent,
        manifest: Layer::Absent,
        metadata,
        module: Layer::Absent,
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        limits: if too_long { vec!["metadata-bytes"] } else { Vec::new() },
    }
}

fn unread(file_name: Option<String>, size: u64, why: &'static str, limits: &[&'static str]) -> Bundle {
    Bundle {
        file_name,
        max: Limits::default(),
        kind: Kind::Bundle,
        size,
        sha256: None,
        archive: Layer::Unreadable(why),
        manifest: Layer::Absent,
        metadata: Layer::Unreadable(why),
        module: Layer::Unreadable(why),
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        limits: limits.to_vec(),
    }
}
