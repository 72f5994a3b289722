//! `userDefinedModules` of a Kubernetes manifest: the entry for this bundle, its name and its url.

use crate::bundle::Bundle;
use crate::checks::downloads::{Wanted, Words, at, report_faults, shown};
use crate::checks::wording::{closest, quoted};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::listing::{Entry, Listing, Reader};

const WORDS: Words = Words { url: "`url`", location: "the `source`" };

/// Lines that a message names.
const MOST_LINES: usize = 5;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(wanted) = Wanted::of(bundle) else { return };
    for listing in options.listings.iter().filter(|listing| listing.reader == Reader::Kubernetes) {
        let mut named = listing.entries.iter().filter(|entry| wanted.is_named(entry)).peekable();
        if named.peek().is_none() {
            unnamed(&wanted, listing, sink);
            continue;
        }
        let mut lines = Vec::new();
        // several versions of a module may stand side by side: one entry that fits is enough
        let mut fault = None;
        for entry in named.clone() {
            report_faults(&wanted, listing, entry, sink);
            lines.push(entry.line.to_string());
        }
        if lines.len() > 1 {
            let (path, name) = (quoted(&listing.path), wanted.names.first().copied().map(quoted).unwrap_or_default());
            let lines = lines.iter().take(MOST_LINES).map(String::as_str).collect::<Vec<_>>().join(", ");
            let message = format!("several entries of {path} are named for {name}: those of the lines {lines}");
            let finding = sink.report(wanted.place.clone(), message);
            finding.severity(Severity::Note).help("no source says which of them counts: keep the one that is meant");
        }
        for entry in named {
            fault = wanted.fault(entry, &WORDS, &at(listing, entry));
            if fault.is_none() {
                break;
            }
        }
        if let Some((message, help)) = fault {
            sink.report(wanted.place.clone(), message).help(help);
        }
    }
}

/// Reports the entry that is probably meant, or that there is none.
fn unnamed(wanted: &Wanted<'_>, listing: &Listing, sink: &mut Sink) {
    let module = wanted.names.first().copied().unwrap_or_default();
    let resembles = |entry: &&Entry| {
        entry.name.as_deref().is_some_and(|name| closest(name, wanted.names.iter().copied()).is_some())
    };
    let fetched = listing.entries.iter().find(|entry| wanted.is_fetched_by(entry));
    let meant = fetched.or_else(|| listing.entries.iter().find(resembles));
    let fits = match wanted.names.as_slice() {
        [name, display, ..] => format!("neither `module_name` {} nor `display_name` {}", quoted(name), quoted(display)),
        _ => format!("not `module_name` {}", quoted(module)),
    };
    if let Some(entry) = meant {
        let name = entry.name.as_deref().map_or("the missing `name`".to_owned(), quoted);
        let message = format!("{name} in {} is {fits}", at(listing, entry));
        sink.report(wanted.place.clone(), message).help(format!("name the entry {}", quoted(module)));
        return;
    }
    let names: Vec<String> = wanted.names.iter().map(|name| quoted(name)).collect();
    let (names, path) = (names.join(" or "), quoted(&listing.path));
    let message = match listing.entries.as_slice() {
        [] => format!("the list of {path} is empty, expected an entry named {names}"),
        [only] => format!("the only entry of {path} is {}, expected one named {names}", shown(only)),
        entries => format!("none of the {} entries of {path} is named {names}", entries.len()),
    };
    let finding = sink.report(wanted.place.clone(), message);
    finding.help(format!("add an entry {} with the url of this bundle", quoted(module)));
}
