//! No member ends in `.so`.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    if !names::all_known(bundle) || bundle.files.iter().any(|name| names::is_module(name)) {
        return;
    }
    // zip/debug-package says what stands in the module's place
    if names::symbols_instead_of_module(bundle).is_some() {
        return;
    }
    let finding = match bundle.files.iter().find(|name| names::is_like_a_module(name)) {
        Some(name) => {
            let message = format!("no member ends in `.so`; {} comes nearest", quoted(name));
            sink.report(Place::member(name), message)
        }
        None => sink.report(Place::input(), "no member ends in `.so`: there is no module in the bundle"),
    };
    finding.help("pack the shared library that was built for Linux, with a name that ends in `.so`");
}
