//! Keys that somebody asks for, and for which `ramp pack` has a default that says nothing about the module.

use crate::bundle::manifest::Manifest;
use crate::checks::wording::{list, quoted};
use crate::finding::Sink;
use crate::tables::manifest::key;

/// `compatible_redis_version` has a rule of its own; that there are no arguments is no fault.
const WANTED: [&str; 3] = ["capabilities", "display_name", "min_redis_version"];

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let missing: Vec<&str> = WANTED.into_iter().filter(|name| super::lacks(manifest, name)).collect();
    if missing.is_empty() {
        return;
    }
    let default = |name: &&str| key(name).and_then(|key| key.default.as_deref()).unwrap_or_default();
    let defaults: Vec<String> = missing.iter().map(|name| quoted(default(name))).collect();
    let (verb, noun) = if missing.len() == 1 { ("is", "its default") } else { ("are", "its defaults") };
    let message = format!("{} {verb} missing: `ramp pack` writes {noun} {}", list(&missing), join(&defaults));
    let help = match missing.as_slice() {
        ["capabilities"] => "list what the module is known to work with, such as `types` and `replica_of`",
        ["display_name"] => "write the name that people see in the list of modules",
        ["min_redis_version"] => "write the oldest Redis that the module works with",
        _ => "write them: they are what an upload and a database are judged by",
    };
    sink.report(manifest.written.opening(), message).help(help);
}

fn join(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
