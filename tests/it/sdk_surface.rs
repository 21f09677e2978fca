//! Programs that use several parts of the generated client: one error type, derived clients,
//! requests that the document lacks, requests as values.

use std::time::{Duration, Instant};

use customer_timeline::rebilly::types::CustomerInput;
use customer_timeline::rebilly::{Client, ClientBuilder};
use customer_timeline::{Error, Json, Method, Request};
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::json;

/// Three operations with three error types, and one error type for the function.
async fn rename(client: &Client, id: &str, locale: &str) -> Result<u16, Error> {
    client.customers().get(id).await?;
    let customer = CustomerInput::new().locale(locale);
    let updated = client.customers().upsert(id, customer).await?;
    client.customers().list().limit(1).await?;
    Ok(updated.status().as_u16())
}

/// An error of a program, as `thiserror` derives it with one `#[from]`.
#[derive(Debug)]
struct AppError(Error);

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

async fn lead(client: &Client) -> Result<(), AppError> {
    rename(client, "cus_1", "en").await?;
    client.customers().get_lead_source("cus_1").untyped().await?;
    Ok(())
}

async fn status_of<R: Request>(request: R) -> Option<u16> {
    request.await.err().and_then(|error| error.status()).map(|status| status.as_u16())
}

#[tokio::test]
async fn three_operations_and_one_error() {
    let problem = json!({"status": 409, "title": "Conflict", "detail": "someone was faster"});
    let server = Server::start([
        ServerResponse::json(200, &json!({"id": "cus_1"})),
        ServerResponse::json(409, &problem),
    ])
    .await;
    let AppError(error) = lead(&clients::rebilly(&server)).await.unwrap_err();
    assert_eq!(error.message(), Some("someone was faster"));
    assert!(error.to_string().ends_with(": someone was faster"), "{error}");
}

#[tokio::test]
async fn a_client_for_each_tenant_and_a_path_that_the_document_lacks() {
    let server = Server::start([ServerResponse::json(200, &json!([{"id": "a"}]))]).await;
    let client = clients::rebilly(&server);
    let tenant = client.with(|options| options.secret_api_key("key_of_tenant")).unwrap();
    let page = tenant.customers().list().await.unwrap();
    let ids: Vec<_> = page.into_iter().filter_map(|customer| customer.id).collect();
    assert_eq!(ids, ["a"]);
    let beta = tenant.request(Method::GET, "/beta/customers").query("limit", 1);
    assert_eq!(*beta.clone().await.unwrap(), json!([{"id": "a"}]));
    let typed = beta.typed::<Vec<Json>>().send();
    assert_eq!(tokio::spawn(typed).await.unwrap().unwrap().len(), 1);
    let all = client.customers().list().limit(5).stream().collect_all(10).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(status_of(client.customers().get("cus_1")).await, Some(200));
    let requests = server.take();
    let keys: Vec<_> = requests.iter().filter_map(|it| it.header("REB-APIKEY")).collect();
    assert_eq!(keys[..4], ["key_of_tenant", "key_of_tenant", "key_of_tenant", clients::KEY]);
}

/// Twenty clients of tenants are cheap, and use the connection of the first client.
#[tokio::test]
async fn derived_clients_share_the_connections() {
    let server = Server::start([ServerResponse::json(200, &json!({"id": "a"}))]).await;
    let client = clients::rebilly(&server);
    client.customers().get("a").await.unwrap();
    let started = Instant::now();
    let derive = |tenant| client.with(|options| options.secret_api_key(format!("key_{tenant}")));
    let tenants: Vec<_> = (0..20).map(|tenant| derive(tenant).unwrap()).collect();
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_millis(50), "20 clients in {elapsed:?}");
    for tenant in &tenants {
        tenant.customers().get("a").await.unwrap();
    }
    let requests = server.take();
    assert_eq!((requests.len(), server.connections()), (21, 1));
    assert_eq!(requests[20].header("REB-APIKEY"), Some("key_19"));
    // The pool of the first client stays when that client is dropped.
    drop(client);
    tenants[3].customers().get("a").await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_client_is_configured_by_the_environment() {
    // The environment has no such variables, so there is no base URL.
    let error = ClientBuilder::from_env().build().unwrap_err().to_string();
    assert!(error.starts_with("no base URL is set"), "{error}");
    let client = ClientBuilder::from_env().base_url("https://a.example").build();
    assert!(format!("{:?}", client.unwrap()).contains("credentials: []"));
}
