//! A module.json that Python's `json.load` does not read: where it breaks, and what probably happened.

use crate::bundle::json::{Broken, BrokenKind, Document, Encoding, Span};
use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Err(broken) = &metadata.document.root else { return };
    let (cause, help) = cause(&metadata.document, broken, metadata.size);
    let what = match broken.kind {
        // a `RecursionError`, of which meta/nonstandard-json speaks
        BrokenKind::TooDeep => return,
        BrokenKind::Syntax if metadata.size == 0 => "is empty".to_owned(),
        BrokenKind::Syntax => format!("is not JSON: {}{cause}", broken.reason),
        BrokenKind::TooManyDigits => format!("is not JSON for Python: {}", broken.reason),
        BrokenKind::Encoding => format!("is not text: {}", broken.reason),
    };
    let guessed = match metadata.document.encoding {
        Encoding::Utf8 => "",
        // a syntax error comes after the text was decoded, and has its own reason
        _ if metadata.document.bom || broken.kind != BrokenKind::Encoding => "",
        _ => ", for which Python takes it because of the NUL bytes at its start",
    };
    let message = format!("module.json {what}{guessed}");
    if !broken.reason.contains("closing quote") {
        let finding = sink.report(metadata.bytes(broken.span()), message).help(help);
        if broken.kind == BrokenKind::TooManyDigits {
            // Python's limit, not one of JSON: what an endpoint makes of such a body nobody says
            finding.predicts.retain(|prediction| !prediction.failure.is_empty());
        }
        return;
    }
    // Python blames the opening quote; the text breaks where it ends
    let end = usize::try_from(metadata.size).unwrap_or(usize::MAX);
    let opening = Span { start: broken.offset, end: broken.offset + 1 };
    sink.report(metadata.bytes(Span { start: end, end }), message)
        .also(metadata.bytes(opening), "the string opens here")
        .help(help);
}

/// What stands at the place, as far as the reason does not say it, and what to do about it.
fn cause(document: &Document, broken: &Broken, size: u64) -> (String, &'static str) {
    const MEND: &str = "mend the text at this place, or let `ramp pack` write the file";
    if !matches!(document.encoding, Encoding::Utf8) {
        return (String::new(), "save module.json as UTF-8, with `{` as its first byte");
    }
    match broken.kind {
        BrokenKind::Encoding => return (String::new(), "save module.json as UTF-8"),
        BrokenKind::TooManyDigits => {
            return (String::new(), "write the number that was meant: nothing in module.json has so many digits");
        }
        BrokenKind::Syntax | BrokenKind::TooDeep => {}
    }
    let at = document.source.text_offset(broken.offset);
    let (before, rest) = document.source.text().split_at_checked(at).unwrap_or_default();
    let starts = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    let unclosed = rest.starts_with('"') && broken.reason.contains("closing quote");
    if unclosed || broken.offset as u64 >= size {
        return ("; the text ends there".to_owned(), "pack again: the text was cut off or never written to its end");
    }
    let Some(first) = rest.chars().next().filter(|_| broken.reason.starts_with("expected")) else {
        return (String::new(), MEND);
    };
    let found = format!(", found {}", quoted(first.encode_utf8(&mut [0; 4])));
    if starts(&["//", "/*", "#"]) {
        (", found a comment".to_owned(), "take the comment out: JSON has none")
    } else if starts(&["'", "True", "False", "None"]) {
        (format!("{found}, which is Python"), "write JSON: double quotes, `true`, `false`, `null`")
    } else if before.ends_with('0') && first.is_ascii_alphanumeric() {
        (
            format!("{found}: numbers have no leading zeros and are decimal"),
            "write the number without the zero in front",
        )
    } else if broken.reason.contains("after `,`") {
        (found, "take out the comma in front of the closing bracket, or write what is missing there")
    } else {
        (found, MEND)
    }
}
