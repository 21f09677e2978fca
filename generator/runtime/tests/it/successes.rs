//! Documented successes, empty bodies and redirects, on the wire.

use std::sync::Arc;

use crate::client::Client;
use crate::fast::{KEY, builder, client, ok};
use crate::requests::SEARCH;
use crate::runtime::request::{self, request};
use crate::runtime::{
    Body, BoxFuture, Bytes, Call, Error, ErrorBody, HeaderMap, Headers, Json, Method, Operation,
    RawError, RawResponse, Request, Response, Timeout, Transport, TransportError, header,
};
use crate::server::{Action, Server};
use crate::types::Tag;

const GET: Operation = Operation { method: Method::Get, body: None, ..SEARCH };
static TABLE: Operation = Operation { path: "/go", ..GET };

/// Declares a request with the statuses of its operation.
macro_rules! operation {
    ($name:ident: $response:ty, $error:ty, $($pattern:pat => $read:expr,)*) => {
        #[derive(Debug)]
        #[must_use]
        struct $name {
            call: Call,
        }

        impl Request for $name {
            type Response = $response;
            type ErrorBody = $error;

            fn call_mut(&mut self) -> &mut Call {
                &mut self.call
            }

            fn decode(response: RawResponse) -> Result<$response, Error<$error>> {
                match response.status() {
                    $($pattern => { let read: fn(RawResponse) -> Result<$response, Error<$error>> = $read; read(response) })*
                    _ => response.error(),
                }
            }
        }
        request!($name);
    };
}

#[derive(Debug, Clone, PartialEq)]
enum Several {
    Ok(Tag),
    Accepted(Vec<u8>),
    NoContent,
}

#[derive(Debug, PartialEq, Default)]
struct Moved {
    location: Option<String>,
}

impl Headers for Moved {
    fn read(headers: &HeaderMap) -> Self {
        Self { location: header(headers, "Location") }
    }
}

#[derive(Debug, PartialEq)]
enum Problem {
    NotFound(Option<Tag>),
    Conflict(Tag),
    Unknown(Bytes),
}

impl ErrorBody for Problem {
    fn read(response: &RawResponse) -> Self {
        match response.status() {
            404 => response.error_json(Self::NotFound, Self::Unknown),
            409 => response.error_json(Self::Conflict, Self::Unknown),
            _ => Self::Unknown(response.raw()),
        }
    }
}

operation!(One: Response<Tag>, Problem, 200..=299 => |response| response.json(),);
operation!(Nullable: Response<Option<Tag>>, RawError, 200..=299 => |response| response.json(),);
operation!(Any: Response<Json>, RawError, 200..=299 => |response| response.json(),);
operation!(Text: Response<String>, RawError, 200..=299 => |response| response.text(),);
operation!(Raw: Response<Bytes>, RawError, 200..=299 => |response| response.bytes(),);
operation!(Nothing: Response<()>, RawError, 200..=299 => |response| response.empty(),);
operation!(Choice: Response<Several>, RawError,
    200 => |response| response.json_as(Several::Ok),
    202 => |response| response.json_as(Several::Accepted),
    204 => |response| response.empty_as(Several::NoContent),
    201 | 203 | 205..=299 => |response| {
        response.undocumented().empty(Several::NoContent).json(Several::Ok).json(Several::Accepted).end()
    },
);
operation!(Found: Response<(), Moved>, RawError, 302 => |response| response.empty(),);

async fn server(status: &str, body: &str) -> Server {
    Server::responding(status, "", body).await
}

fn call(client: &Client) -> Call {
    client.core.call(&TABLE)
}

#[tokio::test]
async fn a_success_of_another_status_is_the_documented_one() {
    for status in ["200 OK", "201 Created", "206 X", "299 X"] {
        let tagged = server(status, r#"{"name":"a"}"#).await;
        let response = One { call: call(&client(&tagged)) }.await.unwrap();
        assert_eq!((response.status().as_str(), &*response.name), (&status[..3], "a"));
        let response = Nothing { call: call(&client(&tagged)) }.await.unwrap();
        assert_eq!(response.status().as_str(), &status[..3]);

        for body in ["<p>", r#"{"name":1}"#, "7", ""] {
            let error = One { call: call(&client(&server(status, body).await)) }.await.unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error:?}");
            let said = format!("the server responded with {}", &status[..3]);
            assert!(error.to_string().contains(&said), "{error}");
            assert!(error.to_string().contains(", but the body "), "{error}");
        }
    }
    let error = One { call: call(&client(&server("302 X", "{}").await)) }.await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error:?}");
}

#[tokio::test]
async fn a_success_of_another_status_is_the_first_that_it_can_be() {
    for (status, body, expected) in [
        ("201 Created", r#"{"name":"a"}"#, Ok(Several::Ok(crate::fast::tag("a")))),
        ("203 X", "[1,2]", Ok(Several::Accepted(vec![1, 2]))),
        ("200 OK", r#"{"name":"a"}"#, Ok(Several::Ok(crate::fast::tag("a")))),
        ("299 X", "", Ok(Several::NoContent)),
        ("204 X", "", Ok(Several::NoContent)),
        ("200 OK", "", Err("GET /go: the server responded with 200 OK, but the body is empty")),
        (
            "201 Created",
            r#"{"name":7}"#,
            Err(
                "GET /go: the server responded with 201 Created, but the body cannot be read at $.name: invalid type: integer `7`, expected a string at line 1 column 9",
            ),
        ),
        (
            "500 Internal Server Error",
            "",
            Err("GET /go: the server responded with 500 Internal Server Error"),
        ),
    ] {
        let server = server(status, body).await;
        let result = Choice { call: call(&client(&server)) }.await;
        let result = result.map(Response::into_inner).map_err(|error| error.to_string());
        assert_eq!(result, expected.map_err(str::to_owned), "{status} {body}");
    }
    let error = Found { call: call(&client(&server("200 OK", "").await)) }.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /go: the server responded with 200 OK, but the document does not describe this status"
    );
}

#[tokio::test]
async fn an_empty_body_is_null_where_the_type_has_that() {
    for status in ["200 OK", "204 No Content", "205 Reset Content"] {
        let server = server(status, "").await;
        let client = client(&server);
        assert_eq!(Nullable { call: call(&client) }.await.unwrap().into_inner(), None);
        assert_eq!(Any { call: call(&client) }.await.unwrap().into_inner(), Json::Null);
        assert_eq!(Text { call: call(&client) }.await.unwrap().into_inner(), "");
        assert_eq!(Raw { call: call(&client) }.await.unwrap().into_inner(), Bytes::new());
        Nothing { call: call(&client) }.await.unwrap();
        let error = One { call: call(&client) }.await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(error.to_string().ends_with(", but the body is empty"), "{error}");
    }
}

#[tokio::test]
async fn an_error_with_an_empty_body_is_an_error() {
    for (status, expected) in [
        ("404 Not Found", Problem::NotFound(None)),
        ("409 Conflict", Problem::Unknown(Bytes::new())),
        ("500 X", Problem::Unknown(Bytes::new())),
    ] {
        let error = One { call: call(&client(&server(status, "").await)) }.await.unwrap_err();
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!((error.status().as_str(), error.body()), (&status[..3], &expected));
    }
}

#[tokio::test]
async fn a_head_request_has_no_body() {
    static HEAD: Operation = Operation { method: Method::Head, ..GET };
    let server = Server::start(Action::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".into()));
    let client = client(&server.await);
    Nothing { call: client.core.call(&HEAD) }.await.unwrap();
}

/// A redirect within the origin or to another one.
async fn redirecting(status: u16, location: &str) -> Server {
    let headers = format!("location: {location}\r\n");
    let redirect = Action::response(&format!("{status} X"), &headers, "");
    Server::script([redirect, ok()]).await
}

/// Passes on requests, as their extensions describe them.
struct Layer(Arc<dyn Transport>);

impl Transport for Layer {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        assert!(request.extensions().get::<Timeout>().is_some());
        self.0.send(request)
    }
}

#[tokio::test]
async fn a_documented_redirect_is_the_response() {
    let to = ["/next", "https://elsewhere.test/x?y=1#z"];
    for (location, is_layered) in to.into_iter().flat_map(|to| [(to, false), (to, true)]) {
        let server = redirecting(302, location).await;
        let builder = builder(&server);
        let builder = if is_layered { builder.layer(Layer) } else { builder };
        let call = call(&builder.build().unwrap()).redirects(&[302]);
        let response = Found { call }.await.unwrap();
        assert_eq!(response.status().as_u16(), 302);
        assert_eq!(response.headers().location.as_deref(), Some(location));
        assert_eq!(server.only().line(), "GET /go HTTP/1.1");
    }
}

#[tokio::test]
async fn other_redirects_are_followed_within_the_origin() {
    for status in [301, 303, 307, 308] {
        let server = redirecting(status, "/next").await;
        let call = call(&client(&server)).redirects(&[302]);
        assert_eq!(One { call }.await.unwrap().name, "a");
        assert_eq!(server.arrived()[1].line(), "GET /next HTTP/1.1");
    }
    // One client has operations of both kinds.
    let server = redirecting(302, "/next").await;
    let client = client(&server);
    let (kept, followed) = (call(&client).redirects(&[302]), call(&client));
    Found { call: kept }.await.unwrap();
    assert_eq!(One { call: followed }.await.unwrap().name, "a");
}

#[tokio::test]
async fn two_credentials_in_one_header_are_not_sent() {
    static BOTH: Operation = Operation { security: &[&["JWT", "Basic"]], ..GET };
    static KEYS: Operation = Operation { security: &[&["QueryKey", "SecretApiKey"]], ..GET };
    let server = Server::start(ok()).await;
    let client = builder(&server).jwt("token").basic("me", "secret").query_key("q");
    let client = client.secret_api_key(KEY).build().unwrap();
    let error = One { call: client.core.call(&BOTH) }.await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /search: two credentials are sent as the header `Authorization`, which a request can have only once"
    );
    assert!(server.arrived().is_empty());
    One { call: client.core.call(&KEYS) }.await.unwrap();
    assert_eq!(server.only().line(), "GET /search?api_key=q HTTP/1.1");
}

#[tokio::test]
async fn a_requirement_that_can_be_met_is_used_instead_of_one_that_cannot() {
    static EITHER: Operation =
        Operation { security: &[&["JWT", "Basic"], &[], &["QueryKey"]], ..GET };
    let server = Server::start(ok()).await;
    let client = builder(&server).jwt("token").basic("me", "secret").query_key("q").build();
    One { call: client.unwrap().core.call(&EITHER) }.await.unwrap();
    assert_eq!(server.only().line(), "GET /search?api_key=q HTTP/1.1");
}

#[tokio::test]
async fn the_same_credential_for_two_schemes_is_sent_once() {
    static BOTH: Operation = Operation { security: &[&["JWT", "Basic"]], ..GET };
    let server = Server::start(ok()).await;
    let token = || crate::runtime::Credential::bearer("token");
    let client = builder(&server).jwt("token").credential("Basic", token()).build().unwrap();
    One { call: client.core.call(&BOTH) }.await.unwrap();
    assert_eq!(server.only().header("authorization"), Some("Bearer token"));
}

#[derive(Debug, PartialEq)]
struct Lists {
    set_cookie: Option<Vec<String>>,
    link: Option<Vec<String>>,
    sizes: Option<Vec<u32>>,
    other: Option<String>,
}

impl Headers for Lists {
    fn read(headers: &HeaderMap) -> Self {
        Self {
            set_cookie: header(headers, "Set-Cookie"),
            link: header(headers, "Link"),
            sizes: header(headers, "Sizes"),
            other: header(headers, "Other"),
        }
    }
}

operation!(WithLists: Response<(), Lists>, RawError, 200..=299 => |response| response.empty(),);

#[tokio::test]
async fn several_lines_of_a_header_are_one_list_but_for_set_cookie() {
    let lines = "set-cookie: a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT\r\nSet-Cookie: b=2\r\n\
                 link: </a,b>; rel=\"next, x\", </c>\r\nlink: </d>\r\nsizes: 1, 2\r\nsizes: 3\r\n\
                 other: x\r\nother: y\r\n";
    let server = Server::responding("200 OK", lines, "").await;
    let response = WithLists { call: call(&client(&server)) }.await.unwrap();
    let list = |items: &[&str]| Some(items.iter().map(|item| (*item).to_owned()).collect());
    let expected = Lists {
        set_cookie: list(&["a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "b=2"]),
        link: list(&["</a,b>; rel=\"next, x\"", "</c>", "</d>"]),
        sizes: Some(vec![1, 2, 3]),
        other: Some("x,y".to_owned()),
    };
    assert_eq!(response.headers(), &expected);
}
