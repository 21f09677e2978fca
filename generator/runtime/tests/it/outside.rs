//! Calls outside a Tokio runtime return errors and never panic.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use crate::client::{Client, ClientBuilder};
use crate::downloads::{GET_FILE, download};
use crate::fast::{KEY, ok, tag};
use crate::runtime::{
    Body, ClientCredentials, Credential, Error, EventStream, Method, Operation, PageStream,
    Pagination, PaginationStyle, Parameter, RawError, RawResponse, ReadMode, Request,
    ReqwestTransport, Response, ResponseFuture, RetryPolicy, Transport,
};
use crate::server::{Action, Server};
use crate::types::Tag;

const SAID: &str = "the call was awaited outside a Tokio runtime; await it inside one, or use the feature `blocking`";

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Polls without a runtime.
fn wait<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Poll::Ready(result) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
        assert!(Instant::now() < end, "it does not end");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A client with the system's clock.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.url)
}

fn client(server: &Server) -> Client {
    builder(server).secret_api_key(KEY).build().unwrap()
}

fn check<T: std::fmt::Debug, E: std::fmt::Debug>(result: Result<T, Error<E>>) {
    match result {
        Err(Error::Request(error)) => assert!(error.to_string().ends_with(SAID), "{error}"),
        other => panic!("{other:?}"),
    }
}

static EVENTS: Operation = Operation {
    id: "watch",
    method: Method::Get,
    path: "/events",
    server: None,
    parameters: &[Parameter::query("page")],
    security: &[],
    accept: "text/event-stream",
    body: None,
    pagination: Some(Pagination {
        style: PaginationStyle::Page { page: "page", first: 1, size: None, total: None },
        items: "",
    }),
};

fn events(server: &Server) -> ResponseFuture<Result<Response<EventStream<Tag, RawError>>, Error>> {
    client(server).customers().call(&EVENTS).read_mode(ReadMode::Events).send(RawResponse::events)
}

#[test]
fn a_call_is_an_error() {
    let tokio = runtime();
    let server = tokio.block_on(Server::start(ok()));
    let client = client(&server);
    check(wait(client.customers().get("1").into_future()));
    check(wait(client.payments().refund("1", tag("a")).with_timeout(Duration::MAX).into_future()));
    check(wait(
        client
            .payments()
            .create(tag("a"))
            .with_attempt_timeout(Duration::from_secs(1))
            .into_future(),
    ));
    check(wait(client.customers().get("1").raw()));
    check(wait(client.customers().get("1").with_retry(RetryPolicy::never()).into_future()));
    check(wait(events(&server)));
    check(wait(download(client.customers().call(&GET_FILE))));
    let mut pages = PageStream::<Vec<Tag>>::new(client.customers().call(&EVENTS), |response| {
        response.json::<_, (), _>().map(Response::into_inner)
    });
    check(
        wait(std::future::poll_fn(|context| {
            futures_core::Stream::poll_next(std::pin::Pin::new(&mut pages), context)
        }))
        .unwrap(),
    );
    assert!(server.arrived().is_empty());
}

#[test]
fn so_is_a_token_that_is_asked_for() {
    let tokio = runtime();
    let (server, tokens) =
        tokio.block_on(async { (Server::start(ok()).await, Server::start(ok()).await) });
    let provider = ClientCredentials::new(format!("{}/token", tokens.url), "id", "secret");
    let client =
        builder(&server).credential("JWT", Credential::bearer_provider(provider)).build().unwrap();
    check(wait(client.payments().refund("1", tag("a")).into_future()));
    assert!(server.arrived().is_empty() && tokens.arrived().is_empty());
}

#[test]
fn so_is_what_leaves_its_runtime() {
    let tokio = runtime();
    let server = tokio.block_on(Server::start(Action::Stall));
    let client = client(&server);
    // While a request is sent, and during the pause before the second attempt.
    let mut call = client.customers().get("1").into_future();
    let poll =
        tokio.block_on(async { tokio::time::timeout(Duration::from_millis(200), &mut call).await });
    assert!(poll.is_err());
    check(wait(call));

    // The pause of the retry policy is random and may be short, so the server sets one.
    let busy = Action::response("503 X", "Retry-After: 1\r\n", "no");
    let server = tokio.block_on(Server::start(busy));
    let client = builder(&server).secret_api_key(KEY).build().unwrap();
    let mut call = client.customers().get("1").into_future();
    let poll =
        tokio.block_on(async { tokio::time::timeout(Duration::from_millis(300), &mut call).await });
    assert!(poll.is_err());
    check(wait(call));
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 1, "{arrived:?}");
}

#[test]
fn a_transport_needs_a_runtime_when_its_response_is_awaited() {
    let tokio = runtime();
    let server = tokio.block_on(Server::start(ok()));
    let transport = ReqwestTransport::new(None).unwrap();
    let request = || http::Request::get(&server.url).body(Body::empty()).unwrap();
    let response = transport.send(request());
    assert!(tokio.block_on(response).unwrap().status().is_success());
    assert!(wait(transport.send(request())).is_err());
    assert_eq!(server.arrived().len(), 1);
}

#[test]
fn the_rest_of_a_body_is_read_anywhere() {
    let tokio = runtime();
    let text = "id: 1\ndata: {\"name\":\"a\"}\n\n";
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let broken = Action::Raw(format!("{head}{:x}\r\n{text}\r\n", text.len()).into());
    let server = tokio.block_on(Server::start(broken));
    let mut stream = tokio.block_on(events(&server)).unwrap().into_inner();
    assert_eq!(wait(stream.next()).unwrap().unwrap().data.name, "a");
    // It cannot wait here, so it does not reconnect.
    assert!(matches!(wait(stream.next()), Some(Err(Error::Transport(_)))));
    assert_eq!(server.arrived().len(), 1);

    // A stream that is waiting already finds no runtime when it reconnects.
    let mut stream = tokio.block_on(events(&server)).unwrap().into_inner();
    assert_eq!(wait(stream.next()).unwrap().unwrap().data.name, "a");
    let poll = tokio
        .block_on(async { tokio::time::timeout(Duration::from_millis(1), stream.next()).await });
    match poll {
        Err(_) => assert!(matches!(
            wait(stream.next()),
            Some(Err(Error::Request(_) | Error::Transport(_)))
        )),
        Ok(next) => assert!(next.is_some()),
    }

    let server = tokio.block_on(Server::start(crate::downloads::file_of(300_000)));
    let mut stream = tokio.block_on(download(client(&server).customers().call(&GET_FILE))).unwrap();
    let mut size = 0;
    while let Some(chunk) = wait(stream.chunk()) {
        size += chunk.unwrap().len();
    }
    assert_eq!(size, 300_000);
}

#[cfg(feature = "fs")]
#[test]
fn files_of_the_disk_are_errors() {
    use crate::runtime::{File, SaveError};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "hello").unwrap();
    let tokio = runtime();
    let said = "file operations need a Tokio runtime";
    assert_eq!(wait(Body::from_path(&path)).unwrap_err().to_string(), said);
    assert_eq!(wait(File::from_path(&path)).unwrap_err().to_string(), said);
    let mut body = tokio.block_on(Body::from_path(&path)).unwrap();
    let error = wait(body.chunk()).unwrap().unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), said);
    let server = tokio.block_on(Server::start(crate::downloads::file_of(300)));
    let mut stream = tokio.block_on(download(client(&server).customers().call(&GET_FILE))).unwrap();
    let error = wait(stream.save(folder.path().join("b.txt"))).unwrap_err();
    assert!(matches!(&error, SaveError::File(error) if error.to_string() == said), "{error:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
