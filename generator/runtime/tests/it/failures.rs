//! Which requests are retried, and when: a server on loopback that fails on request and counts the
//! requests that arrive.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::fast::{Fast, KEY, Still, builder, client, ok, status, tag};
use crate::runtime::{
    Body, BoxError, BoxFuture, Bytes, Error, Request, ReqwestTransport, RetryPolicy, Transport,
    TransportError, TransportErrorKind,
};
use crate::server::{Action, Server};

const SECOND: Duration = Duration::from_secs(1);

/// A failure that a client retries.
fn close() -> Action {
    Action::Raw(Vec::new())
}

pub fn stream(text: &'static str) -> Body {
    struct Once(Option<Bytes>);
    impl futures_core::Stream for Once {
        type Item = Result<Bytes, BoxError>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.take().map(Ok))
        }
    }
    Body::stream(Once(Some(text.into())))
}

#[tokio::test]
async fn idempotent_requests_are_repeated_after_certain_statuses() {
    for code in [408, 429, 500, 502, 503, 504] {
        let server = Server::script([status(code), status(code), ok()]).await;
        assert_eq!(client(&server).customers().get("1").await.unwrap().name, "a", "{code}");
        assert_eq!(server.arrived().len(), 3, "{code}");
        assert!(server.arrived().iter().all(|arrived| arrived.header("reb-apikey") == Some(KEY)));

        let server = Server::start(status(code)).await;
        let error = client(&server).customers().get("1").await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (code, 3));
        assert!(error.is_retryable());
        assert_eq!(server.arrived().len(), 3, "{code}");
    }
    for code in [400, 401, 404, 409, 422, 501, 505] {
        let server = Server::start(status(code)).await;
        let error = client(&server).customers().get("1").await.unwrap_err();
        assert!(!error.is_retryable());
        assert_eq!((error.attempts(), server.arrived().len()), (1, 1), "{code}");
    }
}

#[tokio::test]
async fn a_put_is_repeated_with_its_body() {
    let server = Server::script([status(503), ok()]).await;
    client(&server).customers().upsert("1", tag("b")).await.unwrap();
    let bodies: Vec<String> = server.arrived().into_iter().map(|arrived| arrived.body).collect();
    assert_eq!(bodies, [r#"{"name":"b"}"#, r#"{"name":"b"}"#]);
}

#[tokio::test]
async fn a_post_is_not_repeated() {
    for action in
        [408, 429, 500, 502, 503, 504].map(status).into_iter().chain([close(), Action::broken()])
    {
        let server = Server::start(action).await;
        let error = client(&server).payments().refund("1", tag("a")).await.unwrap_err();
        assert!(error.is_retryable() && !error.is_connect(), "{error}");
        assert_eq!((error.attempts(), server.arrived().len()), (1, 1), "{error}");
    }
    let server = Server::start(Action::Stall).await;
    let client = builder(&server).secret_api_key(KEY).attempt_timeout(10 * SECOND).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && !error.is_connect());
    assert_eq!((error.attempts(), server.arrived().len()), (1, 1));
}

#[tokio::test]
async fn a_post_with_an_idempotency_key_is_repeated_with_the_same_key() {
    let server = Server::script([status(503), close(), ok()]).await;
    let client = client(&server);
    client.payments().create(tag("a")).await.unwrap();
    client.payments().create(tag("a")).await.unwrap();
    let arrived = server.arrived();
    let keys: Vec<&str> =
        arrived.iter().map(|arrived| arrived.header("idempotency-key").unwrap()).collect();
    assert_eq!((keys.len(), keys[0], keys[0]), (4, keys[1], keys[2]));
    assert_ne!(keys[0], keys[3]);
    for key in keys {
        let groups: Vec<usize> = key.split('-').map(str::len).collect();
        assert_eq!((groups, &key[14..15]), (vec![8, 4, 4, 4, 12], "4"), "{key}");
        assert!(matches!(&key[19..20], "8" | "9" | "a" | "b"), "{key}");
    }
}

#[tokio::test]
async fn the_callers_own_idempotency_key_is_kept() {
    let server = Server::script([status(500), ok()]).await;
    client(&server).payments().create(tag("a")).idempotency_key("mine").await.unwrap();
    client(&server).payments().create(tag("a")).with_idempotency_key("yours").await.unwrap();
    let keys: Vec<String> = server
        .arrived()
        .iter()
        .map(|arrived| arrived.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["mine", "mine", "yours"]);

    // The document does not declare the header, but the caller sets a key.
    let server = Server::script([status(500), ok()]).await;
    client(&server).payments().refund("1", tag("a")).with_idempotency_key("k").await.unwrap();
    assert!(server.arrived().iter().all(|arrived| arrived.header("idempotency-key") == Some("k")));
    assert_eq!(server.arrived().len(), 2);
    let error = client(&server)
        .payments()
        .refund("1", tag("a"))
        .with_idempotency_key("")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /payments/{id}/refund: the parameter `Idempotency-Key` is empty"
    );
}

#[tokio::test]
async fn a_response_that_breaks_off_is_a_failed_attempt() {
    for action in [Action::broken(), close()] {
        let server = Server::script([action.clone(), action, ok()]).await;
        assert_eq!(client(&server).customers().get("1").await.unwrap().name, "a");
        assert_eq!(server.arrived().len(), 3);
    }
}

#[tokio::test]
async fn an_attempt_that_stalls_is_repeated() {
    let server = Server::script([Action::Stall, ok()]).await;
    let client = builder(&server).secret_api_key(KEY).attempt_timeout(20 * SECOND).build().unwrap();
    assert_eq!(client.customers().get("1").await.unwrap().name, "a");
    assert_eq!(server.arrived().len(), 2);
}

/// The pauses of a call whose first response has this status and these headers.
async fn pauses(code: u16, headers: String) -> Vec<Duration> {
    let limited = Action::response(&format!("{code} X"), &headers, "");
    let server = Server::script([limited, ok()]).await;
    let clock = Still::below(40 * SECOND);
    let client = builder(&server).secret_api_key(KEY).clock(clock.clone()).build().unwrap();
    let result = client.customers().get("1").await;
    assert!(result.is_ok(), "{headers}: {:?}", clock.pauses());
    clock.pauses()
}

#[tokio::test]
async fn what_the_server_asks_for_is_obeyed() {
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let recent = "Date: Fri, 06 Nov 2026 08:49:37 GMT\r\n";
    let valid = [
        (429, "Retry-After: 7".to_owned(), 7.0),
        (503, "Retry-After: 7".to_owned(), 7.0),
        (503, "Retry-After: 0".to_owned(), 0.0),
        (429, "Retry-After: 1.5".to_owned(), 1.5),
        (429, format!("{date}Retry-After: Sun, 06 Nov 1994 08:49:44 GMT"), 7.0),
        (500, format!("{date}Retry-After: Sunday, 06-Nov-94 08:49:44 GMT"), 7.0),
        (502, format!("{date}Retry-After: Sun Nov  6 08:49:44 1994"), 7.0),
        (504, format!("{date}Retry-After: Sun, 06 Nov 1994 08:49:30 GMT"), 0.0),
        (429, format!("{date}Rate-Limit-Reset: Sun, 6 Nov 94 03:49:44 -0500"), 7.0),
        (429, format!("{date}Rate-Limit-Reset: 6 Nov 1994 03:49:44 EST"), 7.0),
        (429, format!("{recent}RateLimit-Reset: 1793954984"), 7.0),
        (429, format!("{recent}X-RateLimit-Reset: 1793954984500"), 7.5),
        (429, "Rate-Limit-Reset: 1000000001".to_owned(), 0.0),
        (429, format!("{date}X-RateLimit-Reset: 1994-11-06T09:49:44.3+01:00"), 7.0),
        (429, "RateLimit-Reset: 7;w=60".to_owned(), 7.0),
        (429, "X-RateLimit-Retry-After: 7".to_owned(), 7.0),
        (429, "Retry-After: 3\r\nRateLimit-Reset: 30".to_owned(), 3.0),
    ];
    // None of these headers contains a valid time.
    let invalid = [
        (429, ""),
        (429, "Retry-After: soon\r\n"),
        (429, "Retry-After: NaN\r\n"),
        (429, "Rate-Limit-Reset: Sun, 99 Nov 1994 08:49:44 GMT\r\n"),
        (503, "RateLimit-Reset: 30\r\n"),
    ];
    let valid = valid.map(|(code, headers, seconds)| (code, format!("{headers}\r\n"), seconds));
    let invalid = invalid.map(|(code, headers)| (code, headers.to_owned(), 0.0));
    let calls = valid.into_iter().chain(invalid).map(|(code, headers, seconds)| {
        (headers.clone(), Duration::from_secs_f64(seconds), tokio::spawn(pauses(code, headers)))
    });
    for (headers, asked, call) in calls.collect::<Vec<_>>() {
        let pauses = call.await.unwrap();
        let expected = asked..=asked + Duration::from_millis(250);
        assert!(
            matches!(pauses[..], [pause] if expected.contains(&pause)),
            "{headers}: {pauses:?}"
        );
    }
}

#[tokio::test]
async fn what_would_take_too_long_is_an_error_at_once() {
    let server = Server::start(Action::response("429 X", "Retry-After: 61\r\n", "")).await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts(), server.arrived().len()),
        (429, 1, 1)
    );
    let error = client(&server)
        .customers()
        .get("1")
        .with_timeout(Duration::MAX)
        .with_retry(RetryPolicy::default().max_elapsed(SECOND * 60));
    assert_eq!(error.await.unwrap_err().attempts(), 1);
    assert_eq!(server.arrived().len(), 2);
}

#[tokio::test]
async fn a_call_without_a_limit_does_not_wait_for_ever() {
    for header in [
        "Retry-After: 900000000",
        "Retry-After: 601",
        "Retry-After: 1e300",
        "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
        "X-RateLimit-Reset: 99999999999999999999",
        "RateLimit-Reset: 18446744073709551615",
    ] {
        let server = Server::start(Action::response("429 X", &format!("{header}\r\n"), "")).await;
        let client = client(&server);
        let call = client.customers().get("1").with_timeout(Duration::MAX);
        let error =
            tokio::time::timeout(20 * SECOND, call.into_future()).await.expect(header).unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (429, 1), "{header}");
    }
}

#[tokio::test]
async fn no_limit_is_too_long_for_a_timer() {
    let server = Server::start(ok()).await;
    let almost = Duration::MAX - Duration::from_nanos(1);
    for limit in
        [almost, almost / 2, Duration::from_secs(u64::MAX), Duration::from_secs(100 * 366 * 86400)]
    {
        let builder = Client::builder().base_url(&server.url).secret_api_key(KEY);
        let client =
            builder.connect_timeout(limit).timeout(limit).attempt_timeout(limit).build().unwrap();
        let policy = RetryPolicy::default()
            .base_delay(limit)
            .max_delay(limit)
            .max_elapsed(limit)
            .max_retry_after(limit);
        client.customers().get("1").with_retry(policy).await.unwrap();
    }
}

#[tokio::test]
async fn pauses_grow_and_are_random() {
    let server = Server::start(status(503)).await;
    let clock = Fast::new();
    let policy = RetryPolicy::default()
        .max_attempts(8)
        .base_delay(SECOND)
        .max_delay(4 * SECOND)
        .max_elapsed(Duration::MAX);
    let client =
        builder(&server).secret_api_key(KEY).clock(clock.clone()).retry(policy).build().unwrap();
    client.customers().get("1").with_timeout(Duration::MAX).await.unwrap_err();
    let pauses = clock.pauses(Duration::MAX);
    assert_eq!((pauses.len(), server.arrived().len()), (7, 8));
    for (pause, most) in pauses.iter().zip([1, 2, 4, 4, 4, 4, 4]) {
        assert!(*pause <= most * SECOND, "{pauses:?}");
    }
    assert!(pauses.windows(2).any(|pair| pair[0] != pair[1]), "{pauses:?}");
}

#[tokio::test]
async fn the_time_in_all_is_a_limit_to_all_attempts() {
    for action in [Action::Stall, status(503), Action::response("503 X", "Retry-After: 9\r\n", "")]
    {
        let server = Server::start(action).await;
        let policy = RetryPolicy::default().max_attempts(1000).base_delay(4 * SECOND);
        let client =
            builder(&server).secret_api_key(KEY).retry(policy).attempt_timeout(10 * SECOND);
        let client = client.timeout(25 * SECOND).build().unwrap();
        let start = Instant::now();
        let error = client.customers().get("1").await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert!(error.attempts() >= 2, "{error}");
        // The last attempt may end before its request has arrived.
        let (arrived, attempts) = (server.arrived().len(), error.attempts() as usize);
        assert!(arrived == attempts || arrived + 1 == attempts, "{arrived} of {attempts}");
    }
}

#[tokio::test]
async fn a_policy_is_for_a_client_or_a_call() {
    let server = Server::start(status(503)).await;
    let never = builder(&server).secret_api_key(KEY).retry(RetryPolicy::never()).build().unwrap();
    assert_eq!(never.customers().get("1").await.unwrap_err().attempts(), 1);
    let twice = RetryPolicy::default().max_attempts(2);
    assert_eq!(never.customers().get("1").with_retry(twice).await.unwrap_err().attempts(), 2);
    let error =
        client(&server).customers().get("1").with_retry(RetryPolicy::never()).await.unwrap_err();
    assert_eq!((error.attempts(), server.arrived().len()), (1, 4));
}

/// Fails to connect this many times.
struct Unreachable(AtomicU32, ReqwestTransport);

impl Transport for Unreachable {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let before =
            self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        match before {
            Ok(_) => Box::pin(async {
                Err(TransportError::new(TransportErrorKind::Connect, "no route"))
            }),
            Err(_) => self.1.send(request),
        }
    }
}

fn unreachable(times: u32) -> Unreachable {
    Unreachable(times.into(), ReqwestTransport::new(None).unwrap())
}

#[tokio::test]
async fn without_a_connection_anything_is_repeated() {
    let server = Server::start(ok()).await;
    let client = builder(&server).secret_api_key(KEY).transport(unreachable(2)).build().unwrap();
    client.payments().refund("1", tag("a")).await.unwrap();
    assert_eq!(server.arrived().len(), 1);

    let client = builder(&server).secret_api_key(KEY).transport(unreachable(9)).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!(error.attempts(), 3);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client =
        Client::builder().clock(Fast::new()).base_url(url).secret_api_key(KEY).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn without_a_connection_after_a_redirect_a_post_is_not_repeated() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"}") {
            stream.read_buf(&mut bytes).await.unwrap();
        }
        let response = "HTTP/1.1 303 See Other\r\nlocation: /done\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(response.as_bytes()).await.unwrap();
    });
    let client =
        Client::builder().clock(Fast::new()).base_url(url).secret_api_key(KEY).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert!(!error.is_connect() && matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = Server::start(status(503)).await;
    let error = client(&server).payments().replace(stream("x")).await.unwrap_err();
    assert_eq!((error.attempts(), server.arrived().len()), (1, 1));
    let error = client(&server).payments().replace(Bytes::from("x")).await.unwrap_err();
    assert_eq!((error.attempts(), server.arrived().len()), (3, 4));

    let client = builder(&server).secret_api_key(KEY).transport(unreachable(1)).build().unwrap();
    assert!(client.payments().replace(stream("x")).await.unwrap_err().is_connect());
    assert_eq!(server.arrived().len(), 4);

    let call = client.payments().replace(stream("x"));
    assert!(call.call.try_clone().is_none());
    let error = call.clone().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT /payments: the body is a stream, which can be sent only once"
    );
    assert_eq!((error.attempts(), server.arrived().len()), (0, 4));
    assert!(matches!(error, Error::Request(_)));
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_nothing_behind() {
    let transport = Arc::new(ReqwestTransport::new(None).unwrap());
    let server =
        Server::script([Action::response("503 X", "Retry-After: 30\r\n", ""), Action::Stall]).await;
    let client = builder(&server).secret_api_key(KEY).transport(transport.clone()).build().unwrap();
    for _ in 0..2 {
        // The deadline passes during a pause, and during an attempt.
        let call = tokio::spawn(client.customers().get("1").into_future());
        tokio::time::sleep(Duration::from_millis(100)).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    drop(client);
    assert_eq!(Arc::strong_count(&transport), 1);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(server.arrived().len(), 2);
}

#[test]
fn without_a_clock_that_waits_nothing_is_repeated() {
    struct Double(Arc<AtomicU32>);
    impl Transport for Double {
        fn send(
            &self,
            _: http::Request<Body>,
        ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let mut response = http::Response::new(Body::empty());
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            Box::pin(async { Ok(response) })
        }
    }
    let sent = Arc::new(AtomicU32::new(0));
    let builder = Client::builder().base_url("https://example.com").secret_api_key(KEY);
    let client = builder.transport(Double(sent.clone())).build().unwrap();
    // Outside a Tokio runtime.
    let mut call = std::pin::pin!(client.customers().get("1").into_future());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else {
        panic!("no response")
    };
    assert_eq!((error.attempts(), sent.load(Ordering::Relaxed)), (1, 1));
}
