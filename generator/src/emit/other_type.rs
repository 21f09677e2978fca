//! Types of other crates, and their values.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::literal::json_tokens;
use super::scope::{self, Scope};
use crate::plan::{OtherType, Parsing, TypePath};

/// How a file names the type at a path, without its type arguments.
type Naming<'n> = dyn FnMut(&TypePath) -> TokenStream + 'n;

/// A type as it is written in a file.
pub fn tokens(ty: &OtherType, scope: &mut Scope<'_>) -> TokenStream {
    let is_imported = ty.is_imported();
    with_arguments(&ty.path(), &mut |path| match path.segments.as_slice() {
        [name] => scope.runtime(name),
        [modules @ .., name] if is_imported => scope.external(&modules.join("::"), name),
        _ => plain(path),
    })
}

/// A type with its path in a program. `runtime` is the crate.
pub fn in_program(ty: &OtherType, runtime: &TokenStream) -> TokenStream {
    with_arguments(&ty.path(), &mut |path| match path.segments.as_slice() {
        [name] => {
            let name = format_ident!("{name}");
            quote!(#runtime::#name)
        }
        _ => plain(path),
    })
}

/// A type with its path in a program that has the crates in a module `deps`.
pub fn below(ty: &OtherType, runtime: &TokenStream, deps: &TokenStream) -> TokenStream {
    with_arguments(&ty.path(), &mut |path| match path.segments.as_slice() {
        [name] => {
            let name = format_ident!("{name}");
            quote!(#runtime::#name)
        }
        _ if path.is_of_std() => plain(path),
        _ => {
            let path = plain(path);
            quote!(#deps::#path)
        }
    })
}

/// The crates that a program names for it.
pub fn libraries(ty: &OtherType) -> Vec<String> {
    let path = ty.path();
    path.others().into_iter().map(str::to_owned).collect()
}

/// The value for a JSON value. `path` is the type.
pub fn value(ty: &OtherType, path: &TokenStream, value: &Value) -> TokenStream {
    match (parsing(ty), text(value)) {
        (Parsing::FromStr, Some(text)) => quote!(#text.parse::<#path>()?),
        (Parsing::ChronoRfc3339, Some(text)) => {
            quote!(chrono::DateTime::parse_from_rfc3339(#text)?)
        }
        _ => {
            let value = json_tokens(value);
            quote!(serde_json::from_value::<#path>(serde_json::json!(#value))?)
        }
    }
}

/// Whether values are made from a text, without JSON.
pub fn is_parsed(ty: &OtherType) -> bool {
    parsing(ty) != Parsing::Deserialize
}

fn parsing(ty: &OtherType) -> Parsing {
    match ty {
        OtherType::Library(library) => library.facts().parsing,
        OtherType::Own(_) => Parsing::Deserialize,
    }
}

/// A string, or a number as one.
fn text(value: &Value) -> Option<Literal> {
    match value {
        Value::String(text) => Some(Literal::string(text)),
        Value::Number(number) => Some(Literal::string(&number.to_string())),
        _ => None,
    }
}

fn with_arguments(path: &TypePath, naming: &mut Naming<'_>) -> TokenStream {
    let name = if path.is_built_in() { plain(path) } else { naming(path) };
    if path.arguments.is_empty() {
        return name;
    }
    let arguments: Vec<TokenStream> =
        path.arguments.iter().map(|argument| with_arguments(argument, naming)).collect();
    quote!(#name<#(#arguments),*>)
}

/// A path without its type arguments.
fn plain(path: &TypePath) -> TokenStream {
    scope::path(&path.segments.join("::"))
}
