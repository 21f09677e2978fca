//! Lints that a name or a number of a document can set off, expected where it does.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The most arguments that clippy has nothing against.
const ARGUMENTS: usize = 7;

/// For a function with many arguments, the receiver among them.
pub fn many_arguments(count: usize) -> TokenStream {
    if count <= ARGUMENTS {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::too_many_arguments, reason = "all of them are required")])
}

/// For a setter with the name of an operator's method.
pub fn operator(name: &Ident) -> TokenStream {
    const OPERATORS: [&str; 10] = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];
    if !OPERATORS.iter().any(|operator| name == operator) {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::should_implement_trait, reason = "named after a property")])
}

/// For a method that has the name of a constructor.
pub fn constructor(name: &Ident) -> TokenStream {
    if name != "new" {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::new_ret_no_self, reason = "named after an operation")])
}

/// For a module in a module of the same name.
pub fn inception(inner: &Ident, outer: Option<&Ident>) -> TokenStream {
    if outer != Some(inner) {
        return TokenStream::new();
    }
    quote!(#[expect(clippy::module_inception, reason = "named after a tag")])
}
