//! `user_defined_modules` of a bootstrap request: the entry for this bundle, what it is fetched from, and its name.

use crate::bundle::Bundle;
use crate::checks::downloads::{Wanted, Words, at, report_faults, shown};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::listing::Reader;

const WORDS: Words = Words { url: "`location.url`", location: "`location_type`" };

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(wanted) = Wanted::of(bundle) else { return };
    let module = wanted.names.first().copied().map(quoted).unwrap_or_default();
    for listing in options.listings.iter().filter(|listing| listing.reader == Reader::Bootstrap) {
        let mut ours =
            listing.entries.iter().filter(|entry| wanted.is_named(entry) || wanted.is_fetched_by(entry)).peekable();
        if ours.peek().is_none() {
            // one that names nothing may be the one that is meant
            if let Some(nameless) = listing.entries.iter().find(|entry| entry.name.is_none()) {
                report_faults(&wanted, listing, nameless, sink);
            }
            let path = quoted(&listing.path);
            let message = if listing.entries.is_empty() {
                format!("the list of {path} is empty, expected an entry for {module}")
            } else {
                format!("no entry of {path} has the name {module} or a url that ends in this file's name")
            };
            let finding = sink.report(wanted.place.clone(), message);
            finding.severity(Severity::Note).help("names are only shown and logged: see that one of the urls is meant");
            continue;
        }
        let mut fault = None;
        for entry in ours.clone() {
            report_faults(&wanted, listing, entry, sink);
        }
        for entry in ours {
            fault = wanted.fault(entry, &WORDS, &at(listing, entry));
            if fault.is_some() {
                continue;
            }
            if entry.name.is_some() && !wanted.is_named(entry) {
                let message =
                    format!("{} in {} is not the name of what it fetches, {module}", shown(entry), at(listing, entry));
                let finding = sink.report(wanted.place.clone(), message);
                finding.severity(Severity::Note).help("nothing refuses it: the name is only shown and logged");
            }
            break;
        }
        if let Some((message, help)) = fault {
            sink.report(wanted.place.clone(), message).help(help);
        }
    }
}
