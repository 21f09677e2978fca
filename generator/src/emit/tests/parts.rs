//! Parts of plans, with few arguments.

use crate::plan::naming::{Case, ident};
use crate::plan::*;
use crate::plan::{Method, ParameterLocation, Status, Style};

pub fn ty(words: &str) -> Ident {
    ident(words, Case::Type)
}

pub fn value(words: &str) -> Ident {
    ident(words, Case::Value)
}

pub fn docs(text: &str) -> Docs {
    Docs { paragraphs: vec![Paragraph::Prose(text.to_owned())], deprecated: false }
}

pub fn field(name: &str, ty: RustType, presence: FieldPresence) -> Field {
    Field {
        option_ident: Some(value(&format!("set {name}"))),
        ident: value(name),
        name: name.to_owned(),
        ty,
        presence,
        is_hidden: false,
        is_write_only: false,
        docs: docs(&format!("The field {name}.")),
        source: SourceLocation::default(),
        sample: None,
    }
}

pub fn item(name: &str, kind: ItemKind) -> Item {
    Item {
        ident: ty(name),
        docs: docs(&format!("The item {name}.")),
        derives: Vec::new(),
        kind,
        source: SourceLocation::default(),
    }
}

pub fn structure(fields: Vec<Field>, construction: Construction) -> StructItem {
    StructItem { fields, additional: None, construction }
}

pub fn variant(name: &str, holds: RustType, tags: &[&str], kind: ShapeKind) -> UnionVariant {
    UnionVariant {
        ident: ty(name),
        ty: holds,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        is_default: false,
        written_tag: tags.first().filter(|_| tags.len() == 1).map(|tag| (*tag).to_owned()),
        shape: Shape { kind, ..Shape::default() },
        from: true,
        from_str: false,
        docs: docs("A variant."),
        source: SourceLocation::default(),
    }
}

pub fn parameter(
    name: &str,
    location: ParameterLocation,
    ty: RustType,
    required: bool,
) -> Parameter {
    let (style, explode) = match location {
        ParameterLocation::Path | ParameterLocation::Header => (Style::Simple, false),
        ParameterLocation::Query | ParameterLocation::Cookie => (Style::Form, true),
    };
    let style = Some(ParameterStyle { style, explode, allow_reserved: false, allow_empty: false });
    Parameter {
        option_ident: None,
        ident: value(name),
        name: name.to_owned(),
        location,
        style,
        form: None,
        is_whole_query: false,
        nested: Vec::new(),
        ty,
        required,
        docs: docs("A parameter."),
        source: SourceLocation::default(),
        sample: None,
    }
}

pub fn response(status: Status, content: ResponseContent) -> Response {
    Response::new(status, content)
}

pub fn operation(method: &str, id: &str, http_method: Method, output: Output) -> Operation {
    Operation {
        method_ident: value(method),
        ident: ty(id),
        id: id.to_owned(),
        http_method,
        path: "/customers".to_owned(),
        server: None,
        template: "/customers".to_owned(),
        parameters: Vec::new(),
        body: None,
        security: vec![vec!["SecretApiKey".to_owned()], vec!["JWT".to_owned()]],
        accept_setter: None,
        accept: "application/json".to_owned(),
        output,
        redirects: Vec::new(),
        streams: Vec::new(),
        headers: None,
        error: None,
        pagination: None,
        docs: docs("Does something."),
        errors: Vec::new(),
        tests: None,
        source: SourceLocation::default(),
    }
}

pub fn body(content_type: &str, format: BodyFormat, ty: RustType, required: bool) -> Body {
    Body {
        option_ident: None,
        ident: value("body"),
        content_type: content_type.to_owned(),
        content_types: Vec::new(),
        content_type_ident: None,
        format,
        ty,
        required,
        docs: docs("The body."),
        source: SourceLocation::default(),
    }
}

pub fn boxed(name: &str) -> RustType {
    RustType::Boxed(Box::new(RustType::Item(ty(name))))
}

pub fn named(name: &str) -> RustType {
    RustType::Item(ty(name))
}

pub fn union(tag: Option<&str>, variants: Vec<UnionVariant>) -> UnionItem {
    UnionItem {
        debug: UnionDebug::Everything,
        tag: tag.map(str::to_owned),
        without_tag: WithoutTag::Unknown,
        variants,
        catch_all: ty("Unknown"),
    }
}
