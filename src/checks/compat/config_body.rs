//! The module.json as the body of `POST /v2/modules/user-defined`: eight fields, each of its type.

use crate::bundle::Bundle;
use crate::bundle::metadata::pointer;
use crate::checks::types::{self, Fault};
use crate::checks::wording::{list, shown};
use crate::endpoint::Endpoint;
use crate::finding::{LINES, Sink};
use crate::input::Case;
use crate::tables::{self, FieldFacts};

pub(crate) fn check(bundle: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let path = Endpoint::UserDefined.path();
    let Some(metadata) = bundle.metadata.ready().filter(|_| case.target.has_endpoint(path)) else { return };
    let Some(root) = metadata.root() else { return };
    let asks = |field: &&FieldFacts| field.needed.iter().any(|consumer| consumer == "config");
    let (there, missing): (Vec<&FieldFacts>, Vec<&FieldFacts>) = tables::fields()
        .iter()
        .filter(asks)
        .filter(|field| !metadata.is_open(&field.name))
        .partition(|field| root.get(&field.name).is_some());
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|field| field.name.as_str()).collect();
        let message = format!("the body for `{path}` of {LINES} would lack {}", list(&names));
        sink.report(metadata.opening(), message).help("pack with a current `ramp pack`, which writes all eight fields");
    }
    for facts in there {
        let Some(field) = metadata.field(&facts.name) else { continue };
        let (place, value, wanted) = match types::fault(field.value(), facts.kind) {
            Fault::None => continue,
            Fault::Whole => (field.place.clone(), field.value(), types::noun(facts.kind)),
            Fault::Item(index, item) => {
                let pointer = pointer(&[&facts.name, &index.to_string()]);
                (metadata.place(pointer, item.span), item, types::item_noun(facts.kind))
            }
        };
        let name = &facts.name;
        let message = format!("`{name}` is {}, and `{path}` of {LINES} expects {wanted}", shown(value));
        sink.report(place, message).help(format!("give {wanted} there, as `ramp pack` does"));
    }
}
