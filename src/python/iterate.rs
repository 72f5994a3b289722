//! What `for x in value` meets.

use std::borrow::Cow;
use std::slice;

use crate::bundle::json::{Entry, Kind, Span, Text, Value};

/// The items of a value, in Python's order.
#[derive(Debug, Clone)]
pub struct Items<'a>(Source<'a>);

#[derive(Debug, Clone)]
enum Source<'a> {
    List(slice::Iter<'a, Value>),
    Characters(&'a Text, usize, Span),
    Keys(std::vec::IntoIter<&'a Entry>),
}

/// The items of an array, the characters of a string or the keys of an object; nothing where Python raises
/// `TypeError`. A character stands where its string stands, a key where it was written last.
#[must_use]
pub fn iterate(value: &Value) -> Option<Items<'_>> {
    match &value.kind {
        Kind::Array(items) => Some(Items(Source::List(items.iter()))),
        Kind::String(text) => Some(Items(Source::Characters(text, 0, value.span))),
        Kind::Object(object) => Some(Items(Source::Keys(object.effective().into_iter()))),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Cow<'a, Value>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::List(items) => items.next().map(Cow::Borrowed),
            Source::Keys(entries) => entries.next().map(|entry| Cow::Owned(string(entry.key.clone(), entry.key_span))),
            Source::Characters(text, at, span) => {
                let point = match text {
                    Text::Plain(plain) => {
                        let c = plain.get(*at..)?.chars().next()?;
                        *at += c.len_utf8();
                        u32::from(c)
                    }
                    Text::Surrogates(points) => {
                        let point = points.get(*at).copied()?;
                        *at += 1;
                        point
                    }
                };
                Some(Cow::Owned(string(Text::from_code_points(vec![point]), *span)))
            }
        }
    }
}

fn string(text: Text, span: Span) -> Value {
    Value { span, kind: Kind::String(text) }
}

#[cfg(test)]
mod tests {
    use super::super::str_of;
    use super::*;
    use crate::load::json::read;

    fn items(json: &str) -> Option<Vec<String>> {
        let value = read(json.as_bytes()).root.unwrap();
        iterate(&value).map(|items| items.map(|item| str_of(&item)).collect())
    }

    #[test]
    fn arrays_strings_and_objects_can_be_iterated() {
        assert_eq!(items("[1, \"ab\", null]").unwrap(), ["1", "ab", "None"]);
        assert_eq!(items("\"a\u{1f600}\u{e9}\"").unwrap(), ["a", "\u{1f600}", "\u{e9}"]);
        assert_eq!(items("\"a\\ud800\\ud83d\\ude00\"").unwrap(), ["a", "\\ud800", "\u{1f600}"]);
        assert_eq!(items("{\"b\":1,\"a\":2,\"b\":3}").unwrap(), ["b", "a"]);
        assert!(items("[]").unwrap().is_empty());
        assert!(items("\"\"").unwrap().is_empty());
        assert!(items("{}").unwrap().is_empty());
    }

    #[test]
    fn null_numbers_and_booleans_cannot() {
        assert!(["null", "1", "1.5", "NaN", "true"].iter().all(|json| items(json).is_none()));
    }

    #[test]
    fn an_item_knows_where_it_was_written() {
        let value = read(b"[\"\", 7]").root.unwrap();
        let starts: Vec<_> = iterate(&value).unwrap().map(|item| item.span.start).collect();
        assert_eq!(starts, [1, 5]);
    }
}
