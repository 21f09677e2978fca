//! `$dynamicRef`: schemas whose parts another schema chooses (JSON Schema Core 2020-12, section
//! 8.2.3.2), such as a page of anything.
//!
//! A schema binds the names of its `$dynamicAnchor`s, and of those in its `$defs`. Where it refers
//! to a schema with a `$dynamicRef` of such a name, the reference becomes a copy of that schema
//! with a reference to what the outermost schema binds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::source::Pointer;

/// How many values copies may have, for each value of the file.
const MOST_COPIES: usize = 8;

/// How many values copies may have in any file.
const ALWAYS: usize = 10_000;

/// Members of a schema beside a reference that describe no values.
const PROSE: &[&str] = &[
    "$defs",
    "definitions",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$comment",
    "$schema",
    "title",
    "description",
    "summary",
    "example",
    "examples",
    "deprecated",
];

/// The schemas of a document with a name.
const COMPONENTS: &str = "/components/schemas";

/// What a file has of `$dynamicAnchor` and `$dynamicRef`.
#[derive(Debug, Default)]
pub(super) struct Dynamic {
    /// The schemas with an anchor, by the schemas that bind it.
    binders: BTreeMap<Pointer, Bindings>,
    /// The schemas with a `$dynamicRef`, and the names in them.
    uses: BTreeMap<Pointer, String>,
    /// The schemas with a `$ref`.
    references: BTreeSet<Pointer>,
    /// How many schemas have an anchor of a name.
    anchors: BTreeMap<String, usize>,
}

/// The schemas that names mean.
type Bindings = BTreeMap<String, Pointer>;

impl Dynamic {
    /// Adds a schema. `resource` is the nearest schema with an `$id`, or the root.
    pub(super) fn note(&mut self, members: &Map<String, Value>, at: &Pointer, resource: &Pointer) {
        if let Some(name) = members.get("$dynamicAnchor").and_then(Value::as_str) {
            *self.anchors.entry(name.to_owned()).or_default() += 1;
            let mut binders = vec![holder(at)];
            if *resource != Pointer::root() {
                binders.push(resource.clone());
            }
            for binder in binders {
                let bindings = self.binders.entry(binder).or_default();
                bindings.entry(name.to_owned()).or_insert_with(|| at.clone());
            }
        }
        if let Some(text) = members.get("$dynamicRef").and_then(Value::as_str)
            && let Some((_, name)) = text.split_once('#')
            && !name.is_empty()
            && !name.starts_with('/')
        {
            self.uses.insert(at.clone(), name.to_owned());
        }
        if members.get("$ref").is_some_and(Value::is_string) {
            self.references.insert(at.clone());
        }
    }

    /// Replaces references to schemas with a `$dynamicRef` by copies, where a schema around the
    /// reference binds the name to another schema. References are JSON pointers already.
    pub(super) fn instantiate(&self, value: &mut Value) {
        if self.uses.is_empty() || !self.uses.values().any(|name| self.is_rebound(name)) {
            return;
        }
        let original = value.clone();
        let mut copies = Copies::of(self, &original);
        copies.run(value);
        if copies.left > 0 || original.get("openapi").is_none() {
            return;
        }
        // A reference that is left means what its own schema binds, if all others are copies. Other
        // files may refer to a file that is no document, and bind more.
        let rebound: BTreeSet<&String> =
            copies.made.keys().flat_map(|(_, bindings)| bindings.keys()).collect();
        for (at, _) in self.uses.iter().filter(|(_, name)| rebound.contains(name)) {
            if let Some(Value::Object(members)) = value.pointer_mut(at.as_str())
                && let Some(text) = members.shift_remove("$dynamicRef")
            {
                members.entry("$ref").or_insert(text);
            }
        }
    }

    fn is_rebound(&self, name: &str) -> bool {
        self.anchors.get(name).is_some_and(|count| *count > 1)
    }

    /// What the schemas around `at` bind, up to `root`. Outer schemas take precedence, and `outer`
    /// before all.
    fn bindings(&self, at: &Pointer, root: &Pointer, outer: &Bindings) -> Bindings {
        let mut all = outer.clone();
        for end in prefixes(at.as_str()).filter(|end| *end >= root.as_str().len()) {
            let binder = Pointer::new(at.as_str().get(..end).unwrap_or_default());
            for (name, target) in self.binders.get(&binder).into_iter().flatten() {
                all.entry(name.clone()).or_insert_with(|| target.clone());
            }
        }
        all
    }
}

/// The ends of a pointer and of all pointers above it, the shortest first.
fn prefixes(text: &str) -> impl Iterator<Item = usize> {
    let ends = text.match_indices('/').map(|(end, _)| end);
    ends.chain([text.len()])
}

/// The schema that has a schema in its `$defs`; otherwise the schema itself.
pub(super) fn holder(at: &Pointer) -> Pointer {
    let definitions = at.as_str().rsplit_once('/').map_or("", |(parent, _)| parent);
    let holder = ["/$defs", "/definitions"].iter().find_map(|key| definitions.strip_suffix(key));
    match holder {
        Some(holder) if !holder.is_empty() => Pointer::new(holder),
        _ => at.clone(),
    }
}

/// Copies of schemas.
struct Copies<'d> {
    dynamic: &'d Dynamic,
    original: &'d Value,
    /// The targets of references.
    targets: BTreeMap<Pointer, Pointer>,
    /// For each target, the names of the `$dynamicRef`s that are reached from it.
    free: BTreeMap<Pointer, BTreeSet<String>>,
    /// The copies, by their originals and what names mean in them.
    made: BTreeMap<(Pointer, Bindings), Pointer>,
    /// How many values may still be copied.
    budget: usize,
    /// How many references were left because of that.
    left: usize,
    /// The last number of each name that copies share.
    numbers: BTreeMap<String, usize>,
    /// The names of the schemas that names mean.
    names: BTreeMap<Pointer, String>,
}

/// A reference to look at.
struct Job {
    /// The schema with the reference, in the original.
    from: Pointer,
    /// The same schema now.
    now: Pointer,
    /// The part of the original that was copied with it.
    root: Pointer,
    /// What names mean around that part.
    outer: Rc<Bindings>,
}

impl<'d> Copies<'d> {
    fn of(dynamic: &'d Dynamic, original: &'d Value) -> Self {
        let mut targets = BTreeMap::new();
        for at in &dynamic.references {
            let text = original.pointer(at.as_str()).and_then(|it| it.get("$ref")?.as_str());
            let target = text.and_then(|text| text.strip_prefix('#')).filter(|it| !it.is_empty());
            if let Some(target) = target.map(|text| text.replace("%25", "%"))
                && original.pointer(&target).is_some_and(Value::is_object)
            {
                targets.insert(at.clone(), Pointer::new(target));
            }
        }
        let free = free(dynamic, &targets);
        let budget = ALWAYS + MOST_COPIES * size(original);
        Self {
            dynamic,
            original,
            targets,
            free,
            made: BTreeMap::new(),
            budget,
            left: 0,
            numbers: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    fn run(&mut self, value: &mut Value) {
        let outer = Rc::new(Bindings::new());
        let mut jobs: VecDeque<Job> = self
            .targets
            .keys()
            .map(|at| Job {
                from: at.clone(),
                now: at.clone(),
                root: Pointer::root(),
                outer: outer.clone(),
            })
            .collect();
        while let Some(job) = jobs.pop_front() {
            self.look(&job, value, &mut jobs);
        }
    }

    fn look(&mut self, job: &Job, value: &mut Value, jobs: &mut VecDeque<Job>) {
        let Some(target) = self.targets.get(&job.from).cloned() else { return };
        let Some(free) = self.free.get(&target) else { return };
        let mut bindings = self.dynamic.bindings(&job.from, &job.root, &job.outer);
        bindings.retain(|name, _| free.contains(name));
        bindings.values_mut().for_each(|bound| *bound = self.bound(bound));
        let mut own = self.dynamic.bindings(&target, &target, &Bindings::new());
        own.retain(|name, _| free.contains(name));
        own.values_mut().for_each(|bound| *bound = self.bound(bound));
        let is_same = bindings.iter().all(|(name, bound)| own.get(name) == Some(bound));
        if bindings.is_empty() || is_same {
            return self.refer(job, &target, value);
        }
        if let Some(known) = self.made.get(&(target.clone(), bindings.clone())).cloned() {
            return self.refer(job, &known, value);
        }
        let Some(copy) = self.original.pointer(target.as_str()) else { return };
        let cost = size(copy);
        if cost > self.budget {
            self.left += 1;
            return;
        }
        self.budget -= cost;
        let copy = without_names(copy.clone());
        let Some((at, named)) = self.put(job, (&target, &bindings), copy, value) else { return };
        self.made.insert((target.clone(), bindings.clone()), named);
        self.resolve(&target, &at, &bindings, value);
        let outer = Rc::new(bindings);
        for from in self.below(&target) {
            let now = moved(&from, &target, &at);
            jobs.push_back(Job { from, now, root: target.clone(), outer: outer.clone() });
        }
    }

    /// Adds a copy: to a component instead of its reference, otherwise as a component.
    /// Returns the location of the copy, and that of the schema to refer to.
    fn put(
        &mut self,
        job: &Job,
        (target, bindings): (&Pointer, &Bindings),
        copy: Value,
        value: &mut Value,
    ) -> Option<(Pointer, Pointer)> {
        let is_component = job.now.as_str().rsplit_once('/').is_some_and(|it| it.0 == COMPONENTS);
        if !is_component && let Some(all) = components(value) {
            let mut name = last(target);
            for (index, bound) in bindings.values().enumerate() {
                name.push_str(if index == 0 { "Of" } else { "And" });
                name.push_str(&self.named(&self.bound(bound), all));
            }
            let name = free_name(all, name, &mut self.numbers);
            let at = Pointer::new(COMPONENTS).child(&name);
            all.insert(name, copy);
            self.refer(job, &at, value);
            return Some((at.clone(), at));
        }
        let members = value.pointer_mut(job.now.as_str())?.as_object_mut()?;
        members.shift_remove("$ref");
        let is_only = members.keys().all(|key| PROSE.contains(&key.as_str()));
        let parts = members.entry("allOf").or_insert_with(|| json!([])).as_array_mut()?;
        let at = job.now.child("allOf").child(&parts.len().to_string());
        parts.push(copy);
        let named = if is_only { job.now.clone() } else { at.clone() };
        Some((at, named))
    }

    /// The schema that a name means: the target of a schema that is only a reference.
    fn bound(&self, at: &Pointer) -> Pointer {
        let raw = self.original.pointer(at.as_str()).and_then(Value::as_object);
        let is_only = |raw: &Map<String, Value>| {
            raw.keys().all(|key| key == "$ref" || PROSE.contains(&key.as_str()))
        };
        let target = self.targets.get(at).filter(|_| raw.is_some_and(is_only));
        target.unwrap_or(at).clone()
    }

    /// The name of a schema that a name means. One without a name becomes a component as well,
    /// which later stages call it by.
    fn named(&mut self, bound: &Pointer, components: &mut Map<String, Value>) -> String {
        if let Some(known) = self.names.get(bound) {
            return known.clone();
        }
        let mut name = self.name_of(bound);
        if bound.as_str().rsplit_once('/').is_none_or(|(parent, _)| parent != COMPONENTS) {
            name = free_name(components, name, &mut self.numbers);
            components.insert(name.clone(), json!({"$ref": written(bound.as_str())}));
        }
        self.names.insert(bound.clone(), name.clone());
        name
    }

    /// The words for a schema that a name means: its name, its title, or that of the schema or
    /// operation around it and the name that it has there.
    fn name_of(&self, bound: &Pointer) -> String {
        let parent = bound.as_str().rsplit_once('/').map_or("", |(parent, _)| parent);
        if parent == COMPONENTS {
            return last(bound);
        }
        let raw = self.original.pointer(bound.as_str());
        if let Some(title) = raw.and_then(|raw| raw.get("title")?.as_str()) {
            let title = capitalized(title);
            if !title.is_empty() {
                return title;
            }
        }
        format!("{}{}", self.name_around(bound), capitalized(&last(bound)))
    }

    /// The name of the component or of the operation around a schema. Empty if there is none.
    fn name_around(&self, at: &Pointer) -> String {
        let rest = at.as_str().strip_prefix(COMPONENTS).and_then(|rest| rest.strip_prefix('/'));
        if let Some(name) = rest.and_then(|rest| rest.split('/').next()) {
            return last(&Pointer::root().child(name));
        }
        let mut above = prefixes(at.as_str()).filter_map(|end| {
            let raw = self.original.pointer(at.as_str().get(..end)?)?;
            raw.get("operationId")?.as_str()
        });
        above.next().map(capitalized).unwrap_or_default()
    }

    /// Makes a reference in a copy lead to a schema.
    fn refer(&self, job: &Job, target: &Pointer, value: &mut Value) {
        if let Some(reference) =
            value.pointer_mut(job.now.as_str()).and_then(|members| members.get_mut("$ref"))
        {
            *reference = Value::String(written(target.as_str()));
        }
    }

    /// Replaces the `$dynamicRef`s in a copy of `target` at `at`.
    fn resolve(&self, target: &Pointer, at: &Pointer, bindings: &Bindings, value: &mut Value) {
        let below = self.dynamic.uses.range(target.clone()..);
        let below = below.take_while(|(from, _)| from.as_str().starts_with(target.as_str()));
        for (from, name) in below.filter(|(from, _)| is_within(from, target)) {
            let meaning = self.dynamic.bindings(from, target, bindings);
            let Some(meaning) = meaning.get(name) else { continue };
            let now = moved(from, target, at);
            if let Some(Value::Object(members)) = value.pointer_mut(now.as_str()) {
                members.shift_remove("$dynamicRef");
                let text = written(meaning.as_str());
                members.insert("$ref".to_owned(), Value::String(text));
            }
        }
    }

    /// The schemas with a reference in a schema.
    fn below(&self, target: &Pointer) -> Vec<Pointer> {
        let below = self.targets.range(target.clone()..).map(|(at, _)| at);
        let below = below.take_while(|at| at.as_str().starts_with(target.as_str()));
        below.filter(|at| is_within(at, target)).cloned().collect()
    }
}

/// For each target of a reference, the names of the `$dynamicRef`s that are reached from it.
fn free(
    dynamic: &Dynamic,
    targets: &BTreeMap<Pointer, Pointer>,
) -> BTreeMap<Pointer, BTreeSet<String>> {
    let all: BTreeSet<&Pointer> = targets.values().collect();
    let around = |at: &Pointer| -> Vec<Pointer> {
        let ends = prefixes(at.as_str());
        let above = ends.map(|end| Pointer::new(at.as_str().get(..end).unwrap_or_default()));
        above.filter(|above| all.contains(above)).collect()
    };
    let mut users: BTreeMap<&Pointer, Vec<Pointer>> = BTreeMap::new();
    for (at, target) in targets {
        users.entry(target).or_default().extend(around(at));
    }
    let mut free: BTreeMap<Pointer, BTreeSet<String>> = BTreeMap::new();
    let uses = dynamic.uses.iter();
    let mut work: Vec<(Pointer, String)> =
        uses.flat_map(|(at, name)| around(at).into_iter().map(|at| (at, name.clone()))).collect();
    while let Some((at, name)) = work.pop() {
        if free.entry(at.clone()).or_default().insert(name.clone()) {
            let users = users.get(&at).into_iter().flatten();
            work.extend(users.map(|user| (user.clone(), name.clone())));
        }
    }
    free
}

/// The named schemas of a document; `None` for a file that is no document.
fn components(value: &mut Value) -> Option<&mut Map<String, Value>> {
    let root = value.as_object_mut().filter(|root| root.contains_key("openapi"))?;
    let components = root.entry("components").or_insert_with(|| json!({})).as_object_mut()?;
    components.entry("schemas").or_insert_with(|| json!({})).as_object_mut()
}

/// The last token of a pointer with the characters that names of components have.
fn last(pointer: &Pointer) -> String {
    let last = pointer.last().unwrap_or_default();
    last.chars().filter(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// The words of a text in one, each with a capital letter.
fn capitalized(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words
        .flat_map(|word| {
            let mut rest = word.chars();
            rest.next().into_iter().flat_map(char::to_uppercase).chain(rest)
        })
        .collect()
}

/// A name that no component has: with a number, if necessary.
fn free_name(
    components: &Map<String, Value>,
    name: String,
    numbers: &mut BTreeMap<String, usize>,
) -> String {
    let mut free = name.clone();
    while components.contains_key(&free) {
        let number = numbers.entry(name.clone()).or_insert(1);
        *number += 1;
        free = format!("{name}{number}");
    }
    free
}

/// A reference to a pointer.
pub(super) fn written(pointer: &str) -> String {
    format!("#{}", pointer.replace('%', "%25"))
}

/// Whether a pointer is another one, or leads to something in it.
pub(super) fn is_within(at: &Pointer, of: &Pointer) -> bool {
    at.as_str()
        .strip_prefix(of.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pointer to a part of a copy of `of` at `at`.
fn moved(from: &Pointer, of: &Pointer, at: &Pointer) -> Pointer {
    let rest = from.as_str().strip_prefix(of.as_str()).unwrap_or_default();
    Pointer::new(format!("{at}{rest}"))
}

/// The number of values in a value.
fn size(value: &Value) -> usize {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    count
}

/// A schema without the names that only its original has.
fn without_names(mut schema: Value) -> Value {
    let mut open = vec![&mut schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                members.retain(|key, member| {
                    !matches!(key.as_str(), "$id" | "$anchor" | "$dynamicAnchor")
                        || !member.is_string()
                });
                open.extend(members.values_mut());
            }
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    schema
}
