//! Methods and paths of every kind on the wire.

use crate::client::{Client, ClientBuilder};
use crate::fast::{KEY, client, ok, status};
use crate::runtime::request::{self, request};
use crate::runtime::{
    Api, Call, Error, Method, Operation, Parameter, RawError, RawResponse, Request, Response,
};
use crate::server::Server;
use crate::types::Tag;

#[derive(Debug, Clone)]
pub struct Probe {
    pub call: Call,
}

impl Request for Probe {
    type Response = Response<Tag>;
    type ErrorBody = RawError;

    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    fn decode(response: RawResponse) -> Result<Self::Response, Error<Self::ErrorBody>> {
        match response.status() {
            200..=299 => response.json(),
            _ => response.error(),
        }
    }
}
request!(Probe);

pub const SEARCH: Operation = Operation {
    id: "search",
    method: Method::Query,
    path: "/search",
    server: None,
    parameters: &[],
    security: &[],
    accept: "application/json",
    body: Some("application/json"),
    pagination: None,
};
static QUERY: Operation = SEARCH;
static PURGE: Operation =
    Operation { id: "purge", method: Method::Other("PURGE"), body: None, ..SEARCH };
static BROKEN: Operation =
    Operation { id: "broken", method: Method::Other("NO GOOD"), body: None, ..SEARCH };

fn probe(client: &Client, operation: &'static Operation) -> Probe {
    Probe { call: client.core.call(operation) }
}

#[tokio::test]
async fn a_query_has_a_body_and_is_repeated() {
    let server = Server::script([status(503), ok()]).await;
    let call = client(&server).core.call(&QUERY).json(&Tag { name: "a".into(), ..Tag::default() });
    Probe { call }.await.unwrap();
    for arrived in server.arrived() {
        assert_eq!(
            (arrived.line(), arrived.body.as_str()),
            ("QUERY /search HTTP/1.1", r#"{"name":"a"}"#)
        );
        assert_eq!(arrived.header("content-type"), Some("application/json"));
    }
    assert_eq!(server.arrived().len(), 2);
}

#[tokio::test]
async fn an_unknown_method_is_sent_once() {
    let server = Server::start(status(503)).await;
    let error = probe(&client(&server), &PURGE).await.unwrap_err();
    assert_eq!((error.attempts(), server.only().line()), (1, "PURGE /search HTTP/1.1"));
}

#[tokio::test]
async fn a_method_that_is_no_token_is_not_sent() {
    let server = Server::start(ok()).await;
    let error = probe(&client(&server), &BROKEN).await.unwrap_err();
    assert!(matches!(&error, Error::Request(_)), "{error}");
    assert!(server.arrived().is_empty());
}

const PATH: Operation = Operation {
    id: "path",
    method: Method::Get,
    path: "",
    server: None,
    parameters: &[Parameter::path("a"), Parameter::path("b"), Parameter::query("q")],
    security: &[],
    accept: "application/json",
    body: None,
    pagination: None,
};

/// The request line for these arguments.
async fn line(operation: &'static Operation, values: &[(&str, &str)]) -> Result<String, String> {
    let server = Server::start(ok()).await;
    let mut request = probe(&client(&server), operation);
    for (name, value) in values {
        let parameter = operation.parameters.iter().find(|parameter| parameter.name == *name);
        request.call.set(*parameter.unwrap(), *value);
    }
    match request.await {
        Ok(_) => Ok(server.only().line().strip_suffix(" HTTP/1.1").unwrap().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_query_in_a_path_goes_before_the_parameters() {
    static FIXED: Operation = Operation { path: "/a?beta=true", ..PATH };
    static TEMPLATED: Operation = Operation { path: "/a?x={a}&beta", ..PATH };
    assert_eq!(line(&FIXED, &[]).await.unwrap(), "GET /a?beta=true");
    assert_eq!(line(&FIXED, &[("q", "y&z")]).await.unwrap(), "GET /a?beta=true&q=y%26z");
    assert_eq!(
        line(&TEMPLATED, &[("a", "1&x=2 #/"), ("q", "z")]).await.unwrap(),
        "GET /a?x=1%26x%3D2%20%23%2F&beta&q=z"
    );
    for harmless in ["", ".."] {
        assert_eq!(
            line(&TEMPLATED, &[("a", harmless)]).await.unwrap(),
            format!("GET /a?x={harmless}&beta")
        );
    }
}

#[tokio::test]
async fn an_argument_before_a_query_makes_no_other_path() {
    static OPERATION: Operation = Operation { path: "/a/{a}?beta=true", ..PATH };
    assert_eq!(line(&OPERATION, &[("a", "?x")]).await.unwrap(), "GET /a/%3Fx?beta=true");
    for rejected in ["", ".", ".."] {
        assert!(
            line(&OPERATION, &[("a", rejected)]).await.unwrap_err().contains('a'),
            "{rejected}"
        );
    }
}

#[tokio::test]
async fn a_segment_is_what_url_parsers_make_of_it() {
    static ENCODED: Operation = Operation { path: "/x/%2e{a}", ..PATH };
    static BEFORE: Operation = Operation { path: "/x/{a}%2E", ..PATH };
    static SPLIT: Operation = Operation { path: "/x/%2{a}{b}/y", ..PATH };
    static PERCENT: Operation = Operation { path: "/x/%{a}?y", ..PATH };
    static BACKSLASH: Operation = Operation { path: "/x\\{a}\\y", ..PATH };
    static DOT: Operation = Operation { path: "/x\\.{a}", ..PATH };
    for (operation, a, b) in [
        (&ENCODED, ".", ""),
        (&BEFORE, ".", ""),
        (&SPLIT, "e", "."),
        (&SPLIT, "E", "."),
        (&PERCENT, "2e", ""),
        (&PERCENT, "2E", ""),
        (&BACKSLASH, ".", ""),
        (&BACKSLASH, "..", ""),
        (&DOT, ".", ""),
    ] {
        let error = line(operation, &[("a", a), ("b", b)]).await.unwrap_err();
        assert!(
            error.contains("makes `.` or `..` of a segment"),
            "{} {a} {b}: {error}",
            operation.path
        );
    }
    for (operation, a, b, sent) in [
        (&ENCODED, "..", "", "/x/%2e.."),
        (&ENCODED, "a", "", "/x/%2ea"),
        (&ENCODED, "%2e", "", "/x/%2e%252e"),
        (&BEFORE, "\u{ff0e}", "", "/x/%EF%BC%8E%2E"),
        (&SPLIT, "e", "e", "/x/%2ee/y"),
        (&SPLIT, "f", "..", "/x/%2f../y"),
        (&SPLIT, "e", "..", "/x/%2e../y"),
        (&PERCENT, "2f", "", "/x/%2f?y"),
        (&BACKSLASH, "\\..", "", "/x/%5C../y"),
    ] {
        assert_eq!(line(operation, &[("a", a), ("b", b)]).await.unwrap(), format!("GET {sent}"));
    }
}

#[tokio::test]
async fn several_arguments_in_a_segment() {
    static PAIR: Operation = Operation { path: "/a/{a},{b}.json", ..PATH };
    static VERB: Operation = Operation { path: "/a/{a}:cancel", ..PATH };
    static DOTS: Operation = Operation { path: "/a/{a}{b}", ..PATH };
    assert_eq!(line(&PAIR, &[("a", "1,2"), ("b", "..")]).await.unwrap(), "GET /a/1%2C2,...json");
    assert_eq!(line(&VERB, &[("a", "x:y/..")]).await.unwrap(), "GET /a/x%3Ay%2F..:cancel");
    assert_eq!(line(&DOTS, &[("a", "."), ("b", ".x")]).await.unwrap(), "GET /a/..x");
    assert!(line(&DOTS, &[("a", "."), ("b", ".")]).await.is_err());
}

/// A client of an API that uses the first of two servers, and an operation that uses the second
/// one.
fn api(first: &Server, second: &Server) -> (&'static Api, &'static Operation) {
    let [first, second] = [first, second].map(|server| &*server.url.clone().leak());
    let api = Api { user_agent: "x", server: Some(first), schemes: &[] };
    (
        Box::leak(Box::new(api)),
        Box::leak(Box::new(Operation {
            path: "/a",
            server: Some(second),
            security: &[&["SecretApiKey"]],
            ..PATH
        })),
    )
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server_unless_another_url_is_chosen() {
    let (first, second, third) =
        (Server::start(ok()).await, Server::start(ok()).await, Server::start(ok()).await);
    let (api, operation) = api(&first, &second);
    let builder = || ClientBuilder::new(api).secret_api_key(KEY);
    for client in
        [builder().build().unwrap(), builder().base_url(format!("{}/", first.url)).build().unwrap()]
    {
        probe(&client, operation).await.unwrap();
    }
    assert!(first.arrived().is_empty());
    let arrived = second.arrived();
    assert!(
        arrived
            .iter()
            .all(|one| one.line() == "GET /a HTTP/1.1" && one.header("reb-apikey") == Some(KEY))
    );
    assert_eq!(arrived.len(), 2);

    probe(&builder().base_url(format!("{}/test", third.url)).build().unwrap(), operation)
        .await
        .unwrap();
    assert_eq!(third.only().line(), "GET /test/a HTTP/1.1");
    assert_eq!((first.arrived().len(), second.arrived().len()), (0, 2));
}

#[tokio::test]
async fn reserved_characters_make_no_other_path() {
    const RESERVED: Operation = Operation {
        path: "/data/{a}",
        parameters: &[Parameter::path("a").allow_reserved(), Parameter::path("b").allow_reserved()],
        ..PATH
    };
    static DATA: Operation = RESERVED;
    static TWO: Operation = Operation { path: "/{a}{b}/x", ..RESERVED };
    static QUERY: Operation = Operation { path: "/data?x={a}", ..RESERVED };
    assert_eq!(line(&DATA, &[("a", "a/b/c.d")]).await.unwrap(), "GET /data/a/b/c.d");
    assert_eq!(line(&DATA, &[("a", "a%2Fb?c#d")]).await.unwrap(), "GET /data/a%2Fb%3Fc%23d");
    assert_eq!(line(&DATA, &[("a", "a/")]).await.unwrap(), "GET /data/a/");
    assert_eq!(
        line(&QUERY, &[("a", "a&b=/?%2F")]).await.unwrap(),
        "GET /data?x=a%26b%3D%2F%3F%252F"
    );
    for (operation, values) in [
        (&DATA, [("a", "../x"), ("b", "")]),
        (&DATA, [("a", "a/../../x"), ("b", "")]),
        (&DATA, [("a", "a/%2e%2E"), ("b", "")]),
        (&DATA, [("a", "."), ("b", "")]),
        (&DATA, [("a", ""), ("b", "")]),
        (&DATA, [("a", "/etc"), ("b", "")]),
        (&DATA, [("a", "a//b"), ("b", "")]),
        (&TWO, [("a", "a/."), ("b", ".")]),
        (&TWO, [("a", "a/"), ("b", "/b")]),
        (&TWO, [("a", "a/"), ("b", "..")]),
    ] {
        let error = line(operation, &values).await.unwrap_err();
        assert!(error.contains("so the path would be another one"), "{error} {values:?}");
    }
}

#[tokio::test]
async fn an_empty_segment_is_sent_where_it_is_the_only_value() {
    static ROOT: Operation =
        Operation { path: "/tree/{a}", parameters: &[Parameter::path("a").allow_empty()], ..PATH };
    assert_eq!(line(&ROOT, &[("a", "")]).await.unwrap(), "GET /tree/");
}

#[tokio::test]
async fn a_parameter_for_the_query_string_is_a_form() {
    use crate::runtime::{PropertyEncoding, Style};
    static FORM: Operation =
        Operation { path: "/s", parameters: &[Parameter::query_string("all")], ..PATH };
    let value = serde_json::json!({
        "q": "a b&c", "path": "a/b&c%2F", "empty": [], "tags": ["x", "y,z"], "csv": ["1", "2,3"], "deep": {"a": "1"}, "object": {"a": 1}, "none": null,
    });
    let encodings = &[
        PropertyEncoding::new("csv").style(Style::Form, false),
        PropertyEncoding::new("deep").style(Style::DeepObject, true),
        PropertyEncoding::new("empty").style(Style::Form, false),
        PropertyEncoding::new("path").allow_reserved(),
    ];
    let server = Server::start(ok()).await;
    let client = client(&server);
    let call = client.core.call(&FORM).query_form("all", &value, encodings);
    Probe { call }.await.unwrap();
    assert_eq!(
        server.only().line(),
        "GET /s?q=a%20b%26c&path=a/b%26c%2F&empty=&tags=x&tags=y%2Cz&csv=1,2%2C3&deep%5Ba%5D=1&object=%7B%22a%22%3A1%7D HTTP/1.1"
    );
    // It has the same encoding as a form in a body.
    let call = client.core.call(&SEARCH).form(&value, encodings);
    Probe { call }.await.unwrap();
    let sent = server.arrived();
    assert_eq!(format!("GET /s?{} HTTP/1.1", sent[1].body), sent[0].line());
    let call = client.core.call(&FORM).query_form("all", &[1], encodings);
    let error = Probe { call }.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /s: the parameter `all` cannot be written: the value is not an object"
    );
}

#[tokio::test]
async fn an_item_with_the_delimiter_of_its_list_is_not_sent_in_a_form() {
    use crate::runtime::{PropertyEncoding, Style};
    static FORM: Operation =
        Operation { path: "/s", parameters: &[Parameter::query_string("all")], ..PATH };
    let server = Server::start(ok()).await;
    let client = client(&server);
    let reason = "the property `list` has an item that the server would read as several";
    for (style, delimiter) in
        [(Style::SpaceDelimited, ' '), (Style::PipeDelimited, '|'), (Style::TabDelimited, '\t')]
    {
        let encodings = &[PropertyEncoding::new("list").style(style, false)];
        let split = format!("a{delimiter}b");
        let items = serde_json::json!({"list": ["c", split]});
        let keys = serde_json::json!({"list": {split.as_str(): 1}});
        for value in [items, keys] {
            let call = client.core.call(&SEARCH).form(&value, encodings);
            let error = Probe { call }.await.unwrap_err().to_string();
            let expected = format!("the body cannot be written as a form: {reason}");
            assert!(error.ends_with(&expected), "{error}");
            let call = client.core.call(&FORM).query_form("all", &value, encodings);
            let error = Probe { call }.await.unwrap_err().to_string();
            let expected = format!("the parameter `all` cannot be written: {reason}");
            assert!(error.ends_with(&expected), "{error}");
        }
        // Each item is separate, or there is only one text.
        let exploded = &[PropertyEncoding::new("list").style(style, true)];
        let call = client.core.call(&SEARCH).form(&serde_json::json!({"list": [split]}), exploded);
        Probe { call }.await.unwrap();
        let call = client.core.call(&SEARCH).form(&serde_json::json!({"list": split}), encodings);
        Probe { call }.await.unwrap();
    }
}

#[tokio::test]
async fn a_property_of_a_form_is_json_if_its_media_type_is() {
    use crate::runtime::PropertyEncoding;
    let value = serde_json::json!({
        "text": "a\"b", "count": 1, "list": ["a"], "object": {"a": 1}, "none": null, "plain": "a", "rows": ["b"],
    });
    let json =
        ["text", "count", "list", "object", "none"].map(|name| PropertyEncoding::new(name).json());
    let others = ["plain", "rows"].map(|name| PropertyEncoding::new(name).content());
    let encodings: Vec<_> = json.into_iter().chain(others).collect();
    let server = Server::start(ok()).await;
    let call = client(&server).core.call(&SEARCH).form(&value, &encodings);
    Probe { call }.await.unwrap();
    assert_eq!(
        server.only().body,
        "text=%22a%5C%22b%22&count=1&list=%5B%22a%22%5D&object=%7B%22a%22%3A1%7D&plain=a&rows=%5B%22b%22%5D"
    );
}
