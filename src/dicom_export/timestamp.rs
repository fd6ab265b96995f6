//! When something was made.

use serde::{Deserialize, Serialize};

/// A moment, and the clock of the place where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp {
    /// Seconds since 1970-01-01 00:00 UTC.
    pub seconds: i64,
    /// How far the local clock is ahead of UTC, minutes.
    pub offset_minutes: i32,
}

impl Timestamp {
    /// Date (`YYYYMMDD`) and time (`HHMMSS`), by a clock so many minutes ahead of UTC, or by the local one.
    pub(super) fn date_and_time(&self, offset_minutes: Option<i32>) -> (String, String) {
        let offset = i64::from(offset_minutes.unwrap_or(self.offset_minutes)) * 60;
        let local = self.seconds.saturating_add(offset);
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let time = format!("{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60);
        (format!("{year:04}{month:02}{day:02}"), time)
    }
}

/// Year, month and day of the Gregorian calendar so many days after 1970-01-01 (H. Hinnant, "chrono-compatible low-level
/// date algorithms", `civil_from_days`).
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153; // counted from March
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Days after 1970-01-01 of a date of the Gregorian calendar: the inverse of [`civil`] (`days_from_civil`, as above).
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(-1), (1969, 12, 31));
        for day in (-200_000..200_000).step_by(37) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn a_moment_is_told_by_the_clock_of_its_place() {
        let moment = Timestamp { seconds: 1_709_164_800, offset_minutes: 540 };
        assert_eq!(moment.date_and_time(None), ("20240229".to_owned(), "090000".to_owned()));
        assert_eq!(moment.date_and_time(Some(-60)), ("20240228".to_owned(), "230000".to_owned()));
    }
}
