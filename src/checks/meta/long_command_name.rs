//! A command's name that is longer than the cluster takes.

use crate::bundle::metadata::Metadata;
use crate::checks::commands::commands;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// Since 6.2.4; before, it was 23.
const LONGEST: usize = 64;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata) {
        let Some(name) = command.name() else { continue };
        if name.len() > LONGEST {
            let message = format!("command {} is {} bytes long, at most {LONGEST} are taken", quoted(name), name.len());
            sink.report(command.place("command_name"), message).help("give the command a shorter name");
        }
    }
}
