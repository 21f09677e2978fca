//! Values of tests as Rust, written as users write them.

use proc_macro2::{Ident as Word, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::literal::{integer, json_tokens, number};
use super::other_type;
use super::scope::ident;
use crate::plan::{Expression, FieldPresence, RustType, StructExpression};

/// Writes expressions. The types of the API are in `api::types`.
#[derive(Debug)]
pub struct Expressions {
    /// The crate.
    library: Word,
}

impl Expressions {
    /// For a crate.
    pub fn new(library: Word) -> Self {
        Self { library }
    }

    /// The argument of a constructor or setter, see [`super::ty::argument`].
    pub fn argument(&self, expression: &Expression) -> TokenStream {
        match expression {
            Expression::Boxed(inner) => self.argument(inner),
            Expression::List(ty, items) if items.is_empty() => {
                let ty = self.ty(ty);
                quote!(Vec::<#ty>::new())
            }
            Expression::List(_, items) => {
                let items = self.all_accepted(items.iter());
                quote!([#(#items),*])
            }
            Expression::Map(ty, entries) if entries.is_empty() => {
                let ty = self.ty(ty);
                quote!(std::collections::BTreeMap::<String, #ty>::new())
            }
            Expression::Map(_, entries) => {
                let values = self.all_accepted(entries.iter().map(|(_, value)| value));
                let names = entries.iter().map(|(name, _)| Literal::string(name));
                quote!([#((#names, #values)),*])
            }
            other => self.accepted(other),
        }
    }

    /// Values of one type, which all have to be written the same way.
    fn all_accepted<'e>(
        &self,
        values: impl Iterator<Item = &'e Expression> + Clone,
    ) -> Vec<TokenStream> {
        let is_text =
            |value: &Expression| !matches!(value, Expression::Json(json) if !json.is_string());
        match values.clone().all(is_text) {
            true => values.map(|value| self.accepted(value)).collect(),
            false => values.map(|value| self.exact(value)).collect(),
        }
    }

    /// What becomes a value of the type.
    fn accepted(&self, expression: &Expression) -> TokenStream {
        let text = |text: &str| {
            let text = Literal::string(text);
            quote!(#text)
        };
        match expression {
            Expression::Text(value) | Expression::Body(value) => text(value),
            Expression::Json(Value::String(value)) => text(value),
            Expression::Encoded(_, value) => {
                let bytes = Literal::byte_string(value.as_bytes());
                quote!(#bytes)
            }
            Expression::Integer(value, _) => integer(*value),
            Expression::Alias(inner) => match inner.as_ref() {
                // A literal without a suffix is an `i32` where several types become this one.
                Expression::Integer(..) | Expression::List(..) | Expression::Map(..) => {
                    self.exact(inner)
                }
                inner => self.accepted(inner),
            },
            other => self.exact(other),
        }
    }

    /// A value of exactly the type.
    pub fn exact(&self, expression: &Expression) -> TokenStream {
        let library = &self.library;
        match expression {
            Expression::Unit => quote!(()),
            Expression::Bool(value) => quote!(#value),
            Expression::Integer(value, name) => suffixed(*value, name),
            Expression::Number(value) => number(*value),
            Expression::Text(value) => {
                let text = Literal::string(value);
                quote!(#text.to_owned())
            }
            Expression::Json(value) => self.json(value),
            Expression::Body(_) | Expression::Encoded(..) => {
                let name = match expression {
                    Expression::Encoded(name, _) => format_ident!("{name}"),
                    _ => format_ident!("Body"),
                };
                let content = self.accepted(expression);
                quote!(#library::#name::from(#content))
            }
            Expression::File(value) => {
                let content = Literal::string(value);
                quote!(#library::File::new(#content))
            }
            Expression::Other(other, value) => {
                let path = other_type::in_program(other, &quote!(#library));
                other_type::value(other, &path, value)
            }
            Expression::List(_, items) => {
                let items = items.iter().map(|item| self.exact(item));
                quote!(vec![#(#items),*])
            }
            Expression::Map(_, entries) => {
                let entries = entries.iter().map(|(name, value)| {
                    let (name, value) = (Literal::string(name), self.exact(value));
                    quote!((#name.to_owned(), #value))
                });
                quote!(std::collections::BTreeMap::from([#(#entries),*]))
            }
            Expression::None => quote!(None),
            Expression::Some(inner) => self.call(&quote!(Some), inner),
            Expression::Boxed(inner) => self.call(&quote!(Box::new), inner),
            Expression::JsonString(inner) => self.call(&quote!(#library::JsonString), inner),
            Expression::Alias(inner) => self.exact(inner),
            Expression::Newtype(item, inner) => {
                let item = ident(item);
                self.call(&quote!(api::types::#item), inner)
            }
            Expression::Struct(structure) => self.structure(structure),
            Expression::Variant { item, variant, value } => {
                let (item, variant) = (ident(item), ident(variant));
                let path = quote!(api::types::#item::#variant);
                value.as_ref().map_or_else(|| path.clone(), |value| self.call(&path, value))
            }
        }
    }

    fn call(&self, function: &TokenStream, argument: &Expression) -> TokenStream {
        let argument = self.exact(argument);
        quote!(#function(#argument))
    }

    fn structure(&self, structure: &StructExpression) -> TokenStream {
        let item = ident(&structure.item);
        let required = structure.required.iter().map(|argument| self.argument(argument));
        let setters = structure.setters.iter().map(|(name, presence, value)| {
            let name = ident(name);
            let value = match (presence, value) {
                (FieldPresence::Maybe, value) => self.maybe(value),
                (_, value) => self.argument(value),
            };
            quote!(.#name(#value))
        });
        quote!(api::types::#item::new(#(#required),*)#(#setters)*)
    }

    /// The argument of a setter that also takes null.
    fn maybe(&self, value: &Expression) -> TokenStream {
        match value {
            Expression::Text(text) => {
                let text = Literal::string(text);
                quote!(#text)
            }
            Expression::Boxed(inner) => self.maybe(inner),
            Expression::Alias(inner) => self.maybe(inner),
            other => self.exact(other),
        }
    }

    fn json(&self, value: &Value) -> TokenStream {
        let library = &self.library;
        match value {
            Value::String(text) => {
                let text = Literal::string(text);
                quote!(#library::Json::from(#text))
            }
            value => {
                let value = json_tokens(value);
                quote!(serde_json::json!(#value))
            }
        }
    }

    /// A type with its path.
    pub fn ty(&self, ty: &RustType) -> TokenStream {
        let library = &self.library;
        match ty {
            RustType::Item(item) => {
                let item = ident(item);
                quote!(api::types::#item)
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
            RustType::Other(other) => other_type::in_program(other, &quote!(#library)),
            RustType::Vec(inner) => self.generic(&quote!(Vec), inner),
            RustType::Map(inner) => {
                let inner = self.ty(inner);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            RustType::Option(inner) => self.generic(&quote!(Option), inner),
            RustType::Boxed(inner) => self.generic(&quote!(Box), inner),
            RustType::JsonString(inner) => self.generic(&quote!(#library::JsonString), inner),
        }
    }

    fn generic(&self, name: &TokenStream, inner: &RustType) -> TokenStream {
        let inner = self.ty(inner);
        quote!(#name<#inner>)
    }
}

/// `1i64`
fn suffixed(value: i128, suffix: &str) -> TokenStream {
    format!("{value}{suffix}").parse().unwrap_or_else(|_| integer(value))
}
