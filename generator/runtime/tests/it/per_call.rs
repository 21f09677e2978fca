//! Settings of a single call, and raw responses.

use std::time::Duration;

use crate::fast::{KEY, builder, client, ok, said, status, tag};
use crate::runtime::{Error, Request};
use crate::server::{Action, Server};

#[tokio::test]
async fn headers_and_query_are_added() {
    let server = Server::start(ok()).await;
    let call = client(&server).customers().get("1").expand("a").organization_id("org");
    let call = call
        .with_header("X-Trace", "1")
        .with_header("x-trace", "2")
        .with_header("Accept", "application/x");
    let call = call.session("s").with_header("Cookie", "more=1").with_header("user-agent", "me");
    call.with_header("organization-id", "other")
        .with_query("b c", "d&e")
        .with_query("expand", "f")
        .await
        .unwrap();
    let arrived = server.only();
    assert_eq!(arrived.line(), "GET /customers/1?expand=a&b%20c=d%26e&expand=f HTTP/1.1");
    for (name, value) in [
        ("x-trace", "2"),
        ("accept", "application/x"),
        ("user-agent", "me"),
        ("organization-id", "other"),
        ("cookie", "session=s; more=1"),
        ("reb-apikey", KEY),
    ] {
        assert_eq!(arrived.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn what_cannot_be_sent_or_replaces_a_credential_is_rejected() {
    let server = Server::start(ok()).await;
    for (name, value, reason) in [
        ("x y", "1", "the header `x y` has a name that is not valid"),
        ("a\r\nb", "1", r"the header `a\r\nb` has a name that is not valid"),
        ("x", "1\r\ny: 2", "the header `x` contains characters that are not allowed in headers"),
        ("Host", "evil.example", "the header `Host` is set by the transport"),
        ("content-length", "1", "the header `content-length` is set by the transport"),
        (
            "Reb-ApiKey",
            "other",
            "the header `reb-apikey` carries the client's credential; use `with_credential` to replace it",
        ),
    ] {
        let error =
            client(&server).customers().get("1").with_header(name, value).await.unwrap_err();
        assert_eq!(error.to_string(), format!("GET /customers/{{id}}: {reason}"));
        assert!(matches!(error, Error::Request(_)) && !error.is_retryable());
        assert!(!said(&error).contains("evil") && !said(&error).contains(KEY));
    }
    let jwt = builder(&server).jwt("t").build().unwrap();
    let error = jwt
        .payments()
        .refund("1", tag("a"))
        .with_header("Authorization", "Bearer u")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("`authorization` carries the client's credential"),
        "{error}"
    );
    let query = builder(&server).query_key(KEY).build().unwrap();
    let error =
        query.payments().refund("1", tag("a")).with_query("api_key", "x").await.unwrap_err();
    assert!(error.to_string().contains("the query parameter `api_key` carries"), "{error}");
    assert!(server.arrived().is_empty());

    // A header that carries no credential of this call can be set.
    client(&server).customers().get("1").with_header("Authorization", "Bearer u").await.unwrap();
    assert_eq!(server.only().header("authorization"), Some("Bearer u"));
}

#[tokio::test]
async fn time_and_size_have_limits_of_their_own() {
    let server = Server::start(Action::Stall).await;
    let error = client(&server)
        .customers()
        .get("1")
        .with_timeout(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), server.arrived().len()), (1, 1));
    let call = client(&server).customers().get("1").with_attempt_timeout(Duration::from_secs(5));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), server.arrived().len()), (3, 4));

    let server = Server::start(ok()).await;
    let small = builder(&server).secret_api_key(KEY).max_response_bytes(3).build().unwrap();
    assert!(
        matches!(small.customers().get("1").await, Err(Error::Decode(error)) if error.is_too_large())
    );
    assert!(small.customers().get("1").with_max_response_bytes(1000).await.is_ok());
}

#[tokio::test]
async fn errors_keep_so_much_of_a_response() {
    let long = "x".repeat(200_000);
    for code in ["404 X", "300 X"] {
        let server = Server::start(Action::response(code, "", &long)).await;
        let Err(Error::Api(error)) = client(&server).payments().refund("1", tag("a")).await else {
            panic!("{code}")
        };
        assert_eq!((error.raw().len(), error.body().0.len()), (64 * 1024, 64 * 1024), "{code}");
        assert!(!error.to_string().contains('\n') && error.attempts() == 1);
    }
    let server = Server::start(Action::response("200 OK", "", &long)).await;
    let client = builder(&server).secret_api_key(KEY).max_error_bytes(10).build().unwrap();
    let Err(Error::Decode(error)) = client.payments().refund("1", tag("a")).await else {
        panic!("decoded")
    };
    assert_eq!((error.raw().len(), error.is_too_large(), error.attempts()), (10, false, 1));
}

#[tokio::test]
async fn the_response_can_be_had_as_it_is() {
    let server =
        Server::script([status(503), Action::response("404 Not Found", "x-y: 1\r\n", "raw")]).await;
    let response =
        client(&server).customers().get("1").with_header("x-z", "2").raw().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-y"]),
        (404, &"1".parse().unwrap())
    );
    let mut body = response.into_body();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "raw");
    assert!(body.chunk().await.is_none());
    assert!(
        server
            .arrived()
            .iter()
            .all(|it| it.header("reb-apikey") == Some(KEY) && it.header("x-z") == Some("2"))
    );
    assert_eq!(server.arrived().len(), 2);

    // Limits on size and time do not apply to a stream.
    let server = Server::start(Action::response("200 OK", "", &"x".repeat(100_000))).await;
    let client = builder(&server)
        .secret_api_key(KEY)
        .max_response_bytes(10)
        .timeout(Duration::from_secs(10));
    let mut body = client.build().unwrap().customers().get("1").raw().await.unwrap().into_body();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut length = 0;
    while let Some(chunk) = body.chunk().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, 100_000);

    // A response that does not arrive in time, and a request that cannot be sent.
    let server = Server::start(Action::Stall).await;
    let client =
        builder(&server).secret_api_key(KEY).timeout(Duration::from_secs(5)).build().unwrap();
    assert!(client.customers().get("1").raw().await.unwrap_err().is_timeout());
    assert!(matches!(client.customers().get("").raw().await, Err(Error::Request(_))));
}
