//! The numbers and constants of the scanner: where one ends, and which Python does not convert.

use super::cursor::{DEEPEST_CONSTANT, Scanner, broken};
use crate::bundle::json::{Broken, BrokenKind, Kind, Number, OddityKind};

/// The most digits `int` converts from a string: `sys.int_info.default_max_str_digits`.
const MOST_DIGITS: usize = 4300;

/// The words the scanner takes for numbers; it compares their letters exactly.
const CONSTANTS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

impl Scanner<'_> {
    /// `NaN`, `Infinity` or `-Infinity`, if one stands here.
    pub(super) fn constant(&mut self) -> Result<Option<Kind>, Broken> {
        let Some(word) = CONSTANTS.into_iter().find(|word| self.starts_with(word)) else {
            return Ok(None);
        };
        let start = self.offset;
        self.skip(word.len());
        if self.depth > DEEPEST_CONSTANT {
            return Err(self.too_deep(start, "for Python to read a constant"));
        }
        self.odd(start, OddityKind::Constant);
        Ok(Some(Kind::Number(Number { text: word.to_owned() })))
    }

    /// A number in ASCII digits, if one stands here. A `.` or an exponent without digits is left behind.
    pub(super) fn number(&mut self) -> Result<Option<Kind>, Broken> {
        let sign = usize::from(self.look(0) == Some('-'));
        let digits = match self.look(sign) {
            Some('0') => 1,
            Some('1'..='9') => self.digits_from(sign),
            _ => return Ok(None),
        };
        let mut length = sign + digits;
        let mut float = false;
        if self.look(length) == Some('.') {
            let decimals = self.digits_from(length + 1);
            if decimals > 0 {
                length += 1 + decimals;
                float = true;
            }
        }
        if matches!(self.look(length), Some('e' | 'E')) {
            let signed = usize::from(matches!(self.look(length + 1), Some('+' | '-')));
            let exponent = self.digits_from(length + 1 + signed);
            if exponent > 0 {
                length += 1 + signed + exponent;
                float = true;
            }
        }
        let start = self.offset;
        let text: String = (0..length).filter_map(|ahead| self.look(ahead)).collect();
        self.skip(length);
        if !float && digits > MOST_DIGITS {
            let reason = format!("integer of {digits} digits: Python converts at most {MOST_DIGITS}");
            return Err(broken(start, self.offset, BrokenKind::TooManyDigits, reason));
        }
        Ok(Some(Kind::Number(Number { text })))
    }

    fn digits_from(&self, ahead: usize) -> usize {
        let is_digit = |place: usize| self.look(place).is_some_and(|c| c.is_ascii_digit());
        (ahead..self.left()).take_while(|&place| is_digit(place)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn text(json: &str) -> Option<String> {
        match read(json.as_bytes()).root.unwrap().kind {
            Kind::Number(number) => Some(number.text),
            _ => None,
        }
    }

    fn error(json: &str) -> (usize, BrokenKind) {
        let broken = read(json.as_bytes()).root.unwrap_err();
        (broken.offset, broken.kind)
    }

    #[test]
    fn numbers_are_kept_as_written() {
        for json in ["0", "-0", "12", "1.50", "1e5", "1E+5", "-0.0e-7", "1e400", "NaN", "Infinity", "-Infinity"] {
            assert_eq!(text(json).as_deref(), Some(json));
        }
    }

    #[test]
    fn half_a_number_ends_where_pythons_ends() {
        for (json, offset) in [("01", 1), ("1.", 1), ("1.e5", 1), ("1e", 1), ("1e+", 1), ("1.5e-", 3), ("-01", 2)] {
            assert_eq!(error(json), (offset, BrokenKind::Syntax), "{json}");
        }
        for json in ["-", "+1", ".5", "nan", "-NaN", "Infinit", "\u{661}"] {
            assert_eq!(error(json), (0, BrokenKind::Syntax), "{json}");
        }
    }

    #[test]
    fn integers_of_more_than_4300_digits_are_a_value_error() {
        let most = "9".repeat(4300);
        assert_eq!(text(&format!("-{most}")), Some(format!("-{most}")));
        assert_eq!(error(&format!("[{most}9]")), (1, BrokenKind::TooManyDigits));
        assert!(text(&format!("{most}9.0")).is_some());
        assert!(text(&format!("{most}9e0")).is_some());
    }
}
