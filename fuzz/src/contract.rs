//! The shape of a JSON report, version 1: every field, its type, and no other field.

use serde_json::Value;

/// What may stand somewhere in a report.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any string.
    Text,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// Sixty-four hexadecimal digits.
    Sum,
    /// A whole number from this one to this one.
    Number(i64, i64),
    /// True or false.
    Flag,
    /// Null and nothing else.
    Null,
    /// Null or this.
    Or(&'static Shape),
    /// Any number of these.
    List(&'static Shape),
    /// This, or the field is not there.
    Maybe(&'static Shape),
    /// An object with any fields.
    Anything,
    /// Exactly these fields.
    Object(&'static [(&'static str, Shape)]),
}

use Shape::{Anything, Flag, List, Maybe, Null, Number, Object, Or, Sum, Text, Word};

const COUNT: Shape = Number(0, i64::MAX);
const STATUS: Shape = Or(&Number(400, 599));
const EVIDENCE: Shape = Word(&["documented", "observed", "inferred"]);
const TEXTS: Shape = List(&Text);
const TEXT: Shape = Or(&Text);
const POSITION: Shape = Or(&Object(&[("line", Number(1, i64::MAX)), ("column", Number(1, i64::MAX))]));
const PLACE: Shape = Object(&[
    ("member", TEXT),
    ("pointer", TEXT),
    ("start", POSITION),
    ("end", POSITION),
    ("offset", COUNT),
    ("length", COUNT),
]);
const MODULE: Shape = Object(&[
    ("name", TEXT),
    ("version", Or(&Number(i64::MIN, i64::MAX))),
    ("semantic_version", TEXT),
    ("architecture", TEXT),
    ("operating_systems", Or(&TEXTS)),
    ("min_redis_version", TEXT),
    ("compatible_redis_version", TEXT),
    ("module_file", TEXT),
    ("commands", Or(&COUNT)),
]);
const UNPACK: Shape = Object(&[
    ("outcome", Word(&["accepted", "rejected", "crashed", "unknown"])),
    ("error_code", TEXT),
    ("message", TEXT),
    ("reason", TEXT),
    ("exception", TEXT),
    ("why", TEXT),
]);
const VERDICT: Shape = Object(&[
    ("target", Text),
    ("build", Text),
    ("endpoint", Text),
    ("os", TEXT),
    ("arch", TEXT),
    ("outcome", Word(&["accepted", "rejected", "unknown", "unavailable"])),
    ("status", STATUS),
    ("error_code", TEXT),
    ("message", TEXT),
    ("because", TEXTS),
    ("evidence", EVIDENCE),
    ("unless", TEXTS),
    ("why", TEXT),
]);
const LOAD: Shape = Object(&[
    ("os", Text),
    ("arch", Text),
    ("outcome", Word(&["loads", "fails", "unknown"])),
    ("error", TEXT),
    ("because", TEXTS),
    ("why", TEXT),
]);
const DATABASE: Shape = Object(&[
    ("target", Text),
    ("redis", Text),
    ("database", TEXT),
    ("usable", Or(&Flag)),
    ("call", TEXT),
    ("status", STATUS),
    ("error_code", TEXT),
    ("evidence", EVIDENCE),
    ("because", TEXTS),
]);
const FEATURE: Shape = Object(&[("feature", Text), ("possible", Or(&Flag)), ("because", Text)]);
const FINDING: Shape = Object(&[
    ("rule", Text),
    ("severity", Word(&["error", "warning", "note"])),
    ("message", Text),
    ("help", TEXT),
    ("url", Text),
    ("place", PLACE),
    ("source", Maybe(&Object(&[("path", Text), ("pointer", TEXT), ("start", POSITION), ("end", POSITION)]))),
    ("related", List(&Object(&[("place", PLACE), ("label", Text)]))),
    ("ignored", Null),
    (
        "predicts",
        List(&Object(&[("endpoint", Text), ("status", STATUS), ("error_code", TEXT), ("evidence", EVIDENCE)])),
    ),
]);
const INPUT: Shape = Object(&[
    ("path", Text),
    ("kind", Word(&["bundle", "directory", "metadata", "module", "manifest", "config"])),
    ("sha256", Or(&Sum)),
    ("size", COUNT),
    ("module", Or(&MODULE)),
    ("packing", Maybe(&Object(&[("defaults", Anything), ("discovered", TEXTS), ("unrendered", TEXTS)]))),
    ("unpack", Or(&UNPACK)),
    ("verdicts", List(&VERDICT)),
    ("load", List(&LOAD)),
    ("databases", List(&DATABASE)),
    ("features", List(&FEATURE)),
    ("not_run", TEXTS),
    ("limits", TEXTS),
    ("findings", List(&FINDING)),
]);
const TOOL: Shape = Object(&[
    ("name", Word(&["ramplint"])),
    ("version", Text),
    ("reference", Object(&[("python", Text), ("ramp", Text), ("data", Text)])),
]);
const SUMMARY: Shape = Object(&[
    ("inputs", COUNT),
    ("skipped", COUNT),
    ("errors", COUNT),
    ("warnings", COUNT),
    ("notes", COUNT),
    ("ignored", COUNT),
]);
/// A whole report.
pub const REPORT: Shape =
    Object(&[("schema_version", Number(1, 1)), ("tool", TOOL), ("summary", SUMMARY), ("inputs", List(&INPUT))]);

/// Whether a report has the agreed shape; the error says where it has not.
pub fn check(report: &Value) -> Result<(), String> {
    fits(report, REPORT, "")
}

fn fits(value: &Value, shape: Shape, at: &str) -> Result<(), String> {
    let fit = match shape {
        Text => value.is_string(),
        Word(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        Sum => value
            .as_str()
            .is_some_and(|sum| sum.len() == 64 && sum.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))),
        Number(least, most) => value.as_i64().is_some_and(|number| (least..=most).contains(&number)),
        Flag => value.is_boolean(),
        Null => value.is_null(),
        Anything => value.is_object(),
        Maybe(inner) => return fits(value, *inner, at),
        Or(inner) => return if value.is_null() { Ok(()) } else { fits(value, *inner, at) },
        List(inner) => {
            let items = value.as_array().ok_or_else(|| format!("{at}: no list: {value}"))?;
            return items.iter().enumerate().try_for_each(|(n, item)| fits(item, *inner, &format!("{at}/{n}")));
        }
        Object(fields) => return has(value, fields, at),
    };
    if fit { Ok(()) } else { Err(format!("{at}: expected {shape:?}, found {value}")) }
}

fn has(value: &Value, fields: &[(&str, Shape)], at: &str) -> Result<(), String> {
    let object = value.as_object().ok_or_else(|| format!("{at}: no object: {value}"))?;
    if let Some(other) = object.keys().find(|key| fields.iter().all(|(name, _)| name != key)) {
        return Err(format!("{at}/{other}: not agreed on"));
    }
    for (name, shape) in fields {
        if matches!(shape, Maybe(_)) && !object.contains_key(*name) {
            continue;
        }
        let value = object.get(*name).ok_or_else(|| format!("{at}/{name}: missing"))?;
        fits(value, *shape, &format!("{at}/{name}"))?;
    }
    Ok(())
}
