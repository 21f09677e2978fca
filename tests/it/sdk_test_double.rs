//! Programs that use the generated crate, tested without a network.

use std::time::Duration;

use bytes::Bytes;
use customer_timeline::rebilly::customers::{
    CreateCustomer, GetCustomer, ListCustomers, MergeCustomer, UpsertCustomer,
};
use customer_timeline::rebilly::types::{
    CreateCustomerError, Customer, CustomerInput, GetCustomerError, UpsertCustomerResponse,
};
use customer_timeline::{
    Blocking as _, Body, ClientCredentials, Credential, CredentialLocation, Error, Json,
    Request as _, TestDouble, TransportErrorKind, customer_service, rebilly,
};
use futures_util::TryStreamExt as _;
use serde_json::json;

fn client(double: &TestDouble) -> rebilly::Client {
    rebilly::Client::builder().secret_api_key("sk_double").test_double(double).build().unwrap()
}

fn customer(id: &str) -> Customer {
    let mut customer = Customer::new();
    customer.id = Some(id.into());
    customer
}

/// The body of an error, as its documented type.
fn problem<T: serde::de::DeserializeOwned>(status: u16) -> T {
    serde_json::from_value(json!({"status": status, "detail": "as the test says"})).unwrap()
}

#[tokio::test]
async fn a_typed_response_is_returned_unchanged() {
    let double = TestDouble::new();
    double.on::<GetCustomer>().respond(customer("cus_1")).header("Rate-Limit-Limit", "7");
    let got = client(&double).customers().get("cus_1").await.unwrap();
    assert_eq!((&*got, got.status().as_u16()), (&customer("cus_1"), 200));
    assert_eq!(got.headers().rate_limit_limit, Some(7));
    let [request] = double.requests_of::<GetCustomer>().try_into().unwrap();
    assert_eq!((request.operation(), request.argument("id")), (Some("getCustomer"), Some("cus_1")));
    assert_eq!(request.url().path().rsplit('/').next(), Some("cus_1"));
    assert_eq!(request.headers()["REB-APIKEY"], "sk_double");
    assert!(!format!("{double:?}").contains("sk_double"));
}

#[test]
fn the_status_is_the_documented_one() {
    let double = TestDouble::new();
    double.on::<CreateCustomer>().respond(customer("cus_1"));
    double.on::<MergeCustomer>().respond(());
    let customers = client(&double).customers();
    let input = CustomerInput::new().payment_token("token");
    assert_eq!(customers.create(input).block_on().unwrap().status(), 201);
    assert_eq!(customers.merge("cus_1", "cus_2").block_on().unwrap().status(), 204);
    assert_eq!(
        double.requests_of::<CreateCustomer>()[0].json::<Json>().unwrap()["paymentToken"],
        "token"
    );
    assert_eq!(double.requests().len(), 2);
}

#[test]
fn each_of_several_successes_has_its_status() {
    let double = TestDouble::new();
    let responses = [
        (200, UpsertCustomerResponse::Ok(customer("a").into())),
        (201, UpsertCustomerResponse::Created(customer("b").into())),
    ];
    for (status, response) in responses {
        double.on::<UpsertCustomer>().respond(response.clone());
        let got = client(&double).customers().upsert("a", CustomerInput::new()).block_on().unwrap();
        assert_eq!((got.status().as_u16(), got.into_inner()), (status, response));
    }
}

#[test]
fn errors_come_back_as_the_variants_that_they_are() {
    let double = TestDouble::new();
    let on = || double.on::<CreateCustomer>();
    let errors = [
        (401, CreateCustomerError::Unauthorized(problem(401))),
        (409, CreateCustomerError::Conflict(problem(409))),
        (422, CreateCustomerError::UnprocessableEntity(problem(422))),
        (500, CreateCustomerError::Unknown(Bytes::from("no JSON"))),
    ];
    for (status, body) in errors {
        on().respond_error(body.clone());
        let result = client(&double).customers().create(CustomerInput::new()).block_on();
        let Err(Error::Api(error)) = result else { panic!("{result:?}") };
        assert_eq!((error.status().as_u16(), error.body()), (status, &body));
    }
    on().respond_error(CreateCustomerError::Unknown(Bytes::new())).status(418);
    let result = client(&double).customers().create(CustomerInput::new()).block_on();
    assert_eq!(result.unwrap_err().status().unwrap(), 418);
}

#[test]
fn an_error_of_a_range_of_statuses_and_a_body_of_any_kind() {
    use customer_service::customer::{GetCustomer, ListCustomers};
    use customer_service::types::ListCustomersError;

    let double = TestDouble::new();
    double
        .on::<ListCustomers>()
        .respond_error(ListCustomersError::ClientError(Bytes::from("bad")))
        .then()
        .respond_json(200, &json!({}));
    double.on::<GetCustomer>().respond("raw");
    let client =
        customer_service::Client::builder().api_key("key").test_double(&double).build().unwrap();
    let error = client.customer().list().block_on().unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(client.customer().list().block_on().is_ok());
    assert_eq!(client.customer().get(7).block_on().unwrap().into_inner(), Bytes::from("raw"));
}

#[tokio::test]
async fn responses_are_sent_in_order_and_the_last_one_repeats() {
    let double = TestDouble::new();
    double.on::<GetCustomer>().respond(customer("a")).then().respond(customer("b"));
    let customers = client(&double).customers();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.extend(customers.get("x").await.unwrap().into_inner().id);
    }
    double.on::<GetCustomer>().respond(customer("c"));
    ids.extend(customers.get("x").await.unwrap().into_inner().id);
    assert_eq!(ids, ["a", "b", "b", "c"]);
}

#[tokio::test]
async fn conditions_tell_calls_of_one_operation_apart() {
    let double = TestDouble::new();
    double.on::<GetCustomer>().respond_error(GetCustomerError::NotFound(problem(404)));
    double
        .on::<GetCustomer>()
        .when(|request| request.argument("id") == Some("cus_1"))
        .respond(customer("cus_1"));
    let customers = client(&double).customers();
    assert!(customers.get("cus_1").await.is_ok());
    assert_eq!(customers.get("cus_2").await.unwrap_err().status().unwrap(), 404);
}

#[tokio::test]
async fn pages_are_streamed() {
    let double = TestDouble::new();
    let on = || double.on::<ListCustomers>();
    on().respond([customer("a"), customer("b")]).header("Pagination-Total", "3");
    on().respond([customer("c")]).header("Pagination-Total", "3");
    let customers: Vec<Customer> =
        client(&double).customers().list().limit(2).stream().try_collect().await.unwrap();
    assert_eq!(customers.len(), 3);
    let offsets: Vec<_> =
        double.requests().iter().map(|one| one.argument("offset").map(str::to_owned)).collect();
    assert_eq!(offsets, [None, Some("2".to_owned())]);
}

#[tokio::test]
async fn a_request_is_repeated_as_ever_and_nobody_waits() {
    let start = std::time::Instant::now();
    let double = TestDouble::new();
    double
        .on::<GetCustomer>()
        .respond_json(503, &json!({}))
        .header("Retry-After", "15")
        .then()
        .respond(customer("cus_1"));
    double
        .on::<CreateCustomer>()
        .fail(TransportErrorKind::Connect)
        .then()
        .respond(customer("cus_1"));
    double.on::<MergeCustomer>().fail(TransportErrorKind::Timeout);
    let customers = client(&double).customers();
    assert!(customers.get("cus_1").await.is_ok());
    assert!((15..20).contains(&double.elapsed().as_secs()), "{:?}", double.elapsed());
    assert!(customers.create(CustomerInput::new()).await.is_ok());
    let error = customers.merge("a", "b").await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 3, "{error:?}");
    assert_eq!(double.requests_of::<GetCustomer>().len(), 2);
    assert_eq!(double.requests_of::<CreateCustomer>().len(), 2);
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn limits_on_time_hold() {
    let double = TestDouble::new();
    double.on::<GetCustomer>().respond(customer("a")).delay(Duration::from_secs(50));
    double.on::<CreateCustomer>().respond(customer("a")).delay(Duration::from_secs(61));
    let customers = client(&double).customers();
    assert!(customers.get("a").await.is_ok());
    assert_eq!(double.elapsed(), Duration::from_secs(50));
    let error = customers.create(CustomerInput::new()).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(double.elapsed(), Duration::from_secs(110));
}

#[tokio::test]
async fn a_call_without_a_response_says_what_to_write() {
    let double = TestDouble::new();
    let error = client(&double).customers().get("cus_1").await.unwrap_err();
    assert!(matches!(&error, Error::Request(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("GET /customers/{id}: ") && text.contains("on::<…>()"), "{text}");
    double.on::<GetCustomer>().respond(customer("a")).header("no name", "");
    let text = client(&double).customers().get("cus_1").await.unwrap_err().to_string();
    assert!(text.ends_with("\"no name\" is not a header name"), "{text}");
    assert!(double.requests().is_empty());
}

#[tokio::test]
async fn a_raw_response_may_be_a_stream_that_is_sent_once() {
    let double = TestDouble::new();
    let chunks = futures_util::stream::iter(
        ["{", "}"]
            .map(|chunk| Ok::<_, std::convert::Infallible>(Bytes::from_static(chunk.as_bytes()))),
    );
    double.on::<GetCustomer>().respond_raw(http::Response::new(Body::stream(chunks)));
    let customers = client(&double).customers();
    let mut response = customers.get("a").raw().await.unwrap();
    let chunks: Vec<Bytes> = response.body_mut().try_collect().await.unwrap();
    assert_eq!(chunks, ["{", "}"]);
    let text = customers.get("a").await.unwrap_err().to_string();
    assert!(text.contains("sent already"), "{text}");
}

#[tokio::test]
async fn token_requests_get_responses_too() {
    let double = TestDouble::new();
    double.on_other_requests().respond_json(
        200,
        &json!({"access_token": "t0k3n", "token_type": "Bearer", "expires_in": 60}),
    );
    double.on::<GetCustomer>().respond(customer("a"));
    let credentials = ClientCredentials::new("https://tokens.invalid/token", "id", "secret");
    let client = rebilly::Client::builder()
        .credential("JWT", Credential::provider(CredentialLocation::Http("Bearer"), credentials))
        .test_double(&double)
        .build()
        .unwrap();
    client.customers().get("a").await.unwrap();
    let [token, request] = double.requests().try_into().unwrap();
    assert_eq!((token.operation(), token.url().path()), (None, "/token"));
    assert_eq!(request.headers()["Authorization"], "Bearer t0k3n");
}
