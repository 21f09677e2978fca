//! Which operations of an API show best what a crate can do: those that need least to be called.

use super::snippet::{Member, Snippet, Snippets};
use crate::plan::{BodyFormat, Method, Status};

/// The operations of a tour; each is `None` when the API has none that can be shown.
#[derive(Debug)]
pub struct Tour<'a> {
    /// The first call.
    pub first: Option<Member<'a>>,
    /// One that sends a body.
    pub sending: Option<Member<'a>>,
    /// One with pages.
    pub paged: Option<Member<'a>>,
    /// One whose response is a stream.
    pub streaming: Option<Member<'a>>,
    /// One with types for its errors.
    pub failing: Option<Member<'a>>,
}

impl<'a> Tour<'a> {
    /// The tour through an API.
    pub fn of(snippets: &Snippets<'a>) -> Self {
        let simple = |member: &Member<'a>| snippets.response(*member).needs_only_a_client();
        let least = |wanted: &dyn Fn(&Member<'a>) -> bool, rank: &dyn Fn(&Member<'a>) -> bool| {
            let mut members: Vec<Member<'a>> =
                snippets.members().filter(|member| !member.1.docs.deprecated).collect();
            members.sort_by_cached_key(|member| (!rank(member), required(*member)));
            // What is asked last costs most: nearly always the first one will do.
            members.into_iter().find(|member| wanted(member) && simple(member))
        };
        let reads = |member: &Member<'a>| member.1.http_method == Method::Get;
        let says_missing = |member: &Member<'a>| {
            let error = snippets.error(member.1);
            reads(member)
                && error.is_some_and(|error| {
                    error
                        .variants
                        .iter()
                        .any(|variant| variant.response.status == Status::Code(404))
                })
        };
        Self {
            first: least(&|_| true, &reads),
            sending: least(&sends_json, &|member| member.1.http_method == Method::Post),
            paged: least(&|member| member.1.pagination.is_some(), &reads),
            streaming: least(&|member| snippets.streamed(*member).is_some(), &reads),
            failing: least(&|member| snippets.errors(*member).is_some(), &says_missing),
        }
    }

    /// The first call, with the making of a client.
    pub fn first_call(&self, snippets: &Snippets<'a>) -> Option<Snippet> {
        snippets.first_call(self.first?)
    }
}

/// How many values a call must be given.
fn required((_, operation): Member<'_>) -> usize {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required).count();
    parameters + operation.body.iter().filter(|body| body.required).count() * 2
}

fn sends_json((_, operation): &Member<'_>) -> bool {
    operation
        .body
        .as_ref()
        .is_some_and(|body| body.required && matches!(body.format, BodyFormat::Json))
}
