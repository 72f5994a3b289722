//! What makes a finding the same one in the next run: its rule, member, pointer and message, and nothing that moves
//! when other lines, members or release lines come and go.
//!
//! The path of the input is not part of it; who wants to tell inputs apart adds it.

use super::Finding;
use crate::report::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The fingerprint of a finding: a SHA-256 in hexadecimal digits.
///
/// Numbers outside backticks and indexes of lists count as equal: they are positions, sizes and names of release
/// lines. Values in backticks are what the finding is about, and count.
#[must_use]
pub fn of(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    hash.update(finding.rule);
    for part in [&finding.place.member, &finding.place.pointer.as_deref().map(without_indexes)] {
        // NUL separates: a text that holds one cannot imitate two parts, for each is preceded by its length
        let text = part.as_deref().unwrap_or_default();
        hash.update(format!("\0{}\0{}\0{text}", u8::from(part.is_some()), text.len()));
    }
    hash.update(format!("\0{}", without_numbers(&finding.message)));
    hex(&hash.finalize())
}

/// The fingerprints of findings in their order, each with the number of earlier findings that have the same one.
///
/// Consumers that want every fingerprint to be unique append that number.
#[must_use]
pub fn all(findings: &[Finding]) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = |fingerprint: String| {
        let count = seen.entry(fingerprint.clone()).or_default();
        *count += 1;
        (fingerprint, *count - 1)
    };
    findings.iter().map(|finding| number(of(finding))).collect()
}

/// A JSON pointer with `#` for every index.
fn without_indexes(pointer: &str) -> String {
    let is_index = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = pointer.split('/').map(|part| if is_index(&part) { "#" } else { part }).collect();
    parts.join("/")
}

/// A message with `#` for every number outside backticks, and for every list of numbers.
fn without_numbers(message: &str) -> String {
    let plain = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let is_number = c.is_ascii_digit();
            if is_number && (out.ends_with('#') || out.ends_with("#.")) {
                out.truncate(out.trim_end_matches('.').len());
            } else {
                out.push(if is_number { '#' } else { c });
            }
        }
        // `7.4, 7.8 and 8.0` is as good as `7.4`: the next release line is no new finding
        for list in ["#, #", "# and #"] {
            while out.contains(list) {
                out = out.replace(list, "#");
            }
        }
        out
    };
    let parts: Vec<String> = message
        .split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { plain(part) } else { part.to_owned() })
        .collect();
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::place::Place;
    use crate::finding::{Severity, Sink};

    fn finding(rule: &'static str, place: Place, message: &str) -> Finding {
        let mut sink = Sink::new(rule, Severity::Error, &[], None);
        sink.report(place, message);
        sink.into_findings().remove(0)
    }

    fn at(pointer: &str) -> Place {
        Place { pointer: Some(pointer.to_owned()), ..Place::member("module.json") }
    }

    #[test]
    fn what_moves_does_not_change_a_fingerprint() {
        let one = finding("a/b", at("/commands/3/flags"), "the flag `x9` at byte 120 is unknown on 7.4, 7.8 and 8.0");
        let mut two = finding("a/b", at("/commands/12/flags"), "the flag `x9` at byte 7 is unknown on 8.0.20");
        two.place.offset = 77;
        two.severity = Severity::Note;
        two.targets = vec!["7.4".to_owned()];
        assert_eq!(of(&one), of(&two));
        assert_eq!(of(&one).len(), 64);
    }

    #[test]
    fn what_it_is_about_does() {
        let base = finding("a/b", at("/version"), "the value `1` is odd");
        let others = [
            finding("a/c", at("/version"), "the value `1` is odd"),
            finding("a/b", at("/versions"), "the value `1` is odd"),
            finding("a/b", Place::member("module.json"), "the value `1` is odd"),
            finding("a/b", Place { member: None, ..at("/version") }, "the value `1` is odd"),
            finding("a/b", at("/version"), "the value `2` is odd"),
            finding("a/b", at("/version"), "the value `1` is even"),
        ];
        for other in others {
            assert_ne!(of(&base), of(&other), "{other:?}");
        }
    }

    #[test]
    fn numbers_and_lists_of_numbers_are_one_sign() {
        assert_eq!(without_numbers("12 of `34` at 5.6.7, 8.9 and 10."), "# of `34` at #.");
        assert_eq!(without_numbers("glibc 2.34. 7 symbols"), "glibc #. # symbols");
        assert_eq!(without_indexes("/a/0/b1/22"), "/a/#/b1/#");
    }

    #[test]
    fn equal_findings_are_numbered() {
        let findings = [1, 2].map(|index| finding("a/b", at(&format!("/c/{index}")), "twice"));
        let all = all(&findings);
        assert_eq!(all[0].0, all[1].0);
        assert_eq!((all[0].1, all[1].1), (0, 1));
    }
}
