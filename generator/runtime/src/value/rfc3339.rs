//! Dates and times of the crate `time`, whose own serde impls write another format.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known;

/// A date and time that is sent as RFC 3339 writes it: `format: date-time`.
///
/// Years before 0 or after 9999, and offsets with seconds, cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rfc3339(pub OffsetDateTime);

impl From<OffsetDateTime> for Rfc3339 {
    fn from(value: OffsetDateTime) -> Self {
        Self(value)
    }
}

impl From<Rfc3339> for OffsetDateTime {
    fn from(value: Rfc3339) -> Self {
        value.0
    }
}

impl Deref for Rfc3339 {
    type Target = OffsetDateTime;

    fn deref(&self) -> &OffsetDateTime {
        &self.0
    }
}

impl DerefMut for Rfc3339 {
    fn deref_mut(&mut self) -> &mut OffsetDateTime {
        &mut self.0
    }
}

impl FromStr for Rfc3339 {
    type Err = time::error::Parse;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OffsetDateTime::parse(text, &well_known::Rfc3339).map(Self)
    }
}

/// As it is sent.
impl fmt::Display for Rfc3339 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.format(&well_known::Rfc3339) {
            Ok(text) => formatter.write_str(&text),
            Err(_) => self.0.fmt(formatter),
        }
    }
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        time::serde::rfc3339::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Rfc3339 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        time::serde::rfc3339::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::Rfc3339;

    #[test]
    fn the_offset_and_the_fraction_are_kept() {
        for text in
            ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+01:30", "0001-01-01T00:00:00-23:59"]
        {
            let value: Rfc3339 = serde_json::from_value(text.into()).unwrap();
            assert_eq!(value.to_string(), text);
            assert_eq!(serde_json::to_value(value).unwrap(), text);
            assert_eq!(text.parse(), Ok(value));
        }
    }

    #[test]
    fn other_texts_are_errors() {
        for text in ["2026-01-31", "2026-01-31T12:00:00", "31 January 2026", ""] {
            assert!(serde_json::from_value::<Rfc3339>(text.into()).is_err(), "{text}");
        }
        assert!(serde_json::from_value::<Rfc3339>(0.into()).is_err());
    }

    #[test]
    fn a_year_that_is_not_written_with_four_digits_is_no_panic() {
        let ancient = Rfc3339(OffsetDateTime::UNIX_EPOCH.replace_year(-1).unwrap());
        assert!(serde_json::to_value(ancient).is_err());
        assert_eq!(ancient.to_string(), ancient.0.to_string());
    }
}
