//! A `version` from which Python's `int(float(x))` makes no integer.

use crate::bundle::json::Value;
use crate::bundle::metadata::Metadata;
use crate::checks::versions::{guess, number_of};
use crate::checks::wording::{quoted, shown};
use crate::finding::Sink;
use crate::python::{self, IntOfFloat};

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(version) = metadata.field("version") else { return };
    if !python::truthy(version.value()) || python::int_of_float(version.value()) != IntOfFloat::NotInteger {
        return;
    }
    let message = format!("`version` is {}, from which Python makes no integer", shown(version.value()));
    let help = help(version.value());
    sink.report(version.place, message).help(help);
}

fn help(value: &Value) -> String {
    match value.as_str().and_then(|text| Some((text, number_of(&guess(text)?)?))) {
        Some((text, number)) => {
            format!("write `{number}`, the number of {}, and put the text into `semantic_version`", quoted(text))
        }
        None => {
            "write major * 10000 + minor * 100 + patch, the number that the module gives to `RedisModule_Init`".into()
        }
    }
}
