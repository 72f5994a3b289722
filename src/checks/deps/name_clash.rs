//! Dependencies that share a file or a name.

use crate::bundle::Bundle;
use crate::checks::dependencies::{Declared, declared};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use std::collections::HashMap;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let all = declared(bundle);
    let mut names: HashMap<&_, &Declared<'_>> = HashMap::new();
    let mut files: HashMap<String, &Declared<'_>> = HashMap::new();
    for one in &all {
        if let Some(first) = names.insert(&one.entry.key, one) {
            let message = format!("dependency {} is in `{}` and in `{}`", one.quoted(), first.list, one.list);
            sink.report(one.place(None), message)
                .help("keep it in one of the lists")
                .severity(Severity::Warning)
                .also(first.place(None), "the other one");
            continue;
        }
        let file = one.file_of_url().map_or_else(|| one.file_of_name(), str::to_owned);
        if let Some(first) = files.get(&file) {
            let message =
                format!("dependencies {} and {} are both the file {}", first.quoted(), one.quoted(), quoted(&file));
            sink.report(one.place(None), message)
                .help("give the files different names: all of them lie in one folder")
                .severity(Severity::Warning)
                .also(first.place(None), "the other one");
            continue;
        }
        files.insert(file, one);
    }
}
