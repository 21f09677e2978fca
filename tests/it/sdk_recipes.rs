//! The example `recipes`, with a server that misbehaves.

use customer_timeline::Error;
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::json;

#[path = "../../spec/examples/recipes.rs"]
#[allow(dead_code, reason = "the example is a program of its own")]
mod recipes;

fn ok(body: &serde_json::Value) -> ServerResponse {
    ServerResponse::json(200, body)
}

#[tokio::test]
async fn errors_of_two_operations_are_one() {
    let problem = json!({"status": 404, "detail": "no lead source"});
    let server =
        Server::start([ok(&json!({"locale": "en"})), ServerResponse::json(404, &problem)]).await;
    let client = clients::rebilly(&server);
    let error = recipes::locale_and_source(&client, "cus_1").await.unwrap_err();
    assert!(error.to_string().ends_with(": no lead source"), "{error}");
}

#[tokio::test]
async fn options_are_set_or_left_out() {
    let server = Server::start([ok(&json!([{"id": "a"}]))]).await;
    let client = clients::rebilly(&server);
    assert_eq!(recipes::count(&client, None, Some(5)).await.unwrap(), 1);
    assert_eq!(server.take_one().query.as_deref(), Some("limit=5"));
}

#[tokio::test]
async fn requests_are_values() {
    let server = Server::start([ok(&json!({"id": "a"}))]).await;
    let client = clients::rebilly(&server);
    assert_eq!(recipes::all(&client, ["a", "b", "c"]).await.unwrap().len(), 3);
    assert_eq!(server.take().len(), 3);
    server.respond(ServerResponse::json(200, &json!(["no customer"])));
    assert!(recipes::all(&client, ["a"]).await.is_err());
    let result = recipes::timed(client.customers().get("a")).await;
    assert!(matches!(result, Err(Error::Decode(_))), "{result:?}");
}

#[tokio::test]
async fn a_response_that_does_not_match_is_read() {
    let body = json!({"id": 7, "locale": ["en"], "email": "a@b.c"});
    let server = Server::start([ok(&body)]).await;
    let (customer, mismatches) = recipes::tolerant(&clients::rebilly(&server), "7").await.unwrap();
    assert_eq!((customer.id.as_deref(), customer.locale), (Some("7"), None));
    assert_eq!(mismatches, ["$.id", "$.locale"]);
}

#[tokio::test]
async fn what_was_read_is_changed_and_written_back() {
    let read = json!({
        "id": "cus_1", "websiteId": "web_1", "email": "a@b.c", "locale": null, "revision": 3,
        "createdTime": "2026-01-31T12:00:00+01:00", "customFields": {"vip": true, "since": [2020]},
        "taxNumbers": [{"type": "eu-vat", "value": "DE1"}], "primaryAddress": {"city": "Ulm"},
        "notificationEmails": [], "aFieldOfTomorrow": 1,
    });
    let mut written = read.clone();
    written["locale"] = json!("de");
    let server = Server::start([ok(&read), ok(&written)]).await;
    let customer = recipes::move_to(&clients::rebilly(&server), "cus_1", "de").await.unwrap();
    assert_eq!(customer.locale.as_deref(), Some("de"));
    let requests = server.take();
    assert_eq!(requests[1].line(), "PUT /customers/cus_1");
    let sent: serde_json::Value = serde_json::from_slice(&requests[1].body).unwrap();
    assert_eq!(
        sent,
        json!({
            "websiteId": "web_1", "locale": "de", "primaryAddress": {"city": "Ulm"},
            "customFields": {"vip": true, "since": [2020]}, "notificationEmails": [],
            "taxNumbers": [{"type": "eu-vat", "value": "DE1"}],
        })
    );
}

#[tokio::test]
async fn a_tenant_calls_what_the_document_lacks() {
    let server = Server::start([ServerResponse::new(500, "<html>"), ok(&json!({"id": "a"}))]).await;
    let tenant = recipes::of_tenant(&clients::rebilly(&server), "sk_tenant").unwrap();
    // A `POST` is not repeated: the server may have processed it.
    let error = recipes::beta(&tenant, &json!({})).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    assert_eq!(recipes::beta(&tenant, &json!({})).await.unwrap(), json!({"id": "a"}));
    let requests = server.take();
    let keys: Vec<_> = requests.iter().filter_map(|it| it.header("REB-APIKEY")).collect();
    assert_eq!(keys, ["sk_tenant", "sk_tenant"]);
    assert_eq!(requests[1].line(), "POST /beta/customers?dry=true");
}
