//! The line about what an operation returns.

use crate::plan::{
    Ident, Inline, Operation, OtherType, Output, Response, ResponseContent, RustType, Status,
    Stream,
};

/// "Returns [`Customer`] (`200`), with headers."
pub fn line(operation: &Operation) -> Vec<Inline> {
    let mut line = vec![Inline::Text("Returns ")];
    match &operation.output {
        Output::One(response) => line.extend(with_status(content(&response.content), response)),
        Output::Several { ident, .. } => line.push(Inline::Link(ident.clone())),
    }
    if let Some(headers) = &operation.headers {
        line.extend([Inline::Text(", with the headers "), Inline::Link(headers.clone())]);
    }
    line.push(Inline::Text(if responses(operation).is_empty() { "." } else { ":" }));
    line
}

/// A line for each response, if there are several.
pub fn responses(operation: &Operation) -> Vec<Vec<Inline>> {
    let Output::Several { ident, responses } = &operation.output else { return Vec::new() };
    let variant = |(variant, response): &(Ident, Response)| {
        let link = Inline::Variant { item: ident.clone(), variant: variant.clone() };
        let mut line = with_status(vec![link], response);
        line.push(Inline::Text(": "));
        line.extend(content(&response.content));
        line
    };
    responses.iter().map(variant).collect()
}

fn with_status(mut line: Vec<Inline>, response: &Response) -> Vec<Inline> {
    if response.status != Status::Default {
        let status = Inline::Code(response.status.to_string());
        line.extend([Inline::Text(" ("), status, Inline::Text(")")]);
    }
    line
}

fn content(content: &ResponseContent) -> Vec<Inline> {
    match content {
        ResponseContent::Empty => text("no body"),
        ResponseContent::Json(ty)
        | ResponseContent::Xml(ty, _)
        | ResponseContent::JsonOrXml(ty, _) => value(ty, Number::One),
        ResponseContent::Text => text("text"),
        ResponseContent::Bytes => text("bytes"),
        ResponseContent::Stream(stream) => of_stream(stream),
    }
}

fn of_stream(stream: &Stream) -> Vec<Inline> {
    let of = |start: &'static str, ty, number| [text(start), value(ty, number)].concat();
    match stream {
        Stream::Bytes => text("a stream of bytes"),
        Stream::Text => text("text"),
        Stream::TextLines => text("a stream of lines of text"),
        Stream::TextEvents => text("a stream of events with text"),
        Stream::Json(ty) | Stream::Xml(ty, _) => value(ty, Number::One),
        Stream::Lines(ty) | Stream::TypedEvents(ty) => of("a stream of ", ty, Number::Several),
        Stream::Events(ty) => of("a stream of events with ", ty, Number::One),
    }
}

#[derive(Clone, Copy)]
enum Number {
    One,
    Several,
}

fn text(text: &'static str) -> Vec<Inline> {
    vec![Inline::Text(text)]
}

fn value(ty: &RustType, number: Number) -> Vec<Inline> {
    let of = |start, inner| [text(start), value(inner, Number::Several)].concat();
    let words = |one, several| match number {
        Number::One => text(one),
        Number::Several => text(several),
    };
    let each_of = |one, several, inner| match number {
        Number::One => of(one, inner),
        Number::Several => of(several, inner),
    };
    match ty {
        RustType::Item(item) => vec![Inline::Link(item.clone())],
        RustType::Boxed(inner) => value(inner, number),
        RustType::Option(inner) => [value(inner, number), text(" or null")].concat(),
        RustType::Vec(inner) => each_of("a list of ", "lists of ", inner),
        RustType::Map(inner) => each_of("a map of names to ", "maps of names to ", inner),
        RustType::JsonString(inner) => {
            each_of("a text with the JSON of ", "texts with the JSON of ", inner)
        }
        RustType::Unit => text("null"),
        RustType::Bool => words("a boolean", "booleans"),
        RustType::Integer(_) => words("an integer", "integers"),
        RustType::F64 => words("a number", "numbers"),
        RustType::String => words("a string", "strings"),
        RustType::Json => words("any JSON value", "JSON values"),
        RustType::Body | RustType::File => text("bytes"),
        RustType::Base64 | RustType::Base64Url | RustType::Base16 => text("encoded bytes"),
        RustType::Other(OtherType::Library(library)) => {
            words(library.facts().one, library.facts().several)
        }
        RustType::Other(OtherType::Own(path)) => vec![Inline::Code(path.to_string())],
    }
}
