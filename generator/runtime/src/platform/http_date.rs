//! Dates in headers.

/// Parses a date: one of the three forms of HTTP (RFC 9110, section 5.6.7), an e-mail date with an
/// offset (RFC 5322), or RFC 3339. Returns seconds since 1970.
pub(crate) fn unix_seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let has_digits_first = matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', ..]);
    let date = if has_digits_first { rfc_3339(text) } else { prose(text) };
    u64::try_from(date?.seconds()?).ok()
}

struct Date {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// East of Greenwich, in minutes.
    offset: i64,
}

impl Date {
    fn seconds(&self) -> Option<i64> {
        let is_valid = (1..=9999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=31).contains(&self.day)
            && (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second)
            && self.offset.abs() < 100 * 60;
        // What no clock says may be too large to reckon with.
        if !is_valid {
            return None;
        }
        // Years begin in March, so that a leap day is the last one.
        let year = self.year - i64::from(self.month <= 2);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
        Some(((days * 24 + self.hour) * 60 + self.minute - self.offset) * 60 + self.second)
    }
}

/// `2026-11-06T08:49:37.5+01:00`
fn rfc_3339(text: &str) -> Option<Date> {
    let (date, time) = text.split_once(['T', 't'])?;
    let mut date = date.splitn(3, '-').map(|number| number.parse().ok());
    let zone = time.find(['Z', 'z', '+', '-'])?;
    let (hour, minute, second) = time_of_day(time.get(..zone)?.split('.').next()?)?;
    let offset = offset(&time.get(zone..)?.replace(':', ""))?;
    Some(Date {
        year: date.next()??,
        month: date.next()??,
        day: date.next()??,
        hour,
        minute,
        second,
        offset,
    })
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`,
/// `6 Nov 94 08:49 -0500`
fn prose(text: &str) -> Option<Date> {
    let (mut day, mut month, mut year, mut time) = (None, None, None, None);
    let mut zone = "GMT";
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            time = time_of_day(word);
        } else if word.starts_with(['+', '-'])
            || (time.is_some() && word.starts_with(|first: char| first.is_alphabetic()))
        {
            zone = word;
        } else {
            for piece in word.split('-') {
                match piece.parse::<i64>() {
                    Ok(number) if day.is_none() => day = Some(number),
                    Ok(number) => year = Some(full_year(number)),
                    Err(_) => month = month.or_else(|| month_of(piece)),
                }
            }
        }
    }
    let (hour, minute, second) = time?;
    Some(Date {
        year: year?,
        month: month?,
        day: day?,
        hour,
        minute,
        second,
        offset: offset(zone)?,
    })
}

fn time_of_day(text: &str) -> Option<(i64, i64, i64)> {
    let mut numbers = text.split(':').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?))
}

fn full_year(year: i64) -> i64 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        year => year,
    }
}

fn month_of(name: &str) -> Option<i64> {
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.get(..3)?.to_ascii_lowercase();
    months.iter().position(|month| *month == name).and_then(|index| i64::try_from(index + 1).ok())
}

/// Minutes east of Greenwich. Only the zones of RFC 5322 have names.
fn offset(zone: &str) -> Option<i64> {
    let hours = match zone.to_ascii_uppercase().as_str() {
        "GMT" | "UT" | "UTC" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        digits => {
            let (sign, digits) = match digits.split_at_checked(1)? {
                ("+", digits) => (1, digits),
                ("-", digits) => (-1, digits),
                _ => return None,
            };
            let (hours, minutes) = digits.split_at_checked(2)?;
            return Some(
                sign * (i64::from(hours.parse::<u8>().ok()?) * 60
                    + i64::from(minutes.parse::<u8>().ok()?)),
            );
        }
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use super::unix_seconds;

    #[test]
    fn all_forms_of_a_moment() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "6 Nov 1994 03:49:37 -0500",
            "1994-11-06T09:49:37.5+01:00",
        ] {
            assert_eq!(unix_seconds(text), Some(784_111_777), "{text}");
        }
    }

    #[test]
    fn what_no_clock_says_is_no_moment() {
        for text in [
            "2026-11-999999999999999T08:05:00Z",
            "2026-11-06T08:05:00+01:9999999999999999999",
            "9223372036854775807-01-01T00:00:00Z",
            "6 Nov 9223372036854775807 08:49:37 GMT",
            "6 Nov 1994 9223372036854775807:49:37 GMT",
            "6 Nov 1994 08:49:37 +99999999999999999",
            "6 Nov 1969 08:49:37 GMT",
        ] {
            assert_eq!(unix_seconds(text), None, "{text}");
        }
    }
}
