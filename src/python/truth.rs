//! Truth and hashability of values.

use super::number::float_of_number;
use crate::bundle::json::{Kind, Text, Value};

/// `bool(value)`: zeros, `null`, `false` and whatever is empty are false; `NaN` is true.
#[must_use]
pub fn truthy(value: &Value) -> bool {
    match &value.kind {
        Kind::Null => false,
        Kind::Bool(truth) => *truth,
        // an integer of 4300 digits becomes an infinity here and is as true as before
        Kind::Number(number) => float_of_number(number) != 0.0,
        Kind::String(text) => !Text::is_empty(text),
        Kind::Array(items) => !items.is_empty(),
        Kind::Object(object) => !object.entries.is_empty(),
    }
}

/// Whether `hash(value)` works, as it must for a dictionary key or a member of a set.
#[must_use]
pub fn is_hashable(value: &Value) -> bool {
    !matches!(value.kind, Kind::Array(_) | Kind::Object(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    fn value(json: &str) -> Value {
        read(json.as_bytes()).root.unwrap()
    }

    #[test]
    fn zeros_and_empty_things_are_false() {
        for json in ["0", "-0", "0.0", "-0.0", "0e5", "0.000e-9", "1e-400", "\"\"", "[]", "{}", "null", "false"] {
            assert!(!truthy(&value(json)), "{json}");
        }
    }

    #[test]
    fn everything_else_is_true_even_a_string_that_says_otherwise() {
        let strings = ["\"0\"", "\"false\"", "\" \"", "\"\\ud800\""];
        let others = ["1", "5e-324", "1e400", "NaN", "-Infinity", "[0]", "{\"\": null}", "true"];
        for json in strings.iter().chain(&others) {
            assert!(truthy(&value(json)), "{json}");
        }
    }

    #[test]
    fn lists_and_dicts_have_no_hash() {
        assert!(!is_hashable(&value("[]")));
        assert!(!is_hashable(&value("{}")));
        assert!(["null", "true", "1", "1.5", "NaN", "\"x\""].iter().all(|json| is_hashable(&value(json))));
    }
}
