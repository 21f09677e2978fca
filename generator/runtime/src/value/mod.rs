//! The types of JSON values: objects, enums, unions, numbers, bytes.

pub(crate) mod attempts;
pub(crate) mod base64;
pub(crate) mod buffered;
pub(crate) mod buffered_deserializer;
pub(crate) mod chosen_type;
pub(crate) mod decimal_number;
pub(crate) mod encoded_bytes;
pub(crate) mod hidden;
pub(crate) mod inspect;
pub mod integer_enum;
pub(crate) mod iso_duration;
pub(crate) mod json_path;
pub(crate) mod maybe;
pub(crate) mod number;
pub mod object;
pub(crate) mod object_fields;
pub(crate) mod replay;
pub(crate) mod replay_mode;
pub(crate) mod rfc3339;
pub(crate) mod score;
pub(crate) mod shape;
pub mod string_enum;
pub mod union;
