//! Walks a JSON value with the way to each of its parts, so that a check can name a place at any depth.

use crate::bundle::json::{Entry, Kind, Span, Text, Value};
use crate::bundle::metadata::{Metadata, pointer};
use crate::bundle::place::Place;
use crate::checks::wording::quoted;

/// A JSON pointer longer than this names nothing that a person could follow, and many of them fill the memory.
const LONGEST_POINTER: usize = 2_000;

/// A step from a value into it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    /// Into an object.
    Key(&'a Text),
    /// Into an array.
    Item(usize),
}

/// What the walk meets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    /// A key, before its value; the path ends with it.
    Key(&'a Entry),
    /// A value, before what is in it.
    Value(&'a Value),
}

/// The way from the root to where the walk is.
///
/// The pointer grows and shrinks with the steps: building it anew for each finding would be quadratic in a deep text.
#[derive(Debug, Default)]
pub(crate) struct Path<'a> {
    steps: Vec<Step<'a>>,
    /// Lengths of the pointer before each step.
    marks: Vec<usize>,
    pointer: String,
    /// Steps that are not in the pointer because it is too long.
    left_out: usize,
}

impl<'a> Path<'a> {
    /// The steps from the root.
    pub(crate) fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// The JSON pointer, unless it is very long.
    fn pointer(&self) -> Option<&str> {
        (self.left_out == 0).then_some(&self.pointer)
    }

    /// The path in words: the field's name at the top, a pointer further down.
    pub(crate) fn label(&self) -> String {
        match self.steps.as_slice() {
            [] => "the root".to_owned(),
            [Step::Key(key)] => quoted(&key.lossy()),
            // more than the start is not shown, and escaping all of it for each finding is slow
            _ => self
                .pointer()
                .map_or_else(|| "a value".to_owned(), |pointer| quoted(&pointer.chars().take(200).collect::<String>())),
        }
    }

    /// The place of a span at the end of this path.
    pub(crate) fn place(&self, metadata: &Metadata, span: Span) -> Place {
        match self.pointer() {
            Some(pointer) => metadata.place(pointer, span),
            None => metadata.bytes(span),
        }
    }

    /// The place of a span that belongs to a key of the object at the end of this path.
    pub(crate) fn place_of_key(&self, metadata: &Metadata, key: &Text, span: Span) -> Place {
        let key = key.lossy();
        match self.pointer() {
            Some(before) if key.len() <= LONGEST_POINTER => {
                metadata.place(format!("{before}{}", pointer(&[&key])), span)
            }
            _ => metadata.bytes(span),
        }
    }

    fn push(&mut self, step: Step<'a>) {
        self.steps.push(step);
        self.marks.push(self.pointer.len());
        let part = match step {
            _ if self.left_out > 0 || self.pointer.len() > LONGEST_POINTER => None,
            Step::Key(key) => Some(key.lossy()).filter(|key| key.len() <= LONGEST_POINTER).map(|key| pointer(&[&key])),
            Step::Item(index) => Some(format!("/{index}")),
        };
        match part {
            Some(part) => self.pointer.push_str(&part),
            None => self.left_out += 1,
        }
    }

    fn pop(&mut self) {
        self.steps.pop();
        self.left_out = self.left_out.saturating_sub(1);
        self.pointer.truncate(self.marks.pop().unwrap_or(0));
    }
}

/// Visits a value, its keys and everything in it, in source order, repeated keys included.
pub(crate) fn walk<'a>(root: &'a Value, visit: &mut dyn FnMut(&Path<'a>, Node<'a>)) {
    go(root, &mut Path::default(), visit);
}

/// Recursion is safe here: the reader does not nest deeper than Python's recursion limit.
fn go<'a>(value: &'a Value, path: &mut Path<'a>, visit: &mut dyn FnMut(&Path<'a>, Node<'a>)) {
    visit(path, Node::Value(value));
    match &value.kind {
        Kind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Item(index));
                go(item, path, visit);
                path.pop();
            }
        }
        Kind::Object(object) => {
            for entry in &object.entries {
                path.push(Step::Key(&entry.key));
                visit(path, Node::Key(entry));
                go(&entry.value, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::json::read;

    #[test]
    fn every_part_is_met_with_its_pointer() {
        let long = "k".repeat(LONGEST_POINTER + 1);
        let text = format!(r#"{{"a/b": [1, {{"c": 2}}], "{long}": {{"d": 3}}, "e": 4}}"#);
        let root = read(text.as_bytes()).root.unwrap();
        let mut met = Vec::new();
        walk(&root, &mut |path, node| {
            if let Node::Value(value) = node
                && matches!(value.kind, Kind::Number(_))
            {
                met.push(path.label());
            }
        });
        assert_eq!(met, ["`/a~1b/0`", "`/a~1b/1/c`", "a value", "`e`"]);
    }
}
