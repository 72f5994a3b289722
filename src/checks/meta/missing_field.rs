//! Fields that somebody asks for and that are not there.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use crate::tables::{FieldFacts, fields};

/// Fields that no consumer documents as required, but that every current packer writes.
const EXPECTED: [&str; 2] = ["operating_systems", "dependencies"];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(root) = metadata.root() else { return };
    for facts in fields() {
        if !metadata.lacks(&facts.name) {
            continue;
        }
        if facts.needed.iter().any(|consumer| consumer == "unpacker") {
            let message =
                format!("{} is missing: the unpacker asks for it and crashes with `KeyError`", quoted(&facts.name));
            sink.report(metadata.opening(), message).help(help(facts));
        } else if matters(facts, root.get("os_list").is_some()) {
            let (name, since) = (quoted(&facts.name), &facts.since);
            let consumers: Vec<&str> = facts.needed.iter().map(|consumer| consumer_name(consumer)).collect();
            let message = match consumers.split_last() {
                None => format!("{name} is missing, which the packer has written since {since}"),
                Some((only, [])) => {
                    format!("{name} is missing: {only} asks for it; the packer has written it since {since}")
                }
                Some((last, others)) => {
                    let others = others.join(", ");
                    format!(
                        "{name} is missing: {others} and {last} ask for it; the packer has written it since {since}"
                    )
                }
            };
            sink.report(metadata.opening(), message).unpredicted().severity(Severity::Warning).help(help(facts));
        }
    }
}

fn matters(facts: &FieldFacts, has_os_list: bool) -> bool {
    match facts.name.as_str() {
        // meta/compatible-redis-version speaks of it
        "compatible_redis_version" => false,
        // its name in the packers before 2.5.2
        "operating_systems" if has_os_list => false,
        name => !facts.needed.is_empty() || EXPECTED.contains(&name),
    }
}

fn consumer_name(consumer: &str) -> &str {
    match consumer {
        "config" => "`POST /v2/modules/user-defined` (8.x)",
        "package" => "the documentation of module packages (8.x)",
        "kubernetes" => "the Kubernetes operator",
        other => other,
    }
}

fn help(facts: &FieldFacts) -> String {
    match facts.name.as_str() {
        "operating_systems" => "pack with ramp-packer 2.5.19, with `operating_systems: [rhel9]` in ramp.yml".to_owned(),
        "module_name" | "module_file" | "architecture" | "version" | "semantic_version" => {
            "pack with `ramp pack`, which fills it in".to_owned()
        }
        name => format!("pack with ramp-packer 2.5.19, or add {} by hand", quoted(name)),
    }
}
