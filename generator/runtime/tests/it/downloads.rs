//! Bytes and JSON lines as streams.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::Notify;

use crate::customers::GetCustomerError;
use crate::fast::{builder, client, said};
use crate::runtime::{
    Body, ByteStream, Bytes, Call, Error, JsonLines, Method, Operation, RawError, RawResponse,
    ReadMode, Response, ResponseFuture, TransportErrorKind,
};
use crate::server::{Action, Server};
use crate::types::Tag;

pub static GET_FILE: Operation = Operation {
    id: "getFile",
    method: Method::Get,
    path: "/file",
    server: None,
    parameters: &[],
    security: &[],
    accept: "application/octet-stream",
    body: None,
    pagination: None,
};

type Download<E = RawError> = Result<Response<ByteStream<E>>, Error<E>>;

pub fn download(call: Call) -> ResponseFuture<Download> {
    call.read_mode(ReadMode::Stream).send(RawResponse::byte_stream)
}

fn of(server: &Server) -> Call {
    client(server).customers().call(&GET_FILE)
}

/// A response with a body of `length` bytes.
pub fn file_of(length: usize) -> Action {
    Action::response("200 OK", "x-request-id: r1\r\n", &"x".repeat(length))
}

pub async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

#[tokio::test]
async fn larger_than_any_response_may_be_and_with_progress() {
    const SIZE: usize = 3_000_000;
    let server = Server::start(file_of(SIZE)).await;
    let client = builder(&server).max_response_bytes(1000).build().unwrap();
    let progress = Arc::new(Mutex::new(Vec::new()));
    let log = progress.clone();
    let response = download(client.customers().call(&GET_FILE)).await.unwrap();
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("r1")));
    let mut stream =
        response.into_inner().on_progress(move |bytes| log.lock().unwrap().push(bytes));
    assert_eq!((stream.length(), stream.received()), (Some(SIZE as u64), 0));
    let mut all = 0;
    while let Some(chunk) = stream.chunk().await {
        all += chunk.unwrap().len() as u64;
        assert_eq!(stream.received(), all);
        assert_eq!(progress.lock().unwrap().last(), Some(&all));
    }
    assert_eq!(all, SIZE as u64);
    assert_eq!(server.only().header("accept"), Some("application/octet-stream"));
}

#[tokio::test]
async fn without_a_length() {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::start(Action::Raw(format!("{head}3\r\nabc\r\n0\r\n\r\n").into())).await;
    let mut stream = download(of(&server)).await.unwrap();
    assert_eq!(stream.length(), None);
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "abc");
    assert!(stream.chunk().await.is_none());
}

#[tokio::test]
async fn what_breaks_off_is_an_error_and_not_an_end() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n";
    let sized = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabcde";
    for action in [chunked, sized] {
        let server = Server::start(Action::Raw(action.into())).await;
        let mut stream = download(of(&server)).await.unwrap();
        let mut received = Vec::new();
        let error = loop {
            match stream.chunk().await.expect("an error is before the end") {
                Ok(chunk) => received.extend_from_slice(&chunk),
                Err(error) => break error,
            }
        };
        assert_eq!(received, b"abcde");
        let Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!((error.kind(), error.attempts()), (TransportErrorKind::Body, 1));
        assert!(stream.chunk().await.is_none(), "an error is the end");
        assert_eq!(server.arrived().len(), 1, "nothing is repeated once the head is there");
    }
}

#[tokio::test]
async fn a_transport_that_hides_the_break_is_seen_through() {
    struct Short;
    impl crate::runtime::Transport for Short {
        fn send(
            &self,
            _: http::Request<Body>,
        ) -> crate::runtime::BoxFuture<
            '_,
            Result<http::Response<Body>, crate::runtime::TransportError>,
        > {
            let response =
                http::Response::builder().header("content-length", 5).body(Body::from("abc"));
            Box::pin(async { Ok(response.unwrap()) })
        }
    }
    let client = crate::client::Client::builder()
        .base_url("http://a.example")
        .transport(Short)
        .build()
        .unwrap();
    let mut stream = download(client.customers().call(&GET_FILE)).await.unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "abc");
    assert!(matches!(stream.chunk().await, Some(Err(Error::Transport(_)))));
    assert!(stream.chunk().await.is_none());
}

#[tokio::test]
async fn an_error_is_typed_and_what_may_be_repeated_is() {
    let busy = Action::response("503 X", "", "busy");
    let server = Server::script([busy, file_of(3)]).await;
    let mut stream = download(of(&server)).await.unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "xxx");
    assert_eq!(server.arrived().len(), 2);

    let server = Server::start(Action::response("401 X", "", r#"{"name":"no"}"#)).await;
    let sending: ResponseFuture<Download<GetCustomerError>> =
        of(&server).read_mode(ReadMode::Stream).send(RawResponse::byte_stream);
    let Err(Error::Api(error)) = sending.await else { panic!() };
    assert!(matches!(error.body(), GetCustomerError::Unauthorized(tag) if tag.name == "no"));

    let large = Action::response("404 X", "", &"y".repeat(5000));
    let server = Server::start(large).await;
    let client = builder(&server).max_error_bytes(100).build().unwrap();
    let Err(Error::Api(error)) = download(client.customers().call(&GET_FILE)).await else {
        panic!()
    };
    assert_eq!(error.raw().len(), 100);
}

#[tokio::test]
async fn time_is_limited_only_up_to_the_head() {
    let server = Server::start(Action::Stall).await;
    let timed = |server| builder(server).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    let client = timed(&server);
    assert!(matches!(download(client.customers().call(&GET_FILE)).await, Err(Error::Timeout(_))));

    let closed = Arc::new(Notify::new());
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec();
    let server = Server::start(Action::Hold(head, closed.clone())).await;
    let client = builder(&server).timeout(Duration::from_secs(10)).build().unwrap();
    let mut stream = download(client.customers().call(&GET_FILE)).await.unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "abc");
    // The clock is a hundred times as fast: this is 30 seconds.
    let waited = tokio::time::timeout(Duration::from_millis(300), stream.chunk()).await;
    assert!(waited.is_err(), "{waited:?}");
    drop(stream);
    tokio::time::timeout(Duration::from_secs(10), closed.notified())
        .await
        .expect("a connection is left behind");
}

#[tokio::test]
async fn a_download_is_sent_on() {
    let source = Server::start(file_of(100_000)).await;
    let target = Server::start(Action::response("200 OK", "", r#"{"name":"a"}"#)).await;
    let stream = download(of(&source)).await.unwrap().into_inner();
    client(&target).payments().replace(stream).await.unwrap();
    let arrived = target.only();
    assert_eq!((arrived.header("content-length"), arrived.body.len()), (Some("100000"), 100_000));
}

fn lines(call: Call) -> ResponseFuture<Result<Response<JsonLines<Tag>>, Error>> {
    call.accept("application/jsonl").read_mode(ReadMode::Stream).send(RawResponse::lines)
}

#[tokio::test]
async fn json_lines_go_on_after_a_bad_one() {
    let text = "{\"name\":\"a\"}\r\n\n{\"name\":7}\n{\"name\":\"b\"}";
    let server =
        Server::start(Action::response("200 OK", "content-type: application/x-ndjson\r\n", text))
            .await;
    let mut stream = lines(of(&server)).await.unwrap();
    assert_eq!(server.only().header("accept"), Some("application/jsonl"));
    assert_eq!(next(&mut *stream).await.unwrap().unwrap().name, "a");
    let Some(Err(Error::Decode(error))) = stream.next().await else { panic!() };
    assert_eq!(
        (error.line(), error.path(), &error.raw()[..]),
        (Some(3), "$.name", &b"{\"name\":7}"[..])
    );
    assert!(
        error
            .to_string()
            .starts_with("GET /file: the server responded with 200 OK, but line 3 of the body cannot be read at $.name: "),
        "{error}"
    );
    assert_eq!(stream.next().await.unwrap().unwrap().name, "b");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_line_has_a_limit_and_the_stream_has_none() {
    let text = "{\"name\":\"0123456789\"}\n".repeat(100)
        + "{\"name\":\""
        + &"x".repeat(100)
        + "\"}\n{\"name\":\"b\"}\n";
    let server = Server::start(Action::response("200 OK", "", &text)).await;
    let client = builder(&server).max_response_bytes(30).build().unwrap();
    let mut stream = lines(client.customers().call(&GET_FILE)).await.unwrap();
    for _ in 0..100 {
        assert_eq!(stream.next().await.unwrap().unwrap().name, "0123456789");
    }
    let Some(Err(Error::Decode(error))) = stream.next().await else { panic!() };
    assert!(error.is_too_large(), "{}", said(&error));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_sequence_is_read_and_a_break_is_an_error() {
    let text =
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n\u{1e}{\"name\":\n\"a\"}\n\u{1e}{\"na";
    let server = Server::start(Action::Raw(text.into())).await;
    let mut stream = lines(of(&server)).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().name, "a");
    assert!(matches!(stream.next().await, Some(Err(Error::Transport(_)))));
    assert!(stream.next().await.is_none());
}

#[test]
fn streams_can_go_anywhere() {
    fn anywhere<T: Send + Unpin + 'static>() {}
    anywhere::<ByteStream<Bytes>>();
    anywhere::<JsonLines<Tag, Bytes>>();
    anywhere::<crate::runtime::EventStream<Tag, Bytes>>();
    fn shared<T: Send + Sync>() {}
    shared::<Body>();
    shared::<crate::runtime::File>();
}
