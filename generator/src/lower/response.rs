//! `responses`.

use super::Context;
use super::docs::{self, prose};
use super::parameter::written_schema;
use crate::diagnostic::Code;
use crate::ir::{Docs, Header, OperationPart, Origin, Response, Scalar, Status, StringFormat, Type};
use crate::source::Place;

const RESPONSE_KEYS: &[&str] = &["description", "headers", "content", "links"];
const HEADER_KEYS: &[&str] = &[
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];

impl Context<'_> {
    /// The answers of an operation, in the order of the document.
    pub(super) fn responses(&mut self, operation: &Place, id: &str) -> Vec<Response> {
        let mut responses = Vec::new();
        for (key, place) in self.members(operation, "responses") {
            // Other keys were reported when the operation was read.
            if let Some(status) = status(&key) {
                responses.extend(self.response(status, &place, id));
            }
        }
        if let [only] = responses.as_slice()
            && only.status == Status::Default
        {
            self.say(
                Code::DefaultOnly,
                &operation.child("responses").child("default").key(),
                "the only response is `default`, so it is taken for success and for errors",
                "describe the response to a request that went well under its status, such as `200`",
            );
            let success = Response { status: Status::Range(2), ..only.clone() };
            responses.insert(0, success);
        }
        responses
    }

    fn response(&mut self, status: Status, place: &Place, id: &str) -> Option<Response> {
        let followed = self.document.follow(place, self.report)?;
        let target = followed.place;
        let response: openapiv3::Response = self.document.piece(&target, self.report)?;
        self.unknown_keys(&target, RESPONSE_KEYS);
        if !response.links.is_empty() {
            self.say(
                Code::LinksNotUsed,
                &target.child("links").key(),
                "links are not used",
                "nothing needs to be done",
            );
        }
        let part = OperationPart::ResponseBody(status);
        let origin = match followed.reference {
            None => Origin::Operation { operation: id.to_owned(), part },
            Some(_) => Origin::Named(format!("{} response", self.name_of(&target))),
        };
        let content = self.content(&target, &origin, false);
        let mut headers = Vec::new();
        for (name, at) in self.members(&target, "headers") {
            headers.extend(self.header(name, &at, id));
        }
        Some(Response { status, content, headers, description: prose(Some(&response.description)), place: target })
    }

    fn header(&mut self, name: String, place: &Place, id: &str) -> Option<Header> {
        if name.eq_ignore_ascii_case("content-type") {
            self.say(
                Code::HeaderIgnored,
                &place.key(),
                "a header `Content-Type` is ignored, as OpenAPI says",
                "remove it: `content` says what it is",
            );
            return None;
        }
        let followed = self.document.follow(place, self.report)?;
        let target = followed.place;
        let header: openapiv3::Header = self.document.piece(&target, self.report)?;
        self.unknown_keys(&target, HEADER_KEYS);
        let schema = written_schema(&target);
        let ty = if self.object(&schema).is_some() {
            let part = OperationPart::Header(name.clone());
            let origin = match followed.reference {
                None => Origin::Operation { operation: id.to_owned(), part },
                Some(_) => Origin::Named(format!("{} header", self.name_of(&target))),
            };
            self.schema(&schema, origin)
        } else {
            self.say(
                Code::ParameterContent,
                &target,
                format!("the value of the header `{name}` is kept as text"),
                "describe it with `schema`",
            );
            Type::Scalar(Scalar::String(StringFormat::Plain))
        };
        let examples = self.examples(&target);
        let over = Docs {
            description: prose(header.description.as_deref()),
            deprecated: header.deprecated.unwrap_or_default(),
            examples,
            ..Docs::default()
        };
        let docs = docs::overlay(self.docs_of_use(&schema), over);
        Some(Header { name, ty, docs, place: target })
    }
}

/// A key of `responses`.
fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] = key.as_bytes() {
        return Some(Status::Range(digit - b'0'));
    }
    let code = key.parse().ok().filter(|code| (100..=599).contains(code) && key.len() == 3)?;
    Some(Status::Code(code))
}
