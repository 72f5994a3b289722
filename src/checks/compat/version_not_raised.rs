//! A version that is not above that of the previous bundle.

use crate::bundle::Bundle;
use crate::checks::upgrade::{self, Upgrade, platforms};
use crate::checks::versions;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::input::Options;
use std::cmp::Ordering;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    let semantic = upgrade::version(upgrade.new).zip(upgrade::version(upgrade.old));
    let order = semantic.as_ref().map(|(new, old)| new.cmp_precedence(old));
    if let (Some((new, old)), Some(order)) = (&semantic, order)
        && order.is_le()
    {
        report(&upgrade, "semantic_version", [&new.to_string(), &old.to_string()], order, sink);
        return;
    }
    let number = |metadata: &crate::bundle::metadata::Metadata| versions::plain(metadata.field("version")?.value());
    let Some((new, old)) = number(upgrade.new).zip(number(upgrade.old)) else { return };
    if new <= old {
        // which of the two the server compares when they disagree no source says
        let order = if order.is_some() { Ordering::Equal } else { new.cmp(&old) };
        report(&upgrade, "version", [&new.to_string(), &old.to_string()], order, sink);
    }
}

fn report(upgrade: &Upgrade<'_>, field: &str, [new, old]: [&str; 2], order: Ordering, sink: &mut Sink) {
    let is_same = new == old;
    let (ours, theirs) = (platforms(upgrade.new), platforms(upgrade.old));
    if is_same && !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs) {
        // one version is packed once for each platform
        return;
    }
    let place = upgrade.new.field(field).map_or_else(|| upgrade.new.opening(), |field| field.place);
    let fault = if is_same { "is that of the previous bundle too" } else { "is below that of the previous bundle" };
    let than = if is_same { String::new() } else { format!(", {}", quoted(old)) };
    let finding = sink.report(place, format!("`{field}` {} {fault}{than}", quoted(new)));
    if order == Ordering::Less {
        finding.help("raise it: databases that have the previous version are not given an older one");
    } else {
        finding.unpredicted().help("raise it: a cluster that has the previous bundle answers `module_exists`");
    }
}
