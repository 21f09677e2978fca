//! The names of a union's variants.

use std::collections::BTreeSet;

use super::krate::{OtherType, RustType};
use super::name::{self, Case, Ident};
use crate::ir::{Api, Origin, Type, Variant};
use crate::manifest::Library;

/// A variant to name.
pub struct Named<'v> {
    /// The variant in the document.
    pub variant: &'v Variant,
    /// Its type.
    pub ty: &'v RustType,
    /// Whether the union adds it to the schemas that the document lists: the base schema itself, or
    /// the properties of several schemas together.
    pub is_added: bool,
}

/// The words for each variant of the union `owner`: its type's name, without the words that it
/// shares with the union or with all other variants.
pub fn words(api: &Api, owner: &Ident, variants: &[Named<'_>]) -> Vec<String> {
    let list = variants.iter().position(|named| is_list_of_anonymous(api, &named.variant.ty));
    let is_repeated = |named: &Named<'_>| {
        let same = |other: &&Named<'_>| other.variant.title == named.variant.title;
        named.variant.title.is_some() && variants.iter().filter(same).nth(1).is_some()
    };
    let full: Vec<String> = variants
        .iter()
        .enumerate()
        .map(|(index, named)| {
            shared_words(api, owner, &named.variant.ty)
                .unwrap_or_else(|| full_words(named, list == Some(index), is_repeated(named)))
        })
        .collect();
    let split: Vec<Vec<String>> = full.iter().map(|words| name::camel_words(words)).collect();
    let owner = name::camel_words(owner.plain());
    let are_items = variants.iter().all(|named| matches!(named.ty, RustType::Item(_)));
    // A variant that the union adds must not change the names of the others.
    let listed: Vec<&[String]> = variants
        .iter()
        .zip(&split)
        .filter_map(|(named, words)| (!named.is_added).then_some(words.as_slice()))
        .collect();
    let is_common = are_items && listed.len() > 1;
    let common = if is_common { Common::of(&listed) } else { Common::default() };
    let named = full.iter().zip(&split).zip(variants).map(|((full, words), named)| {
        let own = without_owner(words, &owner);
        let cut = common.cut(words).filter(|_| !named.is_added);
        // Of equal length, the one without the words of the union.
        let short = own.into_iter().chain(cut).min_by_key(Vec::len);
        short.map_or_else(|| full.clone(), |short| name::join_camel(&short))
    });
    let named: Vec<String> = named.collect();
    let is_unique = named.iter().collect::<BTreeSet<_>>().len() == named.len();
    if is_unique { named } else { full }
}

/// The words without those of the union, at their end or at their beginning.
fn without_owner(words: &[String], owner: &[String]) -> Option<Vec<String>> {
    let rest = words.strip_suffix(owner).or_else(|| words.strip_prefix(owner));
    rest.filter(|rest| is_name(rest)).map(<[String]>::to_vec)
}

/// How many words all names start with, and how many they end with. Each name has further words.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    start: usize,
    end: usize,
}

impl Common {
    fn of(names: &[&[String]]) -> Self {
        let shortest = names.iter().map(|name| name.len()).min().unwrap_or(0);
        let Some((first, others)) = names.split_first() else { return Self::default() };
        let has_all = |part: fn(&[String], usize) -> &[String], count: usize| {
            others.iter().all(|name| part(name, count) == part(first, count))
        };
        let starts = (1..shortest).take_while(|count| has_all(start_of, *count));
        // The rest must be a name for each of them.
        let is_possible = |start: &usize| {
            let common = Self { start: *start, end: 0 };
            names.iter().all(|name| common.cut(name).is_some())
        };
        let start = starts.filter(is_possible).last().unwrap_or(0);
        let ends = (1..shortest.saturating_sub(start)).take_while(|count| has_all(end_of, *count));
        Self { start, end: ends.last().unwrap_or(0) }
    }

    /// The words without the common ones, if there are any and the rest is a name.
    fn cut(self, words: &[String]) -> Option<Vec<String>> {
        let end = words.len().checked_sub(self.end)?;
        let rest = words.get(self.start..end)?;
        (rest.len() < words.len() && is_name(rest)).then(|| rest.to_vec())
    }
}

fn start_of(name: &[String], count: usize) -> &[String] {
    name.get(..count).unwrap_or_default()
}

fn end_of(name: &[String], count: usize) -> &[String] {
    name.get(name.len().saturating_sub(count)..).unwrap_or_default()
}

fn is_name(words: &[String]) -> bool {
    let name = name::join_camel(words);
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name != "Self"
}

/// The words for a variant alone. A title that others have, too, does not distinguish them.
fn full_words(named: &Named<'_>, is_named_list: bool, is_repeated: bool) -> String {
    let Named { variant, ty, .. } = named;
    match (ty, &variant.title, variant.tags.as_slice()) {
        (RustType::Item(ident), _, _) => ident.plain().to_owned(),
        (_, Some(title), _) if !is_repeated => title.clone(),
        (_, _, [tag]) => tag.clone(),
        _ if is_named_list => "list".to_owned(),
        _ => type_words(ty),
    }
}

/// The words for a variant whose inline schema is also elsewhere: those that it has here, because
/// its type may be named after another union.
fn shared_words(api: &Api, owner: &Ident, ty: &Type) -> Option<String> {
    let Type::Named(id) = ty else { return None };
    let Origin::Shared { first, .. } = &api.types.get(*id)?.origin else { return None };
    let words = match first.as_ref() {
        Origin::Variant { title: Some(title), .. } => title.clone(),
        Origin::Variant { words: Some(words), .. } => {
            let owner = owner.plain();
            format!("{owner} {}", name::without_start(owner, words))
        }
        _ => return None,
    };
    Some(name::ident(&words, Case::Type).plain().to_owned())
}

/// Whether a type is a list of an inline schema. That is named after the union, so `list` is
/// enough.
fn is_list_of_anonymous(api: &Api, ty: &Type) -> bool {
    let Type::List(inner) = ty else { return false };
    let Type::Named(id) = inner.as_ref() else { return false };
    api.types
        .get(*id)
        .is_some_and(|definition| matches!(definition.origin.first(), Origin::Item(_)))
}

/// The words for a type of another crate.
fn words_of(library: Library) -> &'static str {
    match library {
        Library::ChronoDateTime
        | Library::ChronoLocalDateTime
        | Library::JiffTimestamp
        | Library::JiffLocalDateTime
        | Library::TimeDateTime => "date time",
        Library::ChronoDate | Library::JiffDate | Library::TimeDate => "date",
        Library::ChronoTime | Library::JiffTime => "time",
        Library::JiffDuration => "duration",
        Library::RustDecimal
        | Library::RustDecimalNumber
        | Library::BigDecimal
        | Library::BigDecimalNumber => "decimal",
        Library::Url => "url",
        Library::Uuid => "uuid",
        Library::Ip | Library::Ipv4 | Library::Ipv6 => "ip",
    }
}

/// The words for a type.
fn type_words(ty: &RustType) -> String {
    let words = match ty {
        RustType::Bool => "boolean",
        RustType::Integer(_) => "integer",
        RustType::F64 => "number",
        RustType::Other(OtherType::Library(library)) => words_of(*library),
        RustType::Other(OtherType::Own(path)) => {
            return path.segments.last().cloned().unwrap_or_default();
        }
        RustType::Base64
        | RustType::Base64Url
        | RustType::Base16
        | RustType::Body
        | RustType::File => "bytes",
        RustType::Map(_) => "map",
        RustType::Json => "json",
        RustType::Unit => "empty",
        RustType::Vec(inner) => return format!("{} list", type_words(inner)),
        RustType::Option(inner) | RustType::Boxed(inner) | RustType::JsonString(inner) => {
            return type_words(inner);
        }
        RustType::Item(ident) => return ident.plain().to_owned(),
        RustType::String => "string",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::naming::{Case, ident};

    /// The words for these types. One that starts with `+` is added by the union.
    fn words_of(owner: &str, names: &[&str]) -> Vec<String> {
        let variant = Variant {
            ty: Type::Json,
            tags: Vec::new(),
            name: None,
            inherited: None,
            is_default: false,
            title: None,
            docs: crate::ir::Docs::default(),
            location: crate::source::Location::root(crate::source::FileId(0)),
        };
        let types: Vec<RustType> = names
            .iter()
            .map(|name| RustType::Item(ident(name.trim_start_matches('+'), Case::Type)))
            .collect();
        let variants: Vec<Named<'_>> = types
            .iter()
            .zip(names)
            .map(|(ty, name)| Named { variant: &variant, ty, is_added: name.starts_with('+') })
            .collect();
        words(&Api::default(), &ident(owner, Case::Type), &variants)
    }

    #[test]
    fn a_variant_is_named_without_the_words_that_it_shares() {
        for (owner, names, expected) in [
            ("Pet", ["CatPet", "DogPet"], ["Cat", "Dog"]),
            ("Pet", ["PetCat", "PetDog"], ["Cat", "Dog"]),
            ("Method", ["CardInfo", "CashInfo"], ["Card", "Cash"]),
            ("Method", ["Card", "Cash"], ["Card", "Cash"]),
            ("Method", ["CardInfo", "+MethodBase"], ["CardInfo", "Base"]),
            ("Body", ["IpActionAssign", "IpActionUnassign"], ["Assign", "Unassign"]),
            ("Config", ["PoolStaticConfig", "PoolDynamicConfig"], ["Static", "Dynamic"]),
            ("Pet", ["CatPet", "Dog"], ["Cat", "Dog"]),
            ("Create", ["DropletSingleForm", "DropletManyForm"], ["Single", "Many"]),
            // The rest of one would start with a digit.
            ("Key", ["Aes128", "Aes256"], ["Aes128", "Aes256"]),
            ("Event", ["ItemCreateUser", "ItemCreateOtherUser"], ["User", "OtherUser"]),
            ("PlanUpdate", ["PlanUpdateSeats", "PlanResume"], ["Seats", "Resume"]),
            // What is left is no name.
            ("Pet", ["Pet1", "Pet2"], ["Pet1", "Pet2"]),
        ] {
            assert_eq!(words_of(owner, &names), expected, "{owner}");
        }
        let names = ["CardInfo", "CashInfo", "+PaidInfo", "+MethodCombined"];
        assert_eq!(words_of("Method", &names), ["Card", "Cash", "PaidInfo", "Combined"]);
    }
}
