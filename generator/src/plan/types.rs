//! The Rust types of a document's types.

use std::collections::BTreeMap;

use serde_json::Value;

use super::chosen::Names;
use super::definition::{self, Idents};
use super::direction::{Direction, Directions};
use super::docs;
use super::krate::{Docs, RustType};
use super::operation_words::operation_words;
use super::other_type;
use super::secret::Secrets;
use super::tag::Tags;
use super::with_union::WithUnion;
use super::xml::XmlMap;
use crate::ir::{self, Api, IntegerFormat, NumberFormat, Scalar, StringFormat, Type};
use crate::manifest::{self, FormatType, Formats, Manifest};
use crate::select::Contents;

/// An API whose definitions have names: what every type of it becomes follows.
pub struct TypeMap<'a> {
    /// The API.
    pub api: &'a Api,
    /// The part of the manifest for it.
    pub chosen: &'a manifest::Api,
    /// The types of strings with a format.
    formats: &'a Formats,
    /// Whether there is a client.
    pub contents: Contents,
    /// Which definitions are sent, received, or both.
    pub directions: Directions,
    /// Which structs have no field for the discriminator of their union.
    pub tags: Tags,
    /// The names of the types that definitions become.
    pub idents: Idents,
    /// The names of the descriptions of bodies of XML.
    pub xml: XmlMap,
    /// What `Debug` does not show.
    pub secrets: Secrets,
    /// Which definitions are a union or contain one.
    pub with_union: WithUnion,
    /// The words for the types of operations, by their ids.
    operation_words: BTreeMap<String, String>,
    /// The part of the manifest for the package.
    pub package: &'a manifest::Package,
}

impl<'a> TypeMap<'a> {
    /// Names the definitions of an API. `chosen` is the part of the manifest for it.
    pub fn new(
        api: &'a Api,
        chosen: &'a manifest::Api,
        manifest: &'a Manifest,
        names: &mut Names<'_>,
    ) -> Self {
        let directions = Directions::of(api);
        let operation_words = operation_words(api);
        let idents = definition::name_definitions((api, &operation_words), &directions, names);
        let tags = Tags::of(api, &directions);
        let contents = contents(api, chosen);
        let xml = XmlMap::new(api, &directions, &idents);
        let secrets = Secrets::of(api, chosen, (&directions, &idents), names);
        let formats = &manifest.formats;
        let package = &manifest.package;
        Self {
            api,
            chosen,
            formats,
            contents,
            directions,
            tags,
            idents,
            xml,
            secrets,
            with_union: WithUnion::of(&api.types),
            operation_words,
            package,
        }
    }

    /// The words for the types of an operation: its id, without what only repeats its path.
    pub fn words_of<'o>(&'o self, operation: &'o ir::Operation) -> &'o str {
        self.operation_words.get(&operation.id).unwrap_or(&operation.id)
    }

    /// The Rust type of a type, in a direction.
    pub fn rust_type(&self, ty: &Type, direction: Direction) -> RustType {
        match ty {
            Type::Named(id) => match self.idents.get(&self.directions.key(*id, direction)) {
                Some(ident) => RustType::Item(ident.clone()),
                None => RustType::Json,
            },
            Type::Scalar(scalar) => self.scalar(*scalar),
            Type::List(inner) => RustType::Vec(Box::new(self.rust_type(inner, direction))),
            Type::Map(inner) => RustType::Map(Box::new(self.rust_type(inner, direction))),
            Type::Nullable(inner) => match self.rust_type(inner, direction) {
                option @ RustType::Option(_) => option,
                RustType::Json => RustType::Json,
                other => RustType::Option(Box::new(other)),
            },
            Type::JsonString(inner) => {
                RustType::JsonString(Box::new(self.rust_type(inner, direction)))
            }
            Type::Json => RustType::Json,
        }
    }

    /// The docs of a definition or a use. They name the format only if the type does not say it.
    pub fn docs(&self, docs: &ir::Docs) -> Docs {
        let mut docs = docs.clone();
        for constraints in [&mut docs.constraints, &mut docs.item_constraints] {
            constraints.retain(|it| it.keyword != "format" || !self.has_type(&it.value));
        }
        docs::of(&docs)
    }

    /// Whether a format has a type of its own.
    fn has_type(&self, format: &Value) -> bool {
        let Some(format) = format.as_str() else { return false };
        match self.formats.of(format) {
            Some(ty) => !matches!(ty, FormatType::String),
            None => Scalar::of_format(format).is_some(),
        }
    }

    /// The Rust types that operations, webhooks and selected schemas use.
    pub fn roots(&self) -> Vec<RustType> {
        let mut roots = Vec::new();
        let mut add = |types: &[&Type], direction| {
            roots.extend(types.iter().map(|ty| self.rust_type(ty, direction)))
        };
        for operation in &self.api.operations {
            add(&operation.sent_types(), Direction::Request);
            add(&operation.received_types(), Direction::Response);
        }
        for webhook in &self.api.webhooks {
            add(&webhook.types(), Direction::Response);
        }
        let schemas: Vec<&Type> = self.api.schemas.iter().collect();
        add(&schemas, Direction::Request);
        add(&schemas, Direction::Response);
        roots
    }

    fn scalar(&self, scalar: Scalar) -> RustType {
        match scalar {
            Scalar::Boolean => RustType::Bool,
            Scalar::Integer(format) => RustType::Integer(match format {
                IntegerFormat::I8 => "i8",
                IntegerFormat::I16 => "i16",
                IntegerFormat::I32 => "i32",
                IntegerFormat::I64 => "i64",
                IntegerFormat::U8 => "u8",
                IntegerFormat::U16 => "u16",
                IntegerFormat::U32 => "u32",
                IntegerFormat::U64 => "u64",
            }),
            // Numbers of JSON are decimal. As an `f32`, one with many digits would change.
            Scalar::Number(NumberFormat::Float | NumberFormat::Double) => RustType::F64,
            Scalar::String(format) => self.string(format),
            Scalar::Chosen(chosen) => {
                other_type::of_chosen(chosen, self.api, (self.formats, self.chosen))
            }
        }
    }

    fn string(&self, format: StringFormat) -> RustType {
        match format {
            StringFormat::DateTime => self.format("date-time", RustType::String),
            StringFormat::Date => self.format("date", RustType::String),
            StringFormat::Uuid => self.format("uuid", RustType::String),
            StringFormat::Byte => self.format("byte", RustType::Base64),
            StringFormat::Base64Url => RustType::Base64Url,
            StringFormat::Base16 => RustType::Base16,
            // Without a client, a file can only be part of a JSON text.
            StringFormat::Binary if self.contents == Contents::Types => RustType::Base64,
            StringFormat::Binary => RustType::File,
            StringFormat::Plain => RustType::String,
        }
    }

    /// The type that the manifest chooses for a format, or else this one.
    fn format(&self, format: &str, otherwise: RustType) -> RustType {
        other_type::of_format(format, self.formats).unwrap_or(otherwise)
    }
}

/// Whether an API becomes a client. Without operations and webhooks, it becomes types alone.
fn contents(api: &Api, chosen: &manifest::Api) -> Contents {
    let is_silent = api.operations.is_empty() && api.webhooks.is_empty() && !api.schemas.is_empty();
    if is_silent { Contents::Types } else { chosen.selection.contents }
}
