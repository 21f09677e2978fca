//! One operation, a server that responds, and the expected request.

use std::cell::RefCell;

use oasmith_examples::json::{Loss, Nulls, differences};
use oasmith_tests::clients::{self, KEY};
use oasmith_tests::documents::{self, Operation};
use oasmith_tests::server::{Request, Server, ServerResponse};
use serde::Serialize;
use serde_json::Value;

/// The response if the document describes no body.
pub const RAW: &[u8] = b"\x00 no \xff text \r\n";

/// The expected body.
pub enum Sent<'a> {
    /// No body.
    Nothing,
    /// These bytes as `application/json`.
    Json(&'a str),
    /// This value as `application/json`, with members in any order.
    Value(&'a Value),
    /// These pairs as `application/x-www-form-urlencoded`.
    Form(&'a [(&'a str, &'a str)]),
    /// These parts as `multipart/form-data`.
    Multipart(&'a [(&'a str, &'a str)]),
}

/// An operation under test.
pub struct Wire {
    api: &'static str,
    operation: Operation,
    server: Server,
    done: RefCell<Vec<&'static str>>,
}

impl Wire {
    /// A server that sends the first success of the operation, with its example.
    pub async fn start(api: &'static str, id: &str) -> Self {
        let operation = documents::operation(api, id);
        let server = Server::start([success(&operation)]).await;
        Self { api, operation, server, done: RefCell::default() }
    }

    pub fn rebilly(&self) -> customer_timeline::rebilly::Client {
        clients::rebilly(&self.server)
    }

    pub fn customer_service(&self) -> customer_timeline::customer_service::Client {
        clients::customer_service(&self.server)
    }

    /// An example of the request body.
    pub fn example(&self, name: &str) -> Value {
        let examples = self.operation.request_examples();
        examples.iter().find(|example| example.name == name).expect(name).value.clone()
    }

    /// A type of the request, decoded from an example.
    pub fn typed_example<T: serde::de::DeserializeOwned>(&self, name: &str) -> T {
        serde_json::from_value(self.example(name)).expect(name)
    }

    /// Checks the request of the call with all arguments.
    pub async fn sent_all(&self, line: &str, headers: &[(&str, &str)], body: Sent<'_>) {
        let request = self.arrived(line, headers, body).await;
        for parameter in &self.operation.parameters {
            let name = &parameter.name;
            let present = match parameter.location.as_str() {
                "path" => self.operation.path.contains(&format!("{{{name}}}")),
                "query" => query_names(&request).contains(name),
                "header" => request.header(name).is_some(),
                location => panic!("no test looks for a parameter in {location}"),
            };
            assert!(present, "the parameter {name} was to be set, too");
        }
        self.done.borrow_mut().push("all");
    }

    /// Checks the request of the call with only the required arguments.
    pub async fn sent_required(&self, line: &str, body: Sent<'_>) {
        let request = self.arrived(line, &[], body).await;
        let required =
            self.operation.parameters.iter().filter(|one| one.required && one.location == "query");
        let required: Vec<String> = required.map(|one| one.name.clone()).collect();
        assert_eq!(query_names(&request), required, "no other parameter was to be set");
        self.done.borrow_mut().push("required");
    }

    /// The decoded value, encoded again, equals the example of the document.
    pub fn responded(&self, decoded: &impl Serialize) {
        let status = &self.operation.responses.first().expect("a response").0;
        let decoded = serde_json::to_value(decoded).expect("JSON");
        let lost = differences(self.operation.response_example(status), &decoded, Nulls::Absent);
        assert_eq!(lost, Vec::<Loss>::new());
        self.done.borrow_mut().push("response");
    }

    /// The returned bytes are those that the server sent, for a response without a description.
    pub fn responded_raw(&self, bytes: &[u8]) {
        assert_eq!(bytes, RAW);
        self.done.borrow_mut().push("response");
    }

    /// The response has no body, as documented.
    pub fn responded_nothing(&self, (): &()) {
        assert_eq!(
            self.operation.responses.first().map(|(status, _)| status.as_str()),
            Some("204")
        );
        self.done.borrow_mut().push("response");
    }

    /// Both calls and the response were checked.
    pub fn finish(&self) {
        let done = self.done.borrow();
        for part in ["all", "required", "response"] {
            assert!(
                done.contains(&part),
                "the test of {} says nothing of: {part}",
                self.operation.id
            );
        }
    }

    /// The media type of the success, or of an error if the success has no body.
    fn accept(&self) -> &str {
        let mut responses = self.operation.responses.iter();
        responses.find_map(|(_, response)| response.media_types.first()).expect("a media type")
    }

    async fn arrived(&self, line: &str, headers: &[(&str, &str)], body: Sent<'_>) -> Request {
        let request = self.server.take_one();
        assert_eq!(request.line(), line);
        assert_matches_template(&request.path, &self.operation.path);
        assert_eq!(request.method, self.operation.method);
        let (content_type, length) =
            (request.header("content-type"), request.body.len().to_string());
        let mut expected = vec![
            ("accept", self.accept()),
            (if self.api == "rebilly" { "reb-apikey" } else { "apikey" }, KEY),
            ("host", self.server.url().trim_start_matches("http://")),
            ("user-agent", "customer-timeline/0.1.0"),
            // These tests use the feature `gzip`.
            ("accept-encoding", "gzip"),
        ];
        if let Some(content_type) = content_type {
            expected.extend([("content-type", content_type), ("content-length", &length)]);
        }
        expected.extend(headers);
        expected.sort_unstable();
        let lower = |(name, value): &(String, String)| (name.to_lowercase(), value.clone());
        let mut arrived: Vec<(String, String)> = request.headers.iter().map(lower).collect();
        arrived.sort_unstable();
        let arrived: Vec<(&str, &str)> =
            arrived.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(arrived, expected, "these headers and no others");
        assert_body(content_type, &request.body, body).await;
        request
    }
}

/// The names in the query, without repetition.
fn query_names(request: &Request) -> Vec<String> {
    let query = request.query.as_deref().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

/// The path has every literal of the template, and one segment for every parameter.
fn assert_matches_template(path: &str, template: &str) {
    let (path, template): (Vec<&str>, Vec<&str>) =
        (path.split('/').collect(), template.split('/').collect());
    assert_eq!(path.len(), template.len(), "{path:?} {template:?}");
    for (segment, wanted) in path.iter().zip(template) {
        assert!(wanted.starts_with('{') || *segment == wanted, "{path:?} {wanted}");
    }
}

async fn assert_body(content_type: Option<&str>, body: &[u8], expected: Sent<'_>) {
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    match expected {
        Sent::Nothing => assert_eq!((content_type, body), (None, &b""[..])),
        Sent::Json(text) => {
            assert_eq!(content_type, Some("application/json"));
            assert_eq!(std::str::from_utf8(body).expect("UTF-8"), text);
        }
        Sent::Value(value) => {
            assert_eq!(content_type, Some("application/json"));
            let sent = serde_json::from_slice(body).expect("JSON");
            assert_eq!(differences(value, &sent, Nulls::Kept), Vec::<Loss>::new());
        }
        Sent::Form(pairs) => {
            assert_eq!(content_type, Some("application/x-www-form-urlencoded"));
            let sent: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
            assert_eq!(sent, owned(pairs));
        }
        Sent::Multipart(parts) => {
            let boundary =
                multer::parse_boundary(content_type.expect("a media type")).expect("a boundary");
            assert_eq!(read_parts(body, boundary).await, owned(parts));
        }
    }
}

/// The parts of a form, parsed by another implementation.
async fn read_parts(body: &[u8], boundary: String) -> Vec<(String, String)> {
    let mut form = multer::Multipart::with_reader(body, boundary);
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.expect("a part") {
        assert_eq!((part.file_name(), part.content_type()), (None, None), "a part that is a text");
        let name = part.name().expect("a name").to_owned();
        parts.push((name, part.text().await.expect("a text")));
    }
    parts
}

fn success(operation: &Operation) -> ServerResponse {
    let (status, message) = operation.responses.first().expect("a response");
    let status = status.replace("XX", "00").parse().expect("a status");
    match message.media_types.as_slice() {
        [] => ServerResponse::new(status, ""),
        [json] if json == "application/json" => {
            ServerResponse::json(status, &message.examples.first().expect("an example").value)
        }
        _ => ServerResponse::new(status, RAW).header("Content-Type", "application/octet-stream"),
    }
}
