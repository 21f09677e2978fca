//! The default transport for targets with a global function `fetch`: browsers, workers, Node.js and
//! Deno.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Error, Function, JsString, Promise, Reflect, Uint8Array, global};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestInit, RequestRedirect, Response,
    ResponseType,
};

use super::body::Body;
use super::error::{BoxError, TransportError, TransportErrorKind};
use super::platform::future::BoxFuture;
use super::transport::Transport;

/// Sends requests with the global function `fetch` (WHATWG Fetch).
///
/// Redirects are not followed, not even within an origin: `fetch` would send API keys in headers to
/// another origin, and does not report the target of a redirect. In a browser, a redirect is a
/// [`TransportError`]; elsewhere, it is the response.
///
/// The browser decides which servers can be called and which response headers are visible (CORS),
/// whether it sends cookies, and what the `User-Agent` is. A request body that is a stream is read
/// to its end before it is sent; the body of a response is streamed. Dropping a request or a
/// response body aborts it.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(SendWrapper::new(fetch(request)))
    }
}

async fn fetch(request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
    let (head, body) = request.into_parts();
    let body = whole(body).await?;
    let abort = Abort(AbortController::new().map_err(other)?);
    let init = RequestInit::new();
    init.set_method(head.method.as_str());
    init.set_headers(outgoing(&head.headers).map_err(other)?.as_ref());
    // So no response is one to another request, and none has the extension `Redirected`.
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&abort.0.signal()));
    if !body.is_empty() {
        init.set_body(&Uint8Array::from(&*body));
    }
    let promise = call_fetch(&head.uri.to_string(), &init).map_err(other)?;
    let fetched: Response =
        JsFuture::from(promise).await.and_then(JsCast::dyn_into).map_err(other)?;
    if fetched.type_() == ResponseType::Opaqueredirect {
        let reason = "the server responded with a redirect, which is not followed: it may lead to another origin";
        return Err(TransportError::new(TransportErrorKind::Other, reason));
    }
    let body = match fetched.body() {
        Some(stream) => {
            let reader = ReadableStreamDefaultReader::new(&stream).map_err(other)?;
            Body::stream(SendWrapper::new(Incoming { reader, chunk: None, _abort: abort }))
        }
        None => Body::empty(),
    };
    let mut response = http::Response::new(body);
    let status = http::StatusCode::from_u16(fetched.status());
    *response.status_mut() =
        status.map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
    *response.headers_mut() = incoming(&fetched.headers());
    Ok(response)
}

fn call_fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue> {
    let global = global();
    let fetch: Function = Reflect::get(&global, &"fetch".into())?.dyn_into()?;
    fetch.call2(&global, &url.into(), init)?.dyn_into()
}

/// Most browsers do not support request streams in `fetch`.
async fn whole(mut body: Body) -> Result<Bytes, TransportError> {
    if let Some(bytes) = body.take_bytes() {
        return Ok(bytes);
    }
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.chunk().await {
        bytes.extend_from_slice(&chunk.map_err(TransportError::sending)?);
    }
    Ok(bytes.freeze())
}

/// In JavaScript, each character of a header value is one byte (WHATWG Fetch, "header value").
fn outgoing(headers: &HeaderMap) -> Result<Headers, JsValue> {
    let outgoing = Headers::new()?;
    // A server of another origin would have to allow this header, and none does.
    for (name, value) in headers.iter().filter(|(name, _)| *name != USER_AGENT) {
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        outgoing.append(name.as_str(), &value)?;
    }
    Ok(outgoing)
}

fn incoming(headers: &Headers) -> HeaderMap {
    let entries = headers.entries().into_iter().filter_map(|entry| {
        let pair: Array = entry.ok()?.dyn_into().ok()?;
        let bytes: Option<Vec<u8>> = pair
            .get(1)
            .as_string()?
            .chars()
            .map(|character| u8::try_from(u32::from(character)).ok())
            .collect();
        let name = HeaderName::from_bytes(pair.get(0).as_string()?.as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(&bytes?).ok()?))
    });
    let mut headers = HeaderMap::new();
    entries.for_each(|(name, value)| {
        headers.append(name, value);
    });
    headers
}

/// Aborts a request, or the body of its response, when it is dropped.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A body that arrives in chunks.
struct Incoming {
    reader: ReadableStreamDefaultReader,
    chunk: Option<JsFuture>,
    _abort: Abort,
}

impl Stream for Incoming {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, chunk, .. } = &mut *self;
        let read = Pin::new(chunk.get_or_insert_with(|| JsFuture::from(reader.read())));
        let read = ready!(read.poll(context)).and_then(|result| contents(&result));
        *chunk = None;
        Poll::Ready(
            read.map_err(|error| transport_error(TransportErrorKind::Body, &error).into())
                .transpose(),
        )
    }
}

/// The result of reading a stream; `None` at its end.
fn contents(result: &JsValue) -> Result<Option<Bytes>, JsValue> {
    if Reflect::get(result, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    let bytes: Uint8Array = Reflect::get(result, &"value".into())?.dyn_into()?;
    Ok(Some(bytes.to_vec().into()))
}

/// `fetch` does not report whether a connection was established.
fn other(error: JsValue) -> TransportError {
    transport_error(TransportErrorKind::Other, &error)
}

fn transport_error(kind: TransportErrorKind, error: &JsValue) -> TransportError {
    let message = match error.dyn_ref::<Error>() {
        Some(error) => String::from(error.message()),
        None => {
            error.dyn_ref::<JsString>().map_or_else(|| "`fetch` failed".to_owned(), String::from)
        }
    };
    TransportError::new(kind, message)
}
