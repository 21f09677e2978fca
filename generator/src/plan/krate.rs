//! The boundary between planning and emitting: every Rust decision, taken.
//!
//! Identifiers are valid and free of collisions, types are boxed where they must be, features and modules are chosen.
//! Whoever prints a [`Crate`] decides nothing more.

use super::name::Ident;
use crate::ir::{KeyLocation, ParameterLocation, PropertyEncoding, Status, Style};

/// A crate to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    /// What `Cargo.toml` says of it.
    pub package: Package,
    /// Its features, `default` and those of the transport left out.
    pub features: Vec<Feature>,
    /// Which optional dependencies its types need.
    pub dependencies: Dependencies,
    /// One for each document; the only one of a crate may stand at its root.
    pub apis: Vec<Api>,
}

/// What `Cargo.toml` says of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// The name of the library target: the package's, with `_` for `-`.
    pub library: Ident,
    /// A semantic version.
    pub version: String,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where its source is kept.
    pub repository: Option<String>,
    /// The only registry that it may be published to.
    pub registry: Option<String>,
    /// Whether it is a workspace of its own.
    pub standalone: bool,
}

/// A cargo feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// What it switches on besides.
    pub enables: Vec<String>,
    /// One line for `Cargo.toml` and the crate's page.
    pub summary: String,
}

/// Crates that only some documents need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// For dates.
    pub chrono: bool,
    /// For UUIDs.
    pub uuid: bool,
}

/// What becomes of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Its module and feature; `None` when it stands at the crate's root.
    pub module: Option<Module>,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What stands on its page.
    pub docs: Docs,
    /// Where it can be reached.
    pub servers: Vec<Server>,
    /// The base URL when the caller gives none.
    pub default_server: Option<String>,
    /// How a caller is known.
    pub credentials: Vec<Credential>,
    /// Its operations by group.
    pub groups: Vec<Group>,
    /// Its types, by file.
    pub types: Vec<TypesModule>,
    /// What it sends by itself.
    pub webhooks: Option<Webhooks>,
}

/// A module that a feature switches on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub ident: Ident,
    /// The feature; `None` when it is always there.
    pub feature: Option<String>,
}

/// Where an API can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The name of its constructor.
    pub ident: Ident,
    /// The name of the constructor that takes the variables that have a default, too; `None` when there are none.
    pub full_ident: Option<Ident>,
    /// What it is.
    pub docs: Docs,
    /// Its URL.
    pub url: Vec<ServerSegment>,
    /// Its variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerSegment {
    /// Text.
    Literal(String),
    /// The value of `variables[_]`.
    Variable(usize),
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVariable {
    /// The argument's name.
    pub ident: Ident,
    /// The default, for those that have one.
    pub default: Option<String>,
    /// The type of its values, a string enum among the types; `None` for any text.
    pub ty: Option<Ident>,
}

/// A setter for a security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The setter's name.
    pub ident: Ident,
    /// The scheme's name in the document.
    pub scheme: String,
    /// How it travels.
    pub kind: CredentialKind,
    /// What it is.
    pub docs: Docs,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// Under a name.
    ApiKey {
        /// Where.
        location: KeyLocation,
        /// The name.
        name: String,
    },
    /// HTTP basic authentication: a user and a password.
    Basic,
    /// A bearer token.
    Bearer,
    /// After this word in `Authorization`.
    Http(String),
}

/// The operations of a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its module, also the name of the client's method that gives it.
    pub module: Module,
    /// The type of the group.
    pub ident: Ident,
    /// What it is.
    pub docs: Docs,
    /// Its operations, in the order of the document.
    pub operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its method of the group.
    pub method_ident: Ident,
    /// The type of the request that is being made.
    pub ident: Ident,
    /// The static table.
    pub table_ident: Ident,
    /// `operationId`, or what stands for it.
    pub id: String,
    /// The HTTP method, in capitals.
    pub http_method: &'static str,
    /// The path as the document writes it.
    pub path: String,
    /// The path, literals percent-encoded.
    pub segments: Vec<PathSegment>,
    /// Path parameters first, then the other required ones, then the optional ones, each in the order of the document.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// Alternatives of schemes that are needed together.
    pub security: Vec<Vec<String>>,
    /// The `Accept` header; empty for none.
    pub accept: String,
    /// What a success is.
    pub output: Output,
    /// The item that holds its headers.
    pub headers: Option<Ident>,
    /// The item that holds its errors.
    pub error: Option<Ident>,
    /// What it does.
    pub docs: Docs,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// Text, percent-encoded.
    Literal(String),
    /// The value of `parameters[_]`.
    Parameter(usize),
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// How it is written; `None` for JSON.
    pub style: Option<ParameterStyle>,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterStyle {
    /// The style.
    pub style: Style,
    /// Whether the parts of a list or object stand apart.
    pub explode: bool,
    /// Whether reserved characters stay.
    pub allow_reserved: bool,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// The `Content-Type`.
    pub content_type: String,
    /// How it is written.
    pub format: BodyFormat,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As an urlencoded form.
    Form(Vec<PropertyEncoding>),
    /// As a multipart form.
    Multipart(Vec<PropertyEncoding>),
    /// As text.
    Text,
    /// As it is.
    Bytes,
}

/// What a success is.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// One kind of answer.
    One(Answer),
    /// Several, each a variant of this item.
    Several {
        /// The item.
        ident: Ident,
        /// Each with the variant that it becomes.
        answers: Vec<(Ident, Answer)>,
    },
}

/// The answer to some statuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The statuses.
    pub status: Status,
    /// The body.
    pub content: AnswerContent,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerContent {
    /// There is none that matters.
    Empty,
    /// JSON of this type.
    Json(RustType),
    /// Text.
    Text,
    /// Octets.
    Bytes,
}

/// Types that stand in one file.
#[derive(Debug, Clone, PartialEq)]
pub struct TypesModule {
    /// The file, below `types/`.
    pub module: Module,
    /// In the order of the document.
    pub items: Vec<Item>,
}

/// What an API sends by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhooks {
    /// The module `webhooks`.
    pub module: Module,
    /// What arrives. When no property tells the webhooks apart there is no such type.
    pub event: Option<Item>,
    /// Each webhook with the type of its body.
    pub bodies: Vec<(String, Option<RustType>, Docs)>,
}

/// A definition with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name.
    pub ident: Ident,
    /// What it is.
    pub docs: Docs,
    /// Its kind.
    pub kind: ItemKind,
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
    Answers(Vec<AnswerVariant>),
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
    /// Whether it can derive `Eq`.
    pub eq: bool,
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
    /// What it is.
    pub docs: Docs,
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
}

/// An enum with a type in each variant.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionItem {
    /// The property whose value tells the variants apart; without it their shapes do.
    pub tag: Option<String>,
    /// The variants, in the order of the document.
    pub variants: Vec<UnionVariant>,
    /// The variant for values that this version does not know.
    pub catch_all: Ident,
    /// Whether it can derive `Eq`.
    pub eq: bool,
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
    /// The tag that writing puts in; `None` when what it holds writes its own.
    pub written_tag: Option<String>,
    /// What tells it apart without a tag.
    pub shape: Shape,
    /// Whether it can be made with `From`: no other variant holds the same type.
    pub from: bool,
    /// What it is.
    pub docs: Docs,
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
    /// An object.
    Object,
    /// Any value.
    Any,
}

/// The bodies of an operation's errors.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorItem {
    /// One for each documented error, exact statuses first.
    pub variants: Vec<AnswerVariant>,
    /// The variant for what is not documented.
    pub catch_all: Ident,
}

/// A variant that holds the body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerVariant {
    /// Its name.
    pub ident: Ident,
    /// The answer.
    pub answer: Answer,
    /// What it is.
    pub docs: Docs,
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
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RustType {
    /// An item of the API's types.
    Item(Ident),
    /// `()`
    Unit,
    /// `bool`
    Bool,
    /// An integer: `i8` … `u64`.
    Integer(&'static str),
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `String`
    String,
    /// Any JSON value: the runtime's `Json`.
    Json,
    /// Octets: `bytes::Bytes`.
    Bytes,
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

/// What people read of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// Paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// A paragraph of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// Markdown from the document, to be made harmless.
    Prose(String),
    /// A line of ours.
    Line(Vec<Inline>),
    /// Lines of ours, as a list.
    List(Vec<Vec<Inline>>),
    /// A JSON text, to be shown as a block.
    Example(String),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words of ours.
    Text(&'static str),
    /// Words from the document, to be shown as plain text.
    Words(String),
    /// Something from the document, to be shown as code.
    Code(String),
    /// A link to an item of the API's types.
    Link(Ident),
}
