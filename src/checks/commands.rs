//! The items of `commands`, and of the lists from which a manifest adds to them: their names, their numbers and where those stand.

use crate::bundle::json::{Kind, Object, Span, Value};
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::wording::quoted;

/// An object of the list `commands`.
pub(crate) struct Command<'a> {
    metadata: &'a Metadata,
    list: &'static str,
    index: usize,
    span: Span,
    /// The object itself.
    pub(crate) object: &'a Object,
}

/// Where a manifest gives commands of its own.
const OF_MANIFEST: [&str; 2] = ["overide_command", "add_command"];

/// The commands of a module.json, or those that a manifest gives; items that are no objects are left out.
pub(crate) fn commands(metadata: &Metadata) -> impl Iterator<Item = Command<'_>> {
    let lists: &[&'static str] = if metadata.is_open("commands") { &OF_MANIFEST } else { &["commands"] };
    lists.iter().flat_map(move |list| {
        let items = metadata.list(list).unwrap_or_default();
        items.iter().enumerate().filter_map(move |(index, item)| {
            item.as_object().map(|object| Command { metadata, list, index, span: item.span, object })
        })
    })
}

impl<'a> Command<'a> {
    /// A field of it, as Python sees it; `null` is what an empty value in a manifest becomes, and counts as none.
    pub(crate) fn value(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).map(|entry| &entry.value).filter(|value| value.kind != Kind::Null)
    }

    /// Its name, when that is a string with anything in it.
    pub(crate) fn name(&self) -> Option<&'a str> {
        self.value("command_name")?.as_str().filter(|name| !name.is_empty())
    }

    /// How a message calls it: by its name, or by its number in the list, from 1 on.
    pub(crate) fn label(&self) -> String {
        match self.name() {
            Some(name) => format!("command {}", quoted(name)),
            None => format!("command {}", self.index + 1),
        }
    }

    /// A field of it that is an integer.
    pub(crate) fn integer(&self, key: &str) -> Option<i64> {
        self.value(key).and_then(integer)
    }

    /// The names in `flags`.
    pub(crate) fn flags(&self) -> impl Iterator<Item = &'a str> {
        let items = self.value("flags").and_then(Value::as_array).unwrap_or_default();
        items.iter().filter_map(Value::as_str)
    }

    /// Whether `flags` has this name.
    pub(crate) fn has_flag(&self, wanted: &str) -> bool {
        self.flags().any(|flag| flag.eq_ignore_ascii_case(wanted))
    }

    /// The place of a field, or of the opening of the object when it has no such field.
    pub(crate) fn place(&self, key: &str) -> Place {
        match self.value(key) {
            Some(value) => self.metadata.place(format!("/{}/{}/{key}", self.list, self.index), value.span),
            None => self.opening(),
        }
    }

    /// The place of an item of a field that is a list.
    pub(crate) fn item_place(&self, key: &str, index: usize, item: &Value) -> Place {
        self.metadata.place(format!("/{}/{}/{key}/{index}", self.list, self.index), item.span)
    }

    /// The opening of the object, for what is missing from it.
    pub(crate) fn opening(&self) -> Place {
        let span = Span { start: self.span.start, end: self.span.start + 1 };
        self.metadata.place(format!("/{}/{}", self.list, self.index), span)
    }
}

/// The integer of a JSON number; `-1.0` is one too.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    let Kind::Number(number) = &value.kind else { return None };
    let (whole, fraction) = number.text.split_once('.').unwrap_or((&number.text, ""));
    if fraction.bytes().all(|byte| byte == b'0') { whole.parse().ok() } else { None }
}
