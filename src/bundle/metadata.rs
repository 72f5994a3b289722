//! The module.json of an input: the document and short ways to its fields and their places.

use super::json::{Document, Entry, Object, Span, Text, Value};
use super::place::Place;

/// A module.json that was found, readable or not.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The member that holds it, `module.json` in a bundle.
    pub member: String,
    /// Size of the text in bytes.
    pub size: u64,
    /// What reading it gave.
    pub document: Document,
    /// Fields of which nothing is known because the packer fills them in when it packs, or a template does before;
    /// of a module.json none.
    pub open: Vec<String>,
}

/// A top-level field: its name, its entry and its JSON pointer.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// The entry: key, value and their places.
    pub entry: &'a Entry,
    /// Where the value is.
    pub place: Place,
}

impl Metadata {
    /// The root, when it is an object.
    #[must_use]
    pub fn root(&self) -> Option<&Object> {
        self.document.root.as_ref().ok().and_then(Value::as_object)
    }

    /// Whether nothing is known of a field that is not there, because it will be once the manifest is packed.
    #[must_use]
    pub fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    /// Whether a field is not there and will not be.
    #[must_use]
    pub fn lacks(&self, name: &str) -> bool {
        self.field(name).is_none() && !self.is_open(name)
    }

    /// A top-level field as Python sees it: the last one of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        let entry = self.root()?.get(name)?;
        Some(Field { entry, place: self.place(pointer(&[name]), entry.value.span) })
    }

    /// A top-level field that is a string of Unicode scalar values.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<(&str, Place)> {
        let field = self.field(name)?;
        Some((field.entry.value.as_str()?, field.place))
    }

    /// A top-level field that is a list.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<&[Value]> {
        self.field(name)?.entry.value.as_array()
    }

    /// The operating systems, under the name they have or under the one of packers before 2.5.2.
    #[must_use]
    pub fn operating_systems(&self) -> Option<Field<'_>> {
        self.field("operating_systems").or_else(|| self.field("os_list"))
    }

    /// The place of a span of the text.
    #[must_use]
    pub fn place(&self, pointer: impl Into<String>, span: Span) -> Place {
        Place { pointer: Some(pointer.into()), ..self.bytes(span) }
    }

    /// The place of a span that no JSON pointer names.
    #[must_use]
    pub fn bytes(&self, span: Span) -> Place {
        Place {
            member: Some(self.member.clone()),
            pointer: None,
            offset: span.start as u64,
            length: span.end.saturating_sub(span.start) as u64,
            start: Some(self.document.position(span.start)),
            end: Some(self.document.position(span.end)),
        }
    }

    /// The opening of the root value, for what is missing from it.
    #[must_use]
    pub fn opening(&self) -> Place {
        let start = self.document.root.as_ref().map_or(0, |root| root.span.start);
        self.place("", Span { start, end: start + 1 })
    }
}

impl<'a> Field<'a> {
    /// Whether the value is the packer's default, which no text of the input gives.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.entry.key_span.start == self.entry.key_span.end
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &'a Value {
        &self.entry.value
    }

    /// The value when it is a string.
    #[must_use]
    pub fn text(&self) -> Option<&'a Text> {
        self.entry.value.as_text()
    }
}

/// A JSON pointer of these parts, escaped as RFC 6901 has it.
#[must_use]
pub fn pointer(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect()
}
