//! `--previous` with a bundle of another module: nothing of the two can be compared.

use crate::bundle::Bundle;
use crate::checks::upgrade::{self, metadata};
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::input::Options;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    if options.previous.is_empty() || upgrade::of(bundle, options).is_some() {
        return;
    }
    let Some((name, place)) = bundle.metadata.ready().and_then(|metadata| metadata.string("module_name")) else {
        return;
    };
    let names = options.previous.iter().filter_map(|previous| Some(metadata(previous)?.string("module_name")?.0));
    let Some(other) = names.into_iter().next() else { return };
    let message = format!("the module is {}, and that of the previous bundle {}", quoted(name), quoted(other));
    sink.report(place, message)
        .help("compare with a bundle of the same module; databases that use a module know it by this name");
}
