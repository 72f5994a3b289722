//! Two commands of one name: Redis does not tell cases apart, and has room for one.

use crate::bundle::metadata::Metadata;
use crate::checks::commands::{Command, commands};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use std::collections::HashMap;

const NUMBERS: [&str; 4] = ["command_arity", "first_key", "last_key", "step"];

/// What a command says besides its name, in an order that does not depend on the text.
#[derive(PartialEq)]
struct Content<'a> {
    numbers: [Option<i64>; 4],
    flags: Vec<&'a str>,
}

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let mut seen: HashMap<String, (Command<'_>, Content<'_>)> = HashMap::new();
    for command in commands(metadata) {
        let Some(name) = command.name() else { continue };
        let content = content(&command);
        let key = name.to_ascii_lowercase();
        let Some((first, other)) = seen.get(&key) else {
            seen.insert(key, (command, content));
            continue;
        };
        let is_same = content == *other;
        let how = if is_same { "with the same content" } else { "with different contents" };
        let message = format!("command {} is listed twice, {how}", quoted(name));
        let finding = sink.report(command.place("command_name"), message);
        finding
            .also(first.place("command_name"), "the first one")
            .help("list it once; use `overide_command` in the manifest to change what the packer discovers");
        if is_same {
            finding.severity(Severity::Warning);
        }
    }
}

fn content<'a>(command: &Command<'a>) -> Content<'a> {
    let mut flags: Vec<&str> = command.flags().collect();
    flags.sort_unstable();
    Content { numbers: NUMBERS.map(|field| command.integer(field)), flags }
}
