//! Responses that do not match the document, as a lenient client reads them.

use std::collections::BTreeMap;

use crate::fast::{KEY, builder};
use crate::requests::SEARCH;
use crate::runtime::object::{self, object};
use crate::runtime::{Error, Method, Operation, RawError, RawResponse, Request, Response};
use crate::server::{Action, Server};
use crate::types::Tag;

static LIST: Operation = Operation { method: Method::Get, body: None, security: &[], ..SEARCH };

object! {
    pub struct Page: Debug {
        pub total: i64 = required(i64) "total",
        pub next: Option<String> = optional "next" => set_next(into String),
        pub owner: Option<Tag> = optional "owner" => set_owner(into Tag),
        pub active: Option<bool> = optional "active" => set_active(bool),
        pub tags: Vec<Tag> = required: list(impl IntoIterator<Item = impl Into<Tag>>) "tags",
        pub limits: Option<BTreeMap<String, i32>> = optional "limits" => set_limits(map i32),
    }
}

async fn read(is_lenient: bool, body: &str) -> Result<Response<Page>, Error<RawError>> {
    let server = Server::start(Action::response("200 OK", "", body)).await;
    let builder = builder(&server).secret_api_key(KEY);
    let client = if is_lenient { builder.lenient() } else { builder }.build().unwrap();
    client.customers().call(&LIST).send(RawResponse::json).await
}

/// The value, and the mismatches.
async fn lenient(body: &str) -> (Page, Vec<String>) {
    assert!(matches!(read(false, body).await, Err(Error::Decode(_))), "{body}");
    let response = read(true, body).await.unwrap();
    let shown =
        |path: &str, is_converted| format!("{path}{}", if is_converted { " =" } else { "" });
    let mismatches = response.mismatches().iter();
    let mismatches = mismatches.map(|it| shown(it.path(), it.is_converted())).collect();
    (response.into_inner(), mismatches)
}

fn names(page: &Page) -> Vec<&str> {
    page.tags.iter().map(|tag| tag.name.as_str()).collect()
}

#[tokio::test]
async fn what_matches_has_no_mismatches() {
    let body = r#"{"total":1,"tags":[{"name":"a"}]}"#;
    for is_lenient in [false, true] {
        assert!(read(is_lenient, body).await.unwrap().mismatches().is_empty());
    }
}

#[tokio::test]
async fn scalars_are_converted_where_nothing_is_lost() {
    let body = r#" { "total": "12", "next": 12345678901234567890123, "active": "true",
        "owner": {"name": false}, "tags": [{"name": 1}, {"name": "b"}, {"name": 3.50}],
        "limits": {"a": "1", "b": 2} }"#;
    let (page, mismatches) = lenient(body).await;
    assert_eq!((page.total, page.active), (12, Some(true)));
    assert_eq!(page.next.as_deref(), Some("12345678901234567890123"));
    assert_eq!(page.owner.as_ref().unwrap().name, "false");
    assert_eq!(names(&page), ["1", "b", "3.50"]);
    assert_eq!(page.limits, Some(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
    assert_eq!(
        mismatches,
        [
            "$.active =",
            "$.limits.a =",
            "$.next =",
            "$.owner.name =",
            "$.tags[0].name =",
            "$.tags[2].name =",
            "$.total =",
        ]
    );
}

#[tokio::test]
async fn optional_fields_and_items_are_left_out() {
    for (body, tags, mismatches) in [
        (r#"{"total":1,"next":[1],"tags":[]}"#, vec![], vec!["$.next"]),
        (r#"{"total":1,"tags":[],"active":"yes"}"#, vec![], vec!["$.active"]),
        (r#"{"owner":{"name":{}},"total":1,"tags":[]}"#, vec![], vec!["$.owner"]),
        (r#"{"owner":{"id":"1"},"total":1,"tags":[]}"#, vec![], vec!["$.owner"]),
        (r#"{"total":1,"tags":[],"limits":{"a":1,"b":99999999999}}"#, vec![], vec!["$.limits.b"]),
        (
            r#"{"total":1,"tags":[null,{"name":"a"},7,{},{"name":"b","id":{}}]}"#,
            vec!["a", "b"],
            vec!["$.tags[0]", "$.tags[2]", "$.tags[3]", "$.tags[4].id"],
        ),
        (
            r#"{"total":1,"tags":[{"name":"a"},{"name":[]},{"name":"c"},{"name":null}]}"#,
            vec!["a", "c"],
            vec!["$.tags[1]", "$.tags[3]"],
        ),
    ] {
        let (page, found) = lenient(body).await;
        assert_eq!(
            (names(&page), found),
            (tags, mismatches.into_iter().map(str::to_owned).collect()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_required_field_stays_an_error_with_the_body() {
    for (body, path) in [
        (r#"{"total":"many","next":[1],"tags":[]}"#, "$.total"),
        (r#"{"next":5,"total":1,"tags":null}"#, "$.next"),
        (r#"{"total":1}"#, "$"),
        (r#"[]"#, "$"),
        (r#"{"total":1,"tags":[}"#, "$.tags"),
    ] {
        let error = read(true, body).await.unwrap_err();
        let Error::Decode(error) = error else { panic!("{error:?}") };
        assert_eq!((error.path(), &error.raw()[..]), (path, body.as_bytes()));
    }
}

#[tokio::test]
async fn many_mismatches_of_one_kind_are_read_in_proportion() {
    let items = (0..5_000).map(|number| format!(r#"{{"name":{number},"id":"é"}}"#));
    let body = format!(r#"{{"total":1,"tags":[{}]}}"#, items.collect::<Vec<_>>().join(","));
    let (page, mismatches) = lenient(&body).await;
    assert_eq!((page.tags.len(), mismatches.len()), (5_000, 5_000));
    assert_eq!(mismatches.get(1).unwrap(), "$.tags[1].name =");
    assert_eq!(page.tags.last().unwrap().name, "4999");
    // More mismatches than the client records.
    let body = body.replace(r#""id":"é""#, r#""id":[]"#);
    assert!(matches!(read(true, &body).await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn a_call_decides_for_itself() {
    let server = Server::start(Action::response("200 OK", "", r#"{"name":3}"#)).await;
    let client = builder(&server).secret_api_key(KEY).build().unwrap();
    let response = client.customers().get("1").with_lenient(true).await.unwrap();
    assert_eq!((response.name.as_str(), response.mismatches().len()), ("3", 1));
    let text = response.mismatches().first().unwrap().to_string();
    assert_eq!(text, "$.name: converted: invalid type: integer `3`, expected a string");
    assert!(client.customers().get("1").await.is_err());
    let client = builder(&server).secret_api_key(KEY).lenient().build().unwrap();
    assert!(client.customers().get("1").with_lenient(false).await.is_err());
}

#[tokio::test]
async fn an_undocumented_success_is_read_leniently_as_well() {
    async fn read(is_lenient: bool, body: &str) -> Result<Response<String>, Error<RawError>> {
        let server = Server::start(Action::response("201 Created", "", body)).await;
        let builder = builder(&server).secret_api_key(KEY);
        let client = if is_lenient { builder.lenient() } else { builder }.build().unwrap();
        let call = client.customers().call(&LIST);
        call.send(|response| {
            let several = response.undocumented().empty("none".to_owned());
            several.json(|page: Page| format!("page {}", page.total)).json(|it: Tag| it.name).end()
        })
        .await
    }
    let body = r#"{"total":"7","tags":[]}"#;
    assert!(matches!(read(false, body).await, Err(Error::Decode(_))));
    let response = read(true, body).await.unwrap();
    assert_eq!((response.as_str(), response.mismatches()[0].path()), ("page 7", "$.total"));
    // One that matches takes precedence.
    let response = read(true, r#"{"total":"7","tags":[],"name":"a"}"#).await.unwrap();
    assert_eq!((response.as_str(), response.mismatches().len()), ("a", 0));
    assert!(matches!(read(true, "[]").await, Err(Error::Decode(_))));
}
