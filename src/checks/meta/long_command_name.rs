//! A command's name that is longer than clusters take.

use crate::bundle::metadata::Metadata;
use crate::checks::commands::commands;
use crate::checks::wording::quoted;
use crate::finding::Sink;

/// Characters that a cluster takes since 6.2.4; before, it was 23.
const LONGEST: usize = 64;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata) {
        let Some(name) = command.name() else { continue };
        let length = name.chars().count();
        if length > LONGEST {
            let message = format!(
                "the name of command {} has {length} characters; clusters take at most {LONGEST}",
                quoted(name)
            );
            sink.report(command.place("command_name"), message).help("give the command a shorter name");
        }
    }
}
