//! A module.json whose root is no object: the unpacker's first subscript raises `TypeError`.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::shown;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Ok(root) = &metadata.document.root else { return };
    if root.as_object().is_some() {
        return;
    }
    let value = shown(root);
    let what = match root.type_name() {
        "null" => "null".to_owned(),
        name => format!("{} {name}, {value}", if name.starts_with(['a', 'o']) { "an" } else { "a" }),
    };
    sink.report(metadata.place("", root.span), format!("the root of module.json is {what}, expected an object"))
        .help("put the fields of the module into one object, `{\"module_name\": …}`, as `ramp pack` does");
}
