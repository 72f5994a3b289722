//! Makes text of a bundle harmless to look at: nothing that moves a cursor, hides or reorders survives, and nothing
//! that the log of a CI system takes for a command.

use crate::python::is_printable;

/// What starts a command anywhere in a line of a log: of GitHub Actions (the older form), of Azure Pipelines, of `TeamCity`.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// The text with every unprintable character written as an escape: `\n`, `\u001b`, `\u{e0041}`.
///
/// Printable is what Python's `str.isprintable` says; a backslash stays as it is. The first character of what a CI
/// system would obey is written as an escape too.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for (index, c) in text.char_indices() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{fffd}' => out.push(c),
            '#' | ':' if is_command(text.get(index..).unwrap_or_default(), before) => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ if is_printable(u32::from(c)) => out.push(c),
            _ if u32::from(c) > 0xffff => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
        before = Some(c);
    }
    out
}

/// Whether a log would obey what starts here, once it stands at the start of a line.
pub(super) fn is_command(text: &str, before: Option<char>) -> bool {
    // GitHub looks for `::` at the start of a line, behind white space; long texts are broken at white space
    let may_start_a_line = before.is_none_or(char::is_whitespace);
    COMMANDS.iter().any(|command| text.starts_with(command)) || (may_start_a_line && text.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_written_as_an_escape() {
        assert_eq!(visible("a\u{1b}[2J\n\t\u{202e}\u{e0041}"), "a\\u001b[2J\\n\\t\\u202e\\u{e0041}");
        assert_eq!(visible("caf\u{e9} \\ \u{fffd}"), "caf\u{e9} \\ \u{fffd}");
    }

    #[test]
    fn what_a_log_would_obey_is_written_as_an_escape() {
        assert_eq!(visible("::error::x ::set-env"), "\\u003a:error::x \\u003a:set-env");
        assert_eq!(visible("a###[group] ##vso[task.complete]"), "a#\\u0023#[group] \\u0023#vso[task.complete]");
        assert_eq!(visible("##teamcity[x"), "\\u0023#teamcity[x");
        assert_eq!(visible("std::vector, ## heading [x]"), "std::vector, ## heading [x]");
    }
}
