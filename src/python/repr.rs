//! `str(x)` and `repr(x)` of a value that came from JSON.
//!
//! The output is a Rust string, so a lone surrogate that Python would keep is written as its escape.

use std::fmt::Write as _;

use super::float_text::parse;
use super::unicode::is_printable;
use crate::bundle::json::{Kind, Number, Text, Value};

/// `str(value)`, which is also what `"{}".format(value)` writes.
#[must_use]
pub fn str_of(value: &Value) -> String {
    match value.as_text() {
        Some(text) => text.lossy().into_owned(),
        None => repr_of(value),
    }
}

/// `repr(value)`.
#[must_use]
pub fn repr_of(value: &Value) -> String {
    let mut out = String::new();
    write_repr(value, &mut out);
    out
}

/// Recursion is safe here: the reader does not nest deeper than Python's recursion limit.
fn write_repr(value: &Value, out: &mut String) {
    match &value.kind {
        Kind::Null => out.push_str("None"),
        Kind::Bool(true) => out.push_str("True"),
        Kind::Bool(false) => out.push_str("False"),
        Kind::Number(number) => out.push_str(&number_repr(number)),
        Kind::String(text) => write_text(text, out),
        Kind::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_repr(item, out);
            }
            out.push(']');
        }
        Kind::Object(object) => {
            out.push('{');
            for (index, entry) in object.effective().into_iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_text(&entry.key, out);
                out.push_str(": ");
                write_repr(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// An integer is as written but for `-0`; everything else is a float.
fn number_repr(number: &Number) -> String {
    let text = number.text.as_str();
    let is_integer = text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    match (is_integer, text) {
        (true, "-0") => "0".to_owned(),
        (true, _) => text.to_owned(),
        (false, _) => repr_of_float(parse(text).unwrap_or(f64::NAN)),
    }
}

/// `repr(float)`: the shortest digits that read back as the same float, in Python's choice of form.
#[must_use]
pub fn repr_of_float(float: f64) -> String {
    if float.is_nan() {
        return "nan".to_owned();
    }
    let sign = if float.is_sign_negative() { "-" } else { "" };
    if float.is_infinite() {
        return format!("{sign}inf");
    }
    let size = float.abs();
    let shortest = shortest(size);
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        // as many decimals as the shortest form has, and one at least
        let digits = i32::try_from(digit_count(mantissa)).unwrap_or(i32::MAX);
        let decimals = usize::try_from(digits - 1 - exponent).unwrap_or(0).max(1);
        return format!("{sign}{size:.decimals$}");
    }
    let direction = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{mantissa}e{direction}{:02}", exponent.unsigned_abs())
}

/// The shortest digits, and of those the nearest: Rust's own shortest form takes the upper of two neighbours that
/// are equally near, where Python takes the even one, as does rounding to a given number of digits.
fn shortest(size: f64) -> String {
    let upper = format!("{size:e}");
    let digits = upper.split('e').next().map_or(1, digit_count);
    let nearest = format!("{size:.0$e}", digits.saturating_sub(1));
    let same = nearest.parse::<f64>().is_ok_and(|read| read.to_bits() == size.to_bits());
    if same { nearest } else { upper }
}

fn digit_count(mantissa: &str) -> usize {
    mantissa.bytes().filter(u8::is_ascii_digit).count()
}

fn write_text(text: &Text, out: &mut String) {
    let has = |wanted: char| text.code_points().any(|point| point == u32::from(wanted));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    out.push(quote);
    for point in text.code_points() {
        write_point(point, quote, out);
    }
    out.push(quote);
}

fn write_point(point: u32, quote: char, out: &mut String) {
    // writing to a String cannot fail
    _ = match (char::from_u32(point), point) {
        (Some('\t'), _) => out.write_str("\\t"),
        (Some('\n'), _) => out.write_str("\\n"),
        (Some('\r'), _) => out.write_str("\\r"),
        (Some(c), _) if c == quote || c == '\\' => write!(out, "\\{c}"),
        (Some(c), _) if is_printable(point) => out.write_char(c),
        (_, 0..=0xff) => write!(out, "\\x{point:02x}"),
        (_, 0x100..=0xffff) => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    fn str_of_json(json: &str) -> String {
        str_of(&read(json.as_bytes()).root.unwrap())
    }

    #[test]
    fn floats_are_written_in_pythons_shortest_form() {
        let cases = [
            ("1.0", "1.0"),
            ("1e15", "1000000000000000.0"),
            ("9999999999999998.0", "9999999999999998.0"),
            ("1e16", "1e+16"),
            ("1.5e16", "1.5e+16"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("123e-7", "1.23e-05"),
            ("1e22", "1e+22"),
            ("1e100", "1e+100"),
            ("5e-324", "5e-324"),
            ("2.2250738585072014e-308", "2.2250738585072014e-308"),
            ("-0.0", "-0.0"),
            ("0e5", "0.0"),
            ("-0e5", "-0.0"),
            ("1e400", "inf"),
            ("-Infinity", "-inf"),
            ("NaN", "nan"),
            ("0.1", "0.1"),
            ("100.10", "100.1"),
            // halfway between two shortest forms
            ("627007098140790.25", "627007098140790.2"),
            ("627007098140790.75", "627007098140790.8"),
            ("1326539040539829.25", "1326539040539829.2"),
            ("2e-44", "2e-44"),
        ];
        for (json, python) in cases {
            assert_eq!(str_of_json(json), python, "{json}");
        }
    }

    #[test]
    fn integers_keep_all_their_digits() {
        assert_eq!(str_of_json("-0"), "0");
        assert_eq!(str_of_json("-12345678901234567890123"), "-12345678901234567890123");
    }

    #[test]
    fn a_string_alone_is_written_as_it_is() {
        assert_eq!(str_of_json(r#""it's \u200b""#), "it's \u{200b}");
        assert_eq!(str_of_json(r#""a\ud800""#), "a\\ud800");
    }

    #[test]
    fn a_string_inside_something_is_written_as_its_repr() {
        let cases = [
            (r#"["a"]"#, "['a']"),
            (r#"["it's"]"#, r#"["it's"]"#),
            (r#"["it's \"x\""]"#, r#"['it\'s "x"']"#),
            (r#"["\\\t\n\r\u0000\u001f\u007f"]"#, r"['\\\t\n\r\x00\x1f\x7f']"),
            (r#"["\u00e9\u00a0\u00ad\u200b\ufeff"]"#, "['\u{e9}\\xa0\\xad\\u200b\\ufeff']"),
            (r#"["\ud83d\ude00\udb40\udc01"]"#, "['\u{1f600}\\U000e0001']"),
            (r#"["\ud83d\u0041"]"#, r"['\ud83dA']"),
        ];
        for (json, python) in cases {
            assert_eq!(str_of_json(json), python, "{json}");
        }
    }

    #[test]
    fn containers_nest_and_repeated_keys_fold() {
        assert_eq!(str_of_json("[null,true,[],{}, [false]]"), "[None, True, [], {}, [False]]");
        assert_eq!(str_of_json(r#"{"a":1,"b":{"c":[1.0]},"a":2}"#), "{'a': 2, 'b': {'c': [1.0]}}");
    }

    #[test]
    fn the_deepest_value_the_reader_gives_can_be_written() {
        let json = format!("{}{}", "[".repeat(993), "]".repeat(993));
        assert_eq!(str_of_json(&json), json);
    }
}
