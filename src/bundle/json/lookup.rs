//! Finding things in objects and values the way a Python `dict` would.
//!
//! A `dict` built from repeated keys keeps the place of the first and the value of the last.

use std::collections::HashMap;

use super::{Entry, Kind, Object, Text, Value};

impl Object {
    /// The entry `d[key]` would find: the last one written with that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key.as_str() == Some(key))
    }

    /// The entries as the `dict` holds them: one for each distinct key, in the order of first insertion, each
    /// with the last value. The entry handed out is the last one written, places included.
    #[must_use]
    pub fn effective(&self) -> Vec<&Entry> {
        let mut seat: HashMap<&Text, usize> = HashMap::with_capacity(self.entries.len());
        let mut kept: Vec<&Entry> = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let next = kept.len();
            let index = *seat.entry(&entry.key).or_insert(next);
            match kept.get_mut(index) {
                Some(slot) => *slot = entry,
                None => kept.push(entry),
            }
        }
        kept
    }

    /// Every entry whose key is written again later, paired with the last entry of that key, in source order.
    #[must_use]
    pub fn duplicates(&self) -> Vec<(&Entry, &Entry)> {
        let last: HashMap<&Text, usize> =
            self.entries.iter().enumerate().map(|(index, entry)| (&entry.key, index)).collect();
        let mut pairs = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let winner = last.get(&entry.key).copied().filter(|&winner| winner != index);
            if let Some(winner) = winner.and_then(|winner| self.entries.get(winner)) {
                pairs.push((entry, winner));
            }
        }
        pairs
    }
}

impl Value {
    /// The object, if the value is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, if the value is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The string, if the value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&Text> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The string, if the value is one without lone surrogates.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.as_text().and_then(Text::as_str)
    }

    /// The name JSON gives to this type of value.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Number(_) => "number",
            Kind::String(_) => "string",
            Kind::Array(_) => "array",
            Kind::Object(_) => "object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    fn entry(key: &str, at: usize) -> Entry {
        let span = Span { start: at, end: at + 1 };
        Entry { key: Text::from(key), key_span: span, value: Value { span, kind: Kind::Null } }
    }

    fn places(entries: &[&Entry]) -> Vec<usize> {
        entries.iter().map(|entry| entry.key_span.start).collect()
    }

    #[test]
    fn the_last_of_repeated_keys_wins_at_the_place_of_the_first() {
        let object = Object { entries: vec![entry("a", 0), entry("b", 1), entry("a", 2), entry("a", 3)] };
        assert_eq!(object.get("a").map(|entry| entry.key_span.start), Some(3));
        assert!(object.get("c").is_none());
        assert_eq!(places(&object.effective()), [3, 1]);
    }

    #[test]
    fn each_overwritten_entry_is_paired_with_the_one_that_wins() {
        let object = Object { entries: vec![entry("a", 0), entry("b", 1), entry("a", 2), entry("a", 3)] };
        let pairs: Vec<_> =
            object.duplicates().iter().map(|(earlier, last)| (earlier.key_span.start, last.key_span.start)).collect();
        assert_eq!(pairs, [(0, 3), (2, 3)]);
    }

    #[test]
    fn many_equal_keys_are_paired_in_linear_time() {
        let entries = (0..100_000).map(|at| entry("k", at)).collect();
        let object = Object { entries };
        assert_eq!(object.duplicates().len(), 99_999);
        assert_eq!(places(&object.effective()), [99_999]);
    }
}
