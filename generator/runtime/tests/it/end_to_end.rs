//! Calls against a real HTTP server on loopback.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::time::Duration;

use serde_json::json;

use crate::client::{Client, ClientBuilder};
use crate::customers::{GetCustomerError, UpsertCustomerResponse};
use crate::runtime::{Body, BoxFuture, Bytes, Error, File, Transport, TransportError};
use crate::server::{Action, Server};
use crate::types::{Tag, Upload};

const KEY: &str = "sk_live_very-secret";

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.url)
}

fn client(server: &Server) -> Client {
    builder(server).secret_api_key(KEY).build().unwrap()
}

fn tag(name: &str) -> Tag {
    Tag { name: name.into(), ..Tag::default() }
}

fn upload() -> Upload {
    Upload {
        title: "Über & mehr".into(),
        labels: Some(vec!["a b".into(), "c".into()]),
        meta: Some(tag("m")),
        file: None,
        additional_properties: BTreeMap::from([("custom_x".to_owned(), "1".to_owned())]),
    }
}

/// An error in all its representations.
fn said<E: std::fmt::Debug>(error: &Error<E>) -> String {
    let mut said = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        said.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    said
}

#[tokio::test]
async fn path_query_header_cookie_and_credential_arrive() {
    let server = Server::responding(
        "200 OK",
        "rate-limit-limit: 60\r\nx-request-id: req_1\r\n",
        r#"{"name":"a","x":1}"#,
    )
    .await;
    let customers = client(&server).customers();
    let call = customers
        .get("cus/1 ü")
        .expand("a&b")
        .sort(vec!["-id".into(), "name".into()])
        .q("x:y/z")
        .r#where(tag("n"));
    let response = call.organization_id("org 1").session("s;1").await.unwrap();

    let arrived = server.only();
    assert_eq!(
        arrived.line(),
        "GET /customers/cus%2F1%20%C3%BC?expand=a%26b&sort=-id,name&q=x:y/z&where=%7B%22name%22%3A%22n%22%7D HTTP/1.1"
    );
    assert_eq!(arrived.header("organization-id"), Some("org 1"));
    assert_eq!(arrived.header("cookie"), Some("session=s%3B1"));
    assert_eq!(arrived.header("reb-apikey"), Some(KEY));
    assert_eq!(arrived.header("accept"), Some("application/json"));
    assert_eq!(arrived.header("user-agent"), Some("customer-timeline/0.1.0"));
    assert_eq!(arrived.header("content-type"), None);

    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("req_1")));
    assert_eq!(response.headers().rate_limit_limit, Some(60));
    assert_eq!(response.raw_headers()["rate-limit-limit"], "60");
    assert_eq!((response.name.as_str(), &response.additional_properties["x"]), ("a", &json!(1)));
    assert_eq!(response.map(|tag| tag.name).into_inner(), "a");
}

#[tokio::test]
async fn a_json_body_arrives_and_each_success_has_its_variant() {
    for (status, body, expected) in [
        ("200 OK", r#"{"name":"a"}"#, UpsertCustomerResponse::Ok(tag("a"))),
        ("201 Created", r#"{"name":"a"}"#, UpsertCustomerResponse::Created(tag("a"))),
        ("204 No Content", "", UpsertCustomerResponse::NoContent),
        ("206 Partial Content", "xyz", UpsertCustomerResponse::Other(Bytes::from("xyz"))),
    ] {
        let server = Server::responding(status, "", body).await;
        let client = builder(&server).build().unwrap();
        let response = client.customers().upsert("1", tag("a")).await.unwrap();
        assert_eq!(response.into_inner(), expected);
        let arrived = server.only();
        assert_eq!(
            (arrived.line(), arrived.body.as_str()),
            ("PUT /customers/1 HTTP/1.1", r#"{"name":"a"}"#)
        );
        assert_eq!(arrived.header("content-type"), Some("application/merge-patch+json"));
        assert_eq!(arrived.header("content-length"), Some("12"));
    }
}

#[tokio::test]
async fn a_form_arrives() {
    let server = Server::responding("204 No Content", "", "").await;
    builder(&server).build().unwrap().customers().submit(upload()).await.unwrap();
    let arrived = server.only();
    assert_eq!(arrived.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(arrived.header("accept"), Some("*/*"));
    assert_eq!(
        arrived.body,
        "title=%C3%9Cber%20%26%20mehr&labels=a%20b&labels=c&meta=%7B%22name%22%3A%22m%22%7D&custom_x=1"
    );
}

#[tokio::test]
async fn a_multipart_form_arrives_byte_for_byte() {
    let server = Server::responding("204 No Content", "", "").await;
    let file = File::new("\r\n--x\r\nPNG").file_name("a\"ü.png");
    builder(&server)
        .build()
        .unwrap()
        .customers()
        .upload(Upload { file: Some(file), ..upload() })
        .await
        .unwrap();
    let arrived = server.only();
    let boundary = arrived
        .header("content-type")
        .unwrap()
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let parts = [
        "Content-Disposition: form-data; name=\"title\"\r\n\r\nÜber & mehr",
        "Content-Disposition: form-data; name=\"labels\"\r\n\r\na b",
        "Content-Disposition: form-data; name=\"labels\"\r\n\r\nc",
        "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"m\"}",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a%22ü.png\"\r\nContent-Type: image/png\r\n\r\n\r\n--x\r\nPNG",
        "Content-Disposition: form-data; name=\"custom_x\"\r\n\r\n1",
    ];
    let expected: String = parts.iter().map(|part| format!("--{boundary}\r\n{part}\r\n")).collect();
    assert_eq!(arrived.body, format!("{expected}--{boundary}--\r\n"));
}

#[tokio::test]
async fn what_no_header_of_a_part_can_hold_is_rejected() {
    let server = Server::responding("204 No Content", "", "").await;
    let client = builder(&server).build().unwrap();
    let file = || File::new("x").file_name("a.txt");
    let with = |file: File| Upload { file: Some(file), ..upload() };
    let mut named = upload();
    named.additional_properties.insert("custom\r\nX-Evil: 1".into(), "x".into());
    let mut rejected = vec![(named, "the name of a part contains a control character")];
    for control in ["\r\nX-Evil: 1", "\n", "\r", "\0", "\u{1b}[2J", "\u{7f}", "\u{85}"] {
        let name = format!("a{control}.png");
        rejected.push((
            with(file().file_name(name)),
            "the name of a file contains a control character",
        ));
        let media_type = format!("image/png{control}");
        rejected.push((
            with(file().content_type(media_type)),
            "the media type of the part `file` is not valid",
        ));
    }
    for (body, reason) in rejected {
        let error = client.customers().upload(body).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("POST /files: the body cannot be written as a form: {reason}")
        );
    }
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_documented_error_is_typed() {
    let server =
        Server::responding("401 Unauthorized", "x-request-id: req_9\r\n", r#"{"name":"no"}"#).await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.request_id()), (401, Some("req_9")));
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 401 Unauthorized (request req_9)"
    );
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.body(), &GetCustomerError::Unauthorized(tag("no")));
    assert_eq!(error.raw(), r#"{"name":"no"}"#);
    assert_eq!(error.headers()["x-request-id"], "req_9");
}

#[tokio::test]
async fn an_error_that_the_document_does_not_know_keeps_what_the_server_said() {
    for (status, body, expected) in [
        ("401 Unauthorized", "<html>", GetCustomerError::Unknown(Bytes::from("<html>"))),
        ("403 Forbidden", "whatever", GetCustomerError::Forbidden),
        ("418 I'm a teapot", "short", GetCustomerError::Unknown(Bytes::from("short"))),
        ("300 Odd", r#"{"name":"a"}"#, GetCustomerError::Unknown(Bytes::from(r#"{"name":"a"}"#))),
    ] {
        let server = Server::responding(status, "", body).await;
        let Err(Error::Api(error)) = client(&server).customers().get("1").await else {
            panic!("not an API error")
        };
        assert_eq!(error.into_body(), expected, "{status}");
    }
}

#[tokio::test]
async fn a_response_that_does_not_fit_says_where_and_keeps_all() {
    let server = Server::responding(
        "200 OK",
        "x-request-id: req_2\r\n",
        r#"{"id":"1","name":{"first":"a"}}"#,
    )
    .await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 200 OK, but the body cannot be read at $.name: invalid type: map, expected a string at line 1 column 17 \
         (request req_2)"
    );
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(
        (error.path(), error.status().as_u16(), error.request_id()),
        ("$.name", 200, Some("req_2"))
    );
    assert_eq!(error.raw(), r#"{"id":"1","name":{"first":"a"}}"#);
    assert!(
        error.parser_error().unwrap().downcast_ref::<serde_json::Error>().is_some()
            && !error.is_too_large()
    );
}

#[tokio::test]
async fn a_response_over_the_limit_is_cut_off() {
    let server =
        Server::responding("200 OK", "", &format!(r#"{{"name":"{}"}}"#, "a".repeat(100_000))).await;
    let limited =
        |limit| builder(&server).secret_api_key(KEY).max_response_bytes(limit).build().unwrap();
    let error = limited(1000).customers().get("1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 200 OK, but the body is larger than the client's limit"
    );
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert!(error.is_too_large());
    assert_eq!(error.raw().len(), 1000);
    assert!(limited(100_011).customers().get("1").await.is_ok());
    assert!(limited(100_010).customers().get("1").await.is_err());

    let server = Server::responding("500 Internal Server Error", "", "0123456789").await;
    let client = builder(&server).secret_api_key(KEY).max_response_bytes(4).build().unwrap();
    let Err(Error::Api(error)) = client.customers().get("1").await else {
        panic!("not an API error")
    };
    assert_eq!(error.body(), &GetCustomerError::Unknown(Bytes::from("0123")));
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let other = Server::responding("200 OK", "", r#"{"name":"a"}"#).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        let server =
            Server::responding(status, &format!("location: {}/customers/1\r\n", other.url), "")
                .await;
        let Err(Error::Api(error)) = client(&server).customers().get("1").await else {
            panic!("followed")
        };
        assert!(error.status().is_redirection());
        assert!(error.to_string().ends_with(": the redirect was not followed"), "{error}");
        assert_eq!(server.only().header("reb-apikey"), Some(KEY));
    }
    assert!(other.arrived().is_empty());
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_but_not_forever() {
    let server = Server::responding("302 Found", "location: /customers/2\r\n", "").await;
    let Err(Error::Api(error)) = client(&server).customers().get("1").await else {
        panic!("followed")
    };
    assert_eq!(error.status().as_u16(), 302);
    let arrived = server.arrived();
    assert_eq!((arrived.len(), arrived[1].line()), (11, "GET /customers/2 HTTP/1.1"));
    assert!(
        arrived.iter().all(|arrived| arrived.header("referer").is_none()
            && arrived.header("reb-apikey") == Some(KEY))
    );
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent() {
    let server = Server::responding("200 OK", "", r#"{"name":"a"}"#).await;
    let error =
        builder(&server).query_key(KEY).build().unwrap().customers().get("1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: no credential is configured; the operation needs SecretApiKey, or JWT"
    );
    assert!(matches!(&error, Error::Request(error) if error.is_missing_credential()));
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn the_first_complete_alternative_is_used() {
    let server = Server::responding("200 OK", "", r#"{"name":"a"}"#).await;
    let last = |server: &Server| server.arrived().pop().unwrap();

    builder(&server).jwt("t.o.k").build().unwrap().customers().get("1").await.unwrap();
    assert_eq!(
        (last(&server).header("authorization"), last(&server).header("reb-apikey")),
        (Some("Bearer t.o.k"), None)
    );
    builder(&server)
        .jwt("t.o.k")
        .secret_api_key("old")
        .secret_api_key(KEY)
        .build()
        .unwrap()
        .customers()
        .get("1")
        .await
        .unwrap();
    assert_eq!(
        (last(&server).header("authorization"), last(&server).header("reb-apikey")),
        (None, Some(KEY))
    );

    builder(&server)
        .query_key("k&y")
        .basic("user", "pass:word")
        .build()
        .unwrap()
        .customers()
        .upsert("1", tag("a"))
        .await
        .unwrap();
    assert_eq!(last(&server).line(), "PUT /customers/1?api_key=k%26y HTTP/1.1");
    assert_eq!(last(&server).header("authorization"), Some("Basic dXNlcjpwYXNzOndvcmQ="));
    builder(&server)
        .query_key(KEY)
        .build()
        .unwrap()
        .customers()
        .upsert("1", tag("a"))
        .await
        .unwrap();
    assert_eq!(last(&server).line(), "PUT /customers/1 HTTP/1.1");
}

#[tokio::test]
async fn arguments_that_make_another_path_are_rejected() {
    let server = Server::responding("200 OK", "", r#"{"name":"a"}"#).await;
    let customers = client(&server).customers();
    for id in ["", ".", ".."] {
        let error = customers.get(id).await.unwrap_err();
        assert!(
            error.to_string().starts_with("GET /customers/{id}: the parameter `id` "),
            "{error}"
        );
        assert!(matches!(&error, Error::Request(error) if error.parameter() == Some("id")));
    }
    assert!(server.arrived().is_empty());
    for (id, path) in [
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
        ("../x", "..%2Fx"),
        ("..\\", "..%5C"),
        (" ", "%20"),
        ("a?b#c", "a%3Fb%23c"),
    ] {
        customers.get(id).await.unwrap();
        assert_eq!(
            server.arrived().pop().unwrap().line(),
            format!("GET /customers/{path} HTTP/1.1")
        );
    }
}

#[tokio::test]
async fn what_a_header_cannot_hold_is_rejected() {
    let server = Server::responding("200 OK", "", r#"{"name":"a"}"#).await;
    let error =
        client(&server).customers().get("1").organization_id("a\r\nx: y").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the parameter `Organization-Id` contains characters that are not allowed in headers"
    );
    let error = builder(&server)
        .secret_api_key("sk_live_very-secret\n")
        .build()
        .unwrap()
        .customers()
        .get("1")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the credential for `REB-APIKEY` contains characters that are not allowed there"
    );
    assert!(!said(&error).contains("secret"));
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn time_runs_out() {
    let server = Server::start(Action::Stall).await;
    let client = builder(&server)
        .query_key(KEY)
        .basic("u", KEY)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let error = client.customers().upsert("1", tag("a")).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.is_timeout() && !error.is_connect());
    assert_eq!(error.to_string(), "PUT /customers/{id}: the server did not respond in time");
    assert!(!said(&error).contains("secret"), "{}", said(&error));

    let server =
        Server::start(Action::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"na".into()))
            .await;
    let error = builder(&server)
        .secret_api_key(KEY)
        .build()
        .unwrap()
        .customers()
        .get("1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
    assert_eq!(error.to_string(), "GET /customers/{id}: the response could not be read to its end");
}

#[tokio::test]
async fn no_server_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder().base_url(url).query_key(KEY).basic("u", KEY).build().unwrap();
    let error = client.customers().upsert("1", tag("a")).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!(error.to_string(), "PUT /customers/{id}: cannot connect to the server");
    assert!(error.source().is_some() && !said(&error).contains("secret"), "{}", said(&error));
}

#[test]
fn nothing_shows_a_credential() {
    let builder = || {
        Client::builder()
            .base_url("https://api.example.com/")
            .secret_api_key(KEY)
            .jwt(KEY)
            .basic("u", KEY)
            .query_key(KEY)
    };
    let client = builder().build().unwrap();
    let call = client.customers().get("id-of-a-person").session(KEY);
    for shown in [
        format!("{:?}", builder()),
        format!("{client:?}"),
        format!("{:?}", client.customers()),
        format!("{call:#?}"),
    ] {
        assert!(!shown.contains(KEY) && !shown.contains("person"), "{shown}");
    }
    assert_eq!(
        format!("{call:?}"),
        r#"GetCustomer { call: Call { operation: "getCustomer", request: GET /customers/{id}, parameters: ["id", "session"], has_body: false, .. } }"#
    );
    let credential = crate::runtime::Credential::basic("user", KEY);
    assert_eq!(
        format!("{credential:?}"),
        r#"Credential { location: Http("Basic"), source: Secret(…) }"#
    );
}

#[test]
fn a_client_needs_a_server() {
    let build = |url: &str| {
        Client::builder().base_url(url).build().map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(
        Client::builder().build().unwrap_err().to_string(),
        "no base URL is set: call `base_url` of the builder, or `server` if it has that"
    );
    for (url, reason) in [
        ("/v1", "does not begin with `https://` or `http://`"),
        ("ftp://example.com", "does not begin with `https://` or `http://`"),
        ("https://example.com:99999", "has a port that is not valid"),
        ("https://[::1]:65536/v1", "has a port that is not valid"),
        ("https://example.com/?key=1", "has a query or a fragment"),
        ("https://example.com/#x", "has a query or a fragment"),
        (
            "https://user:pass@example.com",
            "contains a user or a password; give credentials to the builder",
        ),
        ("https://exa mple.com", "is not a valid URL"),
        ("", "is not a valid URL"),
    ] {
        assert_eq!(build(url), Err(format!("the base URL {reason}")), "{url}");
    }
    assert_eq!(build("https://example.com:8443/v1/"), Ok(()));
    for valid in ["https://example.com:443", "https://[::1]:65535", "https://[::1]/", "http://a:"] {
        assert!(Client::builder().base_url(valid).build().is_ok(), "{valid}");
    }
    assert!(Client::builder().base_url("https://example.com").user_agent("a\nb").build().is_err());
}

/// A transport that responds without a network.
struct Double;

impl Transport for Double {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        assert_eq!(request.uri(), "https://example.com/v1/customers/1");
        Box::pin(async { Ok(http::Response::new(Body::from(r#"{"name":"double"}"#.to_owned()))) })
    }
}

#[tokio::test]
async fn a_transport_can_be_swapped_and_futures_can_be_spawned() {
    let client = Client::builder()
        .base_url("https://example.com/v1/")
        .secret_api_key(KEY)
        .transport(Double)
        .build()
        .unwrap();
    let name = tokio::spawn(client.customers().get("1").into_future())
        .await
        .unwrap()
        .unwrap()
        .into_inner()
        .name;
    assert_eq!(name, "double");
    fn is_shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    is_shared(&client);
}

/// On `wasm32-unknown-unknown`, JavaScript values cannot leave their thread, so futures are not
/// `Send` there. On all other targets they are.
#[test]
fn what_is_awaited_can_move_between_threads() {
    fn moves<T: Send + 'static>() {}
    moves::<crate::runtime::ResponseFuture<Result<(), Error>>>();
    moves::<crate::runtime::RawResponseFuture>();
    moves::<crate::runtime::Body>();
    moves::<crate::runtime::BoxFuture<'static, ()>>();
}
