//! Items that the responses of several operations have in common: they are named by what they hold,
//! and each operation has an alias.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::Names;
use super::krate::{
    Docs, Inline, Item, ItemKind, Paragraph, ResponseContent, ResponseVariant, RustType,
    SourceLocation,
};
use super::name::english::is_known_verb;
use super::name::{self, Case, Ident};
use super::status::status_words;
use crate::ir::Status;
use crate::source::{FileId, Location};

/// The ids of the operations that have an item, by the item.
pub type Users = BTreeMap<Ident, BTreeSet<String>>;

/// The most statuses or kinds of headers that a name has as words.
const WORDS: usize = 3;

/// The most operations that the docs of an item name.
const SHOWN: usize = 8;

/// The items, where each that several operations have is under a name of its own.
pub fn named(items: Vec<Item>, users: &Users, names: &mut Names<'_>) -> Vec<Item> {
    let mut new_names: BTreeMap<Ident, Ident> = BTreeMap::new();
    let mut shared = Vec::new();
    let mut own = Vec::with_capacity(items.len());
    for mut item in items {
        if let Some(operations) = users.get(&item.ident)
            && operations.len() > 1
            && let Some(words) = words(&item.kind, operations, names)
        {
            let location = item.source.0.clone().unwrap_or_else(|| Location::root(FileId(0)));
            let ident = names.take_type(&words, &location);
            new_names.insert(item.ident.clone(), ident.clone());
            let alias = ItemKind::Alias(RustType::Item(ident.clone()));
            let kind = std::mem::replace(&mut item.kind, alias);
            let docs = docs(&kind, operations);
            shared.push(Item { ident, docs, kind, source: SourceLocation(item.source.0.clone()) });
        }
        own.push(item);
    }
    own.extend(shared);
    for item in &mut own {
        rename(&mut item.kind, &new_names);
    }
    own
}

fn rename(kind: &mut ItemKind, new_names: &BTreeMap<Ident, Ident>) {
    let used = match kind {
        ItemKind::Alias(RustType::Item(target)) => Some(target),
        ItemKind::Error(error) => match &mut error.headers {
            Some(RustType::Item(headers)) => Some(headers),
            _ => None,
        },
        _ => None,
    };
    if let Some(used) = used
        && let Some(new) = new_names.get(used)
    {
        *used = new.clone();
    }
}

/// ``The error responses of `a` and `b`.`` Of many operations, the first are named.
fn docs(kind: &ItemKind, operations: &BTreeSet<String>) -> Docs {
    let what = match kind {
        ItemKind::Error(_) => "The error responses of ",
        ItemKind::Headers(_) => "The response headers of ",
        _ => "The successful responses of ",
    };
    let shown: Vec<Vec<Inline>> =
        operations.iter().take(SHOWN).map(|id| vec![Inline::Code(id.clone())]).collect();
    let mut line = vec![Inline::Text(what)];
    let others = operations.len().saturating_sub(SHOWN);
    match (shown.split_last(), others) {
        (Some((last, first)), 0) => {
            line.extend(first.join(&Inline::Text(", ")));
            line.push(Inline::Text(" and "));
            line.extend(last.iter().cloned());
        }
        _ => {
            line.extend(shown.join(&Inline::Text(", ")));
            let noun = if others == 1 { "operation" } else { "operations" };
            line.push(Inline::Words(format!(" and {others} other {noun}")));
        }
    }
    line.push(Inline::Text("."));
    Docs { paragraphs: vec![Paragraph::Line(line)], deprecated: false }
}

/// The words for what an item holds: the first that no type has. If there are none, the words that
/// all its operations have in common are clearer than a number.
fn words(kind: &ItemKind, operations: &BTreeSet<String>, names: &Names<'_>) -> Option<String> {
    let (noun, mut candidates) = match kind {
        ItemKind::Error(error) => ("error", responses(&error.variants, "error")),
        ItemKind::Responses(variants) => ("response", responses(variants, "response")),
        ItemKind::Headers(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            ("headers", vec![format!("{} headers", headers(&names))])
        }
        _ => return None,
    };
    candidates.extend(common_words(operations).map(|words| format!("{words} {noun}")));
    let first = candidates.first().cloned();
    candidates.into_iter().find(|words| !names.is_type(words)).or(first)
}

/// The words that all ids start with, without a verb, or else those that all ids end with.
fn common_words(operations: &BTreeSet<String>) -> Option<String> {
    let mut ids: Vec<Vec<String>> = operations.iter().map(|id| name::camel_words(id)).collect();
    for id in &mut ids {
        if id.first().is_some_and(|first| is_known_verb(&first.to_lowercase())) {
            id.remove(0);
        }
    }
    let start = common_start(&ids);
    ids.iter_mut().for_each(|id| id.reverse());
    let mut end = common_start(&ids);
    end.reverse();
    let words = if start.is_empty() { end } else { start };
    (!words.is_empty()).then(|| name::join_camel(&words))
}

fn common_start(names: &[Vec<String>]) -> Vec<String> {
    let Some((first, others)) = names.split_first() else { return Vec::new() };
    let count = others.iter().fold(first.len(), |count, name| {
        first.iter().zip(name).take(count).take_while(|(one, other)| one == other).count()
    });
    first.get(..count).unwrap_or_default().to_vec()
}

/// `not found error`, and the same after the only type of bodies.
fn responses(variants: &[ResponseVariant], noun: &str) -> Vec<String> {
    let mut statuses: Vec<Status> = Vec::new();
    let mut bodies: Vec<&Ident> = Vec::new();
    for ResponseVariant { response, .. } in variants {
        if !statuses.contains(&response.status) {
            statuses.push(response.status);
        }
        let body = match &response.content {
            ResponseContent::Json(ty)
            | ResponseContent::Xml(ty, _)
            | ResponseContent::JsonOrXml(ty, _) => ty.item(),
            _ => None,
        };
        bodies.extend(body.filter(|body| !bodies.contains(body)));
    }
    let words = if statuses.len() <= WORDS {
        let words: Vec<String> =
            statuses.iter().map(|status| status_words(*status, false)).collect();
        let words = words.join(" or ");
        if words.ends_with(noun) { words } else { format!("{words} {noun}") }
    } else {
        let codes: Vec<String> = statuses.iter().map(|status| status.to_string()).collect();
        format!("{noun} {}", codes.join(" or ").to_lowercase())
    };
    match bodies.as_slice() {
        [body] => vec![words.clone(), format!("{} {words}", body.plain())],
        _ => vec![words],
    }
}

/// `rate limit and etag`: headers that begin with the same word are one kind.
fn headers(names: &[&str]) -> String {
    let mut kinds: Vec<Vec<String>> = Vec::new();
    for name in names {
        let words = header_words(name);
        if let Some(kind) = kinds.iter_mut().find(|kind| kind.first() == words.first()) {
            let same = kind.iter().zip(&words).take_while(|(one, other)| one == other).count();
            kind.truncate(same);
        } else if kinds.len() <= WORDS {
            kinds.push(words);
        }
    }
    let rest = if kinds.len() > WORDS { " and other" } else { "" };
    let shown: Vec<String> = kinds.iter().take(WORDS).map(|kind| kind.join(" ")).collect();
    format!("{}{rest}", shown.join(" and "))
}

/// The words of a header's name, without a leading `x`.
fn header_words(name: &str) -> Vec<String> {
    let name = name::ident(name, Case::Value);
    let words: Vec<String> = name.plain().split('_').map(str::to_owned).collect();
    match words.as_slice() {
        [first, rest @ ..] if first == "x" && !rest.is_empty() => rest.to_vec(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::{common_words, headers};

    #[test]
    fn headers_are_named_by_their_kinds() {
        let names = ["X-Rate-Limit", "X-Rate-Limit-Reset", "ETag"];
        assert_eq!(headers(&names), "rate limit and etag");
        assert_eq!(headers(&["A", "B", "C", "D"]), "a and b and c and other");
        assert_eq!(headers(&["X"]), "x");
    }

    #[test]
    fn operations_have_words_in_common_at_the_start_or_the_end() {
        let words = |ids: &[&str]| common_words(&ids.iter().map(|id| (*id).to_owned()).collect());
        assert_eq!(words(&["pets:tags:get", "pets:tags:list"]).as_deref(), Some("PetsTags"));
        assert_eq!(words(&["createPetTag", "createOtherTag"]).as_deref(), Some("Tag"));
        assert_eq!(words(&["getPet", "listPets"]), None);
    }
}
