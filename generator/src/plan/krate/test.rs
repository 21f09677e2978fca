//! Tests of operations: calls with values, and the responses of the test double.

use serde_json::Value;

use super::{FieldPresence, OtherType, RustType};
use crate::plan::name::Ident;

/// The tests of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationTests {
    /// With required parameters alone.
    pub required: TestCall,
    /// With every optional parameter and property; `None` if there is none.
    pub complete: Option<TestCall>,
    /// The response of the test double, or why there is none.
    pub response: Result<TestResponse, String>,
    /// The responses to the calls that read a stream or another media type, in the order of the
    /// operation's methods for them.
    pub streams: Vec<Result<TestResponse, String>>,
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCall {
    /// The arguments, or why one cannot be written.
    pub arguments: Result<Vec<Expression>, String>,
    /// The setters, each with its argument.
    pub setters: Vec<(Ident, Expression)>,
    /// The optional parameters and properties that are not set, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// A response of the test double.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestResponse {
    /// This one.
    Raw {
        /// Its status.
        status: u16,
        /// Its `Content-Type`; empty if it has no body.
        content_type: String,
        /// Its body.
        body: String,
    },
    /// A success with this value, which is written as JSON here.
    Value(String),
}

/// A value as Rust code.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `()`
    Unit,
    /// `true`
    Bool(bool),
    /// An integer and its type.
    Integer(i128, &'static str),
    /// `1.0`
    Number(f64),
    /// A string.
    Text(String),
    /// Any JSON value.
    Json(Value),
    /// A body with this text.
    Body(String),
    /// Bytes in an encoding: the type, `Base64`, `Base64Url` or `Base16`, and the content.
    Encoded(&'static str, String),
    /// A file with this text.
    File(String),
    /// A value of a type of another crate, by its JSON.
    Other(OtherType, Value),
    /// A list, with the type of its items.
    List(RustType, Vec<Expression>),
    /// A map, with the type of its values.
    Map(RustType, Vec<(String, Expression)>),
    /// `None`
    None,
    /// `Some(…)`
    Some(Box<Expression>),
    /// `Box::new(…)`
    Boxed(Box<Expression>),
    /// A string with the JSON of a value.
    JsonString(Box<Expression>),
    /// A value of a type that an alias names.
    Alias(Box<Expression>),
    /// A value of a newtype.
    Newtype(Ident, Box<Expression>),
    /// A struct.
    Struct(StructExpression),
    /// A variant of an enum, with the value that it holds.
    Variant {
        /// The enum.
        item: Ident,
        /// The variant.
        variant: Ident,
        /// The value.
        value: Option<Box<Expression>>,
    },
}

/// A struct as its constructor and setters make it.
#[derive(Debug, Clone, PartialEq)]
pub struct StructExpression {
    /// Its name.
    pub item: Ident,
    /// The arguments of `new`.
    pub required: Vec<Expression>,
    /// The setters, each with its argument.
    pub setters: Vec<(Ident, FieldPresence, Expression)>,
}
