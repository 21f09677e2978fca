//! Each argument arrives unchanged, as decoders of other crates read it, or is rejected before
//! anything is sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use customer_timeline::customer_service::types::{
    RenameCustomerForm, SearchByCustomerChannelValueForm,
};
use customer_timeline::{
    Body, BoxFuture, Error, Request as _, RetryPolicy, Transport, TransportError,
    TransportErrorKind,
};
use proptest::prelude::*;
use url::Url;

/// Records requests, and fails with a transport error.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Option<http::Request<Body>>>>);

impl Transport for Recorder {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Other, "recorded")) })
    }
}

fn rebilly(recorder: Recorder) -> customer_timeline::rebilly::Client {
    let builder = customer_timeline::rebilly::Client::builder()
        .base_url("https://api.example.com/v1")
        .secret_api_key("key");
    builder.retry(RetryPolicy::never()).transport(recorder).build().unwrap()
}

fn customer_service(recorder: Recorder) -> customer_timeline::customer_service::Client {
    let builder = customer_timeline::customer_service::Client::builder()
        .base_url("https://api.example.com/v1")
        .api_key("key");
    builder.retry(RetryPolicy::never()).transport(recorder).build().unwrap()
}

/// The request that a call sends; `None` if it is rejected.
fn sent<T, E>(
    call: impl FnOnce(Recorder) -> BoxFuture<'static, Result<T, Error<E>>>,
) -> Option<http::Request<Body>> {
    let recorder = Recorder::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let result = runtime.block_on(call(recorder.clone()));
    let request = recorder.0.lock().unwrap().take();
    match result {
        Err(Error::Request(_)) => assert!(request.is_none(), "a rejected request is not sent"),
        Err(Error::Transport(_)) => assert!(request.is_some()),
        _ => panic!("the recorder always fails"),
    }
    request
}

/// The URL as browsers and most servers parse it (WHATWG URL).
fn url(request: &http::Request<Body>) -> Url {
    Url::parse(&request.uri().to_string()).unwrap()
}

fn segments(url: &Url) -> Vec<String> {
    let decode = |segment: &str| {
        percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned()
    };
    url.path_segments().unwrap().map(decode).collect()
}

/// Strings with a meaning in URLs, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z./%?#&=+;:@\\\\ -]{0,8}",
        prop::sample::select(vec![
            ".", "..", "%2e", "%2E%2e", ".%2e", "", "/", "//", "../..", "a/../b", "\u{0}", "\r\n",
            "%00", "?", "#"
        ])
        .prop_map(str::to_owned),
    ]
}

/// Names and values, as the crate `multer` reads them.
fn read_multipart(request: &http::Request<Body>) -> Vec<(String, String)> {
    let content_type = request.headers().get("content-type").unwrap().to_str().unwrap();
    let mut form = multer::Multipart::with_reader(
        request.body().as_bytes().unwrap(),
        multer::parse_boundary(content_type).unwrap(),
    );
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut read = Vec::new();
        while let Some(field) = form.next_field().await.unwrap() {
            read.push((field.name().unwrap().to_owned(), field.text().await.unwrap()));
        }
        read
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_argument_is_one_segment_or_rejected(id in text()) {
        let given = id.clone();
        match sent(move |recorder| Box::pin(rebilly(recorder).customers().get_lead_source(given).into_future())) {
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
        let call = move |recorder| -> BoxFuture<'static, _> {
            Box::pin(rebilly(recorder).customers().list().filter(given).q(words).limit(limit).sort(order).into_future())
        };
        let request = sent(call).unwrap();
        let pairs: Vec<(String, String)> = url(&request).query_pairs().into_owned().collect();
        let expected = [("limit", limit.to_string()), ("filter", filter), ("q", q), ("sort", sort.join(","))];
        prop_assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn an_added_query_parameter_arrives(name in "[^\u{0}]{1,6}", value in text()) {
        let (given, text) = (name.clone(), value.clone());
        let call = move |recorder| -> BoxFuture<'static, _> {
            Box::pin(rebilly(recorder).customers().list().with_query(given, text).into_future())
        };
        if let Some(request) = sent(call) {
            let pairs: Vec<(String, String)> = url(&request).query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, [(name, value)]);
        }
    }

    #[test]
    fn a_header_arrives_unchanged_or_is_rejected(value in prop_oneof![any::<String>(), "[ -~]{0,12}", "[ -~\t\r\n]{0,6}"]) {
        let given = value.clone();
        let call = move |recorder| -> BoxFuture<'static, _> {
            Box::pin(rebilly(recorder).customers().list().organization_id(given).into_future())
        };
        let is_kept = value.trim_matches([' ', '\t']) == value;
        let is_fit = is_kept && value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        match sent(call) {
            Some(request) => {
                prop_assert!(is_kept, "{:?} loses its white space", value);
                prop_assert_eq!(request.headers().get("organization-id").unwrap().as_bytes(), value.as_bytes());
            }
            None => prop_assert!(!is_fit, "{:?} is harmless", value),
        }
    }

    #[test]
    fn an_urlencoded_form_is_read_as_it_was_given(
        first in text(),
        id: i64,
        custom in prop::collection::btree_map("custom_.{0,6}", text(), 0..4),
    ) {
        let form = RenameCustomerForm::new().firstname(first.clone()).brand_id(id).additional_properties(custom.clone());
        let call = move |recorder| -> BoxFuture<'static, _> {
            Box::pin(customer_service(recorder).customer().rename(form).into_future())
        };
        let request = sent(call).unwrap();
        let body = request.body().as_bytes().unwrap();
        let read: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let named = [("brandID", id.to_string()), ("firstname", first)];
        let mut expected: BTreeMap<String, String> = named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        expected.extend(custom);
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn a_multipart_form_is_read_as_it_was_given(value in text(), id: i64) {
        let form = SearchByCustomerChannelValueForm::new().customer_channel_value(value.clone()).brand_id(id);
        let call = move |recorder| -> BoxFuture<'static, _> {
            Box::pin(customer_service(recorder).customer().search_by_customer_channel_value(form).into_future())
        };
        let request = sent(call).unwrap();
        let read = read_multipart(&request);
        let named = [("customerChannelValue", value), ("brand_id", id.to_string())];
        prop_assert_eq!(read, named.map(|(name, value)| (name.to_owned(), value)));
    }
}
