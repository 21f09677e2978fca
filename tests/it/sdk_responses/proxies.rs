//! Proxies and custom HTTP clients: neither sends a credential to another origin.

use std::env;

use customer_timeline::rebilly::{self, ClientBuilder};
use customer_timeline::{ClientCredentials, Credential, Error, RetryPolicy, same_origin_redirects};
use oasmith_tests::clients::KEY;
use oasmith_tests::process;
use oasmith_tests::proxy::Proxy;
use oasmith_tests::server::{Server, ServerResponse};
use reqwest::redirect::Policy;
use serde_json::json;

const SECRET: &str = "client-secret-oasmith-7d2a";

/// The URL of the proxy, set in a process that a test started.
const CHILD: &str = "OASMITH_TEST_PROXY";

fn builder(url: &str) -> ClientBuilder {
    rebilly::Client::builder().base_url(url).retry(RetryPolicy::never())
}

async fn api() -> Server {
    Server::start([ServerResponse::json(200, &json!({"id": "cus_1"}))]).await
}

async fn tokens() -> Server {
    Server::start([ServerResponse::json(
        200,
        &json!({"access_token": "tok_1", "token_type": "bearer"}),
    )])
    .await
}

fn with_tokens(url: &str, token_url: &str) -> ClientBuilder {
    builder(url).credential(
        "JWT",
        Credential::bearer_provider(ClientCredentials::new(token_url, "id", SECRET)),
    )
}

/// Runs a test of this file in a separate process, with a proxy in its environment.
async fn in_child(test: &str, proxy: &Proxy) {
    let mut command = process::alone(module_path!(), test);
    command.env(CHILD, proxy.url());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    {
        command.env(name, proxy.url());
    }
    command.env_remove("no_proxy").env_remove("NO_PROXY").env_remove("REQUEST_METHOD");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_not_asked_for_loopback() {
    if env::var_os(CHILD).is_none() {
        let behind = api().await;
        let proxy = Proxy::start(behind.url()).await;
        in_child("a_proxy_of_the_environment_is_not_asked_for_loopback", &proxy).await;
        // The request to another host goes through the proxy.
        let heads = proxy.take();
        assert_eq!(heads.len(), 1, "{heads:?}");
        assert!(
            heads[0].starts_with("GET http://api.test/customers/cus_1 HTTP/1.1\r\n"),
            "{heads:?}"
        );
        assert_eq!(behind.take().len(), 1);
        return;
    }
    let (api, tokens) = (api().await, tokens().await);
    let port = tokens.url().rsplit(':').next().unwrap();
    for token_url in [
        tokens.url().to_owned(),
        format!("http://localhost:{port}"),
        format!("http://LOCALHOST:{port}/token"),
        format!("http://127.0.0.1:{port}/token?a=b"),
    ] {
        for url in [api.url().to_owned(), api.url().replace("127.0.0.1", "localhost")] {
            let client = with_tokens(&url, &token_url).build().unwrap();
            client
                .customers()
                .get("cus_1")
                .await
                .unwrap_or_else(|error| panic!("{token_url} {url}: {error:?}"));
            assert_eq!(tokens.take_one().method, "POST");
            assert_eq!(api.take_one().header("authorization"), Some("Bearer tok_1"));
        }
    }
    // The same holds for a client that the program configures.
    let client =
        with_tokens(api.url(), tokens.url()).http_client(|client| client.pool_max_idle_per_host(1));
    client.build().unwrap().customers().get("cus_1").await.unwrap();
    assert_eq!((tokens.take().len(), api.take().len()), (1, 1));
    // Requests to other hosts are sent as usual.
    let client = builder("http://api.test").secret_api_key(KEY).build().unwrap();
    client.customers().get("cus_1").await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_the_program_names_is_not_asked_for_loopback_either() {
    let (api, tokens) = (api().await, tokens().await);
    let proxy = Proxy::start(api.url()).await;
    let url = proxy.url().to_owned();
    let with_proxy =
        move |client: reqwest::ClientBuilder| client.proxy(reqwest::Proxy::all(&url).unwrap());

    let client =
        with_tokens(api.url(), tokens.url()).http_client(with_proxy.clone()).build().unwrap();
    client.customers().get("cus_1").await.unwrap();
    assert_eq!((api.take().len(), tokens.take().len()), (1, 1));
    assert_eq!(proxy.take(), Vec::<String>::new());

    let client =
        builder("http://api.test/v1").secret_api_key(KEY).http_client(with_proxy).build().unwrap();
    client.customers().get("cus_1").await.unwrap();
    assert_eq!(api.take_one().line(), "GET /v1/customers/cus_1");
    assert_eq!(proxy.take().len(), 1);
}

#[tokio::test]
async fn a_client_secret_is_not_sent_in_clear() {
    let (api, tokens) = (api().await, tokens().await);
    let proxy = Proxy::start(tokens.url()).await;
    for url in [
        "http://tokens.test/token",
        "http://10.0.0.1/token",
        "http://0.0.0.0/token",
        "http://localhost.test/token",
        "http://127.0.0.1.test/token",
        "http://[::ffff:10.0.0.1]/token",
        "HTTP://tokens.test/token",
    ] {
        let proxy_url = proxy.url().to_owned();
        let client = with_tokens(api.url(), url)
            .http_client(move |client| client.proxy(reqwest::Proxy::all(&proxy_url).unwrap()))
            .build()
            .unwrap();
        let error = client.customers().get("cus_1").await.unwrap_err();
        assert!(matches!(&error, Error::Auth(_)), "{url}: {error:?}");
        assert!(
            error.to_string().contains("over plain `http` only on this machine"),
            "{url}: {error}"
        );
    }
    assert_eq!((api.take(), tokens.take(), proxy.take()), (Vec::new(), Vec::new(), Vec::new()));
}

/// A client that the program configures with a policy that follows all redirects.
#[tokio::test]
async fn no_redirect_policy_takes_a_key_to_another_origin() {
    let other = Server::start([ServerResponse::new(200, "{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let away =
            ServerResponse::new(status, "").header("Location", &format!("{}/stolen", other.url()));
        let here = Server::start([away]).await;
        for client in [
            builder(here.url()).http_client(|client| client),
            builder(here.url())
                .http_client(|client| client.redirect(Policy::limited(5)).referer(true)),
            builder(here.url())
                .http_client(|client| client.redirect(Policy::custom(|attempt| attempt.follow()))),
        ] {
            let client = client.secret_api_key(KEY).build().unwrap();
            let error = client.customers().get("cus_1").await.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        }
        assert_eq!(here.take().len(), 3);
    }
    assert_eq!(other.take(), []);
}

/// The protection that the method's name mentions, and how to keep it.
#[tokio::test]
async fn a_client_that_exists_already_follows_redirects_as_it_does() {
    let other = Server::start([ServerResponse::new(200, "{}")]).await;
    let away =
        ServerResponse::new(307, "").header("Location", &format!("{}/elsewhere", other.url()));
    let here = Server::start([away]).await;
    let with = |client: reqwest::Client| {
        let builder = builder(here.url()).secret_api_key(KEY);
        builder.http_client_with_custom_redirects_and_proxies(client).build().unwrap()
    };
    with(reqwest::Client::new()).customers().get("cus_1").await.unwrap();
    assert_eq!(other.take_one().header("reb-apikey"), Some(KEY));

    let careful =
        reqwest::Client::builder().redirect(same_origin_redirects()).no_proxy().build().unwrap();
    assert!(with(careful).customers().get("cus_1").await.is_err());
    assert_eq!(other.take(), []);
}

/// The last transport that is set is used, and `build` returns the errors of `reqwest`.
#[tokio::test]
async fn the_last_transport_counts() {
    let api = api().await;
    let client = reqwest::Client::builder().user_agent("ready").no_proxy().build().unwrap();
    let client = builder(api.url())
        .secret_api_key(KEY)
        .http_client_with_custom_redirects_and_proxies(client)
        .http_client(|client| {
            client.default_headers(
                [("x-set-up".parse().unwrap(), "1".parse().unwrap())].into_iter().collect(),
            )
        })
        .build()
        .unwrap();
    client.customers().get("cus_1").await.unwrap();
    assert_eq!(api.take_one().header("x-set-up"), Some("1"));

    let error =
        builder(api.url()).http_client(|client| client.user_agent("a\nb")).build().unwrap_err();
    assert_eq!(error.to_string(), "the HTTP client cannot be set up");
}
