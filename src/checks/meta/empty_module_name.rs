//! A `module_name` that Python takes for false, or that nobody can see.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::shown;
use crate::finding::Sink;
use crate::python;

const HELP: &str = "write the name that the module gives to `RedisModule_Init`";

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(name) = metadata.field("module_name") else { return };
    let value = shown(name.value());
    if !python::truthy(name.value()) {
        let message = format!("`module_name` is {value}, which the unpacker takes for no name");
        sink.report(name.place, message).help(HELP);
    } else if name.value().as_str().is_some_and(|text| text.trim().is_empty()) {
        let message = format!("`module_name` is {value}, nothing but white space, which the unpacker takes for a name");
        sink.report(name.place, message).unpredicted().help(HELP);
    }
}
