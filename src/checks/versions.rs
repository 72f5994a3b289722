//! The two versions of a module, as a number and as X.Y.Z, and the way from one to the other.

use crate::bundle::json::{Kind, Number, Value};
use crate::bundle::metadata::Metadata;
use crate::python::{self, IntOfFloat};
use semver::Version;

/// From here on not every integer is a float.
pub(crate) const INEXACT: u64 = 1 << 53;

/// major * 10000 + minor * 100 + patch.
pub(crate) fn number_of(version: &Version) -> Option<u64> {
    let major = version.major.checked_mul(10_000)?;
    major.checked_add(version.minor.checked_mul(100)?)?.checked_add(version.patch)
}

/// X.Y.Z of a number, as the packer derives it.
pub(crate) fn of_number(number: u64) -> Version {
    Version::new(number / 10_000, number / 100 % 100, number % 100)
}

/// What somebody who wrote `v1.2`, `01.2.3` or `1.2.3.4` probably meant.
pub(crate) fn guess(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    if text.len() > 64 {
        return None;
    }
    if let Ok(version) = Version::parse(text) {
        return Some(Version::new(version.major, version.minor, version.patch));
    }
    let parts: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        [major, minor] => Some(Version::new(*major, *minor, 0)),
        [major, minor, patch] | [major, minor, patch, _] => Some(Version::new(*major, *minor, *patch)),
        _ => None,
    }
}

/// Whether a number is whole, also as `10012.0` or `1e4`.
pub(crate) fn is_whole(number: &Number) -> bool {
    number.text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        || number.text.parse::<f64>().is_ok_and(|float| float.is_finite() && float.fract() == 0.0)
}

/// The integer that every reader gets from a version: whole, above 0, below 2^53, without an exponent.
pub(crate) fn plain(value: &Value) -> Option<u64> {
    let Kind::Number(number) = &value.kind else { return None };
    if !is_whole(number) || number.text.contains(['e', 'E', '-']) {
        return None;
    }
    match python::int_of_float(value) {
        IntOfFloat::Integer(text) => text.parse().ok().filter(|number| (1..INEXACT).contains(number)),
        IntOfFloat::NotInteger | IntOfFloat::Overflow => None,
    }
}

/// The version of a module, where it alone tells it from others of its name.
pub(crate) fn number(metadata: &Metadata) -> Option<i64> {
    let number = metadata.field("version").and_then(|field| plain(field.value()));
    number.and_then(|number| i64::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    #[test]
    fn numbers_and_versions_go_both_ways() {
        let version = Version::new(2, 10, 12);
        assert_eq!(number_of(&version), Some(21_012));
        assert_eq!(of_number(21_012), version);
        assert_eq!(number_of(&Version::new(u64::MAX, 0, 0)), None);
    }

    #[test]
    fn only_versions_that_everybody_reads_alike_are_plain() {
        let number = |json: &str| plain(&read(json.as_bytes()).root.unwrap());
        assert_eq!(number("10012.0"), Some(10_012));
        assert_eq!(number("10012"), Some(10_012));
        for json in ["0", "-1", "1.5", "1e4", "\"1\"", "true", "9007199254740992", "NaN", "null"] {
            assert_eq!(number(json), None, "{json}");
        }
    }

    #[test]
    fn what_was_meant_is_guessed() {
        for (text, meant) in [("v1.2.3", "1.2.3"), ("1.2", "1.2.0"), ("01.2.3", "1.2.3"), ("1.2.3-rc1", "1.2.3")] {
            assert_eq!(guess(text).map(|v| v.to_string()).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(guess("1.0.0; rm -rf /"), None);
    }
}
