//! `responses`.

use super::Context;
use super::docs::{self, prose};
use super::parameter::written_schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    ContentFormat, Docs, Header, HeaderEncoding, OperationPart, Origin, Response, Scalar, Status,
    StringFormat, Type,
};
use crate::load::LEFT_OUT;
use crate::load::grammar::Object;
use crate::source::{Location, MediaType};

impl Context<'_> {
    /// The responses of an operation, in the order of the document.
    pub(super) fn responses(&mut self, operation: &Location, id: &str) -> Vec<Response> {
        let mut responses = Vec::new();
        let members = self.members(operation, "responses");
        for (key, location) in members {
            // Loading reported other keys.
            if let Some(status) = status(&key) {
                responses.extend(self.response(status, &location, id));
            }
        }
        self.one_stream(&mut responses);
        if let [only] = responses.as_slice()
            && only.status == Status::Default
        {
            self.report_at(
                Code::DefaultOnly,
                &operation.child("responses").child("default").key(),
                "the only response is `default`, so it is used for successes and for errors",
                "describe the successful response under its status, such as `200`",
            );
            let success = Response { status: Status::Range(2), ..only.clone() };
            responses.insert(0, success);
        }
        responses
    }

    /// If one of several successes is a stream and another one has a body, none is read as a
    /// stream.
    fn one_stream(&mut self, responses: &mut [Response]) {
        let successes = || responses.iter().filter(|response| response.status.is_success());
        if successes().filter(|response| response.content.is_some()).count() < 2 {
            return;
        }
        for response in responses.iter_mut().filter(|response| response.status.is_success()) {
            let Some(content) =
                response.content.as_mut().filter(|content| content.format.is_stream())
            else {
                continue;
            };
            self.report.push(
                Diagnostic::new(
                    Code::SchemaNotUsed,
                    format!(
                        "`{}` is one of several bodies, so it is read as a whole, as text",
                        content.media_type
                    ),
                )
                .at(response.location.child("content").key())
                .help("no action needed; to read it as a stream, leave it the only success"),
            );
            content.format = ContentFormat::Text;
            content.ty = Type::Scalar(Scalar::String(StringFormat::Plain));
        }
    }

    fn response(&mut self, status: Status, location: &Location, id: &str) -> Option<Response> {
        let followed = self.shared(location)?;
        let target = followed.location;
        let response: openapiv3::Response = self.document.node(&target, self.report)?;
        self.unknown_keys(&target, Object::Response);
        let part = OperationPart::ResponseBody(status);
        let origin = match followed.reference {
            None => Origin::Operation { operation: id.to_owned(), part },
            Some(_) => Origin::Named(self.name_with_noun(&target, "response")),
        };
        let (content, streams) = match status.has_no_body() {
            true => {
                self.check_no_body(status, &target);
                (None, None)
            }
            false => self.contents(&target, &origin).unzip(),
        };
        let mut headers = Vec::new();
        for (name, at) in self.members(&target, "headers") {
            headers.extend(self.header(name, &at, id));
        }
        let links = self.links(&target);
        let (description, streams) =
            (prose(Some(&response.description)), streams.unwrap_or_default());
        Some(Response { status, content, streams, headers, links, description, location: target })
    }

    /// Reports the body of a response that cannot have one.
    fn check_no_body(&mut self, status: Status, location: &Location) {
        if self.members(location, "content").is_empty() {
            return;
        }
        self.report_at(
            Code::BodyNotSent,
            &location.child("content").key(),
            format!("a response with the status {status} has no body, so this one is not read"),
            "remove `content`, or describe it under another status, such as `200`",
        );
    }

    /// A header of a response or of a part.
    pub(super) fn header(&mut self, name: String, location: &Location, id: &str) -> Option<Header> {
        if name.eq_ignore_ascii_case("content-type") {
            self.report_at(
                Code::HeaderIgnored,
                &location.key(),
                "a header `Content-Type` is ignored, as OpenAPI says",
                "remove it: `content` describes it",
            );
            return None;
        }
        let followed = self.optional(LEFT_OUT, |context| context.shared(location))?;
        let target = followed.location;
        let header: openapiv3::Header =
            self.optional(LEFT_OUT, |context| context.document.node(&target, context.report))?;
        self.unknown_keys(&target, Object::Header);
        let origin = match followed.reference {
            None => {
                let part = OperationPart::Header(name.clone());
                Origin::Operation { operation: id.to_owned(), part }
            }
            Some(_) => Origin::Named(self.name_with_noun(&target, "header")),
        };
        let schema = written_schema(&target);
        let (encoding, ty) = if self.object(&schema).is_some() {
            let delimiters = self.delimiters(&target);
            let encoding = match delimiters.is_empty() {
                true => HeaderEncoding::Simple,
                false => HeaderEncoding::Delimited(delimiters),
            };
            (encoding, self.schema(&schema, origin))
        } else {
            self.header_content(&name, &target, origin)
        };
        let examples = self.examples(&target);
        let over = Docs {
            description: prose(header.description.as_deref()),
            deprecated: header.deprecated.unwrap_or_default(),
            examples,
            ..Docs::default()
        };
        let docs = docs::overlay(self.docs_of_use(&schema), over);
        let is_secret = self.is_secret(&schema);
        Some(Header { name, ty, encoding, docs, is_secret, location: target })
    }

    /// A header that has `content` instead of `schema`.
    fn header_content(
        &mut self,
        name: &str,
        location: &Location,
        origin: Origin,
    ) -> (HeaderEncoding, Type) {
        let content = self.members(location, "content").into_iter().next();
        let content = content.map(|(name, at)| (MediaType::of(&name), at));
        if let Some((media_type, at)) = &content
            && media_type.is_json()
        {
            let schema = at.child("schema");
            let ty = match self.object(&schema) {
                Some(_) => self.schema(&schema, origin),
                None => Type::Json,
            };
            return (HeaderEncoding::Json, ty);
        }
        if !content.is_some_and(|(media_type, at)| self.is_plain_text(&media_type, &at)) {
            self.report_at(
                Code::ParameterContent,
                location,
                format!("the header `{name}` is read as a string"),
                "describe it with `schema`",
            );
        }
        (HeaderEncoding::Simple, Type::Scalar(Scalar::String(StringFormat::Plain)))
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
