//! Fixes of module.json that need nothing but module.json.

use super::Plan;
use super::plan::Facts;
use super::{doubt, text};
use crate::bundle::json::{Encoding, Span, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::meta::compatible_redis_version::DEFAULT;
use crate::checks::systems;
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use std::collections::HashSet;

/// What keeps a text from being written anew.
const SURROGATES: &str = "module.json holds surrogates as bytes, which have no UTF-8";

/// The metadata whose text may be edited; `None` with the reason noted for these rules.
pub(super) fn editable<'a>(facts: &Facts<'a>, rules: &[&'static str], plan: &mut Plan) -> Option<&'a Metadata> {
    let metadata = facts.metadata()?;
    if text::is_faithful(&metadata.document) {
        return Some(metadata);
    }
    plan.refuse(rules, SURROGATES);
    None
}

/// The same for a change of what the text claims.
pub(super) fn claims<'a>(facts: &Facts<'a>, rules: &[&'static str], plan: &mut Plan) -> Option<&'a Metadata> {
    if let Some(rule) = doubt::of_values(facts.report) {
        plan.refuse(rules, format!("`{rule}` leaves open which value is meant"));
        return None;
    }
    editable(facts, rules, plan)
}

/// Writes a text of another encoding, or with a mark, as plain UTF-8.
pub(super) fn encoding(facts: &Facts<'_>, plan: &mut Plan) {
    const RULE: [&str; 1] = ["meta/nonstandard-json"];
    let Some(metadata) = editable(facts, &RULE, plan) else { return };
    let document = &metadata.document;
    let what = match (document.encoding, document.bom) {
        (Encoding::Utf8, false) => return,
        (Encoding::Utf8, true) => "leave out the byte order mark",
        _ => "write module.json in UTF-8",
    };
    plan.recoded = true;
    plan.fix(&RULE, what);
}

/// Takes out what `capabilities` has already.
pub(super) fn capabilities(facts: &Facts<'_>, plan: &mut Plan) {
    const RULE: [&str; 1] = ["meta/duplicate-capability"];
    let Some(metadata) = editable(facts, &RULE, plan) else { return };
    let items = metadata.list("capabilities").unwrap_or_default();
    let mut seen = HashSet::new();
    let again: Vec<bool> = items.iter().map(|item| item.as_str().is_some_and(|name| !seen.insert(name))).collect();
    take_out(items, &again, plan);
    for (item, _) in items.iter().zip(&again).filter(|(_, again)| **again) {
        let name = quoted(item.as_str().unwrap_or_default());
        plan.fix(&RULE, format!("take the second {name} out of `capabilities`"));
    }
}

/// Takes items out of a list, each with the comma before it; the first one always stays.
fn take_out(items: &[Value], gone: &[bool], plan: &mut Plan) {
    for (pair, _) in items.windows(2).zip(gone.iter().skip(1)).filter(|(_, gone)| **gone) {
        if let [before, item] = pair {
            plan.replace(Span { start: before.span.end, end: item.span.end }, "");
        }
    }
}

/// Writes names of operating systems as the unpacker and the product do.
pub(super) fn systems(facts: &Facts<'_>, plan: &mut Plan) {
    const RULE: [&str; 1] = ["meta/foreign-os"];
    let Some(metadata) = claims(facts, &RULE, plan) else { return };
    let Some((name, field)) = systems::declared(metadata) else { return };
    let Some(items) = field.value().as_array() else { return };
    let mut names: Vec<Option<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    let mut changed = vec![false; items.len()];
    for system in systems::systems(&field) {
        let meant = match system.is_known() {
            true if system.is_plain() => None,
            true => Some(system.major.clone()),
            false => system.meant().or_else(|| systems::similar(&system.text)).map(str::to_owned),
        };
        let Some(meant) = meant else { continue };
        if let (Some(slot), Some(changed)) = (names.get_mut(system.index), changed.get_mut(system.index)) {
            plan.fix(&RULE, format!("write `{meant}` for {} in `{name}`", quoted(&system.text)));
            (*slot, *changed) = (Some(meant), true);
        }
    }
    // two spellings of one system become one; what its author wrote twice stays
    let rewritten: HashSet<&str> =
        names.iter().zip(&changed).filter(|(_, changed)| **changed).filter_map(|(name, _)| name.as_deref()).collect();
    let mut seen = HashSet::new();
    let gone: Vec<bool> = names
        .iter()
        .map(|name| name.as_deref().is_some_and(|name| !seen.insert(name) && rewritten.contains(name)))
        .collect();
    for (index, item) in items.iter().enumerate() {
        let name = names.get(index).and_then(Option::as_deref);
        if let (Some(name), Some(true), Some(false)) = (name, changed.get(index), gone.get(index)) {
            plan.replace(item.span, format!("\"{name}\""));
        }
    }
    take_out(items, &gone, plan);
}

/// Writes `compatible_redis_version` as it is compared.
pub(super) fn redis(facts: &Facts<'_>, plan: &mut Plan) {
    const RULE: [&str; 1] = ["meta/compatible-redis-version"];
    let Some(metadata) = claims(facts, &RULE, plan) else { return };
    let Some((text, _)) = metadata.string("compatible_redis_version") else {
        plan.refuse(&RULE, "nothing in the bundle says for which Redis it was tested");
        return;
    };
    let Some(version) = Dotted::parse(text).filter(|version| !version.is_placeholder()) else { return };
    let min = metadata.string("min_redis_version").and_then(|(min, _)| Dotted::parse(min));
    let newer = min.filter(|min| !min.is_placeholder() && min.first(2).compare(&version).is_gt());
    let wanted = match newer {
        _ if version.len() != 2 => version.major_minor(),
        Some(min) if text == DEFAULT => min.major_minor(),
        _ => return,
    };
    let Some(field) = metadata.field("compatible_redis_version") else { return };
    plan.replace(field.value().span, format!("\"{wanted}\""));
    plan.fix(&RULE, format!("set `compatible_redis_version` to `{wanted}`, it is {}", quoted(text)));
}
