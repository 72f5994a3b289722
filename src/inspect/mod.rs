//! What an input is, without a judgement: identity, members, sums, needs, exports, commands, sizes.
//!
//! The same facts that the rules judge, as plain data that renderers print. Only where the module loads is folded
//! from findings, since the loader's answer depends on what is wrong with the file.

mod archive;
mod facts;
pub(crate) mod map;
mod metadata;
mod module;
mod page;

pub use facts::{
    Command, Dependency, DependencyArchive, Field, File, Inspection, Libraries, Loading, Member, Need, Sizes, Stretch,
    Unread, Version,
};
pub use page::sections;

use crate::bundle::{Bundle, Kind, Layer};
use crate::input::{Input, Options};
use crate::report::hex;
use crate::tables::platforms;

/// Reads one input and says what it is.
///
/// Of `options` only the limits count: the loading is told for every operating system that the data know.
#[must_use]
pub fn inspect(input: &Input, options: &Options) -> Inspection {
    let bundle = crate::load::load(input, &options.limits);
    let metadata = bundle.metadata.ready();
    let (map, overlaps) = bundle.archive.ready().map(map::of).unwrap_or_default();
    Inspection {
        path: input.path.clone(),
        kind: kind(&bundle),
        sha256: bundle.sha256.map(|sum| hex(&sum)),
        size: bundle.size,
        unread: unread(&bundle),
        limits: bundle.limits.clone(),
        fields: metadata.map(metadata::fields).unwrap_or_default(),
        commands: metadata.map(metadata::commands).unwrap_or_default(),
        capabilities: metadata.map(metadata::capabilities).unwrap_or_default(),
        dependencies: metadata::dependencies(&bundle),
        members: archive::members(&bundle),
        archives: archive::dependencies(&bundle),
        module: module::file(&bundle),
        load: loading(&bundle, options),
        map,
        overlaps,
    }
}

/// What the input is. A file of no known kind is read as a bundle, and only the end record makes it one.
fn kind(bundle: &Bundle) -> &'static str {
    match bundle.kind {
        Kind::Bundle if bundle.archive.ready().is_some_and(|archive| archive.end.is_none()) => "unknown",
        Kind::Bundle => "bundle",
        Kind::Directory => "directory",
        Kind::Metadata => "metadata",
        Kind::Module => "module",
        Kind::Manifest => "manifest",
        Kind::Config => "config",
    }
}

/// The parts that could not be read, and why.
fn unread(bundle: &Bundle) -> Vec<Unread> {
    let mut found = Vec::new();
    let is_readable = bundle.archive.ready().is_none_or(crate::bundle::archive::Archive::opens);
    let is_whole = is_readable && matches!(bundle.kind, Kind::Bundle | Kind::Directory);
    let mut add = |part: &str, why: String| found.push(Unread { part: part.to_owned(), why });
    match &bundle.archive {
        Layer::Unreadable(why) => add("the archive", (*why).to_owned()),
        Layer::Ready(archive) => {
            if let Some(why) = archive::trouble(archive) {
                add("the archive", why);
            }
        }
        Layer::Absent => {}
    }
    match &bundle.metadata {
        Layer::Unreadable(why) => add("module.json", (*why).to_owned()),
        Layer::Ready(metadata) => {
            if let Some(why) = metadata::trouble(metadata) {
                add(&metadata.member, why);
            }
        }
        Layer::Absent if is_whole => {
            add("module.json", "there is none".to_owned());
        }
        Layer::Absent => {}
    }
    match &bundle.module {
        Layer::Unreadable(why) => add("the module file", (*why).to_owned()),
        Layer::Ready(file) => {
            if let Some(why) = module::trouble(file) {
                add(&file.name, why);
            }
        }
        Layer::Absent if is_whole => {
            add("the module file", archive::without_module(bundle));
        }
        Layer::Absent => {}
    }
    found.extend(archive::damaged(bundle));
    found
}

/// On which of the operating systems that the data know the module loads.
fn loading(bundle: &Bundle, options: &Options) -> Vec<Loading> {
    let of_nodes = platforms::platforms().iter().filter(|platform| platform.is_of_nodes());
    let os = of_nodes.map(|platform| platform.os.clone()).collect();
    let everywhere = Options { os, arch: None, cluster: None, ..options.clone() };
    let judgement = crate::engine::judge(bundle, &everywhere);
    judgement
        .load
        .into_iter()
        .map(|load| Loading {
            os: load.os,
            arch: load.arch,
            outcome: load.outcome.word(),
            error: load.error,
            why: load.why,
        })
        .collect()
}

#[cfg(test)]
mod tests;
