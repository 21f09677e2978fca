//! Roles: what a definition becomes depends on how its values are sent.
//!
//! Bytes (`format: binary`) are a file in a multipart form, and text in any other body with a
//! structure. In a JSON merge patch, each property can be absent, null or a value. A definition
//! with several roles becomes several definitions if that makes a difference.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Context;
use super::finish::{for_each_use, parts, parts_mut};
use super::node::{InstanceKind, kind};
use super::part::PartRules;
use crate::diagnostic::Code;
use crate::ir::{
    Body, Content, ContentFormat, Docs, Operation, Origin, Presence, Scalar, StringFormat, Struct,
    Type, TypeDef, TypeId, TypeKind, Types, UntypedPart, Webhook,
};
use crate::source::{Location, MediaType};

const TEXT: Type = Type::Scalar(Scalar::String(StringFormat::Plain));
const BYTES: Type = Type::Scalar(Scalar::String(StringFormat::Binary));

/// How the values of a type are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// As a JSON value or as text.
    Value,
    /// As a multipart form, with the rules at this index.
    Form(usize),
    /// As a part of such a form, or as a part for each element.
    Part(UntypedPart),
    /// As one of the parts for a list.
    Element(UntypedPart),
    /// As a JSON merge patch (RFC 7396).
    Patch,
}

/// A definition in a role.
type Key = (TypeId, Role);

/// All operations, webhooks and selected schemas.
type Uses<'u> = (&'u mut [Operation], &'u mut [Webhook], &'u mut [Type]);

impl Context<'_> {
    /// Gives each definition the form for its role, and adds a definition for each further role.
    pub(super) fn assign_roles(
        &mut self,
        (operations, webhooks, schemas): Uses<'_>,
        types: &mut Types,
    ) {
        let mut rules = Rules::default();
        let mut bodies: Vec<(Holder, Type, Role)> = Vec::new();
        for holder in holders(operations, webhooks) {
            let Some(content) = holder.content(operations, webhooks) else { continue };
            let role = rules.of_content(content, holder);
            if role != Role::Value {
                bodies.push((holder, std::mem::replace(&mut content.ty, Type::Json), role));
            }
        }
        let mut values = Vec::new();
        let mut value = |ty: &mut Type| {
            values.extend(ty.named());
            text_for_bytes(ty);
        };
        for_each_use(operations, webhooks, &mut value);
        schemas.iter_mut().for_each(value);
        let names = if bodies.is_empty() {
            BTreeMap::new()
        } else {
            rules.tags = tags(types);
            let mut reached = Reached::default();
            reached.work.extend(values.into_iter().map(|id| (id, Role::Value)));
            for (holder, ty, role) in &bodies {
                let at = holder.schema(operations);
                let mut conversion = Conversion { context: self, rules: &rules };
                conversion.ty(&mut ty.clone(), *role, at.as_ref(), &mut |id, role| {
                    reached.work.push((id, role));
                    id
                });
            }
            reached.follow(self, types, &rules);
            reached.into_names(types)
        };
        let name = |key: Key| names.get(&key).copied().unwrap_or(key.0);
        self.convert_all(types, &rules, &names);
        for (holder, mut ty, role) in bodies {
            let at = holder.schema(operations);
            let mut conversion = Conversion { context: self, rules: &rules };
            conversion.ty(&mut ty, role, at.as_ref(), &mut |id, role| name((id, role)));
            if let Some(content) = holder.content(operations, webhooks) {
                content.ty = ty;
            }
            if let (Role::Patch, Some(body)) = (role, holder.request_body(operations)) {
                self.check_patch(types, body);
            }
        }
    }

    /// Converts all definitions. `names` has the definitions of other roles than [`Role::Value`].
    fn convert_all(&mut self, types: &mut Types, rules: &Rules, names: &BTreeMap<Key, TypeId>) {
        let mut name = |id: TypeId, role: Role| names.get(&(id, role)).copied().unwrap_or(id);
        let mut added: Vec<(Key, TypeId)> =
            names.iter().filter(|((id, _), new)| id != *new).map(|(key, id)| (*key, *id)).collect();
        added.sort_by_key(|(_, new)| *new);
        for (key, _) in added {
            let Some(mut definition) = types.get(key.0).cloned() else { continue };
            name_role(&mut definition, key.1, names);
            Conversion { context: self, rules }.definition(key, &mut definition, &mut name);
            types.add(definition);
        }
        let first_roles: BTreeMap<TypeId, Role> =
            names.iter().filter(|((id, _), new)| id == *new).map(|(key, _)| *key).collect();
        let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
        let new: BTreeSet<TypeId> = names.values().copied().collect();
        for id in ids {
            let Some(definition) = types.get_mut(id) else { continue };
            match first_roles.get(&id) {
                Some(role) => Conversion { context: self, rules }.definition(
                    (id, *role),
                    definition,
                    &mut name,
                ),
                None if new.contains(&id) => {}
                None => parts_mut(&mut definition.kind, &mut text_for_bytes),
            }
        }
    }

    /// Warns about a merge patch that replaces everything.
    fn check_patch(&mut self, types: &Types, body: &Body) {
        let mut ty = &body.content.ty;
        let is_object = loop {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match types.get(*id).map(|definition| &definition.kind) {
                    Some(TypeKind::Alias(target)) => target,
                    kind => break !matches!(kind, Some(TypeKind::Enum(_))),
                },
                Type::Map(_) | Type::Json => break true,
                Type::Scalar(_) | Type::List(_) | Type::JsonString(_) => break false,
            }
        };
        if !is_object {
            let media_type = &body.content.media_type;
            self.report_at(
                Code::PatchWithoutObject,
                &body.location.child("content").child(media_type).key(),
                "a merge patch that is not an object replaces the whole resource",
                "describe an object, or use `application/json-patch+json` for a list of changes",
            );
        }
    }

    /// Whether the schema of a map says that values, or the items of values, may be anything.
    fn has_untyped_values(&mut self, map: &Location) -> bool {
        let Some((target, raw)) = self.glance(map) else { return false };
        match raw.get("additionalProperties") {
            Some(Value::Bool(values)) => *values,
            Some(_) => {
                let values = target.child("additionalProperties");
                self.is_untyped(&values) || self.has_untyped_items(&values)
            }
            None => false,
        }
    }

    /// Whether a schema is a list and says nothing about its items (JSON Schema 2020-12, core,
    /// section 10.3.1.2).
    pub(super) fn has_untyped_items(&mut self, list: &Location) -> bool {
        let Some((target, raw)) = self.glance(list) else { return false };
        kind(raw) == InstanceKind::Array
            && match raw.get("items") {
                Some(_) => self.is_untyped(&target.child("items")),
                None => !raw.contains_key("prefixItems"),
            }
    }

    /// Whether a schema says nothing about its values.
    pub(super) fn is_untyped(&mut self, location: &Location) -> bool {
        const SILENT: &[&str] = &[
            "title",
            "description",
            "example",
            "externalDocs",
            "deprecated",
            "readOnly",
            "writeOnly",
            "nullable",
            "default",
            "allOf",
        ];
        let mut open = vec![location.clone()];
        for _ in 0..super::MAX_DEPTH {
            let Some(location) = open.pop() else { return true };
            let Some((target, raw)) = self.glance(&location) else { return false };
            if !raw.keys().all(|key| SILENT.contains(&key.as_str()) || key.starts_with("x-")) {
                return false;
            }
            open.extend(self.elements(&target, "allOf"));
        }
        false
    }
}

/// What has a body whose values may be sent in another way than as JSON values.
#[derive(Debug, Clone, Copy)]
enum Holder {
    /// The operation at an index.
    Operation(usize),
    /// A callback of an operation, by both indices.
    Callback(usize, usize),
    /// The webhook at an index.
    Webhook(usize),
}

fn holders(operations: &[Operation], webhooks: &[Webhook]) -> Vec<Holder> {
    let of_operations = operations.iter().enumerate().flat_map(|(index, operation)| {
        let callbacks = 0..operation.callbacks.len();
        let callbacks = callbacks.map(move |callback| Holder::Callback(index, callback));
        [Holder::Operation(index)].into_iter().chain(callbacks)
    });
    of_operations.chain((0..webhooks.len()).map(Holder::Webhook)).collect()
}

impl Holder {
    fn content<'u>(
        self,
        operations: &'u mut [Operation],
        webhooks: &'u mut [Webhook],
    ) -> Option<&'u mut Content> {
        match self {
            Self::Operation(index) => {
                operations.get_mut(index)?.body.as_mut().map(|body| &mut body.content)
            }
            Self::Callback(index, callback) => {
                operations.get_mut(index)?.callbacks.get_mut(callback)?.body.as_mut()
            }
            Self::Webhook(index) => webhooks.get_mut(index)?.body.as_mut(),
        }
    }

    fn request_body(self, operations: &[Operation]) -> Option<&Body> {
        let Self::Operation(index) = self else { return None };
        operations.get(index)?.body.as_ref()
    }

    /// The schema of the body of an operation.
    fn schema(self, operations: &[Operation]) -> Option<Location> {
        let body = self.request_body(operations)?;
        Some(body.location.child("content").child(&body.content.media_type).child("schema"))
    }
}

/// What decides about roles, beside the types.
#[derive(Default)]
struct Rules {
    /// The rules of all multipart forms.
    forms: Vec<PartRules>,
    /// The properties that are tags of unions. A merge patch has them, too.
    tags: BTreeSet<(TypeId, String)>,
}

impl Rules {
    /// The role of a body. Multipart forms are only sent, not received.
    fn of_content(&mut self, content: &Content, holder: Holder) -> Role {
        match &content.format {
            ContentFormat::Json if MediaType::of(&content.media_type).is_merge_patch() => {
                Role::Patch
            }
            ContentFormat::Multipart(multipart) if matches!(holder, Holder::Operation(_)) => {
                let rules = PartRules::of(multipart);
                let known = self.forms.iter().position(|form| *form == rules);
                Role::Form(known.unwrap_or_else(|| {
                    self.forms.push(rules);
                    self.forms.len() - 1
                }))
            }
            _ => Role::Value,
        }
    }
}

/// The structs that unions with a discriminator use, each with the tag.
fn tags(types: &Types) -> BTreeSet<(TypeId, String)> {
    let mut tags = BTreeSet::new();
    for (_, definition) in types.iter() {
        if let TypeKind::Union(union) = &definition.kind
            && let Some(tag) = &union.discriminator
        {
            let structs = union.variants.iter().filter_map(|one| types.structure(&one.ty));
            tags.extend(structs.map(|(id, _)| (id, tag.clone())));
        }
    }
    tags
}

/// The definitions that are used in each role.
#[derive(Default)]
struct Reached {
    work: Vec<Key>,
    reached: BTreeSet<Key>,
    /// The users of definitions in other roles than [`Role::Value`].
    users: BTreeMap<Key, Vec<Key>>,
    /// The definitions that are not the same as in [`Role::Value`], whatever they use.
    different: Vec<Key>,
}

impl Reached {
    fn follow(&mut self, context: &mut Context<'_>, types: &Types, rules: &Rules) {
        while let Some(key) = self.work.pop() {
            let Some(definition) = types.get(key.0).filter(|_| self.reached.insert(key)) else {
                continue;
            };
            if key.1 == Role::Value {
                let work = &mut self.work;
                let mut add = |ty: &Type| work.extend(ty.named().map(|id| (id, Role::Value)));
                parts(&definition.kind, &mut add);
                continue;
            }
            let mut converted = definition.clone();
            let mut used = Vec::new();
            let mut conversion = Conversion { context, rules };
            conversion.definition(key, &mut converted, &mut |id, role| {
                used.push((id, role));
                id
            });
            let mut value = definition.kind.clone();
            parts_mut(&mut value, &mut text_for_bytes);
            if converted.kind != value {
                self.different.push(key);
            }
            for part in used {
                self.users.entry(part).or_default().push(key);
                self.work.push(part);
            }
        }
    }

    /// The definition of each definition in a role other than [`Role::Value`]: itself if it has no
    /// other role, otherwise one to be added.
    fn into_names(mut self, types: &Types) -> BTreeMap<Key, TypeId> {
        let mut different = BTreeSet::new();
        while let Some(key) = self.different.pop() {
            if different.insert(key) {
                self.different.extend(self.users.get(&key).into_iter().flatten());
            }
        }
        let mut taken: BTreeSet<TypeId> =
            self.reached.difference(&different).map(|(id, _)| *id).collect();
        let mut next = u32::try_from(types.len()).unwrap_or(u32::MAX);
        let mut name = |(id, role): Key| {
            if taken.insert(id) {
                return ((id, role), id);
            }
            next += 1;
            ((id, role), TypeId(next - 1))
        };
        different.into_iter().map(&mut name).collect()
    }
}

/// Changes types to those of a role.
struct Conversion<'c, 'a, 'r> {
    context: &'c mut Context<'a>,
    rules: &'r Rules,
}

/// The definition for another one in a role.
type Name<'n> = &'n mut dyn FnMut(TypeId, Role) -> TypeId;

impl Conversion<'_, '_, '_> {
    fn definition(&mut self, (id, role): Key, definition: &mut TypeDef, name: Name<'_>) {
        match &mut definition.kind {
            TypeKind::Struct(structure) => match role {
                Role::Form(form) => self.form(structure, form, name),
                Role::Patch => self.patch(structure, id, name),
                Role::Value | Role::Part(_) | Role::Element(_) => {
                    parts_mut(&mut definition.kind, &mut |ty| {
                        self.ty(ty, Role::Value, None, &mut *name);
                    });
                }
            },
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    self.ty(&mut variant.ty, role, Some(&variant.location), name);
                }
            }
            TypeKind::Alias(ty) => self.ty(ty, role, Some(&definition.location), name),
            TypeKind::Enum(_) => {}
        }
    }

    fn form(&mut self, structure: &mut Struct, form: usize, name: Name<'_>) {
        let Some(rules) = self.rules.forms.get(form) else { return };
        for field in &mut structure.fields {
            let role = Role::Part(rules.untyped(&field.name));
            self.ty(&mut field.ty, role, Some(&field.location), name);
        }
        if let Some(additional) = &mut structure.additional {
            match rules.untyped_additional() {
                UntypedPart::Bytes if additional.is_untyped => {
                    *single(&mut additional.ty) = BYTES;
                }
                untyped => self.ty(&mut additional.ty, Role::Part(untyped), None, name),
            }
        }
        rules.add_headers(structure);
    }

    /// A patch may lack each property, and removes one by null (RFC 7396, section 2).
    fn patch(&mut self, structure: &mut Struct, id: TypeId, name: Name<'_>) {
        for field in &mut structure.fields {
            self.ty(&mut field.ty, Role::Patch, None, name);
            if !self.rules.tags.contains(&(id, field.name.clone())) {
                field.presence = Presence::Patched;
                field.ty = std::mem::replace(&mut field.ty, Type::Json).nullable();
            }
        }
        if let Some(additional) = &mut structure.additional {
            self.ty(&mut additional.ty, Role::Patch, None, name);
            additional.ty = std::mem::replace(&mut additional.ty, Type::Json).nullable();
        }
    }

    /// A type that the schema at `location` describes, if it is known.
    fn ty(&mut self, ty: &mut Type, role: Role, location: Option<&Location>, name: Name<'_>) {
        match ty {
            Type::Named(id) => *id = name(*id, role),
            Type::Scalar(_) => {
                if !matches!(role, Role::Part(_) | Role::Element(_)) {
                    text_for_bytes(ty);
                }
            }
            Type::Json => {
                let is_untyped = matches!(
                    role,
                    Role::Part(UntypedPart::Bytes) | Role::Element(UntypedPart::Bytes)
                ) && location
                    .is_some_and(|location| self.context.is_untyped(location));
                if is_untyped {
                    *ty = BYTES;
                }
            }
            Type::Nullable(inner) => self.ty(inner, role, location, name),
            Type::JsonString(inner) => self.ty(inner, Role::Value, None, name),
            Type::List(inner) => {
                let role = match role {
                    Role::Part(untyped) => Role::Element(untyped),
                    Role::Form(form) => match self.rules.forms.get(form) {
                        Some(rules) => Role::Element(rules.untyped_element()),
                        None => Role::Value,
                    },
                    _ => Role::Value,
                };
                if role == Role::Element(UntypedPart::Bytes)
                    && **inner == Type::Json
                    && location.is_some_and(|list| self.context.has_untyped_items(list))
                {
                    **inner = BYTES;
                    return;
                }
                let items = location.and_then(|location| Some(self.context.glance(location)?.0));
                let items = items.map(|list| list.child("items"));
                self.ty(inner, role, items.as_ref(), name);
            }
            Type::Map(inner) => match role {
                Role::Form(form) => {
                    let untyped = self.rules.forms.get(form).map(PartRules::untyped_additional);
                    let value = single(inner);
                    let may_be_bytes = *value == Type::Json && untyped == Some(UntypedPart::Bytes);
                    if may_be_bytes
                        && location.is_some_and(|at| self.context.has_untyped_values(at))
                    {
                        *value = BYTES;
                    }
                    self.ty(inner, Role::Part(UntypedPart::Json), None, name);
                }
                Role::Patch => {
                    self.ty(inner, Role::Patch, None, name);
                    **inner = std::mem::replace(&mut **inner, Type::Json).nullable();
                }
                _ => self.ty(inner, Role::Value, None, name),
            },
        }
    }
}

/// The items of a list, or a type that is not a list.
fn single(ty: &mut Type) -> &mut Type {
    match ty {
        Type::List(items) => items,
        other => other,
    }
}

/// Bytes that are not a part or a body are text as it is.
fn text_for_bytes(ty: &mut Type) {
    let mut ty = ty;
    while let Type::List(inner)
    | Type::Map(inner)
    | Type::Nullable(inner)
    | Type::JsonString(inner) = ty
    {
        ty = inner;
    }
    if *ty == BYTES {
        *ty = TEXT;
    }
}

/// Names the definition that is added for a role.
fn name_role(definition: &mut TypeDef, role: Role, names: &BTreeMap<Key, TypeId>) {
    let word = match role {
        Role::Value => "value",
        Role::Form(_) => "form",
        Role::Part(_) | Role::Element(_) => "part",
        Role::Patch => "patch",
    };
    let added = |owner: &TypeId| names.get(&(*owner, role)).copied().filter(|new| new != owner);
    let of = match &mut definition.origin {
        Origin::Named(name) => {
            let of = format!(" of `{name}`");
            *name = format!("{name} {word}");
            of
        }
        Origin::Property { owner, .. }
        | Origin::Variant { owner, .. }
        | Origin::Merged { owner, .. }
            if added(owner).is_some() =>
        {
            *owner = added(owner).unwrap_or(*owner);
            return;
        }
        origin => {
            let whole = Box::new(origin.clone());
            *origin = Origin::Part { whole, words: word.to_owned() };
            String::new()
        }
    };
    if definition.docs.summary.is_none() && definition.docs.description.is_none() {
        let what = match role {
            Role::Patch => "A merge patch",
            Role::Form(_) => "A multipart form",
            Role::Value | Role::Part(_) | Role::Element(_) => "A part of a multipart form",
        };
        let description = Some(format!("{what}{of}."));
        definition.docs = Docs { description, ..std::mem::take(&mut definition.docs) };
    }
}
