//! Bundles of one release that do not say the same of the module.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::checks::commands::commands;
use crate::checks::upgrade::strings;
use crate::checks::wording::{list, quoted, shown};
use crate::checks::{release, versions};
use crate::finding::{Severity, Sink};
use crate::input::{Options, Sibling};
use std::collections::BTreeSet;

/// The fields that are compared as a whole.
const FIELDS: [&str; 3] = ["module_name", "semantic_version", "version"];

/// A field that is compared as a set: its name and how it is read.
type Set = (&'static str, fn(&Metadata) -> BTreeSet<String>);

pub(crate) fn check(_: &Bundle, options: &Options, sink: &mut Sink) {
    let Some((release, own, sibling)) = release::of(options) else { return };
    let metadata = &sibling.metadata;
    let place = |name: &str| metadata.field(name).map_or_else(|| metadata.opening(), |field| field.place);
    for name in FIELDS {
        let value = |sibling: &Sibling| field(&sibling.metadata, name);
        let Some((most, value)) = most(&release.bundles, own, value) else { continue };
        let is = field(metadata, name);
        let message = format!("`{name}` is {is}, and {value} in {}", quoted(&most.path));
        sink.report(place(name), message).help("pack all bundles of a release from the same sources");
    }
    let sets: [Set; 2] = [("commands", names), ("capabilities", capabilities)];
    for (name, read) in sets {
        let Some((most, value)) = most(&release.bundles, own, |sibling| read(&sibling.metadata)) else { continue };
        let is = read(metadata);
        let parts = [("lacks", value.difference(&is)), ("adds", is.difference(&value))].map(|(word, names)| {
            let names: Vec<&String> = names.collect();
            (!names.is_empty()).then(|| format!("{word} {}", list(&names)))
        });
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let message = format!("`{name}` {}, against {}", parts.join(" and "), quoted(&most.path));
        sink.report(place(name), message)
            .severity(Severity::Warning)
            .help("pack all bundles of a release from the same sources, and say what differs between platforms");
    }
}

/// What most bundles say, and the first one that says so; `None` when a bundle says the same.
fn most<T: PartialEq>(bundles: &[Sibling], own: usize, value: impl Fn(&Sibling) -> T) -> Option<(&Sibling, T)> {
    let values: Vec<T> = bundles.iter().map(value).collect();
    let times = |wanted: &T| values.iter().filter(|value| *value == wanted).count();
    let best = values.iter().map(times).max()?;
    let first = values.iter().position(|value| times(value) == best)?;
    if values.get(first) == values.get(own) {
        return None;
    }
    bundles.get(first).zip(values.into_iter().nth(first))
}

/// A value as messages show it; of a version the number, however it is written.
fn field(metadata: &Metadata, name: &str) -> String {
    let Some(field) = metadata.field(name) else { return "missing".to_owned() };
    let number = versions::plain(field.value()).filter(|_| name == "version");
    number.map_or_else(|| shown(field.value()), |number| quoted(&number.to_string()))
}

fn names(metadata: &Metadata) -> BTreeSet<String> {
    commands(metadata).filter_map(|command| Some(command.name()?.to_ascii_lowercase())).collect()
}

fn capabilities(metadata: &Metadata) -> BTreeSet<String> {
    strings(metadata, "capabilities").into_iter().map(str::to_owned).collect()
}
