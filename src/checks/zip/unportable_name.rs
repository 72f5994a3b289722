//! Names that are fine on the server and mean trouble elsewhere: in a shell, on Windows, in a url.

use crate::bundle::archive::Archive;
use crate::checks::names;
use crate::checks::path_fault::{is_odd_space, member_fault};
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let name = names::utf8(member);
        // what is unsafe or too long is reported as that
        if name.len() > names::LONGEST || member_fault(member).is_some() {
            continue;
        }
        let path = name.strip_suffix('/').unwrap_or(name);
        let Some(fault) = path.split('/').find_map(part_fault).or_else(|| nested(name)) else { continue };
        sink.report(names::place(member), format!("{} {fault}", quoted(&member.full_name)))
            .help("use letters, digits, `.`, `_` and `-`, and no folders below `deps/`");
    }
}

fn part_fault(part: &str) -> Option<String> {
    if is_device(part) {
        return Some("is the name of a device on Windows".to_owned());
    }
    if part.ends_with(['.', ' ']) {
        return Some("has a part that ends in a dot or a space, which Windows drops".to_owned());
    }
    if part.starts_with(['-', '~', '.', ' ']) {
        let what = match part.chars().next() {
            Some('-') => "`-`, which commands take for an option",
            Some('~') => "`~`, which shells replace",
            Some('.') => "a dot, which hides it",
            _ => "a space",
        };
        return Some(format!("has a part that starts with {what}"));
    }
    if let Some(odd) = part.chars().find(|c| "<>:\"|?*%".contains(*c)) {
        return Some(match odd {
            '%' => "has a `%`, which may be taken for an escape of a url".to_owned(),
            _ => format!("has a `{odd}`, which Windows does not take"),
        });
    }
    part.chars().any(is_odd_space).then(|| "has a space that is not the usual one".to_owned())
}

/// `CON`, `com1.tgz`, `LPT³`: what stands before the first dot decides.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end_matches(' ').to_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let mut rest = number.chars();
    matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

fn nested(name: &str) -> Option<String> {
    let below = name.strip_prefix("deps/")?;
    let is_nested = !name.ends_with('/') && below.contains('/');
    is_nested.then(|| "lies in a folder below `deps/`, where dependencies are looked for by file name".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_recognised_with_and_without_extension() {
        for part in ["CON", "con.tgz", "COM1", "com\u{b9}.x", "LPT9", "nul", "aux .txt"] {
            assert!(is_device(part), "{part}");
        }
        for part in ["console", "COM", "COM10", "comb1", "deps", "null.tgz"] {
            assert!(!is_device(part), "{part}");
        }
    }

    #[test]
    fn a_space_that_is_not_the_usual_one_is_odd() {
        for part in ["a\u{a0}b", "a\u{3000}b", "a\u{2009}b"] {
            assert!(part_fault(part).is_some_and(|fault| fault.contains("space")), "{part:?}");
        }
    }

    #[test]
    fn ordinary_names_are_fine() {
        for name in ["redisgears-python.Linux-rhel9-x86_64.1.2.6.tgz", "deps", "module.json", "my module.so"] {
            assert_eq!(part_fault(name), None, "{name}");
        }
        assert_eq!(nested("deps/a.tgz"), None);
        assert!(nested("deps/a/b.tgz").is_some());
    }
}
