//! `min_redis_pack_version` against the build of a line, number by number.

use crate::bundle::Bundle;
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::finding::{LINES, Severity, Sink};
use crate::input::Case;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let target = case.target;
    let Some((text, place)) = bundle.metadata.ready().and_then(|m| m.string("min_redis_pack_version")) else { return };
    let (Some(wanted), Some(offered)) = (Dotted::parse(text), Dotted::of_build(&target.build)) else { return };
    if wanted.compare(&offered).is_le() {
        return;
    }
    let reach = if target.asked == target.line { "which no build of" } else { "above" };
    let newest = if target.asked == target.line { " reaches" } else { "" };
    let message = format!("`min_redis_pack_version` is {}, {reach} {LINES}{newest}", quoted(text));
    let finding = sink.report(place, message);
    finding.help("set `min_redis_pack_version` to the oldest release on which the module is known to work; 7.8 comes before 7.22");
    if target.is_from_8() {
        // whether these lines still look at the field no source says
        finding.severity(Severity::Warning);
    }
}
