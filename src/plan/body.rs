//! A module.json as the body of a request: what Python reads, written as plain JSON in ASCII.

use crate::bundle::json::{Kind, Number, OddityKind, Text, Value};
use crate::bundle::metadata::Metadata;
use crate::checks::versions;

/// The text of a body, or why there is none.
pub(super) type Body = Result<String, &'static str>;

/// There is nothing to send.
pub(super) const UNREADABLE: &str = "the module.json cannot be read";

/// The body.
pub(super) fn of(metadata: &Metadata) -> Body {
    let root = metadata.root().ok_or("the module.json is no object")?;
    if metadata.document.oddities.iter().any(|oddity| oddity.kind == OddityKind::Constant) {
        return Err("the module.json has `NaN` or `Infinity`, which JSON cannot say");
    }
    let mut out = String::from("{");
    for (index, entry) in root.effective().into_iter().enumerate() {
        out.push_str(if index > 0 { ",\n  " } else { "\n  " });
        text(&entry.key, &mut out);
        out.push_str(": ");
        // the endpoint documents an integer where the packer writes 10203.0
        match &entry.value.kind {
            Kind::Number(number) if entry.key.as_str() == Some("version") => out.push_str(&version(number)),
            _ => value(&entry.value, 1, &mut out),
        }
    }
    out.push_str("\n}");
    Ok(out)
}

/// A whole number below 2^53 without point and exponent, any other as it is written.
fn version(number: &Number) -> String {
    let float = number.text.parse::<f64>().ok().filter(|float| {
        // the same limit as an exact float
        float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 && versions::is_whole(number)
    });
    float.map_or_else(|| number.text.clone(), |float| format!("{:.0}", float + 0.0))
}

/// Recursion is safe here: the reader does not nest deeper than Python's recursion limit.
fn value(from: &Value, depth: usize, out: &mut String) {
    match &from.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(true) => out.push_str("true"),
        Kind::Bool(false) => out.push_str("false"),
        Kind::Number(number) => out.push_str(&number.text),
        Kind::String(string) => text(string, out),
        Kind::Array(items) => {
            let parts = items.iter().map(|item| (None, item)).collect();
            list(parts, ["[", "]"], depth, out);
        }
        Kind::Object(object) => {
            let parts = object.effective().into_iter().map(|entry| (Some(&entry.key), &entry.value)).collect();
            list(parts, ["{", "}"], depth, out);
        }
    }
}

fn list(parts: Vec<(Option<&Text>, &Value)>, brackets: [&str; 2], depth: usize, out: &mut String) {
    let [open, close] = brackets;
    out.push_str(open);
    let is_empty = parts.is_empty();
    // deep nesting is not indented any more, or a hostile text would grow with its square
    let indent = |depth: usize| format!("\n{}", "  ".repeat(depth.min(16)));
    for (index, (key, item)) in parts.into_iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        out.push_str(&indent(depth + 1));
        if let Some(key) = key {
            text(key, out);
            out.push_str(": ");
        }
        value(item, depth + 1, out);
    }
    if !is_empty {
        out.push_str(&indent(depth));
    }
    out.push_str(close);
}

/// A string in ASCII; a lone surrogate stays one.
fn text(string: &Text, out: &mut String) {
    out.push('"');
    for point in string.code_points() {
        match char::from_u32(point) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            // the log of a CI system would obey what `##[` and the like start
            Some('#') if out.ends_with('#') => out.push_str("\\u0023"),
            Some(c @ ' '..='~') => out.push(c),
            Some(c) => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            None => out.push_str(&format!("\\u{point:04x}")),
        }
    }
    out.push('"');
}
