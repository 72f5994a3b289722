//! The character classes of Python's strings.

use super::unicode_tables::{FLIPS, ZEROS};

/// `str.isprintable` of one code point: what `repr` writes as it is. A lone surrogate is not printable.
#[must_use]
pub fn is_printable(point: u32) -> bool {
    FLIPS.partition_point(|&flip| flip <= point) % 2 == 0
}

/// The value of a decimal digit of any script, which is what `\d` matches and `float` reads.
#[must_use]
pub fn decimal_digit(point: u32) -> Option<u8> {
    let zero = ZEROS.partition_point(|&zero| zero <= point).checked_sub(1)?;
    let value = point - ZEROS.get(zero)?;
    u8::try_from(value).ok().filter(|&value| value < 10)
}

/// `str.isspace` of one code point beyond ASCII.
pub(super) fn is_space_beyond_ascii(point: u32) -> bool {
    matches!(point, 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_is_what_unicode_14_prints() {
        for point in [0x20, 0x7e, 0xa1, 0xe9, 0x1f600, 0x1fae7, 0xfffd, 0x3134a] {
            assert!(is_printable(point), "{point:#x}");
        }
        // 0x1fae8 and 0x31350 came with Unicode 15
        for point in [0, 0x1f, 0x7f, 0x85, 0xa0, 0xad, 0x200b, 0x2028, 0x3000, 0xd800, 0xe000, 0xfeff, 0x1fae8, 0x31350]
        {
            assert!(!is_printable(point), "{point:#x}");
        }
        assert!(!is_printable(0x10_ffff));
    }

    #[test]
    fn digits_of_every_script_count() {
        let cases = [(0x30, Some(0)), (0x39, Some(9)), (0x3a, None), (0x2f, None), (0x663, Some(3)), (0xff19, Some(9))];
        for (point, digit) in cases {
            assert_eq!(decimal_digit(point), digit, "{point:#x}");
        }
        assert_eq!(decimal_digit(0x1d7ff), Some(9));
        // superscript two is a digit, but not a decimal one
        assert_eq!(decimal_digit(0xb2), None);
        // Kawi digits came with Unicode 15
        assert_eq!(decimal_digit(0x11f50), None);
    }
}
