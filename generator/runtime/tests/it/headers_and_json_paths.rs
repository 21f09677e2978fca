//! Headers of responses, and paths of errors in JSON.

use std::collections::BTreeMap;

use oasmith_runtime::{HeaderMap, Json, json_path};
use serde::de::DeserializeOwned;

fn header<T: DeserializeOwned>(lines: &[&str]) -> Option<T> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("x-value", line.parse().unwrap());
    }
    oasmith_runtime::header(&headers, "X-Value")
}

#[test]
fn a_header_becomes_a_value() {
    assert_eq!(header(&["42"]), Some(42_i64));
    assert_eq!(header(&["-1.5"]), Some(-1.5));
    assert_eq!(header(&["true"]), Some(true));
    assert_eq!(header(&["a, b"]), Some("a, b".to_owned()));
    assert_eq!(header(&["a,b , c"]), Some(vec!["a".to_owned(), "b".into(), "c".into()]));
    assert_eq!(header(&["1,2", "3"]), Some(vec![1, 2, 3]));
    assert_eq!(
        header(&["R=100,G=200"]),
        Some(BTreeMap::from([("R".to_owned(), 100), ("G".into(), 200)]))
    );
    assert_eq!(
        header(&["R,100,G,200"]),
        Some(BTreeMap::from([("R".to_owned(), 100), ("G".into(), 200)]))
    );
    assert_eq!(header(&["7"]), Some(Some(7_u8)));
    assert_eq!(header(&["x"]), Some(Json::from("x")));
    assert_eq!(header(&[""]), Some(Vec::<String>::new()));
}

#[test]
fn a_list_is_split_where_its_items_end() {
    let list = |lines: &[&str]| header::<Vec<String>>(lines).unwrap();
    assert_eq!(
        list(&["<https://a.test/?x=1,2>; rel=\"next, last\", </b>; rel=prev", "</c>"]),
        ["<https://a.test/?x=1,2>; rel=\"next, last\"", "</b>; rel=prev", "</c>"]
    );
    assert_eq!(list(&[r#""a,\",b", W/"c""#, r#""d""#]), [r#""a,\",b""#, r#"W/"c""#, r#""d""#]);
    assert_eq!(
        list(&["Sun, 06 Nov 1994 08:49:37 GMT, Sunday, 06-Nov-94 08:49:37 GMT, Sun, 6, Sun"]),
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun", "6", "Sun"]
    );
    assert_eq!(list(&["a,, b,", ",", " c"]), ["a", "b", "c"]);
    assert_eq!(list(&["a \" b, <c, \"d, é>"]), ["a \" b, <c, \"d", "é>"]);
    assert_eq!(list(&["\"a, b", "<c, d"]), ["\"a", "b", "<c", "d"]);
    assert_eq!(
        header(&["a=\"1,2\",b=3"]),
        Some(BTreeMap::from([("a".to_owned(), "\"1,2\"".to_owned()), ("b".into(), "3".into()),]))
    );
    // The time is proportional to the length.
    assert_eq!(list(&[&"<,\",".repeat(100_000)]).len(), 100_000);
}

#[test]
fn each_line_of_set_cookie_is_a_value() {
    let mut headers = HeaderMap::new();
    for line in ["id=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "lang=\"a,b\"; Path=/"] {
        headers.append("set-cookie", line.parse().unwrap());
    }
    let cookies: Vec<String> = oasmith_runtime::header(&headers, "Set-Cookie").unwrap();
    assert_eq!(cookies, ["id=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "lang=\"a,b\"; Path=/"]);
    let lines: String = oasmith_runtime::header(&headers, "set-cookie").unwrap();
    assert_eq!(lines, cookies.join("\n"));
}

#[test]
fn a_header_that_is_absent_or_unreadable_is_none() {
    assert_eq!(header::<i64>(&[]), None);
    assert_eq!(header::<i64>(&["many"]), None);
    assert_eq!(header::<u8>(&["300"]), None);
    assert_eq!(header::<bool>(&["1"]), None);
    assert_eq!(header::<Vec<u8>>(&["1,x"]), None);
    assert_eq!(header::<BTreeMap<String, u8>>(&["a,1,b"]), None);
}

/// The path in the error when a text is read as a `T`.
fn path<T: DeserializeOwned>(text: &str) -> String {
    let error = serde_json::from_str::<T>(text).err().unwrap();
    json_path(text.as_bytes(), error.line(), error.column())
}

#[derive(serde::Deserialize)]
#[allow(dead_code, reason = "only read")]
struct Page {
    items: Vec<Item>,
    total: Option<u32>,
}

#[derive(serde::Deserialize)]
#[allow(dead_code, reason = "only read")]
struct Item {
    name: String,
    #[serde(rename = "a \"b\"", default)]
    odd: BTreeMap<String, u8>,
}

#[test]
fn an_error_has_a_path() {
    let table = [
        (r#"{"items":[{"name":"a"},{"name":7}]}"#, "$.items[1].name"),
        (r#"{"items":[{"name":7,"x":1}]}"#, "$.items[0].name"),
        (r#"{"items":[{"name":true}]}"#, "$.items[0].name"),
        (r#"{"items":[{"name":[1]}]}"#, "$.items[0].name"),
        (r#"{"items":[{"name":{"x":1}}]}"#, "$.items[0].name"),
        (r#"{"items":[{"name":null}]}"#, "$.items[0].name"),
        (r#"{"items":[{"x":1}]}"#, "$.items[0]"),
        (r#"{"items":{}}"#, "$.items"),
        (r#"{"items":[],"total":"x"}"#, "$.total"),
        (r#"{"items":[],"total":-1}"#, "$.total"),
        (r#"{"total":1}"#, "$"),
        ("7", "$"),
        ("", "$"),
        ("{\n  \"items\": [\n    {\n      \"name\": 7\n    }\n  ]\n}", "$.items[0].name"),
        (
            "{\r\n\t\"items\": [\r\n\t{ \"name\": \"é]}\\\"\" },\r\n\t{ \"name\" : 7.5 }]}",
            "$.items[1].name",
        ),
        (r#"{"items":[{"name":"a","a \"b\"":{"k{":1,"l":300}}]}"#, r#"$.items[0]["a \"b\""].l"#),
        (r#"{"items":[{"name":"a","a \"b\"":{"k{":"x"}}]}"#, r#"$.items[0]["a \"b\""]["k{"]"#),
        (r#"{"items":[{"name":"tru"#, "$.items[0].name"),
        (r#"{"items":[{"name":"a"} x"#, "$.items[0]"),
    ];
    for (text, expected) in table {
        assert_eq!(path::<Page>(text), expected, "{text}");
    }
}

#[test]
fn any_location_in_any_text_has_some_path() {
    let text = br#"]}{"a":[1,"\"#;
    for line in 0..4 {
        for column in 0..40 {
            assert!(json_path(text, line, column).starts_with('$'));
        }
    }
    assert!(json_path(text, usize::MAX, usize::MAX).starts_with('$'));
}
