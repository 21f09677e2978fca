//! Credentials: which one is sent for each operation, and that no output contains one.

use std::error::Error as _;
use std::fmt::{Debug, Display};

use customer_timeline::rebilly::types::CustomerInput;
use customer_timeline::{Error, customer_service, rebilly};
use oasmith_tests::clients::{self, KEY};
use oasmith_tests::server::{Server, ServerResponse};

const TOKEN: &str = "eyJhbGciOiJub25lIn0.b2FzbWl0aA.c2VjcmV0";

#[tokio::test]
async fn without_a_credential_nothing_is_sent() {
    let server = Server::start([ServerResponse::new(200, "{}")]).await;
    let client = rebilly::Client::builder().base_url(server.url()).build().unwrap();
    let error = client.customers().get("cus_1").await.unwrap_err();
    let Error::Request(error) = error else { panic!("{error:?}") };
    assert!(error.is_missing_credential());
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: no credential is configured; the operation needs SecretApiKey, or JWT"
    );

    let client = customer_service::Client::builder().base_url(server.url()).build().unwrap();
    let error = client.customer().delete(1).await.unwrap_err();
    assert!(matches!(error, Error::Request(error) if error.is_missing_credential()));
    assert_eq!(server.take(), []);
}

#[tokio::test]
async fn a_token_is_the_alternative_to_a_key() {
    let server = Server::start([ServerResponse::new(200, "{}")]).await;
    let client = rebilly::Client::builder().base_url(server.url()).jwt(TOKEN).build().unwrap();
    client.customers().get("cus_1").await.unwrap();
    let request = server.take_one();
    assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(request.header("reb-apikey"), None);

    let both = rebilly::Client::builder()
        .base_url(server.url())
        .jwt(TOKEN)
        .secret_api_key(KEY)
        .build()
        .unwrap();
    both.customers().get("cus_1").await.unwrap();
    let request = server.take_one();
    assert_eq!((request.header("authorization"), request.header("reb-apikey")), (None, Some(KEY)));
}

#[tokio::test]
async fn a_key_that_is_no_header_value_is_rejected_and_not_shown() {
    let server = Server::start([ServerResponse::new(200, "{}")]).await;
    let client = rebilly::Client::builder()
        .base_url(server.url())
        .secret_api_key(format!("{KEY}\r\nX: y"))
        .build()
        .unwrap();
    let error = client.customers().get("cus_1").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_hidden(&error);
    assert_eq!(server.take(), []);
}

#[tokio::test]
async fn nothing_shows_a_credential() {
    let echo = ServerResponse::new(200, format!(r#"{{"id": 5, "echo": "{KEY} {TOKEN}"}}"#));
    let server =
        Server::start([echo, ServerResponse::new(500, ""), ServerResponse::new(404, "{}")]).await;
    let builder = rebilly::Client::builder().base_url(server.url()).secret_api_key(KEY).jwt(TOKEN);
    assert_debug_hides(&builder);
    let client = builder.build().unwrap();
    assert_debug_hides(&client);
    assert_debug_hides(&client.customers());
    let call = client.customers().upsert("cus_1", CustomerInput::new()).organization_id("org_1");
    assert_debug_hides(&call);
    assert_debug_hides(&call.into_future());
    for _ in 0..3 {
        assert_hidden(&client.customers().get("cus_1").await.unwrap_err());
    }
    assert_hidden(&client.customers().get("").await.unwrap_err());
    drop(server);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_hidden(&client.customers().get("cus_1").await.unwrap_err());

    let builder = customer_service::Client::builder().api_key(KEY);
    assert_debug_hides(&builder);
    let error =
        builder.base_url(format!("https://user:{KEY}@api.example.com")).build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains(KEY), "{error:?}");
}

fn assert_debug_hides(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains(KEY) && !text.contains(TOKEN), "{text}");
    }
}

/// Neither an error nor its source contains a credential.
fn assert_hidden<E: Debug + 'static>(error: &Error<E>) {
    let hides = |shown: &dyn Display, debug: &dyn Debug| {
        let text = format!("{shown} {debug:?} {debug:#?}");
        assert!(!text.contains(KEY) && !text.contains(TOKEN), "{text}");
    };
    hides(error, error);
    let mut cause = error.source();
    while let Some(error) = cause {
        hides(&error, &error);
        cause = error.source();
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_the_response() {
    let other = Server::start([ServerResponse::new(200, "{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let away = ServerResponse::new(status, "")
            .header("Location", &format!("{}/customers/cus_1", other.url()));
        let server = Server::start([away]).await;
        let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.status().as_u16(), status);
        assert!(error.headers().contains_key("location"));
        assert_eq!(server.take().len(), 1);
    }
    assert_eq!(other.take(), [], "neither the key nor anything else went there");
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_the_key() {
    let here = ServerResponse::new(307, "").header("Location", "/elsewhere/cus_1");
    let server = Server::start([here, ServerResponse::new(200, r#"{"id": "cus_1"}"#)]).await;
    let customer = clients::rebilly(&server).customers().get("cus_1").await.unwrap();
    assert_eq!(customer.id.as_deref(), Some("cus_1"));
    let lines: Vec<String> = server
        .take()
        .iter()
        .map(|request| {
            assert_eq!(request.header("reb-apikey"), Some(KEY));
            request.line()
        })
        .collect();
    assert_eq!(lines, ["GET /customers/cus_1", "GET /elsewhere/cus_1"]);
}

#[tokio::test]
async fn a_redirect_that_leads_home_and_away_stops_at_the_border() {
    let other = Server::start([ServerResponse::new(200, "{}")]).await;
    let away = ServerResponse::new(307, "").header("Location", &format!("{}/stolen", other.url()));
    let server =
        Server::start([ServerResponse::new(307, "").header("Location", "/second"), away]).await;
    let client = clients::rebilly(&server);
    let error = client.customers().create(CustomerInput::new()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(server.take().len(), 2);
    assert_eq!(other.take(), []);
}

/// The builder accepts the result of `std::env::var`, and a server of the document instead of a
/// URL.
#[test]
fn servers_are_typed() {
    let sandbox = rebilly::Server::sandbox("my-organization");
    assert_eq!(sandbox.url(), "https://api-sandbox.rebilly.com/organizations/my-organization");
    let live = rebilly::Server::live(String::from("my-organization"));
    assert_eq!(live.url(), "https://api.rebilly.com/organizations/my-organization");
    rebilly::Client::builder().server(live).secret_api_key(String::from(KEY)).build().unwrap();
}

/// Neither document has a default server.
#[test]
fn without_a_server_there_is_no_client() {
    let error = rebilly::Client::builder().secret_api_key(KEY).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no base URL is set: call `base_url` of the builder, or `server` if it has that"
    );
    assert!(customer_service::Client::builder().api_key(KEY).build().is_err());
}
