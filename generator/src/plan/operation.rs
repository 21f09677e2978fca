//! Operations: their names, their arguments and setters, and the static tables.

use std::collections::{BTreeMap, BTreeSet};

use super::argument::{Arguments, ordered_parameters};
use super::chosen::{Names, Wanted};
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
    if reserved::REQUESTS.contains(&ident.plain()) {
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
    /// The static tables of its operations.
    tables: Namespace,
}

impl<'p, 'a> Planner<'p, 'a> {
    /// A planner for the group whose type is `group`.
    pub fn new(
        types: &'p TypeMap<'a>,
        names: &'p mut Names<'a>,
        responses: &'p mut ResponseItems,
        group: &Ident,
    ) -> Self {
        let reserved = reserved::REQUESTS.iter().copied().chain([group.plain()]);
        let requests = Namespace::reserving(reserved, "Request");
        let (methods, tables) = (Namespace::default(), Namespace::default());
        Self { types, names, responses, methods, requests, tables }
    }

    /// Plans an operation, whose method is called `method` if the manifest has no name for it.
    pub fn plan(&mut self, operation: &ir::Operation, method: &str) -> Operation {
        let (id, place) = (&operation.id, &operation.place);
        let wanted = Wanted { key: id, words: method, case: Case::Value, place };
        let method_ident = self.names.take(&mut self.methods, &wanted);
        let ident = self.requests.take(name::ident(id, Case::Type), place).0;
        let table_ident = self.tables.take(name::ident(id, Case::Static), place).0;
        let responses = self.responses.plan(self.types, self.names, operation);
        let PlannedResponses { output, streams, headers, error, error_lines } = responses;
        let arguments = Arguments::plan(self.types, self.names, operation, &streams);
        let docs =
            operation_docs::of_operation(operation, &arguments.parameters, arguments.body.as_ref());
        Operation {
            method_ident,
            ident,
            table_ident,
            id: id.clone(),
            http_method: operation.method.clone(),
            path: operation.path.to_string(),
            server: operation.server.clone(),
            template: template(operation, &ordered_parameters(operation)),
            parameters: arguments.parameters,
            body: arguments.body,
            security: operation.security.clone(),
            accept: accept(operation),
            output,
            streams,
            headers,
            error,
            pagination: None,
            docs,
            errors: error_lines,
            spot: place.into(),
        }
    }
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
