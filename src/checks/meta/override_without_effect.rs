//! Names in `overide_command` and `exclude_commands` that no command has: the packer compares case by case.

use crate::bundle::json::Value;
use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use std::collections::{HashMap, HashSet};

/// The commands' names, and a way to them that does not look at their case.
struct Names<'a> {
    exact: HashSet<&'a str>,
    folded: HashMap<String, &'a str>,
}

impl<'a> Names<'a> {
    fn of(all: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self { exact: HashSet::new(), folded: HashMap::new() };
        for name in all {
            names.exact.insert(name);
            names.folded.entry(name.to_ascii_lowercase()).or_insert(name);
        }
        names
    }

    /// A name that is equal but for case.
    fn like(&self, name: &str) -> Option<&'a str> {
        self.folded.get(&name.to_ascii_lowercase()).copied()
    }
}

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    if metadata.list("commands").is_none() {
        return;
    }
    let items = metadata.list("commands").unwrap_or_default();
    let names = Names::of(items.iter().filter_map(name_of));
    overrides(metadata, &names, sink);
    exclusions(metadata, &names, sink);
}

fn overrides(metadata: &Metadata, names: &Names<'_>, sink: &mut Sink) {
    for (index, item) in metadata.list("overide_command").unwrap_or_default().iter().enumerate() {
        let Some(object) = item.as_object() else { continue };
        let pointer = format!("/overide_command/{index}");
        let Some(name) = object.get("command_name").map(|entry| &entry.value) else {
            sink.report(metadata.place(pointer, item.span), "an override without `command_name` changes no command")
                .help("name the command that the override is for");
            continue;
        };
        let Some(text) = name.as_str().filter(|text| !names.exact.contains(text)) else { continue };
        let place = metadata.place(format!("{pointer}/command_name"), name.span);
        let message = format!("the override of {} has no effect", quoted(text));
        match names.like(text).map(quoted) {
            Some(other) => sink
                .report(place, format!("{message}: the command is {other}"))
                .help(format!("write {other}; case counts")),
            None => sink
                .report(place, format!("{message}: there is no such command"))
                .help("take it out, or use `add_command` to add a command"),
        };
    }
}

fn exclusions(metadata: &Metadata, names: &Names<'_>, sink: &mut Sink) {
    let added = Names::of(metadata.list("add_command").unwrap_or_default().iter().filter_map(name_of));
    for (index, item) in metadata.list("exclude_commands").unwrap_or_default().iter().enumerate() {
        let Some(text) = item.as_str().filter(|text| added.like(text).is_none()) else { continue };
        // what is excluded is gone, so only a command that is still there shows that nothing was
        let Some(other) = names.like(text).map(quoted) else { continue };
        let message = format!("the exclusion of {} has no effect: {other} is still a command", quoted(text));
        sink.report(metadata.place(format!("/exclude_commands/{index}"), item.span), message)
            .help(format!("write {other}, case counts, and pack again"));
    }
}

fn name_of(item: &Value) -> Option<&str> {
    item.as_object()?.get("command_name")?.value.as_str()
}
