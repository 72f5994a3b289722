//! Names of members as `zipfile` decodes them: UTF-8 with flag bit 11, cp437 without.

/// The upper half of code page 437.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// General purpose flag bit 11: the name is UTF-8.
const FLAG_UTF8: u16 = 1 << 11;

/// The name as `zipfile` decodes it; `None` where it raises `UnicodeDecodeError`.
pub(super) fn decode_name(raw: &[u8], flags: u16) -> Option<String> {
    if flags & FLAG_UTF8 != 0 {
        return std::str::from_utf8(raw).ok().map(str::to_owned);
    }
    if raw.is_ascii() {
        return std::str::from_utf8(raw).ok().map(str::to_owned);
    }
    let upper: Vec<char> = CP437.chars().collect();
    raw.iter()
        .map(|&b| if b.is_ascii() { Some(char::from(b)) } else { upper.get(usize::from(b) - 128).copied() })
        .collect()
}

/// Whether the name decodes to this text; `None` where decoding raises `UnicodeDecodeError`.
pub(super) fn is_decoded(raw: &[u8], flags: u16, text: &str) -> Option<bool> {
    if flags & FLAG_UTF8 != 0 {
        return std::str::from_utf8(raw).ok().map(|name| name == text);
    }
    // a byte is a character: another length needs no decoding
    if raw.len() != text.chars().count() {
        return Some(false);
    }
    decode_name(raw, flags).map(|name| name == text)
}

/// The name cut at its first NUL, as `ZipInfo.filename` has it.
pub(super) fn cut_at_nul(name: &str) -> &str {
    name.split('\0').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_flag_11_are_code_page_437() {
        assert_eq!(decode_name(b"m\x82\xff", 0).as_deref(), Some("mé\u{a0}"));
        assert_eq!(CP437.chars().count(), 128);
    }

    #[test]
    fn names_with_flag_11_must_be_utf8() {
        assert_eq!(decode_name("é".as_bytes(), FLAG_UTF8).as_deref(), Some("é"));
        assert_eq!(decode_name(b"\xff", FLAG_UTF8), None);
    }

    #[test]
    fn names_end_at_the_first_nul() {
        assert_eq!(cut_at_nul("module.json\0.so"), "module.json");
    }
}
