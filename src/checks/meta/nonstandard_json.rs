//! What Python reads as JSON and other readers do not: other encodings, `NaN`, lone surrogates, depth, size.

use crate::bundle::Bundle;
use crate::bundle::archive::Archive;
use crate::bundle::json::{BrokenKind, Document, Encoding, Kind, OddityKind, Span};
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::walk::{Node, walk};
use crate::checks::wording::count;
use crate::finding::{Severity, Sink};

/// Many JSON readers stop at a depth of their own: `serde_json` at 128, others earlier.
const DEEPEST: usize = 64;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else {
        if bundle.limits.contains(&"metadata-bytes") {
            too_long(bundle, sink);
        }
        return;
    };
    match &metadata.document.root {
        Ok(_) => {
            encoding(metadata, sink);
            oddities(metadata, sink);
            depth(metadata, sink);
        }
        Err(broken) if broken.kind == BrokenKind::TooDeep => {
            let message = format!("module.json is {}: the unpacker crashes with `RecursionError`", broken.reason);
            sink.report(metadata.bytes(broken.span()), message).help("nest arrays and objects at most 64 deep");
        }
        // of any other text that breaks meta/unreadable speaks
        Err(_) => {}
    }
}

fn too_long(bundle: &Bundle, sink: &mut Sink) {
    let member = bundle.archive.ready().and_then(|archive: &Archive| archive.find("module.json"));
    let (place, size) = match member {
        Some(member) => (Place::member("module.json"), member.size),
        None => (Place::input(), bundle.size),
    };
    let size = if size > 1 << 20 { format!("of {size} bytes") } else { "longer than its header says".to_owned() };
    sink.report(place, format!("module.json is a text {size}; expected at most 1 MiB (1048576 bytes)"))
        .unpredicted()
        .help("cut it down to what `ramp pack` writes: the metadata of a module are a few KiB");
}

fn encoding(metadata: &Metadata, sink: &mut Sink) {
    let Document { encoding, bom, .. } = metadata.document;
    let start = metadata.bytes(Span { start: 0, end: if encoding == Encoding::Utf8 { 3 } else { 4 } });
    let name = match encoding {
        Encoding::Utf8 if bom => {
            sink.report(start, "module.json begins with a byte order mark, which many JSON readers refuse")
                .unpredicted()
                .severity(Severity::Warning)
                .help("save it as UTF-8 without a mark");
            return;
        }
        Encoding::Utf8 => return,
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Utf32Le | Encoding::Utf32Be => "UTF-32",
    };
    let mark = if bom { "" } else { " without a byte order mark" };
    sink.report(start, format!("module.json is {name}{mark}, which Python guesses; expected UTF-8"))
        .unpredicted()
        .help("save it as UTF-8");
}

/// One finding for each sort, at the first of it.
fn oddities(metadata: &Metadata, sink: &mut Sink) {
    let sorts = [
        (OddityKind::Constant, "`NaN` or `Infinity`", "write a finite number"),
        (OddityKind::EscapedSurrogate, "half of a surrogate pair", "write the whole character, or take the half out"),
        (OddityKind::RawSurrogate, "a surrogate encoded as bytes", "save the file as UTF-8"),
    ];
    for (kind, what, help) in sorts {
        let mut found = metadata.document.oddities.iter().filter(|oddity| oddity.kind == kind);
        let Some(first) = found.next() else { continue };
        let more = match found.count() {
            0 => String::new(),
            more => format!(" ({} more)", count(more, "place")),
        };
        let message = format!("module.json holds {what}, which Python reads and JSON does not have{more}");
        sink.report(metadata.bytes(first.span), message).unpredicted().help(help);
    }
}

fn depth(metadata: &Metadata, sink: &mut Sink) {
    let Ok(root) = &metadata.document.root else { return };
    if metadata.document.depth <= DEEPEST {
        return;
    }
    let mut first = None;
    walk(root, &mut |path, node| {
        if let Node::Value(value) = node
            && path.steps().len() >= DEEPEST
            && matches!(value.kind, Kind::Array(_) | Kind::Object(_))
        {
            first.get_or_insert(value.span.start);
        }
    });
    let start = first.unwrap_or(root.span.start);
    let message = format!("module.json is nested {} deep; expected at most {DEEPEST}", metadata.document.depth);
    sink.report(metadata.bytes(Span { start, end: start + 1 }), message)
        .unpredicted()
        .help("flatten the value: no field of module.json needs more than four levels");
}
