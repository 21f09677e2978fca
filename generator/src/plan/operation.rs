//! Operations: their names, arguments, setters and tables.

use std::collections::{BTreeMap, BTreeSet};

use super::direction::Direction;
use super::krate::{
    Body, BodyFormat, Docs, Inline, Operation, Output, Paragraph, Parameter, ParameterStyle,
    RustType, StreamMethod,
};
use super::name::{self, Case, Ident, Namespace};
use super::reserved;
use super::response::{self, ResponseItems};
use super::types::Scope;
use super::{docs, module};
use crate::ir::{self, ContentFormat, ParameterEncoding, ParameterLocation, Segment};

/// The type of a group, from the name of its module.
pub fn group_ident(module: &Ident) -> Ident {
    let ident = name::ident(module.plain(), Case::Type);
    if reserved::REQUESTS.contains(&ident.plain()) {
        name::ident(&format!("{} group", module.plain()), Case::Type)
    } else {
        ident
    }
}

/// The namespaces of one group.
pub struct GroupNames {
    methods: Namespace,
    types: Namespace,
    tables: Namespace,
}

impl GroupNames {
    /// Names in which the group's own type is taken.
    pub fn new(group: &Ident) -> Self {
        let reserved = reserved::REQUESTS.iter().copied().chain([group.plain()]);
        Self {
            methods: Namespace::default(),
            types: Namespace::reserving(reserved, "Request"),
            tables: Namespace::default(),
        }
    }
}

/// An operation of a group, whose method gets the name `method`.
pub fn plan(
    scope: &mut Scope<'_>,
    names: &mut GroupNames,
    responses: &mut ResponseItems,
    operation: &ir::Operation,
    method: &str,
) -> Operation {
    let place = &operation.place;
    let chosen = scope.chosen(&operation.id).map(str::to_owned);
    let method = chosen.as_deref().unwrap_or(method);
    let (method_ident, clash) = names.methods.take(name::ident(method, Case::Value), place);
    scope.say(clash, &method_ident, &operation.id, place);
    let ident = names.types.take(name::ident(&operation.id, Case::Type), place).0;
    let table_ident = names.tables.take(name::ident(&operation.id, Case::Static), place).0;
    let ordered = ordered_parameters(operation);
    let has_pages =
        operation.pagination.is_some() || scope.manifest.pagination.contains_key(&operation.id);
    let output = responses.output(scope, operation);
    let headers = responses.headers(scope, operation);
    let (error, variants) = responses.error(scope, operation).unzip();
    let errors = error_lines(operation, error.as_ref(), &variants.unwrap_or_default());
    let streams = responses.streams(scope, operation, &output);
    let body = operation.body.as_ref().map(|body| plan_body(scope, body));
    let reserved = own_methods(has_pages, &streams, body.as_ref());
    let mut arguments = Namespace::reserving(reserved, "_parameter");
    let parameters: Vec<Parameter> = ordered
        .iter()
        .map(|parameter| plan_parameter(scope, &mut arguments, &operation.id, parameter))
        .collect();
    let docs = operation_docs(operation, argument_docs(&parameters, body.as_ref()));
    Operation {
        method_ident,
        ident,
        table_ident,
        id: operation.id.clone(),
        http_method: operation.method.clone(),
        path: template_text(&operation.path),
        server: operation.server.clone(),
        template: template(operation, &ordered),
        parameters,
        body,
        security: operation.security.clone(),
        accept: accept(operation),
        output,
        streams,
        headers,
        error,
        pagination: None,
        docs,
        errors,
        spot: (&operation.place).into(),
    }
}

/// The names that a request has for something else than a parameter.
fn own_methods<'a>(
    has_pages: bool,
    streams: &'a [StreamMethod],
    body: Option<&'a Body>,
) -> Vec<&'a str> {
    let mut names = reserved::REQUEST_METHODS.to_vec();
    if has_pages {
        names.extend(["pages", "stream"]);
    }
    names.extend(streams.iter().map(|method| method.ident.plain()));
    names.extend(body.and_then(|body| body.content_type_ident.as_ref()).map(Ident::plain));
    names
}

/// What the arguments of the call are, as a list.
fn argument_docs(parameters: &[Parameter], body: Option<&Body>) -> Option<Paragraph> {
    let required = parameters.iter().filter(|parameter| parameter.required);
    let arguments = required.map(|parameter| (&parameter.ident, &parameter.docs));
    let body = body.filter(|body| body.required).map(|body| (&body.ident, &body.docs));
    let lines: Vec<Vec<Inline>> = arguments
        .chain(body)
        .map(|(ident, docs)| {
            let mut line = vec![Inline::Code(ident.plain().to_owned()), Inline::Text(": ")];
            if docs.deprecated {
                line.push(Inline::Text("Deprecated. "));
            }
            line.extend(in_short(&docs.paragraphs));
            line
        })
        .collect();
    (!lines.is_empty()).then_some(Paragraph::List(lines))
}

/// The first paragraph, and lines of ours such as what values are allowed.
fn in_short(paragraphs: &[Paragraph]) -> Vec<Inline> {
    let mut parts: Vec<Vec<Inline>> = Vec::new();
    for paragraph in paragraphs {
        match paragraph {
            Paragraph::Prose(text) if parts.is_empty() => {
                parts.push(vec![Inline::Words(
                    text.split("\n\n").next().unwrap_or_default().to_owned(),
                )]);
            }
            Paragraph::Line(line) => parts.push(line.clone()),
            Paragraph::Prose(_) | Paragraph::List(_) | Paragraph::Example(_) => {}
        }
    }
    parts.join(&Inline::Text(" "))
}

/// The names of a group's methods: the words of the operation without those that the group says
/// already, where that leaves one name for one operation.
pub fn method_names(group: &str, ids: &[&str]) -> Vec<String> {
    let stems: Vec<String> = words(group).iter().map(|word| stem(word)).collect();
    let short: Vec<String> = ids.iter().map(|id| short_name(id, &stems)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &short {
        *uses.entry(name).or_default() += 1;
    }
    let unique = |name: &str| uses.get(name) == Some(&1);
    let all: Vec<String> = ids.iter().map(|id| words(id).join("_")).collect();
    let whole: BTreeSet<&String> = all.iter().collect();
    short
        .iter()
        .zip(&all)
        .map(
            |(short, full)| {
                if unique(short) && (short == full || !whole.contains(short)) {
                    short
                } else {
                    full
                }
            },
        )
        .cloned()
        .collect()
}

fn short_name(id: &str, stems: &[String]) -> String {
    const JOINTS: &[&str] =
        &["by", "of", "for", "in", "to", "from", "with", "and", "or", "on", "at", "the", "a"];
    let full = words(id);
    let rest: Vec<&String> = full.iter().filter(|word| !stems.contains(&stem(word))).collect();
    let says = rest.first().is_some_and(|first| !JOINTS.contains(&first.as_str()));
    if says { rest.into_iter().cloned().collect::<Vec<_>>().join("_") } else { full.join("_") }
}

fn words(text: &str) -> Vec<String> {
    name::ident(text, Case::Value)
        .plain()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn stem(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word).to_owned(),
    }
}

/// Path parameters in the order of the path, then the other required ones, then the optional ones.
fn ordered_parameters(operation: &ir::Operation) -> Vec<&ir::Parameter> {
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
    scope: &mut Scope<'_>,
    names: &mut Namespace,
    operation: &str,
    parameter: &ir::Parameter,
) -> Parameter {
    let key = format!("{operation}.{}", parameter.name);
    let wanted = name::ident(scope.chosen(&key).unwrap_or(&parameter.name), Case::Value);
    let (ident, clash) = names.take(wanted, &parameter.place);
    scope.say(clash, &ident, &key, &parameter.place);
    let (bare, _) = scope.without_null(&parameter.ty);
    let style = match parameter.encoding {
        ParameterEncoding::Style { style, explode, allow_reserved } => {
            Some(ParameterStyle { style, explode, allow_reserved })
        }
        ParameterEncoding::Json => None,
    };
    let docs = docs::or(docs::of(&parameter.docs), || {
        vec![
            Inline::Text("The parameter "),
            Inline::Code(parameter.name.clone()),
            Inline::Text("."),
        ]
    });
    Parameter {
        ident,
        name: parameter.name.clone(),
        location: parameter.location,
        style,
        ty: scope.rust_type(bare, Direction::Request),
        required: parameter.required,
        docs,
        sample: docs::sample(&parameter.docs),
        spot: (&parameter.place).into(),
    }
}

fn plan_body(scope: &Scope<'_>, body: &ir::Body) -> Body {
    let content = &body.content;
    let (format, ty) = match &content.format {
        ContentFormat::Json => (BodyFormat::Json, scope.rust_type(&content.ty, Direction::Request)),
        ContentFormat::Form(encodings) => {
            (BodyFormat::Form(encodings.clone()), scope.rust_type(&content.ty, Direction::Request))
        }
        ContentFormat::Multipart(encodings) => (
            BodyFormat::Multipart(encodings.clone()),
            scope.rust_type(&content.ty, Direction::Request),
        ),
        ContentFormat::Text | ContentFormat::Events(_) => (BodyFormat::Text, RustType::String),
        ContentFormat::JsonLines => {
            let item = scope.rust_type(&content.ty, Direction::Request);
            (BodyFormat::JsonLines, RustType::Vec(Box::new(item)))
        }
        ContentFormat::Binary => (BodyFormat::Bytes, RustType::Body),
    };
    let is_range = content.media_type.contains('*') || content.media_type.contains(',');
    let content_type = match format {
        BodyFormat::Bytes if is_range && !content.media_type.contains('*') => {
            content.media_type.split(',').next().unwrap_or_default().trim().to_owned()
        }
        BodyFormat::Bytes if is_range => "application/octet-stream".to_owned(),
        BodyFormat::Json if content.media_type.contains('*') => "application/json".to_owned(),
        _ => content.media_type.clone(),
    };
    let docs = docs::or(docs::of(&body.docs), || vec![Inline::Text("The body of the request.")]);
    let content_type_ident =
        (is_range && format == BodyFormat::Bytes).then(|| name::ident("content_type", Case::Value));
    let ident = name::ident("body", Case::Value);
    let spot = (&body.place).into();
    Body {
        ident,
        content_type,
        content_type_ident,
        format,
        ty,
        required: body.required,
        docs,
        spot,
    }
}

/// The path with the names of its parameters in braces. No literal has braces, and no name.
fn template(operation: &ir::Operation, parameters: &[&ir::Parameter]) -> String {
    let is_there = |name: &String| {
        let here = |parameter: &&ir::Parameter| {
            parameter.location == ParameterLocation::Path && parameter.name == *name
        };
        parameters.iter().any(here)
    };
    let segment = |segment: &Segment| match segment {
        Segment::Parameter(name) if is_there(name) => format!("{{{name}}}"),
        Segment::Parameter(name) => percent_encoded(&format!("{{{name}}}")),
        Segment::Literal(text) => percent_encoded(text),
    };
    operation.path.0.iter().map(segment).collect()
}

/// The text as part of a path and its query: what RFC 3986, sections 3.3 and 3.4 allow stays,
/// escapes that are there stay.
fn percent_encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_hexdigit);
    let mut out = String::with_capacity(text.len());
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(*byte)),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' | b':' | b'@' | b'/' | b'?' => out.push(char::from(*byte)),
            b'%' if hex(index + 1) && hex(index + 2) => out.push('%'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn template_text(template: &ir::Template) -> String {
    let text = |segment: &Segment| match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Parameter(name) => format!("{{{name}}}"),
    };
    template.0.iter().map(text).collect()
}

/// The media types of what is a success; of the errors when a success has no body.
fn accept(operation: &ir::Operation) -> String {
    let types = |success: bool| {
        let mut types: Vec<&str> = Vec::new();
        let responses =
            operation.responses.iter().filter(|response| response.status.is_success() == success);
        for content in responses.filter_map(|response| response.content.as_ref()) {
            if !types.contains(&content.media_type.as_str()) {
                types.push(&content.media_type);
            }
        }
        types.join(", ")
    };
    let successes = types(true);
    if successes.is_empty() { types(false) } else { successes }
}

/// The words of the document, the request, and what the call takes.
fn operation_docs(operation: &ir::Operation, arguments: Option<Paragraph>) -> Docs {
    let mut docs = docs::or(docs::of(&operation.docs), || {
        vec![Inline::Text("The operation "), Inline::Code(operation.id.clone()), Inline::Text(".")]
    });
    let request = format!("{} {}", operation.method, template_text(&operation.path));
    docs.paragraphs.push(Paragraph::Line(vec![Inline::Code(request)]));
    if let Some(body) = operation.body.as_ref().filter(|body| body.is_choice) {
        let media_type = body.content.media_type.clone();
        docs.paragraphs.push(Paragraph::Line(vec![
            Inline::Text("The body is sent as "),
            Inline::Code(media_type),
            Inline::Text("; another method sends it in another way."),
        ]));
    }
    if let Some(server) = &operation.server {
        docs.paragraphs.push(Paragraph::Line(vec![
            Inline::Text("Sent to "),
            Inline::Code(server.clone()),
            Inline::Text(
                ", unless the client is given another URL than that of the API's first server.",
            ),
        ]));
    }
    if !operation.permissions.is_empty() {
        let names: Vec<Vec<Inline>> = operation
            .permissions
            .iter()
            .map(|permission| vec![Inline::Code(permission.clone())])
            .collect();
        let names = names.join(&Inline::Text(" and "));
        let line =
            [vec![Inline::Text("Needs the permission ")], names, vec![Inline::Text(".")]].concat();
        docs.paragraphs.push(Paragraph::Line(line));
    }
    if !operation.scopes.is_empty() {
        let code = |scope: &String| vec![Inline::Code(scope.clone())];
        let all = |scopes: &Vec<String>| {
            scopes.iter().map(code).collect::<Vec<_>>().join(&Inline::Text(" and "))
        };
        let alternatives: Vec<Vec<Inline>> = operation.scopes.iter().map(all).collect();
        let names = alternatives.join(&Inline::Text(", or "));
        let line =
            [vec![Inline::Text("Needs the scope ")], names, vec![Inline::Text(".")]].concat();
        docs.paragraphs.push(Paragraph::Line(line));
    }
    docs.paragraphs.extend(arguments);
    docs
}

/// A line for each error: the status, the variant that it becomes, and what the document says of
/// it.
fn error_lines(
    operation: &ir::Operation,
    item: Option<&Ident>,
    variants: &[Ident],
) -> Vec<Vec<Inline>> {
    let line = |(response, variant): (&ir::Response, &Ident)| {
        let mut line = vec![Inline::Code(response.status.to_string())];
        if let Some(item) = item {
            line.push(Inline::Text(" "));
            line.push(Inline::Variant { item: item.clone(), variant: variant.clone() });
        }
        if let Some(description) =
            response.description.as_deref().map(str::trim).filter(|text| !text.is_empty())
        {
            line.push(Inline::Text(": "));
            line.push(Inline::Words(
                description.split("\n\n").next().unwrap_or_default().to_owned(),
            ));
        }
        line
    };
    response::errors(operation).into_iter().zip(variants).map(line).collect()
}

/// The types that an operation names.
pub fn types(operation: &Operation) -> Vec<RustType> {
    let mut types: Vec<RustType> =
        operation.parameters.iter().map(|parameter| parameter.ty.clone()).collect();
    types.extend(operation.body.iter().map(|body| body.ty.clone()));
    match &operation.output {
        Output::One(response) => {
            types.extend(module::body_type(&response.content).cloned());
        }
        Output::Several { ident, .. } => types.push(RustType::Item(ident.clone())),
    }
    types.extend(
        operation.streams.iter().filter_map(|method| module::piece(&method.stream)).cloned(),
    );
    types.extend(operation.pagination.iter().map(|pagination| pagination.item.clone()));
    types.extend(operation.headers.iter().chain(&operation.error).cloned().map(RustType::Item));
    types
}

#[cfg(test)]
mod tests {
    use super::method_names;

    #[test]
    fn a_method_does_not_repeat_its_group() {
        let names = method_names(
            "Customers",
            &[
                "listCustomers",
                "getCustomer",
                "getCustomerLeadSource",
                "customersByName",
                "listCustomerList",
            ],
        );
        assert_eq!(names, ["list", "get", "get_lead_source", "customers_by_name", "list_list"]);
    }

    #[test]
    fn what_would_be_one_name_for_two_stays_whole() {
        assert_eq!(method_names("Pets", &["getPet", "getPets"]), ["get_pet", "get_pets"]);
        assert_eq!(method_names("Pets", &["pets"]), ["pets"]);
    }
}
