//! Conversions from what responses have to what requests take, and from several responses to their
//! body.

use crate::plan::name::Ident;

/// `impl From<source> for target`: what was read becomes what is written back, or a response its
/// body.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The item that responses have.
    pub source: Ident,
    /// The item that requests take, or that all bodies are.
    pub target: Ident,
    /// How each part is converted.
    pub kind: ConversionKind,
}

/// How each part of an item is converted.
#[derive(Debug, Clone, PartialEq)]
pub enum ConversionKind {
    /// Both are structs.
    Struct {
        /// The fields of the target, in its order.
        fields: Vec<FieldConversion>,
        /// The map for properties without a field of the target.
        additional: Option<AdditionalConversion>,
    },
    /// Both are unions of one schema: the variants with their types, in order, then that for
    /// unknown values.
    Union(Vec<VariantConversion>),
    /// Both are newtypes.
    Newtype(ValueConversion),
    /// Both are enums of strings.
    StringEnum,
    /// Both are enums of integers.
    IntegerEnum,
    /// The source is an enum of successful responses, and each has a body of the target's type: the
    /// variants.
    Responses(Vec<(Ident, ValueConversion)>),
}

/// How a field of the target gets its value.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldConversion {
    /// The field.
    pub target: Ident,
    /// Its value.
    pub value: FieldValue,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Only requests have it: `None`.
    Nothing,
    /// Only requests have it: `Maybe::Absent`.
    Absent,
    /// It comes from a field of the source.
    Field {
        /// The field.
        source: Ident,
        /// How the presence of one becomes that of the other.
        presence: PresenceConversion,
        /// How a value is converted.
        value: ValueConversion,
    },
}

/// How the presence of a field becomes that of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceConversion {
    /// Both are always there.
    Required,
    /// `T` becomes `Some(T)`.
    Some,
    /// `T` becomes `Maybe::Value(T)`.
    Value,
    /// Both are an `Option`, or both a `Maybe`.
    Mapped,
    /// The `None` of an `Option` becomes `Maybe::Absent`.
    OrAbsent,
    /// The `None` of an `Option` becomes `Maybe::Null`.
    OrNull,
    /// A `Maybe` becomes an `Option`.
    IntoOption,
}

/// How a map for properties without a field gets its values.
#[derive(Debug, Clone, PartialEq)]
pub struct AdditionalConversion {
    /// The map.
    pub target: Ident,
    /// The map of the source and how its values are converted. Without one, the map is empty.
    pub source: Option<(Ident, ValueConversion)>,
}

/// How a variant is converted.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantConversion {
    /// The variant of the source.
    pub source: Ident,
    /// The variant of the target.
    pub target: Ident,
    /// The conversion of its content.
    pub value: ValueConversion,
}

/// How a value is converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueConversion {
    /// Both have one type.
    Same,
    /// By `Into`.
    Into,
    /// Each element of a list.
    List(Box<ValueConversion>),
    /// Each value of a map.
    Map(Box<ValueConversion>),
    /// The value of an `Option`.
    Option(Box<ValueConversion>),
    /// The value in a box.
    Unboxed(Box<ValueConversion>),
    /// The result is put into a box.
    Boxed(Box<ValueConversion>),
}
