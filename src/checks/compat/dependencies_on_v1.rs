//! Dependencies in a bundle for `POST /v1/modules`, which takes none.

use crate::bundle::Bundle;
use crate::bundle::json::{Kind, Value};
use crate::finding::{LINES, Sink};
use crate::input::Case;

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let target = case.target;
    if !target.has_endpoint("POST /v1/modules") {
        return;
    }
    let Some(field) = bundle.metadata.ready().and_then(|metadata| metadata.field("dependencies")) else { return };
    let number = entries(field.value());
    if number == 0 {
        return;
    }
    let noun = if number == 1 { "1 dependency".to_owned() } else { format!("{number} dependencies") };
    let message = format!("the module has {noun}, and `POST /v1/modules` of {LINES} takes none");
    sink.report(field.place, message).help("upload with `POST /v2/modules`");
}

fn entries(value: &Value) -> usize {
    match &value.kind {
        Kind::Object(object) => object.effective().len(),
        Kind::Array(items) => items.len(),
        _ => 0,
    }
}
