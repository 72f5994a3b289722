//! What the rules about dependencies share: the declared ones, the files that belong to them, and their places.

use crate::bundle::Bundle;
use crate::bundle::dependency::DependencyFile;
use crate::bundle::json::{Entry, Object, Text, Value};
use crate::bundle::metadata::{Metadata, pointer};
use crate::bundle::place::Place;
use crate::checks::names::last_part;
use crate::checks::wording::quoted;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Where dependencies are declared.
pub(crate) const LISTS: [&str; 2] = ["dependencies", "optional-dependencies"];
/// A name longer than this makes no pointer that anybody could follow.
const LONGEST: usize = 1_000;

/// An entry of `dependencies` or `optional-dependencies` that is an object.
pub(crate) struct Declared<'a> {
    metadata: &'a Metadata,
    pub(crate) list: &'static str,
    pub(crate) entry: &'a Entry,
    pub(crate) object: &'a Object,
}

impl<'a> Declared<'a> {
    pub(crate) fn name(&self) -> Cow<'a, str> {
        self.entry.key.lossy()
    }

    /// The name in backticks.
    pub(crate) fn quoted(&self) -> String {
        quoted(&self.name())
    }

    /// A value of the entry that is a string.
    pub(crate) fn text(&self, key: &str) -> Option<(&'a str, &'a Value)> {
        let value = &self.object.get(key)?.value;
        Some((value.as_text().and_then(Text::as_str)?, value))
    }

    /// The place of a value below the entry, or of the entry's key.
    pub(crate) fn place(&self, key: Option<(&str, &Value)>) -> Place {
        let (key, span) = key.map_or((None, self.entry.key_span), |(key, value)| (Some(key), value.span));
        let name = self.name();
        if name.len() > LONGEST {
            return self.metadata.bytes(span);
        }
        let parts: Vec<&str> = [self.list, &*name].into_iter().chain(key).collect();
        self.metadata.place(pointer(&parts), span)
    }

    /// The last part of the url's path: the file that the product looks for.
    pub(crate) fn file_of_url(&self) -> Option<&'a str> {
        let (url, _) = self.text("url")?;
        let path = url.split(['?', '#']).next().unwrap_or_default();
        Some(last_part(path)).filter(|file| !file.is_empty())
    }

    /// Whether the url ends in a file's name that everybody reads alike.
    pub(crate) fn names_a_file(&self) -> bool {
        self.file_of_url().is_some() && self.text("url").is_some_and(|(url, _)| !url.contains(['?', '#']))
    }

    /// The file that the packer makes of a `local_path`.
    pub(crate) fn file_of_name(&self) -> String {
        format!("{}.tgz", self.name())
    }

    /// The declared sum, when it is one.
    pub(crate) fn sum(&self) -> Option<(&'a str, &'a Value)> {
        self.text("sha256").filter(|(text, _)| is_sum(text))
    }
}

/// Whether a text is a SHA-256 in hexadecimal digits.
pub(crate) fn is_sum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The declared dependencies in their order; entries that are no objects are left out.
pub(crate) fn declared(bundle: &Bundle) -> Vec<Declared<'_>> {
    let Some(metadata) = bundle.metadata.ready() else { return Vec::new() };
    let mut found = Vec::new();
    for list in LISTS {
        let object = metadata.field(list).and_then(|field| field.value().as_object());
        for entry in object.map(Object::effective).unwrap_or_default() {
            if let Some(object) = entry.value.as_object() {
                found.push(Declared { metadata, list, entry, object });
            }
        }
    }
    found
}

/// The files that are there, by the name behind `deps/` or behind the last slash.
pub(crate) struct Files<'a> {
    pub(crate) packed: HashMap<&'a str, &'a DependencyFile>,
    local: HashMap<&'a str, &'a DependencyFile>,
}

impl<'a> Files<'a> {
    pub(crate) fn of(bundle: &'a Bundle) -> Self {
        let base = |file: &'a DependencyFile| (file.name.strip_prefix("deps/").unwrap_or(&file.name), file);
        let local = |file: &'a DependencyFile| (last_part(&file.name), file);
        Self { packed: bundle.deps.iter().map(base).collect(), local: bundle.local_deps.iter().map(local).collect() }
    }

    /// The packed files of a dependency: by its url, by its name.
    pub(crate) fn packed(&self, one: &Declared<'_>) -> Vec<&'a DependencyFile> {
        Self::either(&self.packed, one)
    }

    /// The local copy of a dependency.
    pub(crate) fn local(&self, one: &Declared<'_>) -> Option<&'a DependencyFile> {
        Self::either(&self.local, one).into_iter().next()
    }

    fn either(files: &HashMap<&'a str, &'a DependencyFile>, one: &Declared<'_>) -> Vec<&'a DependencyFile> {
        let by_url = one.file_of_url();
        let by_name = Some(one.file_of_name()).filter(|name| by_url != Some(name.as_str()));
        by_url.into_iter().chain(by_name.as_deref()).filter_map(|name| files.get(name).copied()).collect()
    }
}

/// An archive to look into.
pub(crate) struct Archive<'a> {
    pub(crate) file: &'a DependencyFile,
    pub(crate) place: Place,
    /// The file's name in backticks.
    pub(crate) label: String,
    pub(crate) is_declared: bool,
}

/// All archives: the packed ones, and the local copies of declared ones.
pub(crate) fn archives(bundle: &Bundle) -> Vec<Archive<'_>> {
    let files = Files::of(bundle);
    let declared = declared(bundle);
    let of_declared: Vec<*const DependencyFile> =
        declared.iter().flat_map(|one| files.packed(one)).map(std::ptr::from_ref).collect();
    let mut found: Vec<Archive<'_>> = bundle
        .deps
        .iter()
        .map(|file| Archive {
            file,
            place: Place::member(&file.name),
            label: quoted(&file.name),
            is_declared: of_declared.contains(&std::ptr::from_ref(file)),
        })
        .collect();
    let mut seen: HashSet<&str> = HashSet::new();
    for one in &declared {
        if let Some(file) = files.local(one).filter(|file| seen.insert(&file.name)) {
            found.push(Archive { file, place: one.place(None), label: quoted(&file.name), is_declared: true });
        }
    }
    found
}
