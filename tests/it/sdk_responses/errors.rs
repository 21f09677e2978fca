//! Errors: each documented status of each operation becomes its variant, and all other errors keep
//! the server's response.

use std::collections::BTreeSet;

use customer_timeline::rebilly::types as rebilly;
use customer_timeline::{Error, RawError, customer_service::types as customer_service};
use oasmith_examples::json::{Loss, Nulls, differences};
use oasmith_tests::server::{Server, ServerResponse};
use oasmith_tests::{clients, documents};
use serde::Serialize;

/// Declares the documented errors: for each operation its call, its error type, and its statuses
/// with their variants.
macro_rules! documented {
    ($test:ident $api:ident $name:literal, |$client:ident| { $($id:literal $call:expr => $error:ident { $($status:literal $variant:ident)* })* }) => {
        #[tokio::test]
        async fn $test() {
            let server = Server::start([]).await;
            let $client = clients::$api(&server);
            let mut tested = BTreeSet::new();
            $($(
                let case = Case::new($name, $id, $status);
                server.respond(case.response());
                match $call.await {
                    Err(Error::Api(error)) => {
                        assert_eq!(error.status().as_u16(), $status, "{}", $id);
                        assert_eq!(error.raw(), case.body.as_slice(), "{}", $id);
                        match error.body() {
                            $api::$error::$variant(body) => case.assert_same(body),
                            other => panic!("{} {}: {other:?}", $id, $status),
                        }
                    }
                    other => panic!("{} {}: {other:?}", $id, $status),
                }
                tested.insert(case.key());
            )*)*
            assert_eq!(tested, documented_errors($name));
        }
    };
}

documented! { every_documented_error_of_the_rebilly_api rebilly "rebilly", |client| {
    "listCustomers" client.customers().list() => ListCustomersError { 401 Unauthorized 403 Forbidden }
    "createCustomer" client.customers().create(rebilly::CustomerInput::new()) => CreateCustomerError {
        401 Unauthorized 403 Forbidden 409 Conflict 422 UnprocessableEntity 429 TooManyRequests
    }
    "getCustomer" client.customers().get("cus_1") => GetCustomerError { 401 Unauthorized 403 Forbidden 404 NotFound }
    "upsertCustomer" client.customers().upsert("cus_1", rebilly::CustomerInput::new()) => UpsertCustomerError {
        401 Unauthorized 403 Forbidden 409 Conflict 422 UnprocessableEntity 429 TooManyRequests
    }
    "mergeCustomer" client.customers().merge("cus_1", "cus_2") => MergeCustomerError {
        400 BadRequest 401 Unauthorized 403 Forbidden 404 NotFound 429 TooManyRequests
    }
    "getCustomerLeadSource" client.customers().get_lead_source("cus_1") => GetCustomerLeadSourceError {
        401 Unauthorized 403 Forbidden 404 NotFound
    }
    "putCustomerLeadSource" client.customers().put_lead_source("cus_1", rebilly::LeadSourceInput::new())
        => PutCustomerLeadSourceError { 401 Unauthorized 403 Forbidden 422 UnprocessableEntity 429 TooManyRequests }
    "deleteCustomerLeadSource" client.customers().delete_lead_source("cus_1") => DeleteCustomerLeadSourceError {
        400 BadRequest 401 Unauthorized 403 Forbidden 404 NotFound 409 Conflict 429 TooManyRequests
    }
    "listCustomerTimeline" client.customers_timeline().list("cus_1") => ListCustomerTimelineError {
        401 Unauthorized 403 Forbidden
    }
    "createCustomerTimeline" client.customers_timeline().create("cus_1", rebilly::CustomerTimelineInput::new())
        => CreateCustomerTimelineError { 401 Unauthorized 403 Forbidden 422 UnprocessableEntity 429 TooManyRequests }
    "getCustomerTimeline" client.customers_timeline().get("cus_1", "tmln_1") => GetCustomerTimelineError {
        401 Unauthorized 403 Forbidden 404 NotFound
    }
    "deleteCustomerTimeline" client.customers_timeline().delete("cus_1", "tmln_1") => DeleteCustomerTimelineError {
        401 Unauthorized 403 Forbidden 404 NotFound 409 Conflict 429 TooManyRequests
    }
    "listCustomEvents" client.custom_events().list() => ListCustomEventsError { 401 Unauthorized 403 Forbidden }
    "createCustomEvent" client.custom_events().create(rebilly::CustomerTimelineCustomEventInput::new("call"))
        => CreateCustomEventError { 401 Unauthorized 403 Forbidden 422 UnprocessableEntity 429 TooManyRequests }
    "getCustomEvent" client.custom_events().get("tmln_1") => GetCustomEventError { 401 Unauthorized 403 Forbidden }
    "listTransactionTimeline" client.transactions_timeline().list("txn_1") => ListTransactionTimelineError {
        401 Unauthorized 403 Forbidden
    }
    "createTransactionTimeline"
        client.transactions_timeline().create("txn_1", rebilly::TransactionTimelineInput::new())
        => CreateTransactionTimelineError {
            401 Unauthorized 403 Forbidden 422 UnprocessableEntity 429 TooManyRequests
        }
    "getTransactionTimeline" client.transactions_timeline().get("txn_1", "tmln_1") => GetTransactionTimelineError {
        401 Unauthorized 403 Forbidden 404 NotFound
    }
    "deleteTransactionTimeline" client.transactions_timeline().delete("txn_1", "tmln_1")
        => DeleteTransactionTimelineError {
            401 Unauthorized 403 Forbidden 404 NotFound 409 Conflict 429 TooManyRequests
        }
}}

documented! { every_documented_error_of_the_customer_service_api customer_service "customer-service", |client| {
    "listCustomers" client.customer().list() => ListCustomersError { 400 ClientError 499 ClientError }
    "createCustomer" client.customer().create(customer_service::CreateCustomerForm::new())
        => CreateCustomerError { 400 ClientError 499 ClientError }
    "renameCustomer" client.customer().rename(customer_service::RenameCustomerForm::new())
        => RenameCustomerError { 400 ClientError 499 ClientError }
    "getCustomer" client.customer().get(1) => GetCustomerError { 400 ClientError 499 ClientError }
    "updateCustomer" client.customer().update(1, customer_service::UpdateCustomerForm::new())
        => UpdateCustomerError { 400 ClientError 499 ClientError }
    "deleteCustomer" client.customer().delete(1) => DeleteCustomerError { 400 ClientError 499 ClientError }
    "searchByPrimaryExternalId"
        client.customer().search_by_primary_external_id(customer_service::SearchByPrimaryExternalIdForm::new())
        => SearchByPrimaryExternalIdError { 400 ClientError 499 ClientError }
    "searchByCustomerChannelValue"
        client.customer().search_by_customer_channel_value(customer_service::SearchByCustomerChannelValueForm::new())
        => SearchByCustomerChannelValueError { 400 ClientError 499 ClientError }
    "addChannelOnly" client.customer().add_channel_only(customer_service::AddChannelOnlyForm::new())
        => AddChannelOnlyError { 400 ClientError 499 ClientError }
    "updateCustomerByReference"
        client.customer().update_by_reference(customer_service::UpdateCustomerByReferenceForm::new())
        => UpdateCustomerByReferenceError { 400 ClientError 499 ClientError }
    "timelineByCustomerExternalId" client.customer().timeline_by_customer_external_id()
        => TimelineByCustomerExternalIdError { 400 ClientError 499 ClientError }
    "addExternalEvent" client.customer().add_external_event(customer_service::ExternalEventForm::new())
        => AddExternalEventError { 400 ClientError 499 ClientError }
    "syncWithCrm" client.customer().sync_with_crm(customer_service::SyncWithCrmForm::new())
        => SyncWithCrmError { 400 ClientError 499 ClientError }
    "createCustomerCrud" client.customer().create_customer_crud(customer_service::CreateCustomerCrudForm::new())
        => CreateCustomerCrudError { 400 ClientError 499 ClientError }
}}

/// A documented error of an operation, and the server's body for it.
struct Case {
    id: &'static str,
    status: u16,
    documented: String,
    body: Vec<u8>,
}

impl Case {
    fn new(api: &str, id: &'static str, status: u16) -> Self {
        let operation = documents::operation(api, id);
        let (exact, range) = (status.to_string(), format!("{}XX", status / 100));
        let is_exact = operation.responses.iter().any(|(key, _)| *key == exact);
        let documented = if is_exact { exact } else { range };
        let body = match operation.response(&documented).examples.first() {
            Some(example) => example.value.to_string().into_bytes(),
            None => b"\x00 raw \xff".to_vec(),
        };
        Self { id, status, documented, body }
    }

    fn response(&self) -> ServerResponse {
        ServerResponse::new(self.status, self.body.clone()).header("X-Request-Id", "req_1")
    }

    fn key(&self) -> (String, String) {
        (self.id.to_owned(), self.documented.clone())
    }

    /// The decoded body equals the server's.
    fn assert_same<T: Body>(&self, body: &T) {
        body.assert_says(&self.body);
    }
}

/// The body of an error: JSON of some type, or bytes.
trait Body {
    fn assert_says(&self, said: &[u8]);
}

impl Body for customer_timeline::Bytes {
    fn assert_says(&self, said: &[u8]) {
        assert_eq!(self, said);
    }
}

impl<T: Body> Body for Box<T> {
    fn assert_says(&self, said: &[u8]) {
        T::assert_says(self, said);
    }
}

macro_rules! json_bodies {
    ($($type:ident)*) => {
        $(impl Body for rebilly::$type {
            fn assert_says(&self, said: &[u8]) {
                assert_same_json(self, said);
            }
        })*
    };
}
json_bodies! { BadRequest Unauthorized Forbidden NotFound Conflict ValidationError TooManyRequests }

fn assert_same_json(body: &impl Serialize, said: &[u8]) {
    let said = serde_json::from_slice(said).expect("JSON");
    let decoded = serde_json::to_value(body).expect("JSON");
    assert_eq!(differences(&said, &decoded, Nulls::Absent), Vec::<Loss>::new());
}

fn documented_errors(api: &str) -> BTreeSet<(String, String)> {
    let operations =
        documents::operations(api).into_iter().filter(|operation| !operation.is_webhook);
    let errors = operations.flat_map(|operation| {
        let errors = operation
            .responses
            .into_iter()
            .map(|(status, _)| status)
            .filter(|status| !status.starts_with('2'));
        errors.map(|status| (operation.id.clone(), status)).collect::<Vec<_>>()
    });
    errors.collect()
}

#[tokio::test]
async fn an_error_says_what_and_where_and_under_which_name() {
    let server = Server::start([Case::new("rebilly", "getCustomer", 404).response()]).await;
    let error = clients::rebilly(&server).customers().get("cus_404").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(
        error.to_string(),
        "GET /customers/{id}: the server responded with 404 Not Found (request req_1): \
         Customer not found"
    );
    let Error::Api(error) = error else { panic!("{error:?}") };
    match error.into_body() {
        rebilly::GetCustomerError::NotFound(problem) => {
            assert_eq!(problem.detail.as_deref(), Some("Customer not found"));
            assert_eq!(problem.status, Some(404));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_status_that_is_not_documented_keeps_what_the_server_said() {
    for status in [301, 402, 418, 500, 503, 599] {
        let server =
            Server::start([ServerResponse::new(status, "<h1>\u{fffd} Out of order</h1>")]).await;
        let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
        let Error::Api(error) = error else { panic!("{status}: {error:?}") };
        assert_eq!(error.status().as_u16(), status);
        assert_eq!(error.raw(), "<h1>\u{fffd} Out of order</h1>".as_bytes());
        match error.body() {
            rebilly::GetCustomerError::Unknown(body) => assert_eq!(body, error.raw()),
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_error_whose_body_is_not_as_documented_keeps_it() {
    for body in ["", "not JSON", "[1]", r#"{"status": "four hundred"}"#] {
        let server = Server::start([ServerResponse::new(404, body)]).await;
        let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
        let Error::Api(error) = error else { panic!("{body}: {error:?}") };
        assert_eq!(error.status().as_u16(), 404);
        assert_eq!(error.body(), &rebilly::GetCustomerError::Unknown(body.into()));
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_decoded_says_where_and_keeps_what_the_server_said() {
    let cases = [
        (r#"{"id": "cus_1", "revision": "#, "$.revision"),
        (r#"{"id": "cus_1""#, "$.id"),
        ("[]", "$"),
        ("<html>", "$"),
        (r#"{"revision": "three"}"#, "$.revision"),
        (r#"{"createdTime": "yesterday"}"#, "$.createdTime"),
        (r#"{"tags": [{"name": "one"}, {"id": "no name"}]}"#, "$.tags[1]"),
        (
            r#"{"primaryAddress": {"emails": [{"label": "main", "value": 5}]}}"#,
            "$.primaryAddress.emails[0].value",
        ),
    ];
    for (body, path) in cases {
        let server =
            Server::start([ServerResponse::new(200, body).header("X-Request-Id", "req_2")]).await;
        let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
        assert_eq!(error.request_id(), Some("req_2"));
        assert!(
            error
                .to_string()
                .starts_with("GET /customers/{id}: the server responded with 200 OK, but the body cannot be read at "),
            "{error}"
        );
        let Error::Decode(error) = error else { panic!("{body}: {error:?}") };
        assert_eq!(error.status().as_u16(), 200);
        assert_eq!(error.raw(), body.as_bytes());
        assert!(!error.is_too_large());
        assert_eq!(error.path(), path, "{body}: {error}");
    }
}

/// The server has processed the request, so a retry would repeat its effect.
#[tokio::test]
async fn a_success_without_the_documented_body_is_no_error_of_the_api() {
    for (status, body, reason) in [
        (200, "", "the server responded with 200 OK, but the body is empty"),
        (202, "", "the server responded with 202 Accepted, but the body is empty"),
        (202, "<h1>", "the server responded with 202 Accepted, but the body cannot be read at $"),
    ] {
        let server = Server::start([ServerResponse::new(status, body)]).await;
        let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        let Error::Decode(error) = error else { panic!("{body}: {error:?}") };
        assert_eq!(error.status().as_u16(), status);
        assert_eq!(error.raw(), body.as_bytes());
    }
}

#[tokio::test]
async fn a_response_beyond_the_limit_is_not_read() {
    let server =
        Server::start([ServerResponse::new(200, format!(r#"{{"id": "{}"}}"#, "x".repeat(1000)))])
            .await;
    let builder = customer_timeline::rebilly::Client::builder()
        .base_url(server.url())
        .secret_api_key(clients::KEY);
    let client = builder.max_response_bytes(100).build().unwrap();
    let error = client.customers().get("cus_1").await.unwrap_err();
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert!(error.is_too_large());
    assert_eq!(error.raw().len(), 100);
}

#[tokio::test]
async fn nobody_there_is_an_error_of_the_transport() {
    let server = Server::start([]).await;
    let client = clients::rebilly(&server);
    drop(server);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let error = client.customers().get("cus_1").await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && error.is_connect(), "{error:?}");
    assert_eq!((error.status(), error.is_timeout()), (None, false));
}

/// Errors fit into `Result<_, Box<dyn Error + Send + Sync>>` and into threads.
#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error<rebilly::GetCustomerError>>();
    is_error::<Error<RawError>>();
    assert!(
        size_of::<Error<rebilly::GetCustomerError>>() <= 64,
        "a `Result` of it is passed by value"
    );
}
