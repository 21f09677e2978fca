//! What a call takes: the parameters of an operation, and its body.

use std::collections::BTreeMap;

use super::chosen::{Names, WantedName};
use super::deep_object::DeepArrays;
use super::direction::Direction;
use super::docs;
use super::krate::{Body, BodyFormat, Inline, Parameter, ParameterStyle, RustType, StreamMethod};
use super::name::{self, Case, Ident, Namespace};
use super::reserved;
use super::types::TypeMap;
use crate::ir::{self, ContentFormat, ParameterEncoding, ParameterLocation, Segment, Style};
use crate::source::{FileId, Location};

/// The parameters and the body of an operation.
pub struct Arguments {
    /// The parameters, in the order of [`ordered_parameters`].
    pub parameters: Vec<Parameter>,
    /// The body.
    pub body: Option<Body>,
}

impl Arguments {
    /// Plans the arguments of an operation. `streams` are methods of the request, whose names no
    /// parameter can have.
    pub fn plan(
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &ir::Operation,
        streams: &[StreamMethod],
    ) -> Self {
        let deep = DeepArrays { choices: &types.chosen.deep_object_arrays, id: &operation.id };
        let body = operation.body.as_ref().map(|body| plan_body(types, &deep, body));
        let mut reserved = reserved::REQUEST_METHODS.to_vec();
        if operation.pagination.is_some() || types.chosen.pagination.contains_key(&operation.id) {
            reserved.extend(["pages", "stream"]);
        }
        reserved.extend(streams.iter().map(|method| method.ident.plain()));
        let has_others = |content: &ir::Content| !content.others.is_empty();
        let contents =
            operation.responses.iter().flat_map(|one| one.content.iter().chain(&one.streams));
        reserved.extend(contents.filter(|content| has_others(content)).map(|_| "accept").next());
        let content_type = body.as_ref().and_then(|body| body.content_type_ident.as_ref());
        reserved.extend(content_type.map(Ident::plain));
        let option = body.as_ref().and_then(|body| body.option_ident.as_ref());
        reserved.extend(option.map(Ident::plain));
        let mut idents = Namespace::reserving(reserved, "_parameter");
        let mut parameters: Vec<Parameter> = ordered_parameters(operation)
            .into_iter()
            .map(|parameter| {
                let key = format!("{}.{}", operation.id, parameter.name);
                let (words, location) = (parameter.name.as_str(), &parameter.source);
                let wanted = WantedName { key: &key, words, case: Case::Value, location };
                plan_parameter(types, &deep, names.take(&mut idents, &wanted), parameter)
            })
            .collect();
        for parameter in parameters.iter_mut().filter(|parameter| !parameter.required) {
            let location = Location::root(FileId(0));
            parameter.option_ident = Some(idents.take_option_setter(&parameter.ident, &location));
        }
        Self { parameters, body }
    }
}

/// The parameters of an operation: those of the path in its order, then other required ones, then
/// optional ones.
pub fn ordered_parameters(operation: &ir::Operation) -> Vec<&ir::Parameter> {
    let in_path = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Path);
    let mut in_path: BTreeMap<&str, &ir::Parameter> =
        in_path.rev().map(|parameter| (parameter.name.as_str(), parameter)).collect();
    let mut ordered: Vec<&ir::Parameter> = Vec::new();
    for segment in &operation.path.0 {
        if let Segment::Parameter(name) = segment {
            ordered.extend(in_path.remove(name.as_str()));
        }
    }
    for required in [true, false] {
        let others = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location != ParameterLocation::Path);
        ordered.extend(others.filter(|parameter| parameter.required == required));
    }
    ordered
}

fn plan_parameter(
    types: &TypeMap<'_>,
    deep: &DeepArrays<'_>,
    ident: Ident,
    parameter: &ir::Parameter,
) -> Parameter {
    let (non_null, _) = parameter.ty.without_null();
    let (style, form, nested) = match &parameter.encoding {
        ParameterEncoding::Style { style, explode, allow_reserved, allow_empty, nested } => {
            let style = ParameterStyle {
                style: deep.style(*style, &parameter.name),
                explode: *explode,
                allow_reserved: *allow_reserved,
                allow_empty: *allow_empty,
            };
            (Some(style), None, nested.clone())
        }
        ParameterEncoding::Json | ParameterEncoding::WholeQuery { json: true } => {
            (None, None, Vec::new())
        }
        ParameterEncoding::WholeQuery { json: false } => {
            (Some(Style::Form.into()), None, Vec::new())
        }
        ParameterEncoding::Form(encodings) => (None, Some(deep.encodings(encodings)), Vec::new()),
    };
    let docs = types.docs(&parameter.docs);
    Parameter {
        ident,
        option_ident: None,
        name: parameter.name.clone(),
        location: parameter.location,
        style,
        form,
        is_whole_query: matches!(parameter.encoding, ParameterEncoding::WholeQuery { .. }),
        nested,
        ty: types.rust_type(non_null, Direction::Request),
        required: parameter.required,
        docs,
        sample: docs::sample(&parameter.docs),
        source: (&parameter.source).into(),
    }
}

fn plan_body(types: &TypeMap<'_>, deep: &DeepArrays<'_>, body: &ir::Body) -> Body {
    let content = &body.content;
    let (format, ty) = body_format(types, deep, content);
    let is_range = content.media_type.contains('*') && format == BodyFormat::Bytes;
    let is_choice = is_range || !content.others.is_empty();
    let content_type_ident = is_choice.then(|| name::ident("content_type", Case::Value));
    Body {
        ident: name::ident("body", Case::Value),
        option_ident: (!body.required).then(|| name::ident("set_body", Case::Value)),
        content_type: content_type(&content.media_type, &format),
        content_type_ident,
        content_types: content.others.clone(),
        format,
        ty,
        required: body.required,
        docs: docs::or(docs::of(&body.docs), || vec![Inline::Text("The request body.")]),
        source: (&body.location).into(),
    }
}

fn body_format(
    types: &TypeMap<'_>,
    deep: &DeepArrays<'_>,
    content: &ir::Content,
) -> (BodyFormat, RustType) {
    let ty = types.rust_type(&content.ty, Direction::Request);
    match &content.format {
        ContentFormat::Json => (BodyFormat::Json, ty),
        ContentFormat::Xml(body) => match types.xml.root(body) {
            Some(root) => (BodyFormat::Xml(root.clone()), ty),
            None => (BodyFormat::Text, RustType::String),
        },
        ContentFormat::Form(encodings) => (BodyFormat::Form(deep.encodings(encodings)), ty),
        ContentFormat::Multipart(multipart) => {
            let roots = multipart.properties.iter().filter_map(|part| {
                Some((part.name.clone(), types.xml.root(part.xml.as_deref()?)?.clone()))
            });
            (BodyFormat::Multipart(deep.encodings(&multipart.properties), roots.collect()), ty)
        }
        ContentFormat::Text | ContentFormat::Events(_) => (BodyFormat::Text, RustType::String),
        ContentFormat::JsonLines => (BodyFormat::JsonLines, RustType::Vec(Box::new(ty))),
        ContentFormat::TextLines => {
            (BodyFormat::TextLines, RustType::Vec(Box::new(RustType::String)))
        }
        ContentFormat::Binary => (BodyFormat::Bytes, RustType::Body),
    }
}

/// The `Content-Type` that is sent if the caller sets no other. A key of the document may be a
/// range such as `image/*`.
fn content_type(media_type: &str, format: &BodyFormat) -> String {
    match format {
        BodyFormat::Bytes if media_type.contains('*') => "application/octet-stream".to_owned(),
        BodyFormat::Json if media_type.contains('*') => "application/json".to_owned(),
        _ => media_type.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_type_is_never_a_range() {
        for (media_type, format, expected) in [
            ("image/*", BodyFormat::Bytes, "application/octet-stream"),
            ("*/*", BodyFormat::Json, "application/json"),
            ("text/plain; charset=utf-8", BodyFormat::Text, "text/plain; charset=utf-8"),
        ] {
            assert_eq!(content_type(media_type, &format), expected);
        }
    }
}
