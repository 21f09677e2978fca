//! Items: the types of an API, and the Rust types that they name.

use serde_json::Value;

use super::{Docs, Response, SourceLocation};
use crate::ir::{HeaderEncoding, OtherValues};
use crate::manifest::{Derive, Library, TypePath};
use crate::plan::name::Ident;

/// A definition with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The traits that it derives, beyond those of all types.
    pub derives: Vec<Derive>,
    /// Its kind.
    pub kind: ItemKind,
    /// Its location in the document.
    pub source: SourceLocation,
}

impl Item {
    /// The number of known values, for an enum of values.
    pub fn values(&self) -> usize {
        match &self.kind {
            ItemKind::StringEnum(values) => values.variants.len(),
            ItemKind::IntegerEnum(values) => values.variants.len(),
            _ => 0,
        }
    }

    /// Whether its `Debug` hides a value.
    pub fn hides_values(&self) -> bool {
        match &self.kind {
            ItemKind::Struct(structure) => {
                structure.fields.iter().any(|field| field.is_hidden)
                    || structure.additional.as_ref().is_some_and(|it| it.is_hidden)
            }
            ItemKind::Union(union) => union.debug != UnionDebug::Everything,
            ItemKind::Headers(fields) => fields.iter().any(|field| field.is_hidden),
            _ => false,
        }
    }
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// A struct with named fields.
    Struct(StructItem),
    /// An enum of strings.
    StringEnum(EnumItem<String>),
    /// An enum of integers.
    IntegerEnum(EnumItem<i64>),
    /// An enum with a type in each variant.
    Union(UnionItem),
    /// An alias of a type.
    Alias(RustType),
    /// A type around another: a list or map of itself.
    Newtype(RustType),
    /// The bodies of an operation's errors.
    Error(ErrorItem),
    /// The response headers of an operation.
    Headers(Vec<HeaderField>),
    /// The bodies of an operation with several successful responses.
    Responses(Vec<ResponseVariant>),
}

/// A struct.
#[derive(Debug, Clone, PartialEq)]
pub struct StructItem {
    /// Its fields, in the order of the document.
    pub fields: Vec<Field>,
    /// The map for properties without a field.
    pub additional: Option<AdditionalField>,
    /// Who constructs it.
    pub construction: Construction,
}

/// Who constructs values of a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construction {
    /// Callers, for requests: `new` and setters.
    Callers,
    /// The server alone. Tests have `new`, with the feature `test-util`: a response with one more
    /// required field does not break other programs.
    Server,
}

impl StructItem {
    /// Whether callers construct it.
    pub fn is_constructed(&self) -> bool {
        self.construction == Construction::Callers
    }

    /// Whether `new` takes no arguments.
    pub fn has_default(&self) -> bool {
        self.fields.iter().all(|field| field.presence != FieldPresence::Required)
    }
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in Rust.
    pub ident: Ident,
    /// The name of its setter that takes an `Option`, if callers construct the struct and it is
    /// optional.
    pub option_ident: Option<Ident>,
    /// Its name on the wire.
    pub name: String,
    /// Its type, without the `Option` or `Maybe` of its presence.
    pub ty: RustType,
    /// Whether and how it may be absent.
    pub presence: FieldPresence,
    /// Whether `Debug` does not show its value.
    pub is_hidden: bool,
    /// Whether responses never have it.
    pub is_write_only: bool,
    /// Its docs.
    pub docs: Docs,
    /// A value of the document for examples.
    pub sample: Option<Value>,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// Whether and how a field may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldPresence {
    /// It is always present: `T`.
    Required,
    /// `Option<T>`, absent when `None`.
    Optional,
    /// The same for any JSON value: `null` is a value.
    Any,
    /// The same, absent or null when `None`. It is only received.
    Nullable,
    /// `Maybe<T>`: absent, null, or a value.
    Maybe,
}

/// The map for properties without a field.
#[derive(Debug, Clone, PartialEq)]
pub struct AdditionalField {
    /// Its name in Rust.
    pub ident: Ident,
    /// The type of its values.
    pub ty: RustType,
    /// The discriminator, if the union around the struct reads and writes it: it is no entry.
    pub tag: Option<String>,
    /// The setters for properties with a pattern, if callers construct the struct.
    pub setters: Vec<OpenSetter>,
    /// Whether `Debug` does not show it.
    pub is_hidden: bool,
    /// Its docs.
    pub docs: Docs,
}

/// A setter that adds properties to the map.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSetter {
    /// Its name in Rust.
    pub ident: Ident,
    /// The properties that it adds.
    pub kind: OpenSetterKind,
    /// Its docs.
    pub docs: Docs,
}

/// What a setter adds to the map.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenSetterKind {
    /// One property, named by a prefix and a text of the caller.
    Prefixed {
        /// The prefix.
        prefix: String,
    },
    /// Several properties, named by prefixes and the next unused number.
    Numbered {
        /// Each argument with the prefix of its property.
        parts: Vec<(Ident, String)>,
        /// The first number.
        first: u64,
    },
}

/// An enum of values.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumItem<T> {
    /// The known values.
    pub variants: Vec<EnumVariant<T>>,
    /// The variant for all other values.
    pub catch_all: Ident,
    /// What these are.
    pub others: OtherValues,
}

/// A known value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumVariant<T> {
    /// The name of the variant.
    pub ident: Ident,
    /// The value.
    pub value: T,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// An enum with a type in each variant.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionItem {
    /// The property that identifies the variant; without it, the shape of a value does.
    pub tag: Option<String>,
    /// How a value without that property is read.
    pub without_tag: WithoutTag,
    /// The variants, in the order of the document.
    pub variants: Vec<UnionVariant>,
    /// What `Debug` shows of its values.
    pub debug: UnionDebug,
    /// The variant for unknown values.
    pub catch_all: Ident,
}

/// What `Debug` shows of the values of a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnionDebug {
    /// All of them.
    Everything,
    /// Those of known variants: unknown values may contain secrets.
    Known,
    /// None: they are secret.
    Nothing,
}

/// How a union with tags reads a value without a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutTag {
    /// As unknown, or as the default variant.
    Unknown,
    /// By its shape, since a schema has an optional tag.
    ByShape,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Its name in Rust.
    pub ident: Ident,
    /// The type that it holds.
    pub ty: RustType,
    /// The values of the tag for it.
    pub tags: Vec<String>,
    /// Whether it is the variant for all other tags, and for a value without one.
    pub is_default: bool,
    /// The tag to write; `None` if the type that it holds writes it.
    pub written_tag: Option<String>,
    /// The shape of its values.
    pub shape: Shape,
    /// Whether it has a `From` impl: no other variant holds the same type.
    pub from: bool,
    /// Whether it also has `From<&str>`: no other variant holds text.
    pub from_str: bool,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// The JSON values of a variant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// The kind of value.
    pub kind: ShapeKind,
    /// The required properties of an object.
    pub required: Vec<String>,
    /// Properties of an object whose values are among some strings.
    pub constants: Vec<(String, Vec<String>)>,
    /// Whether it has the properties of other variants together, for values that lose some as one
    /// of these.
    pub is_combined: bool,
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ShapeKind {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object with any properties.
    Object,
    /// An object whose additional properties the document describes.
    Open,
    /// An object without additional properties.
    Struct,
    /// A value of another union, whose variants differ by shape.
    Union,
    /// A value of another union, whose variants differ by tag.
    TaggedUnion,
    /// Any value.
    #[default]
    Any,
}

/// The bodies of an operation's errors.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorItem {
    /// The documented errors, exact statuses first.
    pub variants: Vec<ResponseVariant>,
    /// The variant for undocumented errors.
    pub catch_all: Ident,
    /// The item with the headers of the documented errors.
    pub headers: Option<RustType>,
}

/// A variant that holds the body of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseVariant {
    /// Its name in Rust.
    pub ident: Ident,
    /// The response.
    pub response: Response,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderField {
    /// The name of the field.
    pub ident: Ident,
    /// The header's name.
    pub name: String,
    /// Its type, without the `Option` around it.
    pub ty: RustType,
    /// Its encoding.
    pub encoding: HeaderEncoding,
    /// Whether its type has a union, which the text decides.
    pub has_union: bool,
    /// Whether `Debug` does not show its value.
    pub is_hidden: bool,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RustType {
    /// An item of the API's types.
    Item(Ident),
    /// `()`
    Unit,
    /// `bool`
    Bool,
    /// An integer: `i8` … `u64`.
    Integer(&'static str),
    /// `f64`
    F64,
    /// `String`
    String,
    /// Any JSON value: the runtime's `Json`.
    Json,
    /// Bytes, or a stream of them: the runtime's `Body`.
    Body,
    /// Bytes that are base64 in JSON: the runtime's `Base64`.
    Base64,
    /// Bytes that are base64url in JSON: the runtime's `Base64Url`.
    Base64Url,
    /// Bytes that are base16 in JSON: the runtime's `Base16`.
    Base16,
    /// Bytes with a file name: the runtime's `File`.
    File,
    /// A type of another crate.
    Other(OtherType),
    /// `Vec<T>`
    Vec(Box<RustType>),
    /// `BTreeMap<String, T>`
    Map(Box<RustType>),
    /// `Option<T>`
    Option(Box<RustType>),
    /// `Box<T>`
    Boxed(Box<RustType>),
    /// A string with the JSON of a value: the runtime's `JsonString<T>`.
    JsonString(Box<RustType>),
}

impl RustType {
    /// Whether functions take its values as they are, and `impl Into` of all other types: so an
    /// integer can be a literal. Aliases have the answer of their target, see
    /// [`Api::copied`](super::Api::copied).
    pub fn is_copied(&self) -> bool {
        matches!(self, Self::Bool | Self::Integer(_) | Self::F64 | Self::Unit)
    }
}

/// A type of another crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherType {
    /// A type that oasmith knows.
    Library(Library),
    /// One that the manifest names.
    Own(Box<TypePath>),
}
