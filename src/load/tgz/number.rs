//! Numbers of tar headers: octal digits, or base 256 when the first bit is set.

/// The value of a field; `None` when it is no number, negative, or too large for any file.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if *first == 0x80 {
        let value = rest.iter().try_fold(0_u64, |value, &byte| {
            let shifted = value.checked_mul(256)?;
            shifted.checked_add(u64::from(byte))
        })?;
        return i64::try_from(value).ok().map(i64::cast_unsigned);
    }
    let is_blank = |byte: &u8| matches!(byte, b' ' | 0);
    // a NUL in front ends the number for some readers
    let start = field.iter().position(|byte| *byte != b' ').unwrap_or(field.len());
    let digits = field.get(start..).unwrap_or_default();
    let end = digits.iter().position(is_blank).unwrap_or(digits.len());
    let (digits, behind) = digits.split_at_checked(end)?;
    if !behind.iter().all(is_blank) {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, byte| match byte {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_and_base_256_are_read_and_nothing_else() {
        assert_eq!(number(b"00000000017\0"), Some(15));
        assert_eq!(number(b"  17 \0"), Some(15));
        assert_eq!(number(b"777777777777"), Some(0o777_777_777_777));
        assert_eq!(number(b"\0\0\0\0"), Some(0));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\0"), Some(256));
        assert_eq!(number(&[0xff; 12]), None);
        assert_eq!(number(b"\x80\xff\0\0\0\0\0\0\0\0\0\0"), None);
        assert_eq!(number(b"\x80\0\0\0\x80\0\0\0\0\0\0\0"), None);
        assert_eq!(number(b"0000008\0"), None);
        assert_eq!(number(b"17\0x\0\0"), None);
        assert_eq!(number(b"\x0000000000131"), None);
    }
}
