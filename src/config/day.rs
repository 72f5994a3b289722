//! A day of the calendar: until when an ignore holds, and which day it is.

/// A day, in UTC; earlier ones are less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: u8,
    of_month: u8,
}

impl Day {
    /// Reads `2027-01-31`; `None` when that is no day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let datetime: toml::value::Datetime = text.parse().ok()?;
        let date = datetime.date.filter(|_| datetime.time.is_none())?;
        Some(Self { year: date.year.into(), month: date.month, of_month: date.day })
    }

    /// The day of a number of seconds since 1970.
    #[must_use]
    pub fn of_seconds(seconds: u64) -> Self {
        // a year that begins in March has its leap day at its end, and 400 of them have 146,097 days
        let days = i64::try_from(seconds / 86_400).unwrap_or(i64::MAX / 2) + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let of_400 = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * of_400 + of_400 / 4 - of_400 / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + of_400 + i64::from(month <= 2);
        Self { year, month: u8::try_from(month).unwrap_or(1), of_month: u8::try_from(day).unwrap_or(1) }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_days() {
        let day = |seconds| Day::of_seconds(seconds).to_string();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_399), "2000-02-28");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(951_868_800), "2000-03-01");
        assert_eq!(day(1_798_761_599), "2026-12-31");
        assert_eq!(day(4_107_542_400), "2100-03-01");
        assert!(Day::of_seconds(u64::MAX) > Day::of_seconds(0));
    }

    #[test]
    fn only_days_of_the_calendar_are_days() {
        assert!(Day::parse("2027-01-31").unwrap() < Day::parse("2027-02-01").unwrap());
        for text in ["", "2027-02-30", "2027-1-3", "2027-01-31T10:00:00", "10:00:00", "tomorrow"] {
            assert!(Day::parse(text).is_none(), "{text}");
        }
    }
}
