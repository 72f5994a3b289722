//! Reads a folder that holds the parts of a bundle, as if they had been packed.

use super::{deps, json, module, zip};
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind, Layer};
use crate::input::LooseFile;
use crate::load::limits::Limits;

pub(super) fn load(loose: &[LooseFile], limits: &Limits) -> Bundle {
    let find = |name: &str| loose.iter().find(|file| file.path == name);
    let mut over = Vec::new();
    let metadata = find(zip::METADATA).map_or(Layer::Absent, |file| {
        let Some(data) = file.data().filter(|data| data.size() <= limits.metadata) else {
            over.push("metadata-bytes");
            return Layer::Unreadable("module.json is larger than what is read of it");
        };
        let (member, size) = (file.path.clone(), data.size());
        Layer::Ready(Metadata { member, size, document: json::read(&data.read(0, u64::MAX)), open: Vec::new() })
    });
    let named = metadata.ready().and_then(|m| m.string("module_file")).and_then(|(name, _)| find(name));
    let mut modules = loose.iter().filter(|file| file.path.ends_with(".so"));
    let only = match (modules.next(), modules.next()) {
        (Some(file), None) => Some(file),
        _ => None,
    };
    let deps = deps::loose(loose, limits, &mut over);
    let module = named.or(only).map_or(Layer::Absent, |file| module::loose(file, metadata.ready(), limits));
    over.extend(module::limit(&module));
    Bundle {
        file_name: None,
        kind: Kind::Directory,
        size: loose.iter().map(|file| file.size).sum(),
        sha256: None,
        archive: Layer::Absent,
        manifest: Layer::Absent,
        module,
        metadata,
        files: loose.iter().map(|file| file.path.clone()).collect(),
        limits: over,
        deps,
        local_deps: Vec::new(),
        max: *limits,
    }
}
