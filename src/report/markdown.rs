//! Makes text harmless in Markdown: nothing of it becomes a link, a mention, a tag, a formula or a cell's border.

use super::escape::visible;

/// The punctuation that acts somewhere in `CommonMark` or in the dialects of forges.
const ACTIVE: &str = "\\`*{}[]()<>#+!|~&@^$";

/// The text on one line, unprintable characters as escapes, and a backslash before all punctuation that could act.
#[must_use]
pub fn escaped(text: &str) -> String {
    let text: Vec<char> = visible(text).chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, &c) in text.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| text.get(at)).copied();
        let after = text.get(index + 1).copied();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let acts = match c {
            // inside of a word it emphasizes nothing
            '_' => !(is_word(before) && is_word(after)),
            // of a protocol, or of an emoji
            ':' => after.is_some_and(|after| !after.is_whitespace()),
            // of `www.`, which makes a link of its own
            '.' => before.is_none_or(|before| before.eq_ignore_ascii_case(&'w')),
            // of a list, a rule or the underline of a heading, at the start
            '-' | '=' => before.is_none(),
            _ => ACTIVE.contains(c),
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A sentence in which backticks hold values: these become code, and all else is escaped.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('`').collect();
    // a backtick without a partner is one
    let odd = if parts.len().is_multiple_of(2) { parts.pop() } else { None };
    let part = |(index, part): (usize, &&str)| match (index % 2, part.trim().is_empty()) {
        (1, false) => format!("`{}`", visible(part)),
        (1, true) => escaped(&format!("`{part}`")),
        _ => escaped(part),
    };
    let text: String = parts.iter().enumerate().map(part).collect();
    odd.map_or(text.clone(), |odd| text + &escaped(&format!("`{odd}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_bundle_acts_in_markdown() {
        assert_eq!(escaped("a|b <img src=x> [x](y)"), "a\\|b \\<img src=x\\> \\[x\\]\\(y\\)");
        assert_eq!(escaped("@all https://x www.x.org"), "\\@all https\\://x www\\.x.org");
        assert_eq!(escaped("a\n# b\u{202e}"), "a\\\\n\\# b\\\\u202e");
        assert_eq!(escaped("_a_b_ x: :y: 1."), "\\_a_b\\_ x: \\:y: 1.");
        assert_eq!(prose("a `<b>` *c* ` ` `d"), "a `<b>` \\*c\\* \\` \\` \\`d");
        assert_eq!(escaped("- `x` $y$"), "\\- \\`x\\` \\$y\\$");
    }
}
