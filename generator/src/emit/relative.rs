//! Paths in a module, whose path in the crate is unknown.

use proc_macro2::{TokenStream, TokenTree};
use quote::format_ident;

/// The folder of sources in a crate.
pub const SOURCES: &str = "src/";

/// Tokens of the file at `path`, with `super::runtime` instead of `crate::runtime`: the path of a
/// module in its crate is unknown.
pub fn tokens(tokens: TokenStream, path: &str) -> TokenStream {
    let path = path.strip_prefix(SOURCES).unwrap_or(path).trim_end_matches(".rs");
    let above = path.trim_end_matches("/mod").split('/').count();
    replaced(tokens, above)
}

fn replaced(tokens: TokenStream, above: usize) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let inner = replaced(group.stream(), above);
                let mut new = proc_macro2::Group::new(group.delimiter(), inner);
                new.set_span(group.span());
                out.extend([TokenTree::Group(new)]);
            }
            TokenTree::Ident(word) if word == "crate" && is_path(tokens.peek()) => {
                let words = (0..above).map(|_| format_ident!("super"));
                let path: TokenStream = quote::quote!(#(#words)::*);
                out.extend(path);
            }
            other => out.extend([other]),
        }
    }
    out
}

/// Whether a path has further segments.
fn is_path(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}
