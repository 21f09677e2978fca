//! The state of lowering, and how it reads a document.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::children::Inheritance;
use super::extension::Hierarchy;
use super::marks::Marks;
use super::node::Node;
use super::operation_id::OperationIds;
use crate::diagnostic::{Code, Diagnostic, Report, Softened, nearest};
use crate::ir::{
    ChosenTypes, Docs, LeftOut, Origin, Type, TypeDef, TypeId, TypeKind, Types, letters,
};
use crate::load::grammar::Object;
use crate::load::{LEFT_OUT, View};
use crate::select::Selection;
use crate::source::{Location, Locations};

/// What is wanted of a document: a part of it, and types.
pub type Wanted<'w> = (&'w Selection, &'w ChosenTypes);

/// The state of lowering.
pub(super) struct Context<'a> {
    pub(super) document: &'a View<'a>,
    pub(super) selection: &'a Selection,
    pub(super) chosen: ChosenTypes,
    pub(super) report: &'a mut Report,
    pub(super) types: Types,
    /// The last definition, once the limit of definitions is reached.
    pub(super) full: Option<TypeId>,
    /// The number of variants of all unions.
    pub(super) alternatives: usize,
    /// The number of parts that are repeated in the crate.
    pub(super) copies: usize,
    /// The sizes of repeated values, in bytes.
    pub(super) sizes: BTreeMap<Location, usize>,
    /// Whether a limit is exceeded, which is reported: then nothing is generated.
    pub(super) is_over: bool,
    /// The definitions of named schemas, by the location of the schema.
    pub(super) named: BTreeMap<Location, TypeId>,
    /// The types of inline schemas with definitions, so that a schema that is reached twice is one
    /// type.
    pub(super) inline: BTreeMap<Location, Type>,
    /// The inline schema that is being lowered.
    pub(super) lowering: Option<Location>,
    /// The inline schemas that were reached again while they were lowered.
    pub(super) reentered: BTreeSet<Location>,
    /// The types of merged schemas, by the locations of the schemas, so that merging recursive ones
    /// ends.
    pub(super) merged: BTreeMap<Vec<Location>, Type>,
    /// Which schemas are `readOnly` or `writeOnly`.
    pub(super) marked: BTreeMap<Location, Marks>,
    /// Which schemas have secret values.
    pub(super) secrets: BTreeMap<Location, bool>,
    /// The structs of base schemas whose uses are unions.
    pub(super) own: BTreeMap<Location, TypeId>,
    /// The definitions that allow null.
    pub(super) nullable: BTreeSet<TypeId>,
    /// The unions of `anyOf` without a discriminator.
    pub(super) any_of: BTreeSet<TypeId>,
    /// The names that components give to schemas of other files.
    pub(super) names: Option<BTreeMap<Location, String>>,
    /// The words of the names of all named schemas.
    pub(super) words_of_schemas: Option<BTreeSet<String>>,
    pub(super) hierarchy: Hierarchy,
    pub(super) inheritance: Inheritance,
    /// The named schemas that are used directly, not as alternatives.
    pub(super) used_directly: BTreeSet<Location>,
    pub(super) operation_ids: OperationIds,
    /// The names of the security schemes.
    pub(super) declared: BTreeSet<String>,
    pub(super) queue: VecDeque<Job>,
    /// The schema that was read last: most are read twice in a row.
    pub(super) last: Option<Rc<Node<'a>>>,
    /// The schemas with a discriminator that were read: each of their children reads them, and
    /// there may be thousands.
    pub(super) bases_read: BTreeMap<Location, Rc<Node<'a>>>,
    pub(super) depth: usize,
    /// The current depth of alternatives with something beside them.
    pub(super) distributing: usize,
    /// The number of such alternatives so far.
    pub(super) distributed: usize,
    /// The locations of errors that loading found, except those in references.
    pub(super) load_errors: Locations,
    /// The number of errors that affect only an operation or a schema that is left out.
    pub(super) contained: usize,
    /// The ids of the operations and webhooks that are not selected.
    pub(super) unselected: Vec<String>,
    /// The operations and webhooks that are left out because of errors.
    pub(super) left_out: Vec<LeftOut>,
    /// The schemas that became any JSON value because of errors.
    pub(super) degraded: BTreeSet<Location>,
}

/// A reserved definition that is not lowered yet.
pub(super) enum Job {
    /// The schema at a location.
    Schema(Location, TypeId),
    /// The properties of the base schema at a location.
    Own(Location, TypeId),
}

impl<'a> Context<'a> {
    pub(super) fn new(
        document: &'a View<'a>,
        (selection, chosen): Wanted<'a>,
        report: &'a mut Report,
    ) -> Self {
        Self {
            document,
            selection,
            chosen: chosen.clone(),
            // An error in a reference affects what follows it, which finds the error again.
            load_errors: report
                .error_locations()
                .filter(|location| !location.is_reference())
                .collect(),
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
            lowering: None,
            reentered: BTreeSet::new(),
            merged: BTreeMap::new(),
            marked: BTreeMap::new(),
            secrets: BTreeMap::new(),
            own: BTreeMap::new(),
            nullable: BTreeSet::new(),
            any_of: BTreeSet::new(),
            names: None,
            words_of_schemas: None,
            hierarchy: Hierarchy::default(),
            inheritance: Inheritance::default(),
            used_directly: BTreeSet::new(),
            operation_ids: OperationIds::default(),
            declared: BTreeSet::new(),
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

    /// Reports something at a location.
    pub(super) fn report_at(
        &mut self,
        code: Code,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report.push(Diagnostic::new(code, message).at(location.clone()).help(help));
    }

    /// The object at a location, without following references.
    pub(super) fn object(&self, location: &Location) -> Option<&'a Map<String, Value>> {
        self.document.value(location)?.as_object()
    }

    /// The object at a location after following references, and its own location.
    pub(super) fn target(
        &mut self,
        location: &Location,
    ) -> Option<(Location, &'a Map<String, Value>)> {
        if let Some(object) = self.object(location).filter(|object| !object.contains_key("$ref")) {
            return Some((location.clone(), object));
        }
        let followed = self.document.follow(location, self.report)?;
        let object = self.object(&followed.location)?;
        Some((followed.location, object))
    }

    /// The same, without reporting errors: they belong to the schema itself, not to its users.
    pub(super) fn glance(
        &mut self,
        location: &Location,
    ) -> Option<(Location, &'a Map<String, Value>)> {
        self.contain(|context| context.target(location)).0
    }

    /// Reads a part that the crate can do without: its errors become warnings.
    pub(super) fn optional<T>(
        &mut self,
        softened: Softened,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.report.soften(Some(softened));
        let made = work(self);
        self.report.soften(outer);
        made
    }

    /// Like [`Self::target`], for a part that the crate can do without.
    pub(super) fn optional_target(
        &mut self,
        location: &Location,
    ) -> Option<(Location, &'a Map<String, Value>)> {
        self.optional(LEFT_OUT, |context| context.target(location))
    }

    /// The members of the object `key` of the value at a location.
    pub(super) fn members(&self, location: &Location, key: &str) -> Vec<(String, Location)> {
        let Some(members) = self.object(location).and_then(|raw| raw.get(key)?.as_object()) else {
            return Vec::new();
        };
        let at = location.child(key);
        members.keys().map(|key| (key.clone(), at.child(key))).collect()
    }

    /// The elements of the array `key` of the value at a location.
    pub(super) fn elements(&self, location: &Location, key: &str) -> Vec<Location> {
        let Some(elements) = self.object(location).and_then(|raw| raw.get(key)?.as_array()) else {
            return Vec::new();
        };
        let at = location.child(key);
        (0..elements.len()).map(|index| at.element(index)).collect()
    }

    /// Warns about unknown members of the root, and of the objects in it that nothing else reads.
    pub(super) fn unknown_keys_of_root(&mut self) {
        let root = self.document.root();
        self.unknown_keys(&root, Object::Document);
        self.unknown_keys(&root.child("info"), Object::Info);
        self.unknown_keys(&root.child("components"), Object::Components);
        for tag in self.elements(&root, "tags") {
            self.unknown_keys(&tag, Object::Tag);
        }
    }

    /// Warns about members that the version of the document does not define, and that are no
    /// extensions.
    pub(super) fn unknown_keys(&mut self, location: &Location, object: Object) {
        let Some(members) = self.object(location) else { return };
        let version = self.document.version();
        let is_known = |key: &str| {
            object.knows(key) || object.members(version).any(|member| member.key == key)
        };
        for key in members.keys().filter(|key| !is_known(key)) {
            let members = object.members(version).map(|member| member.key);
            let known: Vec<&str> = members.chain(object.may_refer().then_some("$ref")).collect();
            let help = match (object.instead_of_v2(key), nearest(key, &known)) {
                (Some(instead), _) => format!("`{key}` is of Swagger 2.0: {instead}"),
                (None, Some(nearest)) => format!("did you mean `{nearest}`?"),
                (None, None) => "remove it, or start its name with `x-`".to_owned(),
            };
            self.report_at(
                Code::UnknownKeyword,
                &location.child(key).key(),
                format!("`{key}` has no meaning here in {version} and is ignored"),
                help,
            );
        }
    }

    /// The definition of the named schema at `target`. It is lowered later.
    pub(super) fn named(&mut self, target: &Location) -> TypeId {
        if let Some(id) = self.named.get(target) {
            return *id;
        }
        let name = self.name_of(target);
        let id = self.reserve(Origin::Named(name), target);
        self.named.insert(target.clone(), id);
        self.queue.push_back(Job::Schema(target.clone(), id));
        id
    }

    /// The struct with the properties of the base schema at `target`.
    pub(super) fn own_struct(&mut self, target: &Location) -> TypeId {
        if let Some(id) = self.own.get(target) {
            return *id;
        }
        let name = format!("{}Base", self.name_of(target));
        let id = self.reserve(Origin::Named(name), target);
        self.own.insert(target.clone(), id);
        self.queue.push_back(Job::Own(target.clone(), id));
        id
    }

    /// Reserves a definition without contents.
    pub(super) fn reserve(&mut self, origin: Origin, location: &Location) -> TypeId {
        if let Some(last) = self.last_definition(location, 1) {
            return last;
        }
        let is_secret = self.is_secret(location);
        self.types.add(TypeDef {
            origin,
            location: location.clone(),
            docs: Docs::default(),
            is_secret,
            kind: TypeKind::Alias(Type::Json),
        })
    }

    /// Lowers all reserved definitions.
    pub(super) fn drain(&mut self) {
        while let Some(job) =
            self.queue.pop_front().filter(|_| self.full.is_none() && !self.is_over)
        {
            match job {
                Job::Schema(location, id) => self.define_schema(&location, id),
                Job::Own(location, id) => self.define_own(&location, id),
            }
        }
    }

    /// The name of a component with a noun for what it is. A name that ends with the noun stays:
    /// `all_lamps_response`. If a schema has the same words, a further noun follows.
    pub(super) fn name_with_noun(&mut self, target: &Location, noun: &str) -> String {
        let name = self.name_of(target);
        let has_noun = name.to_ascii_lowercase().ends_with(noun);
        let name = if has_noun { name } else { format!("{name} {noun}") };
        let document = &self.document;
        let schemas = self.words_of_schemas.get_or_insert_with(|| {
            let schemas = document.root().child("components").child("schemas");
            let names = document.value(&schemas).and_then(Value::as_object);
            names.into_iter().flat_map(Map::keys).map(|name| letters(name)).collect()
        });
        match (schemas.contains(&letters(&name)), noun) {
            (true, "response") => format!("{name} body"),
            (true, _) => format!("{name} value"),
            (false, _) => name,
        }
    }

    /// The name of a schema: that of its component or its file, or the last token of the pointer to
    /// it.
    pub(super) fn name_of(&mut self, target: &Location) -> String {
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

    /// The name of a file without its folder and extension.
    pub(super) fn stem(&self, location: &Location) -> String {
        let name = self.report.sources.get(location.file).map_or("", |source| source.name.as_str());
        let name = name.rsplit('/').next().unwrap_or(name);
        name.split_once('.').map_or(name, |(stem, _)| stem).to_owned()
    }

    /// The names of components that only refer to another file, for the schemas there.
    pub(super) fn component_names(&mut self) -> BTreeMap<Location, String> {
        let mut names = BTreeMap::new();
        let root = self.document.root();
        let schemas = self.members(&root.child("components"), "schemas");
        let own: BTreeSet<Location> =
            schemas.iter().map(|(_, location)| location.clone()).collect();
        let mut ends = BTreeMap::new();
        for (name, location) in schemas {
            let Some(end) = self.end_of(&location, &mut ends) else { continue };
            if end != location && !own.contains(&end) {
                names.entry(end).or_insert(name);
            }
        }
        names
    }

    /// The end of a chain of references. No reference is followed twice, so that a long chain takes
    /// linear time.
    pub(super) fn end_of(
        &self,
        start: &Location,
        ends: &mut BTreeMap<Location, Option<Location>>,
    ) -> Option<Location> {
        let mut path = Vec::new();
        let mut at = start.clone();
        let end = loop {
            if let Some(known) = ends.get(&at) {
                break known.clone();
            }
            // Until the end is known, there is none: a cycle has none.
            ends.insert(at.clone(), None);
            path.push(at.clone());
            match self.document.value(&at)?.get("$ref") {
                None => break Some(at),
                Some(reference) => at = self.document.resolve(at.file, reference.as_str()?).ok()?,
            }
        };
        ends.extend(path.into_iter().map(|location| (location, end.clone())));
        end
    }
}

/// The tokens of a pointer without the keywords between them.
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
