//! Arguments arrive unchanged, or the request fails before it is sent.

use serde_json::json;

use crate::fast::{KEY, builder, client, ok, tag};
use crate::runtime::{
    Call, Credential, Error, Json, Method, Operation, Parameter, RawResponse, Request, Response,
    ResponseFuture, Style,
};
use crate::server::{Arrived, Server};

static OPERATION: Operation = Operation {
    id: "operation",
    method: Method::Get,
    path: "/things/{label}",
    server: None,
    parameters: &[
        Parameter::path("label").style(Style::Label, true),
        Parameter::header("X-One"),
        Parameter::header("X-Exploded").style(Style::Simple, true),
        Parameter::header("X-Json").json(),
        Parameter::header("Cookie"),
        Parameter::query("space").style(Style::SpaceDelimited, false),
        Parameter::query("pipe").style(Style::PipeDelimited, false),
        Parameter::query("form").style(Style::Form, false),
        Parameter::cookie("session"),
    ],
    security: &[&["SecretApiKey"]],
    accept: "application/json",
    body: None,
    pagination: None,
};

fn parameter(name: &str) -> Parameter {
    *OPERATION.parameters.iter().find(|parameter| parameter.name == name).unwrap()
}

async fn send(call: Call) -> Result<(), Error> {
    let sending: ResponseFuture<Result<Response<Json>, Error>> = call.send(RawResponse::json);
    sending.await.map(|_| ())
}

/// The request that arrived, or the error.
async fn sent(server: &Server, values: &[(&str, Json)]) -> Result<Arrived, String> {
    let before = server.arrived().len();
    let mut call = client(server).customers().call(&OPERATION).path("label", "x");
    for (name, value) in values {
        call.set(parameter(name), value);
    }
    let result = send(call).await;
    let arrived = server.arrived();
    match result {
        Ok(()) => Ok(arrived[before].clone()),
        Err(Error::Request(error)) => {
            assert_eq!(arrived.len(), before, "a rejected request is not sent");
            Err(error.to_string())
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn an_item_of_a_list_stays_one() {
    let server = Server::start(ok()).await;
    for (name, value) in [
        ("X-One", json!(["a,b", "c"])),
        ("X-One", json!(["a", ""])),
        ("X-One", json!([" a", "b"])),
        ("X-One", json!(["\"a\",b", "c"])),
        ("X-One", json!([[1, 2]])),
        ("X-One", json!({"a": "b,c"})),
        ("X-One", json!({"a,b": "c"})),
        ("X-Exploded", json!({"a": "b,c"})),
        ("X-Exploded", json!({"a=b": "c"})),
        ("space", json!(["a b", "c"])),
        ("space", json!({"a": "b c"})),
        ("pipe", json!(["a|b", "c"])),
        ("label", json!(["a.b", "c"])),
        ("label", json!({"a": "b.c"})),
    ] {
        let said = format!(
            "GET /things/{{label}}: the parameter `{name}` has an item that the server would read as several"
        );
        assert_eq!(sent(&server, &[(name, value.clone())]).await.unwrap_err(), said, "{value}");
    }
    for (name, value, arrives) in [
        ("X-One", json!(["a b", "c;q=1", "\"d,e\"", "f=g"]), "a b,c;q=1,\"d,e\",f=g"),
        ("X-One", json!("a,b"), "a,b"),
        ("X-One", json!({"a": "b=c"}), "a,b=c"),
        ("X-Exploded", json!({"a": "b=c", "d": 1}), "a=b=c,d=1"),
        ("X-Exploded", json!(["a", null, "b"]), "a,b"),
        ("X-Json", json!(["a,b", ""]), "[\"a,b\",\"\"]"),
    ] {
        let arrived = sent(&server, &[(name, value.clone())]).await.unwrap();
        assert_eq!(arrived.header(name), Some(arrives), "{value}");
    }
    for (name, value, line) in [
        ("space", json!(["a|b", "c,d"]), "?space=a%7Cb%20c%2Cd"),
        ("space", json!("a b"), "?space=a%20b"),
        ("pipe", json!(["a b", "c"]), "?pipe=a%20b%7Cc"),
        ("form", json!(["a,b", "c d|e"]), "?form=a%2Cb,c%20d%7Ce"),
    ] {
        let arrived = sent(&server, &[(name, value)]).await.unwrap();
        assert_eq!(arrived.line(), format!("GET /things/.x{line} HTTP/1.1"));
    }
}

#[tokio::test]
async fn white_space_around_a_header_is_rejected() {
    let server = Server::start(ok()).await;
    let said = "begins or ends with white space, which is not part of a header's value";
    for text in [" a", "a ", "\ta", "a\t", " "] {
        let error = sent(&server, &[("X-One", json!(text))]).await.unwrap_err();
        assert_eq!(error, format!("GET /things/{{label}}: the parameter `X-One` {said}"));
        let error =
            client(&server).customers().get("1").with_header("X-Mine", text).await.unwrap_err();
        assert_eq!(error.to_string(), format!("GET /customers/{{id}}: the header `X-Mine` {said}"));
        let client = builder(&server).secret_api_key(text).build().unwrap();
        let error = client.payments().refund("1", tag("a")).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    assert!(server.arrived().is_empty());
    assert_eq!(
        sent(&server, &[("X-One", json!("a \t b"))]).await.unwrap().header("x-one"),
        Some("a \t b")
    );
    assert_eq!(sent(&server, &[("X-One", json!(""))]).await.unwrap().header("x-one"), Some(""));
}

#[tokio::test]
async fn no_cookie_is_lost() {
    let server = Server::start(ok()).await;
    let arrived =
        sent(&server, &[("Cookie", json!("a=1")), ("session", json!("s"))]).await.unwrap();
    assert_eq!(arrived.header("cookie"), Some("a=1; session=s"));

    let server = Server::start(ok()).await;
    let client = builder(&server)
        .credential("SecretApiKey", Credential::api_key_cookie("key", KEY))
        .build()
        .unwrap();
    send(client.customers().call(&OPERATION).path("label", "x").header("Cookie", "a=1"))
        .await
        .unwrap();
    assert_eq!(server.only().header("cookie"), Some(&*format!("a=1; key={KEY}")));

    let server = Server::start(ok()).await;
    let call = crate::fast::client(&server).customers().get("1");
    call.with_header("Cookie", "a=\u{e9}").await.unwrap();
    assert_eq!(server.only().header("cookie"), Some("a=\u{e9}"));
}

#[tokio::test]
async fn a_user_is_read_as_it_was_given() {
    let server = Server::start(ok()).await;
    let with = |user: &str| {
        builder(&server).credential("SecretApiKey", Credential::basic(user, "a:b")).build().unwrap()
    };
    let error = with("a:b").payments().refund("1", tag("a")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /payments/{id}/refund: the credential for `Basic` contains characters that are not allowed there"
    );
    assert!(server.arrived().is_empty());
    with("a").payments().refund("1", tag("a")).await.unwrap();
    assert_eq!(server.only().header("authorization"), Some("Basic YTphOmI="));
}

#[tokio::test]
async fn a_parameter_does_not_cut_a_body_off() {
    static FRAMED: Operation = Operation {
        method: Method::Post,
        path: "/framed",
        parameters: &[Parameter::header("Content-Length"), Parameter::header("transfer-encoding")],
        body: Some("application/json"),
        ..OPERATION
    };
    let server = Server::start(ok()).await;
    let call = |name: &'static str, value: &str| {
        client(&server).customers().call(&FRAMED).header(name, value)
    };
    let rejected = [
        (
            call("Content-Length", "5").json(&tag("a")),
            "`Content-Length` is not the length of the body",
        ),
        (
            call("Content-Length", "50").json(&tag("a")),
            "`Content-Length` is not the length of the body",
        ),
        (
            call("Content-Length", "12, 12").json(&tag("a")),
            "`Content-Length` is not the length of the body",
        ),
        (call("Content-Length", "1"), "`Content-Length` is not the length of the body"),
        (
            call("transfer-encoding", "gzip").json(&tag("a")),
            "`Transfer-Encoding` is set by the transport",
        ),
    ];
    for (call, reason) in rejected {
        let error = send(call).await.unwrap_err();
        assert_eq!(error.to_string(), format!("POST /framed: the parameter {reason}"));
    }
    assert!(server.arrived().is_empty());
    send(call("Content-Length", "12").json(&tag("a"))).await.unwrap();
    assert_eq!(server.only().body, r#"{"name":"a"}"#);
}
