//! How arrays in the style `deepObject` are written, as the manifest chooses.

use std::collections::BTreeSet;

use super::chosen::Names;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{Api, ContentFormat, Operation, ParameterEncoding, PropertyEncoding, Style};
use crate::manifest::{DeepObjectArrays, DeepObjectChoices};

/// The encoding of arrays in deep objects of an operation, from the manifest.
pub struct DeepArrays<'a> {
    /// The part of the manifest.
    pub choices: &'a DeepObjectChoices,
    /// The `operationId`.
    pub id: &'a str,
}

impl DeepArrays<'_> {
    /// A style of a parameter or property.
    pub fn style(&self, style: Style, name: &str) -> Style {
        match (style, self.choices.of(self.id, name)) {
            (Style::DeepObject, DeepObjectArrays::Brackets) => Style::DeepBrackets,
            (style, _) => style,
        }
    }

    /// The encodings of the properties of a form.
    pub fn encodings(&self, encodings: &[PropertyEncoding]) -> Vec<PropertyEncoding> {
        let chosen = |encoding: &PropertyEncoding| PropertyEncoding {
            style: self.style(encoding.style, &encoding.name),
            ..encoding.clone()
        };
        encodings.iter().map(chosen).collect()
    }
}

/// Warns about choices that no parameter or property has.
pub fn warn_unused(api: &Api, choices: &DeepObjectChoices, names: &mut Names<'_>) {
    let is_whole = api.unselected.is_empty() && api.left_out.is_empty();
    if choices.parameters.is_empty() || !is_whole {
        return;
    }
    let mut known = BTreeSet::new();
    for operation in &api.operations {
        for name in deep_objects(operation) {
            known.insert(format!("{}.{name}", operation.id));
            known.insert(format!("*.{name}"));
        }
    }
    let suggestions: Vec<&str> = known.iter().map(String::as_str).collect();
    for (name, choice) in &choices.parameters {
        if known.contains(name) {
            continue;
        }
        let help = match nearest(name, &suggestions) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "use `operationId.parameter`, or `*.parameter` for all operations".to_owned(),
        };
        let message = format!("no parameter `{name}` has the style `deepObject`");
        names.report.push(
            Diagnostic::new(Code::DeepObjectNothing, message)
                .at(choice.location.clone())
                .help(help),
        );
    }
}

/// The names of parameters and properties with the style.
fn deep_objects(operation: &Operation) -> Vec<&str> {
    let mut names = Vec::new();
    let mut forms: Vec<&[PropertyEncoding]> = Vec::new();
    for parameter in &operation.parameters {
        match &parameter.encoding {
            ParameterEncoding::Style { style: Style::DeepObject, .. } => {
                names.push(parameter.name.as_str());
            }
            ParameterEncoding::Form(encodings) => forms.push(encodings),
            _ => {}
        }
    }
    match operation.body.as_ref().map(|body| &body.content.format) {
        Some(ContentFormat::Form(encodings)) => forms.push(encodings),
        Some(ContentFormat::Multipart(multipart)) => forms.push(&multipart.properties),
        _ => {}
    }
    let properties = forms.into_iter().flatten();
    let deep = properties.filter(|encoding| encoding.style == Style::DeepObject);
    names.extend(deep.map(|encoding| encoding.name.as_str()));
    names
}
