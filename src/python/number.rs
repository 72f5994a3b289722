//! `int(float(x))`, with which the unpacker reads a version.

use super::float_text::{float_of_text, parse};
use crate::bundle::json::{Kind, Number, Value};

/// What `int(float(x))` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntOfFloat {
    /// An integer, in decimal: exactly the one the float holds.
    Integer(String),
    /// `ValueError` or `TypeError`.
    NotInteger,
    /// `OverflowError`: an infinity, or an integer beyond the range of floats.
    Overflow,
}

/// `int(float(value))`.
#[must_use]
pub fn int_of_float(value: &Value) -> IntOfFloat {
    let float = match &value.kind {
        Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
        Kind::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Kind::Number(number) => Some(float_of_number(number)),
        Kind::String(text) => float_of_text(text),
    };
    match float {
        None => IntOfFloat::NotInteger,
        Some(float) if float.is_nan() => IntOfFloat::NotInteger,
        Some(float) if float.is_infinite() => IntOfFloat::Overflow,
        Some(float) => IntOfFloat::Integer(whole(float)),
    }
}

/// The number as a float. An integer too large for one, for which Python raises, gives an infinity.
pub(super) fn float_of_number(number: &Number) -> f64 {
    // a text that is no number cannot come from the reader
    parse(&number.text).unwrap_or(f64::NAN)
}

/// The part before the point, exactly.
fn whole(float: f64) -> String {
    // adding zero turns -0.0 into 0.0
    format!("{:.0}", float.trunc() + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    fn int(json: &str) -> IntOfFloat {
        int_of_float(&read(json.as_bytes()).root.unwrap())
    }

    fn integer(text: &str) -> IntOfFloat {
        IntOfFloat::Integer(text.to_owned())
    }

    #[test]
    fn numbers_lose_what_is_behind_the_point_and_what_a_float_cannot_hold() {
        assert_eq!(int("1.9"), integer("1"));
        assert_eq!(int("-1.9"), integer("-1"));
        assert_eq!(int("-0.5"), integer("0"));
        assert_eq!(int("-0"), integer("0"));
        assert_eq!(int("9007199254740993"), integer("9007199254740992"));
        assert_eq!(int("1e22"), integer("10000000000000000000000"));
        assert_eq!(int("1e23"), integer("99999999999999991611392"));
        assert_eq!(int("true"), integer("1"));
        assert_eq!(int("false"), integer("0"));
    }

    #[test]
    fn strings_are_read_as_floats_first() {
        assert_eq!(int("\" 2.4 \""), integer("2"));
        assert_eq!(int("\"1_0\""), integer("10"));
        assert_eq!(int("\"1e2\""), integer("100"));
        for json in ["\"1.2.3\"", "\"\"", "\"v1\"", "\"nan\"", "NaN", "null", "[]", "[1]", "{}", "\"\\ud800\""] {
            assert_eq!(int(json), IntOfFloat::NotInteger, "{json}");
        }
    }

    #[test]
    fn what_exceeds_every_float_overflows() {
        let largest = format!("{:.0}", f64::MAX);
        assert_eq!(int(&largest), integer(&largest));
        for json in ["Infinity", "-Infinity", "\"inf\"", "1e400", "\"-1e309\"", &"9".repeat(309), &"9".repeat(4300)] {
            assert_eq!(int(json), IntOfFloat::Overflow, "{json}");
        }
    }
}
