//! Reads a packing manifest as `ramp pack` does, with `PyYAML`'s `FullLoader`, and keeps every place.
//!
//! Nothing is evaluated, neither templates nor what `ramp pack` takes for Python.

mod build;
mod comments;
mod pack;
mod scalar;
mod template;

use super::limits::Limits;
use super::yaml;
use crate::bundle::json::{Broken, BrokenKind, Document, Encoding, Source, Span, Value, width};
use crate::bundle::manifest::{Manifest, Unwritable};
use crate::bundle::metadata::Metadata;
use crate::bundle::{Bundle, Kind, Layer};
use crate::input::data::Data;
use crate::tables::manifest::key;
use build::{Builder, Stop};

/// A manifest by itself.
pub(super) fn alone(file_name: Option<String>, data: Data<'_>, limits: &Limits) -> Bundle {
    let member = file_name.clone().unwrap_or_else(|| "ramp.yml".to_owned());
    let read = if data.size() > limits.metadata { None } else { read(&member, &data.read(0, u64::MAX), limits) };
    let is_read = read.is_some();
    let (manifest, metadata) = read
        .map_or((Layer::Unreadable("the manifest is larger than what is read of it"), None), |(manifest, metadata)| {
            (Layer::Ready(manifest), metadata)
        });
    Bundle {
        file_name,
        max: *limits,
        kind: Kind::Manifest,
        size: data.size(),
        sha256: Some(super::sum::Sum::new(data).finish()),
        archive: Layer::Absent,
        manifest,
        metadata: metadata.map_or(Layer::Unreadable("`ramp pack` makes nothing of the manifest"), Layer::Ready),
        module: Layer::Absent,
        files: Vec::new(),
        deps: Vec::new(),
        local_deps: Vec::new(),
        limits: if is_read { Vec::new() } else { vec!["metadata-bytes"] },
    }
}

/// Reads a manifest, and makes of it what `ramp pack` would write; the latter only of a mapping. `None` when aliases
/// make more of it than is read.
#[must_use]
pub fn read(member: &str, bytes: &[u8], limits: &Limits) -> Option<(Manifest, Option<Metadata>)> {
    let text = decode(bytes);
    let (covered, mut templates) = template::neutral(&text.text);
    let tree = yaml::read(&covered);
    let found = comments::find(&text.text, &covered, &tree.scalars);
    let is_comment =
        |span: &Span| found.iter().any(|comment| comment.span.start <= span.start && span.start < comment.span.end);
    templates.retain(|span| !is_comment(span));
    let (root, unwritable) = text.values(&tree, limits.metadata)?;
    let comments = found.into_iter().map(|comment| comment.placed(&text.source, |at| text.byte(at))).collect();
    let templates: Vec<Span> = templates.into_iter().map(|span| text.bytes(span)).collect();
    let unrendered = unrendered(&root, &templates);
    let document =
        Document { encoding: text.encoding, bom: text.bom, root, oddities: Vec::new(), depth: 0, source: text.source };
    let written = Metadata { member: member.to_owned(), size: bytes.len() as u64, document, open: Vec::new() };
    let stops = pack::stops(&written, |name| unrendered.iter().any(|key| key == name));
    let manifest = Manifest { written, comments, templates, unrendered, unwritable, stops };
    let packed = pack::packed(&manifest);
    Some((manifest, packed))
}

/// Whether a text has a line `key:` with a key that only a manifest has.
pub(super) fn begins_like_one(head: &[u8]) -> bool {
    let lines = head.split(|b| matches!(b, b'\n' | b'\r'));
    lines.filter_map(|line| str::from_utf8(line).ok()?.split_once(':')).any(|(name, _)| is_telling(name))
}

/// Whether a text has a key of manifests at its top; in broken text and in a template, at the start of a line.
pub(super) fn is_ours(text: &[u8]) -> bool {
    let limits = Limits::default();
    match read("", text, &limits) {
        Some((manifest, _)) if manifest.templates.is_empty() && manifest.written.document.root.is_ok() => {
            let root = manifest.written.root();
            root.is_some_and(|root| root.entries.iter().any(|entry| entry.key.as_str().is_some_and(is_telling)))
        }
        _ => begins_like_one(text),
    }
}

/// Whether a key belongs to manifests of `ramp pack` and to hardly anything else.
pub(super) fn is_telling(name: &str) -> bool {
    let name = name.trim_matches(['"', '\'']).replace('-', "_");
    name.contains('_') && (key(&name).is_some() || name == "os_list")
}

/// The keys at the top whose entries a place holder touches.
fn unrendered(root: &Result<Value, Broken>, templates: &[Span]) -> Vec<String> {
    let Some(root) = root.as_ref().ok().and_then(Value::as_object) else { return Vec::new() };
    let touches = |start: usize, end: usize| templates.iter().any(|span| span.start < end && start < span.end);
    let waiting = root.entries.iter().filter(|entry| touches(entry.key_span.start, entry.value.span.end));
    waiting.map(|entry| entry.key.lossy().into_owned()).collect()
}

/// A decoded text, and the way from its characters to the bytes of the file.
struct Decoded {
    text: String,
    encoding: Encoding,
    bom: bool,
    source: Source,
    /// The byte of each character, and behind the last one; nothing where they are the same.
    offsets: Vec<usize>,
    /// The bytes that are no text.
    malformed: Option<Span>,
}

/// Decodes as `PyYAML` does: UTF-16 by its mark, all else as UTF-8.
fn decode(bytes: &[u8]) -> Decoded {
    let wide = |encoding, unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.get(2..).unwrap_or_default().as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
        let malformed = (text.is_err() || !rest.is_empty()).then_some(Span { start: 0, end: bytes.len() });
        (encoding, 2, text.unwrap_or_default(), malformed)
    };
    let (encoding, mark, text, malformed) = match bytes {
        [0xff, 0xfe, ..] => wide(Encoding::Utf16Le, u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(Encoding::Utf16Be, u16::from_be_bytes),
        _ => {
            let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let body = bytes.get(mark..).unwrap_or_default();
            let valid = str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
            let malformed = (valid < body.len()).then(|| Span { start: mark + valid, end: mark + valid + 1 });
            let text = String::from_utf8_lossy(body.get(..valid).unwrap_or_default()).into_owned();
            (Encoding::Utf8, mark, text, malformed)
        }
    };
    let points: Vec<u32> = text.chars().map(u32::from).collect();
    let source = Source::new(encoding, mark, &points, Vec::new());
    let mut offsets = Vec::new();
    if mark > 0 || points.len() != bytes.len() {
        let mut at = mark;
        offsets.push(at);
        for point in points {
            at += width(encoding, point);
            offsets.push(at);
        }
    }
    Decoded { text, encoding, bom: mark > 0, source, offsets, malformed }
}

impl Decoded {
    fn byte(&self, character: usize) -> usize {
        let last = self.offsets.last().copied();
        self.offsets.get(character).copied().or(last).unwrap_or(character.min(self.text.len()))
    }

    fn bytes(&self, span: Span) -> Span {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        Span { start, end: end.max(start) }
    }

    /// The values of the only document, or why there are none.
    fn values(&self, tree: &yaml::Tree, most: u64) -> Option<(Result<Value, Broken>, Vec<Unwritable>)> {
        let broken = |span: Span, kind, reason: &str| {
            let length = span.end - span.start;
            Some((Err(Broken { offset: span.start, length, kind, reason: reason.to_owned() }), Vec::new()))
        };
        if let Some(span) = self.malformed {
            return broken(span, BrokenKind::Encoding, "these bytes are no text");
        }
        if let Some((at, bad)) = self.text.chars().enumerate().find(|(_, c)| !is_printable(*c)) {
            let reason = format!("the character U+{:04X} is not allowed", u32::from(bad));
            return broken(self.bytes(Span { start: at, end: at + 1 }), BrokenKind::Syntax, &reason);
        }
        if let Some(fault) = &tree.fault {
            let kind = if fault.is_too_deep { BrokenKind::TooDeep } else { BrokenKind::Syntax };
            let at = self.byte(fault.index);
            return broken(Span { start: at, end: at }, kind, &fault.reason);
        }
        if let [_, second, ..] = tree.documents.as_slice() {
            let at = self.byte(second.span.start);
            return broken(Span { start: at, end: at }, BrokenKind::Syntax, "a second document begins here");
        }
        let Some(root) = tree.documents.first() else {
            let at = self.byte(0);
            let value = Value { span: Span { start: at, end: at }, kind: crate::bundle::json::Kind::Null };
            return Some((Ok(value), Vec::new()));
        };
        let bytes = |span| self.bytes(span);
        let mut builder = Builder { bytes, left: most, unwritable: Vec::new(), path: Vec::new(), root };
        match builder.run() {
            Ok(value) => Some((Ok(value), builder.unwritable)),
            Err(Stop::Refused(span, why)) => broken(span, BrokenKind::Syntax, &why),
            Err(Stop::TooMuch) => None,
        }
    }
}

/// What the reader of `PyYAML` lets through.
fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests;
