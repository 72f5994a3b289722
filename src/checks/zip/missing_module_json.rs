//! No member is called exactly `module.json`: the unpacker asks for that name and gets a `KeyError`.

use crate::bundle::place::Place;
use crate::bundle::{Bundle, Layer};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    const NAME: &str = "module.json";
    if !names::all_known(bundle) || !matches!(bundle.metadata, Layer::Absent) {
        return;
    }
    let finding = match names::alike(bundle, NAME) {
        Some(seen) => {
            let message = format!("no member is called `module.json`; {} {}", quoted(&seen.name), seen.how);
            sink.report(seen.place, message)
        }
        None => sink.report(Place::input(), "no member is called `module.json`"),
    };
    finding.help("pack with `ramp pack`, or zip the files themselves and not their folder, under exactly that name");
    if names::count_is_refused(&bundle.files) {
        // the unpacker fails for the number of files, of which zip/unexpected-member speaks
        finding.unpredicted();
    }
}
