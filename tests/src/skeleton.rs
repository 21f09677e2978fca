//! The items of Rust code without names, strings and documentation. Two crates with the same items
//! differ only in these.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Fields, ForeignItem, ImplItem, Item, TraitItem};

use crate::tables;

/// The structure of a file, without names, literals and docs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skeleton {
    /// The number of items by kind and number of members: `struct with 3 fields`, `impl with 2 fn`.
    pub items: BTreeMap<String, usize>,
    /// The called macros, and all attributes except docs.
    pub active: BTreeSet<String>,
    /// The paths outside of the API's own modules, in imports and in functions:
    /// `std::fmt::Display`, `crate::runtime::Call`. Types of the API are `_`.
    pub paths: BTreeSet<String>,
}

impl Skeleton {
    /// Adds the items of a file. Returns the docs of the file and of every item, field and variant,
    /// one text for each.
    ///
    /// # Errors
    /// If the text is not Rust.
    pub fn add(&mut self, text: &str) -> Result<Vec<String>, String> {
        let tokens: TokenStream =
            text.parse().map_err(|error: proc_macro2::LexError| error.to_string())?;
        let file: syn::File = syn::parse2(tokens.clone()).map_err(|error| error.to_string())?;
        file.items.iter().for_each(|item| self.item(item));
        let mut docs = Vec::new();
        collect(tokens.clone(), &mut docs);
        self.paths(tokens.clone());
        self.macros(tokens);
        Ok(docs)
    }

    fn item(&mut self, item: &Item) {
        let kind = match item {
            Item::Const(_) => "const".to_owned(),
            Item::Static(_) => "static".to_owned(),
            Item::Fn(function) => format!("fn with {} arguments", function.sig.inputs.len()),
            Item::Enum(found) => {
                format!(
                    "enum with {}",
                    found
                        .variants
                        .iter()
                        .map(|it| fields(&it.fields))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Item::Struct(found) => format!("struct with {}", fields(&found.fields)),
            Item::Impl(found) => {
                let mut members: Vec<_> = found.items.iter().map(impl_item).collect();
                members.sort();
                format!("impl with {}", members.join(", "))
            }
            Item::Trait(found) => {
                let functions =
                    found.items.iter().filter(|it| matches!(it, TraitItem::Fn(_))).count();
                format!("trait with {functions} of {}", found.items.len())
            }
            Item::Mod(found) => {
                let items =
                    found.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                items.iter().for_each(|item| self.item(item));
                format!("mod with {} items", items.len())
            }
            Item::Macro(found) => {
                tables::items(found).iter().for_each(|item| self.item(item));
                format!("macro {}", path(&found.mac.path))
            }
            Item::ForeignMod(found) => {
                let functions =
                    found.items.iter().filter(|it| matches!(it, ForeignItem::Fn(_))).count();
                format!("extern with {functions} fn")
            }
            // Imports depend on the names that are taken.
            Item::Use(_) => return,
            Item::Type(_) => "type".to_owned(),
            _ => "another item".to_owned(),
        };
        *self.items.entry(kind).or_default() += 1;
    }

    /// Collects the paths with several segments that begin with a module or a crate; `a::{b, c}` is
    /// two paths.
    fn paths(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let colons = |at: usize| {
            [at, at + 1].iter().all(
                |at| matches!(tokens.get(*at), Some(TokenTree::Punct(it)) if it.as_char() == ':'),
            )
        };
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let start = at;
            at += 1;
            match token {
                TokenTree::Group(group) => self.paths(group.stream()),
                TokenTree::Ident(first) if !(start >= 2 && colons(start - 2)) => {
                    let mut names = vec![first.to_string()];
                    while colons(at) {
                        match tokens.get(at + 2) {
                            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
                            Some(TokenTree::Group(list)) => {
                                let imports =
                                    list.stream().into_iter().filter_map(|token| match token {
                                        TokenTree::Ident(name) => Some(name.to_string()),
                                        _ => None,
                                    });
                                imports.for_each(|name| {
                                    self.path(&[names.clone(), vec![name]].concat())
                                });
                                break;
                            }
                            _ => break,
                        }
                        at += 3;
                    }
                    self.path(&names);
                }
                _ => {}
            }
        }
    }

    fn path(&mut self, names: &[String]) {
        let [first, rest @ ..] = names else { return };
        if rest.is_empty() || first.starts_with(|it: char| it.is_uppercase()) {
            return;
        }
        // Lints are in attributes, which are compared separately.
        if first == "clippy" {
            return;
        }
        let is_own = matches!(first.as_str(), "super" | "self" | "types");
        let shown = match rest {
            _ if is_own => format!("{first}::_"),
            [module, _, ..] if module == "types" => format!("{first}::types::_"),
            _ => names.join("::"),
        };
        self.paths.insert(shown);
    }

    /// Collects `name!` and `#[name`, also in macros.
    fn macros(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1);
            let is = |token: Option<&TokenTree>, sign: char| matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == sign);
            let is_group = |at: usize| matches!(tokens.get(at), Some(TokenTree::Group(_)));
            match token {
                TokenTree::Ident(name)
                    if is(next, '!')
                        && (is_group(index + 2) || !is(tokens.get(index + 2), '=')) =>
                {
                    self.active.insert(format!("{name}!"));
                }
                TokenTree::Ident(name) if name == "unsafe" || name == "extern" => {
                    _ = self.active.insert(name.to_string())
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let group = if is(next, '!') { tokens.get(index + 2) } else { next };
                    if let Some(TokenTree::Group(group)) = group
                        && let Some(TokenTree::Ident(name)) = group.stream().into_iter().next()
                    {
                        self.active.insert(format!("#[{name}]"));
                    }
                }
                TokenTree::Group(group) => self.macros(group.stream()),
                _ => {}
            }
        }
    }
}

fn fields(fields: &Fields) -> String {
    match fields {
        Fields::Named(named) => format!("{} fields", named.named.len()),
        Fields::Unnamed(unnamed) => format!("({})", unnamed.unnamed.len()),
        Fields::Unit => "nothing".to_owned(),
    }
}

fn impl_item(item: &ImplItem) -> String {
    match item {
        ImplItem::Const(_) => "const".to_owned(),
        ImplItem::Fn(function) => format!("fn({})", function.sig.inputs.len()),
        ImplItem::Type(_) => "type".to_owned(),
        ImplItem::Macro(found) => format!("macro {}", path(&found.mac.path)),
        _ => "another item".to_owned(),
    }
}

fn path(path: &syn::Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let mut current: Option<String> = None;
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), '#' | '!') => {}
            TokenTree::Group(_) if is_docs(&token) => {
                let TokenTree::Group(group) = token else { continue };
                let value = group.stream().into_iter().last();
                let line =
                    value.and_then(|value| syn::parse_str::<syn::LitStr>(&value.to_string()).ok());
                let text = current.get_or_insert_default();
                text.push_str(&line.map(|line| line.value()).unwrap_or_default());
                text.push('\n');
            }
            other => {
                found.extend(current.take());
                if let TokenTree::Group(group) = other {
                    collect(group.stream(), found);
                }
            }
        }
    }
    found.extend(current);
}

fn is_docs(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let mut inner = group.stream().into_iter();
    let is_doc = matches!(inner.next(), Some(TokenTree::Ident(ident)) if ident == "doc");
    is_doc && matches!(inner.next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '=')
}
