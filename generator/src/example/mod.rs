//! The examples of documents, each with the schema that it should fit and the Rust type that reads
//! it.
//!
//! They are not part of the generated crate. They test whether the types read the examples.

mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::load::{self, Document, keys};
use crate::manifest::{InlineSchemas, Manifest};
use crate::plan::{Direction, Ident, RustType, TypeUse, UseSite};
use crate::source::{At, Location, locate_all};
use crate::{lower, plan};
use schema::Schemas;

/// The examples of some documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// The examples, in the order of the operations that use them.
    pub examples: Vec<Example>,
    /// Their schemas: a JSON Schema 2020-12 text with only `$defs`.
    pub schemas: Value,
    /// The features that enable all types.
    pub features: Vec<String>,
}

/// An example of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its position, as `file:line:column`.
    pub location: String,
    /// Its value.
    pub value: Value,
    /// The name of its schema among the `$defs` of [`Examples::schemas`].
    pub schema: String,
    /// The Rust type that reads it, as a path in a program.
    pub ty: String,
    /// Whether such values are sent (`true`) or only received.
    pub sent: bool,
}

/// Finds the examples of media types, parameters, headers and schemas that operations and webhooks
/// use (OpenAPI 3.0.3, "Media Type Object", "Parameter Object", "Header Object", "Schema Object"),
/// in all documents of a manifest.
///
/// `None` if no crate can be generated. The report is that of [`generate`](crate::generate).
pub fn examples(manifest: &Manifest, report: &mut Report) -> Option<Examples> {
    let (mut documents, mut apis) = (Vec::new(), Vec::new());
    for api in &manifest.apis {
        let chosen = plan::chosen_types(manifest, api);
        let document = load::load(&api.request(None, Default::default()), report)?;
        let mut lowered = lower::lower(&document, (&api.selection, &chosen), report)?;
        if api.inline_schemas == InlineSchemas::Shared {
            lower::share(&mut lowered, &api.customized_types());
        }
        apis.push(lowered);
        documents.push(document);
    }
    let krate = plan::plan(&apis, manifest, report)?;
    if report.has_errors() {
        return None;
    }
    let library = krate.package.library.to_string();
    let features = krate.features.iter().map(|feature| feature.name.clone()).collect();
    let (mut found, mut defs) = (Vec::new(), BTreeMap::new());
    let planned = manifest.apis.iter().zip(&krate.apis);
    for ((document, api), (chosen, planned)) in documents.iter().zip(&apis).zip(planned) {
        let module =
            planned.module.iter().map(|module| format!("::{}", module.ident)).collect::<String>();
        let crate_path = format!("{library}{module}");
        let prefix = format!("{}.", chosen.name);
        let items =
            planned.types.iter().flat_map(|module| &module.items).map(|item| &item.ident).collect();
        let mut finder = Finder::new(document, items, prefix, crate_path);
        for one in plan::uses(api, chosen, manifest) {
            finder.site(&one);
        }
        let Finder { mut schemas, found: of_document, .. } = finder;
        schemas.finish();
        defs.extend(schemas.defs);
        found.extend(of_document);
    }
    Some(Examples { examples: shown(found, report), schemas: json!({"$defs": defs}), features })
}

/// An example with its location.
struct FoundExample {
    location: Location,
    value: Value,
    schema: String,
    ty: String,
    sent: bool,
}

/// Looks up the positions, all of a file at once.
fn shown(found: Vec<FoundExample>, report: &Report) -> Vec<Example> {
    let mut by_file: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, one) in found.iter().enumerate() {
        by_file.entry(one.location.file).or_default().push(index);
    }
    let mut locations = vec![String::new(); found.len()];
    for (file, indices) in by_file {
        let Some(source) = report.sources.get(file) else { continue };
        let at = |index: &usize| {
            found.get(*index).map_or(At::Offset(0), |one| source.moves.text_at(&one.location.at))
        };
        let wanted: Vec<At> = indices.iter().map(at).collect();
        let positions = locate_all(&source.text, &wanted.iter().collect::<Vec<_>>());
        for (index, position) in indices.into_iter().zip(positions) {
            if let Some(location) = locations.get_mut(index) {
                *location = format!("{}:{}:{}", source.name, position.line, position.column);
            }
        }
    }
    let example = |(one, location): (FoundExample, String)| {
        let FoundExample { value, schema, ty, sent, .. } = one;
        Example { location, value, schema, ty, sent }
    };
    found.into_iter().zip(locations).map(example).collect()
}

struct Finder<'a> {
    document: &'a Document,
    /// The types of the crate. It has none for the enum of a discriminator without a field.
    items: BTreeSet<&'a Ident>,
    schemas: Schemas<'a>,
    crate_path: String,
    /// The visited parameters, headers and media types, with their types, since operations share
    /// them.
    looked_at: BTreeSet<(Location, RustType)>,
    seen: BTreeSet<(Location, String)>,
    found: Vec<FoundExample>,
}

impl<'a> Finder<'a> {
    fn new(
        document: &'a Document,
        items: BTreeSet<&'a Ident>,
        prefix: String,
        crate_path: String,
    ) -> Self {
        let schemas = Schemas::new(document, prefix);
        Self {
            document,
            items,
            schemas,
            crate_path,
            looked_at: BTreeSet::new(),
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn site(&mut self, one: &TypeUse) {
        if item(&one.ty).is_some_and(|item| !self.items.contains(item)) {
            return;
        }
        match &one.site {
            UseSite::Schema(location) => self.schema(location, one),
            UseSite::Holder(location) => self.holder(location, one),
            UseSite::Body(location) => {
                let Some(target) = self.target(location) else { return };
                let content = target.child("content");
                let is_json =
                    |media_type: &&String| media_type.to_ascii_lowercase().contains("json");
                let media_type =
                    self.keys(&content).into_iter().find(|media_type| is_json(&media_type));
                if let Some(media_type) = media_type {
                    self.holder(&content.child(&media_type), one);
                }
            }
        }
    }

    /// `example` and `examples` of a parameter, header or media type, also in its `content`.
    fn holder(&mut self, location: &Location, one: &TypeUse) {
        let Some(location) = self.target(location) else { return };
        if !self.looked_at.insert((location.clone(), one.ty.clone())) {
            return;
        }
        let schema = location.child("schema");
        if self.document.value(&schema).is_none() {
            let content = location.child("content");
            if let Some(media_type) = self.keys(&content).first() {
                self.holder(&content.child(media_type), one);
            }
            return;
        }
        self.add(location.child("example"), &schema, one);
        let examples = location.child("examples");
        for name in self.keys(&examples) {
            if let Some(example) = self.target(&examples.child(&name)) {
                self.add(example.child("value"), &schema, one);
            }
        }
    }

    /// `example` of a schema, or all of its `examples`.
    fn schema(&mut self, location: &Location, one: &TypeUse) {
        if self.document.value(location).is_none_or(|schema| schema.get("$ref").is_some()) {
            return;
        }
        let several = location.child(keys::EXAMPLES);
        match self.document.value(&several).and_then(Value::as_array) {
            Some(examples) => (0..examples.len())
                .for_each(|index| self.add(several.element(index), location, one)),
            None => self.add(location.child("example"), location, one),
        }
    }

    fn add(&mut self, location: Location, schema: &Location, one: &TypeUse) {
        let Some(value) = self.document.value(&location) else { return };
        let ty = path(&one.ty, &self.crate_path);
        // A nullable schema makes every use of its type nullable.
        let ty = match value.is_null() && !matches!(one.ty, RustType::Option(_)) {
            true => format!("Option<{ty}>"),
            false => ty,
        };
        if self.seen.insert((location.clone(), ty.clone())) {
            let sent = one.direction == Direction::Request;
            let schema = self.schemas.name(schema, sent);
            self.found.push(FoundExample { location, value: value.clone(), schema, ty, sent });
        }
    }

    fn target(&self, location: &Location) -> Option<Location> {
        self.document.follow(location, &mut Report::new()).map(|followed| followed.location)
    }

    fn keys(&self, location: &Location) -> Vec<String> {
        let object = self.document.value(location).and_then(Value::as_object);
        object.into_iter().flat_map(|object| object.keys().cloned()).collect()
    }
}

/// The item that defines a type.
fn item(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Vec(inner)
        | RustType::Map(inner)
        | RustType::Option(inner)
        | RustType::Boxed(inner)
        | RustType::JsonString(inner) => item(inner),
        _ => None,
    }
}

/// The path of a type in a program.
fn path(ty: &RustType, api: &str) -> String {
    let of = |inner: &RustType| path(inner, api);
    match ty {
        RustType::Item(ident) => format!("{api}::types::{ident}"),
        RustType::Unit => "()".to_owned(),
        RustType::Bool => "bool".to_owned(),
        RustType::Integer(name) => (*name).to_owned(),
        RustType::F64 => "f64".to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Json | RustType::Body => "serde_json::Value".to_owned(),
        RustType::Base64 => format!("{}::Base64", library(api)),
        RustType::Base64Url => format!("{}::Base64Url", library(api)),
        RustType::Base16 => format!("{}::Base16", library(api)),
        RustType::File => format!("{}::File", library(api)),
        RustType::Other(other) => match other.path() {
            path if path.library().is_none() => format!("{}::{path}", library(api)),
            path => path.to_string(),
        },
        RustType::Vec(inner) => format!("Vec<{}>", of(inner)),
        RustType::Map(inner) => format!("std::collections::BTreeMap<String, {}>", of(inner)),
        RustType::Option(inner) => format!("Option<{}>", of(inner)),
        RustType::Boxed(inner) => of(inner),
        RustType::JsonString(inner) => format!("{}::JsonString<{}>", library(api), of(inner)),
    }
}

/// The crate that a path starts with.
fn library(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}
