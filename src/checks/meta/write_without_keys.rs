//! A command that writes, but says of no argument that it is a key.

use crate::bundle::metadata::Metadata;
use crate::checks::commands::commands;
use crate::finding::Sink;

/// Flags that say that keys are found in another way.
const ELSEWHERE: [&str; 3] = ["movablekeys", "getkeys-api", "module_getkeys"];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata).filter(|command| command.has_flag("write")) {
        let keys = ["first_key", "last_key", "step"].map(|field| command.integer(field));
        // a negative step is the cluster's own way to choose a shard
        let has_none = keys.first() == Some(&Some(0)) && keys.iter().all(|number| number.is_some_and(|n| n >= 0));
        if !has_none || ELSEWHERE.iter().any(|flag| command.has_flag(flag)) {
            continue;
        }
        let message = format!("{} has the flag `write`, but `first_key` is 0: it names no keys", command.label());
        sink.report(command.place("first_key"), message)
            .help("give the positions of its keys, or leave it so when it changes no keys");
    }
}
