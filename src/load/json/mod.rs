//! Reads a JSON text exactly as `json.load` of CPython 3.11.7 does on a binary file.
//!
//! `json.load` first guesses the encoding, then decodes with `errors='surrogatepass'`, then hands the string to
//! the C scanner, which is laxer than RFC 8259 in some places and limited in others.

mod cursor;
mod decode;
mod number;
mod scan;
mod string;

use crate::bundle::json::{Broken, BrokenKind, Document, Encoding, Source};

/// Reads a text. The bytes are those of the whole member; every offset in the result counts from its first byte.
#[must_use]
pub fn read(bytes: &[u8]) -> Document {
    let decoded = decode::decode(bytes);
    let (root, oddities, depth) = match decoded.malformed.first() {
        Some(bad) => {
            let reason = format!("these bytes are not {}", name(decoded.encoding));
            let broken = Broken { offset: bad.start, length: bad.end - bad.start, kind: BrokenKind::Encoding, reason };
            (Err(broken), Vec::new(), 0)
        }
        None => scan::scan(&decoded.points, decoded.encoding, decoded.bom),
    };
    Document {
        encoding: decoded.encoding,
        bom: decoded.bom > 0,
        root,
        oddities,
        depth,
        source: Source::new(decoded.encoding, decoded.bom, &decoded.points, decoded.malformed),
    }
}

fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16, little-endian",
        Encoding::Utf16Be => "UTF-16, big-endian",
        Encoding::Utf32Le => "UTF-32, little-endian",
        Encoding::Utf32Be => "UTF-32, big-endian",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::json::{OddityKind, Position};

    #[test]
    fn what_does_not_decode_is_still_shown_and_placed() {
        let document = read(b"{\n \"\xc3\xa9\xff\": 1\n}");
        let broken = document.root.clone().unwrap_err();
        assert_eq!((broken.offset, broken.length, broken.kind), (6, 1, BrokenKind::Encoding));
        assert_eq!(document.position(broken.offset), Position { line: 2, column: 4 });
        assert_eq!(document.decoded_line(2), " \"\u{e9}\u{fffd}\": 1");
        assert_eq!(document.position(8), Position { line: 2, column: 6 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let document = read(b"\xff\xfe[\x00]\x00x\x00");
        assert_eq!((document.encoding, document.bom), (Encoding::Utf16Le, true));
        let broken = document.root.clone().unwrap_err();
        assert_eq!(broken.offset, 6);
        assert_eq!(document.position(broken.offset), Position { line: 1, column: 3 });
        assert_eq!(document.position(0), Position { line: 1, column: 1 });
    }

    #[test]
    fn oddities_are_kept_when_the_text_breaks_behind_them() {
        let document = read(b"[NaN, -Infinity, \"\\udc00\", ");
        assert!(document.root.is_err());
        let kinds: Vec<_> = document.oddities.iter().map(|odd| odd.kind).collect();
        assert_eq!(kinds, [OddityKind::Constant, OddityKind::Constant, OddityKind::EscapedSurrogate]);
    }

    #[test]
    fn what_python_reads_like_other_readers_has_the_same_value() {
        let text = r#"{"a": [1, -2.5e3, true, null], "b": {"c": "x\u00e9\ud83d\ude00"}, "d": ""}"#;
        let theirs: serde_json::Value = serde_json::from_str(text).unwrap();
        let ours = read(text.as_bytes()).root.unwrap();
        let letter = ours.as_object().unwrap().get("b").unwrap().value.as_object().unwrap().get("c").unwrap();
        assert_eq!(letter.value.as_str(), theirs["b"]["c"].as_str());
        assert_eq!(ours.as_object().unwrap().entries.len(), theirs.as_object().unwrap().len());
    }
}
