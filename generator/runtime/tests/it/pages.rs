//! Lists in pages, one kind after the other.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_core::Stream;

use crate::fast::client;
use crate::runtime::{
    Body, BoxFuture, Call, CursorSource, Error, ItemStream, Json, Method, Operation, PageStream,
    Pagination, PaginationStyle, Parameter, RawError, RawResponse, Response, Transport,
    TransportError,
};
use crate::server::{Action, Server};

const OFFSET: PaginationStyle = PaginationStyle::Offset {
    offset: "at",
    limit: Some("size"),
    total: Some(CursorSource::Header("X-Total")),
};
const PAGE: PaginationStyle = PaginationStyle::Page {
    page: "at",
    first: 1,
    size: Some("size"),
    total: Some(CursorSource::Body("/total")),
};

const PARAMETERS: &[Parameter] =
    &[Parameter::query("at"), Parameter::query("size"), Parameter::query("q")];

/// A paged operation with the parameters `at` and `size`.
const fn paged(style: PaginationStyle, items: &'static str) -> Operation {
    Operation {
        id: "listThings",
        method: Method::Get,
        path: "/things",
        server: None,
        parameters: PARAMETERS,
        security: &[&["SecretApiKey"]],
        accept: "application/json",
        body: None,
        pagination: Some(Pagination { style, items }),
    }
}

static BY_OFFSET: Operation = paged(OFFSET, "");
static BY_PAGE: Operation = paged(PAGE, "/data");
static BY_CURSOR: Operation = paged(
    PaginationStyle::Cursor { parameter: "at", next: CursorSource::Body("/meta/next") },
    "/data",
);
static BY_HEADER: Operation =
    paged(PaginationStyle::Cursor { parameter: "at", next: CursorSource::Header("X-Next") }, "");
static BY_LINK: Operation = paged(PaginationStyle::Url(CursorSource::Link), "");
static BY_URL: Operation = paged(PaginationStyle::Url(CursorSource::Body("/next")), "/data");

fn page(headers: &str, body: &str) -> Action {
    Action::response("200 OK", headers, body)
}

fn call(server: &Server, operation: &'static Operation) -> Call {
    client(server).customers().call(operation)
}

fn decode(response: RawResponse) -> Result<Response<Json>, Error> {
    match response.status() {
        200 => response.json(),
        _ => response.error(),
    }
}

fn items(response: RawResponse) -> Result<Vec<Json>, Error> {
    decode(response).map(|page| match page.into_inner() {
        Json::Array(items) => items,
        Json::Object(mut page) => {
            page.remove("data").and_then(|data| data.as_array().cloned()).unwrap_or_default()
        }
        _ => Vec::new(),
    })
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// All items up to the end or an error.
async fn all(call: Call) -> (Vec<i64>, Option<Error>) {
    let mut stream = ItemStream::new(call, items);
    let mut found = Vec::new();
    loop {
        match next(&mut stream).await {
            None => return (found, None),
            Some(Ok(item)) => found.push(item.as_i64().unwrap()),
            Some(Err(error)) => {
                assert!(next(&mut stream).await.is_none(), "an error is the end");
                return (found, Some(error));
            }
        }
    }
}

fn queries(server: &Server) -> Vec<String> {
    let target = |line: &str| line.split(' ').nth(1).unwrap().to_owned();
    server.arrived().iter().map(|arrived| target(arrived.line())).collect()
}

#[tokio::test]
async fn an_offset_goes_on_by_what_came_and_ends_at_the_total() {
    let total = "X-Total: 5\r\n";
    let server =
        Server::script([page(total, "[1,2]"), page(total, "[3]"), page(total, "[4,5]")]).await;
    let (found, error) = all(call(&server, &BY_OFFSET).query("size", &2).query("q", "x")).await;
    assert_eq!((found, error.is_none()), (vec![1, 2, 3, 4, 5], true));
    assert_eq!(
        queries(&server),
        ["/things?size=2&q=x", "/things?at=2&size=2&q=x", "/things?at=3&size=2&q=x"]
    );
}

#[tokio::test]
async fn without_a_total_a_short_or_empty_page_is_the_last() {
    let server = Server::script([page("", "[1,2]"), page("", "[3]")]).await;
    assert_eq!(
        all(call(&server, &BY_OFFSET).query("at", &10).query("size", &2)).await.0,
        [1, 2, 3]
    );
    assert_eq!(queries(&server), ["/things?at=10&size=2", "/things?at=12&size=2"]);

    let server = Server::script([page("", "[1,2]"), page("", "[]")]).await;
    assert_eq!(all(call(&server, &BY_OFFSET)).await.0, [1, 2]);
    assert_eq!(queries(&server), ["/things", "/things?at=2"]);
}

#[tokio::test]
async fn pages_are_counted() {
    let server = Server::script([
        page("", r#"{"data":[1,2],"total":3}"#),
        page("", r#"{"data":[3],"total":3}"#),
    ])
    .await;
    assert_eq!(all(call(&server, &BY_PAGE).query("size", &2)).await.0, [1, 2, 3]);
    assert_eq!(queries(&server), ["/things?size=2", "/things?at=2&size=2"]);
}

#[tokio::test]
async fn cursors_are_handed_on() {
    let body = |next: &str| format!(r#"{{"data":[1],"meta":{{"next":{next}}}}}"#);
    let server = Server::script([
        page("", &body(r#""a b""#)),
        page("", &body("7")),
        page("", &body("null")),
    ])
    .await;
    assert_eq!(all(call(&server, &BY_CURSOR)).await.0, [1, 1, 1]);
    assert_eq!(queries(&server), ["/things", "/things?at=a%20b", "/things?at=7"]);

    let server = Server::script([page("X-Next: c\r\n", "[1]"), page("", "[2]")]).await;
    assert_eq!(all(call(&server, &BY_HEADER)).await.0, [1, 2]);
    assert_eq!(queries(&server), ["/things", "/things?at=c"]);
}

#[tokio::test]
async fn a_server_that_goes_round_in_a_circle_is_an_error() {
    let server = Server::script([page("X-Next: c\r\n", "[1]")]).await;
    let (found, error) = all(call(&server, &BY_HEADER)).await;
    assert_eq!(found, [1, 1]);
    let text = error.unwrap().to_string();
    assert!(
        text.ends_with(
            "the server sent a cursor or link for the second time, so the list may have no end"
        ),
        "{text}"
    );

    let circle = (0..40).map(|index| page(&format!("X-Next: {}\r\n", index % 3), "[1]"));
    let server = Server::script(circle).await;
    let (found, error) = all(call(&server, &BY_HEADER)).await;
    assert!(error.is_some() && found.len() < 12, "{}", found.len());
}

/// The items, the error, and the number of requests that arrived.
async fn outcome(operation: &'static Operation, actions: Vec<Action>) -> (Vec<i64>, String, usize) {
    let server = Server::script(actions).await;
    let (found, error) = all(call(&server, operation)).await;
    let said = error.map(|error| {
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        error.to_string()
    });
    (found, said.unwrap_or_default(), server.arrived().len())
}

const EQUAL: &str = "GET /things: the next page was not requested: the server sent a page that equals the one before it, so the list may \
                     have no end";
const SEEN: &str = "GET /things: the next page was not requested: the server sent a cursor or link for the second time, so the list may have no end";

#[tokio::test]
async fn a_server_that_ignores_where_the_page_begins_is_an_error() {
    for (operation, first, second) in [
        (&BY_OFFSET, page("", "[1,2]"), page("", "[1, 2]")),
        (&BY_OFFSET, page("X-Total: 100\r\n", "[1,2]"), page("X-Total: 100\r\n", "[1,2]")),
        // Also if it then is the last page.
        (&BY_OFFSET, page("X-Total: 4\r\n", "[1,2]"), page("X-Total: 4\r\n", "[1,2]")),
        (&BY_PAGE, page("", r#"{"data":[1,2]}"#), page("", r#"{"data":[1,2]}"#)),
        // Properties other than the items are no progress.
        (
            &BY_PAGE,
            page("", r#"{"data":[1,2],"at":"09:26"}"#),
            page("", r#"{"at":"09:27","data":[1,2]}"#),
        ),
    ] {
        assert_eq!(
            outcome(operation, vec![first, second]).await,
            (vec![1, 2], EQUAL.to_owned(), 2)
        );
    }
    let link = |page: u32| format!("Link: </things?page={page}>; rel=next\r\n");
    let actions = (0..9).map(|index| page(&link(index), "[1]")).collect();
    assert_eq!(outcome(&BY_LINK, actions).await, (vec![1], EQUAL.to_owned(), 2));
    let actions = (0..9).map(|index| page(&format!("X-Next: {index}\r\n"), "[1]")).collect();
    assert_eq!(outcome(&BY_HEADER, actions).await, (vec![1], EQUAL.to_owned(), 2));
}

#[tokio::test]
async fn pages_that_are_equal_but_not_in_a_row_or_empty_are_fine() {
    let actions = vec![page("", "[1]"), page("", "[2]"), page("", "[1]"), page("", "[]")];
    assert_eq!(outcome(&BY_OFFSET, actions).await, (vec![1, 2, 1], String::new(), 4));
    let next = |cursor: &str| format!("X-Next: {cursor}\r\n");
    let bodies = ["[]", "[]", "[]", "[1]", "[]", "[]", "[2]"];
    let last = page("", "[]");
    let actions = bodies
        .iter()
        .enumerate()
        .map(|(index, body)| page(&next(&index.to_string()), body))
        .chain([last]);
    assert_eq!(outcome(&BY_HEADER, actions.collect()).await, (vec![1, 2], String::new(), 8));
    // A new cursor in the page itself is progress.
    let body = |next: &str| format!(r#"{{"data":[1],"meta":{{"next":{next}}}}}"#);
    let actions = vec![page("", &body("1")), page("", &body("2")), page("", &body("null"))];
    assert_eq!(outcome(&BY_CURSOR, actions).await, (vec![1, 1, 1], String::new(), 3));
}

#[tokio::test]
async fn a_cursor_that_was_there_before_is_an_error() {
    let pages = |cursors: &[&str]| -> Vec<Action> {
        let action = |(index, cursor): (usize, &&str)| {
            page(&format!("X-Next: {cursor}\r\n"), &format!("[{index}]"))
        };
        cursors.iter().enumerate().map(action).collect()
    };
    for (cursors, count) in
        [(&["a", "a"][..], 2), (&["a", "b", "a"], 3), (&["a", "b", "c", "d", "e", "b"], 6)]
    {
        let found: Vec<i64> = (0..count).collect();
        let requests = found.len();
        assert_eq!(
            outcome(&BY_HEADER, pages(cursors)).await,
            (found, SEEN.to_owned(), requests),
            "{cursors:?}"
        );
    }
    // Also a cursor that the caller passed.
    let server = Server::script(pages(&["mine"])).await;
    let (found, error) = all(call(&server, &BY_HEADER).query("at", "mine")).await;
    assert_eq!(
        (found, error.unwrap().to_string(), server.arrived().len()),
        (vec![0], SEEN.to_owned(), 1)
    );

    let link = |index: u32| {
        page(&format!("Link: <?page={}>; rel=next\r\n", index % 3), &format!("[{index}]"))
    };
    let (found, said, _) = outcome(&BY_LINK, (0..20).map(link).collect()).await;
    assert_eq!((found, said.as_str()), (vec![0, 1, 2, 3], SEEN));
}

#[tokio::test]
async fn more_pages_than_the_limit_are_an_error() {
    let actions = |count: u32| {
        (0..count).map(|index| page("", &format!("[{index}]"))).chain([page("", "[]")])
    };
    let server = Server::script(actions(9)).await;
    let mut stream = PageStream::new(call(&server, &BY_OFFSET), decode).max_pages(3);
    for _ in 0..3 {
        next(&mut stream).await.unwrap().unwrap();
    }
    let error = next(&mut stream).await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /things: the next page was not requested: the list has more than 3 pages; `max_pages` sets another limit"
    );
    assert!(next(&mut stream).await.is_none());
    assert_eq!(server.arrived().len(), 3);

    // A list with exactly this many items is complete.
    let server =
        Server::script([page("X-Total: 2\r\n", "[1]"), page("X-Total: 2\r\n", "[2]")]).await;
    let mut stream = ItemStream::new(call(&server, &BY_OFFSET), items).max_pages(2);
    assert_eq!(next(&mut stream).await.unwrap().unwrap(), 1);
    assert_eq!(next(&mut stream).await.unwrap().unwrap(), 2);
    assert!(next(&mut stream).await.is_none());

    let mut none = ItemStream::new(call(&server, &BY_OFFSET), items).max_pages(0);
    assert!(next(&mut none).await.unwrap().is_err());
    assert_eq!(server.arrived().len(), 2);
}

/// A new page for each request, endlessly.
struct Endless(AtomicU64);

impl Transport for Endless {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let mut response = http::Response::new(format!("[{number}]").into());
        response.headers_mut().insert("x-next", (number % 1500).into());
        Box::pin(async { Ok(response) })
    }
}

#[tokio::test]
async fn there_are_ten_thousand_pages_by_default() {
    let client = || {
        let builder = crate::client::Client::builder()
            .base_url("https://api.test")
            .secret_api_key(crate::fast::KEY);
        builder.transport(Endless(AtomicU64::new(0))).build().unwrap()
    };
    let (found, error) = all(client().customers().call(&BY_OFFSET)).await;
    assert_eq!(found.len(), 10_000);
    assert!(error.unwrap().to_string().contains("more than 10000 pages"));

    // A cycle that is longer than the remembered pages is found, too.
    let mut stream =
        ItemStream::new(client().customers().call(&BY_HEADER), items).max_pages(u64::MAX);
    let mut count = 0;
    let error = loop {
        match next(&mut stream).await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert!(error.to_string() == SEEN && count < 6000, "{count} {error}");
}

#[tokio::test]
async fn links_are_followed_within_the_origin() {
    let server = Server::script([
        page("Link: </other?page=2&q=z>; rel=\"next\"\r\n", "[1]"),
        page("Link: <?page=3>; rel=next, </>; rel=first\r\n", "[2]"),
        page("Link: </>; rel=first\r\n", "[3]"),
    ])
    .await;
    assert_eq!(all(call(&server, &BY_LINK).query("q", "x")).await.0, [1, 2, 3]);
    assert_eq!(queries(&server), ["/things?q=x", "/other?page=2&q=z", "/other?page=3"]);
    assert!(server.arrived().iter().all(|arrived| arrived.header("reb-apikey").is_some()));

    let server = Server::script([
        page("", r#"{"data":[1],"next":"things?page=2"}"#),
        page("", r#"{"data":[2]}"#),
    ])
    .await;
    assert_eq!(all(call(&server, &BY_URL)).await.0, [1, 2]);
    assert_eq!(queries(&server), ["/things", "/things?page=2"]);
}

#[tokio::test]
async fn a_link_to_another_origin_is_rejected() {
    let other = Server::start(page("", r#"{"data":[2]}"#)).await;
    for link in [format!("{}/things", other.url), format!("//{}/", other.url.split_at(7).1)] {
        let body = format!(r#"{{"data":[1],"next":"{link}"}}"#);
        let server = Server::start(page("", &body)).await;
        let (found, error) = all(call(&server, &BY_URL)).await;
        assert_eq!(found, [1]);
        assert!(matches!(error, Some(Error::Request(_))), "{error:?}");
        assert_eq!((server.arrived().len(), other.arrived().len()), (1, 0));
    }
}

#[tokio::test]
async fn pages_come_with_their_responses_and_an_error_is_the_end() {
    let server = Server::script([
        page("X-Total: 9\r\n", "[1]"),
        Action::response("403 Forbidden", "", "no"),
    ])
    .await;
    let mut pages = PageStream::new(call(&server, &BY_OFFSET), decode);
    let first = next(&mut pages).await.unwrap().unwrap();
    assert_eq!(first.raw_headers().get("x-total").unwrap(), "9");
    assert_eq!(next(&mut pages).await.unwrap().unwrap_err().status().unwrap(), 403);
    assert!(next(&mut pages).await.is_none());
}

#[test]
fn streams_go_anywhere() {
    fn anywhere<T: Send + Unpin + 'static>() {}
    anywhere::<PageStream<Response<Json>, RawError>>();
    anywhere::<ItemStream<Json, RawError>>();
}

#[tokio::test]
async fn a_stream_is_read_without_another_crate() {
    let pages = || Server::script([page("", "[1,2]"), page("", "[3]"), page("", "[]")]);
    let server = pages().await;
    let mut stream = ItemStream::new(call(&server, &BY_OFFSET), items);
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    let mut stream = PageStream::new(call(&server, &BY_OFFSET).query("size", &2), decode);
    assert_eq!(stream.next().await.unwrap().unwrap().as_array().unwrap().len(), 1);

    let server = pages().await;
    let all = ItemStream::new(call(&server, &BY_OFFSET), items).collect_all(3).await.unwrap();
    assert_eq!(all, [1, 2, 3]);
    let server = pages().await;
    let error = ItemStream::new(call(&server, &BY_OFFSET), items).collect_all(2).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "GET /things: the next page was not requested: the list has more than 2 items"
    );
}
