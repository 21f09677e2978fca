//! Lists of lists and of objects in the style `deepObject`, for which nothing is specified.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{
    Access, Api, ContentFormat, Field, Operation, ParameterEncoding, PropertyEncoding, Style, Type,
    TypeDef, TypeId, TypeKind, Types,
};
use crate::manifest::{DeepObjectArrays, DeepObjectChoices};
use crate::source::Location;

/// Warns about lists of lists and of objects in deep objects whose arrays repeat their name. Each
/// list is reported once, for the first parameter or property that contains it.
pub fn warn_nested(api: &Api, choices: &DeepObjectChoices, report: &mut Report) {
    let mut search = Search { types: &api.types, seen: BTreeSet::new(), report };
    for operation in &api.operations {
        for deep in deep_objects(operation, &api.types) {
            if choices.of(&operation.id, deep.name) == DeepObjectArrays::Repeat {
                search.report_lists(&deep);
            }
        }
    }
}

/// A parameter, or a property of a form, with the style.
struct DeepObject<'a> {
    name: &'a str,
    ty: &'a Type,
    location: &'a Location,
}

fn deep_objects<'a>(operation: &'a Operation, types: &'a Types) -> Vec<DeepObject<'a>> {
    let (mut found, mut forms) = (Vec::new(), Vec::new());
    for parameter in &operation.parameters {
        let (name, ty, location) = (&parameter.name, &parameter.ty, &parameter.source);
        match &parameter.encoding {
            ParameterEncoding::Style { style: Style::DeepObject, .. } => {
                found.push(DeepObject { name, ty, location });
            }
            ParameterEncoding::Form(encodings) => forms.push((ty, encodings)),
            _ => {}
        }
    }
    let content = operation.body.as_ref().map(|body| &body.content);
    forms.extend(content.and_then(|content| match &content.format {
        ContentFormat::Form(encodings) => Some((&content.ty, encodings)),
        ContentFormat::Multipart(multipart) => Some((&content.ty, &multipart.properties)),
        _ => None,
    }));
    for (ty, encodings) in forms {
        let is_deep = |one: &&PropertyEncoding| one.is_styled && one.style == Style::DeepObject;
        let names: BTreeSet<&str> =
            encodings.iter().filter(is_deep).map(|one| one.name.as_str()).collect();
        let form = types.structure(ty).filter(|_| !names.is_empty());
        let fields = form.into_iter().flat_map(|(_, form)| &form.fields);
        let fields = fields.filter(|field| names.contains(field.name.as_str()));
        found.extend(fields.map(|Field { name, ty, location, .. }| DeepObject {
            name,
            ty,
            location,
        }));
    }
    found
}

/// A search for lists of lists and of objects. Each type is searched once.
struct Search<'a, 'r> {
    types: &'a Types,
    seen: BTreeSet<TypeId>,
    report: &'r mut Report,
}

impl<'a> Search<'a, '_> {
    fn report_lists(&mut self, deep: &DeepObject<'a>) {
        // Whether the value is inside of the object. Items of the outermost list are JSON.
        let mut open = vec![(deep.ty, deep.location, false)];
        while let Some((ty, location, is_inside)) = open.pop() {
            match self.target(ty) {
                Type::List(item) if is_inside => {
                    if let Some(items) = self.nested(item) {
                        self.report_list(deep, items, location);
                    }
                }
                Type::Map(value) => open.push((value, location, true)),
                Type::Named(id) => {
                    let Some(definition) = self.types.get(*id) else { continue };
                    if self.seen.insert(*id) {
                        open.extend(members(definition, location, is_inside));
                    }
                }
                _ => {}
            }
        }
    }

    fn report_list(&mut self, deep: &DeepObject<'_>, items: &str, location: &Location) {
        let name = deep.name;
        let message = format!(
            "`{name}` has the style `deepObject` and contains a list of {items}, for which nothing \
             is specified; all items are sent with the same names, so the server cannot separate \
             them"
        );
        let help = "use JSON (`content` of a parameter, `contentType` in a form), or write \
                    `deep-object-arrays = \"brackets\"` in the manifest to send indices";
        self.report
            .push(Diagnostic::new(Code::DeepObjectList, message).at(location.clone()).help(help));
    }

    /// The type without null and aliases.
    fn target(&self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        for _ in 0..=self.types.len() {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match self.types.get(*id).map(|definition| &definition.kind) {
                    Some(TypeKind::Alias(target)) => target,
                    _ => return ty,
                },
                _ => return ty,
            };
        }
        ty
    }

    /// The word for items that are lists or objects.
    fn nested(&self, item: &'a Type) -> Option<&'static str> {
        let item = self.target(item);
        let Type::Named(id) = item else { return self.word(item) };
        match &self.types.get(*id)?.kind {
            TypeKind::Union(union) => {
                union.variants.iter().find_map(|variant| self.word(self.target(&variant.ty)))
            }
            _ => self.word(item),
        }
    }

    fn word(&self, ty: &Type) -> Option<&'static str> {
        match ty {
            Type::List(_) => Some("lists"),
            Type::Map(_) => Some("objects"),
            _ => self.types.structure(ty).map(|_| "objects"),
        }
    }
}

/// The types of the properties of an object, and those of the variants of a union.
fn members<'a>(
    definition: &'a TypeDef,
    location: &'a Location,
    is_inside: bool,
) -> Vec<(&'a Type, &'a Location, bool)> {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let additional = structure.additional.iter().map(|it| (&it.ty, location, true));
            let sent = structure.fields.iter().filter(|field| field.access != Access::ReadOnly);
            additional.chain(sent.map(|field| (&field.ty, &field.location, true))).collect()
        }
        TypeKind::Union(union) => {
            union.variants.iter().map(|variant| (&variant.ty, location, is_inside)).collect()
        }
        TypeKind::Enum(_) | TypeKind::Alias(_) => Vec::new(),
    }
}
