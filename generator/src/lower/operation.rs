//! Paths and operations.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::docs::prose;
use super::operation_id::OperationKey;
use super::{Context, path};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{
    Body, Docs, LeftOut, Method, Operation, Parameter, ParameterEncoding, ParameterLocation,
    Presence, Scalar, Segment, StringFormat, Style, Template, Type,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::select::Endpoint;
use crate::source::Location;

/// The methods of a Path Item Object, by their keys.
const METHODS: &[(&str, Method)] = &[
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
];

/// The operations of a Path Item Object.
#[derive(Default)]
struct Methods {
    known: Vec<(Method, Location)>,
    /// Members that are not methods, or that repeat one.
    rejected: Vec<(String, Location)>,
    /// Methods without an operation.
    empty: Vec<Location>,
}

/// An operation that is not read yet.
pub(super) struct FoundOperation {
    pub(super) method: Method,
    pub(super) path: String,
    /// The key of the path.
    pub(super) key: Location,
    pub(super) item: Location,
    pub(super) location: Location,
    /// The `operationId`, or words that no other operation has.
    pub(super) id: String,
    /// The operation with the same `operationId`.
    pub(super) first: Option<OperationKey>,
}

impl FoundOperation {
    pub(super) fn location(&self) -> Endpoint<'_> {
        Endpoint::Path(&self.path)
    }

    pub(super) fn identity(&self) -> OperationKey {
        OperationKey { path: self.key.clone(), location: self.location.clone() }
    }
}

impl<'a> Context<'a> {
    /// All operations, in the order of the document, not read yet.
    pub(super) fn find_operations(&mut self) -> Vec<FoundOperation> {
        let mut found = Vec::new();
        for (path, location) in self.members(&self.document.root(), "paths") {
            if path.starts_with("x-") {
                continue;
            }
            let Some((item, raw)) = self.path_item(&path, &location) else { continue };
            for (method, operation) in self.methods_of(&item, raw).known {
                let (path, key, item) = (path.clone(), location.key(), item.clone());
                found.push(FoundOperation {
                    method,
                    path,
                    key,
                    item,
                    location: operation,
                    id: String::new(),
                    first: None,
                });
            }
            if self.selection.is_everything() {
                self.look_at_item(&item);
            }
        }
        self.name_operations(&mut found);
        found
    }

    /// The operations that are selected.
    pub(super) fn operations(&mut self, found: &[FoundOperation]) -> Vec<Operation> {
        for found in found {
            self.look_at_item(&found.item);
            self.check_id(found);
        }
        let read = |found: &FoundOperation| {
            let shared = found.item.child("parameters");
            self.left_out_on_error(&found.id, &found.location, &[shared], |context| {
                context.operation(found)
            })
        };
        found.iter().filter_map(read).flatten().collect()
    }

    /// The Path Item Object of a path. If it cannot be found and may be selected, that is reported.
    fn path_item(
        &mut self,
        path: &str,
        location: &Location,
    ) -> Option<(Location, &'a Map<String, Value>)> {
        if self.selection.selects_path(path) {
            let (item, is_wrong) = self.contain(|context| context.target(location));
            if is_wrong {
                self.left_out.push(LeftOut { id: None, location: location.clone() });
            }
            return item;
        }
        let followed = self.document.follow(location, &mut Report::new())?;
        Some((followed.location.clone(), self.object(&followed.location)?))
    }

    /// Reports problems of a Path Item Object itself.
    fn look_at_item(&mut self, item: &Location) {
        self.unknown_keys(item, Object::PathItem);
        if let Some(raw) = self.object(item) {
            _ = self.methods(item, raw);
        }
    }

    /// The operations of a Path Item Object, in the order of the document, each with its method.
    /// Members that are not methods are reported.
    pub(super) fn methods(
        &mut self,
        item: &Location,
        raw: &Map<String, Value>,
    ) -> Vec<(Method, Location)> {
        let Methods { known, rejected, empty } = self.methods_of(item, raw);
        for location in empty {
            self.report_at(
                Code::EmptyOperation,
                &location.key(),
                "an operation must be an object, found nothing; it is left out",
                "describe it, or remove it",
            );
        }
        for (text, location) in rejected {
            self.report_at(
                Code::MethodLeftOut,
                &location.key(),
                format!(
                    "`{}` is not a method of a request, or another operation of this path has it",
                    text.escape_debug()
                ),
                "use a method of RFC 9110 that this path does not have; the operation is left out",
            );
        }
        known
    }

    fn methods_of(&mut self, item: &Location, raw: &Map<String, Value>) -> Methods {
        let mut methods = Methods::default();
        for key in raw.keys() {
            let Some((_, method)) = METHODS.iter().find(|(word, _)| word == key) else { continue };
            let location = item.child(key);
            match self.document.value(&location) {
                Some(Value::Null) => methods.empty.push(location),
                _ => methods.known.push((method.clone(), location)),
            }
        }
        for (text, location) in self.members(item, keys::ADDITIONAL_OPERATIONS) {
            let new = |method: &Method| !methods.known.iter().any(|(known, _)| known == method);
            match Method::of(&text).filter(new) {
                Some(method) => methods.known.push((method, location)),
                None => methods.rejected.push((text, location)),
            }
        }
        methods
    }

    /// An operation. It becomes several if its body has media types of different kinds: one for
    /// each.
    fn operation(&mut self, found: &FoundOperation) -> Option<Vec<Operation>> {
        let (mut operation, bodies) = self.with_bodies(found)?;
        let mut bodies = bodies.into_iter();
        operation.body = bodies.next().map(|(_, body)| body);
        let others = bodies.map(|(kind, body)| {
            let words = format!("{} {kind}", operation.id);
            let taken = |id: &String| self.operation_ids.is_taken(id);
            let numbered = (2..).map(|number| format!("{words} {number}"));
            let id = [words.clone()]
                .into_iter()
                .chain(numbered)
                .find(|id| !taken(id))
                .unwrap_or(words.clone());
            Operation { id, body: Some(body), callbacks: Vec::new(), ..operation.clone() }
        });
        let others: Vec<Operation> = others.collect();
        Some([vec![operation], others].concat())
    }

    /// An operation without its body, and the possible bodies.
    fn with_bodies(&mut self, found: &FoundOperation) -> Option<(Operation, Vec<(String, Body)>)> {
        let location = &found.location;
        let operation: openapiv3::Operation = self.document.node(location, self.report)?;
        self.unknown_keys(location, Object::Operation);
        let mut path = self.path(found)?;
        let mut parameters = self.parameters(&found.item, location, &found.id);
        self.plain_placeholders(&mut path, &mut parameters, found);
        let path = query_parameters(&path, &mut parameters);
        let path = self.merge_query(&path, &mut parameters, found);
        let parameters = self.matching(parameters, &path, found);
        let mut docs = operation_docs(&operation);
        if docs.summary.is_none() && docs.description.is_none() {
            let text = |key: &str| {
                prose(self.document.value(&found.item.child(key)).and_then(Value::as_str))
            };
            (docs.summary, docs.description) = (text("summary"), text("description"));
        }
        let bodies = match operation.request_body {
            Some(_) => self.bodies(&location.child("requestBody"), &found.id),
            None => Vec::new(),
        };
        let responses = self.responses(location, &found.id);
        let callbacks = self.callbacks(location, &found.id);
        let server = self.own_server(&found.item, location);
        let security = self.security(location);
        let operation = Operation {
            id: found.id.clone(),
            method: found.method.clone(),
            path,
            parameters,
            body: None,
            responses,
            server,
            callbacks,
            security,
            scopes: self.scopes(location),
            permissions: permissions(operation.extensions.get("x-permission")),
            pagination: None,
            tags: operation.tags,
            calls: None,
            docs,
            location: location.clone(),
        };
        Some((operation, bodies))
    }

    fn path(&mut self, found: &FoundOperation) -> Option<Template> {
        let text = match found.path.starts_with('/') {
            true => found.path.clone(),
            false => {
                self.report_at(
                    Code::PathWithoutSlash,
                    &found.key,
                    format!("the path `{}` does not start with `/`; one is added", found.path),
                    "start it with `/`",
                );
                format!("/{}", found.path)
            }
        };
        match path::template(&text) {
            Ok(template) => {
                self.check_repeated(&template, found);
                Some(self.sent(template, found))
            }
            Err(error) => {
                self.report_at(
                    Code::MalformedTemplate,
                    &found.key,
                    format!(
                        "the path `{}` is invalid, so its operations are left out: {error}",
                        found.path
                    ),
                    "write each parameter of the path as `{name}`",
                );
                None
            }
        }
    }

    /// The path without the pairs of its query that are parameters, too. They are required then,
    /// since the path has them.
    fn merge_query(
        &mut self,
        path: &Template,
        parameters: &mut [Parameter],
        found: &FoundOperation,
    ) -> Template {
        path::take_texts(path, |key| {
            let mut all = parameters.iter_mut();
            let sent = all.find_map(|one| self.sends(one, key).map(|sent| (sent, one)));
            let Some((sent, parameter)) = sent else { return false };
            let start = format!("the path `{}` has the query parameter `{key}`", found.path);
            let diagnostic = match sent {
                Presence::Required => {
                    parameter.required = true;
                    let end = "too; it is sent once, with the value of the argument";
                    Diagnostic::new(Code::PathQuery, format!("{start}, {end}"))
                        .help("remove it from the path")
                }
                Presence::Optional | Presence::Patched => {
                    let end = "and it is an optional property of the form; if the caller sets it, \
                               it is sent twice";
                    Diagnostic::new(Code::PathQuery, format!("{start}, {end}"))
                        .label("may be sent twice")
                        .help("remove it from the path or from the form")
                }
            };
            self.report.push(diagnostic.at(parameter.source.clone()));
            sent == Presence::Required
        })
    }

    /// Whether a parameter sends a parameter of the query with this name: always, or only if the
    /// caller sets it in a form.
    fn sends(&self, parameter: &Parameter, name: &str) -> Option<Presence> {
        match &parameter.encoding {
            _ if parameter.location != ParameterLocation::Query => None,
            ParameterEncoding::Form(_) => {
                let (_, form) = self.types.structure(&parameter.ty)?;
                form.fields.iter().find(|field| field.name == name).map(|field| field.presence)
            }
            ParameterEncoding::WholeQuery { .. } => None,
            _ => (parameter.name == name).then_some(Presence::Required),
        }
    }

    /// Warns about parameters that a path contains twice.
    fn check_repeated(&mut self, path: &Template, found: &FoundOperation) {
        let mut names = BTreeSet::new();
        for name in path::placeholders(path) {
            if !names.insert(name) {
                self.report_at(
                    Code::PlaceholderTwice,
                    &found.key,
                    format!(
                        "the path `{}` contains `{{{name}}}` twice; both get the same value",
                        found.path
                    ),
                    "give one of them another name, and describe it with another parameter",
                );
            }
        }
    }

    /// The path without its fragment.
    fn sent(&mut self, path: Template, found: &FoundOperation) -> Template {
        let Some(sent) = path::without_fragment(&path) else { return path };
        self.report_at(
            Code::PathFragment,
            &found.key,
            format!(
                "the fragment of the path `{}`, after `#`, is not part of a request and is not sent",
                found.path
            ),
            "no action needed if it only distinguishes this path from another",
        );
        sent
    }

    /// `{?a,b}` and `{&a,b}` are parameters of the query, as in RFC 6570.
    fn query_placeholders(
        &mut self,
        path: &mut Template,
        parameters: &mut Vec<Parameter>,
        found: &FoundOperation,
    ) {
        let is_query = |segment: &Segment| matches!(segment, Segment::Parameter(name) if name.starts_with(['?', '&']));
        let placeholders: Vec<Segment> =
            path.0.iter().filter(|segment| is_query(segment)).cloned().collect();
        path.0.retain(|segment| !is_query(segment));
        for placeholder in path::placeholders(&Template(placeholders)) {
            self.report_at(
                Code::TemplateOperator,
                &found.key,
                format!(
                    "`{{{placeholder}}}` in the path `{}` is read as query parameters",
                    found.path
                ),
                "remove it: parameters with `in: query` are enough",
            );
            let names = placeholder
                .trim_start_matches(['?', '&'])
                .split(',')
                .map(|name| name.trim().trim_end_matches('*'));
            for name in names.filter(|name| !name.is_empty()) {
                let is_known =
                    |one: &Parameter| one.location == ParameterLocation::Query && one.name == name;
                if !parameters.iter().any(is_known) {
                    parameters.push(assumed(name, ParameterLocation::Query, found));
                }
            }
        }
    }

    /// Some documents write `{.id*}` for a parameter `id`, as in RFC 6570. OpenAPI uses the style
    /// of the parameter instead.
    fn plain_placeholders(
        &mut self,
        path: &mut Template,
        parameters: &mut Vec<Parameter>,
        found: &FoundOperation,
    ) {
        self.query_placeholders(path, parameters, found);
        let known = |name: &str| {
            parameters.iter().any(|one| one.location == ParameterLocation::Path && one.name == name)
        };
        for segment in &mut path.0 {
            let Segment::Parameter(name) = segment else { continue };
            let plain = name.trim_start_matches(['.', ';', '/', '+']).trim_end_matches('*');
            if known(name) || !known(plain) {
                continue;
            }
            self.report_at(
                Code::TemplateOperator,
                &found.key,
                format!("`{{{name}}}` in the path `{}` is read as `{{{plain}}}`", found.path),
                "remove the operator: `style` and `explode` of the parameter replace it",
            );
            *name = plain.to_owned();
        }
    }

    /// The parameters, with one for each placeholder of the path. Path parameters without a
    /// placeholder are ignored.
    fn matching(
        &mut self,
        mut parameters: Vec<Parameter>,
        path: &Template,
        found: &FoundOperation,
    ) -> Vec<Parameter> {
        let in_path = |parameter: &Parameter| parameter.location == ParameterLocation::Path;
        let placeholders: BTreeSet<&str> = path::placeholders(path).collect();
        let named = parameters
            .iter()
            .filter(|parameter| in_path(parameter))
            .map(|parameter| parameter.name.clone());
        let mut known: BTreeSet<String> = named.collect();
        for placeholder in path::placeholders(path) {
            if known.contains(placeholder) {
                continue;
            }
            self.report_at(
                Code::PathParameterAssumed,
                &found.key,
                format!(
                    "`{} {}` has no parameter `{placeholder}`; it is read as a string",
                    found.method, found.path
                ),
                format!("add a parameter with `in: path` and `name: {placeholder}`"),
            );
            known.insert(placeholder.to_owned());
            parameters.push(assumed(placeholder, ParameterLocation::Path, found));
        }
        parameters.retain(|parameter| {
            let used = !in_path(parameter) || placeholders.contains(parameter.name.as_str());
            if !used {
                self.report_at(
                    Code::PathParameterUnused,
                    &parameter.source,
                    format!(
                        "the path `{}` has no `{{{}}}`, so this parameter is ignored",
                        found.path, parameter.name
                    ),
                    match found.path.contains(&format!(":{}", parameter.name)) {
                        true => format!("write `{{{}}}` in the path", parameter.name),
                        false => "add it to the path, or remove the parameter".to_owned(),
                    },
                );
            }
            used
        });
        parameters
    }
}

/// `key={name}` in the query of a path is the query parameter `name`, if there is one, sent as
/// `key`.
fn query_parameters(path: &Template, parameters: &mut [Parameter]) -> Template {
    path::take_pairs(path, |key, name| {
        let is_it =
            |one: &&mut Parameter| one.location == ParameterLocation::Query && one.name == name;
        let found = parameters.iter_mut().find(is_it);
        found.is_some_and(|parameter| {
            key.clone_into(&mut parameter.name);
            true
        })
    })
}

/// The string parameter for a placeholder of the path.
fn assumed(placeholder: &str, location: ParameterLocation, found: &FoundOperation) -> Parameter {
    let is_path = location == ParameterLocation::Path;
    let style = if is_path { Style::Simple } else { Style::Form };
    Parameter {
        name: placeholder.to_owned(),
        location,
        encoding: ParameterEncoding::Style {
            style,
            explode: !is_path,
            allow_reserved: false,
            allow_empty: false,
            nested: Vec::new(),
        },
        required: is_path,
        ty: Type::Scalar(Scalar::String(StringFormat::Plain)),
        docs: Docs::default(),
        source: found.key.clone(),
    }
}

/// The docs of an operation.
pub(super) fn operation_docs(operation: &openapiv3::Operation) -> Docs {
    Docs {
        summary: prose(operation.summary.as_deref()),
        description: prose(operation.description.as_deref()),
        deprecated: operation.deprecated,
        see: operation
            .external_docs
            .as_ref()
            .map(|docs| docs.url.clone())
            .filter(|url| !url.is_empty()),
        ..Docs::default()
    }
}

/// `x-permission`: a string or a list of strings.
fn permissions(written: Option<&Value>) -> Vec<String> {
    match written {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => {
            several.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}
