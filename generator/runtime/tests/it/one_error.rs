//! One error type for all operations, and its texts.

use std::error::Error as StdError;
use std::fmt;

use crate::client::Client;
use crate::customers::GetCustomerError;
use crate::fast::{client, tag};
use crate::runtime::{Bytes, Error, ErrorKind, webhook};
use crate::server::Server;

/// Two operations with different errors, and `?` without a conversion.
async fn copy(client: &Client) -> Result<(), Error> {
    let customer = client.customers().get("1").await?;
    client.payments().refund("1", tag(&customer.name)).await?;
    Ok(())
}

/// An error of the program, as `thiserror` writes it for `#[from]`.
#[derive(Debug)]
enum AppError {
    Api(Error),
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Api(error)
    }
}

async fn app(client: &Client) -> Result<(), AppError> {
    copy(client).await?;
    Ok(())
}

/// What `{:#}` of `anyhow` and the report of `eyre` print: the message, and each cause after it.
fn with_causes(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn two_operations_have_one_error() {
    let head = "content-type: application/problem+json\r\nx-request-id: req_1\r\n";
    let body = r#"{"type":"urn:gone","title":"Gone","detail":"deleted\nyesterday"}"#;
    let server = Server::responding("404 Not Found", head, body).await;
    let error = copy(&client(&server)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!((error.message(), error.code()), (Some("deleted\nyesterday"), Some("urn:gone")));
    assert_eq!(error.raw().unwrap(), body);
    assert_eq!(error.headers().unwrap()["x-request-id"], "req_1");
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 404 Not Found (request req_1): \
         deleted yesterday"
    );
    let AppError::Api(error) = app(&client(&server)).await.unwrap_err();
    assert_eq!(error.request_id(), Some("req_1"));
    let boxed: Box<dyn StdError + Send + Sync> = error.into();
    assert!(boxed.downcast_ref::<Error>().is_some());
}

#[tokio::test]
async fn the_body_of_an_error_can_be_another() {
    let server = Server::responding("404 Not Found", "", r#"{"message":"no"}"#).await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    let error = error.map_body(|body| body != GetCustomerError::Unknown(Bytes::new()));
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert!(*api.body());
    assert_eq!(error.message(), Some("no"));
    let untyped: Error = error.into_untyped();
    assert_eq!(untyped.message(), Some("no"));
    let Error::Api(api) = untyped else { panic!("{untyped:?}") };
    assert_eq!(api.body().0, r#"{"message":"no"}"#);
}

#[tokio::test]
async fn each_cause_is_said_once() {
    let once = |error: &(dyn StdError + 'static), cause: &str| {
        let text = with_causes(error);
        assert_eq!(text.matches(cause).count(), 1, "{text}");
    };
    let server = Server::responding("200 OK", "", r#"{"name":7}"#).await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    once(&error, "invalid type");
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert!(error.parser_error().unwrap().downcast_ref::<serde_json::Error>().is_some());
    once(&webhook::from_slice::<String>(b"7").unwrap_err(), "invalid type");

    let server = Server::responding("200 OK", "content-type: text/html\r\n", "<h1>").await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    once(&error, "<h1>");
    once(&error, "text/html");
    let server = Server::responding("200 OK", "content-type: text/css\r\n", r#"{"name":7}"#).await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert!(
        error.to_string().contains("but the body (text/css) cannot be read at $.name: "),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_that_is_a_page_of_html_says_so() {
    let head = "content-type: text/html\r\n";
    let server = Server::responding("404 Not Found", head, "<h1>gone</h1>").await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert_eq!((error.message(), error.code()), (None, None));
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 404 Not Found: the body is text/html"
    );
}

#[tokio::test]
async fn an_error_shows_a_status_without_a_name_and_the_start_of_a_request_id() {
    let head = format!("x-request-id: {}\r\n", "7".repeat(5000));
    let server = Server::responding("520 Unknown", &head, "no origin").await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert_eq!(error.request_id().map(str::len), Some(5000));
    let id = "7".repeat(100);
    assert_eq!(
        error.to_string(),
        format!("GET /customers/{{id}}: the server responded with 520 (request {id}…): no origin")
    );
}

#[test]
fn an_error_is_an_error_of_the_standard_library() {
    fn check<E: StdError + Send + Sync + fmt::Debug + 'static>() {}
    check::<Error>();
    check::<Error<GetCustomerError>>();
}
