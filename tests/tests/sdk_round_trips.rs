//! Whatever a caller gives either arrives as it was given, as decoders of other crates read it, or is refused before anything is sent.

use std::sync::{Arc, Mutex};

use customer_timeline::rebilly::Client;
use customer_timeline::{
    Body, BoxFuture, Error, Request as _, RetryPolicy, Transport, TransportError, TransportErrorKind,
};
use proptest::prelude::*;
use url::Url;

/// Keeps what is sent, and answers nothing.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Option<http::Request<Body>>>>);

impl Transport for Recorder {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Other, "recorded")) })
    }
}

/// The request that a call makes; `None` if it is refused.
fn sent<T, E: std::fmt::Debug>(
    call: impl FnOnce(&Client) -> BoxFuture<'static, Result<T, Error<E>>>,
) -> Option<http::Request<Body>> {
    let recorder = Recorder::default();
    let builder = Client::builder().base_url("https://api.example.com/v1").secret_api_key("key");
    let client = builder.retry(RetryPolicy::never()).transport(recorder.clone()).build().unwrap();
    let result = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(call(&client));
    let request = recorder.0.lock().unwrap().take();
    match result {
        Err(Error::Request(_)) => assert!(request.is_none(), "what is refused is not sent"),
        Err(Error::Transport(_)) => assert!(request.is_some()),
        _ => panic!("no answer was given"),
    }
    request
}

/// The URL as browsers and most servers read it (WHATWG URL).
fn url(request: &http::Request<Body>) -> Url {
    Url::parse(&request.uri().to_string()).unwrap()
}

fn segments(url: &Url) -> Vec<String> {
    let decode = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned();
    url.path_segments().unwrap().map(decode).collect()
}

/// Strings that mean something in a URL, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z./%?#&=+;:@\\\\ -]{0,8}",
        prop::sample::select(vec![
            ".", "..", "%2e", "%2E%2e", ".%2e", "", "/", "//", "../..", "a/../b", "\u{0}", "\r\n", "%00", "?", "#"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_argument_is_one_segment_or_refused(id in text()) {
        let given = id.clone();
        match sent(move |client| Box::pin(client.customers().get_lead_source(given).into_future())) {
            Some(request) => {
                let url = url(&request);
                prop_assert_eq!(segments(&url), ["v1", "customers", &id, "lead-source"]);
                prop_assert_eq!((url.query(), url.fragment(), url.host_str()), (None, None, Some("api.example.com")));
            }
            None => prop_assert!(id.is_empty() || id == "." || id == "..", "{:?} is harmless", id),
        }
    }

    #[test]
    fn a_query_argument_arrives(filter in text(), q in text(), sort in prop::collection::vec("[^,]{1,5}", 1..4), limit: i64) {
        let (given, words, order) = (filter.clone(), q.clone(), sort.clone());
        let call = move |client: &Client| -> BoxFuture<'static, _> {
            Box::pin(client.customers().list().filter(given).q(words).limit(limit).sort(order).into_future())
        };
        let request = sent(call).unwrap();
        let pairs: Vec<(String, String)> = url(&request).query_pairs().into_owned().collect();
        let expected = [("limit", limit.to_string()), ("filter", filter), ("q", q), ("sort", sort.join(","))];
        prop_assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn an_added_query_parameter_arrives(name in "[^\u{0}]{1,6}", value in text()) {
        let (given, text) = (name.clone(), value.clone());
        let call = move |client: &Client| -> BoxFuture<'static, _> {
            Box::pin(client.customers().list().with_query(given, text).into_future())
        };
        if let Some(request) = sent(call) {
            let pairs: Vec<(String, String)> = url(&request).query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, [(name, value)]);
        }
    }

    #[test]
    fn a_header_arrives_as_given_or_is_refused(value in prop_oneof![any::<String>(), "[ -~]{0,12}", "[ -~\t\r\n]{0,6}"]) {
        let given = value.clone();
        let call = move |client: &Client| -> BoxFuture<'static, _> {
            Box::pin(client.customers().list().organization_id(given).into_future())
        };
        let is_fit = value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        match sent(call) {
            Some(request) => prop_assert_eq!(request.headers().get("organization-id").unwrap().as_bytes(), value.as_bytes()),
            None => prop_assert!(!is_fit, "{:?} is harmless", value),
        }
    }
}
