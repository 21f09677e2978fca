//! Lints that a name or a number of a document can set off, expected where it does.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

/// The most arguments that clippy has nothing against.
const ARGUMENTS: usize = 7;

/// For a function with many arguments, the receiver among them.
pub fn many_arguments(count: usize) -> TokenStream {
    if count <= ARGUMENTS {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::too_many_arguments, reason = "all parameters are required")])
}

/// For the root of a module: its crate uses only a part of it, and clippy judges a module that is
/// not exported, or has no code for some features, more strictly.
pub fn of_module() -> TokenStream {
    quote! {
        #![allow(
            dead_code,
            unreachable_pub,
            unused_imports,
            unused_macro_rules,
            clippy::let_and_return,
            clippy::match_single_binding,
            clippy::module_inception,
            clippy::wrong_self_convention,
            reason = "a crate uses only a part of this module"
        )]
    }
}

/// What a method is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// A type: `Server::default()`.
    None,
    /// `&self`
    Reference,
    /// `self`
    Value,
}

/// For a method with the name and the shape of one of a standard trait. `arguments` are those
/// beside the receiver. Those that give back something else than any type, such as `hash` and `eq`,
/// are never meant.
pub fn standard_method(name: &Ident, receiver: Receiver, arguments: usize) -> TokenStream {
    let names: &[&str] = match (receiver, arguments) {
        (Receiver::None, 0) => &["default"],
        (Receiver::None, 1) => &["from_iter", "from_str"],
        (Receiver::Reference, 0) => &["clone"],
        (Receiver::Reference, 1) => &["cmp"],
        (Receiver::Value, 1) => {
            &["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"]
        }
        _ => &[],
    };
    if !names.iter().any(|standard| name == standard) {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::should_implement_trait, reason = "the name comes from the document")])
}

/// For a method that has the name of a constructor.
pub fn constructor(name: &Ident) -> TokenStream {
    if name != "new" {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::new_ret_no_self, reason = "named after an operation")])
}

/// For a constructor that has the name of its type, both of one word.
pub fn self_named(ty: &Ident, name: &Ident) -> TokenStream {
    if *name != ty.to_string().to_lowercase() {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::self_named_constructors, reason = "the name comes from the document")])
}

/// For a module in a module of the same name.
pub fn inception(inner: &Ident, outer: Option<&Ident>) -> TokenStream {
    if outer != Some(inner) {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::module_inception, reason = "named after a tag")])
}

/// For an example of something that the document advises against.
pub fn deprecated() -> TokenStream {
    quote!(#[expect(deprecated, reason = "the operation is deprecated")])
}

/// For tests, whose values come from the document.
pub fn tests() -> TokenStream {
    quote! {
        #![allow(deprecated, reason = "deprecated operations and properties are called, too")]
        #![allow(clippy::approx_constant, reason = "the values come from the document")]
    }
}

/// For a file with names that clippy takes for placeholders.
pub fn placeholders() -> TokenStream {
    quote!(#![allow(clippy::disallowed_names, reason = "the names come from the document")])
}

/// For a file whose items are used by groups that features turn on and off.
pub fn unused() -> TokenStream {
    quote!(#![allow(dead_code, reason = "which of them are used depends on the features")])
}

/// Whether an item has names that clippy takes for placeholders. Most items have none, and printed
/// text is faster to search than tokens: only names in a text with such a word are checked.
pub fn has_placeholder(item: &str) -> bool {
    const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];
    let inner = |character: char| character.is_alphanumeric() || character == '_';
    let is_word = |(at, word): (usize, &str)| {
        let (before, after) = (item.get(..at), item.get(at + word.len()..));
        !before.is_some_and(|text| text.ends_with(inner))
            && !after.is_some_and(|text| text.starts_with(inner))
    };
    // `contains` is by far the faster of both, and nearly always false.
    if !PLACEHOLDERS.iter().any(|word| item.contains(word) && item.match_indices(word).any(is_word))
    {
        return false;
    }
    let is = |name: &Ident| PLACEHOLDERS.iter().any(|placeholder| name == placeholder);
    let mut open: Vec<TokenStream> = item.parse().into_iter().collect();
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Ident(name) if is(&name) => return true,
                _ => {}
            }
        }
    }
    false
}
