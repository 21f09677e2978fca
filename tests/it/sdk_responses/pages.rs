//! Lists in pages.

use customer_timeline::Error;
use customer_timeline::rebilly::types::Customer;
use futures_util::TryStreamExt as _;
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::{Value, json};

fn page(ids: &[&str]) -> ServerResponse {
    let customers: Value = ids.iter().map(|id| json!({"id": id})).collect();
    ServerResponse::json(200, &customers).header("Pagination-Total", "5")
}

fn pages() -> [ServerResponse; 3] {
    [page(&["a", "b"]), page(&["c", "d"]), page(&["e"])]
}

fn lines(server: &Server) -> Vec<String> {
    server.take().iter().map(|request| request.line()).collect()
}

#[tokio::test]
async fn a_stream_of_customers_ends_at_the_total() {
    let server = Server::start(pages()).await;
    let list = clients::rebilly(&server).customers().list().limit(2).offset(0).q("x");
    let customers: Vec<Customer> = list.stream().try_collect().await.unwrap();
    let ids: Vec<_> = customers.iter().filter_map(|customer| customer.id.as_deref()).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    let expected = [0, 2, 4].map(|offset| format!("GET /customers?limit=2&offset={offset}&q=x"));
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn a_page_comes_with_its_headers_and_the_next_one_only_when_it_is_wanted() {
    let server = Server::start(pages()).await;
    let mut pages = clients::rebilly(&server).customers().list().limit(2).pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.len(), first.headers().pagination_total), (2, Some(5)));
    assert_eq!(lines(&server), ["GET /customers?limit=2"]);
    assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 2);
    assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 1);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(
        lines(&server),
        ["GET /customers?limit=2&offset=2", "GET /customers?limit=2&offset=4"]
    );
}

/// A server that ignores the offset, like a mock server with one response.
#[tokio::test]
async fn the_same_page_for_ever_is_an_error() {
    for total in [None, Some("100"), Some("4")] {
        let page = ServerResponse::json(200, &json!([{"id": "a"}, {"id": "b"}]));
        let page = total.iter().fold(page, |page, total| page.header("Pagination-Total", total));
        let server = Server::start([page]).await;
        let customers = clients::rebilly(&server).customers();
        let mut stream = customers.list().stream();
        let mut ids = Vec::new();
        let error = loop {
            match stream.try_next().await {
                Ok(customer) => ids.extend(customer.unwrap().id),
                Err(error) => break error,
            }
        };
        assert!(matches!(&error, Error::Request(_)), "{error:?}");
        assert!(
            error.to_string().contains("the server sent a page that equals the one before it"),
            "{error}"
        );
        assert!(stream.try_next().await.unwrap().is_none());
        assert_eq!((ids, server.take().len()), (vec!["a".to_owned(), "b".to_owned()], 2));

        let pages: Result<Vec<_>, _> = customers.list().pages().try_collect().await;
        assert!(pages.is_err());
        assert_eq!(server.take().len(), 2);
    }
}

#[tokio::test]
async fn the_number_of_pages_has_a_limit() {
    let server = Server::start((0..5).map(|id| page(&[&id.to_string()]))).await;
    let customers = clients::rebilly(&server).customers();
    let result: Result<Vec<Customer>, _> =
        customers.list().limit(1).stream().max_pages(3).try_collect().await;
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("more than 3 pages; `max_pages` sets another limit")
    );
    assert_eq!(server.take().len(), 3);
    // Exactly as many items as there are.
    let mut pages = customers.list().limit(1).offset(3).pages().max_pages(2);
    assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 1);
    assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 1);
    assert!(pages.try_next().await.unwrap().is_none());
}
