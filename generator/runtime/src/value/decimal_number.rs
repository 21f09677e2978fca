//! Decimal numbers that are numbers in JSON. The crates for them write strings.

use std::fmt::{self, Display};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

/// A decimal number that is sent as a JSON number: `type: number` with `format: decimal`.
///
/// Numbers of JSON are read as `f64`, which keeps 15 digits. Writing a value that would lose digits
/// is an error. With the feature `arbitrary_precision` of `serde_json`, all digits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DecimalNumber<T>(pub T);

impl<T> DecimalNumber<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for DecimalNumber<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for DecimalNumber<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for DecimalNumber<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: FromStr> FromStr for DecimalNumber<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Self)
    }
}

impl<T: Display> Display for DecimalNumber<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Display + FromStr + PartialEq> Serialize for DecimalNumber<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: Number = self.0.to_string().parse().map_err(S::Error::custom)?;
        if decimal::<T>(&number).as_ref() != Some(&self.0) {
            let message = "a decimal number has more digits than a JSON number keeps";
            return Err(S::Error::custom(message));
        }
        number.serialize(serializer)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for DecimalNumber<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::deserialize(deserializer)?;
        decimal(&number)
            .map(Self)
            .ok_or_else(|| D::Error::custom("the number does not fit the decimal type"))
    }
}

/// The decimal that a number is. Those with an exponent are written out.
fn decimal<T: FromStr>(number: &Number) -> Option<T> {
    let written_out = || number.as_f64()?.to_string().parse().ok();
    number.to_string().parse().ok().or_else(written_out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::DecimalNumber;

    /// A number of cents, as a type that reads no exponents.
    #[derive(Debug, PartialEq)]
    struct Cents(i64);

    impl std::fmt::Display for Cents {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(formatter, "{}.{:02}", self.0 / 100, self.0 % 100)
        }
    }

    impl std::str::FromStr for Cents {
        type Err = ();

        fn from_str(text: &str) -> Result<Self, ()> {
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            let part = format!("{part:0<2}");
            let cents = |text: &str| text.parse::<i64>().map_err(drop);
            Ok(Self(cents(whole)?.checked_mul(100).ok_or(())? + cents(&part)?))
        }
    }

    #[test]
    fn decimals_are_numbers() {
        for (value, cents) in [(json!(19.99), 1999), (json!(7), 700), (json!(0.1), 10)] {
            let read: DecimalNumber<Cents> = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(read, DecimalNumber(Cents(cents)));
            assert_eq!(serde_json::to_value(read).unwrap().as_f64(), value.as_f64());
        }
        let read: DecimalNumber<Cents> = serde_json::from_str("1e16").unwrap();
        assert_eq!(read.0, Cents(1_000_000_000_000_000_000));
    }

    #[test]
    fn no_digit_is_lost_silently() {
        let exact = DecimalNumber(Cents(i64::MAX));
        assert!(serde_json::to_value(exact).is_err());
        assert!(serde_json::from_value::<DecimalNumber<Cents>>(json!("19.99")).is_err());
        assert!(serde_json::from_value::<DecimalNumber<Cents>>(json!(1e300)).is_err());
    }
}
