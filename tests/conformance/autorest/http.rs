//! `httpInfrastructure.json`, `head.json` and `head-exceptions.json`: methods, statuses, redirects
//! and retries.

use autorest::Request as _;
use autorest::httpinfrastructure::Client;
use autorest::httpinfrastructure::types::{
    HttpRedirectsGet301Response, HttpRedirectsGet302Response, HttpRedirectsGet307Response,
    HttpRedirectsHead301Response, HttpRedirectsHead302Response, HttpRedirectsPatch302Location,
    HttpRedirectsPost303Response, HttpRedirectsPut301Location,
};

/// A client that keeps cookies: the server counts attempts with them.
fn client() -> Client {
    let builder = builder!(httpinfrastructure).http_client(|http| http.cookie_store(true));
    builder.build().expect("a client")
}

pub async fn calls() {
    successes().await;
    failures().await;
    redirects().await;
    retries().await;
    heads().await;
}

async fn successes() {
    let success = client().http_success_operations();
    sends!(success.head200(), 200);
    gets!(success.get200(), true);
    gets!(success.options200(), true);
    sends!(success.put200().body(true), 200);
    sends!(success.patch200().body(true), 200);
    sends!(success.post200().body(true), 200);
    sends!(success.delete200().body(true), 200);
    sends!(success.put201().body(true), 201);
    sends!(success.post201().body(true), 201);
    sends!(success.put202().body(true), 202);
    sends!(success.patch202().body(true), 202);
    sends!(success.post202().body(true), 202);
    sends!(success.delete202().body(true), 202);
    sends!(success.head204(), 204);
    sends!(success.put204().body(true), 204);
    sends!(success.patch204().body(true), 204);
    sends!(success.post204().body(true), 204);
    sends!(success.delete204().body(true), 204);
    fails!(success.head404(), 404);
}

async fn failures() {
    let failure = client().http_failure_operations();
    fails!(failure.get_empty_error(), 400);
    fails!(failure.get_no_model_error(), 400);
    fails!(failure.get_no_model_empty(), 400);
    let failure = client().http_client_failure_operations();
    fails!(failure.head400(), 400);
    fails!(failure.get400(), 400);
    fails!(failure.options400(), 400);
    fails!(failure.put400().body(true), 400);
    fails!(failure.patch400().body(true), 400);
    fails!(failure.post400().body(true), 400);
    fails!(failure.delete400().body(true), 400);
    fails!(failure.head401(), 401);
    fails!(failure.get402(), 402);
    fails!(failure.options403(), 403);
    fails!(failure.get403(), 403);
    fails!(failure.put404().body(true), 404);
    fails!(failure.patch405().body(true), 405);
    fails!(failure.post406().body(true), 406);
    fails!(failure.delete407().body(true), 407);
    fails!(failure.put409().body(true), 409);
    fails!(failure.head410(), 410);
    fails!(failure.get411(), 411);
    fails!(failure.options412(), 412);
    fails!(failure.get412(), 412);
    fails!(failure.put413().body(true), 413);
    fails!(failure.patch414().body(true), 414);
    fails!(failure.post415().body(true), 415);
    fails!(failure.get416(), 416);
    fails!(failure.delete417().body(true), 417);
    fails!(failure.head429(), 429);
    let failure = client().http_server_failure_operations();
    fails!(failure.head501(), 501);
    fails!(failure.get501(), 501);
    fails!(failure.post505().body(true), 505);
    fails!(failure.delete505().body(true), 505);
}

async fn redirects() {
    let operations = client().http_operation_operations();
    gets!(operations.http_redirects_get301(), HttpRedirectsGet301Response::Ok);
    gets!(operations.http_redirects_get302(), HttpRedirectsGet302Response::Ok);
    let redirect = client().http_redirect_operations();
    sends!(redirect.head300(), 200);
    sends!(redirect.get300(), 200);
    gets!(redirect.head301(), HttpRedirectsHead301Response::Ok);
    gets!(redirect.head302(), HttpRedirectsHead302Response::Ok);
    // A request that is not GET or HEAD is not sent to another path after 301 and 302.
    let failure = HttpRedirectsPut301Location::HttpFailure500;
    has_header!(redirect.put301().body(true), location, failure);
    let failure = HttpRedirectsPatch302Location::HttpFailure500;
    has_header!(redirect.patch302().body(true), location, failure);
    gets!(redirect.post303().body(true), HttpRedirectsPost303Response::Ok);
    gets!(redirect.head307(), HttpRedirectsGet307Response::Ok);
    gets!(redirect.get307(), HttpRedirectsGet307Response::Ok);
    gets!(redirect.options307(), HttpRedirectsGet307Response::Ok);
    gets!(redirect.put307().body(true), HttpRedirectsGet307Response::Ok);
    gets!(redirect.patch307().body(true), HttpRedirectsGet307Response::Ok);
    gets!(redirect.post307().body(true), HttpRedirectsGet307Response::Ok);
    gets!(redirect.delete307().body(true), HttpRedirectsGet307Response::Ok);
}

async fn retries() {
    let retry = client().http_retry_operations();
    sends!(retry.head408());
    sends!(retry.put500().body(true));
    sends!(retry.patch500().body(true).with_idempotency_key("patch500"));
    sends!(retry.get502());
    gets!(retry.options502(), true);
    sends!(retry.post503().body(true).with_idempotency_key("post503"));
    sends!(retry.delete503().body(true));
    sends!(retry.put504().body(true));
    sends!(retry.patch504().body(true).with_idempotency_key("patch504"));
}

async fn heads() {
    let success = client!(head).http_success_operations();
    sends!(success.head200(), 200);
    sends!(success.head204(), 204);
    fails!(success.head404(), 404);
    let success = client!(head_exceptions).http_success_operations();
    sends!(success.head_exception_head200(), 200);
    sends!(success.head_exception_head204(), 204);
    fails!(success.head_exception_head404(), 404);
}
