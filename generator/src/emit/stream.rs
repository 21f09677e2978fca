//! Streams: their types, and the methods of a request that return them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{Operation, Output, Response, ResponseContent, Stream, StreamMethod};

/// The stream that an operation's response is.
pub fn of_output(operation: &Operation) -> Option<&Stream> {
    match &operation.output {
        Output::One(Response { content: ResponseContent::Stream(stream), .. }) => Some(stream),
        _ => None,
    }
}

/// `Response<EventStream<T, E>, H>`
pub fn response(
    stream: &Stream,
    headers: Option<&TokenStream>,
    error: Option<&TokenStream>,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let (response, body) = (scope.runtime("Response"), body(stream, error, scope));
    let headers = headers.map(|headers| quote!(, #headers));
    quote!(#response<#body #headers>)
}

/// `EventStream<T, E>`
fn body(stream: &Stream, error: Option<&TokenStream>, scope: &mut Scope<'_>) -> TokenStream {
    let name = match stream {
        Stream::Json(ty) | Stream::Xml(ty, _) => return ty::tokens(ty, scope),
        Stream::Text => return quote!(String),
        Stream::Bytes => "ByteStream",
        Stream::Lines(_) | Stream::TextLines => "JsonLines",
        Stream::TextEvents | Stream::Events(_) | Stream::TypedEvents(_) => "EventStream",
    };
    let name = scope.runtime(name);
    let piece = match stream {
        Stream::Bytes => None,
        Stream::Text | Stream::TextLines | Stream::TextEvents => Some(quote!(String)),
        Stream::Json(ty)
        | Stream::Xml(ty, _)
        | Stream::Lines(ty)
        | Stream::Events(ty)
        | Stream::TypedEvents(ty) => Some(ty::tokens(ty, scope)),
    };
    let arguments: Vec<&TokenStream> = piece.as_ref().into_iter().chain(error).collect();
    let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
    quote!(#name #arguments)
}

/// The method of a response that converts it to a stream.
pub fn decode(stream: &Stream) -> Ident {
    format_ident!(
        "{}",
        match stream {
            Stream::Bytes => "byte_stream",
            Stream::Json(_) => "json_alternative",
            Stream::Xml(..) => "xml_alternative",
            Stream::Text => "text_alternative",
            Stream::Lines(_) => "lines",
            Stream::TextLines => "text_lines",
            Stream::TextEvents => "text_events",
            Stream::Events(_) => "events",
            Stream::TypedEvents(_) => "typed_events",
        }
    )
}

/// `.read_mode(ReadMode::Stream)`
pub fn read_mode(stream: &Stream, scope: &mut Scope<'_>) -> TokenStream {
    let mode = match stream {
        Stream::Json(_) | Stream::Xml(..) | Stream::Text => return TokenStream::new(),
        Stream::Bytes | Stream::Lines(_) | Stream::TextLines => format_ident!("Stream"),
        Stream::TextEvents | Stream::Events(_) | Stream::TypedEvents(_) => format_ident!("Events"),
    };
    let ty = scope.runtime("ReadMode");
    quote!(.read_mode(#ty::#mode))
}

/// A method that sends the request and returns the response as a stream.
pub fn method(
    method: &StreamMethod,
    headers: Option<&TokenStream>,
    error: Option<&TokenStream>,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let (name, stream) = (ident(&method.ident), &method.stream);
    let body = body(stream, error, scope);
    let streaming = scope.runtime("StreamFuture");
    let arguments = match (headers, error) {
        (None, None) => TokenStream::new(),
        (Some(headers), None) => quote!(, #headers),
        (None, Some(error)) => quote!(, (), #error),
        (Some(headers), Some(error)) => quote!(, #headers, #error),
    };
    let media_type = match (&method.accept, stream) {
        (Some(accept), Stream::Json(_) | Stream::Xml(..) | Stream::Text) => {
            format!(" of the type `{accept}`")
        }
        _ => String::new(),
    };
    let accept = method.accept.as_ref().map(|accept| {
        let accept = Literal::string(accept);
        quote!(.accept(#accept))
    });
    let (read_mode, decode) = (read_mode(stream, scope), decode(stream));
    let returned = match stream {
        Stream::Bytes => "body as a stream, without a limit on size or time",
        Stream::Json(_) => "JSON body",
        Stream::Xml(..) => "XML body",
        Stream::Text => "body",
        Stream::Lines(_) => "values of the body as a stream, without a limit on time",
        Stream::TextLines => "lines of the body as a stream, without a limit on time",
        Stream::TextEvents | Stream::Events(_) | Stream::TypedEvents(_) => {
            "server-sent events as a stream, without a limit on time"
        }
    };
    let (expects_xml, decode) = match stream {
        Stream::Xml(_, root) => {
            let root = scope.xml(root);
            (Some(quote!(.expects_xml())), quote!(|response| response.#decode(&#root)))
        }
        _ => {
            let raw = scope.runtime("RawResponse");
            (None, quote!(#raw::#decode))
        }
    };
    let docs = format!(" Sends the request and returns the {returned}{media_type}.");
    quote! {
        #[doc = #docs]
        #[inline]
        pub fn #name(self) -> #streaming<#body #arguments> {
            self.call #accept #read_mode #expects_xml.send(#decode)
        }
    }
}
