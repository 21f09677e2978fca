//! Items: the types of an API, and the Rust types that they use.

use serde_json::Value;

use super::{Docs, Response, Spot};
use crate::plan::name::Ident;

/// A definition with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name.
    pub ident: Ident,
    /// What it is.
    pub docs: Docs,
    /// Its kind.
    pub kind: ItemKind,
    /// Where it is described.
    pub spot: Spot,
}

impl Item {
    /// How many known values it has, for an enum of values.
    pub fn values(&self) -> usize {
        match &self.kind {
            ItemKind::StringEnum(values) => values.variants.len(),
            ItemKind::IntegerEnum(values) => values.variants.len(),
            _ => 0,
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
    /// Another name for a type.
    Alias(RustType),
    /// A type around another, for those that contain themselves without a struct between.
    Newtype(RustType),
    /// The bodies of an operation's errors.
    Error(ErrorItem),
    /// The headers of an operation's answers.
    Headers(Vec<HeaderField>),
    /// The bodies of an operation that has several kinds of success.
    Responses(Vec<ResponseVariant>),
}

/// A struct.
#[derive(Debug, Clone, PartialEq)]
pub struct StructItem {
    /// Its fields, in the order of the document.
    pub fields: Vec<Field>,
    /// The map for properties that have no field.
    pub additional: Option<AdditionalField>,
    /// Whether callers make it: it then has `new` and setters.
    pub sendable: bool,
}

impl StructItem {
    /// Whether it has a value without any argument.
    pub fn has_default(&self) -> bool {
        self.fields.iter().all(|field| field.presence != FieldPresence::Required)
    }
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub ident: Ident,
    /// Its name on the wire.
    pub name: String,
    /// Its type, without the `Option` or `Maybe` that its presence puts around it.
    pub ty: RustType,
    /// How it may be missing.
    pub presence: FieldPresence,
    /// What it is.
    pub docs: Docs,
    /// A value of the document to show in examples.
    pub sample: Option<Value>,
    /// Where it is described.
    pub spot: Spot,
}

/// How a field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldPresence {
    /// Never: `T`.
    Required,
    /// `Option<T>`, absent when `None`.
    Optional,
    /// `Maybe<T>`: absent, null, or a value.
    Maybe,
}

/// The map for properties that have no field.
#[derive(Debug, Clone, PartialEq)]
pub struct AdditionalField {
    /// Its name.
    pub ident: Ident,
    /// The type of its values.
    pub ty: RustType,
    /// The setters for properties whose names look like something, of a struct that callers make.
    pub setters: Vec<OpenSetter>,
    /// What it is.
    pub docs: Docs,
}

/// A setter that adds properties to the map.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSetter {
    /// Its name.
    pub ident: Ident,
    /// What it adds.
    pub kind: OpenSetterKind,
    /// What that is.
    pub docs: Docs,
}

/// What a setter adds to the map.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenSetterKind {
    /// One property, named by a prefix and what the caller gives.
    Prefixed {
        /// The prefix.
        prefix: String,
    },
    /// Several properties, named by prefixes and the next free number.
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
    /// The variant for values that this version does not know.
    pub catch_all: Ident,
}

/// A known value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumVariant<T> {
    /// The variant.
    pub ident: Ident,
    /// The value.
    pub value: T,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}

/// An enum with a type in each variant.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionItem {
    /// The property whose value tells the variants apart; without it their shapes do.
    pub tag: Option<String>,
    /// What a value without that property is.
    pub without_tag: WithoutTag,
    /// The variants, in the order of the document.
    pub variants: Vec<UnionVariant>,
    /// The variant for values that this version does not know.
    pub catch_all: Ident,
}

/// What a value is that has no tag, in a union with tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutTag {
    /// Not known; or the variant that stands for all other tags.
    Unknown,
    /// What its shape says, since a schema allows the tag to be absent.
    ByShape,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Its name.
    pub ident: Ident,
    /// What it holds.
    pub ty: RustType,
    /// The values of the tag that mean it.
    pub tags: Vec<String>,
    /// Whether all other tags mean it, and none.
    pub is_default: bool,
    /// The tag that writing puts in; `None` when what it holds writes its own.
    pub written_tag: Option<String>,
    /// What tells it apart without a tag.
    pub shape: Shape,
    /// Whether it can be made with `From`: no other variant holds the same type.
    pub from: bool,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}

/// What JSON a variant fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The kind of value.
    pub kind: ShapeKind,
    /// The properties that an object must have.
    pub required: Vec<String>,
    /// The properties of an object that have one of some strings as value.
    pub constants: Vec<(String, Vec<String>)>,
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// An object that keeps all its properties.
    Object,
    /// An object that keeps only those properties that it has fields for.
    Struct,
    /// What another union is, which tells its variants apart by their shapes.
    Union,
    /// What another union is, which a tag tells apart.
    TaggedUnion,
    /// Any value.
    Any,
}

/// The bodies of an operation's errors.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorItem {
    /// One for each documented error, exact statuses first.
    pub variants: Vec<ResponseVariant>,
    /// The variant for what is not documented.
    pub catch_all: Ident,
}

/// A variant that holds the body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseVariant {
    /// Its name.
    pub ident: Ident,
    /// The answer.
    pub response: Response,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderField {
    /// The field.
    pub ident: Ident,
    /// The header's name.
    pub name: String,
    /// Its type, without the `Option` around it.
    pub ty: RustType,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
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
    /// Octets, or a stream of them: the runtime's `Body`.
    Body,
    /// Octets that are base64 in JSON: the runtime's `Base64`.
    Base64,
    /// Octets with a file name: the runtime's `File`.
    File,
    /// `chrono::DateTime<chrono::FixedOffset>`
    DateTime,
    /// `chrono::NaiveDate`
    Date,
    /// `uuid::Uuid`
    Uuid,
    /// `Vec<T>`
    Vec(Box<RustType>),
    /// `BTreeMap<String, T>`
    Map(Box<RustType>),
    /// `Option<T>`
    Option(Box<RustType>),
    /// `Box<T>`
    Boxed(Box<RustType>),
}
