//! What hooks and traces contain: every call, and no credential.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::client::ClientBuilder;
use crate::fast::{builder, ok, status, tag};
use crate::runtime::{
    BoxError, BoxFuture, Credential, Request, RequestInfo, ResponseInfo, Secret, TokenContext,
    TokenProvider,
};
use crate::server::{Action, Server};

/// Secrets of all kinds.
const SECRETS: [&str; 5] =
    ["secret-key", "secret-query", "secret-cookie", "secret-body", "secret-answer"];

type Seen = Arc<Mutex<Vec<String>>>;

fn hooked(builder: ClientBuilder, seen: &Seen) -> ClientBuilder {
    let (requests, responses) = (seen.clone(), seen.clone());
    let on_request = move |info: &RequestInfo<'_>| {
        let RequestInfo { operation, method, template, attempt, .. } = info;
        assert_eq!(info.headers["accept"], "application/json");
        requests.lock().unwrap().push(format!("> {operation} {method} {template} {attempt}"));
        requests.lock().unwrap().push(format!("{info:?}"));
    };
    let on_response = move |info: &ResponseInfo<'_>| {
        let ResponseInfo { operation, method, template, attempt, status, .. } = info;
        let status = status.map(|status| status.as_u16());
        responses
            .lock()
            .unwrap()
            .push(format!("< {operation} {method} {template} {attempt} {status:?}"));
        responses.lock().unwrap().push(format!("{info:?} {:?}", info.error));
        assert!(info.duration < Duration::from_secs(60));
    };
    builder.on_request(on_request).on_response(on_response)
}

/// Four calls with the secret in one location each, and one with secrets in all locations.
async fn call_with_everything(server: &Server, change: impl Fn(ClientBuilder) -> ClientBuilder) {
    for credential in [
        Credential::api_key_query("key", "secret-query"),
        Credential::api_key_cookie("key", "secret-cookie"),
        Credential::bearer("secret-key"),
        Credential::bearer_provider(Provider),
        Credential::api_key_header("X-Key", "secret-key"),
    ] {
        let client =
            change(builder(server).credential("JWT", credential).secret_api_key("secret-key"));
        let call = client.build().unwrap().payments().refund("id-of-a-person", tag("secret-body"));
        let call =
            call.session("secret-cookie").with_query("q", "secret-query").with_idempotency_key("k");
        let _ = call.with_header("Reb-ApiKey", "secret-key").with_header("X-Mine", "mine").await;
    }
}

struct Provider;

impl TokenProvider for Provider {
    fn token<'a>(&'a self, _: TokenContext<'a>) -> BoxFuture<'a, Result<Secret, BoxError>> {
        Box::pin(async { Ok(Secret::from("secret-key")) })
    }
}

fn response() -> Action {
    Action::response(
        "200 OK",
        "x-request-id: r\r\nset-cookie: c=secret-cookie\r\n",
        r#"{"name":"secret-answer"}"#,
    )
}

#[tokio::test]
async fn hooks_see_every_attempt_and_no_credential() {
    let seen = Seen::default();
    let broken = Action::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsecret-answer".into());
    let server = Server::script([ok(), ok(), ok(), ok(), status(503), broken, response()]).await;
    call_with_everything(&server, |builder| hooked(builder, &seen)).await;
    let seen = seen.lock().unwrap();
    let short: Vec<&str> =
        seen.iter().map(String::as_str).filter(|line| line.starts_with(['>', '<'])).collect();
    assert_eq!(
        short[8..],
        [
            "> refund POST /payments/{id}/refund 1",
            "< refund POST /payments/{id}/refund 1 Some(503)",
            "> refund POST /payments/{id}/refund 2",
            "< refund POST /payments/{id}/refund 2 None",
            "> refund POST /payments/{id}/refund 3",
            "< refund POST /payments/{id}/refund 3 Some(200)",
        ]
    );
    let all = seen.join("\n");
    assert!(
        all.contains("x-request-id")
            && all.contains(r#""x-mine": "mine""#)
            && all.contains("kind: Body"),
        "{all}"
    );
    for secret in SECRETS.into_iter().chain(["person"]) {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
}

#[tokio::test]
async fn a_hook_may_be_one_of_several() {
    let seen = Seen::default();
    let server = Server::start(ok()).await;
    let client = hooked(hooked(builder(&server).jwt("t"), &seen), &seen).build().unwrap();
    client.payments().refund("1", tag("a")).await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 8);
    // An invalid request is not sent, so the hook sees nothing.
    client.payments().refund("", tag("a")).await.unwrap_err();
    assert_eq!(seen.lock().unwrap().len(), 8);
}

#[cfg(feature = "tracing")]
mod traced {
    use std::collections::BTreeMap;
    use std::fmt::Debug;
    use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::{SECRETS, call_with_everything, response};
    use crate::fast::{builder, ok, status, tag};
    use crate::server::{Action, Server};

    type Fields = BTreeMap<&'static str, String>;

    /// Records the spans and events of this crate, and the output of all crates at any level.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        spans: Vec<(bool, Fields)>,
        events: Vec<(usize, Fields)>,
        text: String,
    }

    /// One log for all tests: `tracing` caches for all threads which callsites are enabled.
    fn log() -> &'static Log {
        static LOG: LazyLock<Log> = LazyLock::new(|| {
            let log = Log::default();
            tracing::subscriber::set_global_default(log.clone()).unwrap();
            log
        });
        &LOG
    }

    impl Log {
        fn state(&self) -> MutexGuard<'_, State> {
            self.0.lock().unwrap()
        }
    }

    impl State {
        /// The spans of the calls to a server, with their indices.
        fn calls(&self, server: &Server) -> Vec<(usize, &Fields)> {
            let port = server.url.rsplit_once(':').unwrap().1;
            let spans = self.spans.iter().enumerate().filter(|(_, (is_ours, _))| *is_ours);
            spans
                .filter(|(_, (_, it))| it.get("server.port").is_some_and(|it| it == port))
                .map(|(number, (_, it))| (number, it))
                .collect()
        }
    }

    struct Collect<'a>(&'a mut Fields);

    impl Visit for Collect<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
        }
    }

    fn is_ours(metadata: &Metadata<'_>) -> bool {
        metadata.target().contains("runtime::client::trace")
    }

    impl Subscriber for Log {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut fields = Fields::new();
            span.record(&mut Collect(&mut fields));
            let mut state = self.state();
            state.text.push_str(&format!("{} {fields:?}\n", span.metadata().name()));
            let is_ours = is_ours(span.metadata());
            assert!(!is_ours || *span.metadata().level() == Level::INFO);
            state.spans.push((is_ours, fields));
            Id::from_u64(state.spans.len() as u64)
        }

        fn record(&self, span: &Id, values: &Record<'_>) {
            let mut state = self.state();
            let (_, fields) = &mut state.spans[span.into_u64() as usize - 1];
            values.record(&mut Collect(fields));
            let line = format!("{fields:?}\n");
            state.text.push_str(&line);
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let mut fields = Fields::new();
            event.record(&mut Collect(&mut fields));
            let mut state = self.state();
            state.text.push_str(&format!("{} {fields:?}\n", event.metadata().target()));
            // A span that began before the log was installed is not recorded.
            if let (true, Some(span)) = (is_ours(event.metadata()), event.parent()) {
                state.events.push((span.into_u64() as usize - 1, fields));
            }
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    fn of(fields: &Fields, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| fields.get(name).cloned().unwrap_or_default()).collect()
    }

    #[tokio::test]
    async fn a_span_for_a_call_an_event_for_an_attempt_and_no_secret() {
        let log = log();
        let server =
            Server::script([ok(), ok(), ok(), ok(), status(503), Action::broken(), response()])
                .await;
        call_with_everything(&server, |builder| builder).await;
        let state = log.state();
        let calls = state.calls(&server);
        let (number, span) = *calls.last().unwrap();
        let port = server.url.rsplit_once(':').unwrap().1;
        let expected = [
            ("otel.name", "POST /payments/{id}/refund"),
            ("otel.kind", "client"),
            ("http.request.method", "POST"),
            ("http.request.resend_count", "2"),
            ("http.response.status_code", "200"),
            ("server.address", "127.0.0.1"),
            ("server.port", port),
            ("url.template", "/payments/{id}/refund"),
        ];
        let expected: Fields =
            expected.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        assert_eq!((calls.len(), span), (5, &expected));
        let names =
            ["http.request.resend_count", "http.response.status_code", "error.type", "message"];
        let events: Vec<Vec<String>> = state
            .events
            .iter()
            .filter(|(parent, _)| *parent == number)
            .map(|(_, fields)| of(fields, &names))
            .collect();
        assert_eq!(
            events,
            [
                ["0", "503", "503", "attempt"],
                ["1", "", "body", "attempt"],
                ["2", "200", "", "attempt"]
            ]
        );
        // This covers only the output of this crate. It contains no secret and no argument of a
        // path.
        let ours = format!(
            "{:?}{:?}",
            state.spans.iter().filter(|(is_ours, _)| *is_ours).collect::<Vec<_>>(),
            state.events
        );
        for secret in SECRETS.into_iter().chain(["person"]) {
            assert!(!ours.contains(secret), "{secret}");
        }
        for secret in ["secret-key", "secret-cookie", "secret-body", "secret-answer"] {
            let line = state.text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }

    /// No other test calls this operation with a lenient client.
    #[tokio::test]
    async fn a_value_that_does_not_match_is_an_event() {
        let log = log();
        let server = Server::start(Action::response("200 OK", "", r#"{"name":4711}"#)).await;
        let client = builder(&server).jwt("t").lenient().build().unwrap();
        let response = client.payments().refund("1", tag("a")).await.unwrap();
        assert_eq!(response.mismatches().len(), 1);
        let state = log.state();
        let words = "a value does not match the document";
        let expected: Fields = [
            ("otel.name", "POST /payments/{id}/refund"),
            ("path", "$.name"),
            ("is_converted", "true"),
            ("message", words),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into();
        let is_it = |line: &&str| line.contains("/refund") && line.contains(words);
        let lines: Vec<&str> = state.text.lines().filter(is_it).collect();
        // The event does not contain the value, which may be secret.
        assert!(
            matches!(lines.as_slice(), [line] if line.ends_with(&format!("{expected:?}"))),
            "{lines:?}"
        );
    }

    #[tokio::test]
    async fn a_span_says_why_a_call_failed() {
        let log = log();
        let server = Server::start(status(404)).await;
        let client = builder(&server).jwt("t").build().unwrap();
        client.payments().refund("1", tag("a")).await.unwrap_err();
        client.payments().refund("", tag("a")).await.unwrap_err();
        let state = log.state();
        let names = [
            "otel.status_code",
            "error.type",
            "http.response.status_code",
            "http.request.resend_count",
        ];
        let ours: Vec<Vec<String>> =
            state.calls(&server).iter().map(|(_, fields)| of(fields, &names)).collect();
        assert_eq!(ours, [["ERROR", "404", "404", ""], ["ERROR", "request", "", ""]]);
    }
}
