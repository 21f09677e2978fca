//! Expands the macros for the tables of a generated crate, so that tests read the items of both
//! forms as syntax.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Item, ItemMacro};

/// The items of a table; none for other macros.
///
/// # Panics
/// If the macro has no such row.
pub fn items(called: &ItemMacro) -> Vec<Item> {
    let name = called.mac.path.to_token_stream().to_string();
    let mut table = Tokens(called.mac.tokens.clone().into_iter().collect());
    let written = match name.as_str() {
        "object" => object(&mut table),
        "string_enum" => enumeration(&mut table, &quote!(String), &quote!(as_str), &quote!(&str)),
        "integer_enum" => enumeration(&mut table, &quote!(i64), &quote!(as_i64), &quote!(i64)),
        "union" => union(&mut table),
        // `request!(Name)` has no public items.
        "request" if table.0.len() > 1 => request(&mut table),
        _ => return Vec::new(),
    };
    syn::parse2::<syn::File>(written).unwrap_or_else(|error| panic!("{name}: {error}")).items
}

fn object(table: &mut Tokens) -> TokenStream {
    let attributes = table.attributes();
    let head = table.until_braces();
    let mut words = head.iter().skip(2);
    let name = words.next().expect("a name");
    let (derived, for_tests): (Vec<&TokenTree>, Vec<&TokenTree>) = {
        let words: Vec<&TokenTree> =
            words.filter(|word| matches!(word, TokenTree::Ident(_))).collect();
        let at = words.iter().position(|word| word.to_string() == "new").unwrap_or(words.len());
        (words[..at].to_vec(), words[at..].to_vec())
    };
    let mut fields = TokenStream::new();
    let mut arguments = TokenStream::new();
    let mut setters = TokenStream::new();
    for row in table.rows() {
        let mut row = Tokens(row);
        let docs = row.attributes();
        let is_additional = row.eat("additional");
        assert!(row.eat("pub"), "a field is public");
        let field = row.next();
        assert!(row.eat(":"), "a field has a type");
        let ty = row.until("=");
        fields.extend(quote!(#docs pub #field: #ty,));
        if is_additional {
            if row.eat("set") {
                let value = accepted(row.group());
                setters.extend(quote! {
                    pub fn #field(mut self, #field: impl IntoIterator<Item = (impl Into<String>, #value)>) -> Self {}
                });
            }
        } else if row.eat("required") {
            let argument = match row.next() {
                TokenTree::Group(group) => group.stream(),
                TokenTree::Punct(_) => {
                    row.next();
                    row.group()
                }
                into => quote!(impl #into<#ty>),
            };
            arguments.extend(quote!(#field: #argument,));
        } else {
            let is_maybe = row.eat("maybe");
            row.until(">");
            if row.0.is_empty() {
                continue;
            }
            let (deprecated, set) = (row.attributes(), row.next());
            let argument = row.group();
            let option = option(argument.clone(), &ty, is_maybe);
            let argument = setter_argument(argument, is_maybe);
            setters.extend(quote! {
                #deprecated pub fn #field(mut self, #field: #argument) -> Self {}
                #deprecated pub fn #set(mut self, #field: #option) -> Self {}
            });
        }
    }
    let constructor = quote!(pub fn new(#arguments) -> Self {});
    let constructor = match for_tests.is_empty() {
        true => quote!(impl #name { #constructor #setters }),
        false => quote!(#[cfg(feature = "test-util")] impl #name { #constructor }),
    };
    quote! {
        #attributes
        #[derive(#(#derived,)* Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #fields }
        #constructor
    }
}

/// The request of an operation.
fn request(table: &mut Tokens) -> TokenStream {
    let attributes = table.attributes();
    let head = table.until_braces();
    let name = head.get(2).expect("a name");
    let mut methods = TokenStream::new();
    let mut values = BTreeMap::new();
    for row in table.rows() {
        let mut row = Tokens(row);
        let docs = row.attributes();
        if row.eat("pub") {
            row.next();
            let (setter, argument) = (row.next(), row.group());
            let ty = Tokens(argument.clone().into_iter().collect()).without(&["list", "into"]);
            let is_list = argument.to_string().starts_with("list ");
            let option = if is_list { quote!(Vec<#ty>) } else { ty };
            let argument = setter_argument(argument, false);
            methods.extend(quote!(#docs pub fn #setter(mut self, #setter: #argument) -> Self {}));
            if row.eat("or") {
                let (marks, set) = (row.attributes(), row.next());
                methods.extend(
                    quote!(#marks pub fn #set(mut self, #setter: Option<#option>) -> Self {}),
                );
            }
        } else if row.0.get(1).is_some_and(|colon| colon.to_string() == ":") {
            let key = row.next().to_string();
            row.next();
            values.insert(key, row);
        }
    }
    let mut value = |key: &str, end: &str| Some(values.get_mut(key)?.until(end));
    let (error, pages) = (value("error", "="), value("pages", "="));
    let stream = value("stream", "of");
    let item = value("stream", "=");
    let response = values.remove("response").map(Tokens::ty);
    if let (Some(pages), Some(stream), Some(item)) = (pages, stream, item) {
        // The default of the second parameter is left out where there is no table.
        let typed = error.clone().filter(|error| error.to_string() != "RawError");
        let typed = typed.map(|error| quote!(, #error));
        methods.extend(quote! {
            pub fn pages(self) -> #pages<#response #typed> {}
            pub fn stream(self) -> #stream<#item #typed> {}
        });
    }
    let read = response.map(|response| {
        quote!(impl Request for #name { type Response = #response; type ErrorBody = #error; })
    });
    quote! {
        #attributes
        #[derive(Debug, Clone)]
        pub struct #name { call: Call }
        impl #name { #methods }
        #read
    }
}

/// `impl Into<String>` for `into String`.
fn accepted(words: TokenStream) -> TokenStream {
    let mut words = Tokens(words.into_iter().collect());
    let is_into = words.eat("into") || words.eat("boxed");
    let ty: TokenStream = words.0.into_iter().collect();
    if is_into { quote!(impl Into<#ty>) } else { ty }
}

fn setter_argument(words: TokenStream, is_maybe: bool) -> TokenStream {
    let mut words = Tokens(words.into_iter().collect());
    let (is_list, is_map) = (words.eat("list"), words.eat("map"));
    let rest: TokenStream = words.0.into_iter().collect();
    if is_maybe {
        let mut rest = Tokens(rest.into_iter().collect());
        rest.eat("boxed");
        let ty: TokenStream = rest.0.into_iter().collect();
        return quote!(impl Into<Maybe<#ty>>);
    }
    let value = accepted(rest);
    match (is_list, is_map) {
        (true, _) => quote!(impl IntoIterator<Item = #value>),
        (_, true) => quote!(impl IntoIterator<Item = (impl Into<String>, #value)>),
        _ => value,
    }
}

/// The parameter type of a setter that accepts an `Option`.
fn option(words: TokenStream, field: &TokenStream, is_maybe: bool) -> TokenStream {
    let mut words = Tokens(words.into_iter().collect());
    let is_boxed = words.eat("boxed");
    let ty: TokenStream = words.0.into_iter().collect();
    if is_boxed || is_maybe { quote!(Option<#ty>) } else { field.clone() }
}

fn enumeration(
    table: &mut Tokens,
    value: &TokenStream,
    method: &TokenStream,
    text: &TokenStream,
) -> TokenStream {
    let attributes = table.attributes();
    let head = table.until_braces();
    let name = head.get(2).expect("a name");
    let mut variants = TokenStream::new();
    for row in table.rows() {
        let mut row = Tokens(row);
        let docs = row.attributes();
        let variant = row.next();
        row.eat("=");
        let other = row.next();
        variants.extend(match variant.to_string().as_str() {
            "_" => quote!(#other(#value),),
            _ => quote!(#docs #variant,),
        });
    }
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name { #variants }
        impl #name { pub fn #method(&self) -> #text {} }
        impl From<#text> for #name {}
    }
}

fn union(table: &mut Tokens) -> TokenStream {
    let attributes = table.attributes();
    let head = table.until_braces();
    let name = head.get(2).expect("a name");
    let is_debug = head.get(4).is_some_and(|word| word.to_string() == "Debug");
    let derived = is_debug.then(|| quote!(Debug,));
    let (mut variants, mut conversions) = (TokenStream::new(), TokenStream::new());
    for row in table.rows() {
        let mut row = Tokens(row);
        let docs = row.attributes();
        let variant = row.next();
        if variant.to_string() == "_" {
            row.eat("=");
            let other = row.next();
            variants.extend(quote!(#other(Json),));
            continue;
        }
        let ty = row.group();
        variants.extend(quote!(#docs #variant(#ty),));
        let words: Vec<String> = row.0.iter().map(ToString::to_string).collect();
        if words.windows(2).any(|words| words == ["from", "str"]) {
            conversions.extend(quote!(impl From<&str> for #name {}));
        }
        if !words.iter().any(|word| word == "without") {
            let mut inner = Tokens(ty.clone().into_iter().collect());
            let ty = if inner.eat("Box") && inner.eat("<") { inner.until_last() } else { ty };
            conversions.extend(quote!(impl From<#ty> for #name {}));
        }
    }
    quote! {
        #attributes
        #[derive(#derived Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #variants }
        #conversions
    }
}

/// Tokens that are read from the start.
struct Tokens(Vec<TokenTree>);

impl Tokens {
    fn next(&mut self) -> TokenTree {
        self.0.remove(0)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.0.first().is_some_and(|first| first.to_string() == text);
        if found {
            self.next();
        }
        found
    }

    fn attributes(&mut self) -> TokenStream {
        let mut attributes = TokenStream::new();
        while self.0.first().is_some_and(|first| first.to_string() == "#") {
            attributes.extend([self.next(), self.next()]);
        }
        attributes
    }

    /// The tokens before a sign outside of angle brackets. Also removes the sign.
    fn until(&mut self, sign: &str) -> TokenStream {
        let mut depth = 0_usize;
        let at = self.0.iter().position(|token| {
            let text = token.to_string();
            let is_end = depth == 0 && text == sign;
            match text.as_str() {
                "<" => depth += 1,
                ">" => depth = depth.saturating_sub(1),
                _ => {}
            }
            is_end
        });
        let rest = self.0.split_off(at.map_or(self.0.len(), |at| at + 1));
        let mut before = std::mem::replace(&mut self.0, rest);
        if at.is_some() {
            before.pop();
        }
        before.into_iter().collect()
    }

    /// All tokens except the last one.
    fn until_last(mut self) -> TokenStream {
        self.0.pop();
        self.0.into_iter().collect()
    }

    /// The rest after these words, if it starts with them.
    fn without(mut self, words: &[&str]) -> TokenStream {
        for word in words {
            self.eat(word);
        }
        self.0.into_iter().collect()
    }

    /// The type at the start of the row of a response. One of these tokens ends it.
    fn ty(self) -> TokenStream {
        let is_end = |token: &TokenTree| match token {
            TokenTree::Punct(mark) => mark.as_char() == '=',
            TokenTree::Ident(word) => word == "as",
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Literal(_) => false,
        };
        self.0.into_iter().take_while(|token| !is_end(token)).collect()
    }

    fn until_braces(&mut self) -> Vec<TokenTree> {
        let is_braces = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let at = self.0.iter().position(is_braces).expect("braces");
        let rest = self.0.split_off(at);
        std::mem::replace(&mut self.0, rest)
    }

    fn group(&mut self) -> TokenStream {
        match self.next() {
            TokenTree::Group(group) => group.stream(),
            other => panic!("no group: {other}"),
        }
    }

    /// The rows in the next braces.
    fn rows(&mut self) -> Vec<Vec<TokenTree>> {
        let mut rest = Self(self.group().into_iter().collect());
        let mut rows = Vec::new();
        while !rest.0.is_empty() {
            rows.push(rest.until(",").into_iter().collect());
        }
        rows
    }
}
