//! A flag that COMMAND INFO never gives.

use crate::bundle::json::Value;
use crate::bundle::metadata::Metadata;
use crate::checks::commands::{Command, commands};
use crate::checks::wording::{closest, quoted};
use crate::finding::Sink;

/// What COMMAND INFO gives, and the words of `RedisModule_CreateCommand`, which hand-written overrides use.
const KNOWN: [&str; 46] = [
    "admin",
    "allow-busy",
    "allow-loading",
    "allow-stale",
    "allow_busy",
    "asking",
    "blocking",
    "deny-oom",
    "deny-script",
    "denyoom",
    "fast",
    "getchannels-api",
    "getkeys-api",
    "internal",
    "loading",
    "may-replicate",
    "may_replicate",
    "module",
    "module_getchannels",
    "module_getkeys",
    "module_no_cluster",
    "movablekeys",
    "no-auth",
    "no-cluster",
    "no-mandatory-keys",
    "no-monitor",
    "no-slowlog",
    "no_async_loading",
    "no_auth",
    "no_mandatory_keys",
    "no_multi",
    "noscript",
    "only_sentinel",
    "protected",
    "pubsub",
    "random",
    "readonly",
    "script_runner",
    "sentinel",
    "skip_commandlog",
    "skip_monitor",
    "skip_slowlog",
    "sort_for_script",
    "stale",
    "touches_arbitrary_keys",
    "write",
];

/// Findings for which a similar name is looked for; the sink keeps no more.
const SUGGESTIONS: usize = 100;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let mut count = 0;
    for command in commands(metadata) {
        let Some(items) = command.value("flags").and_then(Value::as_array) else { continue };
        let label = command.label();
        for (index, item) in items.iter().enumerate() {
            judge(&command, (&label, index), item, &mut count, sink);
        }
    }
}

fn judge(command: &Command<'_>, (label, index): (&str, usize), item: &Value, count: &mut usize, sink: &mut Sink) {
    let Some(flag) = item.as_str() else { return };
    if KNOWN.binary_search(&flag).is_ok() {
        return;
    }
    *count += 1;
    let finding = sink.report(
        command.item_place("flags", index, item),
        format!("flag {} of {label} is not one of Redis", quoted(flag)),
    );
    if *count > SUGGESTIONS {
        return;
    }
    match closest(flag.trim(), KNOWN) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("write the flags as COMMAND INFO gives them"),
    };
}
