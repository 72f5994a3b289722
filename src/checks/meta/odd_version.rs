//! A `version` that is not simply a positive whole number: what RAMP makes of it, and what others would.

use crate::bundle::json::{Kind, Text, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::versions::{INEXACT, is_whole};
use crate::checks::wording::shown;
use crate::finding::{Severity, Sink};
use crate::python::{self, IntOfFloat};

/// The digits of the largest signed 64-bit integer.
const MOST_DIGITS: usize = 19;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(version) = metadata.field("version") else { return };
    let value = version.value();
    if !python::truthy(value) {
        return;
    }
    let help = "write major * 10000 + minor * 100 + patch as a plain number, such as `10203`";
    let integer = match python::int_of_float(value) {
        IntOfFloat::NotInteger => return,
        IntOfFloat::Overflow => {
            let message = format!(
                "`version` is {}, larger than every floating-point number: the unpacker crashes with `OverflowError`",
                shown(value)
            );
            sink.report(version.place, message).help(help);
            return;
        }
        IntOfFloat::Integer(integer) => integer,
    };
    let Some((severity, why)) = judge(value, &integer) else { return };
    let message = format!("`version` is {}, {why}", shown(value));
    sink.report(version.place, message).unpredicted().severity(severity).help(help);
}

fn judge(value: &Value, integer: &str) -> Option<(Severity, String)> {
    let error = |why: String| Some((Severity::Error, why));
    let warning = |why: String| Some((Severity::Warning, why));
    let written = match &value.kind {
        Kind::Bool(_) => return error(format!("which the unpacker takes for {integer}; expected a number")),
        Kind::Number(number) => number.text.clone(),
        Kind::String(text) => text.lossy().into_owned(),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => return None,
    };
    if written.trim().starts_with('-') {
        return error("below zero; no release has such a version".to_owned());
    }
    if integer == "0" {
        return error("which the unpacker cuts down to 0".to_owned());
    }
    if integer.len() > MOST_DIGITS {
        let digits = integer.len();
        return error(format!("a number of {digits} digits; a 64-bit integer holds {MOST_DIGITS}"));
    }
    if let Kind::String(text) = &value.kind {
        return Some(string(text, &written, integer));
    }
    let Kind::Number(number) = &value.kind else { return None };
    if integer.parse::<u64>().is_ok_and(|integer| integer >= INEXACT) {
        return warning(format!("2^53 or more, where floats lose digits; the unpacker reads {integer}"));
    }
    if written.contains(['e', 'E']) {
        return warning(format!("with an exponent; the unpacker reads {integer}"));
    }
    if !is_whole(number) {
        return warning(format!("a fraction, which the unpacker cuts down to {integer}"));
    }
    None
}

fn string(text: &Text, written: &str, integer: &str) -> (Severity, String) {
    if written.contains('_') {
        return (Severity::Error, format!("which Python alone reads as {integer}: elsewhere `_` is no digit"));
    }
    if text.code_points().any(|point| point > 0x7f && python::decimal_digit(point).is_some()) {
        let why = format!("which Python alone reads as {integer}: the digits are not ASCII");
        return (Severity::Error, why);
    }
    (Severity::Warning, format!("a string, which the unpacker takes for {integer}; expected a number"))
}
