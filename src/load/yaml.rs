//! YAML as a tree with line numbers: scalars stay text, and an alias shares the node that it names.
//!
//! Sharing keeps a text whose aliases of aliases would fill the memory as small as it is written.

use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// A node and the line that it begins on, from 1.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Nothing, or a plain `null` or `~`.
    Null,
    Scalar(String),
    List(Vec<Rc<Node>>),
    /// Keys that are no scalars are left out.
    Map(Vec<(String, Rc<Node>)>),
}

impl Node {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Kind::Scalar(text) = &self.kind { Some(text) } else { None }
    }

    pub(crate) fn items(&self) -> Option<&[Rc<Node>]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// The value of a key: the last of that name, or the one of a merged (`<<`) mapping. Null is none.
    pub(crate) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        let mut node = self;
        for _ in 0..DEEPEST {
            let Kind::Map(entries) = &node.kind else { return None };
            let of = |wanted: &str| entries.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value);
            if let Some(value) = of(key) {
                return (!matches!(value.kind, Kind::Null)).then_some(value);
            }
            node = of("<<")?;
        }
        None
    }

    /// Whether a mapping has a key of its own, be its value null.
    pub(crate) fn has(&self, key: &str) -> bool {
        let Kind::Map(entries) = &self.kind else { return false };
        self.get(key).is_some() || entries.iter().any(|(name, _)| name == key)
    }

    /// A key that a mapping has twice, and where its last value stands.
    pub(crate) fn twice(&self) -> Option<(&str, usize)> {
        let Kind::Map(entries) = &self.kind else { return None };
        let mut seen = BTreeSet::new();
        let again = entries.iter().find(|(name, _)| !seen.insert(name.as_str()))?;
        Some((&again.0, again.1.line))
    }

    /// What it is, for a message.
    pub(crate) fn phrase(&self) -> &'static str {
        match self.kind {
            Kind::Null => "empty",
            Kind::Scalar(_) => "a scalar",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// A list or a mapping that is not closed yet.
struct Open {
    line: usize,
    anchor: usize,
    is_map: bool,
    nodes: Vec<Rc<Node>>,
}

/// The documents of a text; the error says what is wrong, with the line.
pub(crate) fn documents(text: &str) -> Result<Vec<Rc<Node>>, String> {
    let mut parser = Parser::new_from_str(text);
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: BTreeMap<usize, Rc<Node>> = BTreeMap::new();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
        let line = span.start.line();
        let done = match event {
            Event::Scalar(text, style, anchor, _) => Some((anchor, scalar(&text, style, line))),
            Event::Alias(anchor) => {
                let node = anchors.get(&anchor).cloned();
                Some((0, node.ok_or_else(|| format!("line {line}: an alias inside of what it names"))?))
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                if open.len() == DEEPEST {
                    return Err(format!("line {line}: nested deeper than {DEEPEST}"));
                }
                let is_map = matches!(event, Event::MappingStart(..));
                open.push(Open { line, anchor, is_map, nodes: Vec::new() });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| (open.anchor, close(open))),
            Event::DocumentStart(_) => {
                anchors.clear();
                None
            }
            _ => None,
        };
        let Some((anchor, node)) = done else { continue };
        if anchor > 0 {
            anchors.insert(anchor, Rc::clone(&node));
        }
        match open.last_mut() {
            Some(parent) => parent.nodes.push(node),
            None => found.push(node),
        }
    }
    Ok(found)
}

fn scalar(text: &str, style: ScalarStyle, line: usize) -> Rc<Node> {
    let is_null = style == ScalarStyle::Plain && matches!(text, "" | "~" | "null" | "Null" | "NULL");
    Rc::new(Node { line, kind: if is_null { Kind::Null } else { Kind::Scalar(text.to_owned()) } })
}

fn close(open: Open) -> Rc<Node> {
    let kind = if open.is_map {
        let mut nodes = open.nodes.into_iter();
        let mut entries = Vec::new();
        while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
            entries.extend(key.text().map(|key| (key.to_owned(), value)));
        }
        Kind::Map(entries)
    } else {
        Kind::List(open.nodes)
    };
    Rc::new(Node { line: open.line, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_scalars_aliases_and_merges_are_read() {
        let text = "a: &x {k: v, n: null, s: 'null'}\nb: *x\nc:\n  <<: *x\n  k: w\nl:\n  - 1\n  - ~\n---\nsecond\n";
        let documents = documents(text).unwrap();
        let root = &documents[0];
        let of = |key: &str, inner: &str| root.get(key)?.get(inner)?.text();
        assert_eq!((of("a", "k"), of("b", "k"), of("c", "k")), (Some("v"), Some("v"), Some("w")));
        assert_eq!((of("c", "s"), of("a", "n")), (Some("null"), None));
        let items = root.get("l").unwrap().items().unwrap();
        assert_eq!((items.len(), items[0].line, items[1].phrase()), (2, 7, "empty"));
        assert_eq!(documents[1].text(), Some("second"));
    }

    #[test]
    fn hostile_texts_end_in_errors_or_small_trees() {
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for n in 1..40 {
            bomb.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1));
        }
        assert!(documents(&bomb).is_ok());
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1000), "a: &x [*x]".to_owned()] {
            assert!(documents(&text).is_err(), "{}", &text[..10]);
        }
        for text in ["a: *nowhere", "\t- x: [", "%YAML 9", "a: \"\\q\"", "---\n...\n..."] {
            let _ = documents(text);
        }
    }
}
