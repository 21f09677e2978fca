//! Statuses, typed headers, and responses that are not JSON.

use customer_timeline::rebilly::types::{
    CustomerInput, CustomerTimelineInput, UpsertCustomerResponse,
};
use oasmith_tests::server::{Server, ServerResponse};
use oasmith_tests::{clients, documents};
use serde_json::json;

#[tokio::test]
async fn pagination() {
    let response = ServerResponse::json(200, &json!([]))
        .header("Pagination-Total", "332")
        .header("Pagination-Limit", "100")
        .header("Pagination-Offset", "2");
    let server = Server::start([response]).await;
    let client = clients::rebilly(&server);

    let customers = client.customers().list().await.unwrap();
    let headers = customers.headers();
    let pages = [headers.pagination_total, headers.pagination_limit, headers.pagination_offset];
    assert_eq!(pages, [Some(332), Some(100), Some(2)]);
    let timeline = client.customers_timeline().list("cus_1").await.unwrap();
    assert_eq!(timeline.headers().pagination_total, Some(332));
    let events = client.custom_events().list().await.unwrap();
    assert_eq!(events.headers().pagination_limit, Some(100));
    let timeline = client.transactions_timeline().list("txn_1").await.unwrap();
    assert_eq!(timeline.headers().pagination_offset, Some(2));
}

#[tokio::test]
async fn rate_limits_and_where_the_new_resource_is() {
    let response = ServerResponse::json(201, &json!({}))
        .header("Location", "https://api.rebilly.com/customers/cus_1")
        .header("Rate-Limit-Limit", "300")
        .header("Rate-Limit-Remaining", "299")
        .header("Rate-Limit-Reset", "Sat, 24 Aug 2019 14:15:22 +0000")
        .header("X-RateLimit-Limit", "3600")
        .header("X-RateLimit-Remaining", "3599")
        .header("X-Request-Id", "req_1")
        .header("X-Else", "something");
    let server = Server::start([response]).await;
    let created = clients::rebilly(&server).customers().create(CustomerInput::new()).await.unwrap();
    let headers = created.headers();
    assert_eq!(headers.location.as_deref(), Some("https://api.rebilly.com/customers/cus_1"));
    assert_eq!((headers.rate_limit_limit, headers.rate_limit_remaining), (Some(300), Some(299)));
    assert_eq!(headers.rate_limit_reset.as_deref(), Some("Sat, 24 Aug 2019 14:15:22 +0000"));
    assert_eq!(
        (headers.x_rate_limit_limit, headers.x_rate_limit_remaining),
        (Some(3600), Some(3599))
    );
    assert_eq!(created.request_id(), Some("req_1"));
    assert_eq!(created.raw_headers().get("x-else").unwrap(), "something");
}

#[tokio::test]
async fn headers_that_are_absent_or_unreadable_are_none() {
    let server =
        Server::start([ServerResponse::json(200, &json!([])).header("Pagination-Total", "many")])
            .await;
    let page = clients::rebilly(&server).customers().list().await.unwrap();
    let headers = page.headers();
    assert_eq!(
        (headers.pagination_total, headers.pagination_limit, headers.pagination_offset),
        (None, None, None)
    );
    assert_eq!((headers.rate_limit_limit, &headers.rate_limit_reset), (None, &None));
    assert_eq!(page.request_id(), None);
}

#[tokio::test]
async fn deleting_returns_headers_and_no_body() {
    let response = ServerResponse::new(204, "")
        .header("X-RateLimit-Limit", "3600")
        .header("X-RateLimit-Remaining", "7");
    let server = Server::start([response]).await;
    let client = clients::rebilly(&server);
    let deleted = client.customers_timeline().delete("cus_1", "tmln_1").await.unwrap();
    assert_eq!(deleted.status().as_u16(), 204);
    assert_eq!(
        (deleted.headers().x_rate_limit_limit, deleted.headers().x_rate_limit_remaining),
        (Some(3600), Some(7))
    );
    let (status, _, ()) = client.customers().merge("cus_1", "cus_2").await.unwrap().into_parts();
    assert_eq!(status.as_u16(), 204);
}

#[tokio::test]
async fn created_and_updated_are_two_things() {
    let operation = documents::operation("rebilly", "upsertCustomer");
    let response =
        |status: u16| ServerResponse::json(status, operation.response_example(&status.to_string()));
    let server =
        Server::start([response(201).header("Location", "https://x.test/1"), response(200)]).await;
    let client = clients::rebilly(&server);

    let created = client.customers().upsert("cus_1", CustomerInput::new()).await.unwrap();
    assert_eq!(created.status().as_u16(), 201);
    assert_eq!(created.headers().location.as_deref(), Some("https://x.test/1"));
    let UpsertCustomerResponse::Created(customer) = created.into_inner() else {
        panic!("it was created")
    };
    assert_eq!(customer.first_name.as_deref(), Some("Benjamin"));

    let updated = client.customers().upsert("cus_1", CustomerInput::new()).await.unwrap();
    assert_eq!((updated.status().as_u16(), &updated.headers().location), (200, &None));
    assert!(matches!(*updated, UpsertCustomerResponse::Ok(_)));
}

#[tokio::test]
async fn a_response_without_a_description_is_bytes_with_status_and_headers() {
    let response = ServerResponse::new(202, b"\x89PNG\r\n\x1a\n\0".as_slice())
        .header("Content-Type", "image/png");
    let server = Server::start([response.header("X-Trace-Id", "t1")]).await;
    let customer = clients::customer_service(&server).customer().get(1).await.unwrap();
    assert_eq!(customer.status().as_u16(), 202);
    assert_eq!(customer.raw_headers().get("content-type").unwrap(), "image/png");
    assert_eq!(customer.request_id(), Some("t1"));
    assert_eq!(&customer[..], b"\x89PNG\r\n\x1a\n\0");
}

#[tokio::test]
async fn a_response_without_a_description_may_be_empty() {
    let server = Server::start([ServerResponse::new(204, "")]).await;
    let deleted = clients::customer_service(&server).customer().delete(1).await.unwrap();
    assert_eq!(deleted.status().as_u16(), 204);
    assert!(deleted.is_empty());
}

#[tokio::test]
async fn header_names_do_not_depend_on_case() {
    let response = ServerResponse::json(201, &json!({}))
        .header("LOCATION", "/here")
        .header("x-ratelimit-limit", "1");
    let server = Server::start([response]).await;
    let timeline = clients::rebilly(&server).customers_timeline();
    let created = timeline.create("cus_1", CustomerTimelineInput::new()).await.unwrap();
    assert_eq!(created.headers().location.as_deref(), Some("/here"));
    assert_eq!(created.headers().x_rate_limit_limit, Some(1));
}
