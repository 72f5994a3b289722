//! Files under `deps/` that no dependency declares.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::dependencies::{LISTS, declared};
use crate::checks::names::fold;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use std::collections::{HashMap, HashSet};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready().filter(|metadata| metadata.root().is_some()) else { return };
    // of lists in another form deps/bad-format speaks, and what they declare is not known
    let is_other = |list| metadata.field(list).is_some_and(|field| field.value().as_object().is_none());
    if LISTS.into_iter().any(is_other) {
        return;
    }
    let mut names: HashSet<String> = HashSet::new();
    let mut alike: HashMap<String, String> = HashMap::new();
    for one in declared(bundle) {
        for file in one.file_of_url().map(str::to_owned).into_iter().chain([one.file_of_name()]) {
            if file.len() <= 255 {
                alike.entry(stem(&file)).or_insert_with(|| file.clone());
            }
            names.insert(file);
        }
    }
    for file in &bundle.deps {
        let base = file.name.strip_prefix("deps/").unwrap_or(&file.name);
        if names.contains(base) {
            continue;
        }
        let close = if base.len() <= 255 { alike.get(&stem(base)) } else { None };
        let rest = close.map_or_else(String::new, |close| format!("; one is looked for as {}", quoted(close)));
        let message = format!("no dependency of module.json is the file {}{rest}", quoted(&file.name));
        sink.report(Place::member(&file.name), message)
            .help("declare it, call it by the last part of the `url` or `NAME.tgz`, or leave it out")
            .severity(Severity::Warning);
    }
}

/// A name without the endings of archives, in one case.
fn stem(name: &str) -> String {
    let folded = fold(name);
    let cut = [".tar.gz", ".tgz", ".tar", ".gz", ".zip"].into_iter().find_map(|end| folded.strip_suffix(end));
    cut.map_or(folded.clone(), str::to_owned)
}
