//! Servers and credentials.

use std::collections::BTreeMap;

use super::chosen::Names;
use super::docs;
use super::krate::{
    Credential, CredentialKind, Inline, Item, ItemKind, Server, ServerSegment, ServerVariable,
    UrlPart,
};
use super::krate::{EnumItem, EnumVariant};
use super::name::{self, Case, Ident, Namespace};
use super::reserved;
use crate::ir::{self, OtherValues, SecurityKind, Segment};

/// The constructors of the servers, and the enums that their variables need.
pub fn servers(api: &ir::Api, names: &mut Names<'_>) -> (Vec<Server>, Vec<Item>) {
    let mut idents = Namespace::reserving(["url", "new"], "_server");
    let mut items: Vec<Item> = Vec::new();
    let mut servers = Vec::new();
    for (index, server) in api.servers.iter().enumerate() {
        let words = server_words(server, index, api.servers.len());
        let words = names.chosen(&format!("server:{words}")).map_or(words, str::to_owned);
        let (ident, _) = idents.take(name::ident(&words, Case::Value), &server.location);
        let optional = server.variables.iter().any(|variable| variable.default.is_some());
        let full_ident = optional.then(|| {
            idents.take(name::ident(&format!("{words} with"), Case::Value), &server.location).0
        });
        let mut arguments =
            Namespace::reserving(reserved::URL_FUNCTIONS.iter().copied(), "_variable");
        let parts = url_parts(server);
        let variables = server.variables.iter().map(|variable| {
            let ident =
                arguments.take(name::ident(&variable.name, Case::Value), &server.location).0;
            let ty = variable_type(names, &mut items, variable, server);
            let part = parts.get(variable.name.as_str()).copied().unwrap_or(UrlPart::Path);
            ServerVariable { ident, default: variable.default.clone(), ty, part }
        });
        let variables = variables.collect();
        let docs = server_docs(server);
        servers.push(Server {
            ident,
            full_ident,
            docs,
            url: url(server),
            variables,
            source: (&server.location).into(),
        });
    }
    (servers, items)
}

/// The part of the URL that each variable is in.
fn url_parts(server: &ir::Server) -> BTreeMap<&str, UrlPart> {
    let mut before = String::new();
    let mut parts = BTreeMap::new();
    for segment in &server.url.0 {
        match segment {
            Segment::Literal(text) => before.push_str(text),
            Segment::Parameter(name) => {
                parts.entry(name.as_str()).or_insert_with(|| url_part(&before));
                before.push('x');
            }
        }
    }
    parts
}

/// The part of a URL that follows the text `before`.
fn url_part(before: &str) -> UrlPart {
    match before.split_once("://").map(|(_, rest)| rest) {
        _ if before.is_empty() => UrlPart::Start,
        Some(rest) if !rest.contains('/') => UrlPart::Authority,
        _ => UrlPart::Path,
    }
}

/// The base URL of the first server, if every variable in it has a default. If the document has no
/// servers and every operation has one of its own, it is that of the first operation.
pub fn default_server(api: &ir::Api) -> Option<String> {
    let Some(server) = api.servers.first() else {
        let servers: Option<Vec<&String>> =
            api.operations.iter().map(|operation| operation.server.as_ref()).collect();
        return servers?.first().map(|server| (*server).clone());
    };
    let mut url = String::new();
    let variables = server.variables.iter().rev();
    let defaults: BTreeMap<&str, Option<&str>> =
        variables.map(|variable| (variable.name.as_str(), variable.default.as_deref())).collect();
    for segment in &server.url.0 {
        match segment {
            Segment::Literal(text) => url.push_str(text),
            Segment::Parameter(name) => {
                let default = defaults.get(name.as_str()).copied().flatten();
                url.push_str(default?);
            }
        }
    }
    let absolute = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
    absolute.then_some(url)
}

fn url(server: &ir::Server) -> Vec<ServerSegment> {
    let names = server.variables.iter().enumerate().rev();
    let indices: BTreeMap<&str, usize> =
        names.map(|(index, variable)| (variable.name.as_str(), index)).collect();
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => ServerSegment::Literal(text.clone()),
        Segment::Parameter(name) => match indices.get(name.as_str()) {
            Some(index) => ServerSegment::Variable(*index),
            None => ServerSegment::Literal(format!("{{{name}}}")),
        },
    };
    server.url.0.iter().map(segment).collect()
}

/// The words for a server: its name (OpenAPI 3.2), or a short description without words that every
/// server has: `Sandbox server` is `sandbox`.
fn server_words(server: &ir::Server, index: usize, count: usize) -> String {
    if let Some(name) = &server.name {
        return name.clone();
    }
    const COMMON: &[&str] =
        &["server", "servers", "environment", "env", "api", "url", "endpoint", "the", "a", "host"];
    let description = server.description.as_deref().unwrap_or_default();
    let sentence = description.split(['.', '\n', ',', ':', '(']).next().unwrap_or_default();
    let is_specific = |word: &&str| !COMMON.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = sentence.split_whitespace().filter(is_specific).collect();
    if !words.is_empty() && words.len() <= 3 {
        return words.join(" ");
    }
    if count == 1 {
        return "primary".to_owned();
    }
    format!("server {}", index + 1)
}

fn server_docs(server: &ir::Server) -> super::krate::Docs {
    let mut docs = docs::or(docs::words(server.description.as_deref()), || {
        vec![Inline::Text("A server of the API.")]
    });
    let described = server.variables.iter().filter_map(|variable| {
        let words = Inline::Words(variable.description.clone()?);
        Some(vec![Inline::Code(variable.name.clone()), Inline::Text(": "), words])
    });
    let described: Vec<Vec<Inline>> = described.collect();
    if !described.is_empty() {
        docs.paragraphs.push(super::krate::Paragraph::List(described));
    }
    docs
}

/// The enum for a variable with a list of values. Variables of the same name and the same values
/// share it.
fn variable_type(
    names: &mut Names<'_>,
    items: &mut Vec<Item>,
    variable: &ir::ServerVariable,
    server: &ir::Server,
) -> Option<Ident> {
    if variable.values.is_empty() {
        return None;
    }
    let mut values = Namespace::reserving(["Unknown"], "Value");
    let variants: Vec<EnumVariant<String>> = variable
        .values
        .iter()
        .map(|value| EnumVariant {
            ident: values.take(name::ident(value, Case::Type), &server.location).0,
            value: value.clone(),
            docs: docs::line(vec![Inline::Code(value.clone())]),
            source: (&server.location).into(),
        })
        .collect();
    let kind = ItemKind::StringEnum(EnumItem {
        variants,
        catch_all: name::ident("unknown", Case::Type),
        others: OtherValues::Unknown,
    });
    let wanted = name::ident(&format!("server {}", variable.name), Case::Type);
    if let Some(same) = items
        .iter()
        .find(|item| item.ident.plain().starts_with(wanted.plain()) && item.kind == kind)
    {
        return Some(same.ident.clone());
    }
    let ident = names.take_type(&format!("server {}", variable.name), &server.location);
    let docs = docs::or(docs::words(variable.description.as_deref()), || {
        vec![
            Inline::Text("The values of the server variable "),
            Inline::Code(variable.name.clone()),
            Inline::Text("."),
        ]
    });
    items.push(Item {
        ident: ident.clone(),
        docs,
        derives: Vec::new(),
        kind,
        source: (&server.location).into(),
    });
    Some(ident)
}

/// A setter for each security scheme.
pub fn credentials(api: &ir::Api, names: &mut Names<'_>) -> Vec<Credential> {
    let mut idents = Namespace::reserving(reserved::BUILDER_METHODS.iter().copied(), "_credential");
    let root = crate::source::Location::root(crate::source::FileId(0));
    let schemes = api.security_schemes.iter().map(|scheme| {
        let chosen = names.chosen(&format!("security:{}", scheme.name)).unwrap_or(&scheme.name);
        let kind = match &scheme.kind {
            SecurityKind::ApiKey { location, name } => {
                CredentialKind::ApiKey { location: *location, name: name.clone() }
            }
            SecurityKind::Basic => CredentialKind::Basic,
            SecurityKind::Bearer => CredentialKind::Bearer,
            SecurityKind::Http(word) => CredentialKind::Http(word.clone()),
        };
        let docs = docs::or(docs::words(scheme.description.as_deref()), || {
            vec![
                Inline::Text("Sets the credential "),
                Inline::Code(scheme.name.clone()),
                Inline::Text("."),
            ]
        });
        let ident = idents.take(name::ident(chosen, Case::Value), &root).0;
        Credential {
            ident,
            scheme: scheme.name.clone(),
            kind,
            docs,
            source: (&scheme.location).into(),
        }
    });
    schemes.collect()
}
