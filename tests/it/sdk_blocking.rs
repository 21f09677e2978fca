//! Blocking calls, against a real server with its own runtime.

use std::error::Error as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use customer_timeline::rebilly::{self, types::Customer, types::GetCustomerError};
use customer_timeline::{Blocking as _, Error, RetryPolicy};
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A server, and its runtime. The thread of the test is in no runtime.
fn start(responses: impl IntoIterator<Item = ServerResponse>) -> (Runtime, Server) {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start(responses));
    (runtime, server)
}

fn customer(id: &str) -> ServerResponse {
    ServerResponse::json(200, &json!({"id": id}))
}

fn page(ids: &[&str]) -> ServerResponse {
    let customers: Value = ids.iter().map(|id| json!({"id": id})).collect();
    ServerResponse::json(200, &customers).header("Pagination-Total", "5")
}

#[test]
fn a_call_waits_for_its_response() {
    let (_runtime, server) = start([customer("cus_1")]);
    let client = clients::rebilly(&server);
    let customer = client.customers().get("cus_1").block_on().unwrap();
    assert_eq!((customer.status().as_u16(), customer.id.as_deref()), (200, Some("cus_1")));
    assert_eq!(server.take_one().line(), "GET /customers/cus_1");
}

#[test]
fn errors_are_typed_as_ever() {
    let (_runtime, server) =
        start([ServerResponse::json(404, &json!({"status": 404, "detail": "none"}))]);
    let result = clients::rebilly(&server).customers().get("cus_1").block_on();
    let Err(Error::Api(error)) = result else { panic!("{result:?}") };
    assert!(matches!(error.body(), GetCustomerError::NotFound(_)), "{error:?}");
}

#[test]
fn a_raw_response_is_read_chunk_by_chunk() {
    let (_runtime, server) = start([ServerResponse::new(200, vec![b'x'; 300_000])]);
    use customer_timeline::Request as _;
    let response = clients::rebilly(&server).customers().get("cus_1").raw().block_on().unwrap();
    let chunks: Result<Vec<_>, _> = response.into_body().iter().collect();
    assert_eq!(chunks.unwrap().concat(), vec![b'x'; 300_000]);
}

#[test]
fn many_threads_share_a_client() {
    let (_runtime, server) = start([customer("cus_1")]);
    let client = clients::rebilly(&server);
    thread::scope(|scope| {
        for thread in 0..8 {
            let customers = client.customers();
            scope.spawn(move || {
                for call in 0..20 {
                    let got = customers.get(format!("cus_{thread}_{call}")).block_on().unwrap();
                    assert_eq!(got.id.as_deref(), Some("cus_1"));
                }
            });
        }
    });
    let mut lines: Vec<_> = server.take().iter().map(|request| request.line()).collect();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 160);
}

#[test]
fn a_repeated_request_waits_before_the_next_attempt() {
    let (_runtime, server) =
        start([ServerResponse::new(503, "").header("Retry-After", "1"), customer("cus_1")]);
    let client = rebilly::Client::builder()
        .base_url(server.url())
        .secret_api_key(clients::KEY)
        .build()
        .unwrap();
    let start = Instant::now();
    assert_eq!(client.customers().get("cus_1").block_on().unwrap().id.as_deref(), Some("cus_1"));
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.take().len(), 2);
}

#[test]
fn a_server_that_stalls_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = rebilly::Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .secret_api_key(clients::KEY)
        .retry(RetryPolicy::never())
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let result = client.customers().get("cus_1").block_on();
    assert!(matches!(&result, Err(error) if error.is_timeout()), "{result:?}");
}

#[test]
fn all_items_of_three_pages_are_iterated_over() {
    let (_runtime, server) = start([page(&["a", "b"]), page(&["c", "d"]), page(&["e"])]);
    let mut ids = Vec::new();
    for customer in clients::rebilly(&server).customers().list().limit(2).stream().iter() {
        ids.extend(customer.unwrap().id);
    }
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    assert_eq!(server.take().len(), 3);
}

#[test]
fn a_list_without_end_is_not_iterated_over_for_ever() {
    let (_runtime, server) = start([ServerResponse::json(200, &json!([{"id": "a"}]))]);
    let customers = clients::rebilly(&server).customers();
    let items: Vec<Result<Customer, _>> = customers.list().stream().iter().collect();
    assert!(matches!(items.as_slice(), [Ok(_), Err(Error::Request(_))]), "{items:?}");
    assert_eq!(
        customers.list().pages().iter().map(|page| page.is_ok()).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(customers.list().stream().max_pages(1).iter().filter(Result::is_err).count(), 1);
    assert_eq!(server.take().len(), 5);
}

#[test]
fn pages_are_iterated_over_until_one_fails() {
    let (_runtime, server) = start([page(&["a", "b"]), ServerResponse::new(401, "")]);
    let mut pages = clients::rebilly(&server).customers().list().limit(2).pages().iter();
    assert_eq!(pages.next().unwrap().unwrap().len(), 2);
    assert!(matches!(pages.next(), Some(Err(Error::Api(_)))));
    assert!(pages.next().is_none() && pages.next().is_none());
}

/// Blocking is allowed there, in any runtime.
#[test]
fn inside_spawn_blocking_a_call_blocks() {
    let (_runtime, server) = start([customer("cus_1")]);
    for runtime in [
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap(),
    ] {
        let client = clients::rebilly(&server);
        let task = runtime.spawn_blocking(move || client.customers().get("cus_1").block_on());
        let customer = runtime.block_on(task).unwrap().unwrap();
        assert_eq!(customer.id.as_deref(), Some("cus_1"));
        // Blocking on a worker of the same runtime is an error.
        let client = clients::rebilly(&server);
        let task = runtime.spawn(async move { client.customers().get("cus_1").block_on() });
        let result = runtime.block_on(task).unwrap();
        assert!(matches!(result, Err(Error::Request(_))), "{result:?}");
    }
    assert_eq!(server.take().len(), 2);
}

#[tokio::test]
async fn inside_a_runtime_nothing_blocks_and_nothing_is_sent() {
    let server = Server::start([page(&["a"])]).await;
    let client = clients::rebilly(&server);
    let result = client.customers().get("cus_1").block_on();
    let Err(Error::Request(error)) = result else { panic!("{result:?}") };
    assert!(error.to_string().contains("`.await`") && error.source().is_none(), "{error}");
    let items: Vec<Result<Customer, _>> = client.customers().list().stream().iter().collect();
    assert!(matches!(items.as_slice(), [Err(Error::Request(_))]), "{items:?}");
    assert!(server.take().is_empty());
}
