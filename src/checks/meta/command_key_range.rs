//! Key positions of a command that contradict each other.

use crate::bundle::metadata::Metadata;
use crate::checks::commands::{Command, commands};
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata) {
        range(&command, sink);
    }
}

fn range(command: &Command<'_>, sink: &mut Sink) {
    let numbers = ["first_key", "last_key", "step"].map(|field| command.integer(field));
    let [Some(first), Some(last), Some(step)] = numbers else { return };
    // a negative step names one of the cluster's own ways to choose a shard, and the positions mean nothing then
    if step < 0 {
        return;
    }
    let (field, fault) = if first < 0 {
        ("first_key", format!("`first_key` of {} is {first}, expected 0 or the position of a key", command.label()))
    } else if first == 0 && last != 0 {
        ("last_key", format!("{} has `first_key` 0, no keys, but `last_key` {last}", command.label()))
    } else if first > 0 && last >= 0 && last < first {
        ("last_key", format!("`last_key` of {} is {last}, before its `first_key` {first}", command.label()))
    } else if first > 0 && step == 0 {
        ("step", format!("`step` of {} is 0, but its keys begin at {first}", command.label()))
    } else {
        return;
    };
    sink.report(command.place(field), fault)
        .help("write 0, 0, 0 for a command without keys; 1, 1, 1 for one key; 1, -1, 1 when all arguments are keys");
}
