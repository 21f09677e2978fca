//! Servers that misbehave: the result of a call, and how often its request arrives. The tables are
//! the specification.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::fast::{KEY, builder, ok, status, tag};
use crate::runtime::{Credential, Error, ReqwestTransport, Response};
use crate::server::{Action, Server};
use crate::types::Tag;

const SECOND: Duration = Duration::from_secs(1);

/// A result as a short text.
fn said<H, E: Debug>(result: Result<Response<Tag, H>, Error<E>>) -> String {
    match result {
        Ok(tag) => format!("ok {}", tag.name),
        Err(Error::Api(error)) => format!("status {}", error.status().as_u16()),
        Err(Error::Timeout(_)) => "timeout".to_owned(),
        Err(Error::Transport(error)) => format!("{:?}", error.kind()),
        Err(Error::Decode(error)) if error.is_too_large() => "too large".to_owned(),
        Err(Error::Decode(error)) => {
            assert!(!error.raw().is_empty(), "what came is kept");
            format!("decode at {}", error.path())
        }
        Err(error) => format!("{error:?}"),
    }
}

fn raw(text: &str) -> Action {
    Action::Raw(text.as_bytes().to_vec())
}

fn hang(text: &str) -> Action {
    Action::Hang(text.as_bytes().to_vec())
}

fn drip(pause: Duration) -> Action {
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"name\":\"a\"}";
    Action::Drip(response.as_bytes().to_vec(), pause)
}

fn limited(code: u16, header: &str) -> Action {
    Action::response(&format!("{code} X"), &format!("{header}\r\n"), "")
}

/// `{"name":"a"}`, as `gzip -9n` writes it.
const GZIP: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0x4b, 0xcc, 0x4d,
    0x55, 0xb2, 0x52, 0x4a, 0x54, 0xaa, 0x05, 0x00, 0x96, 0x2b, 0x76, 0x8d, 0x0c, 0x00, 0x00, 0x00,
];

fn gzip() -> Action {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        GZIP.len()
    );
    Action::Raw([head.as_bytes(), GZIP].concat())
}

/// What a server does with each connection (the last entry repeats), and the result and the number
/// of requests for a GET, a POST, and a POST with an `Idempotency-Key`.
type Row = (&'static str, Vec<Action>, [(&'static str, usize); 3]);

#[rustfmt::skip]
fn table() -> Vec<Row> {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    let late = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:39 GMT";
    let big = format!("{{\"name\":\"{}\"}}", "x".repeat(5000));
    let unzipped = if cfg!(feature = "gzip") { ("ok a", 1) } else { ("decode at $", 1) };
    vec![
        // the server … does this GET POST POST with a key
        ("responds",                               vec![ok()],                                 [("ok a", 1),        ("ok a", 1),        ("ok a", 1)]),
        ("closes before a response",               vec![raw("")],                              [("Other", 3),       ("Other", 1),       ("Other", 3)]),
        ("closes once, then responds",             vec![raw(""), ok()],                        [("ok a", 2),        ("Other", 1),       ("ok a", 2)]),
        ("closes in the head",                     vec![raw("HTTP/1.1 200 OK\r\nconte")],      [("Other", 3),       ("Other", 1),       ("Other", 3)]),
        ("closes in the body",                     vec![Action::broken()],                     [("Body", 3),        ("Body", 1),        ("Body", 3)]),
        ("speaks no HTTP",                         vec![raw("220 smtp ready\r\n")],            [("Other", 3),       ("Other", 1),       ("Other", 3)]),
        ("stalls",                                 vec![Action::Stall],                        [("timeout", 3),     ("timeout", 1),     ("timeout", 3)]),
        ("stalls once, then responds",             vec![Action::Stall, ok()],                  [("ok a", 2),        ("timeout", 1),     ("ok a", 2)]),
        ("stalls in the body",                     vec![hang(head)],                           [("timeout", 3),     ("timeout", 1),     ("timeout", 3)]),
        ("drips within the time",                  vec![drip(SECOND / 1000)],                  [("ok a", 1),        ("ok a", 1),        ("ok a", 1)]),
        ("drips longer than that",                 vec![drip(SECOND / 50)],                    [("timeout", 3),     ("timeout", 1),     ("timeout", 3)]),
        ("is limited",                             vec![status(429)],                          [("status 429", 3),  ("status 429", 1),  ("status 429", 3)]),
        ("is limited, says seconds",               vec![limited(429, "Retry-After: 2"), ok()], [("ok a", 2),        ("ok a", 2),        ("ok a", 2)]),
        ("is limited, says a date",                vec![limited(429, late), ok()],             [("ok a", 2),        ("ok a", 2),        ("ok a", 2)]),
        ("is limited, says when it is over",       vec![limited(429, "Rate-Limit-Reset: 2"), ok()], [("ok a", 2),   ("status 429", 1),  ("ok a", 2)]),
        ("is limited for longer than the call",    vec![limited(429, "Retry-After: 999"), ok()],[("status 429", 1),  ("status 429", 1),  ("status 429", 1)]),
        ("is down twice, then responds",           vec![status(503), status(503), ok()],       [("ok a", 3),        ("status 503", 1),  ("ok a", 3)]),
        ("is down",                                vec![status(503)],                          [("status 503", 3),  ("status 503", 1),  ("status 503", 3)]),
        ("forbids",                                vec![status(403)],                          [("status 403", 1),  ("status 403", 1),  ("status 403", 1)]),
        ("has half of the JSON",                   vec![Action::response("200 OK", "", "{\"na")], [("decode at $", 1), ("decode at $", 1), ("decode at $", 1)]),
        ("has JSON of another type",               vec![Action::response("200 OK", "", "{\"name\":3}")], [("decode at $.name", 1), ("decode at $.name", 1), ("decode at $.name", 1)]),
        ("has no JSON",                            vec![Action::response("200 OK", "", "<html>")],[("decode at $", 1), ("decode at $", 1), ("decode at $", 1)]),
        ("says more than the limit",               vec![Action::response("200 OK", "", &big)],   [("too large", 1),   ("too large", 1),   ("too large", 1)]),
        ("compresses",                             vec![gzip()],                               [unzipped,           unzipped,           unzipped]),
        ("redirects in circles",                   vec![limited(307, "Location: /around")],    [("status 307", 11), ("status 307", 11), ("status 307", 11)]),
        ("redirects, then responds",               vec![limited(307, "Location: /b"), ok()],   [("ok a", 2),        ("ok a", 2),        ("ok a", 2)]),
        ("redirects, then closes",                 vec![limited(307, "Location: /b"), raw(""), ok()], [("ok a", 3), ("Other", 2),       ("ok a", 3)]),
    ]
}

/// The result of a call of one kind, and the number of requests that arrive.
async fn call(
    actions: Vec<Action>,
    kind: usize,
    transport: Arc<ReqwestTransport>,
) -> (String, usize) {
    let server = Server::script(actions).await;
    // The clock is a hundred times as fast.
    let client =
        builder(&server).secret_api_key(KEY).attempt_timeout(60 * SECOND).timeout(240 * SECOND);
    let client = client.max_response_bytes(4096).transport(transport).build().unwrap();
    let said = match kind {
        0 => said(client.customers().get("1").await),
        1 => said(client.payments().refund("1", tag("a")).await),
        _ => said(client.payments().create(tag("a")).await),
    };
    (said, server.arrived().len())
}

#[tokio::test]
async fn each_call_ends_as_it_should_and_no_request_arrives_too_often() {
    let transport = Arc::new(ReqwestTransport::new(None).unwrap());
    let rows = table().into_iter().map(|(name, actions, expected)| {
        let calls =
            [0, 1, 2].map(|kind| tokio::spawn(call(actions.clone(), kind, transport.clone())));
        (name, calls, expected)
    });
    let mut wrong = Vec::new();
    for (name, calls, expected) in rows.collect::<Vec<_>>() {
        let expected = expected.map(|(said, arrived)| (said.to_owned(), arrived));
        let mut seen = Vec::new();
        for call in calls {
            seen.push(call.await.unwrap());
        }
        if seen != expected {
            wrong.push(format!(
                "a server that {name}:\n  expected {expected:?}\n  seen     {seen:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn only_with_the_feature_a_response_is_asked_for_that_is_compressed() {
    let server = Server::start(gzip()).await;
    let client = builder(&server).secret_api_key(KEY).build().unwrap();
    let result = client.customers().get("1").await;
    let asked = server.only().header("accept-encoding").map(str::to_owned);
    if cfg!(feature = "gzip") {
        assert_eq!((result.unwrap().name.as_str(), asked.as_deref()), ("a", Some("gzip")));
    } else {
        let Err(Error::Decode(error)) = result else { panic!("{result:?}") };
        let said = "GET /customers/{id}: the server responded with 200 OK, but the body is encoded as `gzip`, which the client did not ask for";
        assert_eq!((error.to_string().as_str(), asked), (said, None));
        assert_eq!(error.raw(), GZIP);
    }
}

/// The location of a key in the client's request.
fn with_key(server: &Server, location: &str, transport: &Arc<ReqwestTransport>) -> Client {
    let builder = builder(server).transport(transport.clone());
    let builder = match location {
        "header" => builder.secret_api_key(KEY),
        "query" => builder.credential("SecretApiKey", Credential::api_key_query("api_key", KEY)),
        "cookie" => builder.credential("SecretApiKey", Credential::api_key_cookie("key", KEY)),
        "bearer" => builder.jwt(KEY),
        _ => builder.credential("SecretApiKey", Credential::basic("user", KEY)),
    };
    builder.build().unwrap()
}

#[tokio::test]
async fn nothing_arrives_at_another_origin() {
    let transport = Arc::new(ReqwestTransport::new(None).unwrap());
    for code in [301, 302, 303, 307, 308] {
        for location in ["header", "query", "cookie", "bearer", "basic"] {
            let other = Server::start(ok()).await;
            for target in [other.url.clone(), other.url.replace("127.0.0.1", "localhost")] {
                let away = Action::response(
                    &format!("{code} X"),
                    &format!("Location: {target}/stolen\r\n"),
                    "",
                );
                // A redirect to another origin, directly and after one within the origin.
                for script in [vec![away.clone()], vec![limited(code, "Location: /here"), away]] {
                    let (case, home) = (format!("{code}, key in the {location}"), script.len());
                    let server = Server::script(script.clone()).await;
                    let client = with_key(&server, location, &transport);
                    assert_eq!(
                        said(client.customers().get("1").await),
                        format!("status {code}"),
                        "{case}"
                    );
                    assert_eq!(server.arrived().len(), home, "{case}");
                    assert!(
                        server.arrived().iter().any(|request| request.head.contains("customers/1")),
                        "{case}"
                    );
                    let server = Server::script(script).await;
                    let client = with_key(&server, location, &transport);
                    assert_eq!(
                        said(client.payments().refund("1", tag("a")).await),
                        format!("status {code}"),
                        "{case}"
                    );
                    assert_eq!(server.arrived().len(), home, "{case}");
                }
            }
            assert_eq!(other.arrived().len(), 0, "{code}, key in the {location}");
        }
    }
}
