//! Edge cases of JSON on the wire.

use crate::fast::{client, ok, said};
use crate::requests::{Probe, SEARCH};
use crate::runtime::{Method, Operation};
use crate::server::{Action, Server};

#[tokio::test]
async fn a_page_instead_of_json_is_called_what_it_is() {
    let page =
        "<!DOCTYPE html>\n<title>502 Bad\u{202e} Gateway</title>\r\n\t<p>\"it's\" \\</p>\u{7}";
    for (headers, body, expected) in [
        (
            "content-type: text/html; charset=utf-8\r\n",
            page,
            "the server responded with 200 OK, but the body is text/html, not JSON, and starts with `<!DOCTYPE html> <title>502 Bad\\u{202e} Gateway</title> <p>\"it's\" \\</p>\\u{7}`",
        ),
        (
            "content-type: text/plain\r\n",
            "",
            "the server responded with 200 OK, but the body is empty",
        ),
        (
            "content-type: application/json\r\n",
            "<p>",
            "the server responded with 200 OK, but the body cannot be read at $: not valid JSON: expected value at line 1 column 1",
        ),
        (
            "",
            "<p>",
            "the server responded with 200 OK, but the body cannot be read at $: not valid JSON: expected value at line 1 column 1",
        ),
        // What is nearly JSON, or a form, may have secrets.
        (
            "content-type: text/plain\r\n",
            r#"{"token":"secret""#,
            "but the body (text/plain) cannot be read at $.token: not valid JSON: EOF while parsing an object at line 1 column 17",
        ),
        (
            "content-type: application/x-www-form-urlencoded\r\n",
            "token=secret",
            "but the body is application/x-www-form-urlencoded, not JSON",
        ),
        // The client reads JSON whatever the media type is.
        ("content-type: text/html\r\n", r#"{"name":1}"#, "cannot be read at $.name"),
    ] {
        let server = Server::script(vec![Action::response("200 OK", headers, body)]).await;
        let error = client(&server).customers().get("1").await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error}{error:?}").contains("secret"), "{error:?}");
    }
    let long = format!("<p>{}", "é ".repeat(1000));
    let server =
        Server::script(vec![Action::response("200 OK", "content-type: text/html\r\n", &long)])
            .await;
    let error = client(&server).customers().get("1").await.unwrap_err().to_string();
    assert!(error.ends_with("é é…`") && error.chars().count() < 250, "{error}");
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    let server =
        Server::script(vec![Action::response("200 OK", "", "\u{feff}{\"name\":\"a\"}")]).await;
    assert_eq!(client(&server).customers().get("1").await.unwrap().name, "a");
    let server =
        Server::script(vec![Action::response("200 OK", "", "\u{feff}{\"id\":\"a\",\"name\":1}")])
            .await;
    let error = client(&server).customers().get("1").await.unwrap_err();
    assert!(error.to_string().contains("cannot be read at $.name: invalid type"), "{error}");
}

#[tokio::test]
async fn what_is_no_number_of_json_is_not_sent() {
    static PUT: Operation =
        Operation { id: "put", method: Method::Put, path: "/numbers", ..SEARCH };
    let server = Server::script(vec![ok()]).await;
    let call = || client(&server).core.call(&PUT);
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for call in [call().json(&[[Some(number)]]), call().json_lines(&[1.5, number])] {
            let error = Probe { call }.await.unwrap_err();
            assert!(said(&error).contains("NaN and infinity are not numbers in JSON"), "{error:?}");
        }
    }
    assert_eq!(server.arrived().len(), 0);
    Probe { call: call().json(&[1.5, -0.0]) }.await.unwrap();
    assert_eq!(server.arrived()[0].body, "[1.5,-0.0]");
}
