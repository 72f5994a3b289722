//! From bytes to code points, as `b.decode(json.detect_encoding(b), 'surrogatepass')`.
//!
//! Bytes that Python refuses to decode become one U+FFFD each stretch, so that the rest can still be shown.

use crate::bundle::json::{Encoding, Span};

/// U+FFFD, which stands for what does not decode.
const REPLACEMENT: u32 = 0xfffd;

/// A text as code points, lone surrogates included.
pub(super) struct Decoded {
    pub(super) encoding: Encoding,
    /// The length of the byte order mark; 0 when there is none.
    pub(super) bom: usize,
    pub(super) points: Vec<u32>,
    /// The stretches that do not decode, in order; Python raises `UnicodeDecodeError` at the first.
    pub(super) malformed: Vec<Span>,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, bom) = detect(bytes);
    let mut decoded = Decoded { encoding, bom, points: Vec::new(), malformed: Vec::new() };
    let body = bytes.get(bom..).unwrap_or_default();
    match encoding {
        Encoding::Utf8 => utf8(body, &mut decoded),
        Encoding::Utf16Le => utf16(body, u16::from_le_bytes, &mut decoded),
        Encoding::Utf16Be => utf16(body, u16::from_be_bytes, &mut decoded),
        Encoding::Utf32Le => utf32(body, u32::from_le_bytes, &mut decoded),
        Encoding::Utf32Be => utf32(body, u32::from_be_bytes, &mut decoded),
    }
    decoded
}

/// `json.detect_encoding`, and the length of the byte order mark the codec will skip.
fn detect(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        // the marks of UTF-32 first: that of UTF-16, little-endian, is a prefix of one of them
        [0, 0, 0xfe, 0xff, ..] => (Encoding::Utf32Be, 4),
        [0xff, 0xfe, 0, 0, ..] => (Encoding::Utf32Le, 4),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0, 0, _, _, ..] => (Encoding::Utf32Be, 0),
        [_, 0, 0, 0, ..] => (Encoding::Utf32Le, 0),
        [0, _, _, _, ..] | [0, _] => (Encoding::Utf16Be, 0),
        [_, 0, _, _, ..] | [_, 0] => (Encoding::Utf16Le, 0),
        _ => (Encoding::Utf8, 0),
    }
}

fn utf8(body: &[u8], out: &mut Decoded) {
    out.points.reserve(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        let (good, bad) = match std::str::from_utf8(rest) {
            Ok(text) => (text, 0),
            Err(error) => {
                let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
                let length = error.error_len().unwrap_or(rest.len() - valid.len());
                (std::str::from_utf8(valid).unwrap_or_default(), length)
            }
        };
        out.points.extend(good.chars().map(u32::from));
        rest = rest.get(good.len()..).unwrap_or_default();
        if let Some(surrogate) = encoded_surrogate(rest) {
            out.points.push(surrogate);
            rest = rest.get(3..).unwrap_or_default();
        } else if bad > 0 {
            let start = out.bom + body.len() - rest.len();
            out.malformed.push(Span { start, end: start + bad });
            out.points.push(REPLACEMENT);
            rest = rest.get(bad..).unwrap_or_default();
        }
    }
}

/// The surrogate at the start of the bytes, written in three bytes; 'surrogatepass' lets it through.
fn encoded_surrogate(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, ..] => {
            Some(0xd000 | (u32::from(second & 0x3f) << 6) | u32::from(third & 0x3f))
        }
        _ => None,
    }
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16, out: &mut Decoded) {
    out.points.reserve(body.len() / 2 + 1);
    let (units, tail) = body.as_chunks::<2>();
    for decoded in char::decode_utf16(units.iter().map(|&pair| unit(pair))) {
        out.points.push(match decoded {
            Ok(c) => u32::from(c),
            Err(lone) => u32::from(lone.unpaired_surrogate()),
        });
    }
    truncated(body, tail, out);
}

fn utf32(body: &[u8], unit: fn([u8; 4]) -> u32, out: &mut Decoded) {
    out.points.reserve(body.len() / 4 + 1);
    let (units, tail) = body.as_chunks::<4>();
    for (index, &bytes) in units.iter().enumerate() {
        let point = unit(bytes);
        if point > u32::from(char::MAX) {
            let start = out.bom + index * 4;
            out.malformed.push(Span { start, end: start + 4 });
            out.points.push(REPLACEMENT);
        } else {
            out.points.push(point);
        }
    }
    truncated(body, tail, out);
}

/// A last unit that is cut short does not decode.
fn truncated(body: &[u8], tail: &[u8], out: &mut Decoded) {
    if !tail.is_empty() {
        let end = out.bom + body.len();
        out.malformed.push(Span { start: end - tail.len(), end });
        out.points.push(REPLACEMENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(bytes: &[u8]) -> Vec<(usize, usize)> {
        decode(bytes).malformed.iter().map(|span| (span.start, span.end)).collect()
    }

    #[test]
    fn the_encoding_is_guessed_from_marks_and_zero_bytes() {
        let cases: [(&[u8], Encoding, usize); 18] = [
            (b"", Encoding::Utf8, 0),
            (b"1", Encoding::Utf8, 0),
            (b"\x00", Encoding::Utf8, 0),
            (b"\x001", Encoding::Utf16Be, 0),
            (b"1\x00", Encoding::Utf16Le, 0),
            (b"\x00\x00", Encoding::Utf16Be, 0),
            (b"1\x00\x00", Encoding::Utf8, 0),
            (b"\x001\x00", Encoding::Utf8, 0),
            (b"1\x00\x00\x00", Encoding::Utf32Le, 0),
            (b"1\x002\x00", Encoding::Utf16Le, 0),
            (b"1\x00\x002", Encoding::Utf16Le, 0),
            (b"\x00\x00\x001", Encoding::Utf32Be, 0),
            (b"\x001\x00\x00", Encoding::Utf16Be, 0),
            (b"\xef\xbb\xbf1", Encoding::Utf8, 3),
            (b"\xff\xfe1\x00", Encoding::Utf16Le, 2),
            (b"\xfe\xff\x001", Encoding::Utf16Be, 2),
            (b"\xff\xfe\x00\x00", Encoding::Utf32Le, 4),
            (b"\x00\x00\xfe\xff", Encoding::Utf32Be, 4),
        ];
        for (bytes, encoding, bom) in cases {
            assert_eq!(detect(bytes), (encoding, bom), "{bytes:?}");
        }
    }

    #[test]
    fn a_surrogate_in_utf8_passes_and_its_pair_stays_two() {
        let decoded = decode(b"a\xed\xa0\xbd\xed\xb8\x80\xc3\xa9");
        assert_eq!(decoded.points, [0x61, 0xd83d, 0xde00, 0xe9]);
        assert!(decoded.malformed.is_empty());
    }

    #[test]
    fn ill_formed_utf8_is_found_at_the_byte_python_names() {
        assert_eq!(bad(b"ab\xffc"), [(2, 3)]);
        assert_eq!(bad(b"\xe2\x82"), [(0, 2)]);
        assert_eq!(bad(b"\xe2\x82("), [(0, 2)]);
        assert_eq!(bad(b"\xed\xa0"), [(0, 1), (1, 2)]);
        assert_eq!(bad(b"\xc0\xafx"), [(0, 1), (1, 2)]);
        assert_eq!(bad(b"\xef\xbb\xbf\xff"), [(3, 4)]);
        assert_eq!(bad(b"\xf4\x90\x80\x80").first(), Some(&(0, 1)));
    }

    #[test]
    fn lone_units_of_utf16_pass_but_an_odd_byte_does_not() {
        let decoded = decode(b"\xff\xfe\x3d\xd8\x00\xde\x3d\xd8x\x00\x00\xdc");
        assert_eq!(decoded.points, [0x1f600, 0xd83d, 0x78, 0xdc00]);
        assert_eq!(bad(b"\xff\xfe\x3d\xd8\x00"), [(4, 5)]);
        assert_eq!(bad(b"\xfe\xff\x00x\x00"), [(4, 5)]);
    }

    #[test]
    fn utf32_lets_surrogates_through_and_nothing_beyond_unicode() {
        assert_eq!(decode(b"\xff\xfe\x00\x00\x00\xd8\x00\x00").points, [0xd800]);
        assert_eq!(bad(b"\xff\xfe\x00\x00\x00\x00\x11\x00x\x00\x00\x00"), [(4, 8)]);
        assert_eq!(bad(b"\x00\x00\x00xy"), [(4, 5)]);
    }
}
