//! Operating systems and architectures that the previous bundle is for, and this one is not.

use crate::bundle::Bundle;
use crate::checks::wording::{list, quoted};
use crate::checks::{systems, upgrade};
use crate::finding::Sink;
use crate::input::Options;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    if let (Some((is, place)), Some((was, _))) =
        (upgrade.new.string("architecture"), upgrade.old.string("architecture"))
        && is != was
    {
        let message = format!("the module is for {}, and the previous bundle for {}", quoted(is), quoted(was));
        sink.report(place, message).help("compare bundles for one architecture, or upload one for each");
        return;
    }
    let (ours, theirs) = (upgrade::platforms(upgrade.new), upgrade::platforms(upgrade.old));
    let lost: Vec<&str> = theirs.difference(&ours).map(|(os, _)| os.as_str()).collect();
    let Some((name, field)) = systems::declared(upgrade.new).filter(|_| !lost.is_empty()) else { return };
    let message = format!("`{name}` has not {}, which the previous bundle has", list(&lost));
    sink.report(field.place, message).help("keep the system, or upload a bundle for it too: see `--release`");
}
