//! RAMP's `_os_version_parser`: a name and a version found somewhere in a string.

use super::unicode::decimal_digit;
use crate::bundle::json::Value;

/// An operating system as the unpacker understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsName {
    /// The first run of ASCII letters and underscores.
    pub name: String,
    /// The first run of decimal digits of any script, with up to two more behind a point each.
    pub version: String,
}

/// The unpacker's error for an operating system it cannot parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoOsName;

/// Finds the name and the version, which need not be neighbours nor in this order. What is not a string fails too.
pub fn parse_os(value: &Value) -> Result<OsName, NoOsName> {
    let text: Vec<char> = match value.as_text() {
        // nothing looks at a surrogate, so any other character will do
        Some(text) => text.code_points().map(|point| char::from_u32(point).unwrap_or_default()).collect(),
        None => return Err(NoOsName),
    };
    parse(&text).ok_or(NoOsName)
}

/// The same of a plain string.
#[must_use]
pub fn parse_os_name(text: &str) -> Option<OsName> {
    parse(&text.chars().collect::<Vec<_>>())
}

fn parse(text: &[char]) -> Option<OsName> {
    let name = first_run(text, is_letter);
    let version = version(text);
    (!name.is_empty() && !version.is_empty()).then_some(OsName { name, version })
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_digit(c: char) -> bool {
    decimal_digit(u32::from(c)).is_some()
}

fn first_run(text: &[char], wanted: fn(char) -> bool) -> String {
    text.iter().copied().skip_while(|&c| !wanted(c)).take_while(|&c| wanted(c)).collect()
}

/// `(\d+)(\.\d+)?(\.\d+)?`
fn version(text: &[char]) -> String {
    let start = text.iter().position(|&c| is_digit(c)).unwrap_or(text.len());
    let mut rest = text.get(start..).unwrap_or_default();
    let mut version = String::new();
    for part in 0..3 {
        let point = usize::from(part > 0);
        let digits = rest.iter().skip(point).take_while(|&&c| is_digit(c)).count();
        if digits == 0 || (point == 1 && rest.first() != Some(&'.')) {
            break;
        }
        let (taken, left) = rest.split_at_checked(point + digits).unwrap_or((rest, &[]));
        version.extend(taken);
        rest = left;
    }
    version
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    fn os(json: &str) -> Option<(String, String)> {
        let value = read(json.as_bytes()).root.unwrap();
        parse_os(&value).ok().map(|os| (os.name, os.version))
    }

    #[test]
    fn name_and_version_are_found_wherever_they_stand() {
        let cases = [
            ("\"ubuntu18.04\"", "ubuntu", "18.04"),
            ("\"rhel7\"", "rhel", "7"),
            ("\"rhel-7.2.1.9\"", "rhel", "7.2.1"),
            ("\"Linux-ubuntu22.04\"", "Linux", "22.04"),
            ("\"7rhel8\"", "rhel", "7"),
            ("\"a1..2\"", "a", "1"),
            ("\"a1.b2\"", "a", "1"),
            ("\"a1.2.\"", "a", "1.2"),
            ("\"_1\"", "_", "1"),
            ("\"\\ud800a\\udc001\"", "a", "1"),
            ("\"\u{e9}l\u{661}.\u{ff12}\"", "l", "\u{661}.\u{ff12}"),
        ];
        for (json, name, version) in cases {
            assert_eq!(os(json), Some((name.to_owned(), version.to_owned())), "{json}");
        }
    }

    #[test]
    fn without_both_there_is_no_operating_system() {
        for json in
            ["\"\"", "\"ubuntu\"", "\"18.04\"", "\"\u{e9}18\"", "\"a\u{b2}\"", "1", "null", "[\"a1\"]", "{\"a\":1}"]
        {
            assert_eq!(os(json), None, "{json}");
        }
    }
}
