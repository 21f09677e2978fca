//! Values for examples: derived from types, and from simple values in the document.
//!
//! All results compile. A value that is too large for an example is omitted, and the example takes
//! it as an argument.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident as Word, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::deps;
use super::other_type;
use super::scope::ident;
use super::ty;
use crate::plan::{
    Api, EnumItem, Field, FieldPresence, Ident, Item, ItemKind, Library, OtherType, RustType,
    StructItem, UnionItem,
};

/// Structs within structs that an example shows.
const DEPTH: usize = 2;

/// The most arguments of a constructor that an example shows.
const ARGUMENTS: usize = 5;

/// The longest text of a document that an example shows, in bytes.
const TEXT: usize = 40;

/// The items of an API by name.
#[derive(Debug)]
pub struct Items<'a>(BTreeMap<&'a Ident, &'a Item>);

impl<'a> Items<'a> {
    /// Those of an API.
    pub fn of(api: &'a Api) -> Self {
        Self(
            api.types
                .iter()
                .flat_map(|module| &module.items)
                .map(|item| (&item.ident, item))
                .collect(),
        )
    }

    /// An item, other names for it followed.
    pub fn get(&self, name: &Ident) -> Option<&'a Item> {
        let mut item = *self.0.get(name)?;
        for _ in 0..self.0.len() {
            match &item.kind {
                ItemKind::Alias(RustType::Item(target)) => item = self.0.get(target)?,
                _ => break,
            }
        }
        Some(item)
    }
}

/// Writes values, and remembers the types that they name.
#[derive(Debug)]
pub struct Sampler<'a> {
    items: &'a Items<'a>,
    /// The crate that the example uses.
    library: Word,
    used: BTreeSet<Ident>,
    /// The crates of its module `deps` that the values name.
    crates: BTreeSet<String>,
}

impl<'a> Sampler<'a> {
    /// For an example of a crate.
    pub fn new(items: &'a Items<'a>, library: &Ident) -> Self {
        Self { items, library: ident(library), used: BTreeSet::new(), crates: BTreeSet::new() }
    }

    /// The types that the values name.
    pub fn used(&self) -> impl Iterator<Item = Word> {
        self.used.iter().map(ident)
    }

    /// The import of the crates whose types the values name.
    pub fn crates(&self) -> Option<TokenStream> {
        let (library, deps) = (&self.library, format_ident!("{}", deps::NAME));
        let mut names = self.crates.iter().map(|name| format_ident!("{name}"));
        match (names.next()?, names.next()) {
            (only, None) => Some(quote!(use #library::#deps::#only;)),
            (first, second) => Some(quote!(use #library::#deps::{#first, #second #(, #names)*};)),
        }
    }

    /// A value of a type of another crate.
    fn other(&mut self, ty: &OtherType, shown: Option<&Value>, name: &str) -> TokenStream {
        let library = &self.library;
        self.crates.extend(other_type::libraries(ty));
        if *ty == OtherType::Library(Library::Uuid) {
            return quote!(uuid::Uuid::nil());
        }
        let path = other_type::in_program(ty, &quote!(#library));
        let value = match (ty, shown) {
            (OtherType::Library(library), _) => Value::from(library.facts().sample),
            (OtherType::Own(_), Some(shown)) => shown.clone(),
            (OtherType::Own(_), None) => Value::from(name),
        };
        if !other_type::is_parsed(ty) {
            self.crates.insert("serde_json".to_owned());
        }
        other_type::value(ty, &path, &value)
    }

    /// A type of the API by its name.
    pub fn item(&mut self, name: &Ident) -> Word {
        self.used.insert(name.clone());
        ident(name)
    }

    /// The argument of a call for a type. `name` replaces a string without an example in the
    /// document.
    pub fn argument(
        &mut self,
        of: &RustType,
        shown: Option<&Value>,
        name: &str,
    ) -> Option<TokenStream> {
        let before = (self.used.clone(), self.crates.clone());
        let value = self.given(of, shown, name, DEPTH);
        if value.is_none() {
            (self.used, self.crates) = before;
        }
        value
    }

    /// A type with its path, for an argument of the example.
    pub fn path(&self, api: &TokenStream, of: &RustType) -> TokenStream {
        let library = &self.library;
        match of {
            RustType::Item(item) => {
                let item = ident(item);
                quote!(#api::types::#item)
            }
            RustType::Unit => quote!(()),
            RustType::Bool => quote!(bool),
            RustType::Integer(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            RustType::F64 => quote!(f64),
            RustType::String => quote!(String),
            RustType::Json => quote!(#library::Json),
            RustType::Body => quote!(#library::Body),
            RustType::Base64 => quote!(#library::Base64),
            RustType::Base64Url => quote!(#library::Base64Url),
            RustType::Base16 => quote!(#library::Base16),
            RustType::File => quote!(#library::File),
            RustType::Other(other) => {
                let deps = format_ident!("{}", deps::NAME);
                other_type::below(other, &quote!(#library), &quote!(#library::#deps))
            }
            RustType::Vec(inner) => {
                let inner = self.path(api, inner);
                quote!(Vec<#inner>)
            }
            RustType::Map(inner) => {
                let inner = self.path(api, inner);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            RustType::Option(inner) => {
                let inner = self.path(api, inner);
                quote!(Option<#inner>)
            }
            RustType::Boxed(inner) => {
                let inner = self.path(api, inner);
                quote!(Box<#inner>)
            }
            RustType::JsonString(inner) => {
                let inner = self.path(api, inner);
                quote!(#library::JsonString<#inner>)
            }
        }
    }

    /// What fits [`ty::argument`].
    fn given(
        &mut self,
        of: &RustType,
        shown: Option<&Value>,
        name: &str,
        depth: usize,
    ) -> Option<TokenStream> {
        let unboxed = ty::unboxed(of);
        match unboxed.as_ref().unwrap_or(of) {
            RustType::Vec(inner) => {
                let element = self.accepted(inner, shown, name, depth)?;
                Some(quote!([#element]))
            }
            RustType::Map(inner) => {
                let element = self.accepted(inner, shown, name, depth)?;
                Some(quote!([("name", #element)]))
            }
            bare => self.accepted(bare, shown, name, depth),
        }
    }

    /// What becomes a value of the type.
    fn accepted(
        &mut self,
        of: &RustType,
        shown: Option<&Value>,
        name: &str,
        depth: usize,
    ) -> Option<TokenStream> {
        match of {
            RustType::String | RustType::Json => Some(text(shown, name)),
            RustType::Body => Some(quote!("content")),
            RustType::Base64 | RustType::Base64Url | RustType::Base16 => Some(quote!(b"content")),
            RustType::Integer(size) => Some(integer(shown, size)),
            RustType::F64 => Some(number(shown)),
            RustType::File => {
                let library = &self.library;
                Some(quote!(#library::File::new("content")))
            }
            RustType::Item(item) => match self.literal_alias(item) {
                Some(target) => self.accepted(&target, shown, name, depth),
                None => self.value(of, shown, name, depth),
            },
            _ => self.value(of, shown, name, depth),
        }
    }

    /// The target of an alias that has the literals of its target.
    fn literal_alias(&self, item: &Ident) -> Option<RustType> {
        match &self.items.get(item)?.kind {
            ItemKind::Alias(
                target @ (RustType::String
                | RustType::Json
                | RustType::Body
                | RustType::Integer(_)
                | RustType::F64),
            ) => Some(target.clone()),
            _ => None,
        }
    }

    /// A value of exactly this type, whatever is around it.
    fn value(
        &mut self,
        of: &RustType,
        shown: Option<&Value>,
        name: &str,
        depth: usize,
    ) -> Option<TokenStream> {
        Some(match of {
            RustType::Item(item) => return self.item_value(item, shown, name, depth),
            RustType::Bool => {
                let value = shown.and_then(Value::as_bool).unwrap_or(true);
                quote!(#value)
            }
            RustType::Integer(size) => suffixed(&integer(shown, size), size),
            RustType::F64 => number(shown),
            RustType::Unit => quote!(()),
            RustType::String => {
                let text = text(shown, name);
                quote!(#text.to_owned())
            }
            RustType::Other(other) => self.other(other, shown, name),
            RustType::Vec(inner) => {
                let inner = self.value(inner, shown, name, depth)?;
                quote!(vec![#inner])
            }
            RustType::Option(inner) => {
                let inner = self.value(inner, shown, name, depth)?;
                quote!(Some(#inner))
            }
            RustType::Boxed(inner) => {
                let inner = self.value(inner, shown, name, depth)?;
                quote!(Box::new(#inner))
            }
            RustType::JsonString(inner) => {
                let inner = self.value(inner, None, name, depth)?;
                let library = &self.library;
                quote!(#library::JsonString(#inner))
            }
            RustType::File => return self.accepted(of, shown, name, depth),
            RustType::Json
            | RustType::Body
            | RustType::Base64
            | RustType::Base64Url
            | RustType::Base16
            | RustType::Map(_) => return None,
        })
    }

    fn item_value(
        &mut self,
        item: &Ident,
        shown: Option<&Value>,
        name: &str,
        depth: usize,
    ) -> Option<TokenStream> {
        let found = self.items.get(item)?;
        match &found.kind {
            ItemKind::StringEnum(values) => {
                self.variant(item, values, |value| shown.and_then(Value::as_str) == Some(value))
            }
            ItemKind::IntegerEnum(values) => {
                self.variant(item, values, |value| shown.and_then(Value::as_i64) == Some(*value))
            }
            ItemKind::Struct(structure) if structure.is_constructed() => {
                self.structure(item, structure, depth)
            }
            ItemKind::Union(union) => self.union(item, union, depth),
            ItemKind::Alias(target) => self.value(target, shown, name, depth.checked_sub(1)?),
            _ => None,
        }
    }

    /// The variant for the value that is shown, or the first one.
    fn variant<T>(
        &mut self,
        item: &Ident,
        values: &EnumItem<T>,
        is_shown: impl Fn(&T) -> bool,
    ) -> Option<TokenStream> {
        let shown = values.variants.iter().find(|variant| is_shown(&variant.value));
        let variant = ident(&shown.or(values.variants.first())?.ident);
        let item = self.item(item);
        Some(quote!(#item::#variant))
    }

    fn structure(
        &mut self,
        item: &Ident,
        structure: &StructItem,
        depth: usize,
    ) -> Option<TokenStream> {
        let depth = depth.checked_sub(1)?;
        let required: Vec<&Field> = structure
            .fields
            .iter()
            .filter(|field| field.presence == FieldPresence::Required)
            .collect();
        if required.len() > ARGUMENTS {
            return None;
        }
        let arguments = required
            .into_iter()
            .map(|field| self.given(&field.ty, field.sample.as_ref(), &field.name, depth));
        let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
        let setter = arguments.is_empty().then(|| self.setter(structure)).flatten();
        let item = self.item(item);
        Some(quote!(#item::new(#(#arguments),*)#setter))
    }

    /// One optional text, best one that the document shows a value for.
    fn setter(&mut self, structure: &StructItem) -> Option<TokenStream> {
        let is_text = |field: &&Field| match &field.ty {
            RustType::String => true,
            RustType::Item(item) => self.literal_alias(item) == Some(RustType::String),
            _ => false,
        };
        let texts =
            structure.fields.iter().filter(|field| !field.docs.deprecated && is_text(field));
        let field = texts.min_by_key(|field| field.sample.is_none())?;
        let (name, value) = (ident(&field.ident), text(field.sample.as_ref(), &field.name));
        Some(quote!(.#name(#value)))
    }

    /// The first variant that can be shown.
    fn union(&mut self, item: &Ident, union: &UnionItem, depth: usize) -> Option<TokenStream> {
        let depth = depth.checked_sub(1)?;
        let found =
            union.variants.iter().filter(|variant| !variant.docs.deprecated).find_map(|variant| {
                let value = self.value(&variant.ty, None, variant.ident.plain(), depth)?;
                Some((ident(&variant.ident), value))
            });
        let (variant, value) = found?;
        let item = self.item(item);
        Some(quote!(#item::#variant(#value)))
    }
}

/// A string: the document's example if it is simple and short, otherwise the name of its field.
fn text(shown: Option<&Value>, name: &str) -> TokenStream {
    let is_plain = |text: &&str| {
        let plain =
            |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && !b"`\"\\".contains(&byte);
        (1..=TEXT).contains(&text.len()) && text.bytes().all(plain)
    };
    let shown = shown.and_then(Value::as_str).filter(is_plain);
    let text = Literal::string(shown.or(Some(name).filter(is_plain)).unwrap_or("text"));
    quote!(#text)
}

fn integer(shown: Option<&Value>, size: &str) -> TokenStream {
    // What fits the smallest of them fits all.
    let largest = if size.ends_with('8') { i64::from(i8::MAX) } else { i64::from(i16::MAX) };
    let value =
        shown.and_then(Value::as_i64).filter(|value| (0..=largest).contains(value)).unwrap_or(1);
    let value = Literal::i64_unsuffixed(value);
    quote!(#value)
}

/// `1i64`
fn suffixed(literal: &TokenStream, suffix: &str) -> TokenStream {
    format!("{literal}{suffix}").parse().unwrap_or_else(|_| literal.clone())
}

fn number(shown: Option<&Value>) -> TokenStream {
    let value =
        shown.and_then(Value::as_f64).filter(|value| (0.0..1e6).contains(value)).unwrap_or(1.0);
    let value = Literal::f64_unsuffixed(value);
    quote!(#value)
}
