//! Place holders of templates: `{{ … }}`, `{% … %}` and `{# … #}` of Jinja and its kin, `${…}` of shells.
//!
//! Nothing is rendered. What would keep the text from being YAML is overwritten, character for character.

use crate::bundle::json::Span;

/// The pairs that open and close a place holder, and what stands in for it: a word where a value was, nothing where
/// only a statement was. `${…}` is plain text to YAML and stays.
const PAIRS: [(&str, &str, Option<char>); 4] =
    [("{{", "}}", Some('x')), ("{%", "%}", Some(' ')), ("{#", "#}", Some(' ')), ("${", "}", None)];

/// The text with place holders overwritten, and where they are, in characters from 0.
pub(super) fn neutral(text: &str) -> (String, Vec<Span>) {
    let mut out = String::with_capacity(text.len());
    let mut found = Vec::new();
    let (mut index, mut rest) = (0, text);
    while let Some(first) = rest.chars().next() {
        let Some((length, cover)) = place_holder(rest) else {
            out.push(first);
            index += 1;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        };
        let holder = rest.get(..length).unwrap_or(rest);
        let count = holder.chars().count();
        found.push(Span { start: index, end: index + count });
        match cover {
            Some(cover) => out.extend(holder.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { cover })),
            None => out.push_str(holder),
        }
        index += count;
        rest = rest.get(holder.len()..).unwrap_or_default();
    }
    (out, found)
}

/// The length of the place holder that a text begins with, in bytes. Values end on their line; statements may not.
fn place_holder(text: &str) -> Option<(usize, Option<char>)> {
    let (open, close, cover) = PAIRS.into_iter().find(|(open, ..)| text.starts_with(open))?;
    let rest = text.get(open.len()..)?;
    // first what can be looked at, then the line: the text behind may be long
    let near = rest.get(..rest.floor_char_boundary(LONGEST))?;
    let reach = if cover == Some(' ') { near } else { near.split(['\n', '\r']).next()? };
    let end = reach.find(close)?;
    Some((open.len() + end + close.len(), cover))
}

/// Bytes that a place holder may have: looking for the end of each of many must not take for ever.
const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_holders_are_covered_and_everything_else_stays_where_it_is() {
        let (text, found) = neutral("é: {{ a }}\n{% if b %}\nc: ${D}\n{# e\n#}f: {g}\n");
        assert_eq!(text, "é: xxxxxxx\n          \nc: ${D}\n    \n  f: {g}\n");
        assert_eq!(found.iter().map(|span| span.start).collect::<Vec<_>>(), [3, 11, 25, 30]);
    }

    #[test]
    fn what_never_closes_is_no_place_holder() {
        for text in ["a: {{ b\n}}", "${", "{% x", "{a: {b: {}}}"] {
            assert_eq!(neutral(text), (text.to_owned(), Vec::new()));
        }
        assert!(neutral(&"{{".repeat(10_000)).1.is_empty());
    }
}
