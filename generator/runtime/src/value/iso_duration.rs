//! Durations of the crate `jiff`, which has no equality for them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use jiff::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration that is sent as ISO 8601 writes it: `format: duration`.
///
/// Two durations are equal if each unit is: `PT1H` and `PT60M` differ.
#[derive(Debug, Clone, Copy, Default)]
pub struct IsoDuration(pub Span);

impl PartialEq for IsoDuration {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

impl Eq for IsoDuration {}

impl Hash for IsoDuration {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fieldwise().hash(state);
    }
}

impl From<Span> for IsoDuration {
    fn from(value: Span) -> Self {
        Self(value)
    }
}

impl From<IsoDuration> for Span {
    fn from(value: IsoDuration) -> Self {
        value.0
    }
}

impl Deref for IsoDuration {
    type Target = Span;

    fn deref(&self) -> &Span {
        &self.0
    }
}

impl DerefMut for IsoDuration {
    fn deref_mut(&mut self) -> &mut Span {
        &mut self.0
    }
}

impl FromStr for IsoDuration {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// As it is sent.
impl fmt::Display for IsoDuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for IsoDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for IsoDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Span::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::IsoDuration;

    #[test]
    fn units_are_kept() {
        for text in ["P1Y2M3W4DT5H6M7.5S", "PT90M", "-P1D", "PT0S"] {
            let value: IsoDuration = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(value).unwrap(), text);
            assert_eq!(text.parse::<IsoDuration>().unwrap(), value);
        }
        let [hour, minutes] = ["PT1H", "PT60M"].map(|text| text.parse::<IsoDuration>().unwrap());
        assert_ne!(hour, minutes);
    }

    #[test]
    fn other_values_are_errors() {
        for text in ["", "P", "1:30"] {
            assert!(serde_json::from_value::<IsoDuration>(text.into()).is_err(), "{text}");
        }
        assert!(serde_json::from_value::<IsoDuration>(90.into()).is_err());
    }
}
