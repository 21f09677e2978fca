use std::sync::LazyLock;

use super::{IntegerFormat, NumberFormat, Scalar, ScalarKind, StringFormat, letters};

/// The formats that choose a type. All others are only shown.
const FORMATS: &[(&str, Scalar)] = &[
    ("date-time", Scalar::String(StringFormat::DateTime)),
    ("date", Scalar::String(StringFormat::Date)),
    ("uuid", Scalar::String(StringFormat::Uuid)),
    ("byte", Scalar::String(StringFormat::Byte)),
    ("base64url", Scalar::String(StringFormat::Base64Url)),
    ("base16", Scalar::String(StringFormat::Base16)),
    ("binary", Scalar::String(StringFormat::Binary)),
    ("int8", Scalar::Integer(IntegerFormat::I8)),
    ("int16", Scalar::Integer(IntegerFormat::I16)),
    ("int32", Scalar::Integer(IntegerFormat::I32)),
    ("int64", Scalar::Integer(IntegerFormat::I64)),
    ("uint8", Scalar::Integer(IntegerFormat::U8)),
    ("uint16", Scalar::Integer(IntegerFormat::U16)),
    ("uint32", Scalar::Integer(IntegerFormat::U32)),
    ("uint64", Scalar::Integer(IntegerFormat::U64)),
    ("float", Scalar::Number(NumberFormat::Float)),
    ("double", Scalar::Number(NumberFormat::Double)),
];

impl Scalar {
    /// The scalar that a format (OpenAPI's format registry) chooses. `None` for a format that is
    /// only shown.
    pub fn of_format(format: &str) -> Option<Self> {
        FORMATS.iter().find(|(name, _)| *name == format).map(|(_, scalar)| *scalar)
    }
}

/// Formats of OpenAPI's format registry that choose no type, and are suggested for misspelled ones.
const SHOWN: &[&str] = &["duration", "email", "hostname", "ipv4", "ipv6", "password"];

/// Longer texts are not compared with formats.
const LONGEST: usize = 40;

/// The format that a misspelled one means: one with the same letters and digits. A text of at least
/// five letters may also differ in one letter, or in the order of two.
pub fn misspelled(format: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let names = FORMATS.iter().map(|(name, _)| *name).chain(SHOWN.iter().copied());
        names.map(|name| (name, letters(name))).collect()
    });
    if format.len() > LONGEST || KNOWN.iter().any(|(name, _)| *name == format) {
        return None;
    }
    let word = letters(format);
    // Documents have the same unknown format thousands of times.
    let is_near = |known: &str| {
        word.len() >= 5
            && known.len().abs_diff(word.len()) <= 1
            && strsim::damerau_levenshtein(&word, known) == 1
    };
    let same = KNOWN.iter().find(|(_, known)| *known == word);
    same.or_else(|| KNOWN.iter().find(|(_, known)| is_near(known))).map(|(name, _)| *name)
}

impl Scalar {
    /// The kind of its values in JSON.
    pub fn kind(self) -> ScalarKind {
        match self {
            Self::Boolean => ScalarKind::Boolean,
            Self::Integer(_) => ScalarKind::Integer,
            Self::Number(_) => ScalarKind::Number,
            Self::String(_) => ScalarKind::String,
            Self::Chosen(chosen) => chosen.kind,
        }
    }
}

impl IntegerFormat {
    /// The smallest and the largest integer of this size.
    pub fn range(self) -> (i64, u64) {
        match self {
            Self::I8 => (i8::MIN.into(), i8::MAX as u64),
            Self::I16 => (i16::MIN.into(), i16::MAX as u64),
            Self::I32 => (i32::MIN.into(), i32::MAX as u64),
            Self::I64 => (i64::MIN, i64::MAX as u64),
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_format_is_known() {
        for (format, expected) in [
            ("date_time", "date-time"),
            ("DateTime", "date-time"),
            ("datetime", "date-time"),
            ("int_64", "int64"),
            ("Int32", "int32"),
            ("emial", "email"),
            ("e-mail", "email"),
            ("uuid4", "uuid"),
            ("bytes", "byte"),
        ] {
            assert_eq!(misspelled(format), Some(expected), "{format}");
        }
        let others = ["date", "email", "url", "uri", "time", "int", "phone", "timestamp", "", "ip"];
        for format in others.into_iter().chain(["decimal", "base64", "iso-date", "unix-time"]) {
            assert_eq!(misspelled(format), None, "{format}");
        }
        assert_eq!(misspelled(&"int_64".repeat(1_000)), None);
    }

    #[test]
    fn a_format_chooses_a_scalar() {
        assert_eq!(Scalar::of_format("uint8"), Some(Scalar::Integer(IntegerFormat::U8)));
        assert_eq!(Scalar::of_format("email"), None);
        assert_eq!(IntegerFormat::I8.range(), (-128, 127));
    }
}
