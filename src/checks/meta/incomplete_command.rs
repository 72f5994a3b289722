//! A command without the fields that whoever reads module.json asks for.

use crate::bundle::json::{Kind, Text, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::commands::{Command, commands, integer};
use crate::checks::wording::{list, shown};
use crate::finding::{Severity, Sink};

const NEEDED: [&str; 2] = ["command_name", "command_arity"];
const USUAL: [&str; 4] = ["flags", "first_key", "last_key", "step"];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata) {
        missing(&command, sink);
        name(&command, sink);
        arity(&command, sink);
    }
}

/// One finding for all that a command lacks: the packer writes six fields, a manifest may give fewer.
fn missing(command: &Command<'_>, sink: &mut Sink) {
    let lacks = |fields: &[&'static str]| -> Vec<&'static str> {
        fields.iter().copied().filter(|field| command.value(field).is_none()).collect()
    };
    let (needed, usual) = (lacks(&NEEDED), lacks(&USUAL));
    if needed.is_empty() && usual.is_empty() {
        return;
    }
    let all: Vec<&str> = needed.iter().chain(&usual).copied().collect();
    let finding = sink.report(command.opening(), format!("{} has no {}", command.label(), list(&all)));
    finding.help("write all six fields: an entry of `overide_command` or `add_command` is taken as it is");
    if needed.is_empty() {
        finding.severity(Severity::Warning);
    }
}

fn name(command: &Command<'_>, sink: &mut Sink) {
    if command.value("command_name").and_then(Value::as_text).is_some_and(Text::is_empty) {
        sink.report(command.place("command_name"), "`command_name` is empty, expected the name of a command")
            .help("write the name that the module gives to the command");
    }
}

fn arity(command: &Command<'_>, sink: &mut Sink) {
    let Some(value) = command.value("command_arity") else { return };
    if integer(value).is_some_and(|arity| arity != 0) {
        return;
    }
    let message =
        format!("`command_arity` of {} is {}, expected an integer other than 0", command.label(), shown(value));
    let help = if is_number_as_text(value) {
        "write the number without quotes"
    } else {
        "write the number of arguments, the command's name included; negative when there may be more"
    };
    sink.report(command.place("command_arity"), message).help(help);
}

fn is_number_as_text(value: &Value) -> bool {
    matches!(&value.kind, Kind::String(_))
        && value.as_str().is_some_and(|text| text.parse::<i64>().is_ok_and(|n| n != 0))
}
