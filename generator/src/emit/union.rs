//! Unions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::debug;
use super::doc;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{Item, RustType, Shape, ShapeKind, UnionItem, UnionVariant, WithoutTag};

/// A union: a tag or the shape of a value says which variant it is.
pub fn tokens(item: &Item, union: &UnionItem, scope: &mut Scope<'_>) -> TokenStream {
    let definition = definition(item, union, scope);
    let conversions: Vec<TokenStream> = union
        .variants
        .iter()
        .filter(|variant| variant.from)
        .map(|variant| conversion(item, variant, scope))
        .collect();
    let serialize = serialize(item, union, scope);
    let by_shape = (union.tag.is_none() || union.without_tag == WithoutTag::ByShape)
        .then(|| by_shape(item, union, scope));
    let read = match &union.tag {
        Some(tag) => tagged(item, union, tag),
        None => {
            let name = ident(&item.ident);
            scope.runtime("untagged");
            quote!(untagged!(#name);)
        }
    };
    scope.runtime("union");
    quote!(#definition #(#conversions)* #serialize #by_shape #read)
}

fn definition(item: &Item, union: &UnionItem, scope: &mut Scope<'_>) -> TokenStream {
    let (name, catch_all, json) =
        (ident(&item.ident), ident(&union.catch_all), scope.runtime("Json"));
    let variants: Vec<TokenStream> =
        union.variants.iter().map(|variant| variant_definition(variant, scope)).collect();
    let docs = doc::attributes(&item.docs, scope);
    let debug = debug::union(&name, union, scope);
    let derived = debug.is_none().then(|| quote!(Debug,));
    quote! {
        #docs
        #[derive(#derived Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that this version does not know."]
            #catch_all(#json),
        }
        #debug
    }
}

fn variant_definition(variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    let (name, ty) = (ident(&variant.ident), ty::tokens(&variant.ty, scope));
    let docs = doc::attributes(&variant.docs, scope);
    quote!(#docs #name(#ty),)
}

fn conversion(item: &Item, variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    let (union, name) = (ident(&item.ident), ident(&variant.ident));
    let (ty, value) = match &variant.ty {
        RustType::Boxed(inner) => (inner.as_ref(), quote!(Box::new(value))),
        ty => (ty, quote!(value)),
    };
    let ty = ty::tokens(ty, scope);
    quote!(impl From<#ty> for #union { fn from(value: #ty) -> Self { Self::#name(#value) } })
}

fn serialize(item: &Item, union: &UnionItem, scope: &mut Scope<'_>) -> TokenStream {
    let (name, catch_all) = (ident(&item.ident), ident(&union.catch_all));
    let (serialize, serializer) =
        (scope.external("serde", "Serialize"), scope.external("serde", "Serializer"));
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        match (&union.tag, &variant.written_tag) {
            (Some(tag), Some(written)) => {
                let (tag, written) = (Literal::string(tag), Literal::string(written));
                quote!(Self::#name(value) => union::tagged(serializer, #tag, #written, value),)
            }
            _ if variant.is_chosen => {
                quote!(Self::#name(value) => #serialize::serialize(value, serializer),)
            }
            _ => quote!(Self::#name(value) => value.serialize(serializer),),
        }
    });
    quote! {
        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { #(#arms)* Self::#catch_all(value) => value.serialize(serializer), }
            }
        }
    }
}

fn tagged(item: &Item, union: &UnionItem, tag: &str) -> TokenStream {
    let (name, catch_all) = (ident(&item.ident), ident(&union.catch_all));
    let (text, tag) = (Literal::string(item.ident.plain()), Literal::string(tag));
    let arms: Vec<TokenStream> = union.variants.iter().filter_map(tagged_arm).collect();
    let other = match union.variants.iter().find(|variant| variant.is_default) {
        Some(default) => {
            let default = ident(&default.ident);
            quote!(Ok(union::default(value, Self::#default, Self::#catch_all)))
        }
        None => quote!(Ok(union::unknown(value, Self::#catch_all))),
    };
    let absent = match union.without_tag {
        WithoutTag::ByShape => quote!(None => Ok(union::choose(value)),),
        WithoutTag::Unknown => TokenStream::new(),
    };
    let (parameter, body) = match arms.is_empty() {
        true => (quote!(_), other),
        false => (quote!(tag), quote!(match tag { #(#arms)* #absent _ => #other, })),
    };
    quote! {
        impl union::Read for #name {
            const NAME: &'static str = #text;
            const TAG: &'static str = #tag;

            #[inline]
            fn read<'de, R: union::Replay<'de>>(#parameter: Option<&str>, value: &mut R) -> Result<Self, R::Error> { #body }
        }
        union!(#name);
    }
}

fn tagged_arm(variant: &UnionVariant) -> Option<TokenStream> {
    let name = ident(&variant.ident);
    let tags = variant.tags.iter().map(|tag| Literal::string(tag));
    let (first, rest) = (tags.clone().next()?, tags.skip(1));
    Some(quote!(Some(#first #(| #rest)*) => union::variant(value, Self::#name),))
}

/// What tells the variants apart without a tag.
fn by_shape(item: &Item, union: &UnionItem, scope: &mut Scope<'_>) -> TokenStream {
    let (name, catch_all, json) =
        (ident(&item.ident), ident(&union.catch_all), scope.runtime("Json"));
    let shapes: Vec<TokenStream> =
        union.variants.iter().map(|variant| shape(variant, scope)).collect();
    let arms: Vec<TokenStream> = union
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let (index, name) = (Literal::usize_unsuffixed(index), ident(&variant.ident));
            let known = known(union, variant, scope);
            quote!(#index => union::fit(value, Self::#name) #known,)
        })
        .collect();
    quote! {
        impl union::Untagged for #name {
            fn shapes() -> &'static union::Shapes {
                const SHAPES: &[union::Shape] = &[#(#shapes),*];
                static TABLE: union::Shapes = union::Shapes::new(SHAPES);
                &TABLE
            }

            #[inline]
            fn fit<'de, R: union::Replay<'de>>(index: usize, value: &mut R) -> Option<Self> {
                match index { #(#arms)* _ => None, }
            }

            fn unknown(value: #json) -> Self { Self::#catch_all(value) }
        }
    }
}

/// Another union takes every value, so what it does not know is left to the variants after it.
fn known(union: &UnionItem, variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    if !matches!(variant.shape.kind, ShapeKind::Union | ShapeKind::TaggedUnion) {
        return TokenStream::new();
    }
    let (name, catch_all) = (ident(&variant.ident), ident(&union.catch_all));
    let unknown = match &variant.ty {
        RustType::Boxed(inner) => {
            let inner = ty::tokens(inner, scope);
            quote!(Self::#name(inner) if matches!(**inner, #inner::#catch_all(_)))
        }
        inner => {
            let inner = ty::tokens(inner, scope);
            quote!(Self::#name(#inner::#catch_all(_)))
        }
    };
    quote!(.filter(|value| !matches!(value, #unknown)))
}

/// The shape of a variant.
fn shape(variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    let alone = shape_of_kind(variant, scope);
    if variant.shape.is_combined { quote!(#alone.combined()) } else { alone }
}

fn shape_of_kind(variant: &UnionVariant, scope: &mut Scope<'_>) -> TokenStream {
    match variant.shape.kind {
        ShapeKind::Boolean => quote!(union::Shape::boolean()),
        ShapeKind::Integer => quote!(union::Shape::integer()),
        ShapeKind::Number => quote!(union::Shape::number()),
        ShapeKind::String => quote!(union::Shape::string()),
        ShapeKind::Array => quote!(union::Shape::array()),
        ShapeKind::Any => quote!(union::Shape::any()),
        ShapeKind::Union => {
            let ty = bare(&variant.ty, scope);
            quote!(union::Shape::union(<#ty as union::Untagged>::shapes))
        }
        ShapeKind::Object | ShapeKind::TaggedUnion => {
            let properties = properties(&variant.shape);
            quote!(union::Shape::object(#properties))
        }
        ShapeKind::Open => {
            let properties = properties(&variant.shape);
            quote!(union::Shape::object(#properties).open())
        }
        ShapeKind::Struct => {
            let properties = properties(&variant.shape);
            let ty = bare(&variant.ty, scope);
            quote!(union::Shape::structure::<#ty>(#properties))
        }
    }
}

/// The item that a variant holds.
fn bare(mut ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    while let RustType::Option(inner) | RustType::Boxed(inner) = ty {
        ty = inner;
    }
    ty::tokens(ty, scope)
}

/// The properties that an object must have, and those that have one of some strings.
fn properties(shape: &Shape) -> TokenStream {
    let required = shape.required.iter().map(|name| Literal::string(name));
    let constants = shape.constants.iter().map(|(name, values)| {
        let (name, values) =
            (Literal::string(name), values.iter().map(|value| Literal::string(value)));
        quote!((#name, &[#(#values),*]))
    });
    quote!(&[#(#required),*], &[#(#constants),*])
}
