//! The Rust types of schemas, by location.

use std::collections::BTreeMap;

use super::chosen::Names;
use super::direction::{Direction, TypeKey};
use super::krate::RustType;
use super::types::TypeMap;
use crate::diagnostic::Report;
use crate::ir::{Api, Content, ContentFormat, Method, Type, TypeId, TypeKind, Union};
use crate::manifest::{self, Manifest};
use crate::source::Location;

/// A part of a document with its Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeUse {
    /// The part.
    pub site: UseSite,
    /// The type of its values.
    pub ty: RustType,
    /// The direction in which its values are sent.
    pub direction: Direction,
}

/// A part of a document that has a Rust type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseSite {
    /// A schema.
    Schema(Location),
    /// A media type, parameter or header, which contains a schema.
    Holder(Location),
    /// The body of a request.
    Body(Location),
}

/// All schemas that operations and webhooks use, and the objects that contain them, each with its
/// type. A schema that is sent and received may be listed once for each direction. `api` and
/// `chosen` are those of [`plan`](super::plan).
pub fn uses(api: &Api, chosen: &manifest::Api, manifest: &Manifest) -> Vec<TypeUse> {
    // Planning the crate reports everything.
    let mut report = Report::new();
    let types = TypeMap::new(api, chosen, manifest, &mut Names::new(chosen, &mut report));
    let mut uses = UseCollector { unions: unions(api), types, found: Vec::new() };
    uses.operations();
    for (id, _) in api.types.iter() {
        for key in uses.types.directions.keys(id) {
            uses.definition(key);
        }
    }
    uses.found
}

/// The unions that each definition is a variant of.
fn unions(api: &Api) -> BTreeMap<TypeId, Vec<TypeId>> {
    let mut unions: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for (id, definition) in api.types.iter() {
        let TypeKind::Union(union) = &definition.kind else { continue };
        for variant in &union.variants {
            if let Type::Named(variant) = &variant.ty {
                unions.entry(*variant).or_default().push(id);
            }
        }
    }
    unions
}

struct UseCollector<'a> {
    types: TypeMap<'a>,
    unions: BTreeMap<TypeId, Vec<TypeId>>,
    found: Vec<TypeUse>,
}

impl UseCollector<'_> {
    fn push(&mut self, site: UseSite, ty: RustType, direction: Direction) {
        self.found.push(TypeUse { site, ty, direction });
    }

    fn operations(&mut self) {
        let api = self.types.api;
        for operation in &api.operations {
            for parameter in &operation.parameters {
                self.holder(&parameter.source, &parameter.ty, Direction::Request);
            }
            if let Some(body) = &operation.body {
                self.content(&body.location, &body.content, Direction::Request);
            }
            for response in operation.responses.iter().filter(|_| operation.method != Method::Head)
            {
                if let Some(content) = &response.content {
                    self.content(&response.location, content, Direction::Response);
                }
                for header in &response.headers {
                    self.holder(&header.location, &header.ty, Direction::Response);
                }
            }
        }
        for webhook in &api.webhooks {
            if let Some(body) = &webhook.body {
                let ty = self.types.rust_type(&body.ty, Direction::Response);
                self.push(
                    UseSite::Body(webhook.location.child("requestBody")),
                    ty,
                    Direction::Response,
                );
            }
        }
    }

    /// A body that is JSON or a form. Examples of forms are JSON, too.
    fn content(&mut self, location: &Location, content: &Content, direction: Direction) {
        if matches!(content.format, ContentFormat::Json | ContentFormat::Form(_)) {
            self.holder(
                &location.child("content").child(&content.media_type),
                &content.ty,
                direction,
            );
        }
    }

    fn holder(&mut self, location: &Location, ty: &Type, direction: Direction) {
        let rust = self.types.rust_type(ty, direction);
        self.push(UseSite::Holder(location.clone()), rust, direction);
        self.schema(&location.child("schema"), ty, direction);
    }

    /// A schema, and the inline schemas of its elements and values.
    fn schema(&mut self, location: &Location, ty: &Type, direction: Direction) {
        let rust = self.types.rust_type(ty, direction);
        self.push(UseSite::Schema(location.clone()), rust, direction);
        let (mut ty, mut location) = (ty, location.clone());
        loop {
            (ty, location) = match ty {
                Type::Nullable(inner) => (inner, location),
                Type::List(inner) => (inner, location.child("items")),
                Type::Map(inner) => (inner, location.child("additionalProperties")),
                Type::Named(_) | Type::Scalar(_) | Type::JsonString(_) | Type::Json => return,
            };
            let rust = self.types.rust_type(ty, direction);
            self.push(UseSite::Schema(location.clone()), rust, direction);
        }
    }

    fn definition(&mut self, key: TypeKey) {
        let api = self.types.api;
        let Some(definition) = api.types.get(key.id) else { return };
        let directions = self.types.directions.directions(key);
        let direction = directions.direction();
        let own = Type::Named(self.read_as(key.id));
        let rust = self.types.rust_type(&own, direction);
        self.push(UseSite::Schema(definition.location.clone()), rust, direction);
        match &definition.kind {
            TypeKind::Struct(structure) => {
                for field in
                    structure.fields.iter().filter(|field| directions.include(field.access))
                {
                    self.schema(&field.location, &field.ty, direction);
                }
                if let Some(additional) = &structure.additional {
                    self.schema(
                        &definition.location.child("additionalProperties"),
                        &additional.ty,
                        direction,
                    );
                }
            }
            TypeKind::Union(Union { variants, .. }) => {
                for variant in
                    variants.iter().filter(|variant| !matches!(variant.ty, Type::Named(_)))
                {
                    self.schema(&variant.location, &variant.ty, direction);
                }
            }
            TypeKind::Alias(ty) => self.schema(&definition.location, ty, direction),
            TypeKind::Enum(_) => {}
        }
    }

    /// The definition that reads the values of a definition: the union, for a struct without a
    /// field for its discriminator.
    fn read_as(&self, id: TypeId) -> TypeId {
        let mut unions = self.unions.get(&id).into_iter().flatten().copied();
        let carries = |union: &TypeId| match self
            .types
            .api
            .types
            .get(*union)
            .map(|definition| &definition.kind)
        {
            Some(TypeKind::Union(Union { discriminator: Some(property), .. })) => {
                self.types.tags.carried(id, property)
            }
            _ => false,
        };
        unions.find(carries).unwrap_or(id)
    }
}
