//! Literals of numbers and of JSON.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// `1`
pub fn integer(value: i128) -> TokenStream {
    let literal = Literal::i128_unsuffixed(value);
    quote!(#literal)
}

/// `1.0`
pub fn number(value: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(if value.is_finite() { value } else { 1.0 });
    quote!(#literal)
}

/// The argument of `json!`.
pub fn json_tokens(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::Number(value) => match (value.as_i64(), value.as_u64()) {
            (Some(value), _) => integer(value.into()),
            (None, Some(value)) => integer(value.into()),
            (None, None) => number(value.as_f64().unwrap_or_default()),
        },
        Value::String(text) => {
            let text = Literal::string(text);
            quote!(#text)
        }
        Value::Array(items) => {
            let items = items.iter().map(json_tokens);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let (name, value) = (Literal::string(name), json_tokens(value));
                quote!(#name: #value)
            });
            quote!({#(#members),*})
        }
    }
}
