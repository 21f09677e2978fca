//! The names of a union's variants.

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
    let full: Vec<String> = variants
        .iter()
        .enumerate()
        .map(|(index, named)| {
            shared_words(api, owner, &named.variant.ty)
                .unwrap_or_else(|| full_words(named, list == Some(index)))
        })
        .collect();
    let split: Vec<Vec<String>> = full.iter().map(|words| name::camel_words(words)).collect();
    let owner = name::camel_words(owner.plain());
    let are_items = variants.iter().all(|named| matches!(named.ty, RustType::Item(_)));
    // Otherwise a schema that is added later would rename the others.
    let listed: Vec<&[String]> = variants
        .iter()
        .zip(&split)
        .filter_map(|(named, words)| (!named.is_added).then_some(words.as_slice()))
        .collect();
    let suffix = if are_items && listed.len() > 1 { common_suffix(&listed) } else { 0 };
    split
        .iter()
        .zip(variants)
        .zip(full)
        .map(|((words, named), full)| {
            let suffix = if named.is_added { 0 } else { suffix };
            let short = without_owner(words, &owner).or_else(|| without_end(words, suffix));
            short.filter(|short| is_name(short)).unwrap_or(full)
        })
        .collect()
}

/// The words without those of the union, at their end or at their beginning.
fn without_owner(words: &[String], owner: &[String]) -> Option<String> {
    let before = words.strip_suffix(owner).filter(|rest| !rest.is_empty());
    let after = words.strip_prefix(owner).filter(|rest| !rest.is_empty());
    before.or(after).map(name::join_camel)
}

/// The words without the last `count`, if there is something to leave out.
fn without_end(words: &[String], count: usize) -> Option<String> {
    let rest = words.get(..words.len().saturating_sub(count)).unwrap_or_default();
    (count > 0 && !rest.is_empty()).then(|| name::join_camel(rest))
}

fn is_name(words: &str) -> bool {
    words.starts_with(|first: char| first.is_ascii_alphabetic()) && words != "Self"
}

/// The words for a variant alone.
fn full_words(Named { variant, ty, .. }: &Named<'_>, is_named_list: bool) -> String {
    match (ty, &variant.title, variant.tags.as_slice()) {
        (RustType::Item(ident), _, _) => ident.plain().to_owned(),
        (_, Some(title), _) => title.clone(),
        (_, None, [tag]) => tag.clone(),
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

/// How many words all names end with, at least one of each left.
fn common_suffix(names: &[&[String]]) -> usize {
    let Some((first, rest)) = names.split_first() else { return 0 };
    (1..first.len())
        .take_while(|length| {
            let suffix = first.get(first.len() - length..).unwrap_or_default();
            rest.iter().all(|name| name.len() > *length && name.ends_with(suffix))
        })
        .last()
        .unwrap_or(0)
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
            // What is left is no name.
            ("Pet", ["Pet1", "Pet2"], ["Pet1", "Pet2"]),
        ] {
            assert_eq!(words_of(owner, &names), expected, "{owner}");
        }
        let names = ["CardInfo", "CashInfo", "+PaidInfo", "+MethodCombined"];
        assert_eq!(words_of("Method", &names), ["Card", "Cash", "PaidInfo", "Combined"]);
    }
}
