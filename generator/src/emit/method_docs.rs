//! The documentation of an operation: its description, optional parameters, errors and an example.

use proc_macro2::TokenStream;

use super::doc::{self, DocPage};
use super::returns;
use super::scope::Scope;
use super::snippet::{Member, Snippets};
use crate::plan::{Inline, Operation};

/// The documentation of the method that begins a request.
pub fn attributes(member: Member<'_>, snippets: &Snippets<'_>, scope: &Scope<'_>) -> TokenStream {
    let operation = member.1;
    let mut page = DocPage::of(&operation.docs, scope).line(&returns::line(operation), scope);
    if let Some(setters) = setters(operation) {
        page = page.ours(&setters);
    }
    if operation.pagination.is_some() {
        page = page.ours(&pages(operation));
    }
    if !operation.errors.is_empty() {
        page = page.title("# Errors").list(&operation.errors, scope);
    }
    page = page
        .title("# Example")
        .code(snippets.language(), &snippets.operation(member).hidden(doc::columns(4)));
    page.outer()
}

/// The documentation of the request type.
pub fn request(member: Member<'_>, scope: &Scope<'_>) -> TokenStream {
    let (group, operation) = member;
    let line = [
        Inline::Code(format!("{} {}", operation.http_method, operation.path)),
        Inline::Text(". Await the request to send it."),
    ];
    let made =
        format!("Created by [`{}::{}`].", group.ident.plain(), operation.method_ident.plain());
    let mut page =
        DocPage::default().line(&line, scope).ours(&made).line(&returns::line(operation), scope);
    if let Some(setters) = setters(operation) {
        page = page.ours(&setters);
    }
    page.outer()
}

/// The optional parameters and the optional body.
fn setters(operation: &Operation) -> Option<String> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let body = operation.body.as_ref().filter(|body| !body.required);
    let names: Vec<String> = optional
        .map(|parameter| (&parameter.ident, parameter.docs.deprecated))
        .chain(body.map(|body| (&body.ident, body.docs.deprecated)))
        .map(|(setter, deprecated)| {
            let note = if deprecated { " (deprecated)" } else { "" };
            format!("[`{0}`]({1}::{0}){note}", setter.plain(), operation.ident.plain())
        })
        .collect();
    (!names.is_empty()).then(|| format!("Optional: {}.", names.join(", ")))
}

fn pages(operation: &Operation) -> String {
    let request = operation.ident.plain();
    format!(
        "The response is one page of a list. [`stream`]({request}::stream) returns the items of all pages, \
         [`pages`]({request}::pages) the pages."
    )
}
