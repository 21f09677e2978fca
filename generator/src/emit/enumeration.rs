//! Enums of strings and of integers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::derive;
use super::doc;
use super::scope::{Scope, ident};
use crate::plan::{EnumItem, EnumVariant, Inline, Item, OtherValues, Paragraph};

/// An enum of strings.
pub fn strings(item: &Item, values: &EnumItem<String>, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("string_enum");
    let table = table(item, values, scope, |text| {
        let text = Literal::string(text);
        quote!(#text)
    });
    quote!(string_enum! { #table })
}

/// An enum of integers.
pub fn integers(item: &Item, values: &EnumItem<i64>, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("integer_enum");
    let table = table(item, values, scope, |value| number(*value));
    quote!(integer_enum! { #table })
}

/// `pub enum Color { Red = "red", _ = Unknown, }`
fn table<T: ToString>(
    item: &Item,
    values: &EnumItem<T>,
    scope: &Scope<'_>,
    literal: impl Fn(&T) -> TokenStream,
) -> TokenStream {
    let (name, catch_all) = (ident(&item.ident), ident(&values.catch_all));
    let (docs, derive) = (doc::attributes(&item.docs, scope), derive::attribute(item));
    let variants = values.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.ident), literal(&variant.value));
        let docs = (!is_shown_by_macro(variant)).then(|| doc::row_attributes(&variant.docs, scope));
        quote!(#docs #name = #value,)
    });
    let described = match values.others {
        OtherValues::Unknown => None,
        OtherValues::Described => Some(quote!((described))),
    };
    quote!(#docs #derive pub enum #name { #(#variants)* _ = #catch_all #described, })
}

/// Whether Markdown shows a text between backticks as it is.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().all(|each| each == ' ' || each.is_ascii_graphic() && each != '`')
}

/// Whether the docs of a variant are its value, in a text that Markdown shows as it is.
fn is_shown_by_macro<T: ToString>(variant: &EnumVariant<T>) -> bool {
    let text = variant.value.to_string();
    let is_value = |paragraph: &Paragraph| match paragraph {
        Paragraph::Line(line) => *line == [Inline::Code(text.clone())],
        Paragraph::Prose(_) | Paragraph::List(_) | Paragraph::Example(_) => false,
    };
    !variant.docs.deprecated
        && is_plain(&text)
        && matches!(variant.docs.paragraphs.as_slice(), [only] if is_value(only))
}

fn number(value: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}
