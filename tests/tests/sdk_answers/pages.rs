//! Lists that come in pages.

use customer_timeline::rebilly::types::Customer;
use futures_util::TryStreamExt as _;
use oasmith_tests::clients;
use oasmith_tests::server::{Answer, Server};
use serde_json::{Value, json};

fn page(ids: &[&str]) -> Answer {
    let customers: Value = ids.iter().map(|id| json!({"id": id})).collect();
    Answer::json(200, &customers).header("Pagination-Total", "5")
}

fn pages() -> [Answer; 3] {
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
    assert_eq!(lines(&server), ["GET /customers?limit=2&offset=2", "GET /customers?limit=2&offset=4"]);
}
