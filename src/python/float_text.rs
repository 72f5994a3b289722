//! `float(s)` for a string, by the grammar of `PyFloat_FromString`.
//!
//! White space goes at both ends, digits of every script count, and an underscore may stand between two digits.

use super::unicode::{decimal_digit, is_space_beyond_ascii};
use crate::bundle::json::Text;

/// The exponent beyond which a number is infinite or zero whatever its digits; any bound that is not near will do.
const FAR: i64 = 100_000;

/// `float(text)`, or nothing where Python raises `ValueError`.
pub(super) fn float_of_text(text: &Text) -> Option<f64> {
    let ascii = to_ascii(text);
    // not `trim_ascii`: Python counts the vertical tab as white space too
    let trimmed = ascii.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    parse(&without_underscores(trimmed)?)
}

/// White space beyond ASCII becomes a space, a digit becomes an ASCII digit, and anything else spoils the text.
fn to_ascii(text: &Text) -> String {
    let ascii = text.code_points().map(|point| match (char::from_u32(point), decimal_digit(point)) {
        (Some(c), _) if c.is_ascii() => c,
        (_, Some(digit)) => char::from(b'0' + digit),
        _ if is_space_beyond_ascii(point) => ' ',
        _ => '?',
    });
    ascii.collect()
}

fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let between = |index: usize| index > 0 && digit(index - 1) && digit(index + 1);
    let sound = bytes.iter().enumerate().all(|(index, &byte)| byte != b'_' || between(index));
    sound.then(|| text.replace('_', ""))
}

/// A number in ASCII: a sign, then digits with or without a point and an exponent, or a word for infinity or NaN.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let size = match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => unsigned_decimal(unsigned)?,
    };
    Some(if negative { -size } else { size })
}

fn unsigned_decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    // The standard parser caps the exponent before it looks at the digits, so that a long run of zeros and a huge
    // exponent would not cancel out. As 0.DIGITS with its own exponent the number is safe.
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some(0.0);
    }
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let point = i64::try_from(whole.len()).ok()?;
    let scale = exponent.saturating_add(point - zeros).clamp(-FAR, FAR);
    format!("0.{significant}e{scale}").parse().ok()
}

/// The exponent, with its sign; beyond the range of `i64` it is as good as the end of that range.
fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX / 2);
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(text: &str) -> Option<f64> {
        float_of_text(&Text::from(text))
    }

    #[test]
    fn decimals_are_read_with_or_without_digits_on_either_side_of_the_point() {
        for (text, number) in [("1", 1.0), ("+1.", 1.0), (".5", 0.5), ("-5.e1", -50.0), ("1E+2", 100.0), ("007", 7.0)] {
            assert_eq!(float(text), Some(number), "{text}");
        }
        for text in
            ["", " ", ".", "e5", "1e", "1e+", "--1", "+ 1", "0x10", "1.2.3", "1 2", "1,5", "v1", "1\0", "\u{1f}1"]
        {
            assert_eq!(float(text), None, "{text:?}");
        }
    }

    #[test]
    fn white_space_and_digits_of_every_script_count() {
        assert_eq!(float("\u{b}\t 12 \r\n\u{c}"), Some(12.0));
        assert_eq!(float("\u{3000}\u{661}\u{662}.\u{ff15}\u{a0}\u{85}"), Some(12.5));
        assert_eq!(float("\u{200b}1"), None);
        assert_eq!(float("\u{1c}1"), None);
        assert_eq!(float("\u{b2}"), None);
    }

    #[test]
    fn underscores_stand_between_digits_only() {
        assert_eq!(float("1_000.5_0e1_0"), Some(1000.5e10));
        assert_eq!(float("\u{661}_1"), Some(11.0));
        for text in ["_1", "1_", "1__0", "1_.5", "1._5", "1e_5", "1_e5", "+_1", "i_nf"] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn infinity_and_nan_are_words_in_any_case() {
        assert_eq!(float("-Inf"), Some(f64::NEG_INFINITY));
        assert_eq!(float("+iNfInItY"), Some(f64::INFINITY));
        assert!(float(" -NAN ").is_some_and(f64::is_nan));
        for text in ["infin", "nan(1)", "1inf", "\u{131}nf"] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn huge_exponents_cancel_out_against_long_runs_of_zeros() {
        let zeros = "0".repeat(700_000);
        assert_eq!(float(&format!("0.{zeros}1e700001")), Some(1.0));
        assert_eq!(float(&format!("1{zeros}e-700000")), Some(1.0));
        assert_eq!(float("1e99999999999999999999"), Some(f64::INFINITY));
        assert_eq!(float("1e-99999999999999999999"), Some(0.0));
        assert_eq!(float("0e99999999999999999999"), Some(0.0));
    }
}
