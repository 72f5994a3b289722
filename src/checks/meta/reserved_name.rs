//! The name of a module that comes with the product, or came with it.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::tables;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((name, place)) = metadata.string("module_name") else { return };
    let Some(module) = tables::bundled_modules().iter().find(|row| row.name.eq_ignore_ascii_case(name)) else { return };
    let whose = match module.state.as_str() {
        "deprecated" => "a deprecated module of the product",
        _ => "a module that comes with the product",
    };
    let message = if module.name == name {
        format!("`module_name` is {}, the name of {whose}", quoted(name))
    } else {
        format!(
            "`module_name` is {}, which is but for its case {}, the name of {whose}",
            quoted(name),
            quoted(&module.name)
        )
    };
    sink.report(place, message)
        .help("unless it is the product's own module, give it another name in `RedisModule_Init`");
}
