//! Makes text of a bundle harmless to look at: nothing that moves a cursor, hides or reorders survives.

use crate::python::is_printable;

/// The text with every unprintable character written as an escape: `\n`, `\u001b`, `\u{e0041}`.
///
/// Printable is what Python's `str.isprintable` says; a backslash stays as it is.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{fffd}' => out.push(c),
            _ if is_printable(u32::from(c)) => out.push(c),
            _ if u32::from(c) > 0xffff => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out
}
