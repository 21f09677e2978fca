//! Operations: their names, their arguments and setters, and the static tables.

use super::argument::{Arguments, ordered_parameters};
use super::chosen::{Names, WantedName};
use super::krate::Operation;
use super::name::{self, Case, Ident, Namespace};
use super::operation_docs;
use super::reserved;
use super::response::{PlannedResponses, ResponseItems};
use super::types::TypeMap;
use crate::ir::{self, ParameterLocation, Segment};

/// The type of a group, from the name of its module.
pub fn group_ident(module: &Ident) -> Ident {
    let ident = name::ident(module.plain(), Case::Type);
    if reserved::requests().any(|name| name == ident.plain()) {
        name::ident(&format!("{} group", module.plain()), Case::Type)
    } else {
        ident
    }
}

/// Plans the operations of one group.
pub struct Planner<'p, 'a> {
    types: &'p TypeMap<'a>,
    names: &'p mut Names<'a>,
    responses: &'p mut ResponseItems,
    /// The methods of the group.
    methods: Namespace,
    /// The types of its requests.
    requests: Namespace,
}

impl<'p, 'a> Planner<'p, 'a> {
    /// A planner for the group whose type is `group`.
    pub fn new(
        types: &'p TypeMap<'a>,
        names: &'p mut Names<'a>,
        responses: &'p mut ResponseItems,
        group: &Ident,
    ) -> Self {
        let mut reserved: Vec<&str> = reserved::requests().collect();
        reserved.push(group.plain());
        let requests = Namespace::reserving(reserved, "Request");
        let methods = Namespace::default();
        Self { types, names, responses, methods, requests }
    }

    /// Plans an operation, whose method is called `method` if the manifest has no name for it.
    pub fn plan(&mut self, operation: &ir::Operation, method: &str) -> Operation {
        let (id, location) = (&operation.id, &operation.location);
        let wanted = WantedName { key: id, words: method, case: Case::Value, location };
        let method_ident = self.names.take(&mut self.methods, &wanted);
        let words = self.types.words_of(operation);
        let ident = self.requests.take(name::ident(words, Case::Type), location).0;
        let responses = self.responses.plan(self.types, self.names, operation);
        let PlannedResponses { output, redirects, streams, headers, error, error_lines } =
            responses;
        let arguments = Arguments::plan(self.types, self.names, operation, &streams);
        let docs =
            operation_docs::of_operation(operation, &arguments.parameters, arguments.body.as_ref());
        Operation {
            method_ident,
            ident,
            id: id.clone(),
            http_method: operation.method.clone(),
            path: operation.path.to_string(),
            server: operation.server.clone(),
            template: template(operation, &ordered_parameters(operation)),
            parameters: arguments.parameters,
            body: arguments.body,
            security: operation.security.clone(),
            accept: accept(operation),
            accept_setter: accept_setter(operation),
            output,
            redirects,
            streams,
            headers,
            error,
            pagination: None,
            docs,
            errors: error_lines,
            tests: None,
            source: location.into(),
        }
    }
}

/// The path with the names of its parameters in braces. Neither literals nor names have braces.
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

/// Percent-encodes a text for a path and its query (RFC 3986, sections 3.3 and 3.4). Escapes in it
/// stay as they are.
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

/// The `Accept` header: the media types of successes, or those of errors if no success has a body.
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

/// The setter for the `Accept` header, if media types of a success have the same type.
fn accept_setter(operation: &ir::Operation) -> Option<(Ident, Vec<String>)> {
    let mut others: Vec<String> = Vec::new();
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    for content in successes.flat_map(|one| one.content.iter().chain(&one.streams)) {
        for other in &content.others {
            if !others.contains(other) {
                others.push(other.clone());
            }
        }
    }
    (!others.is_empty() && operation.method != ir::Method::Head)
        .then(|| (name::ident("accept", Case::Value), others))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::Report;
    use crate::manifest::Manifest;
    use crate::source::{FileId, Location};

    fn response(status: ir::Status, media_type: &str) -> ir::Response {
        let content = ir::Content {
            media_type: media_type.to_owned(),
            others: Vec::new(),
            words: String::new(),
            format: ir::ContentFormat::Json,
            xml: None,
            ty: ir::Type::Json,
            examples: Vec::new(),
        };
        ir::Response {
            status,
            content: Some(content),
            streams: Vec::new(),
            headers: Vec::new(),
            links: Vec::new(),
            description: None,
            location: Location::root(FileId(0)),
        }
    }

    fn operation(path: Vec<Segment>, responses: Vec<ir::Response>) -> ir::Operation {
        ir::Operation {
            id: "getCustomer".to_owned(),
            method: ir::Method::Get,
            path: ir::Template(path),
            tags: Vec::new(),
            parameters: Vec::new(),
            body: None,
            responses,
            server: None,
            callbacks: Vec::new(),
            security: Vec::new(),
            scopes: Vec::new(),
            permissions: Vec::new(),
            pagination: None,
            calls: None,
            docs: ir::Docs::default(),
            location: Location::root(FileId(0)),
        }
    }

    #[test]
    fn an_operation_has_a_method_a_request_and_a_table_with_names_of_their_own() {
        let (api, mut report) = (ir::Api::default(), Report::new());
        let manifest = Manifest::for_document(Path::new("customers.yaml"), "shop", &mut report)
            .expect("a manifest");
        let chosen = manifest.apis.first().expect("an API");
        let mut names = Names::new(chosen, &mut report);
        let types = TypeMap::new(&api, chosen, &manifest, &mut names);
        let (mut responses, group) =
            (ResponseItems::default(), name::ident("customers", Case::Type));
        let mut planner = Planner::new(&types, &mut names, &mut responses, &group);
        let path = vec![
            Segment::Literal("/customers/".to_owned()),
            Segment::Parameter("customer-id".to_owned()),
        ];
        let mut get = operation(path, vec![response(ir::Status::Code(200), "application/json")]);
        get.parameters.push(ir::Parameter {
            name: "customer-id".to_owned(),
            location: ParameterLocation::Path,
            encoding: ir::ParameterEncoding::Json,
            required: true,
            ty: ir::Type::Json,
            docs: ir::Docs::default(),
            source: Location::root(FileId(0)),
        });
        let first = planner.plan(&get, "get");
        let second = planner.plan(&get, "get");
        let of_group = planner.plan(&ir::Operation { id: "customers".to_owned(), ..get }, "list");
        let names = |operation: &Operation| {
            let Operation { method_ident, ident, .. } = operation;
            [method_ident, ident].map(|ident| ident.as_str().to_owned())
        };
        assert_eq!(names(&first), ["get", "GetCustomer"]);
        assert_eq!(names(&second), ["get2", "GetCustomer2"]);
        assert_eq!(names(&of_group), ["list", "CustomersRequest"]);
        assert_eq!(first.template, "/customers/{customer-id}");
        assert_eq!(first.parameters.len(), 1);
        assert_eq!(first.accept, "application/json");
    }

    #[test]
    fn a_placeholder_without_a_parameter_is_a_text() {
        let path = vec![Segment::Literal("/a b/".to_owned()), Segment::Parameter("id".to_owned())];
        assert_eq!(template(&operation(path, Vec::new()), &[]), "/a%20b/%7Bid%7D");
    }

    #[test]
    fn errors_are_accepted_if_no_success_has_a_body() {
        let (success, error) = (ir::Status::Code(200), ir::Status::Default);
        let both = [(success, "application/json"), (error, "application/problem+json")];
        let accepted = |responses: &[(ir::Status, &str)]| {
            let responses = responses.iter().map(|(status, of)| response(*status, of)).collect();
            accept(&operation(Vec::new(), responses))
        };
        assert_eq!(accepted(&both), "application/json");
        assert_eq!(accepted(&both[1..]), "application/problem+json");
        assert_eq!(accepted(&both[..1].repeat(2)), "application/json");
    }

    #[test]
    fn a_path_keeps_what_is_allowed_in_it_and_escapes_that_it_has() {
        for (text, encoded) in [
            ("/customers", "/customers"),
            ("/a b/ä", "/a%20b/%C3%A4"),
            ("/100%/%2F", "/100%25/%2F"),
            ("/a?b=c,d", "/a?b=c,d"),
            ("/{id}", "/%7Bid%7D"),
        ] {
            assert_eq!(percent_encoded(text), encoded);
        }
    }
}
