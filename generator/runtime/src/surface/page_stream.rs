//! Paginated lists.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hasher as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;

use super::client::attempts as send;
use super::client::call::Call;
use super::client::error::{CallResult, Error, RawError, SendError};
use super::client::raw_response::RawResponse;
use super::json_pointer::{PointerTarget, find, find_all};
use super::link_header as link;
use super::link_header::next_link;
use super::operation::argument_value::Value;
use super::operation::pagination::{CursorSource, Pagination, PaginationStyle};
use super::operation::request_error::{RequestError, RequestErrorKind};
use super::operation::target::Target;
use super::platform::future::BoxFuture;

impl CursorSource {
    fn read(self, response: &RawResponse) -> Option<String> {
        let text = match self {
            Self::Header(name) => response.headers().get(name)?.to_str().ok()?.to_owned(),
            Self::Link => next_link(response.headers())?.to_owned(),
            Self::Body(pointer) => match find(&response.raw(), pointer) {
                PointerTarget::Text(text) => text,
                PointerTarget::Nothing | PointerTarget::List { .. } => return None,
            },
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn number(self, response: &RawResponse) -> Option<u64> {
        self.read(response)?.parse().ok()
    }
}

/// Why there is no next page, although there should be one.
enum StopReason {
    /// The page is returned, and then this error.
    After(RequestErrorKind),
    /// This error is returned instead of the page.
    Instead(RequestErrorKind),
}

impl From<RequestErrorKind> for StopReason {
    fn from(error: RequestErrorKind) -> Self {
        Self::After(error)
    }
}

impl Pagination {
    /// The call for the next page, if there is one.
    fn next(
        &self,
        call: &Call,
        response: &RawResponse,
        seen: &mut SeenItems,
    ) -> Result<Option<Call>, StopReason> {
        match self.style {
            PaginationStyle::Offset { offset, limit, total } => {
                let count = self.new_items(response, seen)?;
                let start = call.number(offset)?.unwrap_or(0);
                let end = start.saturating_add(count);
                let asked = limit.map_or(Ok(None), |limit| call.number(limit))?;
                let total = total.and_then(|total| total.number(response));
                let is_last = is_last(count, end, asked, total);
                Ok((!is_last).then(|| call.next_number(offset, end)))
            }
            PaginationStyle::Page { page, first, size, total } => {
                let count = self.new_items(response, seen)?;
                let number = call.number(page)?.unwrap_or(first);
                let asked = size.map_or(Ok(None), |size| call.number(size))?;
                // Without a size there is no telling where in the list a page stands.
                let total =
                    total.filter(|_| asked.is_some()).and_then(|total| total.number(response));
                let before = number.saturating_sub(first).saturating_mul(asked.unwrap_or(0));
                let is_last = is_last(count, before.saturating_add(count), asked, total);
                Ok((!is_last).then(|| call.next_number(page, number.saturating_add(1))))
            }
            PaginationStyle::Cursor { parameter, next } => {
                let Some(cursor) = next.read(response) else { return Ok(None) };
                let sent = call.argument(parameter).and_then(Value::text);
                seen.cursor(&cursor, sent.as_deref())?;
                self.new_page(response, seen)?;
                Ok(Some(call.next_text(parameter, cursor)))
            }
            PaginationStyle::Url(next) => {
                let Some(link) = next.read(response) else { return Ok(None) };
                let (call, url) = call.following(&link)?;
                seen.cursor(&url, None)?;
                self.new_page(response, seen)?;
                Ok(Some(call))
            }
        }
    }

    /// The number of items of a page, unless they equal those of the previous page. The rest of a
    /// page may differ with each response.
    fn new_items(&self, response: &RawResponse, seen: &mut SeenItems) -> Result<u64, StopReason> {
        let page = response.raw();
        let list = find(&page, self.items);
        let count = count(&list);
        let before = seen.page.replace((page.clone(), list.clone()));
        let is_equal = before.is_some_and(|(before, its_list)| {
            its_list == list && find_all(&before, self.items) == find_all(&page, self.items)
        });
        if is_equal && count > 0 { Err(equal()) } else { Ok(count) }
    }

    /// Rejects a page that equals the previous one. Empty pages are allowed: with a filter, there
    /// may be several in a row.
    fn new_page(&self, response: &RawResponse, seen: &mut SeenItems) -> Result<(), StopReason> {
        let page = response.raw();
        let before = seen.page.replace((page.clone(), PointerTarget::Nothing));
        let is_equal = before.is_some_and(|(before, _)| before == page);
        if is_equal && count(&find(&page, self.items)) > 0 { Err(equal()) } else { Ok(()) }
    }
}

fn equal() -> StopReason {
    let reason =
        "the server sent a page that equals the one before it, so the list may have no end";
    StopReason::Instead(RequestErrorKind::NextPage(reason.into()))
}

fn count(items: &PointerTarget) -> u64 {
    match items {
        PointerTarget::List { count, .. } => *count,
        PointerTarget::Nothing | PointerTarget::Text(_) => 0,
    }
}

impl Call {
    /// The call to the URL in a link of the response, and that URL. The link has the whole query.
    fn following(&self, link: &str) -> Result<(Self, Arc<str>), RequestErrorKind> {
        let current = self.url_without_query()?;
        let error = RequestErrorKind::NextPage(
            "the link of the server is not a URL of the same origin".into(),
        );
        let url: Arc<str> = link::resolve(&current, link).ok_or(error)?.into();
        let mut call = self.clone();
        call.url = Some(url.clone());
        Ok((call, url))
    }

    /// The index of the parameter with this name.
    fn index(&self, name: &str) -> Option<usize> {
        self.target().parameters.iter().position(|parameter| parameter.name == name)
    }

    /// The value that a parameter has in the call.
    fn argument(&self, name: &str) -> Option<&Value> {
        self.values.get(self.index(name)?)?.as_ref()
    }

    /// The number that a parameter has in the call.
    fn number(&self, name: &'static str) -> Result<Option<u64>, RequestErrorKind> {
        let Some(text) = self.argument(name).and_then(Value::text) else { return Ok(None) };
        let number = text.parse().map(Some);
        number.map_err(|_| {
            RequestErrorKind::parameter(name, "is not a number, so the next page is unknown")
        })
    }

    /// The same call with another number for a parameter.
    fn next_number(&self, name: &str, number: u64) -> Self {
        self.next(name, Value::Number(number.to_string()))
    }

    /// The same call with another text for a parameter.
    fn next_text(&self, name: &str, text: String) -> Self {
        self.next(name, Value::Text(text))
    }

    /// The same call with another value for a parameter.
    fn next(&self, name: &str, value: Value) -> Self {
        let mut call = self.clone();
        if let Some(index) = self.index(name) {
            call.set_value(index, value);
        }
        call
    }
}

/// Whether a page is the last one, by its number of items and its end in the list.
fn is_last(count: u64, end: u64, asked: Option<u64>, total: Option<u64>) -> bool {
    count == 0
        || total.map_or_else(|| asked.is_some_and(|asked| count < asked), |total| end >= total)
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// The number of remembered cursors.
const REMEMBERED: usize = 1024;

/// What the server sent before, to detect that it repeats itself.
#[derive(Default)]
struct SeenItems {
    /// The previous page: the hash and length of its list.
    page: Option<(Bytes, PointerTarget)>,
    /// The hashes of the last cursors or URLs, at most [`REMEMBERED`].
    recent: VecDeque<u64>,
    /// An older one, to detect longer cycles (Brent's algorithm).
    kept: Option<u64>,
    steps: u32,
    power: u32,
}

impl SeenItems {
    /// Rejects a cursor that was used before, including the one that was sent.
    fn cursor(&mut self, cursor: &str, sent: Option<&str>) -> Result<(), RequestErrorKind> {
        let hash = hash(cursor.as_bytes());
        if self.recent.contains(&hash) || self.kept == Some(hash) || sent == Some(cursor) {
            return Err(RequestErrorKind::NextPage(
                "the server sent a cursor or link for the second time, so the list may have no end"
                    .into(),
            ));
        }
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(hash);
        if self.steps == self.power {
            self.kept = Some(hash);
            self.power = self.power.saturating_mul(2).max(1);
            self.steps = 0;
        }
        self.steps = self.steps.saturating_add(1);
        Ok(())
    }
}

/// The default limit of pages.
const MAX_PAGES: u64 = 10_000;

/// The state of a stream of pages, without a type parameter.
struct PageWalk {
    /// The next request, or the error that replaces it.
    next: Option<Result<Call, SendError>>,
    /// The request that was sent.
    sent: Option<(Call, BoxFuture<'static, Result<RawResponse, SendError>>)>,
    seen: SeenItems,
    /// The number of requested pages.
    pages: u64,
    max_pages: u64,
    target: Target,
    /// Converts a page that is not JSON to JSON.
    page_json: Option<fn(&Bytes) -> Bytes>,
}

impl PageWalk {
    fn new(call: Call) -> Self {
        Self {
            target: call.target().clone(),
            next: Some(Ok(call)),
            sent: None,
            seen: SeenItems::default(),
            pages: 0,
            max_pages: MAX_PAGES,
            page_json: None,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawResponse, SendError>>> {
        let (call, mut sent) = match (self.sent.take(), self.next.take()) {
            (Some(sent), _) => sent,
            (None, Some(Ok(call))) if self.pages >= self.max_pages => {
                let reason = format!(
                    "the list has more than {} pages; `max_pages` sets another limit",
                    self.max_pages
                );
                return Poll::Ready(Some(Err(request_error(
                    &call,
                    RequestErrorKind::NextPage(reason.into()),
                ))));
            }
            (None, Some(Ok(call))) => {
                self.pages = self.pages.saturating_add(1);
                (call.clone(), send::later(call))
            }
            (None, Some(Err(error))) => return Poll::Ready(Some(Err(error))),
            (None, None) => return Poll::Ready(None),
        };
        let Poll::Ready(result) = sent.as_mut().poll(context) else {
            self.sent = Some((call, sent));
            return Poll::Pending;
        };
        if let (Ok(response), Some(pagination)) = (&result, &call.target().pagination)
            && matches!(response.status(), 200..=299)
        {
            let page = self.page_json.map(|json| response.with_raw(json(&response.raw())));
            let page = page.as_ref().unwrap_or(response);
            self.next = match pagination.next(&call, page, &mut self.seen) {
                Ok(next) => next.map(Ok),
                Err(StopReason::After(error)) => Some(Err(request_error(&call, error))),
                Err(StopReason::Instead(error)) => {
                    return Poll::Ready(Some(Err(request_error(&call, error))));
                }
            };
        }
        Poll::Ready(Some(result))
    }
}

fn request_error(call: &Call, error: RequestErrorKind) -> SendError {
    SendError::Request(RequestError::new(call.target().clone(), Arc::new(error)))
}

/// The pages of a list. Each one is requested when it is needed, starting with the page of the
/// request. The stream ends after the last page, or after an error.
///
/// An endless list ends with the error [`Error::Request`]. A list counts as endless if the server
/// sends a page with items that equals the previous one (for example because it ignores the
/// offset), repeats a cursor or link, or sends more pages than [`max_pages`](Self::max_pages).
#[must_use = "nothing is sent before the first page is asked for"]
pub struct PageStream<T, E = RawError> {
    walk: PageWalk,
    decode: fn(RawResponse) -> Result<T, Error<E>>,
}

impl<T, E> PageStream<T, E> {
    /// Creates a stream that starts with the page of a call.
    pub fn new(call: Call, decode: fn(RawResponse) -> Result<T, Error<E>>) -> Self {
        Self { walk: PageWalk::new(call), decode }
    }

    /// Sets the maximum number of pages. Default: 10,000. [`u64::MAX`] removes the limit. A longer
    /// list fails with [`Error::Request`] after these pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.walk.max_pages = pages;
        self
    }

    /// Creates the same stream for pages that are not JSON; `json` converts them.
    #[doc(hidden)]
    pub fn page_json(mut self, json: fn(&Bytes) -> Bytes) -> Self {
        self.walk.page_json = Some(json);
        self
    }
}

impl<T, E> PageStream<T, E> {
    /// Returns the next page, or `None` after the last one. The same as `next` of `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T, E> Stream for PageStream<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = match ready!(self.walk.poll(context)) {
            Some(Ok(response)) => (self.decode)(response),
            Some(Err(error)) => CallResult::from_error(error),
            None => return Poll::Ready(None),
        };
        if page.is_err() {
            self.walk.next = None;
        }
        Poll::Ready(Some(page))
    }
}

impl<T, E> fmt::Debug for PageStream<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageStream")
    }
}

/// The items of a paginated list. A page is requested when all items before it were taken. An
/// endless list ends with an error, as for a [`PageStream`].
#[must_use = "nothing is sent before the first item is asked for"]
pub struct ItemStream<T, E = RawError> {
    pages: PageStream<Vec<T>, E>,
    items: vec::IntoIter<T>,
}

impl<T, E> ItemStream<T, E> {
    /// Creates a stream of items that starts with the page of a call.
    pub fn new(call: Call, decode: fn(RawResponse) -> Result<Vec<T>, Error<E>>) -> Self {
        Self { pages: PageStream::new(call, decode), items: Vec::new().into_iter() }
    }

    /// Sets the maximum number of pages. Default: 10,000. [`u64::MAX`] removes the limit. A longer
    /// list fails with [`Error::Request`] after the items of these pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Creates the same stream for pages that are not JSON; `json` converts them.
    #[doc(hidden)]
    pub fn page_json(mut self, json: fn(&Bytes) -> Bytes) -> Self {
        self.pages = self.pages.page_json(json);
        self
    }
}

impl<T, E> ItemStream<T, E> {
    /// Returns the next item, or `None` after the last one. The same as `next` of `StreamExt`.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the items of all pages. A list with more than `limit` items fails with
    /// [`Error::Request`], which limits the memory that it uses.
    pub async fn collect_all(mut self, limit: usize) -> Result<Vec<T>, Error<E>> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            let item = item?;
            if items.len() == limit {
                let reason = format!("the list has more than {limit} items");
                return CallResult::from_error(SendError::Request(RequestError::new(
                    self.pages.walk.target.clone(),
                    Arc::new(RequestErrorKind::NextPage(reason.into())),
                )));
            }
            items.push(item);
        }
        Ok(items)
    }
}

impl<T, E> Unpin for ItemStream<T, E> {}

impl<T, E> Stream for ItemStream<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(items)) => self.items = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, E> fmt::Debug for ItemStream<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ItemStream")
    }
}
