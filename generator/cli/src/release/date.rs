//! The date of a release.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day of the Gregorian calendar, in the form of ISO 8601: `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    /// Today, in UTC.
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::after_1970(since.as_secs() / 86_400)
    }

    /// The day that is this many days after 1970-01-01.
    fn after_1970(days: u64) -> Self {
        // Years start in March, so that the leap day is last. 400 years have 146,097 days.
        let days = days + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self { year: era * 400 + year_of_era + u64::from(month <= 2), month, day }
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a date such as 2026-11-22");
        let parts: Vec<&str> = text.split('-').collect();
        let [year @ [_, _, _, _], month @ [_, _], day @ [_, _]] =
            parts.iter().map(|it| it.as_bytes()).collect::<Vec<_>>()[..]
        else {
            return Err(wrong());
        };
        let number = |digits: &[u8]| {
            let digit = |it: &u8| it.is_ascii_digit().then(|| u64::from(it - b'0'));
            digits.iter().try_fold(0, |sum, it| Some(sum * 10 + digit(it)?)).ok_or_else(wrong)
        };
        let date = Self { year: number(year)?, month: number(month)?, day: number(day)? };
        let leap = date.year.is_multiple_of(4)
            && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400));
        let days = match date.month {
            2 => 28 + u64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(wrong()),
        };
        if (1..=days).contains(&date.day) { Ok(date) } else { Err(wrong()) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_counted() {
        for (days, date) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
        ] {
            assert_eq!(Date::after_1970(days).to_string(), date);
        }
        assert_eq!(Date::today().to_string().parse(), Ok(Date::today()));
    }

    #[test]
    fn only_days_that_there_are_are_dates() {
        for date in ["2026-11-22", "2024-02-29", "2000-02-29", "1999-12-31"] {
            assert_eq!(date.parse::<Date>().map(|it| it.to_string()).as_deref(), Ok(date));
        }
        for wrong in [
            "",
            "2026",
            "2026-1-2",
            "2026-13-01",
            "2026-00-01",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-01-00",
            "20a6-01-01",
            "2026-01-01-",
        ] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }
}
