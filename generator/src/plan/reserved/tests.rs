//! The runtime's code, held against the lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    GenericParam, ImplItem, Item, ItemImpl, ItemMacro, ItemTrait, TraitItem, Type, TypeParamBound,
};

use super::{BUILDER_METHODS, REQUEST_METHODS, requests, types};
use crate::runtime::LAYERS;

fn runtime() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/runtime"))
}

/// All items of the runtime, those in modules of tests left out.
fn items() -> Vec<Item> {
    let modules = LAYERS.iter().flat_map(|layer| layer.modules);
    let items: Vec<Item> =
        modules.flat_map(|module| syn::parse_file(module.text).expect("Rust").items).collect();
    assert!(items.len() > 400, "{}", items.len());
    items
}

fn last_of(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

fn of_type(ty: &Type) -> String {
    if let Type::Path(path) = ty { last_of(&path.path) } else { String::new() }
}

/// The names of `list` that are missing in `all`.
fn missing<'a>(list: impl IntoIterator<Item = &'a String>, all: &[&str]) -> Vec<&'a String> {
    list.into_iter().filter(|name| !all.contains(&name.as_str())).collect()
}

fn functions(item: &ItemImpl) -> impl Iterator<Item = String> {
    item.items.iter().filter_map(|inner| match inner {
        ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    })
}

#[test]
fn methods_of_the_builder_are_taken() {
    let items = items();
    let of_builder = items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && of_type(&item.self_ty) == "Builder" => {
            Some(item)
        }
        _ => None,
    });
    let methods: BTreeSet<String> = of_builder.flat_map(functions).collect();
    assert_eq!(
        missing(&methods, BUILDER_METHODS),
        Vec::<&String>::new(),
        "add them to BUILDER_METHODS"
    );
    let gone: Vec<_> = BUILDER_METHODS
        .iter()
        .filter(|name| !["from_env", "server"].contains(*name) && !methods.contains(**name))
        .collect();
    assert!(gone.is_empty() && methods.len() > 10, "{gone:?}");
}

fn traits_of<'a>(
    bounds: impl IntoIterator<Item = &'a TypeParamBound>,
) -> impl Iterator<Item = String> {
    bounds.into_iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(last_of(&bound.path)),
        _ => None,
    })
}

/// Whether a trait is implemented for a type of any name: `impl<T: …> Trait for T`.
fn is_blanket(item: &ItemImpl) -> bool {
    let of = of_type(&item.self_ty);
    item.generics
        .params
        .iter()
        .any(|param| matches!(param, GenericParam::Type(param) if param.ident == of))
}

/// The traits of requests: `Request`, its supertraits, its subtraits, and blanket implementations.
fn traits_of_requests(items: &[Item]) -> Vec<&ItemTrait> {
    let traits = || {
        items.iter().filter_map(|item| if let Item::Trait(item) = item { Some(item) } else { None })
    };
    let blanket = items.iter().filter_map(|item| match item {
        Item::Impl(item) if is_blanket(item) => item.trait_.as_ref().map(|(path, _)| last_of(path)),
        _ => None,
    });
    let mut names: BTreeSet<String> = blanket.chain(["Request".to_owned()]).collect();
    for item in traits() {
        let above: Vec<String> = traits_of(&item.supertraits).collect();
        if item.ident == "Request" {
            names.extend(above);
        } else if above.iter().any(|name| name == "Request") {
            names.insert(item.ident.to_string());
        }
    }
    traits().filter(|item| names.contains(&item.ident.to_string())).collect()
}

#[test]
fn methods_of_requests_are_taken() {
    let items = items();
    let traits = traits_of_requests(&items);
    let named: BTreeSet<String> = traits.iter().map(|item| item.ident.to_string()).collect();
    for name in ["Blocking", "Request", "StubRequest"] {
        assert!(named.contains(name), "{named:?}");
    }
    let methods = traits.iter().flat_map(|item| &item.items).filter_map(|inner| match inner {
        TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    let methods: BTreeSet<String> = methods.collect();
    assert_eq!(
        missing(&methods, REQUEST_METHODS),
        Vec::<&String>::new(),
        "add them to REQUEST_METHODS"
    );
    // What its own macro and the generated code add.
    let others = ["body", "call", "into_future"];
    let gone: Vec<_> = REQUEST_METHODS
        .iter()
        .filter(|name| !others.contains(*name) && !methods.contains(**name))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}

/// A token, as far as names go.
#[derive(Debug, PartialEq)]
enum Token {
    Name(String),
    Sign(char),
    Other,
}

fn flat(tokens: TokenStream, out: &mut Vec<Token>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => out.push(Token::Name(name.to_string())),
            TokenTree::Punct(sign) => out.push(Token::Sign(sign.as_char())),
            TokenTree::Literal(_) => out.push(Token::Other),
            TokenTree::Group(group) => {
                out.push(Token::Other);
                flat(group.stream(), out);
                out.push(Token::Other);
            }
        }
    }
}

/// The tokens of each macro of the runtime that generated code calls, under its name.
fn macros() -> Vec<(String, Vec<Token>)> {
    let of_macro = |item: &ItemMacro| {
        let mut tokens = Vec::new();
        flat(item.mac.tokens.clone(), &mut tokens);
        Some((item.ident.as_ref()?.to_string(), tokens))
    };
    let modules = LAYERS.iter().flat_map(|layer| layer.modules);
    let exported: BTreeSet<&str> = modules.flat_map(|module| module.macros).copied().collect();
    let items = items();
    let macros = items
        .iter()
        .filter_map(|item| if let Item::Macro(item) = item { of_macro(item) } else { None });
    // `untagged` has another name where it is defined.
    let is_exported = |name: &str| exported.contains(name.trim_end_matches("_union"));
    let macros: Vec<_> = macros.filter(|(name, _)| is_exported(name)).collect();
    assert_eq!(macros.len(), exported.len(), "{exported:?}");
    macros
}

/// Whether a name looks like that of a type, trait or variant: generic parameters have one letter,
/// constants no small one.
fn is_of_type(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.contains(|it: char| it.is_ascii_lowercase())
}

#[test]
fn what_macros_name_is_taken() {
    for (name, tokens) in macros() {
        let named = tokens.windows(3).filter_map(|tokens| match tokens {
            // `IntoIterator<Item = T>`
            [Token::Sign('<'), _, Token::Sign('=')] => None,
            [Token::Sign(':' | '$'), ..] => None,
            [Token::Name(before), ..] if ["const", "type", "fn"].contains(&before.as_str()) => None,
            [_, Token::Name(name), _] if is_of_type(name) && name != "Self" => Some(name.clone()),
            _ => None,
        });
        let named: BTreeSet<String> = named.collect();
        // Requests are in the files of groups, all else in those of types; `stub_response!` is in
        // both.
        if ["request", "stub_response"].contains(&name.as_str()) {
            assert_eq!(
                missing(&named, &requests().collect::<Vec<_>>()),
                Vec::<&String>::new(),
                "{name}: add them to OF_REQUESTS, or reserve them in the table of the runtime"
            );
        }
        if name != "request" {
            assert_eq!(
                missing(&named, &types().collect::<Vec<_>>()),
                Vec::<&String>::new(),
                "{name}: add them to OF_TYPES, or reserve them in the table of the runtime"
            );
        }
    }
}

/// An enum of a document has variants of any name: `Self::Err` is one of them, or the type that is
/// associated with a trait.
#[test]
fn macros_name_no_associated_type_of_self() {
    for (name, tokens) in macros() {
        for part in tokens.windows(4) {
            if let [Token::Name(of), Token::Sign(':'), Token::Sign(':'), Token::Name(named)] = part
            {
                assert!(
                    of != "Self" || !is_of_type(named),
                    "{name}: Self::{named}: write `<Self as Trait>::{named}`"
                );
            }
        }
    }
}

#[test]
fn features_of_the_runtime_are_taken() {
    let manifest =
        fs::read_to_string(runtime().join("../runtime-package/Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let features = manifest.get("features").and_then(toml::Value::as_table).expect("features");
    let features: BTreeSet<String> = features.keys().cloned().collect();
    assert_eq!(
        missing(&features, crate::manifest::FEATURES),
        Vec::<&String>::new(),
        "add them to FEATURES"
    );
}
