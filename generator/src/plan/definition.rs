//! The names of definitions: the words for each, and from them its name in Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::Names;
use super::direction::{Directions, TypeKey};
use super::name::{self, Case, Ident};
use super::status::status_words;
use crate::ir::{Api, Enum, Operation, OperationPart, Origin, TypeDef, TypeId, TypeKind};

/// The names of the types that definitions become.
pub type Idents = BTreeMap<TypeKey, Ident>;

/// Names every definition of an API. Definitions with a name in the document come first, so that
/// no inline schema takes it.
pub fn name_definitions(
    (api, operations): (&Api, &BTreeMap<String, String>),
    directions: &Directions,
    names: &mut Names<'_>,
) -> Idents {
    let several = with_several_successes(api);
    let mut words = DefinitionWords { api, operations, idents: Idents::new(), several };
    for has_name in [true, false] {
        for (id, definition) in api.types.iter() {
            if matches!(definition.origin, Origin::Named(_)) == has_name {
                for key in directions.keys(id) {
                    let ident = words.take(names, key, definition);
                    words.idents.insert(key, ident);
                }
            }
        }
    }
    words.idents
}

/// The ids of the operations with several successful responses.
fn with_several_successes(api: &Api) -> BTreeSet<&str> {
    let has_several = |operation: &&Operation| {
        let is_returned = |status: crate::ir::Status| status.is_success() || status.is_redirect();
        operation.responses.iter().filter(|response| is_returned(response.status)).nth(1).is_some()
    };
    api.operations.iter().filter(has_several).map(|operation| operation.id.as_str()).collect()
}

/// The words for definitions, as far as names are known.
struct DefinitionWords<'a> {
    api: &'a Api,
    /// The words for the types of operations, by their ids.
    operations: &'a BTreeMap<String, String>,
    /// The names taken so far.
    idents: Idents,
    /// The operations whose successful responses are an enum, which is called `response`.
    several: BTreeSet<&'a str>,
}

impl DefinitionWords<'_> {
    /// Takes the name of a definition. The half for requests has its name with `input` after it.
    fn take(&self, names: &mut Names<'_>, key: TypeKey, definition: &TypeDef) -> Ident {
        let words = self.of(&definition.origin);
        let shared = self.shared(names, definition, &words);
        let kind = || self.kind_of_repeated(names, definition, &words);
        let longer = || self.longer(names, (key, definition), &words);
        let mut words = shared.or_else(kind).or_else(longer).unwrap_or(words);
        if key.input {
            if let Origin::Named(name) = &definition.origin
                && let Some(chosen) = names.chosen(name)
            {
                words = chosen.to_owned();
            }
            words.push_str(" input");
        }
        names.take_type(&words, &definition.location)
    }

    /// The words for several identical schemas that have the same position: those of the position,
    /// if no other type has them and the manifest has no name for the first one. They stay when the
    /// first one becomes another schema. The only value of an enum is a part of the name, because
    /// other enums have the same position.
    fn shared(&self, names: &Names<'_>, definition: &TypeDef, first: &str) -> Option<String> {
        let Origin::Shared { is_same_position: true, first: origin } = &definition.origin else {
            return None;
        };
        let position = origin.position()?;
        let mut words =
            (0..position.levels).fold(position.name.to_owned(), |words, _| singular(&words));
        if let TypeKind::Enum(Enum { values, .. }) = &definition.kind
            && let Some(value) = values.only()
        {
            words = format!("{words} {value}");
        }
        Some(words).filter(|words| !names.is_type_chosen(first) && !names.is_type(words))
    }

    /// The words for a schema whose property repeats the end of its owner's name: the owner and the
    /// kind of the schema, such as `validation error item` for `errors` of `ValidationError`.
    fn kind_of_repeated(
        &self,
        names: &Names<'_>,
        definition: &TypeDef,
        words: &str,
    ) -> Option<String> {
        let (property, is_item) = match definition.origin.first() {
            Origin::Item(list) => (list.as_ref(), true),
            origin => (origin, false),
        };
        let Origin::Property { owner, name: Some(name) } = property else { return None };
        let owner = self.of_owner(*owner);
        let name = if is_item { singular(name) } else { name.clone() };
        let of_kind = match is_item {
            true => format!("{owner} item"),
            false => with_kind(&owner, &definition.kind),
        };
        let is_repeated = name::ends_with(&owner, &name) && !names.is_type_chosen(words);
        (is_repeated && !names.is_type(&of_kind)).then_some(of_kind)
    }

    /// More words for an inline schema whose words are the name of another type already. They are
    /// clearer than a number.
    fn longer(
        &self,
        names: &Names<'_>,
        (key, definition): (TypeKey, &TypeDef),
        words: &str,
    ) -> Option<String> {
        if names.is_type_chosen(words) || !names.is_type(words) {
            return None;
        }
        let longer = match definition.origin.first() {
            Origin::Property { .. } => {
                let longer = with_kind(words, &definition.kind);
                // The half for requests is called like the other half.
                let other = self.idents.get(&TypeKey { input: false, ..key });
                let same = name::ident(&longer, Case::Type);
                return match other.filter(|_| key.input) {
                    Some(other) => (other.plain() == same.plain()).then_some(longer),
                    None => Some(longer).filter(|longer| !names.is_type(longer)),
                };
            }
            Origin::Variant { owner, title: Some(title), .. } => {
                let owner = self.of_owner(*owner);
                format!("{owner} {}", name::without_start(&owner, title))
            }
            Origin::Item(list) => format!("{} item", self.of(list)),
            _ => return None,
        };
        Some(longer).filter(|longer| !names.is_type(longer))
    }

    /// The words for a definition.
    fn of(&self, origin: &Origin) -> String {
        match origin {
            Origin::Named(name) => name.clone(),
            Origin::Property { owner, name } => {
                format!("{} {}", self.of_owner(*owner), name.as_deref().unwrap_or("value"))
            }
            Origin::Item(list) => singular(&self.of(list)),
            Origin::Variant { title: Some(title), .. } => title.clone(),
            Origin::Variant { owner, words: Some(words), .. } => {
                let owner = self.of_owner(*owner);
                format!("{owner} {}", name::without_start(&owner, words)).trim_end().to_owned()
            }
            Origin::Variant { owner, index, .. } => {
                format!("{} variant {}", self.of_owner(*owner), index + 1)
            }
            Origin::Merged { owner, name } => format!("{} {name}", self.of_owner(*owner)),
            Origin::Combined { owner } => format!("{} combined", self.of_owner(*owner)),
            Origin::Part { whole, words } => format!("{} {words}", self.of(whole)),
            Origin::Operation { operation, part } => self.of_part(operation, part),
            Origin::Shared { first, .. } => self.of(first),
        }
    }

    /// The words for a schema of an operation.
    fn of_part(&self, id: &str, part: &OperationPart) -> String {
        let operation = self.operations.get(id).map_or(id, String::as_str);
        match part {
            OperationPart::RequestBody => format!("{operation} body"),
            OperationPart::ResponseBody(status) => {
                let is_only = !self.several.contains(id);
                format!("{operation} {}", status_words(*status, is_only))
            }
            OperationPart::Event => format!("{operation} event"),
            OperationPart::Line => format!("{operation} line"),
            OperationPart::Parameter(name) | OperationPart::Header(name) => {
                format!("{operation} {name}")
            }
        }
    }

    /// The words for the definition that another one is part of: its name, if it has one already.
    fn of_owner(&self, owner: TypeId) -> String {
        let keys = [false, true].map(|input| TypeKey { id: owner, input });
        match (keys.iter().find_map(|key| self.idents.get(key)), self.api.types.get(owner)) {
            (Some(ident), _) => ident.plain().to_owned(),
            (None, Some(definition)) => self.of(&definition.origin),
            (None, None) => String::new(),
        }
    }
}

/// Words with what sort of type it is.
fn with_kind(words: &str, kind: &TypeKind) -> String {
    match kind {
        TypeKind::Struct(_) => format!("{words} object"),
        _ => format!("{words} value"),
    }
}

/// The words for one of many: `phoneNumbers` is a list of `phoneNumber`.
fn singular(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    if let Some(stem) = words.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&["sses", "xes", "ches", "shes", "zes"]) {
        return words.get(..words.len() - 2).unwrap_or(words).to_owned();
    }
    match words.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !ends(&["ss", "us", "is", "as", "os"]) => stem.to_owned(),
        _ => format!("{words} item"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Status;

    #[test]
    fn the_words_for_an_element_are_those_for_the_list_in_the_singular() {
        for (list, element) in [
            ("phoneNumbers", "phoneNumber"),
            ("categories", "category"),
            ("boxes", "box"),
            ("addresses", "address"),
            ("status", "status item"),
            ("data", "data item"),
        ] {
            assert_eq!(singular(list), element);
        }
    }

    #[test]
    fn the_words_for_an_inline_schema_say_where_it_is() {
        let operation = |part| Origin::Operation { operation: "getPet".to_owned(), part };
        let origin = |origin| Origin::Part { whole: Box::new(origin), words: "owner".to_owned() };
        let (api, operations) = (Api::default(), BTreeMap::new());
        let words = DefinitionWords {
            api: &api,
            operations: &operations,
            idents: Idents::new(),
            several: ["getPet"].into(),
        };
        let ok = OperationPart::ResponseBody(Status::Code(200));
        assert_eq!(words.of(&operation(ok.clone())), "getPet ok");
        assert_eq!(words.of(&origin(operation(OperationPart::RequestBody))), "getPet body owner");
        let words = DefinitionWords { several: BTreeSet::new(), ..words };
        assert_eq!(words.of(&operation(ok)), "getPet response");
    }
}
