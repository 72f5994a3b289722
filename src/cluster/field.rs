//! Fields of an answer's objects: of the right type, absent, or an error that says where and what.

use crate::checks::wording::quoted;
use serde_json::{Map, Value};

/// An object and the place that messages name.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) place: &'a str,
    pub(super) object: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// A field; null is none.
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    fn typed<T>(&self, key: &str, expected: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>, String> {
        let Some(value) = self.get(key) else { return Ok(None) };
        read(value)
            .map(Some)
            .ok_or_else(|| format!("{}: {} is {}, expected {expected}", self.place, quoted(key), article(value)))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, String> {
        self.typed(key, "a string", Value::as_str)
    }

    pub(super) fn boolean(&self, key: &str) -> Result<Option<bool>, String> {
        self.typed(key, "true or false", Value::as_bool)
    }

    /// A whole number, also as `10203.0`.
    pub(super) fn integer(&self, key: &str) -> Result<Option<i64>, String> {
        self.typed(key, "an integer", integer)
    }

    pub(super) fn list(&self, key: &str) -> Result<Option<&'a [Value]>, String> {
        self.typed(key, "a list", |value| value.as_array().map(Vec::as_slice))
    }

    pub(super) fn map(&self, key: &str) -> Result<Option<&'a Map<String, Value>>, String> {
        self.typed(key, "an object", Value::as_object)
    }

    /// The objects of a list.
    pub(super) fn objects(&self, key: &str) -> Result<Vec<&'a Map<String, Value>>, String> {
        let items = self.list(key)?.unwrap_or_default();
        let object = |item: &'a Value| {
            let wrong =
                || format!("{}: an item of {} is {}, expected an object", self.place, quoted(key), article(item));
            item.as_object().ok_or_else(wrong)
        };
        items.iter().filter(|item| !item.is_null()).map(object).collect()
    }

    /// The `uid`, which is a number for some objects and a string for others.
    pub(super) fn uid(&self) -> Result<Option<String>, String> {
        self.typed("uid", "a number or a string", |value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }
}

fn integer(value: &Value) -> Option<i64> {
    if let Some(whole) = value.as_i64() {
        return Some(whole);
    }
    #[allow(clippy::cast_possible_truncation, reason = "only whole numbers that a float holds exactly")]
    value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15).map(|float| float as i64)
}

/// What a value is: `a string`, `the number 1.5`.
pub(super) fn article(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {}", quoted(&number.to_string())),
        Value::String(text) => format!("the string {}", quoted(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
