//! Unions.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::debug;
use super::derive;
use super::doc;
use super::enumeration;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{Inline, Item, Paragraph, Shape, ShapeKind, UnionItem, UnionVariant, WithoutTag};

/// A union: a tag or the shape of a value says which variant it is.
pub fn tokens(item: &Item, union: &UnionItem, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("union");
    let (name, catch_all) = (ident(&item.ident), ident(&union.catch_all));
    let (docs, derive) = (doc::attributes(&item.docs, scope), derive::attribute(item));
    let debug = debug::union(&name, union, scope);
    let derived = debug.is_none().then(|| quote!(: Debug));
    let by = union.tag.as_ref().map(|tag| {
        let tag = Literal::string(tag);
        let or_shape = (union.without_tag == WithoutTag::ByShape).then(|| quote!(or shape));
        quote!(by #tag #or_shape)
    });
    let rows = union.variants.iter().map(|variant| row(union, variant, scope));
    let rows: Vec<TokenStream> = rows.collect();
    let default = union.variants.iter().find(|variant| variant.is_default).map(|variant| {
        let name = ident(&variant.ident);
        quote!(unless #name)
    });
    quote! {
        union! { #docs #derive pub enum #name #derived #by { #(#rows)* _ = #catch_all #default, } }
        #debug
    }
}

/// The row of a variant.
fn row(union: &UnionItem, variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    let (name, ty) = (ident(&variant.ident), ty::tokens(&variant.ty, scope));
    let docs =
        (!is_shown_by_macro(union, variant)).then(|| doc::row_attributes(&variant.docs, scope));
    let tags = union.tag.as_ref().and_then(|_| tags(variant));
    let has_shape = union.tag.is_none() || union.without_tag == WithoutTag::ByShape;
    let shape = has_shape.then(|| shape(&variant.shape));
    let without = (!variant.from).then(|| quote!(without From));
    let from_str = variant.from_str.then(|| quote!(from str));
    quote!(#docs #name(#ty) #tags #shape #from_str #without,)
}

/// Whether the docs of a variant are its tags, in texts that Markdown shows as they are.
fn is_shown_by_macro(union: &UnionItem, variant: &UnionVariant) -> bool {
    let is_tag = |part: &Inline| matches!(part, Inline::Code(_)) || *part == Inline::Text(", ");
    union.tag.is_some()
        && !variant.docs.deprecated
        && variant.tags.iter().all(|tag| enumeration::is_plain(tag))
        && match variant.docs.paragraphs.as_slice() {
            [Paragraph::Line(line)] => !variant.tags.is_empty() && line.iter().all(is_tag),
            _ => variant.docs.paragraphs.is_empty(),
        }
}

/// `= "written" | "read too"`, or `in "read" | "read too"` if the value has the tag itself.
fn tags(variant: &UnionVariant) -> Option<TokenStream> {
    let written = variant.written_tag.as_ref();
    let others = variant.tags.iter().filter(|tag| Some(*tag) != written);
    let tags = written.into_iter().chain(others).map(|tag| Literal::string(tag));
    let word = if written.is_some() { quote!(=) } else { quote!(in) };
    (written.is_some() || !variant.tags.is_empty()).then(|| quote!(#word #(#tags)|*))
}

/// `as kind("required"; "constant" = "value" | "other value")`
fn shape(shape: &Shape) -> TokenStream {
    let kind = match (shape.kind, shape.is_combined) {
        (ShapeKind::Boolean, _) => "boolean",
        (ShapeKind::Integer, _) => "integer",
        (ShapeKind::Number, _) => "number",
        (ShapeKind::String, _) => "string",
        (ShapeKind::Array, _) => "array",
        (ShapeKind::Any, _) => "any",
        (ShapeKind::Union, _) => "union",
        (ShapeKind::TaggedUnion, _) => "tagged",
        (ShapeKind::Object, _) => "object",
        (ShapeKind::Open, false) => "open",
        (ShapeKind::Open, true) => "combined_open",
        (ShapeKind::Struct, false) => "structure",
        (ShapeKind::Struct, true) => "combined",
    };
    let kind = format_ident!("{kind}");
    let required = shape.required.iter().map(|name| Literal::string(name));
    let constants: Vec<TokenStream> = shape.constants.iter().map(constant).collect();
    let constants = (!constants.is_empty()).then(|| quote!(; #(#constants),*));
    let properties = (!shape.required.is_empty() || constants.is_some())
        .then(|| quote!((#(#required),* #constants)));
    quote!(as #kind #properties)
}

fn constant((name, values): &(String, Vec<String>)) -> TokenStream {
    let (name, values) = (Literal::string(name), values.iter().map(|value| Literal::string(value)));
    quote!(#name = #(#values)|*)
}
