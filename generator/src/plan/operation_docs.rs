//! The docs of an operation's method.

use super::docs;
use super::krate::{Body, Docs, Inline, Paragraph, Parameter};
use super::name::Ident;
use crate::ir;

/// The description of an operation, its request, what it requires, and the arguments of the call.
pub fn of_operation(
    operation: &ir::Operation,
    parameters: &[Parameter],
    body: Option<&Body>,
) -> Docs {
    let mut docs = docs::or(docs::of(&operation.docs), || {
        vec![Inline::Text("The operation "), Inline::Code(operation.id.clone()), Inline::Text(".")]
    });
    let request = format!("{} {}", operation.method, operation.path);
    let lines = [
        Some(vec![Inline::Code(request)]),
        body_line(operation),
        server_line(operation),
        permissions_line(operation),
        scopes_line(operation),
    ];
    docs.paragraphs.extend(lines.into_iter().flatten().map(Paragraph::Line));
    docs.paragraphs.extend(arguments(parameters, body));
    docs
}

fn body_line(operation: &ir::Operation) -> Option<Vec<Inline>> {
    let body = operation.body.as_ref().filter(|body| body.is_choice)?;
    Some(vec![
        Inline::Text("Sends the body as "),
        Inline::Code(body.content.media_type.clone()),
        Inline::Text("; other methods send it in other media types."),
    ])
}

fn server_line(operation: &ir::Operation) -> Option<Vec<Inline>> {
    Some(vec![
        Inline::Text("Sent to "),
        Inline::Code(operation.server.clone()?),
        Inline::Text(", unless the client has a base URL other than the API's first server."),
    ])
}

fn permissions_line(operation: &ir::Operation) -> Option<Vec<Inline>> {
    let all = all_of(&operation.permissions)?;
    let needs = match operation.permissions.len() {
        1 => "Requires the permission ",
        _ => "Requires the permissions ",
    };
    Some([vec![Inline::Text(needs)], all, vec![Inline::Text(".")]].concat())
}

fn scopes_line(operation: &ir::Operation) -> Option<Vec<Inline>> {
    let alternatives: Vec<Vec<Inline>> =
        operation.scopes.iter().map(|scopes| all_of(scopes).unwrap_or_default()).collect();
    let any = alternatives.join(&Inline::Text(", or "));
    let needs = match operation.scopes.iter().map(Vec::len).max() {
        Some(2..) => "Requires the scopes ",
        _ => "Requires the scope ",
    };
    let line = [vec![Inline::Text(needs)], any, vec![Inline::Text(".")]].concat();
    (!alternatives.is_empty()).then_some(line)
}

/// Names that are needed together: `a` and `b`.
fn all_of(names: &[String]) -> Option<Vec<Inline>> {
    let names: Vec<Vec<Inline>> =
        names.iter().map(|name| vec![Inline::Code(name.clone())]).collect();
    (!names.is_empty()).then(|| names.join(&Inline::Text(" and ")))
}

/// The arguments of the call, as a list: required parameters, then a required body.
fn arguments(parameters: &[Parameter], body: Option<&Body>) -> Option<Paragraph> {
    let required = parameters.iter().filter(|parameter| parameter.required);
    let parameters = required.map(|parameter| (&parameter.ident, &parameter.docs));
    let body = body.filter(|body| body.required).map(|body| (&body.ident, &body.docs));
    let lines: Vec<Vec<Inline>> =
        parameters.chain(body).map(|(ident, docs)| argument(ident, docs)).collect();
    (!lines.is_empty()).then_some(Paragraph::List(lines))
}

fn argument(ident: &Ident, docs: &Docs) -> Vec<Inline> {
    let mut line = vec![Inline::Code(ident.plain().to_owned())];
    let text = in_short(&docs.paragraphs);
    if docs.deprecated || !text.is_empty() {
        line.push(Inline::Text(": "));
    }
    if docs.deprecated {
        line.push(Inline::Text("Deprecated. "));
    }
    line.extend(text);
    line
}

/// The first paragraph of the document, and all lines that the generator adds, such as constraints.
fn in_short(paragraphs: &[Paragraph]) -> Vec<Inline> {
    let mut parts: Vec<Vec<Inline>> = Vec::new();
    for paragraph in paragraphs {
        match paragraph {
            Paragraph::Prose(text) if parts.is_empty() => {
                parts.push(vec![Inline::Words(docs::first_paragraph(text).to_owned())]);
            }
            Paragraph::Line(line) => parts.push(line.clone()),
            Paragraph::Prose(_) | Paragraph::List(_) | Paragraph::Example(_) => {}
        }
    }
    parts.join(&Inline::Text(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_described_by_its_first_paragraph_and_its_constraints() {
        let docs = Docs {
            paragraphs: vec![
                Paragraph::Prose("The page.\n\nMore.".to_owned()),
                Paragraph::Prose("Left out.".to_owned()),
                Paragraph::Line(vec![Inline::Text("At least "), Inline::Code("1".to_owned())]),
            ],
            deprecated: false,
        };
        let expected = [
            Inline::Words("The page.".to_owned()),
            Inline::Text(" "),
            Inline::Text("At least "),
            Inline::Code("1".to_owned()),
        ];
        assert_eq!(in_short(&docs.paragraphs), expected);
    }
}
