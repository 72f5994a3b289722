//! The time that all members get, as the archive's records write it.

/// A date and a time of DOS: from 1980 to 2107, in steps of two seconds, without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub(super) date: u16,
    pub(super) time: u16,
    seconds: u64,
}

/// 1980-01-01 00:00:00 UTC in seconds of Unix.
const FIRST: u64 = 315_532_800;
/// 2107-12-31 23:59:58 UTC.
const LAST: u64 = 4_354_819_198;
const DAY: u64 = 86_400;

impl Default for Moment {
    /// The first moment that an archive can write.
    fn default() -> Self {
        Self::of_unix(FIRST)
    }
}

impl Moment {
    /// The moment closest to these seconds since 1970, in UTC.
    #[must_use]
    pub fn of_unix(seconds: u64) -> Self {
        let seconds = seconds.clamp(FIRST, LAST);
        let (mut days, second) = ((seconds - FIRST) / DAY, seconds % DAY);
        let mut year = 0;
        while days >= length_of_year(year) {
            days -= length_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while days >= length_of_month(year, month) {
            days -= length_of_month(year, month);
            month += 1;
        }
        let date = year << 9 | month << 5 | (days + 1);
        let time = ((second / 3600) << 11) | ((second / 60 % 60) << 5) | (second % 60 / 2);
        let word = |value: u64| u16::try_from(value).unwrap_or(u16::MAX);
        Self { date: word(date), time: word(time), seconds }
    }

    /// For people: `1980-01-01 00:00:00`.
    #[must_use]
    pub fn text(self) -> String {
        let (date, second) = (self.date, self.seconds % DAY);
        let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
        format!("{year}-{month:02}-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
    }
}

/// Days of a year since 1980; 2100 is no leap year.
fn length_of_year(year: u64) -> u64 {
    365 + u64::from(year.is_multiple_of(4) && year != 120)
}

fn length_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 => length_of_year(year) - 337,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates_and_stay_within_what_can_be_written() {
        for (seconds, text) in [
            (0, "1980-01-01 00:00:00"),
            (951_782_400, "2000-02-29 00:00:00"),
            (1_704_067_199, "2023-12-31 23:59:59"),
            (4_107_542_400, "2100-03-01 00:00:00"),
            (u64::MAX, "2107-12-31 23:59:58"),
        ] {
            assert_eq!(Moment::of_unix(seconds).text(), text, "{seconds}");
        }
        let moment = Moment::of_unix(1_704_067_199);
        assert_eq!((moment.date, moment.time), (0x579f, 0xbf7d));
    }
}
