//! Path arguments: each arrives as one segment, or is rejected.

use customer_timeline::{Error, rebilly};
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};
use percent_encoding::percent_decode_str;

#[tokio::test]
async fn any_value_arrives_as_one_segment() {
    let server = Server::start([ServerResponse::new(200, "{}")]).await;
    let timeline = clients::rebilly(&server).customers_timeline();
    let values = [
        "cus_1",
        "a/b",
        "a\\b",
        "a?b=c&d",
        "a#b",
        "100%",
        "%2F",
        "%2e%2e",
        "a b",
        " ",
        "+",
        "a;b=c",
        "a,b",
        "@~-._!$'()*",
        "Zoë",
        "日本",
        "🙂",
        "a:b",
        "[x]",
        "{id}",
        "\"<>^`|",
        "a\tb\r\nc",
        "\0",
        "...",
        ".a",
        "a..",
        "../../etc",
        "./x",
        "http://evil.test/",
        "?",
        "#",
        "/",
    ];
    for value in values {
        timeline.get(value, value).await.unwrap_or_else(|error| panic!("{value:?}: {error}"));
        let request = server.take_one();
        let segments: Vec<&str> = request.path.split('/').collect();
        let ["", "customers", id, "timeline", message] = segments[..] else {
            panic!("{value:?}: {}", request.path)
        };
        for segment in [id, message] {
            assert_eq!(
                percent_decode_str(segment).decode_utf8().unwrap(),
                value,
                "{}",
                request.path
            );
            assert!(segment.bytes().all(|byte| byte.is_ascii_graphic()), "{segment}");
        }
        assert_eq!(request.query, None, "{value:?}");
    }
}

#[tokio::test]
async fn an_argument_that_changes_the_path_is_rejected() {
    let server = Server::start([ServerResponse::new(200, "{}")]).await;
    let timeline = clients::rebilly(&server).customers_timeline();
    for value in ["", ".", ".."] {
        for (id, message, parameter) in [(value, "tmln_1", "id"), ("cus_1", value, "messageId")] {
            let error = timeline.delete(id, message).await.unwrap_err();
            let Error::Request(error) = error else { panic!("{value:?}: {error:?}") };
            assert_eq!(error.parameter(), Some(parameter), "{error}");
            assert!(!error.is_missing_credential());
        }
    }
    assert_eq!(server.take(), []);
}

/// The value of a server variable may be user input.
#[test]
fn a_server_variable_that_changes_the_path_is_rejected() {
    let build =
        |url: &str| rebilly::Client::builder().base_url(url).secret_api_key(clients::KEY).build();
    for organization in ["..", ".", "a/../..", "./a", "a/..", "../admin"] {
        for server in [rebilly::Server::live(organization), rebilly::Server::sandbox(organization)]
        {
            let error = build(server.url()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the base URL has a segment `.` or `..`",
                "{organization}"
            );
        }
    }
    for url in [
        "https://api.test/v1/%2e%2E",
        "https://api.test/v1/.%2e/x",
        "https://api.test/%2e",
        "https://api.test/v1\\..",
        "https://api.test/v1\\%2e.\\x/",
    ] {
        assert!(build(url).is_err(), "{url}");
    }
    for url in [
        "https://api.test/v1/.\t.",
        "https://api.test/v1/.\n./x",
        "https:\\\\api.test",
        "https://api.test/\r..",
    ] {
        assert!(build(url).is_err(), "{url}");
    }
    for organization in ["a", "%2e%2e", "...", ".a", "a.", "a\\..\\b", "\t..", "\u{ff0e}\u{ff0e}"] {
        let server = rebilly::Server::live(organization);
        build(server.url()).unwrap();
        let url = url::Url::parse(server.url()).unwrap();
        let segments: Vec<&str> = url.path_segments().unwrap().collect();
        let ["organizations", name] = segments[..] else { panic!("{organization}: {url}") };
        assert_eq!(percent_decode_str(name).decode_utf8().unwrap(), organization);
    }
}

#[tokio::test]
async fn any_value_arrives_in_a_query() {
    let server = Server::start([ServerResponse::new(200, "[]")]).await;
    let customers = clients::rebilly(&server).customers();
    for value in
        ["", "a&b=c", "a+b", "a b", "100%", "a#b", "Zoë", "日本", "a,b;c:d", "%20", "'\"<>", "\r\n"]
    {
        customers.list().filter(value).q(value).await.unwrap();
        let query = server.take_one().query.unwrap();
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(
            pairs,
            [("filter".to_owned(), value.to_owned()), ("q".to_owned(), value.to_owned())],
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_invalid_header_value_is_rejected() {
    let server = Server::start([ServerResponse::new(200, "[]")]).await;
    let customers = clients::rebilly(&server).customers();
    let error = customers.list().organization_id("org_1\r\nREB-APIKEY: other").await.unwrap_err();
    let Error::Request(error) = error else { panic!("{error:?}") };
    assert_eq!(error.parameter(), Some("Organization-Id"));
    assert_eq!(server.take(), []);
}
