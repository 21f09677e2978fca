//! Types as they are written in Rust, for messages.

use crate::plan::{Field, FieldPresence, Operation, Output, ResponseContent, RustType, Stream};

/// A type.
pub fn ty(ty: &RustType) -> String {
    match ty {
        RustType::Item(ident) => ident.plain().to_owned(),
        RustType::Unit => "()".to_owned(),
        RustType::Bool => "bool".to_owned(),
        RustType::Integer(name) => (*name).to_owned(),
        RustType::F64 => "f64".to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Json => "Json".to_owned(),
        RustType::Body => "Body".to_owned(),
        RustType::Base64 => "Base64".to_owned(),
        RustType::Base64Url => "Base64Url".to_owned(),
        RustType::Base16 => "Base16".to_owned(),
        RustType::File => "File".to_owned(),
        RustType::Other(other) => other.shown(),
        RustType::Vec(inner) => format!("Vec<{}>", self::ty(inner)),
        RustType::Map(inner) => format!("BTreeMap<String, {}>", self::ty(inner)),
        RustType::Option(inner) => format!("Option<{}>", self::ty(inner)),
        RustType::Boxed(inner) => format!("Box<{}>", self::ty(inner)),
        RustType::JsonString(inner) => format!("JsonString<{}>", self::ty(inner)),
    }
}

/// The type of a field, with the `Option` or `Maybe` of its presence.
pub fn field(field: &Field) -> String {
    let inner = ty(&field.ty);
    match field.presence {
        FieldPresence::Required => inner,
        FieldPresence::Maybe => format!("Maybe<{inner}>"),
        _ => format!("Option<{inner}>"),
    }
}

/// The type of the body of a response.
pub fn content(content: &ResponseContent) -> String {
    match content {
        ResponseContent::Empty => "()".to_owned(),
        ResponseContent::Json(inner)
        | ResponseContent::Xml(inner, _)
        | ResponseContent::JsonOrXml(inner, _) => ty(inner),
        ResponseContent::Text => "String".to_owned(),
        ResponseContent::Bytes => "Bytes".to_owned(),
        ResponseContent::Stream(inner) => stream(inner),
    }
}

/// The type of a stream, without that of its errors.
pub fn stream(stream: &Stream) -> String {
    match stream {
        Stream::Bytes => "ByteStream".to_owned(),
        Stream::Json(inner) | Stream::Xml(inner, _) => ty(inner),
        Stream::Text => "String".to_owned(),
        Stream::TextLines => "JsonLines<String>".to_owned(),
        Stream::Lines(inner) => format!("JsonLines<{}>", ty(inner)),
        Stream::TextEvents => "EventStream<String>".to_owned(),
        Stream::Events(inner) | Stream::TypedEvents(inner) => {
            format!("EventStream<{}>", ty(inner))
        }
    }
}

/// The output of an operation.
pub fn output(operation: &Operation) -> String {
    match &operation.output {
        Output::One(response) => content(&response.content),
        Output::Several { ident, .. } => ident.plain().to_owned(),
    }
}
