//! Fields whose type is not the one that module.json has for them.

use crate::bundle::json::{Kind, Value};
use crate::bundle::metadata::{Field, Metadata, pointer};
use crate::checks::commands::commands;
use crate::checks::types::{Fault, described, fault, item_noun, noun};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::python;
use crate::tables::{FieldFacts, FieldType, fields};

/// Fields of which other rules say what type they must have.
const ELSEWHERE: [&str; 10] = [
    "version",
    "semantic_version",
    "min_redis_version",
    "compatible_redis_version",
    "min_redis_pack_version",
    "operating_systems",
    "os_list",
    "dependencies",
    "optional-dependencies",
    "sha256",
];

/// The fields of a command, but for the arity, of which meta/incomplete-command speaks.
const COMMAND: [(&str, FieldType); 5] = [
    ("command_name", FieldType::String),
    ("first_key", FieldType::Integer),
    ("last_key", FieldType::Integer),
    ("step", FieldType::Integer),
    ("flags", FieldType::Strings),
];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    for facts in fields() {
        let Some(field) = metadata.field(&facts.name) else { continue };
        match facts.name.as_str() {
            "module_name" => module_name(&field, sink),
            "module_file" => module_file(&field, sink),
            "architecture" => architecture(&field, sink),
            // meta/capabilities-as-string
            "capabilities" if field.text().is_some() => {}
            name if ELSEWHERE.contains(&name) => {}
            _ => other(metadata, facts, &field, sink),
        }
    }
    if metadata.is_open("commands") {
        command_fields(metadata, sink);
    }
}

fn module_name(field: &Field, sink: &mut Sink) {
    // of what Python takes for false meta/empty-module-name speaks
    if field.text().is_none() && python::truthy(field.value()) {
        let message = format!(
            "`module_name` is {}, expected a string; the unpacker takes whatever Python holds true",
            described(field.value())
        );
        sink.report(field.place.clone(), message)
            .unpredicted()
            .help("write the name that the module gives to `RedisModule_Init`");
    }
}

fn module_file(field: &Field, sink: &mut Sink) {
    let why = match field.value() {
        value if !python::is_hashable(value) => "the unpacker looks it up as a name and crashes with `TypeError`",
        value if value.as_str().is_none() => "no member has such a name: the unpacker crashes with `KeyError`",
        _ => return,
    };
    let message = format!("`module_file` is {}, expected the name of the `.so`; {why}", described(field.value()));
    sink.report(field.place.clone(), message)
        .help("write the name of the module file in the archive, such as `hello.so`");
}

fn architecture(field: &Field, sink: &mut Sink) {
    if !python::is_hashable(field.value()) {
        let message = format!(
            "`architecture` is {}, expected a string; the unpacker looks it up in a set and crashes with `TypeError`",
            described(field.value())
        );
        sink.report(field.place.clone(), message).help("write one architecture, `x86_64` or `aarch64`");
    }
}

fn other(metadata: &Metadata, facts: &FieldFacts, field: &Field, sink: &mut Sink) {
    let value = field.value();
    let (place, what) = match fault(value, facts.kind) {
        Fault::None if facts.name == "commands" => return command_fields(metadata, sink),
        Fault::None => return,
        Fault::Whole => {
            let what = format!("{} is {}, expected {}", quoted(&facts.name), described(value), noun(facts.kind));
            (field.place.clone(), what)
        }
        Fault::Item(index, item) => {
            let place = metadata.place(pointer(&[&facts.name, &index.to_string()]), item.span);
            let (number, name, expected) = (index + 1, quoted(&facts.name), item_noun(facts.kind));
            (place, format!("item {number} of {name} is {}, expected {expected}", described(item)))
        }
    };
    let reads = if facts.needed.iter().any(|consumer| consumer == "config") {
        ", as `POST /v2/modules/user-defined` (8.x) documents; the unpacker does not read it"
    } else {
        "; the unpacker does not read it, and what the server makes of it is not documented"
    };
    let only_describes = facts.needed.is_empty() && matches!(facts.kind, FieldType::String | FieldType::Integer);
    // an empty value in ramp.yml becomes null, which happens to what nobody filled in
    let only_empty = value.kind == Kind::Null && (facts.kind == FieldType::String || facts.needed.is_empty());
    let severity = if only_describes || only_empty { Severity::Warning } else { Severity::Error };
    sink.report(place, format!("{what}{reads}")).unpredicted().severity(severity).help(help(facts, value));
}

fn help(facts: &FieldFacts, value: &Value) -> String {
    match (facts.kind, &value.kind) {
        (FieldType::String, Kind::Null) => "write `\"\"` when there is nothing to say".to_owned(),
        (FieldType::String, Kind::Number(_) | Kind::Bool(_)) => "put it in double quotes".to_owned(),
        (FieldType::Integer | FieldType::Boolean, Kind::String(_)) => "take the quotes away".to_owned(),
        _ => format!("write {}", noun(facts.kind)),
    }
}

/// The fields of each command, which the config endpoint documents. One that is null counts as absent, of which
/// the rules about commands speak.
fn command_fields(metadata: &Metadata, sink: &mut Sink) {
    for command in commands(metadata) {
        for (name, kind) in COMMAND {
            let Some(value) = command.value(name) else { continue };
            let owner = format!("{} of {}", quoted(name), command.label());
            let (place, what) = match fault(value, kind) {
                Fault::None => continue,
                Fault::Whole => {
                    (command.place(name), format!("{owner} is {}, expected {}", described(value), noun(kind)))
                }
                Fault::Item(index, item) => (
                    command.item_place(name, index, item),
                    format!("item {} of {owner} is {}, expected {}", index + 1, described(item), item_noun(kind)),
                ),
            };
            sink.report(place, what).unpredicted().help("take the command as `ramp pack` writes it from COMMAND INFO");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{fixture, report};

    #[test]
    fn an_item_of_a_command_is_counted_from_1_and_pointed_at_from_0() {
        let report = report(&fixture(
            "json bad",
            r#"{ "commands": [{ "command_name": "a", "command_arity": 1, "flags": ["fast", 7], "first_key": "1", "last_key": 0, "step": 0 }] }"#,
        ));
        let found: Vec<_> = report.findings.iter().filter(|f| f.rule == "meta/wrong-type").collect();
        let seen = |index: usize| (found[index].message.as_str(), found[index].place.pointer.as_deref());
        assert_eq!(
            seen(1),
            ("item 2 of `flags` of command `a` is the number `7`, expected a string", Some("/commands/0/flags/1"))
        );
        assert_eq!(seen(0).1, Some("/commands/0/first_key"));
    }
}
