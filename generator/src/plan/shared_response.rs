//! Items that the responses of several operations have in common: they are named by what they hold,
//! and each operation has an alias.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::Names;
use super::krate::{
    Docs, ErrorItem, Inline, Item, ItemKind, Paragraph, ResponseContent, ResponseVariant, RustType,
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

/// The word for statuses that any operation can have.
const COMMON: &str = "common";

/// The items, where each that several operations have is under a name of its own.
pub fn named(items: Vec<Item>, users: &Users, names: &mut Names<'_>) -> Vec<Item> {
    let traits = Traits::of(&items, users);
    let mut new_names: BTreeMap<Ident, Ident> = BTreeMap::new();
    let mut shared = Vec::new();
    let mut own = Vec::with_capacity(items.len());
    for mut item in items {
        if let Some(operations) = users.get(&item.ident)
            && operations.len() > 1
            && let Some(words) = words(&item.kind, operations, &traits, names)
        {
            let location = item.source.0.clone().unwrap_or_else(|| Location::root(FileId(0)));
            let ident = names.take_type(&words, &location);
            new_names.insert(item.ident.clone(), ident.clone());
            let alias = ItemKind::Alias(RustType::Item(ident.clone()));
            let kind = std::mem::replace(&mut item.kind, alias);
            let docs = docs(&kind, operations);
            shared.push(Item {
                ident,
                docs,
                derives: Vec::new(),
                kind,
                source: SourceLocation(item.source.0.clone()),
            });
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

/// ``The error responses of `a` and `b`.`` Of more operations, the first is named, so that another
/// one changes nothing here.
fn docs(kind: &ItemKind, operations: &BTreeSet<String>) -> Docs {
    let what = match kind {
        ItemKind::Error(_) => "The error responses of ",
        ItemKind::Headers(_) => "The response headers of ",
        _ => "The successful responses of ",
    };
    let mut line = vec![Inline::Text(what)];
    line.extend(operations.first().map(|id| Inline::Code(id.clone())));
    line.push(Inline::Text(" and "));
    line.push(match operations.last() {
        Some(last) if operations.len() == 2 => Inline::Code(last.clone()),
        _ => Inline::Text("others"),
    });
    line.push(Inline::Text("."));
    Docs { paragraphs: vec![Paragraph::Line(line)], deprecated: false }
}

/// The number of items with each type of body or status: the rarest one identifies an item.
#[derive(Debug, Default)]
struct Traits {
    bodies: BTreeMap<Ident, usize>,
    statuses: BTreeMap<Status, usize>,
}

impl Traits {
    /// The traits of the items that several operations have.
    fn of(items: &[Item], users: &Users) -> Self {
        let mut traits = Self::default();
        let is_shared = |item: &&Item| users.get(&item.ident).is_some_and(|ids| ids.len() > 1);
        for item in items.iter().filter(is_shared) {
            let (ItemKind::Responses(variants) | ItemKind::Error(ErrorItem { variants, .. })) =
                &item.kind
            else {
                continue;
            };
            for body in bodies(variants) {
                *traits.bodies.entry(body.clone()).or_default() += 1;
            }
            for status in statuses(variants) {
                *traits.statuses.entry(status).or_default() += 1;
            }
        }
        traits
    }

    /// The bodies of an item, the rarest first.
    fn rare_bodies<'v>(&self, variants: &'v [ResponseVariant]) -> Vec<&'v Ident> {
        let mut bodies = bodies(variants);
        bodies.sort_by_key(|body| self.bodies.get(*body));
        bodies
    }

    /// The statuses of an item that any operation can have, the rarest first.
    fn rare_common_statuses(&self, variants: &[ResponseVariant]) -> Vec<Status> {
        let mut statuses = statuses(variants);
        statuses.retain(|status| is_common(*status));
        statuses.sort_by_key(|status| self.statuses.get(status));
        statuses
    }
}

/// The words for what an item holds: the first that no type has. If all are taken, the words that
/// all its operations have in common are clearer than a number.
fn words(
    kind: &ItemKind,
    operations: &BTreeSet<String>,
    traits: &Traits,
    names: &Names<'_>,
) -> Option<String> {
    let (noun, mut candidates) = match kind {
        ItemKind::Error(error) => ("error", responses(&error.variants, "error", traits)),
        ItemKind::Responses(variants) => ("response", responses(variants, "response", traits)),
        ItemKind::Headers(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let mut candidates = vec![format!("{} headers", headers(&names))];
            candidates.extend(detailed_headers(&names));
            ("headers", candidates)
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

/// The words for responses, the best first: their statuses, the same with a rare status that is
/// otherwise only `common`, and the same with the type of a body.
fn responses(variants: &[ResponseVariant], noun: &str, traits: &Traits) -> Vec<String> {
    let statuses = statuses(variants);
    let with_noun = |words: String| match words.ends_with(noun) {
        true => words,
        false => format!("{words} {noun}"),
    };
    let words = of_statuses(&statuses, None);
    let mut candidates = vec![with_noun(words.clone())];
    if words.ends_with(COMMON) {
        let rare = traits.rare_common_statuses(variants).into_iter();
        candidates.extend(rare.map(|status| with_noun(of_statuses(&statuses, Some(status)))));
    }
    let start = with_noun(if statuses.len() > WORDS { classes(&statuses) } else { words });
    let bodies = traits.rare_bodies(variants);
    if bodies.is_empty() {
        candidates.push(format!("{start} without body"));
    }
    candidates.extend(bodies.iter().map(|body| format!("{start} with {}", body.plain())));
    candidates
}

/// The different statuses of responses.
fn statuses(variants: &[ResponseVariant]) -> Vec<Status> {
    let mut statuses: Vec<Status> = Vec::new();
    for ResponseVariant { response, .. } in variants {
        if !statuses.contains(&response.status) {
            statuses.push(response.status);
        }
    }
    statuses
}

/// The different types of bodies that have a name.
fn bodies(variants: &[ResponseVariant]) -> Vec<&Ident> {
    let mut bodies: Vec<&Ident> = Vec::new();
    for ResponseVariant { response, .. } in variants {
        let body = match &response.content {
            ResponseContent::Json(ty)
            | ResponseContent::Xml(ty, _)
            | ResponseContent::JsonOrXml(ty, _) => ty.item(),
            _ => None,
        };
        bodies.extend(body.filter(|body| !bodies.contains(body)));
    }
    bodies
}

/// `not found or conflict`: the statuses, by their reasons. Of many statuses, those that any
/// operation can have are `common`: `not found or common error`, except for one of them that is
/// named. If the others are still many, their classes remain: `client or server`.
fn of_statuses(statuses: &[Status], named: Option<Status>) -> String {
    let reasons = |statuses: &[Status]| -> Vec<String> {
        statuses.iter().map(|status| status_words(*status, false)).collect()
    };
    if statuses.len() <= WORDS {
        return reasons(statuses).join(" or ");
    }
    let is_common = |status: &Status| is_common(*status) && named != Some(*status);
    let (common, specific): (Vec<Status>, Vec<Status>) =
        statuses.iter().partition(|it| is_common(it));
    if specific.len() <= WORDS || named.is_some() {
        let mut words = reasons(&specific);
        words.extend((!common.is_empty()).then(|| COMMON.to_owned()));
        return words.join(" or ");
    }
    classes(statuses)
}

/// `client or server`: the classes of statuses.
fn classes(statuses: &[Status]) -> String {
    let mut classes: Vec<&str> = Vec::new();
    for status in statuses {
        let class = match class(*status) {
            Some(2) => "success",
            Some(3) => "redirection",
            Some(4) => "client",
            _ => "server",
        };
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes.join(" or ")
}

/// Whether any operation can have an error, whatever it does: missing credentials or permissions,
/// too many requests, a failure of the server, and errors without a status.
fn is_common(status: Status) -> bool {
    match status {
        Status::Code(401 | 403 | 407 | 429) | Status::Default => true,
        other => class(other) == Some(5),
    }
}

/// The first digit of a status.
fn class(status: Status) -> Option<u16> {
    match status {
        Status::Code(code) => Some(code / 100),
        Status::Range(digit) => Some(u16::from(digit)),
        Status::Default => None,
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

/// `rate limit limit and remaining headers`: the headers of one kind, each by its own words.
fn detailed_headers(names: &[&str]) -> Option<String> {
    let all: Vec<Vec<String>> = names.iter().map(|name| header_words(name)).collect();
    let kind = common_start(&all);
    let own = all.iter().map(|words| words.get(kind.len()..).unwrap_or_default().join(" "));
    let own: Vec<String> = own.filter(|words| !words.is_empty()).collect();
    let is_short = !kind.is_empty() && (1..=WORDS).contains(&own.len());
    is_short.then(|| format!("{} {} headers", kind.join(" "), own.join(" and ")))
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
    use super::{common_words, detailed_headers, headers, of_statuses};
    use crate::ir::Status;

    #[test]
    fn headers_are_named_by_their_kinds() {
        let names = ["X-Rate-Limit", "X-Rate-Limit-Reset", "ETag"];
        assert_eq!(headers(&names), "rate limit and etag");
        assert_eq!(headers(&["A", "B", "C", "D"]), "a and b and c and other");
        assert_eq!(headers(&["X"]), "x");
    }

    #[test]
    fn headers_of_one_kind_differ_in_their_last_words() {
        let names = ["X-RateLimit-Limit", "X-RateLimit-Remaining"];
        let words = detailed_headers(&names);
        assert_eq!(words.as_deref(), Some("rate limit limit and remaining headers"));
        assert_eq!(detailed_headers(&["ETag", "Link"]), None);
    }

    #[test]
    fn of_many_statuses_those_of_any_operation_are_common() {
        let words = |codes: &[u16]| {
            let codes = codes.iter().map(|code| Status::Code(*code));
            of_statuses(&codes.chain([Status::Default]).collect::<Vec<_>>(), None)
        };
        assert_eq!(words(&[401, 404]), "unauthorized or not found or default");
        assert_eq!(words(&[401, 429, 500]), "common");
        assert_eq!(words(&[401, 404, 429, 500]), "not found or common");
        assert_eq!(words(&[400, 401, 404, 409]), "bad request or not found or conflict or common");
        assert_eq!(words(&[400, 404, 409, 412]), "client or server");
        let statuses = [403, 404, 429, 500].map(Status::Code);
        let named = of_statuses(&statuses, Some(Status::Code(403)));
        assert_eq!(named, "forbidden or not found or common");
    }

    #[test]
    fn operations_have_words_in_common_at_the_start_or_the_end() {
        let words = |ids: &[&str]| common_words(&ids.iter().map(|id| (*id).to_owned()).collect());
        assert_eq!(words(&["pets:tags:get", "pets:tags:list"]).as_deref(), Some("PetsTags"));
        assert_eq!(words(&["createPetTag", "createOtherTag"]).as_deref(), Some("Tag"));
        assert_eq!(words(&["getPet", "listPets"]), None);
    }
}
