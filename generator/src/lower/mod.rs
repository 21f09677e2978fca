//! From a document to what it says: `openapiv3` values in, [`ir`](crate::ir) out.
//!
//! The way starts at the operations and webhooks that are selected and goes outward; what nothing
//! reaches is not touched. Where types alone are wanted, it starts at all schemas with a name, too.
//! A schema with a name is reserved when it is first referred to and lowered later from a queue, so
//! that only the nesting of anonymous schemas recurses, and that has a limit.

mod body;
mod callback;
mod compose;
mod docs;
mod enumeration;
mod finish;
mod implied;
mod inheritance;
mod integer;
mod intersect;
mod leaf;
mod limits;
mod link;
mod node;
mod open;
mod operation;
mod pagination;
mod parameter;
mod path;
mod response;
mod schema;
mod security;
mod selection;
mod server;
mod stream;
mod structure;
mod tag;
mod union;
mod variant;
mod webhook;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{Api, Docs, LeftOut, Origin, Type, TypeDef, TypeId, TypeKind, Types};
use crate::load::grammar::Object;
use crate::load::{Document, View};
use crate::select::Selection;
use crate::source::{Location, Locations};
use inheritance::Families;
use node::Node;

/// How deep anonymous schemas may be nested: what rustc takes of nullable maps in maps, which it
/// looks at most closely.
const MAX_DEPTH: usize = 32;

/// Lowers what is wanted of a document. Everything that is wrong is in the report, and what it
/// spoils is left out or became [`Type::Json`]; `None` when the document has no object at its root,
/// or more than its limits allow.
pub fn lower(document: &Document, selection: &Selection, report: &mut Report) -> Option<Api> {
    let root = document.root();
    document.value(&root)?.as_object()?;
    let view = View::new(document);
    let mut context = Context::new(&view, selection, report);
    let info = context.document.node::<openapiv3::Info>(&root.child("info"), context.report);
    let (title, version, description) = match info {
        Some(info) => {
            (info.title, info.version, info.description.filter(|text| !text.trim().is_empty()))
        }
        None => Default::default(),
    };
    context.unknown_keys(&root, Object::Document);
    let servers = context.servers(&root);
    let security_schemes = context.security_schemes();
    let (mut found, mut found_webhooks) = (context.find_operations(), context.find_webhooks());
    context.select(&mut found, &mut found_webhooks);
    if context.is_too_large(&found, &found_webhooks) {
        return None;
    }
    let mut operations = context.operations(&found);
    let mut webhooks = context.webhooks(&found_webhooks);
    let mut schemas = context.wanted_schemas(!found.is_empty() || !found_webhooks.is_empty());
    context.drain();
    if context.is_over || context.last_definition(&root, 0).is_some() {
        return None;
    }
    let tags = context.tags(&operations);
    let mut types = context.finish(&mut operations, &mut webhooks, &mut schemas);
    implied::discriminate(&mut types);
    pagination::find(&mut operations, &types);
    let Context { unselected, left_out, degraded, .. } = context;
    Some(Api {
        title,
        version,
        description,
        servers,
        security_schemes,
        tags,
        operations,
        webhooks,
        schemas,
        types,
        unselected,
        left_out,
        degraded: degraded.into_iter().collect(),
    })
}

/// What every room needs.
struct Context<'a> {
    document: &'a View<'a>,
    selection: &'a Selection,
    report: &'a mut Report,
    types: Types,
    /// The last definition, once there may be no others.
    full: Option<TypeId>,
    /// How many alternatives unions have, all together.
    alternatives: usize,
    /// How much is repeated.
    copies: usize,
    /// How long what is repeated is.
    sizes: BTreeMap<Location, usize>,
    /// Whether there is more of something than may be, which is said: then nothing comes of the
    /// document.
    is_over: bool,
    /// The definitions of schemas that have a name, by the place of the schema.
    named: BTreeMap<Location, TypeId>,
    /// The uses of anonymous schemas that hold definitions, so that a schema that is reached twice
    /// is one type.
    inline: BTreeMap<Location, Type>,
    /// What several schemas merge into, by their places, so that merging ends for recursive ones.
    merged: BTreeMap<Vec<Location>, Type>,
    /// In which direction schemas travel.
    marked: BTreeMap<Location, structure::Marks>,
    /// The structs of bases that are unions for everyone else.
    own: BTreeMap<Location, TypeId>,
    /// Definitions that also allow null.
    nullable: BTreeSet<TypeId>,
    /// Names that components give to what stands elsewhere.
    names: Option<BTreeMap<Location, String>>,
    families: Families,
    /// The names of the operations, by their places.
    operation_ids: BTreeMap<Location, String>,
    queue: VecDeque<Job>,
    /// The schema that was read last: most are asked for twice in a row.
    last: Option<Rc<Node<'a>>>,
    /// Schemas with a discriminator that were read: each of their children asks for them, and there
    /// may be thousands.
    bases_read: BTreeMap<Location, Rc<Node<'a>>>,
    depth: usize,
    /// How deep within alternatives with something beside them.
    distributing: usize,
    /// How many of these there were.
    distributed: usize,
    /// The errors that reading the files found, those in references left out.
    spoiled: Locations,
    /// How many errors concern only an operation or a schema that was left out for them.
    contained: usize,
    /// The ids of what is not selected.
    unselected: Vec<String>,
    /// What is left out.
    left_out: Vec<LeftOut>,
    /// The schemas that became any JSON value, since something is wrong with them.
    degraded: BTreeSet<Location>,
}

/// A definition that is reserved, and has yet to be lowered.
enum Job {
    /// The schema at a place.
    Schema(Location, TypeId),
    /// The properties of the base at a place.
    Own(Location, TypeId),
}

impl<'a> Context<'a> {
    fn new(document: &'a View<'a>, selection: &'a Selection, report: &'a mut Report) -> Self {
        Self {
            document,
            selection,
            // What is wrong with a reference spoils what follows it, and that finds it again.
            spoiled: report.error_places().filter(|place| !place.is_reference()).collect(),
            contained: report.errors_raised(),
            report,
            types: Types::default(),
            full: None,
            alternatives: 0,
            copies: 0,
            sizes: BTreeMap::new(),
            is_over: false,
            named: BTreeMap::new(),
            inline: BTreeMap::new(),
            merged: BTreeMap::new(),
            marked: BTreeMap::new(),
            own: BTreeMap::new(),
            nullable: BTreeSet::new(),
            names: None,
            families: Families::default(),
            operation_ids: BTreeMap::new(),
            queue: VecDeque::new(),
            last: None,
            bases_read: BTreeMap::new(),
            depth: 0,
            distributing: 0,
            distributed: 0,
            unselected: Vec::new(),
            left_out: Vec::new(),
            degraded: BTreeSet::new(),
        }
    }

    /// Says something at a place.
    fn say(
        &mut self,
        code: Code,
        place: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report.push(Diagnostic::new(code, message).at(place.clone()).help(help));
    }

    /// The object at a place, references not followed.
    fn object(&self, place: &Location) -> Option<&'a Map<String, Value>> {
        self.document.value(place)?.as_object()
    }

    /// The object that a place leads to, and its own place.
    fn target(&mut self, place: &Location) -> Option<(Location, &'a Map<String, Value>)> {
        if let Some(object) = self.object(place).filter(|object| !object.contains_key("$ref")) {
            return Some((place.clone(), object));
        }
        let followed = self.document.follow(place, self.report)?;
        let object = self.object(&followed.location)?;
        Some((followed.location, object))
    }

    /// The same, by the way: whatever is wrong is the matter of what the place stands in, not of
    /// who looks at it from outside.
    fn glance(&mut self, place: &Location) -> Option<(Location, &'a Map<String, Value>)> {
        self.contain(|context| context.target(place)).0
    }

    /// The members of the object `key` of the value at a place.
    fn members(&self, place: &Location, key: &str) -> Vec<(String, Location)> {
        let at = place.child(key);
        let keys = self.object(&at).into_iter().flat_map(Map::keys);
        keys.map(|key| (key.clone(), at.child(key))).collect()
    }

    /// The elements of the list `key` of the value at a place.
    fn elements(&self, place: &Location, key: &str) -> Vec<Location> {
        let at = place.child(key);
        let count = self.document.value(&at).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| at.element(index)).collect()
    }

    /// Warns about members that are neither in `known` nor extensions.
    fn unknown_keys(&mut self, place: &Location, object: Object) {
        let Some(members) = self.object(place) else { return };
        for key in members.keys().filter(|key| !object.knows(key)) {
            self.say(
                Code::UnknownKeyword,
                &place.child(key).key(),
                format!("`{key}` means nothing here in OpenAPI 3.0 and is ignored"),
                "remove it, or start its name with `x-`",
            );
        }
    }

    /// The definition of the schema at `target`, reserved for now and lowered later.
    fn named(&mut self, target: &Location) -> TypeId {
        if let Some(id) = self.named.get(target) {
            return *id;
        }
        let name = self.name_of(target);
        let id = self.reserve(Origin::Named(name), target);
        self.named.insert(target.clone(), id);
        self.queue.push_back(Job::Schema(target.clone(), id));
        id
    }

    /// The struct with the properties of the base at `target`.
    fn own_struct(&mut self, target: &Location) -> TypeId {
        if let Some(id) = self.own.get(target) {
            return *id;
        }
        let name = format!("{}Base", self.name_of(target));
        let id = self.reserve(Origin::Named(name), target);
        self.own.insert(target.clone(), id);
        self.queue.push_back(Job::Own(target.clone(), id));
        id
    }

    /// A definition that says nothing yet.
    fn reserve(&mut self, origin: Origin, place: &Location) -> TypeId {
        if let Some(last) = self.last_definition(place, 1) {
            return last;
        }
        self.types.add(TypeDef {
            origin,
            place: place.clone(),
            docs: Docs::default(),
            kind: TypeKind::Alias(Type::Json),
        })
    }

    /// Lowers what is reserved until nothing is left.
    fn drain(&mut self) {
        while let Some(job) =
            self.queue.pop_front().filter(|_| self.full.is_none() && !self.is_over)
        {
            match job {
                Job::Schema(place, id) => self.define_schema(&place, id),
                Job::Own(place, id) => self.define_own(&place, id),
            }
        }
    }

    /// The name of a schema: its component, the last word of the pointer to it, or the file that it
    /// is.
    fn name_of(&mut self, target: &Location) -> String {
        if self.names.is_none() {
            self.names = Some(self.component_names());
        }
        if let Some(name) = self.names.as_ref().and_then(|names| names.get(target)) {
            return name.clone();
        }
        let tokens: Vec<String> = target.pointer().tokens().map(Cow::into_owned).collect();
        let words = match tokens.as_slice() {
            [] => return self.stem(target),
            [components, _, rest @ ..] if components == "components" && !rest.is_empty() => rest,
            [definitions, rest @ ..] if matches!(definitions.as_str(), "definitions" | "$defs") => {
                rest
            }
            all => all,
        };
        name_words(words)
    }

    /// The name of a file without folder and extension.
    fn stem(&self, place: &Location) -> String {
        let name = self.report.sources.get(place.file).map_or("", |source| source.name.as_str());
        let name = name.rsplit('/').next().unwrap_or(name);
        name.split_once('.').map_or(name, |(stem, _)| stem).to_owned()
    }

    /// Components that only refer to something in another file lend it their name.
    fn component_names(&mut self) -> BTreeMap<Location, String> {
        let mut names = BTreeMap::new();
        let root = self.document.root();
        let schemas = self.members(&root.child("components"), "schemas");
        let own: BTreeSet<Location> = schemas.iter().map(|(_, place)| place.clone()).collect();
        let mut ends = BTreeMap::new();
        for (name, place) in schemas {
            let Some(end) = self.end_of(&place, &mut ends) else { continue };
            if end != place && !own.contains(&end) {
                names.entry(end).or_insert(name);
            }
        }
        names
    }

    /// Where references lead in the end. Those that were followed before are not followed again, so
    /// that a long chain of components costs no more than its length.
    fn end_of(
        &self,
        start: &Location,
        ends: &mut BTreeMap<Location, Option<Location>>,
    ) -> Option<Location> {
        let mut way = Vec::new();
        let mut at = start.clone();
        let end = loop {
            if let Some(known) = ends.get(&at) {
                break known.clone();
            }
            // Until it is known, it leads nowhere: so does a circle.
            ends.insert(at.clone(), None);
            way.push(at.clone());
            match self.document.value(&at)?.get("$ref") {
                None => break Some(at),
                Some(reference) => at = self.document.resolve(at.file, reference.as_str()?).ok()?,
            }
        };
        ends.extend(way.into_iter().map(|place| (place, end.clone())));
        end
    }
}

/// The tokens of a pointer that name something: the keywords between them left out.
fn name_words(tokens: &[String]) -> String {
    let keyword = |token: &&String| {
        !matches!(
            token.as_str(),
            "properties"
                | "items"
                | "allOf"
                | "oneOf"
                | "anyOf"
                | "schema"
                | "schemas"
                | "content"
                | "paths"
                | "components"
        )
    };
    match tokens {
        [only] => only.clone(),
        _ => tokens.iter().filter(keyword).map(String::as_str).collect::<Vec<_>>().join(" "),
    }
}
