//! `httpInfrastructure.json`, `head.json` and `head-exceptions.json`: methods, statuses, redirects
//! and retries.

use autorest::Request as _;
use autorest::httpinfrastructure::Client;
use autorest::httpinfrastructure::types::{
    HttpRedirectsGet300Error, HttpRedirectsHead301Response as Response301,
    HttpRedirectsHead302Response as Response302, HttpRedirectsHead307Response as Response307,
    HttpRedirectsPost303Response,
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
    // The server lists its methods instead of the documented boolean.
    undecodable!(success.options200());
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

/// A redirect that the document has among its responses is a response, and is not followed.
async fn redirects() {
    let operations = client().http_operation_operations();
    gets!(operations.http_redirects_get301(), Response301::MovedPermanently);
    gets!(operations.http_redirects_get302(), Response302::Found);
    let redirect = client().http_redirect_operations();
    fails!(redirect.head300(), 300);
    fails!(
        redirect.get300(),
        300,
        HttpRedirectsGet300Error::MultipleChoices(urls) if urls == &["/http/success/get/200"]
    );
    gets!(redirect.head301(), Response301::MovedPermanently);
    gets!(redirect.head302(), Response302::Found);
    gets!(redirect.post303().body(true), HttpRedirectsPost303Response::SeeOther);
    gets!(redirect.head307(), Response307::TemporaryRedirect);
    gets!(redirect.get307(), Response307::TemporaryRedirect);
    gets!(redirect.options307(), Response307::TemporaryRedirect);
    gets!(redirect.put307().body(true), Response307::TemporaryRedirect);
    gets!(redirect.patch307().body(true), Response307::TemporaryRedirect);
    gets!(redirect.post307().body(true), Response307::TemporaryRedirect);
    gets!(redirect.delete307().body(true), Response307::TemporaryRedirect);
    locations().await;
}

async fn locations() {
    let operations = client().http_operation_operations();
    let redirect = client().http_redirect_operations();
    macro_rules! locations {
        ($($call:expr => $path:literal;)*) => {
            $(has_header!($call, location, $path.into());)*
        };
    }
    locations! {
        operations.http_redirects_get301() => "/http/success/get/200";
        operations.http_redirects_get302() => "/http/success/get/200";
        redirect.head301() => "/http/success/head/200";
        redirect.put301().body(true) => "/http/failure/500";
        redirect.head302() => "/http/success/head/200";
        redirect.patch302().body(true) => "/http/failure/500";
        redirect.post303().body(true) => "/http/success/get/200";
        redirect.head307() => "/http/success/head/200";
        redirect.get307() => "/http/success/get/200";
        redirect.options307() => "/http/success/options/200";
        redirect.put307().body(true) => "/http/success/put/200";
        redirect.patch307().body(true) => "/http/success/patch/200";
        redirect.post307().body(true) => "/http/success/post/200";
        redirect.delete307().body(true) => "/http/success/delete/200";
    }
}

async fn retries() {
    let retry = client().http_retry_operations();
    sends!(retry.head408());
    sends!(retry.put500().body(true));
    sends!(retry.patch500().body(true).with_idempotency_key("patch500"));
    sends!(retry.get502());
    // The server sends no boolean after the second request.
    undecodable!(retry.options502());
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
