//! Settings of a client and of clients derived from it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::client::Client;
use crate::fast::{KEY, builder, client, ok, tag};
use crate::runtime::{
    Body, BoxFuture, Credential, Error, Json, Method, Request as _, Response, Transport,
    TransportError,
};
use crate::server::{Action, Server};

#[tokio::test]
async fn default_headers_and_query_are_on_every_request() {
    let server = Server::start(ok()).await;
    let client = builder(&server)
        .secret_api_key(KEY)
        .default_header("X-Tenant", "t_0")
        .default_header("x-tenant", "t_1")
        .default_query("api-version", "1")
        .default_query("api-version", "2024 1")
        .build()
        .unwrap();
    client.customers().get("1").sort(vec!["a".to_owned()]).await.unwrap();
    client.customers().get("1").with_header("x-tenant", "t_2").await.unwrap();
    let arrived = server.arrived();
    assert_eq!(arrived[0].line(), "GET /customers/1?api-version=2024%201&sort=a HTTP/1.1");
    let tenants: Vec<_> = arrived.iter().map(|arrived| arrived.header("x-tenant")).collect();
    assert_eq!(tenants, [Some("t_1"), Some("t_2")]);

    let error =
        |name, value| builder(&server).default_header(name, value).build().unwrap_err().to_string();
    assert_eq!(error("Host", "x"), "the header `Host` is set by the transport");
    assert_eq!(
        error("x-a", "a\nb"),
        "the header `x-a` contains characters that are not allowed in headers"
    );
    // A default header cannot replace a credential.
    let client = builder(&server).secret_api_key(KEY).default_header("reb-apikey", "x");
    let error = client.build().unwrap().customers().get("1").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
}

/// Counts the attempts of one transport, which derived clients share.
#[derive(Clone)]
struct Counted(Arc<dyn Transport>, Arc<AtomicU32>);

impl Transport for Counted {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.send(request)
    }
}

#[tokio::test]
async fn a_derived_client_has_other_credentials_and_the_same_transport() {
    let server = Server::start(ok()).await;
    let count = Arc::new(AtomicU32::new(0));
    let counter = count.clone();
    let client = builder(&server)
        .secret_api_key(KEY)
        .layer(move |inner| Counted(inner, counter))
        .default_header("x-all", "1")
        .build()
        .unwrap();
    for tenant in 0..20 {
        let derived = client.with(|options| {
            options.secret_api_key(format!("key_{tenant}")).default_header("x-tenant", "t")
        });
        derived.unwrap().customers().get("1").await.unwrap();
    }
    client.customers().get("1").await.unwrap();
    let arrived = server.arrived();
    assert_eq!(arrived[7].header("reb-apikey"), Some("key_7"));
    assert_eq!((arrived[7].header("x-all"), arrived[7].header("x-tenant")), (Some("1"), Some("t")));
    assert_eq!(
        (arrived[20].header("reb-apikey"), arrived[20].header("x-tenant")),
        (Some(KEY), None)
    );
    assert_eq!(count.load(Ordering::Relaxed), 21);
    assert!(client.with(|options| options.base_url("x")).is_err());
}

#[tokio::test]
async fn a_call_can_have_its_own_credential() {
    let server = Server::start(ok()).await;
    let client = client(&server);
    let get = || client.customers().get("1");
    let key = Credential::api_key_header("REB-APIKEY", "key_of_call");
    get().with_credential("SecretApiKey", key).await.unwrap();
    // A credential of the call takes precedence over the client's, even in another alternative.
    get().with_credential("JWT", Credential::bearer("token_of_call")).await.unwrap();
    get().await.unwrap();
    let arrived = server.arrived();
    assert_eq!(arrived[0].header("reb-apikey"), Some("key_of_call"));
    assert_eq!(arrived[1].header("authorization"), Some("Bearer token_of_call"));
    assert_eq!(
        (arrived[1].header("reb-apikey"), arrived[2].header("reb-apikey")),
        (None, Some(KEY))
    );
}

/// Otherwise, a call with a misspelled scheme would be sent as another tenant.
#[tokio::test]
async fn a_scheme_that_the_document_does_not_have_is_an_error() {
    let server = Server::start(ok()).await;
    let client = client(&server);
    let typo = || ("SecretApikey", Credential::bearer("a"));
    let message = "the document has no security scheme `SecretApikey`; it has `SecretApiKey`, `JWT`, \
                   `Basic`, `QueryKey`";

    let (scheme, credential) = typo();
    let error = client.customers().get("1").with_credential(scheme, credential).await;
    assert_eq!(error.unwrap_err().to_string(), format!("GET /customers/{{id}}: {message}"));
    assert!(server.arrived().is_empty());

    let (scheme, credential) = typo();
    let error = client.with(|options| options.credential(scheme, credential)).unwrap_err();
    assert_eq!(error.to_string(), message);
}

/// A transport that signs requests and reads responses.
struct Signed(Arc<dyn Transport>);

impl Transport for Signed {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let credential = request.headers().get("reb-apikey").map_or(0, |key| key.len());
        request.headers_mut().insert("x-signature", credential.into());
        Box::pin(async move {
            let mut response = self.0.send(request).await?;
            response.headers_mut().insert("x-seen", http::HeaderValue::from_static("1"));
            Ok(response)
        })
    }
}

#[tokio::test]
async fn a_layer_changes_requests_and_sees_responses() {
    let server = Server::script([Action::response("503 X", "", ""), ok()]).await;
    let client = builder(&server).secret_api_key(KEY).layer(Signed).build().unwrap();
    let response = client.customers().get("1").await.unwrap();
    assert_eq!(response.raw_headers()["x-seen"], "1");
    let signed = KEY.len().to_string();
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2);
    assert!(arrived.iter().all(|arrived| arrived.header("x-signature") == Some(&signed)));
}

#[test]
fn variables_of_the_environment_are_settings() {
    let build = |name| {
        let builder = Client::builder().base_url("https://a.example");
        builder.variable(name, crate::client::ClientBuilder::base_url).build()
    };
    // Cargo sets the first one.
    let error = build("CARGO_PKG_NAME").unwrap_err().to_string();
    assert_eq!(error, "the base URL does not begin with `https://` or `http://`");
    let client = build("OASMITH_RUNTIME_TEST_THAT_IS_NOT_SET").unwrap();
    assert!(format!("{client:?}").contains("https://a.example"));
}

#[test]
fn a_client_shows_its_settings_and_no_secret() {
    let client = Client::builder()
        .base_url("https://a.example")
        .secret_api_key(KEY)
        .default_header("x-tenant", KEY)
        .default_query("key", KEY)
        .build()
        .unwrap();
    let shown = format!("{client:?}");
    assert!(!shown.contains(KEY), "{shown}");
    for part in [
        r#"base_url: "https://a.example""#,
        r#"credentials: ["SecretApiKey"]"#,
        r#"default_headers: ["x-tenant"]"#,
        r#"default_query: ["key"]"#,
        "timeout: 60s",
        "attempt_timeout: none",
        "max_elapsed: none",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[tokio::test]
async fn a_path_that_the_document_lacks_can_be_requested() {
    let server = Server::script([
        Action::response("503 X", "", ""),
        Action::response("201 Created", "x-request-id: r\r\n", r#"{"name":"a"}"#),
        Action::response("404 Not Found", "", r#"{"message":"no such thing"}"#),
        Action::response("200 OK", "", "raw"),
    ])
    .await;
    let client = client(&server);
    let things = || client.request(Method::POST, "/beta/things").query("dry run", true);
    let created: Response<crate::types::Tag> =
        things().json(&tag("a")).with_idempotency_key("k").typed().await.unwrap();
    assert_eq!((created.status().as_u16(), &*created.name), (201, "a"));
    let arrived = server.arrived();
    assert_eq!(arrived[1].line(), "POST /beta/things?dry%20run=true HTTP/1.1");
    assert_eq!(arrived[1].header("reb-apikey"), Some(KEY));
    assert_eq!(
        (arrived[1].header("content-type"), &*arrived[1].body),
        (Some("application/json"), r#"{"name":"a"}"#)
    );
    let error = things().header("x-a", "b").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /beta/things: the server responded with 404 Not Found: no such thing"
    );
    let raw = client.request(Method::GET, "/beta/things?a=b").query("c", 1).raw().await.unwrap();
    assert_eq!(raw.status(), 200);
    assert_eq!(server.arrived()[3].line(), "GET /beta/things?a=b&c=1 HTTP/1.1");

    for (path, reason) in [
        ("beta", "does not begin with `/`"),
        ("https://other.example/", "does not begin with `/`"),
        ("/a/../b", "has a segment `.` or `..`"),
        ("/a/%2e%2E", "has a segment `.` or `..`"),
        ("/a#b", "has a fragment"),
    ] {
        let error: Error = client.request(Method::GET, path).typed::<Json>().await.unwrap_err();
        assert_eq!(error.to_string(), format!("GET {path}: the path `{path}` {reason}"));
    }
    assert_eq!(server.arrived().len(), 4);
}

#[tokio::test]
async fn a_request_beside_the_document_has_one_credential_for_each_location() {
    let server = Server::start(ok()).await;
    let client = builder(&server).jwt("jwt_1").basic("user", "x").query_key("q").build().unwrap();
    client.request(Method::GET, "/beta").await.unwrap();
    let arrived = server.only();
    assert_eq!(arrived.header("authorization"), Some("Bearer jwt_1"));
    assert_eq!(arrived.line(), "GET /beta?api_key=q HTTP/1.1");
}
