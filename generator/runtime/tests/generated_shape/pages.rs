//! Lists that come in pages, one kind after the other.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;

use crate::fast::client;
use crate::runtime::{
    Answer, Call, Error, ItemStream, Json, Method, Operation, PageStream, Pagination, Paging, Parameter, RawError,
    Response, Source,
};
use crate::server::{Reply, Server};

const OFFSET: Paging = Paging::Offset { offset: 0, limit: Some(1), total: Some(Source::Header("X-Total")) };
const PAGE: Paging = Paging::Page { page: 0, first: 1, size: Some(1), total: Some(Source::Body("/total")) };

const PARAMETERS: &[Parameter] = &[Parameter::query("at"), Parameter::query("size"), Parameter::query("q")];

/// An operation with a parameter `at` and a parameter `size`, so paged.
const fn paged(style: Paging, items: &'static str) -> Operation {
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
static BY_CURSOR: Operation = paged(Paging::Cursor { parameter: 0, next: Source::Body("/meta/next") }, "/data");
static BY_HEADER: Operation = paged(Paging::Cursor { parameter: 0, next: Source::Header("X-Next") }, "");
static BY_LINK: Operation = paged(Paging::Url(Source::Link), "");
static BY_URL: Operation = paged(Paging::Url(Source::Body("/next")), "/data");

fn page(headers: &str, body: &str) -> Reply {
    Reply::answer("200 OK", headers, body)
}

fn call(server: &Server, operation: &'static Operation) -> Call {
    client(server).customers().call(operation)
}

fn decode(answer: Answer) -> Result<Response<Json>, Error> {
    match answer.status() {
        200 => answer.json(),
        _ => answer.error(),
    }
}

fn items(answer: Answer) -> Result<Vec<Json>, Error> {
    decode(answer).map(|page| match page.into_inner() {
        Json::Array(items) => items,
        Json::Object(mut page) => page.remove("data").and_then(|data| data.as_array().cloned()).unwrap_or_default(),
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
    let server = Server::script([page(total, "[1,2]"), page(total, "[3]"), page(total, "[4,5]")]).await;
    let (found, error) = all(call(&server, &BY_OFFSET).with(1, &2).with(2, "x")).await;
    assert_eq!((found, error.is_none()), (vec![1, 2, 3, 4, 5], true));
    assert_eq!(queries(&server), ["/things?size=2&q=x", "/things?at=2&size=2&q=x", "/things?at=3&size=2&q=x"]);
}

#[tokio::test]
async fn without_a_total_a_short_or_empty_page_is_the_last() {
    let server = Server::script([page("", "[1,2]"), page("", "[3]")]).await;
    assert_eq!(all(call(&server, &BY_OFFSET).with(0, &10).with(1, &2)).await.0, [1, 2, 3]);
    assert_eq!(queries(&server), ["/things?at=10&size=2", "/things?at=12&size=2"]);

    let server = Server::script([page("", "[1,2]"), page("", "[]")]).await;
    assert_eq!(all(call(&server, &BY_OFFSET)).await.0, [1, 2]);
    assert_eq!(queries(&server), ["/things", "/things?at=2"]);
}

#[tokio::test]
async fn pages_are_counted() {
    let server = Server::script([page("", r#"{"data":[1,2],"total":3}"#), page("", r#"{"data":[3],"total":3}"#)]).await;
    assert_eq!(all(call(&server, &BY_PAGE).with(1, &2)).await.0, [1, 2, 3]);
    assert_eq!(queries(&server), ["/things?size=2", "/things?at=2&size=2"]);
}

#[tokio::test]
async fn cursors_are_handed_on() {
    let body = |next: &str| format!(r#"{{"data":[1],"meta":{{"next":{next}}}}}"#);
    let server = Server::script([page("", &body(r#""a b""#)), page("", &body("7")), page("", &body("null"))]).await;
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
    assert!(text.ends_with("the server leads back to a page that was there already"), "{text}");

    let circle = (0..40).map(|index| page(&format!("X-Next: {}\r\n", index % 3), "[1]"));
    let server = Server::script(circle).await;
    let (found, error) = all(call(&server, &BY_HEADER)).await;
    assert!(error.is_some() && found.len() < 12, "{}", found.len());
}

#[tokio::test]
async fn links_are_followed_within_the_origin() {
    let server = Server::script([
        page("Link: </other?page=2&q=z>; rel=\"next\"\r\n", "[1]"),
        page("Link: <?page=3>; rel=next, </>; rel=first\r\n", "[2]"),
        page("Link: </>; rel=first\r\n", "[3]"),
    ])
    .await;
    assert_eq!(all(call(&server, &BY_LINK).with(2, "x")).await.0, [1, 2, 3]);
    assert_eq!(queries(&server), ["/things?q=x", "/other?page=2&q=z", "/other?page=3"]);
    assert!(server.arrived().iter().all(|arrived| arrived.header("reb-apikey").is_some()));

    let server =
        Server::script([page("", r#"{"data":[1],"next":"things?page=2"}"#), page("", r#"{"data":[2]}"#)]).await;
    assert_eq!(all(call(&server, &BY_URL)).await.0, [1, 2]);
    assert_eq!(queries(&server), ["/things", "/things?page=2"]);
}

#[tokio::test]
async fn a_link_to_another_origin_is_refused() {
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
async fn pages_come_with_their_answers_and_an_error_is_the_end() {
    let server = Server::script([page("X-Total: 9\r\n", "[1]"), Reply::answer("403 Forbidden", "", "no")]).await;
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
