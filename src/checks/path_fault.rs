//! Faults of a member's name that make it dangerous to extract, or another name to another reader.

use super::names;
use crate::bundle::archive::Member;
use crate::python::is_printable;

/// The first fault of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathFault {
    Empty,
    Nul,
    Control(char),
    Invisible(char),
    Network,
    Drive,
    Backslash,
    Absolute,
    Parent,
    Dot,
    EmptyPart,
}

/// The first fault of a member's name. Without flag bit 11 a reader may still guess UTF-8, and then see what code
/// page 437 hides.
pub(crate) fn member_fault(member: &Member) -> Option<PathFault> {
    let guessed = names::utf8(member);
    let other = || if guessed == member.full_name { None } else { path_fault(guessed) };
    path_fault(&member.full_name).or_else(other)
}

/// The first fault of a name, the worst kinds first; `None` for a plain relative path.
pub(crate) fn path_fault(name: &str) -> Option<PathFault> {
    if name.is_empty() {
        return Some(PathFault::Empty);
    }
    if name.contains('\0') {
        return Some(PathFault::Nul);
    }
    if let Some(odd) = name.chars().find(|c| c.is_control() || is_unseen(*c)) {
        return Some(if odd.is_control() { PathFault::Control(odd) } else { PathFault::Invisible(odd) });
    }
    if name.starts_with("\\\\") {
        return Some(PathFault::Network);
    }
    if name.split(['/', '\\']).any(is_drive) {
        return Some(PathFault::Drive);
    }
    if name.contains('\\') {
        return Some(PathFault::Backslash);
    }
    if name.starts_with('/') {
        return Some(PathFault::Absolute);
    }
    // the slash at the end of a folder's name starts no part
    let path = name.strip_suffix('/').unwrap_or(name);
    let has = |wanted: fn(&str) -> bool| path.split('/').any(wanted);
    [
        (PathFault::Parent, has(|part| part == "..")),
        (PathFault::Dot, has(|part| part == ".")),
        (PathFault::EmptyPart, has(str::is_empty)),
    ]
    .into_iter()
    .find_map(|(fault, found)| found.then_some(fault))
}

/// `C:` and what hangs on it.
fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Spaces other than the usual one: they are seen, as a gap.
pub(crate) fn is_odd_space(c: char) -> bool {
    c != ' ' && c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that leave no trace on a screen, or reorder what does; private and unassigned ones too.
fn is_unseen(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    let is_blank_letter = matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
    );
    is_blank_letter || (!is_printable(u32::from(c)) && !is_odd_space(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_relative_paths_have_no_fault() {
        for name in ["module.json", "deps/", "deps/foo-1.2.tgz", "lib/m.so", "deps/modèle.tgz", "deps/..foo", "a b"] {
            assert_eq!(path_fault(name), None, "{name}");
        }
    }

    #[test]
    fn the_first_fault_is_named() {
        for (name, fault) in [
            ("", PathFault::Empty),
            ("m.so\0.txt", PathFault::Nul),
            ("deps/\u{1b}[31m", PathFault::Control('\u{1b}')),
            ("deps/a\u{7f}", PathFault::Control('\u{7f}')),
            ("deps/a\u{202e}gz.tgz", PathFault::Invisible('\u{202e}')),
            ("deps/a\u{200b}", PathFault::Invisible('\u{200b}')),
            ("\\\\srv\\share\\x", PathFault::Network),
            ("deps\\x", PathFault::Backslash),
            ("/tmp/m.so", PathFault::Absolute),
            ("C:\\evil.dll", PathFault::Drive),
            ("deps/C:/x", PathFault::Drive),
            ("deps/../../x", PathFault::Parent),
            ("./module.json", PathFault::Dot),
            ("deps/.", PathFault::Dot),
            ("deps//x", PathFault::EmptyPart),
        ] {
            assert_eq!(path_fault(name), Some(fault), "{name:?}");
        }
    }
}
