//! The types of fields: whether a value has one, and how both are worded.

use crate::bundle::json::{Kind, Value};
use crate::checks::versions::is_whole;
use crate::checks::wording::shown;
use crate::tables::FieldType;

/// What is wrong with a value's type.
pub(crate) enum Fault<'a> {
    /// Nothing.
    None,
    /// The value itself has the wrong type.
    Whole,
    /// The first item of a list that has the wrong type.
    Item(usize, &'a Value),
}

/// Compares a value with the type that it should have.
pub(crate) fn fault(value: &Value, kind: FieldType) -> Fault<'_> {
    let item_fits: fn(&Value) -> bool = match kind {
        FieldType::Strings => |item| item.as_text().is_some(),
        _ => |item| item.as_object().is_some(),
    };
    let fits = match kind {
        FieldType::String => value.as_text().is_some(),
        FieldType::Integer => matches!(&value.kind, Kind::Number(number) if is_whole(number)),
        FieldType::Boolean => matches!(value.kind, Kind::Bool(_)),
        FieldType::Object => value.as_object().is_some(),
        FieldType::Strings | FieldType::Objects => {
            let Some(items) = value.as_array() else { return Fault::Whole };
            let wrong = items.iter().enumerate().find(|(_, item)| !item_fits(item));
            return wrong.map_or(Fault::None, |(index, item)| Fault::Item(index, item));
        }
    };
    if fits { Fault::None } else { Fault::Whole }
}

/// The type in words.
pub(crate) fn noun(kind: FieldType) -> &'static str {
    match kind {
        FieldType::String => "a string",
        FieldType::Integer => "a whole number",
        FieldType::Boolean => "`true` or `false`",
        FieldType::Strings => "a list of strings",
        FieldType::Objects => "a list of objects",
        FieldType::Object => "an object",
    }
}

/// The type of a list's items in words.
pub(crate) fn item_noun(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Objects => "an object",
        _ => "a string",
    }
}

/// A value with the name of its type: ``the list `[1]` ``.
pub(crate) fn described(value: &Value) -> String {
    let name = match value.type_name() {
        "array" => "the list",
        "object" => "the object",
        "number" => "the number",
        "string" => "the string",
        // `null`, `true` and `false` say what they are
        _ => return shown(value),
    };
    format!("{name} {}", shown(value))
}
