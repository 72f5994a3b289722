//! From the tree of a YAML text to the values that Python holds: merged mappings, keys as JSON has them.

use super::scalar::{self, Scalar};
use crate::bundle::json::{Entry, Kind, Object, Span, Text, Value};
use crate::bundle::manifest::Unwritable;
use crate::bundle::metadata::pointer;
use crate::load::yaml::{self, Node};
use std::collections::HashSet;
use std::rc::Rc;

/// Why there are no values.
pub(super) enum Stop {
    /// The loader stops with an error of YAML, here.
    Refused(Span, String),
    /// Aliases make more of the text than is read.
    TooMuch,
}

/// What a node costs beside its text, in bytes.
const NODE: u64 = 32;

/// Makes values of nodes; spans go from characters to bytes by `offsets`.
pub(super) struct Builder<'a, F: Fn(Span) -> Span> {
    pub(super) bytes: F,
    /// How much may still be made.
    pub(super) left: u64,
    pub(super) unwritable: Vec<Unwritable>,
    pub(super) path: Vec<String>,
    pub(super) root: &'a Node,
}

impl<F: Fn(Span) -> Span> Builder<'_, F> {
    /// The value of the whole document.
    pub(super) fn run(&mut self) -> Result<Value, Stop> {
        self.value(self.root)
    }

    fn pay(&mut self, text: &str) -> Result<(), Stop> {
        self.left = self.left.checked_sub(NODE + text.len() as u64).ok_or(Stop::TooMuch)?;
        Ok(())
    }

    fn refused<T>(&self, node: &Node, why: impl Into<String>) -> Result<T, Stop> {
        Err(Stop::Refused((self.bytes)(node.span), why.into()))
    }

    fn unwritable(&mut self, node: &Node, noun: &'static str) {
        let is_fatal = matches!(noun, scalar::NO_DATE | scalar::NO_NUMBER | scalar::NO_TRUTH);
        let parts: Vec<&str> = self.path.iter().map(String::as_str).collect();
        self.unwritable.push(Unwritable { span: (self.bytes)(node.span), pointer: pointer(&parts), noun, is_fatal });
    }

    fn value(&mut self, node: &Node) -> Result<Value, Stop> {
        let span = (self.bytes)(node.span);
        let kind = match &node.kind {
            yaml::Kind::Null => {
                self.pay("")?;
                Kind::Null
            }
            yaml::Kind::Scalar(text) => {
                self.pay(text)?;
                self.scalar(node, text)?
            }
            yaml::Kind::List(items) => {
                self.pay("")?;
                self.collection(node, "seq")?;
                let mut values = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    self.path.push(index.to_string());
                    values.push(self.value(item)?);
                    self.path.pop();
                }
                Kind::Array(values)
            }
            yaml::Kind::Map(pairs) => {
                self.pay("")?;
                self.collection(node, "map")?;
                // at the top only texts are known
                if !self.path.is_empty() && has_mixed_keys(pairs) {
                    self.unwritable(node, "a mapping with keys of several types");
                }
                Kind::Object(Object { entries: self.entries(pairs)? })
            }
        };
        Ok(Value { span, kind })
    }

    fn scalar(&mut self, node: &Node, text: &str) -> Result<Kind, Stop> {
        match scalar::value(text, node.is_plain, node.tag.as_deref()) {
            Scalar::Plain(kind) => Ok(kind),
            Scalar::Refused(why) => self.refused(node, why),
            Scalar::Unwritable(noun) => {
                self.unwritable(node, noun);
                Ok(Kind::String(Text::from(text)))
            }
        }
    }

    /// Judges the tag of a list or a mapping.
    fn collection(&mut self, node: &Node, own: &str) -> Result<(), Stop> {
        let Some(tag) = node.tag.as_deref() else { return Ok(()) };
        match tag.strip_prefix("tag:yaml.org,2002:").unwrap_or(tag) {
            "!" => Ok(()),
            tag if tag == own || (own == "seq" && tag == "python/tuple") => Ok(()),
            "set" | "omap" | "pairs" => {
                self.unwritable(node, "a set or a list of pairs");
                Ok(())
            }
            tag if tag.starts_with("python/") => {
                self.unwritable(node, "a Python object");
                Ok(())
            }
            tag => self.refused(node, format!("nothing reads the tag `{tag}` there")),
        }
    }

    /// The entries of a mapping, those of merged mappings first and only where it has none of its own.
    fn entries(&mut self, pairs: &[(Rc<Node>, Rc<Node>)]) -> Result<Vec<Entry>, Stop> {
        let (mut own, mut merged) = (Vec::new(), Vec::new());
        for (key, value) in pairs {
            if key.is_plain && key.tag.is_none() && key.text() == Some("<<") {
                self.merge(value, &mut merged)?;
                continue;
            }
            let text = self.key(key)?;
            self.path.push(text.clone());
            let value = self.value(value)?;
            self.path.pop();
            own.push(Entry { key: Text::from(text), key_span: (self.bytes)(key.span), value });
        }
        let mut seen: HashSet<Text> = own.iter().map(|entry| entry.key.clone()).collect();
        // of several merged ones the last in this order wins
        let mut entries: Vec<Entry> = Vec::new();
        for entry in merged.into_iter().rev() {
            if seen.insert(entry.key.clone()) {
                entries.push(entry);
            }
        }
        entries.reverse();
        entries.extend(own);
        Ok(entries)
    }

    fn merge(&mut self, node: &Node, merged: &mut Vec<Entry>) -> Result<(), Stop> {
        match &node.kind {
            yaml::Kind::Map(pairs) => {
                self.pay("")?;
                merged.extend(self.entries(pairs)?);
            }
            yaml::Kind::List(items) => {
                // the first of a list wins over those behind it
                for item in items.iter().rev() {
                    let yaml::Kind::Map(pairs) = &item.kind else {
                        return self.refused(item, "only mappings can be merged with `<<`");
                    };
                    self.pay("")?;
                    merged.extend(self.entries(pairs)?);
                }
            }
            _ => return self.refused(node, "only mappings can be merged with `<<`"),
        }
        Ok(())
    }

    /// A key as the text that JSON makes of it.
    fn key(&mut self, node: &Node) -> Result<String, Stop> {
        let text = match &node.kind {
            yaml::Kind::Null => return Ok("null".to_owned()),
            yaml::Kind::Scalar(text) => text,
            yaml::Kind::List(_) | yaml::Kind::Map(_) => return self.refused(node, "a list or a mapping is no key"),
        };
        self.pay(text)?;
        if text == "=" {
            return Ok(text.clone());
        }
        Ok(match self.scalar(node, text)? {
            Kind::Null => "null".to_owned(),
            Kind::Bool(value) => value.to_string(),
            Kind::Number(number) => number.text,
            _ => text.clone(),
        })
    }
}

/// Whether Python cannot sort the keys: texts, numbers and null do not compare.
fn has_mixed_keys(pairs: &[(Rc<Node>, Rc<Node>)]) -> bool {
    let sort = |node: &Node| match &node.kind {
        yaml::Kind::Scalar(text) => match scalar::value(text, node.is_plain, node.tag.as_deref()) {
            Scalar::Plain(Kind::Number(_) | Kind::Bool(_)) => 1,
            Scalar::Plain(Kind::Null) => 2,
            _ => 0,
        },
        yaml::Kind::Null => 2,
        _ => 0,
    };
    let mut sorts = pairs.iter().map(|(key, _)| sort(key));
    sorts.next().is_some_and(|first| sorts.any(|other| other != first))
}
