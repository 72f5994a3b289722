//! What `PyYAML`'s `FullLoader` makes of a scalar: the types of YAML 1.1, in which `yes` is true and `0o7` a text.

use crate::bundle::json::{Kind, Number, Text};
use crate::python::repr_of_float;

/// What a scalar is.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    /// A value that JSON has too.
    Plain(Kind),
    /// A value that JSON has not, or that Python cannot make; in words.
    Unwritable(&'static str),
    /// The loader stops with an error of YAML; why.
    Refused(String),
}

/// Digits of an integer that Python still converts.
const MOST_DIGITS: usize = 4_300;
const DATE: &str = "a date";
/// What Python fails on as it reads it.
pub(super) const NO_DATE: &str = "a date that no calendar has";
pub(super) const NO_NUMBER: &str = "a number that Python cannot read";
pub(super) const NO_TRUTH: &str = "no truth value";

/// The value of a scalar: by its tag, or by its looks when it has no quotes.
pub(super) fn value(text: &str, is_plain: bool, tag: Option<&str>) -> Scalar {
    match tag.map(|tag| tag.strip_prefix("tag:yaml.org,2002:").unwrap_or(tag)) {
        None if is_plain => implicit(text),
        None | Some("!" | "str") => string(text),
        Some("null") => Scalar::Plain(Kind::Null),
        Some("bool") => boolean(&text.to_lowercase()).map_or(Scalar::Unwritable(NO_TRUTH), boolean_kind),
        Some("int") => integer(text),
        Some("float") => float(text),
        Some("timestamp") => Scalar::Unwritable(DATE),
        Some("binary") => Scalar::Unwritable("binary data"),
        Some(tag) if tag.starts_with("python/") => Scalar::Unwritable("a Python object"),
        Some(tag) => Scalar::Refused(format!("nothing reads the tag `{tag}`")),
    }
}

fn string(text: &str) -> Scalar {
    Scalar::Plain(Kind::String(Text::from(text)))
}

fn boolean_kind(value: bool) -> Scalar {
    Scalar::Plain(Kind::Bool(value))
}

fn implicit(text: &str) -> Scalar {
    if let Some(value) = implicit_boolean(text) {
        return boolean_kind(value);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Plain(Kind::Null),
        "=" | "<<" => return Scalar::Refused(format!("`{text}` means something to YAML and is no value")),
        _ => {}
    }
    if is_float(text) {
        return float(text);
    }
    if is_integer(text) {
        return integer(text);
    }
    match is_date(text) {
        false => string(text),
        true if is_in_calendar(text) => Scalar::Unwritable(DATE),
        true => Scalar::Unwritable(NO_DATE),
    }
}

/// Only three ways of writing each word are one.
fn implicit_boolean(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let capital = lower.get(..1).map(|first| first.to_ascii_uppercase() + lower.get(1..).unwrap_or_default());
    let is_word = text == lower || Some(text) == capital.as_deref() || text == lower.to_ascii_uppercase();
    boolean(&lower).filter(|_| is_word)
}

fn boolean(lower: &str) -> Option<bool> {
    match lower {
        "yes" | "true" | "on" => Some(true),
        "no" | "false" | "off" => Some(false),
        _ => None,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// The length of a first digit and the digits and underscores behind it; 0 without a digit.
fn digits(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count()
}

/// What is left behind one or more `:NN` of a number to the base of 60.
fn behind_sixties(mut rest: &str) -> Option<&str> {
    let mut is_any = false;
    while let Some(part) = rest.strip_prefix(':') {
        let length = part.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let fits = length == 1 || part.as_bytes().first().is_some_and(|b| *b < b'6');
        let length = if fits { length } else { 1.min(length) };
        if length == 0 {
            return None;
        }
        rest = part.get(length..)?;
        is_any = true;
    }
    is_any.then_some(rest)
}

fn is_float(text: &str) -> bool {
    let body = unsigned(text);
    if matches!(body, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let behind = |rest: &str| {
        let Some(rest) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
        let exponent = rest.strip_prefix(['-', '+']).unwrap_or_default();
        !exponent.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit())
    };
    let fraction = |rest: &str| rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
    if let Some(rest) = text.strip_prefix('.') {
        let length = digits(rest);
        return length > 0 && behind(rest.get(length..).unwrap_or_default());
    }
    let length = digits(body);
    let rest = body.get(length..).unwrap_or_default();
    if length == 0 {
        return false;
    }
    if let Some(rest) = rest.strip_prefix('.') {
        return behind(rest.get(fraction(rest)..).unwrap_or_default());
    }
    let rest = behind_sixties(rest).and_then(|rest| rest.strip_prefix('.'));
    rest.is_some_and(|rest| fraction(rest) == rest.len())
}

fn is_integer(text: &str) -> bool {
    let body = unsigned(text);
    let all = |rest: &str, fits: fn(u8) -> bool| !rest.is_empty() && rest.bytes().all(|b| b == b'_' || fits(b));
    if let Some(rest) = body.strip_prefix("0b") {
        return all(rest, |b| matches!(b, b'0' | b'1'));
    }
    if let Some(rest) = body.strip_prefix("0x") {
        return all(rest, |b| b.is_ascii_hexdigit());
    }
    if let Some(rest) = body.strip_prefix('0') {
        return rest.is_empty() || all(rest, |b| matches!(b, b'0'..=b'7'));
    }
    let length = digits(body);
    let rest = body.get(length..).unwrap_or_default();
    length > 0 && (rest.is_empty() || behind_sixties(rest) == Some(""))
}

/// `2026-01-31`, or with hours behind it and then also with single digits.
fn is_date(text: &str) -> bool {
    let mut rest = text;
    let mut take = |least: usize, most: usize, then: &[&str]| {
        let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let behind = rest.get(length..).unwrap_or_default();
        let end = then.iter().find_map(|end| behind.strip_prefix(end));
        rest = end.unwrap_or(behind);
        length >= least && end.is_some()
    };
    if !take(4, 4, &["-"]) || !take(1, 2, &["-"]) {
        return false;
    }
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if text.len() == 10 && [5, 6, 8, 9].into_iter().all(is_digit) && bytes.get(7) == Some(&b'-') {
        return true;
    }
    take(1, 2, &["T", "t", " ", "\t"])
        && {
            rest = rest.trim_start_matches([' ', '\t']);
            true
        }
        && is_clock(rest)
}

/// Whether there is such a day and such an hour.
fn is_in_calendar(text: &str) -> bool {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || parts.next().and_then(|part| part.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (next(), next(), next()) else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let clock = [next(), next(), next()].map(|part| part.unwrap_or(0));
    year > 0 && (1..=days).contains(&day) && clock.iter().zip([24, 60, 60]).all(|(part, end)| *part < end)
}

/// `12:30:00`, with a fraction and a zone.
fn is_clock(text: &str) -> bool {
    let Some((hours, rest)) = text.split_once(':') else { return false };
    let Some((minutes, rest)) = rest.split_once(':') else { return false };
    let all = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let Some(seconds) = rest.get(..2) else { return false };
    let mut rest = rest.get(2..).unwrap_or_default();
    if !matches!(hours.len(), 1 | 2) || minutes.len() != 2 || !all(hours) || !all(minutes) || !all(seconds) {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let zone = rest.trim_start_matches([' ', '\t']);
    let Some(offset) = zone.strip_prefix(['-', '+']) else { return zone == "Z" || rest.is_empty() };
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    matches!(hours.len(), 1 | 2) && minutes.len() == 2 && all(hours) && all(minutes)
}

fn number(text: String) -> Scalar {
    Scalar::Plain(Kind::Number(Number { text }))
}

fn integer(text: &str) -> Scalar {
    let plain = text.replace('_', "");
    let body = unsigned(&plain);
    let sign = if plain.starts_with('-') { "-" } else { "" };
    let of_base = |rest: &str, base| u128::from_str_radix(rest, base).ok().filter(|_| !rest.starts_with('+'));
    let value = match body {
        "0" => Some(0),
        _ if body.contains(':') => sixties(body, |part| part.parse().ok()),
        _ if body.starts_with("0b") => of_base(body.get(2..).unwrap_or_default(), 2),
        _ if body.starts_with("0x") => of_base(body.get(2..).unwrap_or_default(), 16),
        _ if body.starts_with('0') => of_base(body, 8),
        _ if body.len() <= MOST_DIGITS && !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit()) => {
            return number(format!("{sign}{body}"));
        }
        _ => None,
    };
    match value {
        None => Scalar::Unwritable(NO_NUMBER),
        Some(0) => number("0".to_owned()),
        Some(value) => number(format!("{sign}{value}")),
    }
}

fn sixties(body: &str, read: fn(&str) -> Option<u128>) -> Option<u128> {
    body.split(':').try_fold(0_u128, |sum, part| sum.checked_mul(60)?.checked_add(read(part)?))
}

fn float(text: &str) -> Scalar {
    let plain = text.replace('_', "").to_lowercase();
    let body = unsigned(&plain);
    let value = match body {
        ".inf" => Some(f64::INFINITY),
        ".nan" => Some(f64::NAN),
        _ if body.contains(':') => {
            let parts: Option<Vec<f64>> = body.split(':').map(|part| part.parse().ok()).collect();
            // as Python adds them up: from the right, each times a power of 60
            let sum = |parts: Vec<f64>| {
                let mut base = 1.0;
                parts.into_iter().rev().fold(0.0, |sum, part| {
                    let sum = sum + part * base;
                    base *= 60.0;
                    sum
                })
            };
            parts.map(sum)
        }
        _ => body.parse::<f64>().ok().filter(|_| body.starts_with(|c: char| c.is_ascii_digit() || c == '.')),
    };
    let Some(value) = value else { return Scalar::Unwritable(NO_NUMBER) };
    let value = if plain.starts_with('-') { -value } else { value };
    number(match repr_of_float(value).as_str() {
        "nan" => "NaN".to_owned(),
        "inf" => "Infinity".to_owned(),
        "-inf" => "-Infinity".to_owned(),
        finite => finite.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        match value(text, true, None) {
            Scalar::Plain(Kind::Number(number)) => number.text,
            Scalar::Plain(Kind::String(text)) => format!("{:?}", text.lossy()),
            Scalar::Plain(Kind::Bool(value)) => value.to_string(),
            Scalar::Plain(_) => "null".to_owned(),
            Scalar::Unwritable(noun) => noun.to_owned(),
            Scalar::Refused(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn scalars_without_quotes_are_what_yaml_1_1_makes_of_them() {
        for (text, wanted) in [
            ("8.10", "8.1"),
            ("7.2.4", "\"7.2.4\""),
            ("1_000", "1000"),
            ("010", "8"),
            ("0o10", "\"0o10\""),
            ("0x1F", "31"),
            ("-0b101", "-5"),
            ("08", "\"08\""),
            ("1:30", "90"),
            ("1:30.5", "90.5"),
            ("1:90", "\"1:90\""),
            ("1e5", "\"1e5\""),
            ("1.0e+5", "100000.0"),
            ("1.0e5", "\"1.0e5\""),
            (".5", "0.5"),
            ("-.5", "\"-.5\""),
            ("-.inf", "-Infinity"),
            (".NaN", "NaN"),
            ("yes", "true"),
            ("Off", "false"),
            ("yEs", "\"yEs\""),
            ("y", "\"y\""),
            ("~", "null"),
            ("2026-01-31", DATE),
            ("2026-1-31", "\"2026-1-31\""),
            ("2026-1-31 1:02:03.5 +1:30", DATE),
            ("=", "refused"),
            ("1.", "1.0"),
            ("6_0.1_0", "60.1"),
            ("0b_", NO_NUMBER),
            ("+12", "12"),
            ("-0", "0"),
            ("1:2:3", "3723"),
        ] {
            assert_eq!(plain(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_tag_or_quotes_decide_before_the_looks() {
        assert_eq!(value("8.10", false, None), string("8.10"));
        assert_eq!(value("8.10", true, Some("tag:yaml.org,2002:str")), string("8.10"));
        assert_eq!(value("7", false, Some("tag:yaml.org,2002:int")), number("7".to_owned()));
        assert!(matches!(value("x", true, Some("!vault")), Scalar::Refused(_)));
    }
}
