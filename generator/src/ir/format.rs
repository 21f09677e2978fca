use super::{IntegerFormat, NumberFormat, Scalar, ScalarKind, StringFormat};

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
    fn a_format_chooses_a_scalar() {
        assert_eq!(Scalar::of_format("uint8"), Some(Scalar::Integer(IntegerFormat::U8)));
        assert_eq!(Scalar::of_format("email"), None);
        assert_eq!(IntegerFormat::I8.range(), (-128, 127));
    }
}
