//! OAuth 2.0 tokens: an API and a token server on loopback.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::client::ClientBuilder;
use crate::fast::{Fast, builder, ok, said, status, tag};
use crate::runtime::{
    BoxError, BoxFuture, ClientCredentials, Credential, CredentialLocation, Error, Request,
    RetryPolicy, Secret, TokenContext, TokenError, TokenProvider,
};
use crate::server::{Action, Arrived, Server};

const SECRET: &str = "client-secret&";

fn token(text: &str, seconds: u32) -> Action {
    let body =
        format!(r#"{{"access_token":"{text}","token_type":"bearer","expires_in":{seconds}}}"#);
    Action::response("200 OK", "content-type: application/json\r\n", &body)
}

fn credentials(tokens: &Server) -> ClientCredentials {
    ClientCredentials::new(format!("{}/token", tokens.url), "my id", SECRET)
}

fn with(api: &Server, provider: impl TokenProvider) -> ClientBuilder {
    builder(api).credential("JWT", Credential::bearer_provider(provider))
}

fn authorizations(server: &Server) -> Vec<String> {
    server
        .arrived()
        .iter()
        .map(|arrived| arrived.header("authorization").unwrap_or("none").to_owned())
        .collect()
}

/// Whether an error shows none of the test's credentials.
fn is_clean(error: &dyn std::error::Error) -> bool {
    let said = said(error);
    !said.contains("secret") && !said.contains("tok_")
}

#[tokio::test]
async fn a_token_is_asked_for_once() {
    let (api, tokens) = (Server::start(ok()).await, Server::start(token("tok_1", 3600)).await);
    let provider = credentials(&tokens).scope("a").scope("b:c").parameter("audience", "x y");
    let client = with(&api, provider).build().unwrap();
    for _ in 0..2 {
        client.payments().refund("1", tag("a")).await.unwrap();
    }
    assert_eq!(authorizations(&api), ["Bearer tok_1", "Bearer tok_1"]);
    let asked = tokens.only();
    assert_eq!(asked.line(), "POST /token HTTP/1.1");
    assert_eq!(asked.body, "grant_type=client_credentials&scope=a%20b%3Ac&audience=x%20y");
    assert_eq!(asked.header("authorization"), Some("Basic bXklMjBpZDpjbGllbnQtc2VjcmV0JTI2"));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("user-agent"), Some("customer-timeline/0.1.0"));

    let (api, tokens) = (Server::start(ok()).await, Server::start(token("tok_1", 3600)).await);
    with(&api, credentials(&tokens).auth_in_body())
        .build()
        .unwrap()
        .payments()
        .refund("1", tag("a"))
        .await
        .unwrap();
    let asked = tokens.only();
    assert_eq!(
        asked.body,
        "grant_type=client_credentials&client_id=my%20id&client_secret=client-secret%26"
    );
    assert_eq!(asked.header("authorization"), None);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let api = Server::start(ok()).await;
    let tokens = Server::script([token("tok_1", 60), token("tok_2", 60)]).await;
    let client =
        with(&api, credentials(&tokens).renew_before(Duration::from_secs(20))).build().unwrap();
    for pause in [0, 20, 30] {
        tokio::time::sleep(Duration::from_secs(pause) / crate::fast::RATE).await;
        client.payments().refund("1", tag("a")).await.unwrap();
    }
    assert_eq!(authorizations(&api), ["Bearer tok_1", "Bearer tok_1", "Bearer tok_2"]);
}

#[tokio::test]
async fn calls_at_the_same_time_ask_once() {
    let api = Server::start(ok()).await;
    let tokens = Server::start(token("tok_1", 3600)).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.payments().refund("1", tag("a")).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((tokens.arrived().len(), api.arrived().len()), (1, 20));
}

#[tokio::test]
async fn a_failure_is_shared_by_those_who_waited() {
    let api = Server::start(ok()).await;
    let tokens =
        Server::start(Action::response("401 X", "", r#"{"error":"invalid_client"}"#)).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.payments().refund("1", tag("a")).into_future()))
        .collect();
    for call in calls {
        assert!(matches!(call.await.unwrap(), Err(Error::Auth(_))));
    }
    assert!(tokens.arrived().len() <= 2, "{}", tokens.arrived().len());
    assert!(api.arrived().is_empty());
}

#[tokio::test]
async fn a_renewal_that_is_given_up_is_taken_over() {
    let api = Server::start(ok()).await;
    let tokens = Server::script([Action::Stall, token("tok_1", 3600)]).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    let first = tokio::spawn(client.payments().refund("1", tag("a")).into_future());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = tokio::spawn(client.payments().refund("2", tag("a")).into_future());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(tokens.arrived().len(), 1);
    first.abort();
    second.await.unwrap().unwrap();
    assert_eq!(
        (tokens.arrived().len(), authorizations(&api)),
        (2, vec!["Bearer tok_1".to_owned()])
    );
}

#[tokio::test]
async fn a_rejected_token_is_renewed_once() {
    let tokens = Server::script([token("tok_1", 3600), token("tok_2", 3600)]).await;
    let api = Server::script([status(401), ok()]).await;
    let never = with(&api, credentials(&tokens)).retry(RetryPolicy::never()).build().unwrap();
    never.payments().refund("1", tag("a")).await.unwrap();
    assert_eq!(authorizations(&api), ["Bearer tok_1", "Bearer tok_2"]);
    assert_eq!((tokens.arrived().len(), api.arrived()[1].body.as_str()), (2, r#"{"name":"a"}"#));

    let tokens =
        Server::script([token("tok_1", 3600), token("tok_2", 3600), token("tok_3", 3600)]).await;
    let api = Server::start(status(401)).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 2));
    assert_eq!(
        (tokens.arrived().len(), authorizations(&api)),
        (2, vec!["Bearer tok_1".into(), "Bearer tok_2".into()])
    );
    assert!(is_clean(&error));
}

#[tokio::test]
async fn a_rejected_token_that_stays_the_same_is_not_sent_again() {
    let tokens = Server::start(token("tok_1", 3600)).await;
    let api = Server::start(status(401)).await;
    let error = with(&api, credentials(&tokens))
        .build()
        .unwrap()
        .payments()
        .refund("1", tag("a"))
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), api.arrived().len()), (1, 1));

    // The same holds for a fixed token.
    let client = builder(&api).jwt("fixed").build().unwrap();
    assert_eq!(client.payments().refund("1", tag("a")).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let api = Server::start(ok()).await;
    let invalid = r#"{"error":"invalid_client","error_description":"client-secret& is wrong"}"#;
    for (action, reason) in [
        (
            Action::response("400 Bad Request", "", invalid),
            "the token server responded with 400 Bad Request: invalid_client",
        ),
        (
            Action::response("400 Bad Request", "", r#"{"error":"the client-secret&"}"#),
            "the token server responded with 400 Bad Request",
        ),
        (
            Action::response("302 Found", &format!("location: {}\r\n", api.url), ""),
            "the token server responded with 302 Found",
        ),
        (
            Action::response("200 OK", "", "{}"),
            "the token server's response contains no bearer token",
        ),
        (
            Action::response("200 OK", "", r#"{"access_token":"tok_1","token_type":"mac"}"#),
            "the token server's response contains no bearer token",
        ),
    ] {
        let tokens = Server::start(action).await;
        let client = with(&api, credentials(&tokens)).build().unwrap();
        let error = client.payments().refund("1", tag("a")).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("POST /payments/{{id}}/refund: could not obtain a token: {reason}")
        );
        assert!(
            matches!(&error, Error::Auth(_)) && !error.is_retryable() && is_clean(&error),
            "{}",
            said(&error)
        );
        assert_eq!((error.attempts(), tokens.arrived().len()), (0, 1));
    }
    for url in [
        "http://tokens.example/token",
        "tokens.example",
        "https://u:p@tokens.example",
        "ftp://127.0.0.1",
    ] {
        let client = with(&api, ClientCredentials::new(url, "id", SECRET)).build().unwrap();
        let error = client.payments().refund("1", tag("a")).await.unwrap_err();
        let Error::Auth(error) = error else { panic!("{error:?}") };
        let error = error.provider_error().downcast_ref::<TokenError>().unwrap();
        let why = if url.starts_with("http:") {
            "is not `https`, and"
        } else {
            "is not a valid one with `https`"
        };
        assert!(error.to_string().starts_with(&format!("the token server's URL {why}")), "{error}");
    }
    // An invalid request obtains no token.
    let tokens = Server::start(token("tok_1", 3600)).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    assert!(matches!(client.payments().refund("", tag("a")).await, Err(Error::Request(_))));
    assert!(api.arrived().is_empty() && tokens.arrived().is_empty());
}

#[tokio::test]
async fn the_token_server_may_have_a_bad_moment() {
    let api = Server::start(ok()).await;
    let tokens = Server::script([status(503), Action::broken(), token("tok_1", 3600)]).await;
    let client = with(&api, credentials(&tokens)).build().unwrap();
    client.payments().refund("1", tag("a")).await.unwrap();
    assert_eq!((tokens.arrived().len(), api.arrived().len()), (3, 1));

    let tokens = Server::start(Action::Stall).await;
    let client = with(&api, credentials(&tokens)).timeout(Duration::from_secs(10)).build().unwrap();
    let error = client.payments().refund("1", tag("a")).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), api.arrived().len()), (0, 1));
}

/// A provider that returns a different token each time.
struct Counting(AtomicU32);

impl TokenProvider for Counting {
    fn token<'a>(&'a self, _: TokenContext<'a>) -> BoxFuture<'a, Result<Secret, BoxError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(Secret::from(format!("tok_{number}"))) })
    }
}

#[tokio::test]
async fn a_provider_may_stand_behind_any_credential() {
    let api = Server::script([status(503), ok()]).await;
    let provider: Arc<dyn TokenProvider> = Arc::new(Counting(AtomicU32::new(1)));
    for location in [
        CredentialLocation::Header("X-Key"),
        CredentialLocation::Query("key"),
        CredentialLocation::Cookie("key"),
        CredentialLocation::Http("Token"),
    ] {
        let client = builder(&api)
            .credential("JWT", Credential::provider(location, provider.clone()))
            .build()
            .unwrap();
        let call =
            client.payments().refund("1", tag("a")).session("s").with_retry(RetryPolicy::never());
        let _ = call.with_idempotency_key("k").await;
    }
    let arrived = api.arrived();
    let header =
        |arrived: &Arrived, name: &str| arrived.header(name).unwrap_or_default().to_owned();
    assert_eq!(header(&arrived[0], "x-key"), "tok_1");
    assert_eq!(arrived[1].line(), "POST /payments/1/refund?key=tok_2 HTTP/1.1");
    assert_eq!(header(&arrived[2], "cookie"), "session=s; key=tok_3");
    assert_eq!(header(&arrived[3], "authorization"), "Token tok_4");
}

#[tokio::test]
async fn credentials_stay_at_home() {
    let other = Server::start(ok()).await;
    for code in ["301 X", "302 X", "303 X", "307 X", "308 X"] {
        let api =
            Server::start(Action::response(code, &format!("location: {}/x\r\n", other.url), ""))
                .await;
        for location in [
            CredentialLocation::Header("X-Key"),
            CredentialLocation::Query("key"),
            CredentialLocation::Cookie("key"),
            CredentialLocation::Http("Token"),
        ] {
            let provider = Counting(AtomicU32::new(1));
            let client = builder(&api)
                .credential("JWT", Credential::provider(location, provider))
                .build()
                .unwrap();
            let error = client
                .payments()
                .refund("1", tag("a"))
                .with_header("X-Mine", "1")
                .await
                .unwrap_err();
            assert!(error.status().unwrap().is_redirection() && is_clean(&error));
        }
        // Redirects of the token server are not followed either.
        let client = with(&other, credentials(&api)).build().unwrap();
        assert!(
            matches!(client.payments().refund("1", tag("a")).await, Err(Error::Auth(_))),
            "{code}"
        );
    }
    assert!(other.arrived().is_empty());
}

#[test]
fn nothing_shows_a_secret() {
    let provider =
        ClientCredentials::new("https://tokens.example", "id", SECRET).scope("a").auth_in_body();
    assert_eq!(
        format!("{provider:?}"),
        r#"ClientCredentials { token_url: "https://tokens.example", id: "id", secret: Secret(…), scopes: ["a"], .. }"#
    );
    let credential = Credential::bearer_provider(provider);
    assert_eq!(
        format!("{credential:?}"),
        r#"Credential { location: Http("Bearer"), source: TokenProvider }"#
    );
    let client = crate::client::Client::builder()
        .base_url("https://example.com")
        .credential("JWT", credential);
    assert!(!format!("{client:?}{:?}", Fast::new().pauses(Duration::ZERO)).contains("secret&"));
}
