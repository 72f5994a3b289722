//! The module file: which member or file it is, and what it says.

use super::elf;
use super::elf::incoming::Arrived;
use crate::bundle::archive::{Archive, Member, StreamEnd};
use crate::bundle::elf::Elf;
use crate::bundle::json::Value;
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind, Layer, ModuleFile};
use crate::input::LooseFile;
use crate::input::data::Data;
use crate::load::limits::Limits;
use sha2::{Digest, Sha256};

const HEAD: usize = 4096;

/// The member that `module_file` names, else the only `.so`.
pub(super) fn wanted(archive: &Archive, metadata: Option<&Metadata>) -> Option<usize> {
    let named = metadata.and_then(|m| m.string("module_file")).and_then(|(name, _)| archive.position(name));
    let mut modules = (0..).zip(&archive.members).filter(|(_, member)| member.is_module());
    let only = match (modules.next(), modules.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    };
    named.or(only)
}

/// The facts of a member, and what came out of it.
pub(super) fn member(member: Option<&Member>, arrived: Option<Arrived>) -> Layer<ModuleFile> {
    let Some(member) = member else { return Layer::Absent };
    let content = &member.content;
    match content.end {
        StreamEnd::NotRead => return Layer::Unreadable("the module file cannot be opened"),
        StreamEnd::Limit(_) => return Layer::Unreadable("the module file is not read: a limit stopped the reading"),
        _ => {}
    }
    let whole = matches!(content.end, StreamEnd::Complete | StreamEnd::Unfinished | StreamEnd::TooLong);
    let elf = match arrived {
        // what comes out of a damaged member is not what a node would get
        _ if !whole || content.crc != member.central.crc => {
            Layer::Unreadable("the module file is damaged in the archive")
        }
        _ if !elf::is_elf(&content.head) => Layer::Absent,
        Some(Arrived::Elf(elf)) => Layer::Ready(elf),
        _ => Layer::Unreadable("the archive does not give the module file whole"),
    };
    Layer::Ready(ModuleFile {
        name: member.name.clone(),
        size: content.produced.min(member.size),
        sha256: content.sha256.filter(|_| whole),
        head: content.head.clone(),
        elf,
    })
}

/// The limit that kept some of the facts from being read.
pub(super) fn limit(module: &Layer<ModuleFile>) -> Option<&'static str> {
    let elf = module.ready()?.elf.ready()?;
    elf.symbols.as_ref()?.limit
}

/// The facts of a file of a folder.
pub(super) fn loose(file: &LooseFile, metadata: Option<&Metadata>, limits: &Limits) -> Layer<ModuleFile> {
    let Some(data) = file.data() else { return Layer::Unreadable("the module file was not read") };
    Layer::Ready(module_file(&file.path, &data.read(0, u64::MAX), metadata, limits))
}

/// A module file without a bundle around it.
pub(super) fn alone(file_name: Option<String>, data: Data<'_>, limits: &Limits) -> Bundle {
    let file = module_file(file_name.as_deref().unwrap_or("module.so"), &data.read(0, u64::MAX), None, limits);
    let sha256 = file.sha256;
    let module = Layer::Ready(file);
    Bundle {
        file_name,
        kind: Kind::Module,
        size: data.size(),
        sha256,
        archive: Layer::Absent,
        manifest: Layer::Absent,
        metadata: Layer::Absent,
        limits: limit(&module).into_iter().collect(),
        module,
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        max: *limits,
    }
}

fn module_file(name: &str, bytes: &[u8], metadata: Option<&Metadata>, limits: &Limits) -> ModuleFile {
    ModuleFile {
        name: name.to_owned(),
        size: bytes.len() as u64,
        sha256: Some(Sha256::digest(bytes).into()),
        head: bytes.get(..HEAD).unwrap_or(bytes).to_vec(),
        elf: if elf::is_elf(bytes) { facts(bytes, metadata, limits) } else { Layer::Absent },
    }
}

fn facts(bytes: &[u8], metadata: Option<&Metadata>, limits: &Limits) -> Layer<Box<Elf>> {
    Layer::Ready(Box::new(elf::read(bytes, &commands(metadata), limits)))
}

/// The names of the commands that the module.json lists.
pub(super) fn commands(metadata: Option<&Metadata>) -> Vec<String> {
    let items = metadata.and_then(|metadata| metadata.list("commands")).unwrap_or_default();
    let name = |item: &Value| item.as_object()?.get("command_name")?.value.as_str().map(str::to_owned);
    items.iter().filter_map(name).filter(|name| !name.is_empty()).collect()
}
