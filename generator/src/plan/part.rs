//! Which parts of the runtime a crate needs.

use std::collections::BTreeSet;

use super::krate::{
    BodyFormat, BodyFunctionKind, Crate, CredentialKind, HeaderField, Item, ItemKind, Operation,
    OtherType, Output, Response, ResponseContent, RustType, Stream, Webhooks,
};
use super::visit::{item_types, operation_types};
use crate::ir::HeaderEncoding;
use crate::manifest::Library;
use crate::runtime::Part;

/// The types of other crates for which the runtime has a type around them.
const WRAPPED: &[(Library, Part)] = &[
    (Library::BigDecimalNumber, Part::DecimalNumbers),
    (Library::JiffDuration, Part::IsoDurations),
    (Library::RustDecimalNumber, Part::DecimalNumbers),
    (Library::TimeDateTime, Part::Rfc3339),
];

impl Crate {
    /// The parts of the runtime that its operations, credentials and types need.
    pub fn parts(&self) -> BTreeSet<Part> {
        let operations =
            self.apis.iter().flat_map(|api| &api.groups).flat_map(|group| &group.operations);
        let credentials = self.apis.iter().flat_map(|api| &api.credentials);
        let tokens = credentials
            .filter(|credential| credential.kind == CredentialKind::Bearer)
            .map(|_| Part::Tokens);
        let types = self.apis.iter().flat_map(|api| &api.types).flat_map(|module| &module.items);
        let webhooks = self.apis.iter().flat_map(|api| &api.webhooks);
        let events = webhooks.flat_map(|webhooks| &webhooks.event);
        let items = types.chain(events);
        let kinds = items.filter_map(|item| match item.kind {
            ItemKind::Union(_) => Some(Part::Unions),
            ItemKind::IntegerEnum(_) => Some(Part::IntegerEnums),
            _ => None,
        });
        let types = self.apis.iter().flat_map(|api| &api.types).flat_map(|module| &module.items);
        let secrets = types.filter(|item| item.hides_values()).map(|_| Part::Secrets);
        let strings = self.has(RustType::has_json_string).then_some(Part::JsonStrings);
        let bytes = self.has(RustType::has_encoded_bytes).then_some(Part::EncodedBytes);
        let wrapped = WRAPPED
            .iter()
            .filter(|(library, _)| self.has(|ty| *ty.innermost() == RustType::library(*library)));
        let wrapped = wrapped.map(|(_, part)| *part);
        let mut items = self.apis.iter().flat_map(|api| &api.types).flat_map(|types| &types.items);
        let is_own = |ty: &RustType| matches!(ty.innermost(), RustType::Other(OtherType::Own(_)));
        let chosen = items.any(|item| item_types(item).into_iter().any(is_own));
        let chosen = chosen.then_some(Part::ChosenTypes);
        let xml = self.apis.iter().filter(|api| api.xml.is_used()).map(|_| Part::Xml);
        let errors = self.apis.iter().flat_map(|api| &api.types).flat_map(|module| &module.items);
        let errors = errors.flat_map(of_errors);
        let encodings = self
            .has_headers(|field| field.encoding != HeaderEncoding::Simple)
            .then_some(Part::HeaderEncodings);
        let texts = self.has_headers(|field| field.has_union).then_some(Part::UntypedTexts);
        let webhooks = self.apis.iter().flat_map(|api| &api.webhooks);
        let webhooks = webhooks.flat_map(of_webhooks);
        let types = kinds
            .chain(secrets)
            .chain(strings)
            .chain(bytes)
            .chain(wrapped)
            .chain(chosen)
            .chain(xml)
            .chain(errors)
            .chain(encodings)
            .chain(texts)
            .chain(webhooks);
        operations.flat_map(of_operation).chain(tokens).chain(types).collect()
    }
}

impl Crate {
    /// Whether any of its types is of a kind.
    fn has(&self, is_kind: impl Fn(&RustType) -> bool + Copy) -> bool {
        let modules = self.apis.iter().flat_map(|api| &api.types);
        let mut items = modules.flat_map(|module| &module.items);
        let groups = self.apis.iter().flat_map(|api| &api.groups);
        let mut operations = groups.flat_map(|group| &group.operations);
        let mut webhooks = self.apis.iter().flat_map(|api| &api.webhooks);
        items.any(|item| item_types(item).into_iter().any(is_kind))
            || operations
                .any(|operation| operation_types(operation).into_iter().any(|ty| is_kind(&ty)))
            || webhooks.any(|webhooks| webhooks.types().any(is_kind))
    }
}

impl Crate {
    /// Whether a header that is read is of a kind.
    fn has_headers(&self, is_kind: impl Fn(&HeaderField) -> bool + Copy) -> bool {
        let types = self.apis.iter().flat_map(|api| &api.types).flat_map(|module| &module.items);
        let webhooks = self.apis.iter().flat_map(|api| &api.webhooks);
        let received = webhooks.flat_map(|webhooks| {
            webhooks.headers.iter().chain(webhooks.callbacks.iter().flat_map(|it| &it.headers))
        });
        types.chain(received).any(|item| match &item.kind {
            ItemKind::Headers(fields) => fields.iter().any(is_kind),
            _ => false,
        })
    }
}

/// The parts that webhooks and callbacks need.
fn of_webhooks(webhooks: &Webhooks) -> Vec<Part> {
    let functions = webhooks.functions.iter().flat_map(|function| match function.kind {
        BodyFunctionKind::ReadXml(_) | BodyFunctionKind::WriteXml(_) => &[Part::XmlWebhooks][..],
        // A union reads a text without a type with the same files as one in JSON.
        BodyFunctionKind::ReadForm(_) => {
            &[Part::FormWebhooks, Part::Forms, Part::UntypedTexts, Part::Unions]
        }
    });
    let event = webhooks.event_element.iter().map(|_| Part::XmlWebhooks);
    functions.copied().chain(event).chain([Part::Webhooks]).collect()
}

/// The parts that errors need.
fn of_errors(item: &Item) -> Vec<Part> {
    let ItemKind::Error(error) = &item.kind else { return Vec::new() };
    let media_types = error.variants.iter().flat_map(|variant| &variant.response.media_types);
    let media_types = media_types.map(|_| Part::MediaTypes);
    media_types.chain(error.headers.iter().map(|_| Part::ErrorHeaders)).collect()
}

fn of_operation(operation: &Operation) -> impl Iterator<Item = Part> {
    // One of several responses is read to its end.
    let whole = match &operation.output {
        Output::One(Response { content: ResponseContent::Stream(stream), .. }) => Some(stream),
        Output::One(_) | Output::Several { .. } => None,
    };
    let streams = whole
        .into_iter()
        .chain(operation.streams.iter().map(|method| &method.stream))
        .flat_map(of_stream)
        .copied();
    let body = operation.body.iter().flat_map(|body| of_body(&body.format));
    let pages = operation.pagination.as_ref().map(|_| Part::Pages);
    let parameters = || operation.parameters.iter();
    let forms = parameters().filter(|parameter| parameter.form.is_some()).map(|_| Part::Forms);
    let nested = parameters().filter(|parameter| !parameter.nested.is_empty());
    let nested = nested.map(|_| Part::NestedLists);
    streams.chain(body).chain(forms).chain(nested).chain(pages).chain(of_output(&operation.output))
}

fn of_output(output: &Output) -> impl Iterator<Item = Part> + use<> {
    let several = output.has_undocumented();
    let is_xml = output
        .responses()
        .any(|response| response.status.is_success() && response.content.root().is_some());
    let xml = (several && is_xml).then_some(Part::XmlSuccesses);
    several.then_some(Part::Successes).into_iter().chain(xml)
}

fn of_stream(stream: &Stream) -> &'static [Part] {
    match stream {
        Stream::Bytes => &[],
        Stream::Json(_) | Stream::Text => &[Part::Alternatives],
        Stream::Xml(..) => &[],
        Stream::Lines(_) => &[Part::Lines],
        Stream::TextLines => &[Part::Lines, Part::TextLines],
        Stream::TextEvents | Stream::Events(_) => &[Part::Events],
        Stream::TypedEvents(_) => &[Part::Events, Part::TypedEvents],
    }
}

fn of_body(format: &BodyFormat) -> Vec<Part> {
    match format {
        BodyFormat::Multipart(encodings, _)
            if encodings.iter().any(|part| part.is_styled || !part.headers.is_empty()) =>
        {
            vec![Part::Multipart, Part::Encodings]
        }
        BodyFormat::Multipart(..) => vec![Part::Multipart],
        BodyFormat::Form(_) => vec![Part::Forms],
        BodyFormat::JsonLines => vec![Part::Lines],
        BodyFormat::TextLines => vec![Part::Lines, Part::TextLines],
        BodyFormat::Json | BodyFormat::Xml(_) | BodyFormat::Text | BodyFormat::Bytes => Vec::new(),
    }
}
