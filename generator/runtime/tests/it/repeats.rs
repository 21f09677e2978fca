//! The table of `Ending::next`, each cell on the wire: the result of each call, and the requests
//! that arrive.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_core::Stream;

use crate::failures::stream;
use crate::fast::{builder, ok, said, status, tag};
use crate::runtime::{
    Body, BoxFuture, Call, ClientCredentials, Credential, Error, EventStream, Method, Operation,
    Parameter, RawError, RawResponse, ReadMode, Redirected, ReqwestTransport, Response,
    ResponseFuture, RetryPolicy, Transport, TransportError, TransportErrorKind,
};
use crate::server::{Action, Server};
use crate::types::Tag;

const SECOND: Duration = Duration::from_secs(1);

static GET: Operation = Operation {
    id: "get",
    method: Method::Get,
    path: "/things",
    server: None,
    parameters: &[],
    security: &[&["JWT"]],
    accept: "application/json",
    body: None,
    pagination: None,
};
static HEAD: Operation = Operation { method: Method::Head, ..GET };
static QUERY: Operation =
    Operation { method: Method::Query, body: Some("application/json"), ..GET };
static PUT: Operation = Operation { method: Method::Put, body: Some("application/json"), ..GET };
static DELETE: Operation = Operation { method: Method::Delete, ..GET };
static KEYED: Operation =
    Operation { method: Method::Post, parameters: &[Parameter::header("Idempotency-Key")], ..PUT };
static POST: Operation = Operation { method: Method::Post, ..PUT };
static PATCH: Operation = Operation { method: Method::Patch, ..PUT };

/// The columns of the table: methods of each kind.
const COLUMNS: [(&Operation, &[&Operation]); 4] =
    [(&GET, &[&QUERY]), (&PUT, &[&DELETE]), (&KEYED, &[]), (&POST, &[&PATCH])];

/// A token server that issues `tok_1`, `tok_2`, ….
async fn tokens(first: impl IntoIterator<Item = Action>) -> Server {
    let token = |number: u32| {
        let body =
            format!(r#"{{"access_token":"tok_{number}","token_type":"bearer","expires_in":3600}}"#);
        Action::response("200 OK", "", &body)
    };
    Server::script(first.into_iter().chain((1..9).map(token))).await
}

/// What the API does, and what the token server does before it issues tokens.
#[derive(Clone, Default)]
struct Script {
    api: Vec<Action>,
    tokens: Vec<Action>,
    /// The number of failed connections at first.
    unreachable: u32,
}

fn api<const N: usize>(actions: [Action; N]) -> Script {
    Script { api: actions.to_vec(), ..Script::default() }
}

fn redirect(code: u16) -> Action {
    Action::response(&format!("{code} X"), "location: /other\r\n", "")
}

/// One transport for all tests: each one loads the certificates of the system.
fn transport() -> Arc<ReqwestTransport> {
    static SHARED: LazyLock<Arc<ReqwestTransport>> =
        LazyLock::new(|| Arc::new(ReqwestTransport::new(None).unwrap()));
    SHARED.clone()
}

/// Fails to connect to the API this many times.
struct NoConnection(AtomicU32, Arc<ReqwestTransport>);

impl Transport for NoConnection {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let less = |left: u32| left.checked_sub(1);
        let is_left = || self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        if request.uri().path() == GET.path && is_left() {
            return Box::pin(async {
                Err(TransportError::new(TransportErrorKind::Connect, "no route"))
            });
        }
        self.1.send(request)
    }
}

fn outcome<T, H>(result: &Result<Response<T, H>, Error>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(Error::Api(error)) => format!("{}", error.status().as_u16()),
        Err(Error::Timeout(_)) => "timeout".to_owned(),
        Err(Error::Transport(error)) => format!("{:?}", error.kind()),
        Err(Error::Auth(_)) => "no token".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

/// The result of a call with a body, the number of requests that arrive, and the number of token
/// requests.
async fn call(
    script: Script,
    operation: &'static Operation,
    policy: RetryPolicy,
    body: Option<Body>,
) -> (String, usize, usize) {
    let (server, tokens) = (Server::script(script.api).await, tokens(script.tokens).await);
    let provider = ClientCredentials::new(format!("{}/token", tokens.url), "id", "secret");
    let client =
        builder(&server).credential("JWT", Credential::bearer_provider(provider)).retry(policy);
    // The clock is a hundred times as fast.
    let client = client.attempt_timeout(60 * SECOND).timeout(240 * SECOND);
    let client = client.transport(NoConnection(script.unreachable.into(), transport())).build();
    let call = client.unwrap().customers().call(operation);
    let call = match body {
        Some(body) => call.body(body),
        None if operation.body.is_some() => call.json(&tag("a")),
        None => call,
    };
    let sending: ResponseFuture<Result<Response<Tag>, Error>> =
        call.send(|response: RawResponse| match response.status() {
            200..=299 => response.json(),
            _ => response.error(),
        });
    let said = outcome(&sending.await);
    (said, server.arrived().len(), tokens.arrived().len())
}

/// The result of the call and the number of requests that arrive, by default and with
/// `RetryPolicy::never()`.
type Cell = [(&'static str, usize); 2];

#[rustfmt::skip]
fn table() -> Vec<(&'static str, Script, [Cell; 4])> {
    let retry = |never: &'static str| [("ok", 2), (never, 1)];
    let stop = |said: &'static str| [(said, 1), (said, 1)];
    let renew = [("ok", 2), ("ok", 2)];
    let redirected = |code: u16| {
        let renewed = [("ok", 3), ("ok", 3)];
        let given = [("401", 2), ("401", 2)];
        ("401 after a redirect", api([redirect(code), status(401), ok()]), [renewed, given, given, given])
    };
    let after = |name, action: Action, said: &'static str| {
        let retried = [("ok", 3), (said, 2)];
        (name, api([redirect(303), action, ok()]), [retried, retried, retried, [(said, 2), (said, 2)]])
    };
    let unavailable = |code: u16, said: &'static str| {
        ("unavailable", api([status(code), ok()]), [retry(said), retry(said), retry(said), stop(said)])
    };
    let no_token = Script { tokens: vec![status(503)], ..api([ok()]) };
    let no_connection = Script { unreachable: 1, ..api([ok()]) };
    vec![
        // ending script safe idempotent keyed unknown
        ("no token",                   no_token,                             [[("ok", 1), ("no token", 0)]; 4]),
        ("no connection",              no_connection,                        [[("ok", 1), ("Connect", 0)]; 4]),
        ("interrupted: broken",        api([Action::broken(), ok()]),         [retry("Body"),     retry("Body"),      retry("Body"),      stop("Body")]),
        ("interrupted: no response",   api([Action::Raw(vec![]), ok()]),      [retry("Other"),    retry("Other"),     retry("Other"),     stop("Other")]),
        ("interrupted: time ran out",  api([Action::Stall, ok()]),            [retry("timeout"),  retry("timeout"),   retry("timeout"),   stop("timeout")]),
        unavailable(408, "408"),
        unavailable(429, "429"),
        unavailable(500, "500"),
        unavailable(502, "502"),
        unavailable(503, "503"),
        unavailable(504, "504"),
        ("401",                        api([status(401), ok()]),             [renew,             renew,              renew,              renew]),
        redirected(301),
        redirected(302),
        redirected(303),
        redirected(307),
        redirected(308),
        after("broken after a redirect", Action::broken(), "Body"),
        after("no response after a redirect", Action::Raw(vec![]), "Other"),
        after("time ran out after a redirect", Action::Stall, "timeout"),
        after("unavailable after a redirect", status(503), "503"),
        ("final: 403",                 api([status(403), ok()]),             [stop("403"),       stop("403"),        stop("403"),        stop("403")]),
        ("final: a redirect away",     api([Action::response("307 X", "location: http://localhost/\r\n", ""), ok()]),
                                                                             [stop("307"),       stop("307"),        stop("307"),        stop("307")]),
    ]
}

#[tokio::test]
async fn each_ending_is_followed_by_what_the_table_says() {
    let policies = [RetryPolicy::default(), RetryPolicy::never()];
    let mut wrong = Vec::new();
    for (ending, script, cells) in table() {
        let mut calls = Vec::new();
        for ((column, others), cell) in COLUMNS.into_iter().zip(cells) {
            for operation in others.iter().copied().chain([column]) {
                for (policy, expected) in policies.iter().zip(cell) {
                    let case = format!("{ending}, {}, {policy:?}", operation.method);
                    calls.push((
                        case,
                        tokio::spawn(call(script.clone(), operation, policy.clone(), None)),
                        expected,
                    ));
                }
            }
        }
        for (case, call, (said, arrived)) in calls {
            let seen = call.await.unwrap();
            if (seen.0.as_str(), seen.1) != (said, arrived) {
                wrong.push(format!(
                    "{case}: expected {said}, {arrived}; seen {}, {}",
                    seen.0, seen.1
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_request_body_that_cannot_be_read_is_final() {
    for operation in [&PUT, &KEYED, &POST] {
        let opened = Arc::new(AtomicU32::new(0));
        let count = opened.clone();
        let body = Body::repeatable(Some(9), move || {
            count.fetch_add(1, Ordering::Relaxed);
            crate::uploads::Chunks::new(["abc"])
        });
        let (said, arrived, _) =
            call(api([ok()]), operation, RetryPolicy::default(), Some(body)).await;
        assert_eq!((said.as_str(), arrived, opened.load(Ordering::Relaxed)), ("RequestBody", 0, 1));
    }
}

#[tokio::test]
async fn a_body_that_can_be_sent_only_once_is_sent_once() {
    for operation in [&PUT, &KEYED, &POST] {
        let once =
            async |script| call(script, operation, RetryPolicy::default(), Some(stream("x"))).await;
        for (action, said) in
            [(status(503), "503"), (status(401), "401"), (Action::broken(), "Body")]
        {
            let seen = once(api([action, ok()])).await;
            assert_eq!((seen.0.as_str(), seen.1), (said, 1));
        }
        // A token request may be retried before the API's request is sent.
        let seen = once(Script { tokens: vec![status(503)], ..api([ok()]) }).await;
        assert_eq!((seen.0.as_str(), seen.1, seen.2), ("ok", 1, 2));
    }
}

#[tokio::test]
async fn a_token_that_was_rejected_after_a_redirect_is_not_used_again() {
    let server = Server::script([redirect(303), status(401), ok()]).await;
    let tokens = tokens([]).await;
    let provider = ClientCredentials::new(format!("{}/token", tokens.url), "id", "secret");
    let client =
        builder(&server).credential("JWT", Credential::bearer_provider(provider)).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 1), "{}", said(&error));
    client.payments().refund("2", tag("a")).await.unwrap();
    let arrived = server.arrived();
    let lines: Vec<&str> = arrived.iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        [
            "POST /payments/1/refund HTTP/1.1",
            "GET /other HTTP/1.1",
            "POST /payments/2/refund HTTP/1.1"
        ]
    );
    assert_eq!(arrived[1].header("authorization"), Some("Bearer tok_1"));
    assert_eq!(arrived[2].header("authorization"), Some("Bearer tok_2"));
}

/// Follows redirects and marks their responses.
struct Following(Arc<ReqwestTransport>);

impl Transport for Following {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut second = http::Request::new(Body::empty());
        *second.uri_mut() = request.uri().clone();
        *second.headers_mut() = request.headers().clone();
        second.headers_mut().remove("content-length");
        Box::pin(async move {
            self.0.send(request).await?;
            let mut response = self.0.send(second).await?;
            response.extensions_mut().insert(Redirected);
            Ok(response)
        })
    }
}

#[tokio::test]
async fn any_transport_says_that_it_followed_a_redirect() {
    for (operation, said, arrived) in [(&GET, "ok", 4), (&POST, "401", 2), (&PUT, "401", 2)] {
        let server = Server::script([ok(), status(401), ok()]).await;
        let tokens = tokens([]).await;
        let provider = ClientCredentials::new(format!("{}/token", tokens.url), "id", "secret");
        assert_eq!(tokens_through(&server, provider, operation).await, said);
        assert_eq!(server.arrived().len(), arrived);
    }
}

async fn tokens_through(
    server: &Server,
    provider: ClientCredentials,
    operation: &'static Operation,
) -> String {
    let transport = Following(transport());
    // Token requests use another transport, so each token is requested once.
    let provider = Arc::new(provider);
    let client = builder(server)
        .credential("JWT", Credential::bearer_provider(provider))
        .transport(transport);
    let call = client.build().unwrap().customers().call(operation);
    let call = if operation.body.is_some() { call.json(&tag("a")) } else { call };
    let sending: ResponseFuture<Result<Response<Tag>, Error>> =
        call.send(|response: RawResponse| match response.status() {
            200..=299 => response.json(),
            _ => response.error(),
        });
    outcome(&sending.await)
}

#[tokio::test]
async fn each_page_is_a_request_of_its_own() {
    use crate::runtime::{Pagination, PaginationStyle};

    static PAGED: Operation = Operation {
        parameters: &[Parameter::query("page")],
        pagination: Some(Pagination {
            style: PaginationStyle::Page { page: "page", first: 1, size: None, total: None },
            items: "",
        }),
        ..GET
    };
    static POSTED: Operation = Operation { method: Method::Post, ..PAGED };
    let page = |name: &str| Action::response("200 OK", "", &format!(r#"[{{"name":"{name}"}}]"#));
    let end = || Action::response("200 OK", "", "[]");
    for (operation, expected) in [(&PAGED, &["ok", "ok", "ok"][..]), (&POSTED, &["ok", "503"])] {
        let server = Server::script([page("a"), status(503), page("b"), end()]).await;
        let client = builder(&server).jwt("t").transport(transport()).build().unwrap();
        let call = client.customers().call(operation);
        let mut pages =
            crate::runtime::PageStream::<Vec<Tag>>::new(call, |response| match response.status() {
                200 => response.json::<_, (), _>().map(Response::into_inner),
                _ => response.error::<_, (), _>().map(Response::into_inner),
            });
        let mut seen = Vec::new();
        while let Some(page) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
            seen.push(page.map_or_else(
                |error| error.status().unwrap().as_str().to_owned(),
                |_| "ok".to_owned(),
            ));
        }
        assert_eq!(seen, expected, "{}", operation.method);
        let queries: Vec<String> = server
            .arrived()
            .iter()
            .map(|request| request.line().split('?').nth(1).unwrap_or("").to_owned())
            .collect();
        let second = "page=2 HTTP/1.1".to_owned();
        assert_eq!(queries[..2], [String::new(), second.clone()]);
        assert_eq!(
            queries.iter().filter(|query| **query == second).count(),
            if operation.method == Method::Get { 2 } else { 1 }
        );
    }
}

type Events = Result<Response<EventStream<Tag, RawError>>, Error>;

fn events(call: Call) -> ResponseFuture<Events> {
    call.accept("text/event-stream").read_mode(ReadMode::Events).send(RawResponse::events)
}

#[tokio::test]
async fn a_stream_of_events_goes_on_where_the_table_says() {
    let broken = || {
        let text = "id: 1\ndata: {\"name\":\"a\"}\n\n";
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        Action::Raw(format!("{head}{:x}\r\n{text}\r\n", text.len()).into())
    };
    let end = || Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    for (operation, resumed) in [
        (&GET, true),
        (&QUERY, true),
        (&PUT, true),
        (&DELETE, true),
        (&KEYED, false),
        (&POST, false),
    ] {
        for policy in [RetryPolicy::default(), RetryPolicy::never()] {
            let resumed = resumed && policy != RetryPolicy::never();
            let server = Server::script([broken(), end()]).await;
            let client =
                builder(&server).jwt("t").retry(policy).transport(transport()).build().unwrap();
            let call = client.customers().call(operation);
            let call = if operation.body.is_some() { call.json(&tag("a")) } else { call };
            let mut stream = events(call).await.unwrap().into_inner();
            assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
            match stream.next().await {
                None => assert!(resumed, "{}", operation.method),
                Some(Err(Error::Transport(_))) => assert!(!resumed, "{}", operation.method),
                Some(other) => panic!("{other:?}"),
            }
            assert_eq!(server.arrived().len(), if resumed { 2 } else { 1 }, "{}", operation.method);
        }
    }
}

#[tokio::test]
async fn a_stream_goes_on_with_the_key_that_it_began_with() {
    static WATCH: Operation = Operation { method: Method::Put, ..KEYED };
    let text = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nid: 1\ndata: {\"name\":\"a\"}\n\n";
    let end = Action::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    let server = Server::script([Action::Raw(text.into()), end]).await;
    let client = builder(&server).jwt("t").transport(transport()).build().unwrap();
    let mut stream =
        events(client.customers().call(&WATCH).json(&tag("a"))).await.unwrap().into_inner();
    while let Some(event) = stream.next().await {
        event.unwrap();
    }
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2);
    assert!(arrived[0].header("idempotency-key").is_some());
    assert_eq!(arrived[0].header("idempotency-key"), arrived[1].header("idempotency-key"));
}

#[tokio::test]
async fn a_redirect_of_a_head_request_stays_one() {
    let empty = || Action::Raw(b"HTTP/1.1 401 X\r\nconnection: close\r\n\r\n".to_vec());
    let (said, arrived, tokens) =
        call(api([redirect(303), empty(), empty()]), &HEAD, RetryPolicy::never(), None).await;
    // Renewed once, with a redirect each time or without one.
    assert_eq!((said.as_str(), arrived, tokens), ("401", 3, 2));
}

#[tokio::test]
async fn a_redirect_that_another_policy_followed_is_seen_by_its_url() {
    let server = Server::script([redirect(303), status(401), ok()]).await;
    let tokens = tokens([]).await;
    let provider = ClientCredentials::new(format!("{}/token", tokens.url), "id", "secret");
    let client = ::reqwest::Client::builder()
        .redirect(::reqwest::redirect::Policy::limited(5))
        .build()
        .unwrap();
    let builder = builder(&server).credential("JWT", Credential::bearer_provider(provider));
    let client = builder
        .transport(ReqwestTransport::with_custom_redirects_and_proxies(client))
        .build()
        .unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.arrived().len()), (401, 2));
}
