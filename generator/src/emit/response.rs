//! What responses bring: errors, headers, and the several kinds of success.

use std::ops::Range;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::debug::{self, Shown};
use super::doc;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::Status;
use crate::plan::{ErrorItem, HeaderEncoding, HeaderField, Item, ResponseContent, ResponseVariant};

/// The bodies of an operation's errors.
pub fn errors(item: &Item, error: &ErrorItem, scope: &mut Scope<'_>) -> TokenStream {
    let (name, catch_all) = (ident(&item.ident), ident(&error.catch_all));
    let (body, raw, bytes) =
        (scope.runtime("ErrorBody"), scope.runtime("RawResponse"), scope.runtime("Bytes"));
    let variants = variants(&error.variants, scope);
    let read = read_error(&error.variants, &quote!(Self::#catch_all), scope);
    // The response for all other statuses has nothing to read if it has no content.
    let used = error.variants.iter().any(|variant| {
        variant.response.status != Status::Default
            || !matches!(variant.response.content, ResponseContent::Empty)
    });
    let argument = if used || error.variants.is_empty() { quote!(response) } else { quote!(_) };
    let stubs = stub_responses(item, &error.variants, Some(&error.catch_all), scope);
    let headers = error.headers.as_ref().map(|headers| {
        let (of_errors, headers) = (scope.runtime("ErrorHeaders"), ty::tokens(headers, scope));
        quote!(impl #of_errors for #name { type Headers = #headers; })
    });
    let docs = doc::attributes(&item.docs, scope);
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            #[doc = " The bytes of an undocumented body."]
            #catch_all(#bytes),
        }

        impl #body for #name {
            #[inline]
            fn read(#argument: &#raw) -> Self { #read }
        }

        #headers
        #stubs
    }
}

fn read_error(
    variants: &[ResponseVariant],
    catch_all: &TokenStream,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let sorted = by_status(variants, |variant| variant.response.status);
    let statuses: Vec<Status> = sorted.iter().map(|variant| variant.response.status).collect();
    let mut arms = Vec::new();
    let mut otherwise = None;
    for alike in sorted.chunk_by(|one, next| one.response.status == next.response.status) {
        let Some(first) = alike.first() else { continue };
        let Some(pattern) = pattern(first.response.status, &statuses) else { continue };
        for variant in by_media_type(alike) {
            let media_types = received_as(variant, alike).map(Literal::string);
            let value = error_value(variant, catch_all, scope);
            arms.push(quote!(#pattern if response.is(&[#(#media_types),*]) => #value,));
        }
        let value = error_value(first, catch_all, scope);
        if first.response.status == Status::Default {
            otherwise = Some(value);
        } else {
            arms.push(quote!(#pattern => #value,));
        }
    }
    let otherwise = otherwise.unwrap_or_else(|| quote!(#catch_all(response.raw())));
    if arms.is_empty() {
        otherwise
    } else {
        quote!(match response.status() { #(#arms)* _ => #otherwise, })
    }
}

/// The media types of a case. A body with the other media type of XML is the same unless another
/// case has it (RFC 7303, section 9.2).
fn received_as<'v>(
    variant: &'v ResponseVariant,
    alike: &'v [&'v ResponseVariant],
) -> impl Iterator<Item = &'v str> {
    let is_xml = matches!(variant.response.content, ResponseContent::Xml(..));
    let described = alike.iter().flat_map(|other| &other.response.media_types);
    let described: Vec<&str> = described.map(String::as_str).collect();
    let aliases = ["application/xml", "text/xml"].into_iter().filter(move |name| {
        is_xml && !described.iter().any(|described| described.eq_ignore_ascii_case(name))
    });
    variant.response.media_types.iter().map(String::as_str).chain(aliases)
}

/// The cases that are distinguished by media type, ranges of media types last.
fn by_media_type<'v>(variants: &[&'v ResponseVariant]) -> Vec<&'v ResponseVariant> {
    let has_names = |variant: &&ResponseVariant| !variant.response.media_types.is_empty();
    let mut sorted: Vec<&ResponseVariant> = variants.iter().copied().filter(has_names).collect();
    sorted.sort_by_key(|variant| {
        let ranges = variant.response.media_types.iter().map(|name| name.matches('*').count());
        ranges.max()
    });
    sorted
}

fn error_value(
    variant: &ResponseVariant,
    catch_all: &TokenStream,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let name = ident(&variant.ident);
    match &variant.response.content {
        ResponseContent::Empty => quote!(Self::#name),
        ResponseContent::Json(_) => quote!(response.error_json(Self::#name, #catch_all)),
        ResponseContent::Xml(_, root) => {
            let root = scope.xml(root);
            quote!(response.error_xml(&#root, Self::#name, #catch_all))
        }
        ResponseContent::JsonOrXml(_, root) => {
            let root = scope.xml(root);
            quote!(response.error_json_or_xml(&#root, Self::#name, #catch_all))
        }
        ResponseContent::Text | ResponseContent::Stream(_) => {
            quote!(response.error_text(Self::#name, #catch_all))
        }
        ResponseContent::Bytes => quote!(Self::#name(response.raw())),
    }
}

/// The kinds of success of an operation that has several.
pub fn responses(item: &Item, responses: &[ResponseVariant], scope: &mut Scope<'_>) -> TokenStream {
    let (name, variants) = (ident(&item.ident), variants(responses, scope));
    let stubs = stub_responses(item, responses, None, scope);
    let docs = doc::attributes(&item.docs, scope);
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #variants }

        #stubs
    }
}

/// The statuses of responses that went well.
pub const SUCCESS: Range<u16> = 200..300;

/// The statuses of errors, those of the server first.
const ERROR: [Range<u16>; 2] = [500..600, 400..500];

/// `stub_response!(GetCustomerError, NotFound::json(404), Unknown::bytes(500));`
fn stub_responses(
    item: &Item,
    variants: &[ResponseVariant],
    catch_all: Option<&crate::plan::Ident>,
    scope: &mut Scope<'_>,
) -> TokenStream {
    scope.runtime("stub_response");
    let name = ident(&item.ident);
    let statuses: Vec<Status> = variants.iter().map(|variant| variant.response.status).collect();
    let free = || if catch_all.is_some() { ERROR.to_vec() } else { vec![SUCCESS] };
    let documented = variants.iter().map(|variant| {
        let status = chosen(variant.response.status, &statuses, free().into_iter().flatten());
        let media_type = variant.response.media_types.first();
        (status, &variant.ident, &variant.response.content, media_type)
    });
    let others = catch_all.map(|ident| {
        (
            chosen(Status::Default, &statuses, free().into_iter().flatten()),
            ident,
            &ResponseContent::Bytes,
            None,
        )
    });
    let lines = documented.chain(others).map(|(status, variant, content, media_type)| {
        let (status, variant) = (Literal::u16_unsuffixed(status), ident(variant));
        let root = root_ident(content).map(|root| quote!(::#root));
        let format = format(content).map(|format| quote!(::#format #root));
        let media_type = media_type.map(|media_type| {
            let media_type = Literal::string(media_type);
            quote!(, #media_type)
        });
        quote!(#variant #format (#status #media_type))
    });
    quote!(stub_response!(#name, #(#lines),*);)
}

/// How a body is written, if there is one.
pub fn format(content: &ResponseContent) -> Option<Ident> {
    match content {
        // Nobody but a client makes a stream of events or lines: a test gives the raw body.
        ResponseContent::Empty | ResponseContent::Stream(_) => None,
        ResponseContent::Json(_) | ResponseContent::JsonOrXml(..) => Some(format_ident!("json")),
        ResponseContent::Xml(..) => Some(format_ident!("xml")),
        ResponseContent::Text => Some(format_ident!("text")),
        ResponseContent::Bytes => Some(format_ident!("bytes")),
    }
}

/// The root element of a body that may be XML.
pub fn root(content: &ResponseContent, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let root = scope.xml(content.root()?);
    Some(quote!(&#root))
}

/// The name of the root element of a body that is only XML.
pub fn root_ident(content: &ResponseContent) -> Option<Ident> {
    match content {
        ResponseContent::Xml(_, root) => Some(ident(root)),
        _ => None,
    }
}

/// A status code that belongs to `status` and to none of the others. The default response gets one
/// of `rest`.
pub fn chosen(status: Status, others: &[Status], rest: impl IntoIterator<Item = u16>) -> u16 {
    let mut rest = rest.into_iter().peekable();
    let first = rest.peek().copied().unwrap_or(500);
    let is_free = |code: &u16| !others.contains(&Status::Code(*code));
    match status {
        Status::Code(code) => code,
        Status::Range(digit) => {
            let start = u16::from(digit) * 100;
            (start..start + 100).find(is_free).unwrap_or(start)
        }
        Status::Default => {
            let is_in_none = |code: &u16| {
                !others.iter().any(|other| matches!(other, Status::Range(digit) if u16::from(*digit) == code / 100))
            };
            rest.find(|code| is_free(code) && is_in_none(code)).unwrap_or(first)
        }
    }
}

fn variants(variants: &[ResponseVariant], scope: &mut Scope<'_>) -> TokenStream {
    let variants = variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        let content = ty::content(&variant.response.content, scope).map(|ty| quote!((#ty)));
        let docs = doc::attributes(&variant.docs, scope);
        quote!(#docs #name #content,)
    });
    variants.collect()
}

/// The headers of an operation's responses.
pub fn headers(item: &Item, fields: &[HeaderField], scope: &mut Scope<'_>) -> TokenStream {
    let (name, headers, map) =
        (ident(&item.ident), scope.runtime("Headers"), scope.runtime("HeaderMap"));
    let definitions: Vec<TokenStream> =
        fields.iter().map(|field| header_definition(field, scope)).collect();
    let values = fields.iter().map(|field| header_value(field, scope));
    let values: Vec<TokenStream> = values.collect();
    let docs = doc::attributes(&item.docs, scope);
    let shown = fields.iter().map(|field| Shown {
        ident: &field.ident,
        is_hidden: field.is_hidden,
        is_optional: true,
    });
    let debug = debug::structure(&name, &shown.collect::<Vec<_>>(), scope);
    let derived = debug.is_none().then(|| quote!(Debug,));
    quote! {
        #docs
        #[derive(#derived Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name { #(#definitions)* }
        #debug

        impl #headers for #name {
            #[inline]
            fn read(headers: &#map) -> Self { Self { #(#values),* } }
        }
    }
}

fn header_value(field: &HeaderField, scope: &mut Scope<'_>) -> TokenStream {
    let (name, wire) = (ident(&field.ident), Literal::string(&field.name));
    match &field.encoding {
        HeaderEncoding::Simple | HeaderEncoding::Delimited(_) if field.has_union => {
            let read = scope.runtime("untyped_header");
            let delimiters = match &field.encoding {
                HeaderEncoding::Delimited(delimiters) => delimiters.as_slice(),
                HeaderEncoding::Simple | HeaderEncoding::Json => &[],
            };
            let delimiters = delimiters.iter().map(|delimiter| Literal::character(*delimiter));
            quote!(#name: #read(headers, #wire, &[#(#delimiters),*]))
        }
        HeaderEncoding::Simple => {
            let read = scope.runtime("header");
            quote!(#name: #read(headers, #wire))
        }
        HeaderEncoding::Delimited(delimiters) => {
            let read = scope.runtime("delimited_header");
            let delimiters = delimiters.iter().map(|delimiter| Literal::character(*delimiter));
            quote!(#name: #read(headers, #wire, &[#(#delimiters),*]))
        }
        HeaderEncoding::Json => {
            let read = scope.runtime("json_header");
            quote!(#name: #read(headers, #wire))
        }
    }
}

fn header_definition(field: &HeaderField, scope: &mut Scope<'_>) -> TokenStream {
    let (name, ty) = (ident(&field.ident), ty::tokens(&field.ty, scope));
    let docs = doc::attributes(&field.docs, scope);
    quote!(#docs pub #name: Option<#ty>,)
}

/// The same list, exact statuses first, then ranges, then the one for all others.
pub fn by_status<T>(responses: &[T], status: impl Fn(&T) -> Status) -> Vec<&T> {
    let mut sorted: Vec<&T> = responses.iter().collect();
    sorted.sort_by_key(|response| match status(response) {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    sorted
}

/// The statuses as a pattern that has none of `others`' statuses in it; `None` when nothing is
/// left.
pub fn pattern(status: Status, others: &[Status]) -> Option<TokenStream> {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            Some(quote!(#code))
        }
        Status::Range(digit) => range(digit, others),
        Status::Default => Some(quote!(_)),
    }
}

/// `400 | 402..=499`
fn range(digit: u8, others: &[Status]) -> Option<TokenStream> {
    let start = u16::from(digit) * 100;
    let taken = |code: &u16| others.contains(&Status::Code(*code));
    let free: Vec<u16> = (start..start + 100).filter(|code| !taken(code)).collect();
    let runs = free.chunk_by(|one, next| one + 1 == *next).filter_map(|run| {
        let (first, last) = (*run.first()?, *run.last()?);
        let (from, to) = (Literal::u16_unsuffixed(first), Literal::u16_unsuffixed(last));
        Some(if first == last { quote!(#from) } else { quote!(#from..=#to) })
    });
    let runs: Vec<TokenStream> = runs.collect();
    (!runs.is_empty()).then(|| quote!(#(#runs)|*))
}
