//! Server-sent events, and reconnecting after an interruption.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::client::Client;
use crate::customers::GetCustomerError;
use crate::fast::{Fast, Still, builder, client};
use crate::runtime::{
    Call, Error, EventStream, Method, Operation, RawError, RawResponse, ReadMode, Response,
    ResponseFuture, RetryPolicy,
};
use crate::server::{Action, Server};
use crate::types::Tag;

static WATCH: Operation = Operation {
    id: "watch",
    method: Method::Get,
    path: "/events",
    server: None,
    parameters: &[],
    security: &[],
    accept: "application/json",
    body: None,
    pagination: None,
};

static COMPLETE: Operation =
    Operation { id: "complete", method: Method::Post, body: Some("application/json"), ..WATCH };

type Events<T, E = RawError> = Result<Response<EventStream<T, E>>, Error<E>>;

fn events(call: Call) -> ResponseFuture<Events<Tag>> {
    call.accept("text/event-stream").read_mode(ReadMode::Events).send(RawResponse::events)
}

fn of(server: &Server) -> Call {
    client(server).customers().call(&WATCH)
}

/// Events, then the end of the connection, which also ends the body.
fn closing(text: &str) -> Action {
    Action::Raw(
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n{text}")
            .into(),
    )
}

/// Events, then an interruption.
fn breaking(text: &str) -> Action {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    Action::Raw(format!("{head}{:x}\r\n{text}\r\n", text.len()).into())
}

fn last_ids(server: &Server) -> Vec<Option<String>> {
    server
        .arrived()
        .iter()
        .map(|arrived| arrived.header("last-event-id").map(str::to_owned))
        .collect()
}

async fn names(stream: &mut EventStream<Tag>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(event) = stream.next().await {
        names.push(event.unwrap().data.name);
    }
    names
}

#[tokio::test]
async fn events_are_typed_and_a_bad_one_is_not_the_end() {
    let text = ": hi\nevent: add\nid: 1\ndata: {\"name\":\ndata: \"a\"}\n\ndata: {\"name\":7}\n\ndata: {\"name\":\"b\"}\n\n";
    let server = Server::start(closing(text)).await;
    let mut stream = events(of(&server)).await.unwrap().into_inner().reconnect(false);
    assert_eq!(server.only().header("accept"), Some("text/event-stream"));
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!(
        (event.event.as_str(), event.id.as_deref(), event.data.name.as_str()),
        ("add", Some("1"), "a")
    );
    let Some(Err(Error::Decode(error))) = stream.next().await else { panic!() };
    assert_eq!((error.path(), &error.raw()[..]), ("$.name", &b"{\"name\":7}"[..]));
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!(
        (event.event.as_str(), event.id.as_deref(), event.data.name.as_str()),
        ("message", Some("1"), "b")
    );
    assert_eq!(stream.last_event_id(), Some("1"));
    assert!(stream.next().await.is_none());
    assert_eq!(server.arrived().len(), 1);
}

#[tokio::test]
async fn texts_up_to_a_last_one() {
    let server = Server::start(closing("data: a\n\ndata: [DONE]\nid: 1\n\ndata: never\n\n")).await;
    let sending: ResponseFuture<Events<String>> =
        of(&server).read_mode(ReadMode::Events).send(RawResponse::text_events);
    let mut stream = sending.await.unwrap().into_inner().until("[DONE]");
    assert_eq!(stream.next().await.unwrap().unwrap().data, "a");
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
    assert_eq!(server.arrived().len(), 1, "a stream that is at its end does not connect again");
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event() {
    let server = Server::script([
        breaking("id: 1\ndata: {\"name\":\"a\"}\n\nid: 2\ndata: {\"na"),
        closing("id: 3\ndata: {\"name\":\"b\"}\n\n"),
        Action::response("503 X", "", ""),
        breaking("data: {\"name\":\"c\"}\n\n"),
        Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    ])
    .await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(names(&mut stream).await, ["a", "b", "c"]);
    let ids = last_ids(&server);
    assert_eq!(
        ids.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [None, Some("1"), Some("3"), Some("3"), Some("3")]
    );
    assert!(
        server
            .arrived()
            .iter()
            .all(|arrived| arrived.header("accept") == Some("text/event-stream"))
    );
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let server = Server::script([
        closing("retry: 7000\ndata: {\"name\":\"a\"}\n\n"),
        Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    ])
    .await;
    let clock = Still::below(Duration::from_secs(20));
    let client = Client::builder().base_url(&server.url).clock(clock.clone()).build().unwrap();
    let mut stream = events(client.customers().call(&WATCH)).await.unwrap().into_inner();
    assert_eq!(names(&mut stream).await, ["a"]);
    let waits = clock.pauses();
    assert!(
        matches!(waits[..], [wait] if wait >= Duration::from_secs(7) && wait < Duration::from_secs(8)),
        "{waits:?}"
    );
    assert_eq!(last_ids(&server), [None, None]);
}

#[tokio::test]
async fn it_gives_up_after_some_attempts_without_an_event() {
    // A regular end of the body ends the stream; a failed attempt is an error.
    let server = Server::script([closing("id: 1\ndata: {\"name\":\"a\"}\n\n"), closing("")]).await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(names(&mut stream).await, ["a"]);
    assert_eq!(server.arrived().len(), 3);

    let server =
        Server::script([closing("id: 1\ndata: {\"name\":\"a\"}\n\n"), breaking(": nothing\n")])
            .await;
    let client = builder(&server).retry(RetryPolicy::default().max_attempts(5)).build().unwrap();
    let mut stream = events(client.customers().call(&WATCH)).await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    assert!(matches!(stream.next().await, Some(Err(Error::Transport(_)))));
    assert!(stream.next().await.is_none());
    assert_eq!(server.arrived().len(), 5);

    let server = Server::script([
        closing("id: 1\ndata: {\"name\":\"a\"}\n\n"),
        Action::response("503 X", "", "busy"),
    ])
    .await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    let Some(Err(Error::Api(error))) = stream.next().await else { panic!() };
    assert_eq!((error.status().as_u16(), server.arrived().len()), (503, 3));
}

#[tokio::test]
async fn what_will_not_get_better_ends_at_once() {
    let first = || closing("id: 1\ndata: {\"name\":\"a\"}\n\n");
    let server = Server::script([first(), Action::response("401 X", "", r#"{"name":"no"}"#)]).await;
    let sending: ResponseFuture<Events<Tag, GetCustomerError>> =
        of(&server).read_mode(ReadMode::Events).send(RawResponse::events);
    let mut stream = sending.await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    let Some(Err(Error::Api(error))) = stream.next().await else { panic!() };
    assert!(matches!(error.body(), GetCustomerError::Unauthorized(tag) if tag.name == "no"));
    assert!(stream.next().await.is_none());
    assert_eq!(server.arrived().len(), 2);

    let json = Action::response("200 OK", "content-type: application/json\r\n", "{}");
    let server = Server::script([first(), json]).await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    let Some(Err(Error::Decode(error))) = stream.next().await else { panic!() };
    assert_eq!(error.raw(), "{}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn it_does_not_connect_again_where_that_is_not_safe_or_not_known() {
    // The server sent no event ID and no `retry`, so it may not support reconnecting.
    let server = Server::start(breaking("data: {\"name\":\"a\"}\n\n")).await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    assert!(matches!(stream.next().await, Some(Err(Error::Transport(_)))));
    assert_eq!(server.arrived().len(), 1);

    // A repeated POST may have an effect twice.
    let server = Server::start(breaking("id: 1\ndata: {\"name\":\"a\"}\n\n")).await;
    let mut stream =
        events(client(&server).customers().call(&COMPLETE).json(&1)).await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    assert!(matches!(stream.next().await, Some(Err(Error::Transport(_)))));
    assert!(stream.next().await.is_none());
    assert_eq!(server.arrived().len(), 1);

    // The caller turns reconnecting off, or retries in general.
    for policy in [RetryPolicy::default(), RetryPolicy::never()] {
        let is_wanted = policy == RetryPolicy::never();
        let server = Server::start(closing("id: 1\ndata: {\"name\":\"a\"}\n\n")).await;
        let client = builder(&server).retry(policy).build().unwrap();
        let mut stream = events(client.customers().call(&WATCH))
            .await
            .unwrap()
            .into_inner()
            .reconnect(is_wanted);
        assert_eq!(names(&mut stream).await, ["a"]);
        assert_eq!(server.arrived().len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_event_stream_is_an_error_that_keeps_it() {
    let server = Server::start(Action::response(
        "200 OK",
        "content-type: application/json\r\n",
        "{\"id\":1}",
    ))
    .await;
    let Err(Error::Decode(error)) = events(of(&server)).await else { panic!() };
    assert_eq!(
        error.to_string(),
        "GET /events: the server responded with 200 OK, but the body is application/json, not text/event-stream"
    );
    assert_eq!(error.raw(), "{\"id\":1}");

    let server = Server::start(Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())).await;
    assert!(events(of(&server)).await.unwrap().next().await.is_none());
    assert_eq!(server.arrived().len(), 1);
}

#[tokio::test]
async fn an_event_has_a_limit_and_the_stream_has_none() {
    let text = "data: {\"name\":\"0123456789\"}\n\n".repeat(100) + "data: " + &"x".repeat(100);
    let server = Server::start(closing(&text)).await;
    let client = builder(&server).max_response_bytes(50).build().unwrap();
    let mut stream = events(client.customers().call(&WATCH)).await.unwrap().into_inner();
    for _ in 0..100 {
        assert_eq!(stream.next().await.unwrap().unwrap().data.name, "0123456789");
    }
    let Some(Err(Error::Decode(error))) = stream.next().await else { panic!() };
    assert!(error.is_too_large());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn dropped_it_leaves_nothing_behind() {
    let closed = Arc::new(Notify::new());
    let text = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nid: 1\ndata: {\"name\":\"a\"}\n\n";
    let server = Server::start(Action::Hold(text.into(), closed.clone())).await;
    let mut stream = events(of(&server)).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
    drop(stream);
    tokio::time::timeout(Duration::from_secs(10), closed.notified())
        .await
        .expect("a connection is left behind");
    assert_eq!(server.arrived().len(), 1);
}

/// The last item of a stream, without waiting.
async fn end_of(stream: &mut EventStream<Tag>) -> Option<Result<Tag, Error>> {
    let next = tokio::time::timeout(Duration::from_secs(20), stream.next())
        .await
        .expect("the stream waits");
    next.map(|event| event.map(|event| event.data))
}

#[tokio::test]
async fn an_id_that_no_header_can_carry_is_no_silent_end() {
    for id in ["a\u{1}b", "\u{7f}", "\u{1b}[31m"] {
        let text =
            format!("id: 1\ndata: {{\"name\":\"a\"}}\n\nid: {id}\ndata: {{\"name\":\"b\"}}\n\n");
        // Interrupted in the middle of a body, and after its end.
        for is_broken in [true, false] {
            let server =
                Server::start(if is_broken { breaking(&text) } else { closing(&text) }).await;
            let mut stream = events(of(&server)).await.unwrap().into_inner();
            for name in ["a", "b"] {
                assert_eq!(stream.next().await.unwrap().unwrap().data.name, name);
            }
            assert_eq!(stream.last_event_id(), Some(id));
            match end_of(&mut stream).await {
                Some(Err(Error::Transport(_))) if is_broken => {}
                Some(Err(Error::Request(error))) if !is_broken => assert_eq!(
                    error.to_string(),
                    "GET /events: cannot resume the event stream: the id of the last event contains a control \
                     character, which is not allowed in headers"
                ),
                other => panic!("{other:?}"),
            }
            assert!(stream.next().await.is_none());
            assert_eq!(server.arrived().len(), 1);
        }
    }
    // Any other id is sent unchanged: UTF-8, as WHATWG HTML says (section 9.2.3).
    let server = Server::script([
        breaking("id: \u{e9}\t\u{20ac}\ndata: {\"name\":\"a\"}\n\n"),
        Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    ])
    .await;
    let mut stream = events(of(&server)).await.unwrap().into_inner();
    assert_eq!(names(&mut stream).await, ["a"]);
    assert_eq!(last_ids(&server)[1].as_deref(), Some("\u{e9}\t\u{20ac}"));
}

#[tokio::test]
async fn what_the_server_asks_for_has_a_limit() {
    let event = "data: {\"name\":\"a\"}\n\n";
    for retry in ["18446744073709551615", "99999999999999999999999999", "600001"] {
        let text = format!("id: 1\nretry: {retry}\n{event}");
        for is_broken in [true, false] {
            let server =
                Server::start(if is_broken { breaking(&text) } else { closing(&text) }).await;
            let mut stream = events(of(&server)).await.unwrap().into_inner();
            assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
            match end_of(&mut stream).await {
                Some(Err(Error::Transport(_))) if is_broken => {}
                None if !is_broken => {}
                other => panic!("{retry}: {other:?}"),
            }
            assert_eq!(server.arrived().len(), 1);
        }
    }
    // A wait that the server requests when the stream reconnects has the same limit.
    for header in [
        "Retry-After: 900000000",
        "Retry-After: 99999999999999999999999999999999",
        "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let busy = Action::response("503 X", &format!("{header}\r\n"), "");
        let server = Server::script([closing(&format!("id: 1\n{event}")), busy]).await;
        let mut stream = events(of(&server)).await.unwrap().into_inner();
        assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
        let Some(Err(Error::Api(error))) = end_of(&mut stream).await else { panic!("{header}") };
        assert_eq!((error.status().as_u16(), server.arrived().len()), (503, 2));
    }
    // The caller sets the limit.
    for (milliseconds, limit, arrived) in [(3000, 3, 2), (3001, 3, 1), (601_000, 602, 2)] {
        let end = Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
        let server =
            Server::script([closing(&format!("retry: {milliseconds}\n{event}")), end]).await;
        let policy = RetryPolicy::default().max_retry_after(Duration::from_secs(limit));
        let client = builder(&server).clock(Fast::times(2000)).retry(policy).build().unwrap();
        let mut stream = events(client.customers().call(&WATCH)).await.unwrap().into_inner();
        assert_eq!(names(&mut stream).await, ["a"]);
        assert_eq!(server.arrived().len(), arrived, "{milliseconds} of {limit}");
    }
}
