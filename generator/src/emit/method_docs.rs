//! The documentation of an operation: its description, optional parameters, errors and an example.

use proc_macro2::TokenStream;

use super::doc::{self, DocPage};
use super::returns;
use super::scope::Scope;
use super::snippet::{Member, Snippets};
use crate::plan::Operation;

/// The documentation of the method that begins a request.
pub fn attributes(member: Member<'_>, snippets: &Snippets<'_>, scope: &Scope<'_>) -> TokenStream {
    let operation = member.1;
    let mut page = DocPage::of(&operation.docs, scope).line(&returns::line(operation), scope);
    let responses = returns::responses(operation);
    if !responses.is_empty() {
        page = page.list(&responses, scope);
    }
    let setters = setters(operation);
    if !setters.is_empty() {
        page = page.ours("Optional:").our_list(&setters);
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

/// The documentation of the request type. The macro adds how it is sent.
pub fn request(member: Member<'_>) -> TokenStream {
    let (group, operation) = member;
    let route = format!("{} {}", operation.http_method, operation.path);
    let created =
        format!(", created by [`{}::{}`].", group.ident.plain(), operation.method_ident.plain());
    DocPage::default().code_and_ours(&route, &created).outer()
}

/// A line for each optional parameter, and for the optional body.
fn setters(operation: &Operation) -> Vec<String> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let body = operation.body.as_ref().filter(|body| !body.required);
    optional
        .map(|parameter| (&parameter.ident, parameter.docs.deprecated))
        .chain(body.map(|body| (&body.ident, body.docs.deprecated)))
        .map(|(setter, deprecated)| {
            let note = if deprecated { " (deprecated)" } else { "" };
            format!("[`{0}`]({1}::{0}){note}", setter.plain(), operation.ident.plain())
        })
        .collect()
}

fn pages(operation: &Operation) -> String {
    let request = operation.ident.plain();
    format!(
        "The response is one page of a list. [`stream`]({request}::stream) returns the items of all pages, \
         [`pages`]({request}::pages) the pages."
    )
}
