//! YAML as a tree with places: scalars stay text, and an alias shares the node that it names.
//!
//! Sharing keeps a text whose aliases of aliases would fill the memory as small as it is written.

use crate::bundle::json::Span;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// A node, the line that it begins on, from 1, and its characters, counted from 0.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) span: Span,
    /// An explicit tag, with its handle spelt out.
    pub(crate) tag: Option<String>,
    /// Whether it is a scalar without quotes.
    pub(crate) is_plain: bool,
    /// The most nodes that stand in each other below it: an alias may hold an alias.
    depth: usize,
    pub(crate) kind: Kind,
}

/// What reading a text gave.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The documents that were read to their end.
    pub(crate) documents: Vec<Rc<Node>>,
    /// What stopped the reading.
    pub(crate) fault: Option<Fault>,
    /// The characters of all scalars, in source order.
    pub(crate) scalars: Vec<Span>,
}

/// Why a text is no YAML, or none that is read.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    /// The character at which the reader gives up, from 0.
    pub(crate) index: usize,
    pub(crate) reason: String,
    pub(crate) is_too_deep: bool,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Nothing, or a plain `null` or `~`.
    Null,
    Scalar(String),
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
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
            let of = |wanted: &str| {
                entries.iter().rev().find(|(name, _)| name.text() == Some(wanted)).map(|(_, value)| value)
            };
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
        self.get(key).is_some() || entries.iter().any(|(name, _)| name.text() == Some(key))
    }

    /// A key that a mapping has twice, and where its last value stands.
    pub(crate) fn twice(&self) -> Option<(&str, usize)> {
        let Kind::Map(entries) = &self.kind else { return None };
        let mut seen = BTreeSet::new();
        entries.iter().find_map(|(name, value)| Some((name.text().filter(|name| !seen.insert(*name))?, value.line)))
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
    start: Marker,
    anchor: usize,
    is_map: bool,
    tag: Option<String>,
    nodes: Vec<Rc<Node>>,
}

/// A way through the characters of the text, which only goes forward.
struct Cursor<'a> {
    index: usize,
    rest: &'a str,
}

impl Cursor<'_> {
    /// Where a scalar ends: the parser counts what follows a closing quote up to the next token as its own.
    fn end(&mut self, span: saphyr_parser::Span, style: ScalarStyle) -> usize {
        let (start, end) = (span.start.index(), span.end.index());
        let quote = match style {
            ScalarStyle::SingleQuoted => '\'',
            ScalarStyle::DoubleQuoted => '"',
            _ => return end,
        };
        let Some(skip) = start.checked_sub(self.index) else { return end };
        let at = self.rest.char_indices().nth(skip).map_or(self.rest.len(), |(at, _)| at);
        self.rest = self.rest.get(at..).unwrap_or_default();
        self.index = start;
        let mut chars = self.rest.chars().take(end.saturating_sub(start)).enumerate().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            let doubled = quote == '\'' && c == quote && chars.peek().is_some_and(|(_, next)| *next == quote);
            if doubled || (quote == '"' && c == '\\') {
                chars.next();
            } else if c == quote {
                return start + at + 1;
            }
        }
        end
    }
}

/// The documents of a text; the error says what is wrong, with the line.
pub(crate) fn documents(text: &str) -> Result<Vec<Rc<Node>>, String> {
    let tree = read(text);
    match tree.fault {
        Some(fault) => Err(format!("line {}: {}", fault.line, fault.reason)),
        None => Ok(tree.documents),
    }
}

/// Reads a text as far as it can be read.
pub(crate) fn read(text: &str) -> Tree {
    let mut tree = Tree::default();
    let mut parser = Parser::new_from_str(text);
    let mut cursor = Cursor { index: 0, rest: text };
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: BTreeMap<usize, Rc<Node>> = BTreeMap::new();
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                tree.fault = Some(fault(*error.marker(), error.info().to_owned()));
                break;
            }
        };
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let place = Span { start: span.start.index(), end: cursor.end(span, style) };
                tree.scalars.push(place);
                Some((anchor, scalar(&text, style, (span.start.line(), place), tag.as_deref())))
            }
            Event::Alias(anchor) => {
                let Some(node) = anchors.get(&anchor) else {
                    tree.fault = Some(fault(span.start, "an alias inside of what it names".to_owned()));
                    break;
                };
                Some((0, Rc::clone(node)))
            }
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag) => {
                if open.len() == DEEPEST {
                    tree.fault = Some(too_deep(span.start));
                    break;
                }
                let is_map = matches!(event, Event::MappingStart(..));
                let tag = tag.as_deref().map(spelt);
                open.push(Open { start: span.start, anchor, is_map, tag, nodes: Vec::new() });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| (open.anchor, close(open, span))),
            Event::DocumentStart(_) => {
                anchors.clear();
                None
            }
            _ => None,
        };
        let Some((anchor, node)) = done else { continue };
        if node.depth + open.len() > DEEPEST {
            tree.fault = Some(too_deep(span.start));
            break;
        }
        if anchor > 0 {
            anchors.insert(anchor, Rc::clone(&node));
        }
        match open.last_mut() {
            Some(parent) => parent.nodes.push(node),
            None => tree.documents.push(node),
        }
    }
    tree
}

fn fault(at: Marker, reason: String) -> Fault {
    Fault { line: at.line(), index: at.index(), reason, is_too_deep: false }
}

fn too_deep(at: Marker) -> Fault {
    Fault { is_too_deep: true, ..fault(at, format!("nested deeper than {DEEPEST}")) }
}

fn spelt(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}

fn scalar(text: &str, style: ScalarStyle, (line, span): (usize, Span), tag: Option<&Tag>) -> Rc<Node> {
    let is_plain = style == ScalarStyle::Plain;
    let is_null = is_plain && tag.is_none() && matches!(text, "" | "~" | "null" | "Null" | "NULL");
    let kind = if is_null { Kind::Null } else { Kind::Scalar(text.to_owned()) };
    Rc::new(Node { line, span, tag: tag.map(spelt), is_plain, depth: 0, kind })
}

fn close(open: Open, end: saphyr_parser::Span) -> Rc<Node> {
    // the end of a block has no characters and stands at whatever comes next
    let last = if end.is_empty() { open.nodes.last().map(|node| node.span.end) } else { Some(end.end.index()) };
    let start = open.start.index();
    let span = Span { start, end: last.unwrap_or(start).max(start) };
    let depth = open.nodes.iter().map(|node| node.depth + 1).max().unwrap_or(1);
    let kind = if open.is_map {
        let mut nodes = open.nodes.into_iter();
        let mut entries = Vec::new();
        while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
            entries.push((key, value));
        }
        Kind::Map(entries)
    } else {
        Kind::List(open.nodes)
    };
    Rc::new(Node { line: open.start.line(), span, tag: open.tag, is_plain: false, depth, kind })
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
        let chain: String = (1..60_000).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
        assert!(documents(&format!("a0: &a0 x\n{chain}")).unwrap_err().contains("nested deeper"));
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1000), "a: &x [*x]".to_owned()] {
            assert!(documents(&text).is_err(), "{}", &text[..10]);
        }
        for text in ["a: *nowhere", "\t- x: [", "%YAML 9", "a: \"\\q\"", "---\n...\n..."] {
            let _ = documents(text);
        }
    }
}
