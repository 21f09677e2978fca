//! Paths and operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::docs::prose;
use super::{Context, path};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{
    Docs, LeftOut, Operation, Parameter, ParameterEncoding, ParameterLocation, Scalar, Segment, StringFormat, Style,
    Template, Type,
};
use crate::load::keys;
use crate::select::Location;
use crate::source::Place;

/// The methods of a Path Item Object, and what they are called in a request.
pub(super) const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

const ITEM_KEYS: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "servers",
    "parameters",
];

const OPERATION_KEYS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// An operation that is found, but not read.
pub(super) struct Found {
    method: &'static str,
    path: String,
    /// The key of the path.
    key: Place,
    pub(super) item: Place,
    pub(super) place: Place,
    /// The `operationId`, or words that no other operation has.
    pub(super) id: String,
    /// Where the operation stands that has its `operationId`, too.
    first: Option<Place>,
}

impl Found {
    pub(super) fn location(&self) -> Location<'_> {
        Location::Path(&self.path)
    }
}

impl<'a> Context<'a> {
    /// All operations, in the order of the document; not yet read.
    pub(super) fn find_operations(&mut self) -> Vec<Found> {
        let mut found = Vec::new();
        for (path, place) in self.members(&self.document.root(), "paths") {
            if path.starts_with("x-") {
                continue;
            }
            let Some((item, raw)) = self.path_item(&path, &place) else { continue };
            for key in raw.keys() {
                let Some((word, method)) = METHODS.iter().find(|(word, _)| word == key) else { continue };
                let (item, key) = (item.clone(), place.key());
                let place = item.child(word);
                found.push(Found { method, path: path.clone(), key, item, place, id: String::new(), first: None });
            }
            if self.selection.is_everything() {
                self.look_at_item(&item);
            }
        }
        self.name_operations(&mut found);
        found
    }

    /// The operations that are selected.
    pub(super) fn operations(&mut self, found: &[Found]) -> Vec<Operation> {
        for found in found {
            self.look_at_item(&found.item);
            self.say_duplicate(found);
        }
        found
            .iter()
            .filter_map(|found| self.whole(&found.id, &found.place, |context| context.operation(found)))
            .collect()
    }

    /// The Path Item Object of a path. One that cannot be found is reported if it may be selected.
    fn path_item(&mut self, path: &str, place: &Place) -> Option<(Place, &'a Map<String, Value>)> {
        if self.selection.selects_path(path) {
            let (item, is_wrong) = self.contain(|context| context.target(place));
            if is_wrong {
                self.left_out.push(LeftOut { id: None, place: place.clone() });
            }
            return item;
        }
        let followed = self.document.follow(place, &mut Report::new())?;
        Some((followed.place.clone(), self.object(&followed.place)?))
    }

    /// What there is to say of a Path Item Object itself.
    fn look_at_item(&mut self, item: &Place) {
        self.unknown_keys(item, ITEM_KEYS);
        self.no_servers(item);
        for (method, place) in self.members(item, keys::ADDITIONAL_OPERATIONS) {
            self.say(
                Code::MethodLeftOut,
                &place.key(),
                format!("operations with the method `{method}` are not supported yet, so this one is left out"),
                "nothing needs to be done, unless it is wanted: then describe it with a method of OpenAPI 3.0",
            );
        }
    }

    /// Gives each operation its `operationId`, or words that no other one has.
    fn name_operations(&self, found: &mut [Found]) {
        let mut taken: BTreeMap<String, Place> = BTreeMap::new();
        for operation in found.iter_mut() {
            let Some(id) = self.written_id(&operation.place) else { continue };
            match taken.get(id) {
                None => {
                    taken.insert(id.to_owned(), operation.place.clone());
                    operation.id = id.to_owned();
                }
                Some(first) => operation.first = Some(first.clone()),
            }
        }
        for operation in found.iter_mut().filter(|operation| operation.id.is_empty()) {
            let words = words(operation.method, &operation.path);
            let mut id = words.clone();
            let mut number = 2;
            while taken.contains_key(&id) {
                id = format!("{words} {number}");
                number += 1;
            }
            taken.insert(id.clone(), operation.place.clone());
            operation.id = id;
        }
    }

    /// Names the operations that are selected anew, where one of them only gave way to one that is not.
    pub(super) fn name_again(&self, found: &mut [Found]) {
        let kept: BTreeSet<Place> = found.iter().map(|found| found.place.clone()).collect();
        if !found.iter().any(|found| found.first.as_ref().is_some_and(|first| !kept.contains(first))) {
            return;
        }
        for found in found.iter_mut().filter(|found| found.first.is_some()) {
            found.first = None;
            found.id.clear();
        }
        self.name_operations(found);
    }

    fn written_id(&self, operation: &Place) -> Option<&'a str> {
        let id = self.document.value(&operation.child("operationId"))?.as_str()?;
        (!id.trim().is_empty()).then_some(id)
    }

    fn say_duplicate(&mut self, found: &Found) {
        let (Some(first), Some(id)) = (&found.first, self.written_id(&found.place)) else { return };
        let message = format!("two operations have the `operationId` `{id}`");
        let diagnostic = Diagnostic::new(Code::DuplicateOperationId, message);
        let diagnostic = diagnostic.at(found.place.child("operationId")).label("the second one");
        let diagnostic = diagnostic.related(first.child("operationId"), "the first one");
        self.report.push(diagnostic.help("give one of them another `operationId`"));
    }

    fn operation(&mut self, found: &Found) -> Option<Operation> {
        let place = &found.place;
        let operation: openapiv3::Operation = self.document.piece(place, self.report)?;
        self.unknown_keys(place, OPERATION_KEYS);
        self.no_servers(place);
        self.no_callbacks(place);
        let mut path = self.path(found)?;
        let parameters = self.parameters(&found.item, place, &found.id);
        self.plain_holes(&mut path, &parameters, found);
        let parameters = self.matching(parameters, &path, found);
        let mut docs = operation_docs(&operation);
        if docs.summary.is_none() && docs.description.is_none() {
            let text = |key: &str| prose(self.document.value(&found.item.child(key)).and_then(Value::as_str));
            (docs.summary, docs.description) = (text("summary"), text("description"));
        }
        let body =
            operation.request_body.is_some().then(|| self.body(&place.child("requestBody"), &found.id)).flatten();
        let responses = self.responses(place, &found.id);
        let security = self.security(place);
        Some(Operation {
            id: found.id.clone(),
            method: found.method,
            path,
            // Only now, so that all that is wrong with the rest of the operation has been said, too.
            parameters: parameters?,
            body,
            responses,
            security,
            permissions: permissions(operation.extensions.get("x-permission")),
            pagination: None,
            tags: operation.tags,
            docs,
            place: place.clone(),
        })
    }

    fn path(&mut self, found: &Found) -> Option<Template> {
        let text = match found.path.starts_with('/') {
            true => found.path.clone(),
            false => {
                self.say(
                    Code::PathWithoutSlash,
                    &found.key,
                    format!("the path `{}` does not start with `/`; one is put before it", found.path),
                    "let it start with `/`",
                );
                format!("/{}", found.path)
            }
        };
        match path::template(&text) {
            Ok(template) => Some(template),
            Err(fault) => {
                self.say(
                    Code::MalformedTemplate,
                    &found.key,
                    format!("the path `{}` cannot be understood, so its operations are left out: {fault}", found.path),
                    "write each parameter of the path as `{name}`",
                );
                None
            }
        }
    }

    /// Some write `{.id*}` for a parameter `id`, as RFC 6570 does; in OpenAPI the style of the parameter says that.
    fn plain_holes(&mut self, path: &mut Template, parameters: &[Parameter], found: &Found) {
        let known =
            |name: &str| parameters.iter().any(|one| one.location == ParameterLocation::Path && one.name == name);
        for segment in &mut path.0 {
            let Segment::Parameter(name) = segment else { continue };
            let plain = name.trim_start_matches(['.', ';', '/', '+']).trim_end_matches('*');
            if known(name) || !known(plain) {
                continue;
            }
            self.say(
                Code::TemplateOperator,
                &found.key,
                format!("`{{{name}}}` in the path `{}` is taken as `{{{plain}}}`", found.path),
                "leave out the operator: the `style` and `explode` of the parameter say how it is written",
            );
            *name = plain.to_owned();
        }
    }

    /// The parameters, with one for each hole of the path; those of the path that it has no hole for are left out.
    /// `None` when the parameter of a hole is described wrongly.
    fn matching(&mut self, mut parameters: Vec<Parameter>, path: &Template, found: &Found) -> Option<Vec<Parameter>> {
        let in_path = |parameter: &Parameter| parameter.location == ParameterLocation::Path;
        let mut complete = true;
        for hole in path::holes(path) {
            if parameters.iter().any(|parameter| in_path(parameter) && parameter.name == hole) {
                continue;
            }
            if self.describes(found, hole) {
                complete = false;
                continue;
            }
            self.say(
                Code::PathParameterAssumed,
                &found.key,
                format!("`{} {}` has no parameter `{hole}`; it is taken as text", found.method, found.path),
                format!("add a parameter with `in: path` and `name: {hole}`"),
            );
            parameters.push(text_of_path(hole, found));
        }
        parameters.retain(|parameter| {
            let used = !in_path(parameter) || path::holes(path).any(|hole| hole == parameter.name);
            if !used {
                self.say(
                    Code::PathParameterUnused,
                    &parameter.place,
                    format!("the path `{}` has no `{{{}}}`, so this parameter is left out", found.path, parameter.name),
                    "put it into the path, or remove it",
                );
            }
            used
        });
        complete.then_some(parameters)
    }

    /// Whether a parameter in the path is described, be it wrongly: what is wrong with it was said.
    fn describes(&mut self, found: &Found, hole: &str) -> bool {
        let places = [self.elements(&found.item, "parameters"), self.elements(&found.place, "parameters")].concat();
        places.iter().any(|place| {
            let Some((_, raw)) = self.target(place) else { return false };
            let is = |key, text| raw.get(key).and_then(Value::as_str) == Some(text);
            is("name", hole) && (is("in", "path") || !raw.get("in").is_some_and(Value::is_string))
        })
    }

    fn no_callbacks(&mut self, place: &Place) {
        if self.members(place, "callbacks").is_empty() {
            return;
        }
        self.say(
            Code::CallbacksNotSupported,
            &place.child("callbacks").key(),
            "callbacks are not supported yet and are left out",
            "describe them as webhooks to have types for them",
        );
    }
}

/// The parameter that a hole of a path tells of.
fn text_of_path(hole: &str, found: &Found) -> Parameter {
    Parameter {
        name: hole.to_owned(),
        location: ParameterLocation::Path,
        encoding: ParameterEncoding::Style { style: Style::Simple, explode: false, allow_reserved: false },
        required: true,
        ty: Type::Scalar(Scalar::String(StringFormat::Plain)),
        docs: Docs::default(),
        place: found.key.clone(),
    }
}

/// What is said of an operation.
pub(super) fn operation_docs(operation: &openapiv3::Operation) -> Docs {
    Docs {
        summary: prose(operation.summary.as_deref()),
        description: prose(operation.description.as_deref()),
        deprecated: operation.deprecated,
        see: operation.external_docs.as_ref().map(|docs| docs.url.clone()).filter(|url| !url.is_empty()),
        ..Docs::default()
    }
}

/// `x-permission`: a text or a list of texts.
fn permissions(written: Option<&Value>) -> Vec<String> {
    match written {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// The words of a method and a path.
fn words(method: &str, path: &str) -> String {
    let mut words = method.to_ascii_lowercase();
    for word in path.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push(' ');
        words.push_str(word);
    }
    words
}
