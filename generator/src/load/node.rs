//! Single nodes of a document as values of `openapiv3`.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::grammar::Object;
use super::node_check::copy_of;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Location;

/// A type of `openapiv3` that a node can be read as; see [`super::Document::node`].
pub trait FromNode: DeserializeOwned {
    /// The object of the specification that it represents.
    const OBJECT: Object;
}

macro_rules! from_node {
    ($($object:ident: $type:ident,)+) => {
        $(impl FromNode for openapiv3::$type { const OBJECT: Object = Object::$object; })+
    };
}

from_node! {
    Schema: SchemaData,
    Operation: Operation,
    PathItem: PathItem,
    Parameter: Parameter,
    Header: Header,
    RequestBody: RequestBody,
    Response: Response,
    MediaType: MediaType,
    Encoding: Encoding,
    Example: Example,
    SecurityScheme: SecurityScheme,
    Server: Server,
    Info: Info,
    Tag: Tag,
}

/// Reads a node; `None` if it is invalid, which is reported.
pub(super) fn read_node<T: FromNode>(
    value: Option<&Value>,
    location: &Location,
    report: &mut Report,
) -> Option<T> {
    let noun = T::OBJECT.noun();
    let copy = match value {
        // Loading the document reports that `info` is missing.
        Some(Value::Null) | None if T::OBJECT == Object::Info => {
            let nothing = Value::Object(Map::new());
            copy_of(T::OBJECT, &nothing, location, &mut Report::new())?
        }
        Some(value) => copy_of(T::OBJECT, value, location, report)?,
        None => {
            let diagnostic = Diagnostic::new(Code::MissingMember, format!("{noun} is missing"));
            report.push(diagnostic.at(location.clone()).help("add it here"));
            return None;
        }
    };
    match serde_json::from_value(Value::Object(copy)) {
        Ok(node) => Some(node),
        Err(error) => {
            let message = format!("{noun} cannot be read: {}", error.to_string().escape_debug());
            let diagnostic = Diagnostic::new(Code::WrongType, message).at(location.clone());
            report
                .push(diagnostic.label("cannot be read").help("write it as OpenAPI describes it"));
            None
        }
    }
}
