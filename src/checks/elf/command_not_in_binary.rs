//! Commands of module.json whose names are nowhere in the module file.

use crate::bundle::Bundle;
use crate::bundle::elf::X86_64;
use crate::checks::commands::commands;
use crate::checks::module;
use crate::checks::wording::{count, list, quoted};
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(metadata) = bundle.metadata.ready() else { return };
    let texts = &elf.texts;
    // one that packs its texts away does not show this one either
    if !texts.api.iter().any(|name| name == "RedisModule_CreateCommand") {
        return;
    }
    let is_missing = |name: &&str| texts.missing_commands.contains(*name);
    // other processors build short texts out of parts that are not found
    let severity = if elf.header.machine == X86_64 { Severity::Warning } else { Severity::Note };
    let help = "pack the file that the metadata was made with; if the module puts the name together, this is fine";
    let names: Vec<&str> = commands(metadata).filter_map(|command| command.name().filter(is_missing)).collect();
    if names.len() > 1 && names.len() == texts.commands {
        let Some(field) = metadata.field("commands") else { return };
        let message = format!(
            "none of the {} of `commands` is a string of {}: {}",
            count(names.len(), "name"),
            quoted(&file.name),
            list(&names)
        );
        sink.report(metadata.place("/commands", field.entry.key_span), message).help(help).severity(severity);
        return;
    }
    for command in commands(metadata) {
        let Some(name) = command.name().filter(is_missing) else { continue };
        let message = format!("command {} is no string of {}", quoted(name), quoted(&file.name));
        sink.report(command.place("command_name"), message).help(help).severity(severity);
    }
}
