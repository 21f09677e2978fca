//! Parameters.

use indexmap::IndexMap;
use openapiv3::{Parameter as Written, PathStyle, QueryStyle};
use serde_json::{Map, Value};

use super::Context;
use super::docs::{self, prose};
use super::node::{InstanceKind, kind};
use crate::diagnostic::{Code, Diagnostic, Softened};
use crate::ir::{
    Docs, OperationPart, Origin, Parameter, ParameterEncoding, ParameterLocation, Scalar,
    StringFormat, Style, Type,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::{Location, MediaType};

/// The media type of forms.
pub(super) const FORM: (&str, &str) = ("application", "x-www-form-urlencoded");

/// What an error in a parameter becomes.
const PARAMETER_LEFT_OUT: Softened =
    Softened { code: Code::ParameterLeftOut, loss: "the parameter is left out" };

/// The location of the schema of a parameter or header.
pub(super) fn written_schema(location: &Location) -> Location {
    location.child("schema")
}

pub(super) fn query_style(style: QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

impl Context<'_> {
    /// The parameters of a path and an operation. Those of the operation replace those of the path
    /// with the same name and location.
    pub(super) fn parameters(
        &mut self,
        item: &Location,
        operation: &Location,
        id: &str,
    ) -> Vec<Parameter> {
        let mut parameters: IndexMap<(String, ParameterLocation), Parameter> = IndexMap::new();
        for holder in [item, operation] {
            let mut own: IndexMap<(String, ParameterLocation), Parameter> = IndexMap::new();
            for location in self.elements(holder, "parameters") {
                let Some(parameter) = self.parameter(&location, id) else { continue };
                let key = (parameter.name.clone(), parameter.location);
                if let Some(first) = own.get(&key) {
                    let message =
                        format!("there are two parameters `{}` with the same `in`", parameter.name);
                    let diagnostic =
                        Diagnostic::new(Code::DuplicateParameter, message).at(location);
                    let diagnostic =
                        diagnostic.related(first.source.clone(), "the first one, which is used");
                    self.report.push(diagnostic.help("remove one of them"));
                    continue;
                }
                own.insert(key, parameter);
            }
            parameters.extend(own);
        }
        parameters.into_values().collect()
    }

    fn parameter(&mut self, source: &Location, id: &str) -> Option<Parameter> {
        let followed = self.shared(source)?;
        let target = followed.location;
        let written: Option<Written> = self
            .optional(PARAMETER_LEFT_OUT, |context| context.document.node(&target, context.report));
        let written = written?;
        self.unknown_keys(&target, Object::Parameter);
        let (location, style, allow_reserved) = location_and_style(&written);
        let data = written.parameter_data();
        if location == ParameterLocation::Header && self.is_reserved(&data.name, &target) {
            return None;
        }
        self.check_empty(&target);
        let explode = data.explode.unwrap_or(style.explodes_by_default());
        let style = match self.is_true(&target, keys::PLAIN_COOKIE) {
            true => Style::Cookie,
            false => self.delimiter(&target).unwrap_or(style),
        };
        let allow_reserved = allow_reserved || self.is_true(&target, keys::ALLOW_RESERVED);
        let allow_empty =
            location == ParameterLocation::Path && self.may_be_empty(&written_schema(&target));
        let nested = self.nested_delimiters(&target);
        let plain =
            ParameterEncoding::Style { style, explode, allow_reserved, allow_empty, nested };
        let part = OperationPart::Parameter(data.name.clone());
        let origin = match followed.reference {
            None => Origin::Operation { operation: id.to_owned(), part },
            Some(_) => Origin::Named(format!("{} parameter", self.name_of(&target))),
        };
        let schema = written_schema(&target);
        let (encoding, ty, under) = match self.object(&schema) {
            Some(_) => (plain, self.schema(&schema, origin), self.docs_of_use(&schema)),
            None => {
                let (encoding, ty) = self.parameter_content(&target, plain, origin);
                (encoding, ty, Docs::default())
            }
        };
        let examples = self.examples(&target);
        let over = Docs {
            description: prose(data.description.as_deref()),
            deprecated: data.deprecated.unwrap_or_default(),
            examples,
            ..Docs::default()
        };
        let required = self.is_required(data.required, location, &data.name, &target);
        Some(Parameter {
            name: data.name,
            location,
            encoding,
            required,
            ty,
            docs: docs::overlay(under, over),
            source: target,
        })
    }

    /// A parameter that has `content` instead of `schema`.
    fn parameter_content(
        &mut self,
        location: &Location,
        plain: ParameterEncoding,
        origin: Origin,
    ) -> (ParameterEncoding, Type) {
        let text = Type::Scalar(Scalar::String(StringFormat::Plain));
        let Some((name, at)) = self.members(location, "content").into_iter().next() else {
            return (plain, text);
        };
        let media_type = MediaType::of(&name);
        let schema = at.child("schema");
        let is_whole_query = self.is_true(location, keys::QUERY_STRING);
        let plain =
            if is_whole_query { ParameterEncoding::WholeQuery { json: false } } else { plain };
        let is_form = is_whole_query && media_type.parts() == FORM;
        if !media_type.is_json() && !is_form {
            if is_whole_query && self.is_scalar(&schema) {
                return (plain, self.schema(&schema, origin));
            }
            if self.is_plain_text(&media_type, &at) {
                return (plain, text);
            }
            self.report_at(
                Code::ParameterContent,
                &at.key(),
                format!("a parameter with the media type `{name}` is read as a string"),
                "use `application/json` or a `schema` with a style",
            );
            return (plain, text);
        }
        let ty =
            if self.object(&schema).is_some() { self.schema(&schema, origin) } else { Type::Json };
        let encoding = match (is_form, is_whole_query) {
            (true, _) => ParameterEncoding::Form(self.pairs(&at)),
            (false, true) => ParameterEncoding::WholeQuery { json: true },
            (false, false) => ParameterEncoding::Json,
        };
        (encoding, ty)
    }

    /// Whether the values of a schema have a text: strings, numbers and booleans.
    fn is_scalar(&mut self, schema: &Location) -> bool {
        let others = [InstanceKind::Array, InstanceKind::Object, InstanceKind::Any];
        self.glance(schema).is_some_and(|(_, raw)| !others.contains(&kind(raw)))
    }

    /// The style of lists that 3.0 has no style for.
    pub(super) fn delimiter(&self, holder: &Location) -> Option<Style> {
        match self.document.value(&holder.child(keys::DELIMITER))?.as_str()? {
            "comma" => Some(Style::Form),
            "space" => Some(Style::SpaceDelimited),
            "pipe" => Some(Style::PipeDelimited),
            "tab" => Some(Style::TabDelimited),
            _ => None,
        }
    }

    /// What separates the items of a list in a header that 3.0 has no style for, and those of the
    /// lists in it.
    pub(super) fn delimiters(&self, holder: &Location) -> Vec<char> {
        let outer = match self.delimiter(holder) {
            Some(Style::SpaceDelimited) => ' ',
            Some(Style::PipeDelimited) => '|',
            Some(Style::TabDelimited) => '\t',
            _ => ',',
        };
        let nested = self.nested_delimiters(holder);
        let all: Vec<char> = std::iter::once(outer).chain(nested).collect();
        if all.iter().all(|delimiter| *delimiter == ',') { Vec::new() } else { all }
    }

    /// What separates the items of lists in the list of a parameter.
    fn nested_delimiters(&self, holder: &Location) -> Vec<char> {
        let names = self.document.value(&holder.child(keys::NESTED_DELIMITERS));
        let names = names.and_then(Value::as_array).into_iter().flatten();
        let delimiters = names.filter_map(|name| match name.as_str()? {
            "comma" => Some(','),
            "space" => Some(' '),
            "tab" => Some('\t'),
            "pipe" => Some('|'),
            _ => None,
        });
        delimiters.collect()
    }

    fn is_true(&self, holder: &Location, key: &str) -> bool {
        self.document.value(&holder.child(key)) == Some(&Value::Bool(true))
    }

    /// Whether a schema names the empty string as a value.
    fn may_be_empty(&mut self, schema: &Location) -> bool {
        let mut open = vec![schema.clone()];
        for _ in 0..super::MAX_DEPTH {
            let Some(location) = open.pop() else { break };
            let Some((target, raw)) = self.glance(&location) else { continue };
            let values = raw.get("enum").and_then(Value::as_array);
            if values.is_some_and(|values| values.contains(&Value::String(String::new())))
                || raw.get("maxLength").and_then(Value::as_u64) == Some(0)
            {
                return true;
            }
            open.extend(self.elements(&target, "allOf"));
        }
        false
    }

    /// Whether a media type is `text/plain`, with a schema that adds nothing.
    pub(super) fn is_plain_text(&mut self, media_type: &MediaType, location: &Location) -> bool {
        let schema = self.glance(&location.child("schema"));
        let is_plain = |raw: &Map<String, Value>| {
            matches!(kind(raw), InstanceKind::String | InstanceKind::Any)
                && !raw.contains_key("enum")
                && !raw.contains_key("format")
        };
        media_type.parts() == ("text", "plain") && schema.is_none_or(|(_, raw)| is_plain(raw))
    }

    /// Whether OpenAPI ignores a header parameter, since something else describes it.
    fn is_reserved(&mut self, name: &str, location: &Location) -> bool {
        let instead = match name.to_ascii_lowercase().as_str() {
            "accept" => "`responses` describe the accepted media types",
            "content-type" => "`requestBody` describes the media type",
            "authorization" => "`security` describes the credentials",
            _ => return false,
        };
        self.report_at(
            Code::HeaderIgnored,
            location,
            format!("a header parameter `{name}` is ignored, as OpenAPI says"),
            format!("remove it: {instead}"),
        );
        true
    }

    fn check_empty(&mut self, location: &Location) {
        let at = location.child("allowEmptyValue");
        if self.document.value(&at) == Some(&Value::Bool(true)) {
            self.report_at(
                Code::UnsupportedKeyword,
                &at.key(),
                "`allowEmptyValue` is not supported: send an empty string instead",
                "remove it; OpenAPI deprecates it",
            );
        }
    }

    fn is_required(
        &mut self,
        required: bool,
        location: ParameterLocation,
        name: &str,
        source: &Location,
    ) -> bool {
        if required || location != ParameterLocation::Path {
            return required;
        }
        self.report_at(
            Code::PathParameterNotRequired,
            source,
            format!("the path parameter `{name}` is read as required"),
            "add `required: true`",
        );
        true
    }
}

/// The location of a parameter, its style, and whether reserved characters are sent unencoded.
fn location_and_style(written: &Written) -> (ParameterLocation, Style, bool) {
    match written {
        Written::Query { style, allow_reserved, .. } => {
            (ParameterLocation::Query, query_style(style.clone()), *allow_reserved)
        }
        Written::Header { .. } => {
            let location = ParameterLocation::Header;
            (location, location.default_style(), false)
        }
        Written::Path { style, .. } => {
            let style = match style {
                PathStyle::Matrix => Style::Matrix,
                PathStyle::Label => Style::Label,
                PathStyle::Simple => Style::Simple,
            };
            (ParameterLocation::Path, style, false)
        }
        Written::Cookie { .. } => {
            let location = ParameterLocation::Cookie;
            (location, location.default_style(), false)
        }
    }
}
