//! The types of other crates that string formats can become.

use super::type_path::TypePath;

/// A type of another crate, or of the runtime around one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// `chrono::DateTime<chrono::FixedOffset>`
    ChronoDateTime,
    /// `chrono::NaiveDateTime`
    ChronoLocalDateTime,
    /// `chrono::NaiveDate`
    ChronoDate,
    /// `chrono::NaiveTime`
    ChronoTime,
    /// `jiff::Timestamp`
    JiffTimestamp,
    /// `jiff::civil::DateTime`
    JiffLocalDateTime,
    /// `jiff::civil::Date`
    JiffDate,
    /// `jiff::civil::Time`
    JiffTime,
    /// The runtime's `IsoDuration`, around `jiff::Span`.
    JiffDuration,
    /// The runtime's `Rfc3339`, around `time::OffsetDateTime`.
    TimeDateTime,
    /// `time::Date`
    TimeDate,
    /// `rust_decimal::Decimal`
    RustDecimal,
    /// The runtime's `DecimalNumber`, around `rust_decimal::Decimal`.
    RustDecimalNumber,
    /// `bigdecimal::BigDecimal`
    BigDecimal,
    /// The runtime's `DecimalNumber`, around `bigdecimal::BigDecimal`.
    BigDecimalNumber,
    /// `url::Url`
    Url,
    /// `uuid::Uuid`
    Uuid,
    /// `std::net::IpAddr`
    Ip,
    /// `std::net::Ipv4Addr`
    Ipv4,
    /// `std::net::Ipv6Addr`
    Ipv6,
}

/// The requirements of a [`Library`] type.
#[derive(Debug, Clone, Copy)]
pub struct LibraryType {
    /// The crate that it needs, by its name in Rust code.
    pub dependency: Option<&'static str>,
    /// Its path. A single segment is a name of the runtime.
    pub path: &'static str,
    /// Its size in bytes.
    pub size: usize,
    /// Words for a value, such as "a date".
    pub one: &'static str,
    /// Words for several values.
    pub several: &'static str,
    /// How programs make a value from a text.
    pub parsing: Parsing,
    /// A text that is a value.
    pub sample: &'static str,
}

/// How programs make a value from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsing {
    /// With its `FromStr`.
    FromStr,
    /// With `DateTime::parse_from_rfc3339` of `chrono`.
    ChronoRfc3339,
    /// From JSON, with its `Deserialize`.
    Deserialize,
}

const CHRONO: Option<&str> = Some("chrono");
const JIFF: Option<&str> = Some("jiff");
const TIME: Option<&str> = Some("time");
const DATE_TIMES: (&str, &str) = ("a date and time", "dates and times");
const DATES: (&str, &str) = ("a date", "dates");
const TIMES: (&str, &str) = ("a time", "times");
const DECIMALS: (&str, &str) = ("a decimal number", "decimal numbers");
const IPS: (&str, &str) = ("an IP address", "IP addresses");

impl Library {
    /// The facts about the type.
    pub const fn facts(self) -> LibraryType {
        let (dependency, path, size, (one, several), sample) = match self {
            Self::ChronoDateTime => (
                CHRONO,
                "chrono::DateTime<chrono::FixedOffset>",
                16,
                DATE_TIMES,
                "2026-01-31T12:00:00Z",
            ),
            Self::ChronoLocalDateTime => {
                (CHRONO, "chrono::NaiveDateTime", 12, DATE_TIMES, "2026-01-31T12:00:00")
            }
            Self::ChronoDate => (CHRONO, "chrono::NaiveDate", 4, DATES, "2026-01-31"),
            Self::ChronoTime => (CHRONO, "chrono::NaiveTime", 8, TIMES, "12:00:00"),
            Self::JiffTimestamp => {
                (JIFF, "jiff::Timestamp", 16, DATE_TIMES, "2026-01-31T12:00:00Z")
            }
            Self::JiffLocalDateTime => {
                (JIFF, "jiff::civil::DateTime", 12, DATE_TIMES, "2026-01-31T12:00:00")
            }
            Self::JiffDate => (JIFF, "jiff::civil::Date", 4, DATES, "2026-01-31"),
            Self::JiffTime => (JIFF, "jiff::civil::Time", 8, TIMES, "12:00:00"),
            Self::JiffDuration => (JIFF, "IsoDuration", 64, ("a duration", "durations"), "P1DT12H"),
            Self::TimeDateTime => (TIME, "Rfc3339", 16, DATE_TIMES, "2026-01-31T12:00:00Z"),
            Self::TimeDate => (TIME, "time::Date", 4, DATES, "2026-01-31"),
            Self::RustDecimal => {
                (Some("rust_decimal"), "rust_decimal::Decimal", 16, DECIMALS, "19.99")
            }
            Self::RustDecimalNumber => {
                let path = "DecimalNumber<rust_decimal::Decimal>";
                (Some("rust_decimal"), path, 16, DECIMALS, "19.99")
            }
            Self::BigDecimal => {
                (Some("bigdecimal"), "bigdecimal::BigDecimal", 40, DECIMALS, "19.99")
            }
            Self::BigDecimalNumber => {
                let path = "DecimalNumber<bigdecimal::BigDecimal>";
                (Some("bigdecimal"), path, 40, DECIMALS, "19.99")
            }
            Self::Url => (Some("url"), "url::Url", 88, ("a URL", "URLs"), "https://example.com/"),
            Self::Uuid => {
                let sample = "123e4567-e89b-42d3-a456-426614174000";
                (Some("uuid"), "uuid::Uuid", 16, ("a UUID", "UUIDs"), sample)
            }
            Self::Ip => (None, "std::net::IpAddr", 17, IPS, "192.0.2.1"),
            Self::Ipv4 => (None, "std::net::Ipv4Addr", 4, IPS, "192.0.2.1"),
            Self::Ipv6 => (None, "std::net::Ipv6Addr", 16, IPS, "2001:db8::1"),
        };
        let parsing = match self {
            Self::ChronoDateTime => Parsing::ChronoRfc3339,
            Self::TimeDate => Parsing::Deserialize,
            _ => Parsing::FromStr,
        };
        LibraryType { dependency, path, size, one, several, parsing, sample }
    }

    /// Its path.
    pub fn path(self) -> TypePath {
        let unknown = TypePath { segments: Vec::new(), arguments: Vec::new() };
        TypePath::parse(self.facts().path).unwrap_or(unknown)
    }

    /// The type for JSON numbers instead of strings. `None` if it cannot be a number.
    pub fn of_numbers(self) -> Option<Self> {
        match self {
            Self::RustDecimal => Some(Self::RustDecimalNumber),
            Self::BigDecimal => Some(Self::BigDecimalNumber),
            _ => None,
        }
    }
}

/// A type that a format can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatType {
    /// That of the runtime for the format.
    Runtime,
    /// `String`.
    String,
    /// A type that oasmith knows.
    Library(Library),
    /// A custom type.
    Own(TypePath),
}

/// A word for a type in the manifest, and the type.
pub type FormatChoice = (&'static str, FormatType);

const TEXT: FormatChoice = ("string", FormatType::String);

const fn library(word: &'static str, library: Library) -> FormatChoice {
    (word, FormatType::Library(library))
}

/// The types of `date-time`, the default first. So are all lists.
pub(super) const DATE_TIME: &[FormatChoice] = &[
    library("chrono", Library::ChronoDateTime),
    library("jiff", Library::JiffTimestamp),
    library("time", Library::TimeDateTime),
    TEXT,
];

/// The types of `date-time-local`.
pub(super) const LOCAL_DATE_TIME: &[FormatChoice] = &[
    TEXT,
    library("chrono", Library::ChronoLocalDateTime),
    library("jiff", Library::JiffLocalDateTime),
];

/// The types of `date`.
pub(super) const DATE: &[FormatChoice] = &[
    library("chrono", Library::ChronoDate),
    library("jiff", Library::JiffDate),
    library("time", Library::TimeDate),
    TEXT,
];

/// The types of `time` and `time-local`.
pub(super) const TIME_OF_DAY: &[FormatChoice] =
    &[TEXT, library("chrono", Library::ChronoTime), library("jiff", Library::JiffTime)];

/// The types of `duration`.
pub(super) const DURATION: &[FormatChoice] = &[TEXT, library("jiff", Library::JiffDuration)];

/// The types of `uuid`.
pub(super) const UUID: &[FormatChoice] = &[library("uuid", Library::Uuid), TEXT];

/// The types of `decimal`.
pub(super) const DECIMAL: &[FormatChoice] = &[
    TEXT,
    library("rust_decimal", Library::RustDecimal),
    library("bigdecimal", Library::BigDecimal),
];

/// The types of `uri` and `url`.
pub(super) const URL: &[FormatChoice] = &[TEXT, library("url", Library::Url)];

/// The types of `ip`.
pub(super) const IP: &[FormatChoice] = &[TEXT, library("std", Library::Ip)];

/// The types of `ipv4`.
pub(super) const IPV4: &[FormatChoice] = &[TEXT, library("std", Library::Ipv4)];

/// The types of `ipv6`.
pub(super) const IPV6: &[FormatChoice] = &[TEXT, library("std", Library::Ipv6)];

/// The types of `byte`.
pub(super) const BYTE: &[FormatChoice] = &[("base64", FormatType::Runtime), TEXT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_valid() {
        let lists = [
            DATE_TIME,
            LOCAL_DATE_TIME,
            DATE,
            TIME_OF_DAY,
            DURATION,
            UUID,
            DECIMAL,
            URL,
            IP,
            IPV4,
            IPV6,
        ];
        for (_, choice) in lists.concat() {
            let FormatType::Library(library) = choice else { continue };
            for library in [Some(library), library.of_numbers()].into_iter().flatten() {
                let path = library.path();
                assert_eq!(path.to_string(), library.facts().path);
                let named = path.libraries().first().map(|name| (*name).to_owned());
                let expected = library.facts().dependency.filter(|_| named.is_some());
                assert!(named.is_none() || named.as_deref() == expected.or(Some("std")));
            }
        }
    }
}
