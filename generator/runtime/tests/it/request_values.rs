//! Requests as values: kept, cloned, spawned, and passed to functions that take any request.

use std::fmt::Debug;
use std::time::Duration;

use crate::fast::{KEY, builder, client, ok, tag};
use crate::runtime::{Error, Request, Response, RetryPolicy};
use crate::server::{Action, Server};

/// Takes any request: the bound allows awaiting it and reading its error.
async fn logged<R: Request>(request: R, log: &mut Vec<String>) -> Result<R::Response, Error> {
    let result = request.with_timeout(Duration::from_secs(5)).await;
    log.push(result.as_ref().err().map_or("ok".to_owned(), |error| format!("{:?}", error.kind())));
    result.map_err(Error::into_untyped)
}

/// Sends a request in another task.
fn spawned<R: Request + Send + 'static>(
    request: R,
) -> tokio::task::JoinHandle<Result<R::Response, Error<R::ErrorBody>>> {
    tokio::spawn(request.send())
}

/// The errors of all requests implement the error trait of the standard library.
async fn boxed<R: Request>(request: R) -> Result<R::Response, Box<dyn std::error::Error>> {
    Ok(request.await?)
}

#[tokio::test]
async fn one_function_for_all_requests() {
    let server = Server::script([ok(), Action::response("404 X", "", ""), ok(), ok()]).await;
    let client = client(&server);
    let mut log = Vec::new();
    let customer = logged(client.customers().get("1"), &mut log).await.unwrap();
    assert_eq!(customer.name, "a");
    logged(client.customers().get("1"), &mut log).await.unwrap_err();
    assert_eq!(log, ["ok", "Api"]);
    assert_eq!(spawned(client.customers().get("1")).await.unwrap().unwrap().name, "a");
    assert_eq!(boxed(client.customers().get("1")).await.unwrap().name, "a");
}

#[tokio::test]
async fn a_request_is_kept_cloned_and_spawned() {
    let server = Server::start(ok()).await;
    let client = client(&server);
    let request = client.customers().get("1");
    let tasks: Vec<_> = (0..3).map(|_| tokio::spawn(request.clone().send())).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().name, "a");
    }
    let untyped: Result<Response<_, _>, Error> = request.untyped().await;
    assert_eq!(untyped.unwrap().name, "a");
    assert_eq!(server.arrived().len(), 4);
}

#[tokio::test]
async fn a_rate_limit_repeats_any_request_unless_the_policy_says_otherwise() {
    let limited = Action::response("429 X", "retry-after: 1\r\n", "");
    let server = Server::script([limited.clone(), ok()]).await;
    let refund = |client: &crate::client::Client| client.payments().refund("1", tag("a"));
    let client = builder(&server).secret_api_key(KEY).build().unwrap();
    refund(&client).await.unwrap();
    assert_eq!(server.arrived().len(), 2);

    // Without the header, the server does not state that it did not process the request.
    let server = Server::script([Action::response("429 X", "", ""), ok()]).await;
    let client = builder(&server).secret_api_key(KEY).build().unwrap();
    assert_eq!(refund(&client).await.unwrap_err().attempts(), 1);

    let server = Server::script([limited, ok()]).await;
    let policy = RetryPolicy::default().rate_limited(false);
    let client = builder(&server).secret_api_key(KEY).retry(policy).build().unwrap();
    assert_eq!(refund(&client).await.unwrap_err().attempts(), 1);
}

#[test]
fn a_response_that_is_a_list_is_iterated() {
    fn check<R: Debug>()
    where
        for<'a> &'a Response<Vec<R>>: IntoIterator<Item = &'a R>,
        Response<Vec<R>>: IntoIterator<Item = R>,
    {
    }
    check::<u8>();
}
